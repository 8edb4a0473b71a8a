"""Dossier (一企一档): one unit's safety file as a page of facts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.model.category import BUILT_IN
from archive.model.selection import Selection
from archive.model.unit import Unit, UnitState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.access.completeness import Requirement
    from archive.access.due import Deadline
    from archive.access.responsibility import Chain
    from archive.catalogue.shelves import ShelfRow
    from archive.model.hazard import Hazard
    from archive.model.record import Record
    from archive.store import Store

__all__ = ["NOTICE_DAYS", "Dossier", "Inspected", "Overview", "Shelf", "ShelfHead", "dossier", "overview"]

NOTICE_DAYS = 60
"""Deadlines of so many days ahead are told, beside those that are over."""

_NEWEST = 5
"""Records that are told of each shelf."""

_RUNNING_OUT = frozenset({
    "certificate-expiry", "certificate-review", "equipment-application", "equipment-inspection", "licence-renewal",
    "licence-expiry",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shelf:
    """One category of a dossier."""

    category: str
    """Its key."""
    records: tuple[Record, ...]
    """By date of the document, newest first, undated ones last."""


@dataclass(frozen=True, slots=True)
class Dossier:
    unit: Unit
    parent: Unit | None
    merged: tuple[Unit, ...]
    """Units that this one took over; their records are on the shelves."""
    shelves: tuple[Shelf, ...]
    """The six built-in categories, empty ones included, then those of plugins that hold something."""
    waiting: int
    """Records of this unit that wait in triage."""
    findings: int = 0
    """Findings that checks of forms left on the filed records."""


@dataclass(frozen=True, slots=True)
class ShelfHead:
    """One category of a dossier without all its records."""

    category: str
    count: int
    newest: tuple[ShelfRow, ...]


@dataclass(frozen=True, slots=True)
class Inspected:
    """The last inspection by an authority against the required frequency."""

    on: str | None
    """None: never, as far as the archive knows."""
    record: str | None
    next_on: str
    """The last day for the next one."""
    overdue: bool
    clause: str
    status: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page of a unit's file, as it stood on a day."""

    on: str
    unit: Unit
    parent: Unit | None
    heir: Unit | None
    """Who stands for it now, if it was merged into another."""
    ended: str | None
    """The day on which it was closed or merged, where that is known."""
    merged: tuple[tuple[Unit, str | None], ...]
    """Units that it took over, with the day; by day."""
    chain: Chain
    hazards: tuple[Hazard, ...]
    """Open ones: the earliest term first, those without one last."""
    deadlines: tuple[Deadline, ...]
    """Overdue ones and those of the next `NOTICE_DAYS`, the earliest first; terms of hidden dangers too."""
    inspected: Inspected | None
    """None where no frequency is set for units of its kind, or it had ended."""
    requirements: tuple[Requirement, ...]
    shelves: tuple[ShelfHead, ...]
    """As those of a `Dossier`."""
    waiting: int
    findings: int

    @property
    def running_out(self) -> tuple[Deadline, ...]:
        """Those of the deadlines that are the last days of certificates, equipment and licences."""
        return tuple(each for each in self.deadlines if each.rule in _RUNNING_OUT)


def dossier(store: Store, unit: Unit, day: str | None = None) -> Dossier:
    """The unit's file with every record, as it stands now; with `day` only what is dated (or was received) by then."""
    catalogue = store.catalogue
    family = catalogue.family(unit.id)
    shelves: dict[str, list[Record]] = defaultdict(list)
    for record in catalogue.select(Selection(units=family, states=("filed",))):
        assert record.category is not None, "what is filed has a category"
        if (day is None or (record.date or record.received_at[:10]) <= day) and not _is_repeated(record):
            shelves[record.category].append(record)
    merged = (catalogue.unit(each) for each in family if each != unit.id)
    return Dossier(
        unit=unit,
        parent=None if unit.parent is None else catalogue.unit(unit.parent),
        merged=tuple(each for each in merged if each is not None),
        shelves=tuple(Shelf(key, _newest_first(shelves[key])) for key in _keys(shelves)),
        waiting=catalogue.count(Selection(units=family, states=("unfiled",))),
        findings=sum(len(record.findings) for shelf in shelves.values() for record in shelf),
    )


def _is_repeated(record: Record) -> bool:
    """Whether it is a row of a register that a later register has too: it is told once."""
    return record.superseded_by is not None and any(link.type == "row-of" for link in record.links)


def overview(store: Store, unit: Unit, *, on: str, past: bool = False) -> Overview:
    """The first page of the unit's file: no more records are read than it tells of.

    With `past` the shelves have only what is dated (or was received) by the day. Raises ConfigInvalid for a broken
    calendar or checklist of the home.
    """
    from archive.access.completeness import completeness_of
    from archive.access.due import outstanding
    from archive.access.responsibility import chain_of

    catalogue = store.catalogue
    family = catalogue.family(unit.id)
    every, hazards, units = outstanding(store, family, today=on, within=None)
    ended = unit.state is not UnitState.ACTIVE and (catalogue.unit_ended(unit.id) or "") <= on
    return Overview(
        on=on,
        unit=unit,
        parent=None if unit.parent is None else catalogue.unit(unit.parent),
        heir=catalogue.successor(unit) if unit.merged_into is not None else None,
        ended=catalogue.unit_ended(unit.id),
        merged=_merged(store, unit, family),
        chain=chain_of(store, unit, on),
        hazards=tuple(sorted(hazards, key=lambda each: (each.due is None, each.due or "", each.found.on, each.id))),
        deadlines=tuple(each for each in every if each.left <= NOTICE_DAYS and each.rule != "inspection-frequency"),
        inspected=None if ended else _inspected(every, on),
        requirements=completeness_of(store, unit.id, units, today=on),
        shelves=_heads(catalogue.shelves(family, _NEWEST, on if past else None)),
        waiting=catalogue.count(Selection(units=family, states=("unfiled",))),
        findings=catalogue.count_findings(family),
    )


def _merged(store: Store, unit: Unit, family: tuple[str, ...]) -> tuple[tuple[Unit, str | None], ...]:
    found = ((store.catalogue.unit(each), store.catalogue.unit_ended(each)) for each in family if each != unit.id)
    known = [(each, day) for each, day in found if each is not None]
    return tuple(sorted(known, key=lambda pair: (pair[1] or "", pair[0].code)))


def _inspected(deadlines: tuple[Deadline, ...], day: str) -> Inspected | None:
    """From the deadline of the next inspection: it is counted from the last one."""
    found = next((each for each in deadlines if each.rule == "inspection-frequency"), None)
    if found is None:
        return None
    return Inspected(found.since, found.record, found.on, found.on < day, found.clause, found.status)


def _heads(rows: list[ShelfRow]) -> tuple[ShelfHead, ...]:
    shelves: dict[str, list[ShelfRow]] = defaultdict(list)
    for row in rows:
        shelves[row.category].append(row)
    return tuple(
        ShelfHead(key, shelves[key][0].held if shelves[key] else 0, tuple(shelves[key])) for key in _keys(shelves)
    )


def _keys(held: Iterable[str]) -> list[str]:
    keys = [each.key for each in BUILT_IN]
    return keys + sorted(set(held) - set(keys))


def _newest_first(records: list[Record]) -> tuple[Record, ...]:
    return tuple(sorted(records, key=lambda record: record.date or "", reverse=True))
