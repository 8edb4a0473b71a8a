"""archive hold: what may not be destroyed or withdrawn, whatever its period says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive.cli.commands.duty_words import today
from archive.cli.completing import complete_unit
from archive.cli.escape import visible
from archive.cli.face import argument, group, option
from archive.cli.language import _
from archive.cli.moments import first_day
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.errors import N_

if TYPE_CHECKING:
    from archive.cli.screen import Screen
    from archive.model.hold import PlacedHold

__all__ = ["command"]

_JSON = N_("As JSON, a line a hold.")
_NAMES = {
    "case": N_("case"), "dispute": N_("dispute"), "investigation": N_("investigation"), "audit": N_("audit"),
    "evidence": N_("evidence"), "other": N_("other"), "hazard": N_("open hidden danger"),
    "order": N_("order without a passed recheck"), "case-open": N_("case not closed"),
    "accident": N_("accident not evaluated"), "report": N_("report not answered"), "seizure": N_("seizure"),
    "certificate": N_("certificate in force"), "ticket": N_("ticket of less than a year"),
}  # fmt: skip
_KINDS = ("case", "dispute", "investigation", "audit", "evidence", "other")


@group(
    "hold",
    help=N_(
        "Hold records, so that they are neither destroyed nor withdrawn.\n\n"
        "People place holds for a case, a dispute, an investigation, an audit or as evidence; of the first three a "
        "correction needs two people. Others follow from the papers: open hidden dangers, orders without a passed "
        "recheck, cases and reports that are not closed, certificates in force. HOLD is an id, or at least 4 "
        "characters of it."
    ),
)
def command() -> None:
    pass


@command.command_of("place", help=N_("Hold records, or all records of a unit, those to come included."))
@argument("references", nargs=-1, metavar=N_("[RECORD...]"))
@option(
    "--unit", "units", multiple=True, metavar=N_("UNIT"), shell_complete=complete_unit,
    help=N_("All its records; may be repeated."),
)  # fmt: skip
@option("--kind", type=click.Choice(_KINDS), required=True, help=N_("What for."))
@option("--case", required=True, metavar=N_("TEXT"), help=N_("Number or name of the case."))
@option("--basis", required=True, metavar=N_("TEXT"), help=N_("Law and article, or who asked for it."))
@option("--on", metavar=N_("DATE"), help=N_("The day from which it holds; else today."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON."))
def place(
    session: Session,
    references: tuple[str, ...],
    *,
    units: tuple[str, ...],
    kind: str,
    case: str,
    basis: str,
    on: str | None,
    as_json: bool,
) -> None:
    day = today() if on is None else first_day(on)
    with session.archive() as archive:
        hold = archive.place_hold(references, units=units, kind=kind, case=case, basis=basis, since=day)
    _told(session.screen, hold, as_json=as_json)


@command.command_of("release", help=N_("Release a hold that was placed."))
@argument("reference", metavar=N_("HOLD"))
@option("--on", metavar=N_("DATE"), help=N_("The day; else today."))
@option("--reason", required=True, metavar=N_("TEXT"), help=N_("Why; it stands in the ledger for ever."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON."))
def release(session: Session, reference: str, *, on: str | None, reason: str, as_json: bool) -> None:
    day = today() if on is None else first_day(on)
    with session.archive() as archive:
        hold = archive.release_hold(reference, on=day, reason=reason)
    _told(session.screen, hold, as_json=as_json)


@command.command_of("list", help=N_("List the holds that people placed."))
@option("--released", is_flag=True, help=N_("Released ones too."))
@option("--json", "as_json", is_flag=True, help=_JSON)
def list_(session: Session, *, released: bool, as_json: bool) -> None:
    with session.archive(readonly=True) as archive:
        found = archive.placed_holds(released=released)
    _list(session.screen, found, as_json=as_json)


@command.command_of("show", help=N_("Show every hold on a record, also those that follow from its papers."))
@argument("reference", metavar=N_("RECORD"))
@option("--on", metavar=N_("DATE"), help=N_("On this day; else today."))
@option("--json", "as_json", is_flag=True, help=_JSON)
def show(session: Session, reference: str, *, on: str | None, as_json: bool) -> None:
    day = today() if on is None else first_day(on)
    with session.archive(readonly=True) as archive:
        found = archive.holds(reference, on=day)
    _list(session.screen, found, as_json=as_json)


def _list(screen: Screen, found: tuple[PlacedHold, ...], *, as_json: bool) -> None:
    if as_json:
        for each in found:
            screen.json(_object(each))
        return
    heads = (
        Column(_("hold")), Column(_("for"), 6), Column(_("case"), 10), Column(_("since")), Column(_("placed by")),
        Column(_("basis"), 16), Column(_("released")),
    )  # fmt: skip
    screen.table(
        heads,
        (
            (
                "" if each.automatic else each.id, _(_NAMES[each.kind]), each.case, each.since,
                _("by itself") if each.automatic else each.placed_by, each.basis,
                " ".join(filter(None, (each.released_on, each.released_by, each.release_reason))),
            )
            for each in found
        ),
    )  # fmt: skip
    if not found:
        screen.note(_("No hold."))


def _told(screen: Screen, hold: PlacedHold, *, as_json: bool) -> None:
    if as_json:
        screen.json(_object(hold))
    else:
        screen.line(visible("  ".join((hold.id, _(_NAMES[hold.kind]), hold.case, hold.released_on or hold.since))))


def _object(hold: PlacedHold) -> dict[str, object]:
    return {
        "hold": hold.id, "kind": hold.kind, "case": hold.case, "basis": hold.basis, "since": hold.since,
        "placed_by": hold.placed_by or None, "automatic": hold.automatic, "records": list(hold.records),
        "units": list(hold.units), "released_on": hold.released_on, "released_by": hold.released_by or None,
        "release_reason": hold.release_reason or None,
    }  # fmt: skip
