"""Defining grids and saying which units lie in them, from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.access.grids import find_grid
from archive.errors import N_, FieldInvalid, GridExists, UsageInvalid
from archive.model.duty import GRID_PREFIX, full_day, holds_on
from archive.model.event import GridDefined, GridUnits
from archive.text.fold import search_form

if TYPE_CHECKING:
    from archive.model.grid import Grid
    from archive.model.unit import Unit
    from archive.store import Store

__all__ = ["Regrouped", "define", "set_units"]


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What `set_units` changed; units that lay there already, or did not, are in neither."""

    grid: Grid
    added: tuple[Unit, ...]
    removed: tuple[Unit, ...]


def define(
    store: Store, name: str, *, code: str | None = None, parent: str | None = None, since: str | None = None
) -> Grid:
    """Make a grid, perhaps within another. Raises GridExists if name or code is taken, GridUnknown, FieldInvalid."""
    name = " ".join(name.split())
    if not search_form(name):
        raise FieldInvalid(field="name", value=name, reason=N_("a name needs letters, digits or characters"))
    for taken in filter(None, (name, code)):
        if store.catalogue.grids_called(search_form(taken), taken):
            raise GridExists(reference=taken)
    payload: GridDefined = {
        "name": name,
        "code": " ".join((code or "").split()) or None,
        "parent": find_grid(store, parent).id if parent else None,
        "since": _day(N_("first day"), since) if since else None,
    }
    with store.transaction() as tx:
        grid = tx.new_id(GRID_PREFIX)
        tx.append("grid-defined", grid, payload)
    found = store.catalogue.grid(grid)
    assert found is not None, "it was made just now"
    return found


def set_units(
    store: Store, reference: str, *, add: Sequence[str] = (), remove: Sequence[str] = (), on: str
) -> Regrouped:
    """Put units into a grid and take others out, from `on` on; what is so already is left as it is.

    Raises GridUnknown, UnitUnknown, UnitAmbiguous, or FieldInvalid for a day before what is already recorded of the
    unit's stay in the grid.
    """
    grid, day = find_grid(store, reference), _day(N_("day"), on)
    coming = {unit.id: unit for unit in map(store.find_unit, add)}
    going = {unit.id: unit for unit in map(store.find_unit, remove)}
    if coming.keys() & going.keys():
        raise UsageInvalid(reason=N_("A unit cannot be put in and taken out on one day"))
    if not coming and not going:
        raise UsageInvalid(reason=N_("Say which units: --add or --remove"))
    with store.transaction() as tx:
        added = tuple(unit for unit in coming.values() if _may_come(store, grid.id, unit, day))
        removed = tuple(unit for unit in going.values() if _may_go(store, grid.id, unit, day))
        if added or removed:
            payload: GridUnits = {"add": [u.id for u in added], "remove": [u.id for u in removed], "on": day}
            tx.append("grid-units", grid.id, payload)
    return Regrouped(grid, added, removed)


def _may_come(store: Store, grid: str, unit: Unit, day: str) -> bool:
    """Whether the unit does not lie there that day. Raises FieldInvalid if a later stay is recorded."""
    stays = [stay for stay in store.catalogue.stays_of([unit.id]) if stay.grid == grid]
    if any(holds_on(stay.since, stay.until, day) for stay in stays):
        return False
    later = [stay.since for stay in stays if stay.since > day]
    if later:
        raise _lies_later(unit, day, later[0])
    return True


def _may_go(store: Store, grid: str, unit: Unit, day: str) -> bool:
    """Whether an open stay of the unit ends that day. Raises FieldInvalid if it begins only later."""
    stay = next(
        (stay for stay in store.catalogue.stays_of([unit.id]) if stay.grid == grid and stay.until is None), None
    )
    if stay is not None and stay.since > day:
        raise _lies_later(unit, day, stay.since)
    return stay is not None


def _lies_later(unit: Unit, day: str, since: str) -> FieldInvalid:
    why = N_("{name} lies in the grid from {day} on").format(name=unit.name, day=since)
    return FieldInvalid(field=N_("day"), value=day, reason=why)


def _day(field: str, written: str) -> str:
    day = full_day(written)
    if day is None:
        raise FieldInvalid(field=field, value=written, reason=N_("a day that exists is needed, written 2024-06-01"))
    return day
