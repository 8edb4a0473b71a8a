"""What statistics are counted from: units, papers, hidden dangers, deadlines and duties of a period, each read once."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from archive.access.due import Deadline, due_of_units
from archive.access.hazards import hazards_of_units
from archive.access.papers import read_sorts, role_of
from archive.access.responsibility import duties, units_in
from archive.access.responsible import Holders, Units
from archive.model.duty import holds_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archive.access.statistics import Period
    from archive.catalogue.hazards import PaperRow, UnitRow
    from archive.model.duty import Duty
    from archive.model.hazard import Hazard
    from archive.store import Store

__all__ = ["World"]

_SUPERVISED = frozenset({"enterprise", "site", "self-employed", "public-body"})
"""Kinds of units that have to be supervised (as `access/chain.toml` expects)."""


class World:
    """Reads what is asked for, once."""

    def __init__(self, store: Store, period: Period) -> None:
        self.store = store
        self.period = period
        self.units = Units(store)

    @cached_property
    def supervised(self) -> tuple[UnitRow, ...]:
        """Units that had not ended on the last day, by name."""
        active = self.units.active(self.period.until)
        return tuple(sorted((each for each in active if each.kind in _SUPERVISED), key=lambda row: (row.name, row.id)))

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(each.id for each in self.supervised)

    def heir(self, unit: str) -> str:
        """Who stood for the unit on the last day."""
        return self.units.heir(unit, self.period.until)

    def papers(self, *categories: str) -> list[PaperRow]:
        """Filed papers of these categories dated in the period and not replaced by its end, by day."""
        gone = {record for record, day in self._superseded.items() if day <= self.period.until}
        rows = self.store.catalogue.papers(categories)
        return [row for row in rows if self.period.holds(row.day) and row.id not in gone]

    @cached_property
    def _superseded(self) -> Mapping[str, str]:
        return self.store.catalogue.superseded()

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """Role in the loop of hidden dangers (inspection, order, recheck …) of every paper of the period."""
        sorts = read_sorts("hazards.toml")
        return {
            row.id: role_of(sorts, row.category, row.title, row.doc_no, row.due is not None)
            for row in self.papers("inspection", "recheck", "hazard")
        }

    @cached_property
    def inspections(self) -> Mapping[str, list[PaperRow]]:
        """Papers of inspections by an authority, by unit: records and orders."""
        found: dict[str, list[PaperRow]] = defaultdict(list)
        for row in self.papers("inspection"):
            if self.roles[row.id] in {"inspection", "order", "decision"} and row.source in {"government", None}:
                found[self.heir(row.unit)].append(row)
        return found

    @cached_property
    def hazards(self) -> tuple[Hazard, ...]:
        """Hidden dangers found in the period, as they stood at its end."""
        every = hazards_of_units(self.store, None, self.period.until)
        return tuple(each for each in every if self.period.holds(each.found.on))

    @cached_property
    def overdue(self) -> tuple[Deadline, ...]:
        """Deadlines that were over on the last day, and not met."""
        every = due_of_units(self.store, None, today=self.period.until, within=0)
        return tuple(each for each in every if each.overdue)

    @cached_property
    def holders(self) -> Holders:
        return Holders(self.store, self.units)

    def supervisors(self, unit: str, day: str | None = None) -> tuple[str, ...]:
        """Names of the supervisors of a unit on a day, else on the last one."""
        held = self.holders.of(unit, day or self.period.until, ("supervisor",))
        return tuple(dict.fromkeys(each.name for each in held))

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """Duties that held on the last day."""
        return tuple(each for each in duties(self.store) if holds_on(each.since, each.until, self.period.until))

    def units_of(self, duty: Duty) -> Sequence[str]:
        """Units that a duty was over on the last day."""
        if duty.unit is not None:
            return (self.heir(duty.unit),)
        if duty.grid is None:
            return ()
        if duty.grid not in self._in_grid:
            inside = units_in(self.store, duty.grid, self.period.until)
            self._in_grid[duty.grid] = tuple(self.heir(each.id) for each in inside)
        return self._in_grid[duty.grid]

    @cached_property
    def _in_grid(self) -> dict[str, tuple[str, ...]]:
        return {}
