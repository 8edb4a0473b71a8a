"""archive duty: who answers for what, from a day to a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.commands.duty_handover import command as handover
from archive.cli.commands.duty_import import command as import_table
from archive.cli.commands.duty_words import Names, duty_object, period, role_name
from archive.cli.completing import complete_unit
from archive.cli.escape import visible
from archive.cli.face import argument, group, option
from archive.cli.language import _
from archive.cli.moments import first_day
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.errors import N_

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.model.duty import Duty

__all__ = ["command"]

_JSON = N_("As JSON.")
_SOURCE = N_("The record that says so: appointment, letter of responsibility, grid table.")


@group(
    "duty",
    help=N_(
        "Record who answers for what, from a day to a day.\n\n"
        "Days are included on both ends. Nothing is overwritten: every change is an event of the ledger."
    ),
)
def command() -> None:
    pass


@command.command_of(
    "assign",
    help=N_(
        "Record that a person answers for a unit or a grid from a day on.\n\n"
        "ROLE is a key or its Chinese name, such as supervisor or 监管责任人, grid_officer or 网格员, principal or "
        "主要负责人."
    ),
)
@argument("person", metavar=N_("PERSON"))
@option("--role", required=True, metavar=N_("ROLE"), help=N_("As what: supervisor or 监管责任人."))
@option("--unit", metavar=N_("UNIT"), shell_complete=complete_unit, help=N_("For which unit."))
@option("--grid", metavar=N_("GRID"), help=N_("For which grid, and so for the units that lie in it."))
@option("--post", metavar=N_("TEXT"), help=N_("Post or department, as printed."))
@option("--scope", metavar=N_("TEXT"), help=N_("For what, where it is not everything."))
@option("--from", "since", required=True, metavar=N_("DATE"), help=N_("The first day: 2024-06-01."))
@option("--to", "until", metavar=N_("DATE"), help=N_("The last day, included."))
@option("--source", metavar=N_("RECORD"), help=_SOURCE)
@option("--certificate", metavar=N_("NUMBER"), help=N_("Certificate number, which tells people of one name apart."))
@option(
    "--employer", metavar=N_("UNIT"), shell_complete=complete_unit, help=N_("Whose employee it is, if not UNIT's.")
)
@option("--deputy-for", metavar=N_("DUTY"), help=N_("The duty that it stands in for."))
@option("--reason", metavar=N_("TEXT"), help=N_("Why; it stands in the ledger for ever."))
@option("--returned", is_flag=True, help=N_("The person had handed all duties over and has come back."))
@option("--json", "as_json", is_flag=True, help=_JSON)
def assign(session: Session, person: str, *, returned: bool, as_json: bool, **wished: str | None) -> None:
    from archive.ingest.duties import Wish

    role = wished.pop("role") or ""
    with session.archive() as archive:
        made = archive.assign_duty(Wish(person=person, role=role, **wished), returned=returned)
        names = names_of(archive, (made.duty, *made.overlaps))
    if as_json:
        session.screen.json(
            duty_object(made.duty, names) | {"overlaps": [duty_object(each, names) for each in made.overlaps]}
        )
        return
    _tell(session, made.duty, names)
    for other in made.overlaps:
        words = _("{name} has the same duty at that time, {period} ({duty}).")
        session.screen.note(visible(words.format(name=other.name, period=period(other), duty=other.id)))


@command.command_of("end", help=N_("Record the last day of a duty."))
@argument("duty", metavar=N_("DUTY"))
@option("--on", required=True, metavar=N_("DATE"), help=N_("Its last day, included."))
@option("--reason", required=True, metavar=N_("TEXT"), help=N_("Why; it stands in the ledger for ever."))
@option("--source", metavar=N_("RECORD"), help=_SOURCE)
@option("--json", "as_json", is_flag=True, help=_JSON)
def end(session: Session, duty: str, *, on: str, reason: str, source: str | None, as_json: bool) -> None:
    with session.archive() as archive:
        ended = archive.end_duty(duty, on=on, reason=reason, source=source)
        names = names_of(archive, (ended,))
    if as_json:
        session.screen.json(duty_object(ended, names))
    else:
        _tell(session, ended, names)


@command.command_of("list", help=N_("List duties, by their first day."))
@option("--unit", metavar=N_("UNIT"), shell_complete=complete_unit, help=N_("Those over this unit."))
@option("--person", metavar=N_("PERSON"), help=N_("Those of people with this name or certificate number."))
@option("--grid", metavar=N_("GRID"), help=N_("Those over this grid."))
@option("--on", metavar=N_("DATE"), help=N_("Those that held on this day."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a duty."))
def show_all(
    session: Session, *, unit: str | None, person: str | None, grid: str | None, on: str | None, as_json: bool
) -> None:
    day = None if on is None else first_day(on)
    with session.archive(readonly=True) as archive:
        found = archive.duties(unit=unit, person=person, grid=grid, on=day)
        names = names_of(archive, found)
    if as_json:
        for duty in found:
            session.screen.json(duty_object(duty, names))
        return
    heads = (
        Column(_("duty")), Column(_("person"), 6), Column(_("role"), 8), Column(_("over"), 12), Column(_("from")),
        Column(_("to")), Column(_("post"), 6), Column(_("source")),
    )  # fmt: skip
    rows = (
        [d.id, d.name, _as_what(d), names.over(d), d.since, d.until, d.post, d.source] for d in found
    )
    session.screen.table(heads, rows)


command.add_command(import_table)
command.add_command(handover)


def names_of(archive: Archive, found: tuple[Duty, ...]) -> Names:
    """Names of what the duties are over."""
    units = {unit for duty in found for unit in (duty.unit, duty.employer) if unit is not None}
    return Names(archive.unit_refs(units), {grid.id: grid for grid in archive.grids()})


def _as_what(duty: Duty) -> str:
    name = role_name(duty.role)
    return _("{role} (deputy)").format(role=name) if duty.deputy_for else name


def _tell(session: Session, duty: Duty, names: Names) -> None:
    words = (duty.id, duty.name, _as_what(duty), names.over(duty), period(duty))
    session.screen.line(visible("  ".join(words)))
