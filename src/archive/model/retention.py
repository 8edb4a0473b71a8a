"""Retention (保管期限): how long a record is kept, from which day, by which right."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

__all__ = ["Retention", "ScheduleRow", "Spoken", "last_day"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one rule said of a record."""

    rule: str
    """Its name."""
    by: str
    """`retention_cn 1.0` or the like of a plugin; `schedule` and the name of the office's or unit's own."""
    months: int | None
    """How long; None: for ever."""
    trigger: str
    """From which day, in words."""
    starts: str | None
    """That day, YYYY-MM-DD; None where the record does not say it."""
    expires: str | None
    """The last day on which it is kept, YYYY-MM-DD; None: for ever, or not known yet."""
    basis: str
    verified: bool
    """Whether the text of the basis was read; else it is a usual value, which a schedule overrides."""
    counts: bool
    """Whether it was weighed: a default is set aside where a schedule speaks."""


@dataclass(frozen=True, slots=True)
class Retention:
    """What all rules together mean for a record."""

    record: str
    spoken: tuple[Spoken, ...]
    """Every rule that spoke, the longest first."""
    winner: Spoken | None
    """By which it is kept longest; None where no rule spoke, which means for ever."""
    expires: str | None
    """The last day on which it is kept; None: for ever, or not known yet."""
    why: str
    """What the answer rests on, in a few words."""

    @property
    def permanent(self) -> bool:
        """Whether it is kept for ever, not merely until a day that is not known."""
        return self.winner is None or self.winner.months is None


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One row of a schedule (保管期限表) of an office or a unit."""

    key: str
    category: str | None
    """Key of the category; None: any."""
    words: tuple[str, ...]
    """One of them stands in the title; empty: any title."""
    months: int | None
    """None: for ever."""
    trigger: str
    """year-end (31 December of the year of formation), date, valid_to or accepted_at."""
    basis: str
    since: str
    until: str
    """It holds for documents dated within these days, both included."""


def last_day(starts: str, months: int) -> str:
    """The day so many months later, or the last one of that month. Beyond the year 9999 it is that year's last."""
    day = date.fromisoformat(starts)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max.isoformat()
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).isoformat()
