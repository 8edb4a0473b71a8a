"""Dossier (一企一档): one unit's safety file as a page of facts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.model.category import BUILT_IN
from archive.model.record import Record
from archive.model.selection import Selection
from archive.model.unit import Unit

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["Dossier", "Shelf", "dossier"]


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


def dossier(store: Store, unit: Unit) -> Dossier:
    """The unit's file as it stands now."""
    catalogue = store.catalogue
    family = catalogue.family(unit.id)
    shelves: dict[str, list[Record]] = defaultdict(list)
    for record in catalogue.select(Selection(units=family, states=("filed",))):
        assert record.category is not None, "what is filed has a category"
        shelves[record.category].append(record)
    keys = [each.key for each in BUILT_IN]
    keys += sorted(set(shelves) - set(keys))
    merged = (catalogue.unit(each) for each in family if each != unit.id)
    return Dossier(
        unit=unit,
        parent=None if unit.parent is None else catalogue.unit(unit.parent),
        merged=tuple(each for each in merged if each is not None),
        shelves=tuple(Shelf(key, _newest_first(shelves[key])) for key in keys),
        waiting=catalogue.count(Selection(units=family, states=("unfiled",))),
        findings=sum(len(record.findings) for shelf in shelves.values() for record in shelf),
    )


def _newest_first(records: list[Record]) -> tuple[Record, ...]:
    return tuple(sorted(records, key=lambda record: record.date or "", reverse=True))
