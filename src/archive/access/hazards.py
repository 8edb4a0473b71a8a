"""Hidden dangers (隐患) of units on a day, derived from their papers and from what people decided."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from archive.access.hazards_papers import Item, Paper, read_papers
from archive.access.hazards_walk import first_due, walk
from archive.access.responsible import Holders, Units
from archive.errors import HazardUnknown
from archive.model.hazard import Hazard, Responsible, hazard_id, split_hazard_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from archive.access.hazards_papers import HazardPapers
    from archive.access.hazards_walk import Walk
    from archive.catalogue.hazards import DecidedStep, DecidedSupervision
    from archive.store import Store

__all__ = ["Grouping", "HazardReader", "Rate", "closing_rates", "find_hazard", "hazards", "hazards_of_units"]

_MAJOR = re.compile("重大(?:事故|火灾|安全|生产安全事故)?隐患")

Grouping = Literal["unit", "supervisor", "month"]


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the hidden dangers of one group were closed."""

    key: str
    """Code of the unit, name of the supervisor (empty: nobody), or the month of finding, YYYY-MM."""
    name: str
    """What a person reads: the name of the unit, else the key."""
    found: int
    closed: int
    in_time: int
    """Of the closed ones, those within their term; one without a term counts as in time."""
    overdue: int
    """Open ones whose term has run out."""

    @property
    def rate(self) -> float:
        """Closed of found, 0 to 1."""
        return self.closed / self.found


def hazards(
    store: Store, *, unit: str | None = None, on: str, since: str | None = None, until: str | None = None
) -> tuple[Hazard, ...]:
    """Hidden dangers as they stood at the end of the day, by the day of finding, then by id.

    `unit` is a code or name; those of units merged into it count. `since` and `until` (both included) are of the day of
    finding. What is dated later than `on` had not happened yet. Raises UnitUnknown or UnitAmbiguous.
    """
    family = None if unit is None else store.catalogue.family(store.find_unit(unit).id)
    return tuple(
        each
        for each in hazards_of_units(store, family, on)
        if (since is None or each.found.on >= since) and (until is None or each.found.on <= until)
    )


def hazards_of_units(store: Store, units: Sequence[str] | None, on: str) -> tuple[Hazard, ...]:
    """As `hazards`, of units by id, or of all."""
    reader = HazardReader(store, units, on)
    return tuple(sorted(reader.all(), key=lambda each: (each.found.on, each.record, int(each.item))))


def find_hazard(store: Store, reference: str, on: str) -> Hazard:
    """The hidden danger with this id as it stood on a day. Raises HazardUnknown."""
    parts = split_hazard_id(reference.strip())
    record = None if parts is None else store.catalogue.record(parts[0])
    units = [] if record is None else [unit.id for unit in record.units]
    family = sorted({member for unit in units for member in store.catalogue.family(unit)})
    found = hazards_of_units(store, family, on) if family else ()
    for each in found:
        if each.id == reference.strip():
            return each
    raise HazardUnknown(reference=reference)


def closing_rates(found: Iterable[Hazard], by: Grouping) -> tuple[Rate, ...]:
    """How many were closed, by unit, by supervisor or by the month of finding; in the order of keys.

    A hidden danger counts for whoever supervised the unit on the day of its closing, or for the present one while it is
    open; for each of them if they are several.
    """
    groups: dict[tuple[str, str], list[Hazard]] = {}
    for each in found:
        for key in _keys(each, by):
            groups.setdefault(key, []).append(each)
    return tuple(_rate(key, name, groups[key, name]) for key, name in sorted(groups))


def _keys(hazard: Hazard, by: Grouping) -> list[tuple[str, str]]:
    if by == "unit":
        return [(hazard.unit.code, hazard.unit.name)]
    if by == "month":
        return [(hazard.found.on[:7], hazard.found.on[:7])]
    names = dict.fromkeys(person.name for person in hazard.people if person.role == "supervisor")
    return [(name, name) for name in names] or [("", "")]


