"""archive retention: how long records are kept, and by which right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.commands.due import span_of
from archive.cli.commands.duty_words import today
from archive.cli.completing import complete_unit
from archive.cli.escape import visible
from archive.cli.face import argument, group, option
from archive.cli.language import _, ngettext, render
from archive.cli.pages import Page
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.cli.terms import term
from archive.errors import N_

if TYPE_CHECKING:
    from archive.model.retention import Retention, Spoken

__all__ = ["command"]

_JSON = N_("As JSON.")
_SHOWN = 50
"""Records that a change of a schedule lists."""


@group(
    "retention",
    help=N_(
        "Show how long records are kept and by which right.\n\n"
        "Rules come from plugins, and from the schedules of the office and of units. The longest period wins; where no "
        "rule speaks, a record is kept for ever. A rule whose text was read is a minimum that no schedule shortens."
    ),
)
def command() -> None:
    pass


@command.command_of("explain", help=N_("Show every rule that spoke of a record, and what holds."))
@argument("reference", metavar=N_("RECORD"))
@option("--json", "as_json", is_flag=True, help=_JSON)
def explain(session: Session, reference: str, *, as_json: bool) -> None:
    with session.archive(readonly=True) as archive:
        found = archive.retention(reference)
    if as_json:
        session.screen.json(_object(found))
        return
    page = Page(session.screen)
    page.add(_("record"), found.record)
    page.add(_("kept until"), _until(found))
    page.add(_("rests on"), render(found.why))
    page.show()
    session.screen.line()
    heads = (Column(_("rule"), 8), Column(_("period")), Column(_("from"), 6), Column(_("until")), Column(_("weighed")),
             Column(_("basis"), 20))  # fmt: skip
    session.screen.table(heads, (_spoken(each) for each in found.spoken))


def _spoken(each: Spoken) -> tuple[object, ...]:
    starts = each.starts or _("not said")
    weighed = _("yes") if each.counts else _("no: a schedule speaks")
    basis = each.basis if each.verified else _("{clause} [default]").format(clause=each.basis)
    words = term(each.trigger) if each.trigger.isascii() else each.trigger
    return (f"{each.rule} ({each.by})", _period(each.months), f"{words} {starts}", each.expires or "", weighed, basis)


def _period(months: int | None) -> str:
    if months is None:
        return _("for ever")
    if months % 12 == 0:
        return ngettext("{count} year", "{count} years", months // 12).format(count=months // 12)
    return ngettext("{count} month", "{count} months", months).format(count=months)


def _until(found: Retention) -> str:
    if found.expires is not None:
        return found.expires
    return _("for ever") if found.permanent else _("the day from which its period runs is not known yet")


def _object(found: Retention) -> dict[str, object]:
    return {
        "record": found.record,
        "expires": found.expires,
        "permanent": found.permanent,
        "why": render(found.why),
        "rules": [
            {
                "rule": each.rule, "by": each.by, "months": each.months, "trigger": each.trigger,
                "starts": each.starts, "expires": each.expires, "basis": each.basis, "verified": each.verified,
                "counts": each.counts,
            }
            for each in found.spoken
        ],
    }  # fmt: skip


@command.command_of("due", help=N_("List records whose period has run out, or runs out within a span."))
@option("--within", metavar=N_("SPAN"), default="0d", help=N_("30d, 4w, 6m or 1y ahead."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a record."))
def due(session: Session, *, within: str, as_json: bool) -> None:
    with session.archive(readonly=True) as archive:
        found = archive.retention_due(today=today(), within=span_of(within))
        if as_json:
            for each in found:
                session.screen.json(_object(each))
            return
        titles = {each.record: archive.title_of(each.record) for each in found}
    heads = (Column(_("kept until")), Column(_("record")), Column(_("title"), 12), Column(_("rests on"), 20))
    session.screen.table(heads, ((each.expires, each.record, titles[each.record], each.why) for each in found))
    session.screen.note(ngettext("{count} record", "{count} records", len(found)).format(count=len(found)))


@command.command_of("schedule", help=N_("Show the schedules of the office and of units."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a row."))
def schedule(session: Session, *, as_json: bool) -> None:
    with session.archive(readonly=True) as archive:
        found = [
            (each, "" if each.unit is None else archive.unit_code(each.unit), row)
            for each in archive.schedules()
            for row in each.rows
        ]
    if as_json:
        for each, unit, row in found:
            session.screen.json({
                "schedule": each.name, "unit": unit or None, "key": row.key, "category": row.category,
                "words": list(row.words), "months": row.months, "trigger": row.trigger, "basis": row.basis,
                "since": row.since or None, "until": None if row.until.startswith("9999") else row.until,
            })  # fmt: skip
        return
    heads = (
        Column(_("schedule"), 8), Column(_("unit")), Column(_("no.")), Column(_("category")), Column(_("title"), 8),
        Column(_("period")), Column(_("from")), Column(_("basis"), 12), Column(_("valid"), 10),
    )  # fmt: skip
    session.screen.table(
        heads,
        (
            (
                each.name, unit, row.key, row.category or "", _(", ").join(row.words), _period(row.months),
                term(row.trigger), row.basis, _valid(row.since, row.until),
            )
            for each, unit, row in found
        ),
    )  # fmt: skip


def _valid(since: str, until: str) -> str:
    open_end = until.startswith("9999")
    over = _(" (expired)") if until < today() else ""
    return f"{since}—{'' if open_end else until}".strip("—") + over


@command.command_of(
    "set",
    help=N_(
        "Set a schedule from a TOML file or a table (csv, xlsx); first see what moves.\n\n"
        "Without --apply nothing is changed: the records whose last day would be another are listed. A schedule takes "
        "the place of the one of its name; --remove takes that away."
    ),
)
@argument("path", required=False, type=click.Path(path_type=Path), metavar=N_("[FILE]"))
@option("--name", required=True, metavar=N_("NAME"), help=N_("The schedule's name, such as 县应急局2026."))
@option("--unit", metavar=N_("UNIT"), shell_complete=complete_unit, help=N_("It is this unit's; else the office's."))
@option("--remove", is_flag=True, help=N_("Take the schedule of this name away."))
@option("--reason", default="", metavar=N_("TEXT"), help=N_("Why; it stands in the ledger for ever."))
@option("--apply", is_flag=True, help=N_("Do it."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a record that moves."))
def set_(
    session: Session,
    path: Path | None,
    *,
    name: str,
    unit: str | None,
    remove: bool,
    reason: str,
    apply: bool,
    as_json: bool,
) -> None:
    if (path is None) is not remove:
        raise click.UsageError(_("name a file, or say --remove"))
    with session.archive() as archive:
        moves = archive.set_schedule(path, name=name, unit=unit, reason=reason, apply=apply)
    screen = session.screen
    if as_json:
        for record, (before, after) in moves.items():
            screen.json({"record": record, "before": before, "after": after})
        return
    heads = (Column(_("record")), Column(_("before")), Column(_("after")))
    rows = [(record, before or _("open"), after or _("open")) for record, (before, after) in moves.items()]
    screen.table(heads, rows[:_SHOWN])
    count = ngettext("The last day of {count} record changes.", "The last day of {count} records changes.", len(rows))
    screen.line(visible(count.format(count=len(rows))))
    screen.note(_("It is set.") if apply else _("Nothing was changed. With --apply it is set."))
