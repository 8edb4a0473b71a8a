"""archive unit: who has a safety file, and what changes about them."""

from __future__ import annotations

import click

from archive.cli.commands.unit_import import command as import_table
from archive.cli.completing import complete_category
from archive.cli.escape import visible
from archive.cli.face import argument, group, option
from archive.cli.filters import days
from archive.cli.json_objects import unit_object
from archive.cli.language import _
from archive.cli.ordering import by_pinyin
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.cli.terms import term
from archive.cli.unit_page import show_unit
from archive.errors import N_, UsageInvalid
from archive.model.unit import Unit, UnitKind, UnitState

__all__ = ["command"]

_KINDS = click.Choice([str(kind) for kind in UnitKind])
_JSON = N_("As JSON.")
_SINCE = N_("The day from which it holds: 2024-06-01.")
_REASON = N_("Why; it stands in the ledger for ever.")


@group(
    "unit",
    help=N_(
        "Register units and record what changes about them.\n\n"
        "UNIT is a code or a name, also an earlier one or an alias. Nothing is overwritten: every change is a dated "
        "event, and old names and codes stay findable."
    ),
)
def command() -> None:
    pass


@command.command_of(
    "add", help=N_("Register a unit by its unified social credit code, or by a code of your own until that is known.")
)
@argument("name", metavar=N_("NAME"))
@option("--code", metavar=N_("CODE"), help=N_("Unified social credit code; its check digits are checked."))
@option("--local", metavar=N_("CODE"), help=N_("A code of your own."))
@option("--kind", type=_KINDS, default=str(UnitKind.ENTERPRISE), show_default=True, help=N_("What kind of unit it is."))
@option("--parent", metavar=N_("UNIT"), help=N_("The unit above it."))
@option(
    "--alias", "aliases", multiple=True, metavar=N_("NAME"), help=N_("Another name that means it; may be repeated.")
)
@option("--since", metavar=N_("DATE"), help=_SINCE)
@option("--json", "as_json", is_flag=True, help=_JSON)
def add(
    session: Session,
    name: str,
    *,
    code: str | None,
    local: str | None,
    kind: str,
    parent: str | None,
    aliases: tuple[str, ...],
    since: str | None,
    as_json: bool,
) -> None:
    with session.archive() as archive:
        unit = archive.register_unit(
            name, code=code, local=local, kind=UnitKind(kind), parent=parent, aliases=aliases, since=since
        )
        if as_json:
            session.screen.json(unit_object(unit, archive.unit_code))
            return
    _tell(session, unit)


