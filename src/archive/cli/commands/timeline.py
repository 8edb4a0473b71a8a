"""archive timeline: what happened, and when the archive learnt of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive.cli.as_of import archive_as_of
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.moments import first_day, last_day, local_time
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.errors import N_

if TYPE_CHECKING:
    from archive.access.timeline import Fact

__all__ = ["command"]

_KINDS = {
    "record": N_("record"),
    "deadline": N_("deadline"),
    "duty": N_("duty"),
    "unit": N_("unit"),
    "grid": N_("grid"),
    "correction": N_("correction"),
    "superseded": N_("superseded"),
    "hazard": N_("hidden danger"),
    "report": N_("report"),
}
_DUTY = {"begin": N_("begin"), "end": N_("end")}


@define(
    "timeline",
    help=N_(
        "Show what happened, and when the archive learnt of it.\n\n"
        "WHAT is a unit, a record or a person: papers by their dates, deadlines, duties, changes of the unit and its "
        "grids, corrections and steps, in the order of the days."
    ),
)
@argument("reference", metavar=N_("WHAT"))
@option("--from", "since", metavar=N_("DATE"), help=N_("Only from this day on."))
@option("--to", "until", metavar=N_("DATE"), help=N_("Only up to this day."))
@option("--kind", type=click.Choice(tuple(_KINDS)), help=N_("Only facts of this kind."))
@option("--as-of", "as_of", metavar=N_("DATE"), help=N_("As known at the end of this day; replays the ledger."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a fact."))
def command(
    session: Session,
    reference: str,
    *,
    since: str | None,
    until: str | None,
    kind: str | None,
    as_of: str | None,
    as_json: bool,
) -> None:
    first, last = None if since is None else first_day(since), None if until is None else last_day(until)
    with archive_as_of(session, as_of) as archive:
        found = archive.timeline(reference, since=first, until=last, kind=kind)
    if as_json:
        for fact in found:
            session.screen.json({
                "on": fact.on, "learned": fact.learned, "kind": fact.kind, "what": fact.what, "text": fact.text,
                "record": fact.record,
            })  # fmt: skip
        return
    heads = (
        Column(_("date")), Column(_("known since")), Column(_("kind")), Column(_("what"), 20), Column(_("record")),
    )  # fmt: skip
    session.screen.table(heads, ([f.on, local_time(f.learned), _(_KINDS[f.kind]), _what(f), f.record] for f in found))


def _what(fact: Fact) -> str:
    if fact.kind == "duty":
        return f"{_(_DUTY[fact.what])} {fact.text}"
    return fact.text if fact.kind in {"record", "deadline"} else f"{fact.what} {fact.text}"