def _rate(key: str, name: str, group: Sequence[Hazard]) -> Rate:
    closed = [each for each in group if not each.open]
    return Rate(
        key, name, len(group), len(closed),
        in_time=sum(each.late == 0 for each in closed),
        overdue=sum(each.overdue for each in group),
    )  # fmt: skip


class HazardReader:
    """Derives all hidden dangers of some units."""

    def __init__(self, store: Store, units: Sequence[str] | None, on: str) -> None:
        self._on = on
        self.papers: HazardPapers = read_papers(store, units)
        self.units = Units(store)
        self.holders = Holders(store, self.units, few=units is not None)
        self._steps: dict[str, list[DecidedStep]] = {}
        for step in store.catalogue.hazard_steps():
            self._steps.setdefault(step.hazard, []).append(step)
        self._levels: Mapping[str, str] = {each.hazard: each.level for each in store.catalogue.hazard_levels()}
        self._supervised: Mapping[str, DecidedSupervision] = {
            each.subject: each for each in store.catalogue.supervisions()
        }

    def all(self) -> list[Hazard]:
        claimed = {step.record for steps in self._steps.values() for step in steps if step.record}
        claimed |= {each.record for each in self._supervised.values() if each.record}
        own = {parts[0] for each in self._steps if (parts := split_hazard_id(each)) is not None}
        return [
            self._hazard(paper, item)
            for paper in self.papers.sources(claimed - own)
            if paper.row.day <= self._on and not (paper.superseded is not None and paper.superseded <= self._on)
            for item in (_items(paper) if len(self.papers.loop_of(paper)) == 1 else [Item("0", paper.row.title, None)])
        ]

    def _hazard(self, paper: Paper, item: Item) -> Hazard:
        row = paper.row
        key = hazard_id(row.id, item.number)
        level = self._levels.get(key) or self._level(paper, item)
        went = walk(
            paper, item, self.papers, level, self._on, self._steps.get(key, ()), self._supervised.get(key)
        )
        closed_on = went.closed_on
        return Hazard(
            id=key,
            record=row.id,
            item=item.number,
            kind=paper.role,
            doc_no=row.doc_no,
            unit=self.units.ref(row.unit),
            level=level,
            text=item.text,
            found=went.steps["found"],
            steps=went.ordered,
            state=went.state,
            missing=went.missing,
            open=closed_on is None,
            due=went.due,
            first_due=first_due(paper, item),
            closed_on=closed_on,
            overdue=closed_on is None and went.due is not None and went.due < self._on,
            late=_late(went, closed_on or self._on),
            people=self._people(paper, closed_on or self._on),
            supervision=went.supervision,
            turns=tuple(went.turns),
            problems=tuple(went.problems),
        )

    def _level(self, paper: Paper, item: Item) -> str:
        """Major where the item, the title or the field of the level says so, or the whole is supervised by listing."""
        alone = len(paper.items) < 2
        listed = alone and any(each.role == "listing" for each in self.papers.pointing(paper.row.id))
        loop = self.papers.loop_of(paper)
        said = listed or any(each.details.get("level") == "重大" or each.role == "listing" for each in loop)
        titled = any(_MAJOR.search(each.row.title) for each in loop)
        return "major" if said or titled or _MAJOR.search(item.text) else "general"

    def _people(self, paper: Paper, day: str) -> tuple[Responsible, ...]:
        named = tuple(Responsible(name, "rectifier", None) for name in dict.fromkeys(paper.rectifiers))
        return (*self.holders.of(paper.row.unit, day), *named)


def _items(paper: Paper) -> list[Item]:
    """Its numbered points; without any those that its terms name; else the whole as item 0."""
    if paper.items and paper.role != "register":
        return paper.items
    named = sorted({item for item in paper.terms if item.isdigit()}, key=int)
    if named and paper.role != "register":
        return [Item(str(int(number)), paper.row.title, paper.terms[number]) for number in named]
    return [Item("0", paper.row.title, None)]


def _late(went: Walk, day: str) -> int:
    if went.due is None or day <= went.due:
        return 0
    return (date.fromisoformat(day) - date.fromisoformat(went.due)).days
