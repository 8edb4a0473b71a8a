"""archive dossier: one unit's safety file (一企一档)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.commands.duty_words import today
from archive.cli.completing import complete_unit
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.moments import last_day
from archive.cli.outlets import Outlet, outlet
from archive.cli.session import Session
from archive.cli.terms import category_names
from archive.cli.unmasking import Unmasking, unmasking
from archive.errors import N_, UsageInvalid

if TYPE_CHECKING:
    from archive.access.dossier import Overview
    from archive.api import Archive
    from archive.cli.screen import Screen

__all__ = ["command"]

_FORMATS = ("text", "json", "html", "docx", "pdf", "xlsx")


@define(
    "dossier",
    help=N_(
        "Show the safety file of one unit.\n\n"
        "UNIT is a code or a name, also an earlier one. Its facts and history, who answers for it, open hidden "
        "dangers, deadlines of the next 60 days, what it must have on file and what of it is missing or has run out, "
        "and the newest records of every shelf; empty shelves are shown as such. As JSON it has every record."
    ),
)
@argument("reference", metavar=N_("UNIT"), shell_complete=complete_unit)
@option("--on", metavar=N_("DATE"), help=N_("As it stood on this day; else today."))
@outlet(*_FORMATS)
@unmasking
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(
    session: Session,
    reference: str,
    *,
    on: str | None,
    kind: str | None,
    output: str | None,
    unmask: bool,
    purpose: str | None,
    as_json: bool,
) -> None:
    if as_json and kind not in {None, "json"}:
        raise UsageInvalid(reason=N_("--json and --format exclude each other"))
    shown, out = Unmasking(unmask, purpose), Outlet("json" if as_json else kind, output, _FORMATS)
    day = today() if on is None else last_day(on)
    with session.archive(readonly=not shown.wanted) as archive:
        overview = archive.overview(reference, on=day, past=on is not None)
        if out.format == "json":
            data = _json(session.screen, archive, overview, shown, None if on is None else day)
            out.write(session.screen, data)
            return
        from archive.cli.dossier_page import dossier_page, records_of

        page = dossier_page(overview, category_names(archive), titled=not out.on_screen)
        shown.uncover(session.screen, archive, records_of(overview))
        out.put(session.screen, page)


def _json(screen: Screen, archive: Archive, overview: Overview, shown: Unmasking, day: str | None) -> bytes:
    from archive.cli.commands.who import chain_object
    from archive.cli.dossier_page import overview_object
    from archive.cli.json_objects import record_object, unit_object

    dossier = archive.dossier(overview.unit.code, on=day)
    shown.uncover(screen, archive, [record.id for shelf in dossier.shelves for record in shelf.records])
    return screen.json_line({
        "unit": unit_object(dossier.unit, archive.unit_code),
        "parent": unit_object(dossier.parent, archive.unit_code) if dossier.parent else None,
        "shelves": [
            {
                "category": shelf.category,
                "records": [record_object(record, archive.unit_code, archive.enclosed) for record in shelf.records],
            }
            for shelf in dossier.shelves
        ],
        "waiting": dossier.waiting,
        "findings": dossier.findings,
        "chain": chain_object(overview.chain),
        **overview_object(overview),
    })  # fmt: skip
