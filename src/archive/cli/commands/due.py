"""archive due: deadlines that are not met."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.commands.duty_words import today
from archive.cli.completing import complete_unit
from archive.cli.escape import visible
from archive.cli.face import Group, argument, option
from archive.cli.hazard_words import deadline_object
from archive.cli.language import _, chosen, ngettext
from archive.cli.moments import last_day
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.errors import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.access.due import Deadline
    from archive.cli.screen import Screen

__all__ = ["command", "span_of"]

_SPAN = re.compile(r"(?P<count>\d{1,5})\s*(?P<unit>d|w|m|y|天|日|周|个月|月|年)?", re.IGNORECASE)
_DAYS = {"d": 1, "天": 1, "日": 1, "w": 7, "周": 7, "m": 30, "月": 30, "个月": 30, "y": 365, "年": 365}


@click.group(
    "due",
    cls=Group,
    invoke_without_command=True,
    help=N_(
        "List deadlines that are not met, the earliest first: terms of rectification, rechecks, plans and drills, "
        "certificates and equipment, inspections, accidents, reports, penalties.\n\n"
        "Each names its clause, and 'default' where the term is a usual value that nobody read in a text. The rules "
        "are dated data of the archive; working days follow the calendar that the setting 'holidays' may name."
    ),
)
@option("--unit", metavar=N_("UNIT"), shell_complete=complete_unit, help=N_("Those of this unit."))
@option("--person", metavar=N_("PERSON"), help=N_("Those that this person answers for, by duties of the day."))
@option("--within", metavar=N_("SPAN"), help=N_("Overdue ones and those of the next 30d, 4w, 6m or 1y; else all."))
@option("--on", metavar=N_("DATE"), help=N_("As they stood on this day; else today."))
@option("--ics", type=click.Path(dir_okay=False), metavar=N_("FILE"), help=N_("Write them as a calendar file."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a deadline."))
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, **given)


def _list(
    session: Session,
    *,
    unit: str | None,
    person: str | None,
    within: str | None,
    on: str | None,
    ics: str | None,
    as_json: bool,
) -> None:
    day = today() if on is None else last_day(on)
    span = None if within is None else span_of(within)
    with session.archive(readonly=True) as archive:
        found = archive.due(today=day, unit=unit, person=person, within=span)
        if ics is not None:
            archive.write_calendar(found, Path(ics), today=day)
    if ics is not None:
        count = len(found)
        words = ngettext("{count} deadline written to {path}", "{count} deadlines written to {path}", count)
        session.screen.note(visible(words.format(count=count, path=ics)))
    elif as_json:
        for each in found:
            session.screen.json(deadline_object(each))
    else:
        _table(session.screen, found)


def span_of(written: str) -> int:
    """Days. Raises click.BadParameter."""
    found = _SPAN.fullmatch(written.strip())
    if found is None:
        raise click.BadParameter(_("{value} is no span; write 30d, 4w, 6m or 1y").format(value=written))
    return int(found["count"]) * _DAYS[(found["unit"] or "d").lower()]


def _table(screen: Screen, found: Sequence[Deadline]) -> None:
    heads = (
        Column(_("last day")), Column(_("days left"), right=True), Column(_("deadline"), 8), Column(_("unit"), 8),
        Column(_("what"), 12), Column(_("responsible"), 6), Column(_("record")), Column(_("clause"), 8),
    )  # fmt: skip
    screen.table(heads, ([*_cells(each)] for each in found))
    over = sum(each.overdue for each in found)
    words = ngettext("{count} deadline", "{count} deadlines", len(found)).format(count=len(found))
    screen.note(words + _(", {overdue} overdue").format(overdue=over))


def _cells(each: Deadline) -> tuple[object, ...]:
    names = _(", ").join(dict.fromkeys(person.name for person in each.people))
    name = each.zh if chosen() == "zh" else each.rule.replace("-", " ")
    clause = each.clause if each.status == "verified" else _("{clause} [default]").format(clause=each.clause)
    unit = "" if each.unit is None else each.unit.name
    return (each.on, each.left, name, unit, each.what, names, each.hazard or each.record, clause)


@command.command_of(
    "met",
    help=N_(
        "Say that a deadline was met which no paper shows.\n\n"
        "RULE is its key or Chinese name; SUBJECT the record that it is counted from, the id of a hidden danger, or, "
        "of what comes again and again, the unit."
    ),
)
@argument("rule", metavar=N_("RULE"))
@argument("reference", metavar=N_("SUBJECT"))
@option("--on", required=True, metavar=N_("DATE"), help=N_("On which day."))
@option("--record", metavar=N_("RECORD"), help=N_("The record that says so."))
@option("--reason", required=True, metavar=N_("TEXT"), help=N_("Why; it stands in the ledger for ever."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON."))
def met(
    session: Session, rule: str, reference: str, *, on: str, record: str | None, reason: str, as_json: bool
) -> None:
    with session.archive() as archive:
        told = archive.meet_deadline(rule, reference, on=on, record=record, reason=reason)
    if as_json:
        session.screen.json({"rule": rule, "subject": told, "on": on})
    else:
        session.screen.line(visible(_("Recorded: {subject}").format(subject=told)))
