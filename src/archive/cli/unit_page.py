"""A unit with all that it was ever called, for `unit show` and the head of a dossier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from archive.cli.language import _
from archive.cli.moments import local_time
from archive.cli.pages import Page
from archive.cli.terms import term
from archive.model.unit import NameKind

if TYPE_CHECKING:
    from archive.cli.screen import Screen
    from archive.model.unit import Unit

__all__ = ["show_unit", "unit_facts"]


def show_unit(screen: Screen, unit: Unit, names: Mapping[str, str]) -> None:
    """`names` gives the names of other units by id."""
    page = Page(screen)
    for label, value in unit_facts(unit, names):
        page.add(label, value)
    page.show()


def unit_facts(unit: Unit, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Labels and values; `names` as in `show_unit`."""
    yield _("name"), unit.name
    yield _("code"), f"{unit.code} ({term(unit.codes[-1].kind if unit.codes else None)})"
    yield _("kind"), term(unit.kind)
    yield _("state"), term(unit.state)
    for label, other in ((_("part of"), unit.parent), (_("merged into"), unit.merged_into)):
        if other in names:
            yield label, names[other or ""]
    for name in unit.names:
        if name.name != unit.name:
            label = _("alias") if name.kind is NameKind.ALIAS else _("earlier name")
            yield label, _dated(name.name, name.since, name.until)
    for code in unit.codes:
        if code.code != unit.code:
            yield _("earlier code"), _dated(code.code, code.since, code.until)
    for confirmed in unit.confirmed:
        told = _("{name} (confirmed by {person} on {date} for record {record})")
        day = local_time(confirmed.time)[:10]
        yield (
            _("on forms"),
            told.format(name=confirmed.name, person=confirmed.by, date=day, record=confirmed.record),
        )


def _dated(value: str, since: str | None, until: str | None) -> str:
    return f"{value} ({since or ''} – {until or ''})" if since or until else value
