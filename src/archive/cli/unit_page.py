"""A unit with all that it was ever called, for `unit show` and the head of a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from archive.cli.language import _
from archive.cli.moments import local_time
from archive.cli.pages import Page
from archive.cli.terms import term
from archive.model.unit import NameKind

if TYPE_CHECKING:
    from archive.cli.screen import Screen
    from archive.model.unit import Unit

__all__ = ["show_unit"]


def show_unit(screen: Screen, unit: Unit, names: Mapping[str, str]) -> None:
    """`names` gives the names of other units by id."""
    page = Page(screen)
    page.add(_("name"), unit.name)
    page.add(_("code"), f"{unit.code} ({term(unit.codes[-1].kind if unit.codes else None)})")
    page.add(_("kind"), term(unit.kind))
    page.add(_("state"), term(unit.state))
    page.add(_("part of"), names.get(unit.parent or ""))
    page.add(_("merged into"), names.get(unit.merged_into or ""))
    for name in unit.names:
        if name.name != unit.name:
            page.add(
                _("alias") if name.kind is NameKind.ALIAS else _("earlier name"),
                _dated(name.name, name.since, name.until),
            )
    for code in unit.codes:
        if code.code != unit.code:
            page.add(_("earlier code"), _dated(code.code, code.since, code.until))
    for confirmed in unit.confirmed:
        page.add(
            _("on forms"),
            _("{name} (confirmed by {person} on {date} for record {record})").format(
                name=confirmed.name, person=confirmed.by, date=local_time(confirmed.time)[:10], record=confirmed.record
            ),
        )
    page.show()


def _dated(value: str, since: str | None, until: str | None) -> str:
    return f"{value} ({since or ''} – {until or ''})" if since or until else value
