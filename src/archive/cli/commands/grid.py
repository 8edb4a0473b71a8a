"""archive grid: areas of supervision, and which units lie in them."""

from __future__ import annotations

from archive.cli.commands.duty_words import grid_object, today
from archive.cli.completing import complete_unit
from archive.cli.escape import visible
from archive.cli.face import argument, group, option
from archive.cli.language import _
from archive.cli.moments import first_day
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.errors import N_

__all__ = ["command"]

_ADD = N_("It lies in the grid from then on; may be repeated.")
_REMOVE = N_("It does not lie there any more; may be repeated.")


@group(
    "grid",
    help=N_(
        "Make grids of supervision and say which units lie in them.\n\n"
        "GRID is a name or a code. A duty over a grid holds for the units that lie in it, or in a grid within it, on "
        "the day that is asked for."
    ),
)
def command() -> None:
    pass


@command.command_of("define", help=N_("Make a grid, perhaps within another."))
@argument("name", metavar=N_("NAME"))
@option("--code", metavar=N_("CODE"), help=N_("A code of your own."))
@option("--parent", metavar=N_("GRID"), help=N_("The grid that it lies in."))
@option("--from", "since", metavar=N_("DATE"), help=N_("The day from which there is this grid."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON."))
def define(
    session: Session, name: str, *, code: str | None, parent: str | None, since: str | None, as_json: bool
) -> None:
    with session.archive() as archive:
        grid = archive.define_grid(name, code=code, parent=parent, since=since)
        names = {each.id: each.name for each in archive.grids()}
    if as_json:
        session.screen.json(grid_object(grid, names.get(grid.parent or ""), []))
    else:
        session.screen.line(visible("  ".join(filter(None, (grid.id, grid.code, grid.name)))))


@command.command_of("units", help=N_("Put units into a grid or take them out, from a day on."))
@argument("grid", metavar=N_("GRID"))
@option("--add", multiple=True, metavar=N_("UNIT"), shell_complete=complete_unit, help=_ADD)
@option("--remove", multiple=True, metavar=N_("UNIT"), shell_complete=complete_unit, help=_REMOVE)
@option("--on", required=True, metavar=N_("DATE"), help=N_("The day from which it holds: 2024-06-01."))
def units(session: Session, grid: str, *, add: tuple[str, ...], remove: tuple[str, ...], on: str) -> None:
    with session.archive() as archive:
        done = archive.set_grid_units(grid, add=add, remove=remove, on=on)
    for unit in done.added:
        session.screen.line(visible(_("put in: {code}  {name}").format(code=unit.code, name=unit.name)))
    for unit in done.removed:
        session.screen.line(visible(_("taken out: {code}  {name}").format(code=unit.code, name=unit.name)))
    if not done.added and not done.removed:
        session.screen.note(_("Nothing changed: it was so already."))


@command.command_of("list", help=N_("List the grids with the units that lie in them on a day."))
@option("--on", metavar=N_("DATE"), help=N_("The day; else today."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a grid."))
def show_all(session: Session, *, on: str | None, as_json: bool) -> None:
    day = today() if on is None else first_day(on)
    with session.archive(readonly=True) as archive:
        grids = archive.grids()
        inside = {grid.id: archive.grid_units(grid.id, day) for grid in grids}
    names = {grid.id: grid.name for grid in grids}
    if as_json:
        for grid in grids:
            units = [{"code": unit.code, "name": unit.name} for unit in inside[grid.id]]
            session.screen.json(grid_object(grid, names.get(grid.parent or ""), units))
        return
    heads = (Column(_("code")), Column(_("name"), 10), Column(_("part of"), 10), Column(_("units"), 20))
    session.screen.table(
        heads,
        (
            [grid.code, grid.name, names.get(grid.parent or ""), _(", ").join(unit.name for unit in inside[grid.id])]
            for grid in grids
        ),
    )
