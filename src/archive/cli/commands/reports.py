"""archive reports: reports from the public, and how far each has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archive.access.reports import STEPS
from archive.cli.commands.duty_words import today
from archive.cli.face import argument, group, option
from archive.cli.language import _, ngettext
from archive.cli.moments import first_day
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.cli.terms import term, unit_name
from archive.errors import N_

if TYPE_CHECKING:
    from archive.access.reports import Report

__all__ = ["command"]


@group(
    "reports",
    help=N_(
        "Follow reports from the public until they are answered.\n\n"
        "A report is accepted, verified, answered and rewarded, or declined; it is open until it is answered or "
        "declined. Of a sealed report only the day and its steps are told."
    ),
)
def command() -> None:
    pass


@command.command_of("list", help=N_("List reports from the public with their deadlines."))
@option("--open", "only_open", is_flag=True, help=N_("Only those that are not answered."))
@option("--overdue", is_flag=True, help=N_("Only those with a deadline that is over."))
@option("--on", metavar=N_("DATE"), help=N_("The day; else today."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a report."))
def show_all(session: Session, *, only_open: bool, overdue: bool, on: str | None, as_json: bool) -> None:
    day = today() if on is None else first_day(on)
    with session.archive(readonly=True) as archive:
        found = [
            each for each in archive.reports(day) if (each.open or not only_open) and (each.overdue or not overdue)
        ]
    if as_json:
        for each in found:
            session.screen.json(_object(each))
        return
    heads = (
        Column(_("record")), Column(_("date")), Column(_("unit"), 10), Column(_("title"), 10), Column(_("state")),
        Column(_("deadlines"), 20),
    )  # fmt: skip
    session.screen.table(
        heads,
        (
            [each.record, each.day, unit_name(each.unit), term("sealed") if each.sealed else each.title,
             term(each.state), _deadlines(each)]
            for each in found
        ),
    )  # fmt: skip
    words = ngettext("{count} report", "{count} reports", len(found))
    session.screen.note(words.format(count=len(found)))


def _deadlines(report: Report) -> str:
    late = _("{what} {day}, overdue")
    told = ((late if each.overdue else "{what} {day}").format(what=each.zh, day=each.on) for each in report.deadlines)
    return _("; ").join(told)


def _object(report: Report) -> dict[str, Any]:
    unit = report.unit
    return {
        "record": report.record,
        "date": report.day,
        "unit": None if unit is None else {"code": unit.code, "name": unit.name},
        "title": report.title,
        "sealed": report.sealed,
        "state": report.state,
        "open": report.open,
        "steps": [
            {"step": each.step, "on": each.on, "record": each.document, "reason": each.reason} for each in report.steps
        ],
        "deadlines": [
            {"rule": each.rule, "clause": each.clause, "on": each.on, "overdue": each.overdue}
            for each in report.deadlines
        ],
    }


@command.command_of("step", help=N_("Record what was done with a report, and which record says so."))
@argument("reference", metavar=N_("RECORD"))
@argument("step", type=click.Choice(STEPS))
@option("--on", required=True, metavar=N_("DATE"), help=N_("The day on which it was done."))
@option("--record", "document", metavar=N_("RECORD"), help=N_("The record that says so."))
@option("--reason", metavar=N_("TEXT"), help=N_("Where no record says so: how it is known."))
def step(
    session: Session, reference: str, step: str, *, on: str, document: str | None, reason: str | None
) -> None:
    with session.archive() as archive:
        archive.report_step(reference, step, on=on, document=document, reason=reason)
    session.screen.note(_("Done."))
