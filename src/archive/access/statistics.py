"""Statistics that leaders ask for: figures of a period, each with the records that it was counted from."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

from archive.errors import N_, UsageInvalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from archive.access.statistics_world import World
    from archive.store import Store

__all__ = ["KINDS", "Figure", "Kind", "Line", "Period", "Section", "Statistics", "parse_period", "share", "statistics"]

Kind = Literal["supervision", "enterprise", "hazards", "duty", "training", "performance", "plan"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_SPAN = re.compile(r"(\d{4})(?:-?[Qq]([1-4])|-(\d{2})(?:-(\d{2}))?|)(?:\.\.(\d{4})-(\d{2})-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included, YYYY-MM-DD."""

    since: str
    until: str

    def holds(self, day: str) -> bool:
        """Whether the day lies in it."""
        return self.since <= day <= self.until

    @property
    def days(self) -> int:
        return (date.fromisoformat(self.until) - date.fromisoformat(self.since)).days + 1


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that can be followed."""

    key: str
    """By which it is asked for: `archive report hazards --number found.91330102…`."""
    value: float | None
    """A count, or a share from 0 to 1; None where there is nothing that it could be a share of."""
    subjects: tuple[str, ...] = ()
    """Ids of the records, hidden dangers (`z-`), units (`u-`) or duties (`d-`) that it was counted from."""
    share: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    """Name of a unit, a person, a month; a key of words where `worded`."""
    figures: tuple[Figure, ...]
    worded: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    """Its title is words of the command line."""
    columns: tuple[str, ...]
    """Keys of the heads: that of the labels, then one a figure."""
    lines: tuple[Line, ...]
    chart: int | None = None
    """The figure that is drawn as bars."""


@dataclass(frozen=True, slots=True)
class Statistics:
    kind: Kind
    period: Period
    about: str | None
    """The person whose figures they are; None: everybody's."""
    sections: tuple[Section, ...]

    def figure(self, key: str) -> Figure | None:
        """The figure with this key."""
        for section in self.sections:
            for line in section.lines:
                for figure in line.figures:
                    if figure.key == key:
                        return figure
        return None


def parse_period(written: str) -> Period:
    """2025, 2025Q1, 2025-03, 2025-03-05 or 2025-01-01..2025-06-30. Raises UsageInvalid."""
    found = _SPAN.fullmatch(written.strip())
    try:
        period = None if found is None else _period(found)
    except ValueError:
        period = None
    if period is None:
        raise UsageInvalid(reason=N_("a period is written 2025, 2025Q1, 2025-03 or 2025-01-01..2025-06-30"))
    if period.since > period.until:
        raise UsageInvalid(reason=N_("the period ends before it begins"))
    return period


def _period(found: re.Match[str]) -> Period | None:
    """None for what ends with a day and does not begin with one. Raises ValueError for days that do not exist."""
    year, quarter, month, day, *end = found.groups()
    if any(end):
        if day is None:
            return None
        return Period(date(int(year), int(month), int(day)).isoformat(), date(*map(int, end)).isoformat())
    if quarter is not None:
        last = int(quarter) * 3
        return _months(int(year), last - 2, last)
    if day is not None:
        only = date(int(year), int(month), int(day)).isoformat()
        return Period(only, only)
    return _months(int(year), int(month or 1), int(month or 12))


def _months(year: int, first: int, last: int) -> Period:
    end = calendar.monthrange(year, last)[1]
    return Period(date(year, first, 1).isoformat(), date(year, last, end).isoformat())


def share(key: str, part: Iterable[str], whole: Iterable[str]) -> Figure:
    """Which part of the whole; it is followed to what is missing from it."""
    parts, every = set(part), list(whole)
    value = len(parts & set(every)) / len(every) if every else None
    return Figure(key, value, tuple(each for each in every if each not in parts), share=True)


def statistics(store: Store, kind: Kind, period: Period, *, person: str | None = None) -> Statistics:
    """The figures of a period. What is asked of a day (who answers, what is overdue) is asked of its last one.

    `person` limits `performance` to one supervisor. Raises UsageInvalid for a person whom no figure is about.
    """
    from archive.access import statistics_enterprise, statistics_performance, statistics_supervision
    from archive.access.statistics_world import World

    makers: dict[Kind, Callable[[World], tuple[Section, ...]]] = {
        "supervision": statistics_supervision.supervision,
        "plan": statistics_supervision.plan,
        "hazards": statistics_supervision.hazards,
        "enterprise": statistics_enterprise.enterprise,
        "duty": statistics_enterprise.duty,
        "training": statistics_enterprise.training,
        "performance": lambda world: statistics_performance.performance(world, person),
    }
    if person is not None and kind != "performance":
        raise UsageInvalid(reason=N_("--person goes with performance"))
    return Statistics(kind, period, person, makers[kind](World(store, period)))
