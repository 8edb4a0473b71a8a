"""archive cross-check: work tickets and duty logs held against other papers of the unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.cli.commands.duty_words import today
from archive.cli.completing import complete_unit
from archive.cli.face import command as define
from archive.cli.face import option
from archive.cli.language import _, ngettext
from archive.cli.moments import first_day, last_day
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.errors import N_

if TYPE_CHECKING:
    from archive.access.crosscheck import CrossFinding

__all__ = ["command"]

_TOLD = {
    "guardian-of-two": N_("{names} is guardian of two tickets at one time"),
    "certificate-expired": N_("the certificate of {names} had expired on that day ({expected})"),
    "day-without-log": N_("no duty log of this day"),
    "other-than-roster": N_("{names} was on duty, the roster has {expected}"),
    "entry-without-report": N_("the duty log tells of an accident, and no report of it is on file"),
    "entry-reported": N_("the duty log tells of an accident, and its report is on file"),
}


@define(
    "cross-check",
    help=N_(
        "Hold work tickets and duty logs against other papers of the unit.\n\n"
        "Found are guardians of two tickets at one time, certificates that had expired on the day of a ticket, days "
        "without a duty log, people on duty whom the roster does not have, and entries that tell of an accident. Each "
        "finding names the clause that it rests on, or none; no paper is refused for it."
    ),
)
@option("--unit", metavar=N_("UNIT"), shell_complete=complete_unit, help=N_("Those of this unit."))
@option("--from", "since", metavar=N_("DATE"), help=N_("From this day on."))
@option("--to", "until", metavar=N_("DATE"), help=N_("Up to this day, included; else today."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a finding."))
def command(session: Session, *, unit: str | None, since: str | None, until: str | None, as_json: bool) -> None:
    first = None if since is None else first_day(since)
    last = None if until is None else last_day(until)
    with session.archive(readonly=True) as archive:
        found = archive.cross_check(today=today(), unit=unit, since=first, until=last)
    if as_json:
        for each in found:
            session.screen.json(_object(each))
        return
    heads = (
        Column(_("date")), Column(_("unit"), 8), Column(_("finding"), 16), Column(_("records")),
        Column(_("clause"), 8),
    )  # fmt: skip
    rows = ([each.on, each.unit.name, _words(each), " ".join(each.records), _clause(each)] for each in found)
    session.screen.table(heads, rows)
    session.screen.note(ngettext("{count} finding", "{count} findings", len(found)).format(count=len(found)))


def _words(each: CrossFinding) -> str:
    comma = _(", ")
    return _(_TOLD[each.kind]).format(names=comma.join(each.names), expected=comma.join(each.expected))


def _clause(each: CrossFinding) -> str:
    if not each.clause:
        return _("none")
    return each.clause if each.status == "verified" else _("{clause} [default]").format(clause=each.clause)


def _object(each: CrossFinding) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "severity": each.severity,
        "unit": {"code": each.unit.code, "name": each.unit.name},
        "on": each.on,
        "records": list(each.records),
        "people": list(each.names),
        "expected": list(each.expected),
        "clause": each.clause or None,
        "status": each.status or None,
    }
