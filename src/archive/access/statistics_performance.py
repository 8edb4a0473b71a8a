"""Appraisal (考核): what supervisors had to do and what papers show, by a scoring table that a home may replace.

The score is arithmetic over what is on file; it is a help for whoever appraises, not the appraisal.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.access.reports import reports
from archive.access.statistics import Figure, Line, Section, share
from archive.errors import N_, ConfigInvalid, UsageInvalid
from archive.text.fold import search_form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from archive.access.reports import Report
    from archive.access.statistics_world import World
    from archive.model.hazard import Hazard

__all__ = ["Item", "items", "performance"]

_FILE = "appraisal.toml"


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the scoring table."""

    key: str
    zh: str
    en: str
    measure: str
    points: float


@dataclass(frozen=True, slots=True)
class _Charge:
    """What one supervisor answered for on the last day."""

    name: str
    units: tuple[str, ...]
    duties: tuple[str, ...]
    documented: tuple[str, ...]


def items(home: Path) -> tuple[Item, ...]:
    """The scoring table of the home, else the shipped one. Raises ConfigInvalid."""
    own = home / _FILE
    path = own if own.is_file() else Path(__file__).with_name(_FILE)
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        found = tuple(_item(entry) for entry in table["item"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ConfigInvalid(path=path, reason=str(error)) from error
    unknown = [each.measure for each in found if each.measure not in _MEASURES]
    if unknown or len({each.key for each in found}) < len(found):
        reason = N_("there is no measure {name}").format(name=unknown[0]) if unknown else N_("two items have one key")
        raise ConfigInvalid(path=path, reason=reason)
    return found


def _item(entry: Mapping[str, Any]) -> Item:
    points = float(entry["points"])
    if points < 0:
        raise ValueError("points")
    return Item(str(entry["key"]), str(entry["zh"]), str(entry["en"]), str(entry["measure"]), points)


def performance(world: World, person: str | None) -> tuple[Section, ...]:
    """Scores of every supervisor, or of one with what they rest on and an annex for the yearly 述职.

    Raises UsageInvalid for somebody who supervises nothing on the last day, ConfigInvalid for a broken table.
    """
    table = items(world.store.layout.root)
    charges = _charges(world)
    if person is not None:
        charges = [each for each in charges if search_form(each.name) == search_form(person)]
        if not charges:
            raise UsageInvalid(reason=N_("{name} supervises nothing on the last day").format(name=person))
    measure = _Measure(world)
    scores = tuple(_scored(measure, each, table) for each in charges)
    sections = [Section("scores", ("supervisor", *(f"item:{each.key}" for each in table), "score"), scores)]
    if person is not None:
        sections += [_annex(measure, charges[0])]
    return tuple(sections)


def _charges(world: World) -> list[_Charge]:
    units: dict[str, dict[str, None]] = {}
    duties: dict[str, list[str]] = {}
    documented: dict[str, list[str]] = {}
    for duty in world.duties:
        if duty.role != "supervisor":
            continue
        units.setdefault(duty.name, {}).update((unit, None) for unit in world.units_of(duty) if unit in world.ids)
        duties.setdefault(duty.name, []).append(duty.id)
        if duty.source is not None:
            documented.setdefault(duty.name, []).append(duty.id)
    return [
        _Charge(name, tuple(units[name]), tuple(duties[name]), tuple(documented.get(name, ())))
        for name in sorted(units)
    ]


def _scored(measure: _Measure, charge: _Charge, table: Sequence[Item]) -> Line:
    """A share for each item, and the score: points reached of points that could be measured, from 0 to 1."""
    figures = [measure.of(item.measure, charge, f"{item.key}.{charge.name}") for item in table]
    weighed = zip(figures, table, strict=True)
    counted = [(figure.value, item.points) for figure, item in weighed if figure.value is not None]
    whole = sum(points for _value, points in counted)
    reached = sum((value or 0.0) * points for value, points in counted)
    score = Figure(f"score.{charge.name}", reached / whole if whole else None, (), share=True)
    return Line(charge.name, (*figures, score))


class _Measure:
    """Answers what the table asks of a supervisor."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._reports: tuple[Report, ...] = ()
        self._read = False

    def of(self, name: str, charge: _Charge, key: str) -> Figure:
        """The share with this name; it is followed to what is missing from it."""
        part, whole = _MEASURES[name](self, charge)
        return share(key, part, whole)

    def inspected(self, charge: _Charge) -> tuple[Sequence[str], Sequence[str]]:
        return [unit for unit in charge.units if self._world.inspections.get(unit)], charge.units

    def in_frequency(self, charge: _Charge) -> tuple[Sequence[str], Sequence[str]]:
        late = {
            each.unit.id
            for each in self._world.overdue
            if each.rule == "inspection-frequency" and each.unit is not None
        }
        return [unit for unit in charge.units if unit not in late], charge.units

    def hazards(self, charge: _Charge) -> list[Hazard]:
        """Of the units that are theirs on the last day."""
        return [each for each in self._world.hazards if each.unit.id in set(charge.units)]

    def closing(self, charge: _Charge) -> tuple[Sequence[str], Sequence[str]]:
        found = self.hazards(charge)
        return [each.id for each in found if not each.open], [each.id for each in found]

    def in_time(self, charge: _Charge) -> tuple[Sequence[str], Sequence[str]]:
        closed = [each for each in self.hazards(charge) if not each.open]
        return [each.id for each in closed if each.late == 0], [each.id for each in closed]

    def rechecked(self, charge: _Charge) -> tuple[Sequence[str], Sequence[str]]:
        until = self._world.period.until
        orders: dict[str, bool] = {}
        for each in self.hazards(charge):
            if each.kind in {"order", "decision"} and (each.first_due or "9") <= until:
                again = any(turn.kind in {"passed", "failed"} for turn in each.turns)
                orders[each.record] = orders.get(each.record, True) and (again or not each.open)
        return [record for record, done in orders.items() if done], list(orders)

    def documented(self, charge: _Charge) -> tuple[Sequence[str], Sequence[str]]:
        return charge.documented, charge.duties

    def answered(self, charge: _Charge) -> tuple[Sequence[str], Sequence[str]]:
        if not self._read:
            self._reports, self._read = reports(self._world.store, today=self._world.period.until), True
        theirs = [
            each
            for each in self._reports
            if each.unit is not None and each.unit.id in charge.units and self._world.period.holds(each.day)
        ]
        return [each.record for each in theirs if not each.open or not each.overdue], [each.record for each in theirs]


_MEASURES: Mapping[str, Callable[[_Measure, _Charge], tuple[Sequence[str], Sequence[str]]]] = {
    "inspected": _Measure.inspected,
    "in-frequency": _Measure.in_frequency,
    "closing-rate": _Measure.closing,
    "in-time": _Measure.in_time,
    "rechecked": _Measure.rechecked,
    "documented": _Measure.documented,
    "answered": _Measure.answered,
}


def _annex(measure: _Measure, charge: _Charge) -> Section:
    """What the person reports on (述职附表): each unit with its inspections, dangers and what is overdue."""
    world = measure._world
    found = measure.hazards(charge)
    lines = []
    for unit in charge.units:
        ref = world.units.ref(unit)
        papers = [row.id for row in world.inspections.get(unit, ())]
        theirs = [each for each in found if each.unit.id == unit]
        late = [each for each in world.overdue if each.unit is not None and each.unit.id == unit]
        lines.append(
            Line(
                ref.name,
                (
                    Figure(f"annex-inspections.{ref.code}", len(papers), tuple(papers)),
                    Figure(f"annex-found.{ref.code}", len(theirs), tuple(each.id for each in theirs)),
                    Figure(
                        f"annex-closed.{ref.code}",
                        sum(not each.open for each in theirs),
                        tuple(each.id for each in theirs if not each.open),
                    ),
                    Figure(
                        f"annex-overdue.{ref.code}", len(late), tuple(each.hazard or each.record or "" for each in late)
                    ),
                ),
            )
        )
    return Section("annex", ("unit", "inspections", "found", "closed", "overdue"), tuple(lines))