@command.command_of("list", help=N_("List the units, by name."))
@option(
    "--without",
    "lacking",
    metavar=N_("CATEGORY"),
    shell_complete=complete_category,
    help=N_("Only active units that have no record of this category."),
)
@option("--from", "since", metavar=N_("DATE"), help=N_("With --without: no record dated from this day on."))
@option("--to", "until", metavar=N_("DATE"), help=N_("With --without: no record dated up to this day, included."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a unit."))
def show_all(session: Session, *, lacking: str | None, since: str | None, until: str | None, as_json: bool) -> None:
    if (since or until) and lacking is None:
        raise UsageInvalid(reason=N_("--from and --to go with --without"))
    first, last = days(since, until)
    with session.archive(readonly=True) as archive:
        every = archive.units()
        chosen = every if lacking is None else archive.units_without(lacking, since=first, until=last)
        units = sorted(chosen, key=lambda unit: (by_pinyin(unit.name), unit.code))
    if as_json:
        codes = {unit.id: unit.code for unit in every}
        for unit in units:
            session.screen.json(unit_object(unit, codes.__getitem__))
        return
    names = {unit.id: unit.name for unit in every}
    heads = (Column(_("code")), Column(_("name"), 16), Column(_("kind")), Column(_("state")), Column(_("part of"), 10))
    session.screen.table(
        heads, ([u.code, u.name, term(u.kind), term(u.state), names.get(u.parent or "")] for u in units)
    )


@command.command_of("show", help=N_("Show a unit with all its names and codes."))
@argument("reference", metavar=N_("UNIT"))
@option("--json", "as_json", is_flag=True, help=_JSON)
def show(session: Session, reference: str, *, as_json: bool) -> None:
    with session.archive(readonly=True) as archive:
        unit = archive.unit(reference)
        if as_json:
            session.screen.json(unit_object(unit, archive.unit_code))
            return
        names = {each.id: each.name for each in archive.units()}
    show_unit(session.screen, unit, names)


@command.command_of("rename", help=N_("Give a unit a new name; the old one stays findable."))
@argument("reference", metavar=N_("UNIT"))
@argument("name", metavar=N_("NAME"))
@option("--since", metavar=N_("DATE"), help=_SINCE)
@option("--reason", metavar=N_("TEXT"), help=_REASON)
def rename(session: Session, reference: str, name: str, since: str | None, reason: str | None) -> None:
    with session.archive() as archive:
        unit = archive.rename_unit(reference, name, since=since, reason=reason)
    _tell(session, unit)


@command.command_of("recode", help=N_("Give a unit another code; the old one stays findable."))
@argument("reference", metavar=N_("UNIT"))
@argument("code", metavar=N_("CODE"))
@option("--local", is_flag=True, help=N_("The new code is one of your own, no credit code."))
@option("--since", metavar=N_("DATE"), help=_SINCE)
@option("--reason", metavar=N_("TEXT"), help=_REASON)
def recode(session: Session, reference: str, code: str, *, local: bool, since: str | None, reason: str | None) -> None:
    with session.archive() as archive:
        unit = archive.recode_unit(reference, code, local=local, since=since, reason=reason)
    _tell(session, unit)


@command.command_of("alias", help=N_("Add a name by which people and documents also mean the unit."))
@argument("reference", metavar=N_("UNIT"))
@argument("alias", metavar=N_("NAME"))
def alias(session: Session, reference: str, alias: str) -> None:
    with session.archive() as archive:
        unit = archive.alias_unit(reference, alias)
    _tell(session, unit)


@command.command_of(
    "forget", help=N_("Take back that a name on forms means the unit; what was filed by it stays where it is.")
)
@argument("reference", metavar=N_("UNIT"))
@argument("name", metavar=N_("NAME"))
@option("--reason", default="", metavar=N_("TEXT"), help=_REASON)
def forget(session: Session, reference: str, name: str, reason: str) -> None:
    with session.archive() as archive:
        unit = archive.forget_name(reference, name, reason=reason)
    _tell(session, unit)


@command.command_of("move", help=N_("Put a unit under another one, or say of what kind it is."))
@argument("reference", metavar=N_("UNIT"))
@option("--parent", metavar=N_("UNIT"), help=N_("The unit above it."))
@option("--no-parent", is_flag=True, help=N_("No unit is above it."))
@option("--kind", type=_KINDS, help=N_("What kind of unit it is."))
def move(session: Session, reference: str, *, parent: str | None, no_parent: bool, kind: str | None) -> None:
    if no_parent and parent is not None:
        raise click.UsageError(_("--parent and --no-parent exclude each other"))
    if not (no_parent or parent or kind):
        raise click.UsageError(_("say what changes: --parent, --no-parent or --kind"))
    with session.archive() as archive:
        unit = archive.unit(reference)
        above = None if no_parent else parent or _code_of(archive.units(), unit.parent)
        unit = archive.move_unit(unit.code, parent=above, kind=UnitKind(kind) if kind else unit.kind)
    _tell(session, unit)


@command.command_of(
    "merge", help=N_("Record that another unit took this one over; its documents show in that dossier too.")
)
@argument("reference", metavar=N_("UNIT"))
@argument("into", metavar=N_("INTO"))
@option("--on", metavar=N_("DATE"), help=N_("The day on which it happened."))
@option("--reason", metavar=N_("TEXT"), help=_REASON)
def merge(session: Session, reference: str, into: str, on: str | None, reason: str | None) -> None:
    with session.archive() as archive:
        unit = archive.merge_unit(reference, into, on=on, reason=reason)
    _tell(session, unit)


@command.command_of("close", help=N_("Record that a unit has ended; its dossier stays."))
@argument("reference", metavar=N_("UNIT"))
@option("--on", metavar=N_("DATE"), help=N_("The day on which it happened."))
@option("--reason", metavar=N_("TEXT"), help=_REASON)
def close(session: Session, reference: str, on: str | None, reason: str | None) -> None:
    with session.archive() as archive:
        unit = archive.close_unit(reference, on=on, reason=reason)
    _tell(session, unit)


command.add_command(import_table)


def _tell(session: Session, unit: Unit) -> None:
    words = [unit.code, unit.name, term(unit.kind)]
    if unit.state is not UnitState.ACTIVE:
        words.append(term(unit.state))
    session.screen.line(visible("  ".join(words)))


def _code_of(units: tuple[Unit, ...], unit: str | None) -> str | None:
    return next((each.code for each in units if each.id == unit), None)
