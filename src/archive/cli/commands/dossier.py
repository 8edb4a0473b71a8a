"""archive dossier: one unit's safety file (一企一档)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.json_objects import CodeOf, Inside, record_object, unit_object
from archive.cli.language import _, ngettext
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.cli.terms import category_name, term
from archive.cli.unit_page import show_unit
from archive.errors import N_

if TYPE_CHECKING:
    from archive.access.dossier import Dossier, Shelf
    from archive.api import Archive
    from archive.cli.screen import Screen

__all__ = ["command"]


@define(
    "dossier",
    help=N_(
        "Show the safety file of one unit.\n\n"
        "UNIT is a code or a name, also an earlier one. Empty shelves are shown as such."
    ),
)
@argument("reference", metavar=N_("UNIT"))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(session: Session, reference: str, *, as_json: bool) -> None:
    with session.archive(readonly=True) as archive:
        dossier = archive.dossier(reference)
        if as_json:
            session.screen.json(_object(dossier, archive.unit_code, archive.enclosed))
            return
        above = {dossier.parent.id: dossier.parent.name} if dossier.parent else {}
        show_unit(session.screen, dossier.unit, above)
        for shelf in dossier.shelves:
            _show(session.screen, archive, shelf)
    if dossier.findings:
        session.screen.line()
        session.screen.line(
            ngettext(
                "Checks of the forms found {count} thing to look at: 'archive list --findings --unit {unit}'.",
                "Checks of the forms found {count} things to look at: 'archive list --findings --unit {unit}'.",
                dossier.findings,
            ).format(count=dossier.findings, unit=visible(dossier.unit.code))
        )
    if dossier.waiting:
        session.screen.line()
        session.screen.line(
            ngettext(
                "{count} record of this unit waits in 'archive triage'.",
                "{count} records of this unit wait in 'archive triage'.",
                dossier.waiting,
            ).format(count=dossier.waiting)
        )


def _object(dossier: Dossier, code_of: CodeOf, inside: Inside) -> dict[str, object]:
    return {
        "unit": unit_object(dossier.unit, code_of),
        "parent": unit_object(dossier.parent, code_of) if dossier.parent else None,
        "shelves": [
            {
                "category": shelf.category,
                "records": [record_object(record, code_of, inside) for record in shelf.records],
            }
            for shelf in dossier.shelves
        ],
        "waiting": dossier.waiting,
        "findings": dossier.findings,
    }


def _show(screen: Screen, archive: Archive, shelf: Shelf) -> None:
    screen.line()
    count = len(shelf.records)
    title = visible(category_name(archive, shelf.category))
    screen.line(screen.bold(_("{category} ({count})").format(category=title, count=count)))
    if count:
        heads = (
            Column(_("date")),
            Column(_("title"), 16),
            Column(_("number"), 10),
            Column(_("record")),
            Column(_("state")),
        )
        screen.table(
            heads, ([r.date, r.title or r.original.name, r.doc_no, r.id, term(r.state)] for r in shelf.records)
        )
