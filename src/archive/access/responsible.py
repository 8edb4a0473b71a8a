"""Who answers for a unit on a day, for many units and days at once (`who` tells one chain in full)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.model.duty import holds_on
from archive.model.hazard import Responsible
from archive.model.unit_ref import UnitRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archive.catalogue.hazards import HolderRow, UnitRow
    from archive.model.grid import GridUnit
    from archive.store import Store

__all__ = ["AUTHORITY", "ENTERPRISE", "Holders", "Units"]

AUTHORITY = ("supervisor", "grid_officer")
"""Whom the authority's deadlines are asked of, by duty."""

ENTERPRISE = ("safety_head", "principal", "supervisor")
"""Whom an enterprise's are asked of; its supervisor sees to it."""

_ROLES = tuple(dict.fromkeys((*AUTHORITY, *ENTERPRISE)))


class Units:
    """All units, and who stands for each."""

    def __init__(self, store: Store) -> None:
        self._rows = store.catalogue.unit_rows()
        self._refs: dict[str, UnitRef] = {}

    def active(self, day: str) -> list[UnitRow]:
        """Units that had not ended by the day."""
        return [row for row in self._rows.values() if not self._over(row, day)]

    def is_active(self, unit: str, day: str) -> bool:
        """Whether whoever stood for the unit that day had not ended by then."""
        return not self._over(self._rows[self.heir(unit, day)], day)

    @staticmethod
    def _over(row: UnitRow, day: str) -> bool:
        return row.state != "active" and (row.ended is None or row.ended <= day)

    def ref(self, unit: str) -> UnitRef:
        """Whoever stands for the unit now."""
        known = self._refs.get(unit)
        if known is None:
            heir = self.heir(unit, None)
            row = self._rows[heir]
            known = self._refs[unit] = UnitRef(heir, row.code, row.name)
        return known

    def heir(self, unit: str, day: str | None) -> str:
        """Id of whoever stood for the unit on the day; with None of whoever does now."""
        seen = {unit}
        while True:
            into, on = self._rows[unit].merged_into, self._rows[unit].ended
            if into is None or into in seen or (day is not None and on is not None and on > day):
                return unit
            seen.add(into)
            unit = into


class Holders:
    """Supervisors and grid officers of units, by day."""

    def __init__(self, store: Store, units: Units, *, few: bool = False) -> None:
        """With `few` the duties over each unit are read when it is asked for, else all at once."""
        self._store = store
        self._units = units
        self._few = few
        self._read: set[str] = set()
        self._direct: dict[str, list[HolderRow]] = {}
        self._by_grid: dict[str, list[HolderRow]] = {}
        self._parents: Mapping[str, str | None] = {}
        self._stays: dict[str, list[tuple[str, str, str, str | None]]] = {}
        self._known: dict[tuple[str, str], tuple[Responsible, ...]] = {}
        self._add(store.catalogue.holders(_ROLES, () if few else None))
        if self._by_grid:
            self._parents = {grid.id: grid.parent for grid in store.catalogue.grids()}
            if not few:
                self._stay(store.catalogue.stays_in(self._parents))

    def _add(self, rows: Iterable[HolderRow]) -> None:
        for row in rows:
            if row.unit is not None:
                self._direct.setdefault(self._units.heir(row.unit, None), []).append(row)
            elif row.grid is not None:
                self._by_grid.setdefault(row.grid, []).append(row)

    def _stay(self, stays: Iterable[GridUnit]) -> None:
        for stay in stays:
            whose = self._stays.setdefault(self._units.heir(stay.unit, None), [])
            whose.append((stay.unit, stay.grid, stay.since, stay.until))

    def _read_family(self, family: str) -> None:
        """The duties over one unit and over what was merged into it."""
        self._read.add(family)
        members = self._store.catalogue.family(family)
        self._add(row for row in self._store.catalogue.holders(_ROLES, members) if row.unit is not None)
        if self._by_grid:
            self._stay(self._store.catalogue.stays_of(members))

    def of(self, unit: str, day: str, roles: tuple[str, ...] = AUTHORITY) -> tuple[Responsible, ...]:
        """Who answered for whoever stood for the unit that day: by the order of `roles`, then by first day."""
        key = (unit, day)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._find(unit, day)
        return tuple(each for role in roles for each in known if each.role == role)

    def _find(self, unit: str, day: str) -> tuple[Responsible, ...]:
        family, stood = self._units.heir(unit, None), self._units.heir(unit, day)
        if self._few and family not in self._read:
            self._read_family(family)
        rows = [row for row in self._direct.get(family, ()) if self._units.heir(row.unit or "", day) == stood]
        for member, grid, since, until in self._stays.get(family, ()):
            if holds_on(since, until, day) and self._units.heir(member, day) == stood:
                for around in self._around(grid):
                    rows += self._by_grid.get(around, ())
        held = sorted(
            {row for row in rows if holds_on(row.since, row.until, day)},
            key=lambda row: (_ROLES.index(row.role), row.since, row.id),
        )
        return tuple(Responsible(row.name, row.role, row.id) for row in held)

    def _around(self, grid: str) -> tuple[str, ...]:
        found = [grid]
        while (parent := self._parents.get(found[-1])) is not None and parent not in found:
            found.append(parent)
        return tuple(found)
