"""Moments to the minute, as tickets and records write them: the beginning and end of work, of a duty, of a check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from archive.model.dates import find_dates

__all__ = ["Moment", "hours_between", "moments_in"]

_CLOCK = re.compile(
    r"\s{0,3}(?P<half>上午|下午|晚上|晚|夜间|中午|凌晨)?\s{0,3}(?P<hour>[012]?\d)\s{0,3}(?:[:时点]\s{0,3}(?P<minute>[0-5]?\d)?\s{0,3}分?)(?:\s?:\s?[0-5]\d)?"
)
_TO = re.compile(
    r"\s{0,3}(?:起|始|开始)?\s{0,3}(?:至|到|~|-|—|–|～)+\s{0,3}(?=(?:上午|下午|晚|夜|中午|凌晨)?\s{0,3}[012]?\d\s{0,3}[:时点])"
)
_STUCK = re.compile(r"(\d{4}[-./]\d{2}[-./]\d{2})(?=[012]\d:[0-5]\d)")
"""`2024-05-0108:30`, from which white space was taken."""
_AFTERNOON = frozenset({"下午", "晚上", "晚", "夜间"})


@dataclass(frozen=True, slots=True)
class Moment:
    iso: str
    """`2024-05-01T08:30`, or the day alone where no time of day stands beside it."""
    start: int
    end: int
    """In the text that was searched."""

    @property
    def day(self) -> str:
        return self.iso[:10]

    @property
    def timed(self) -> bool:
        return len(self.iso) > 10

    def when(self, *, end: bool = False) -> datetime:
        """A day alone counts from its beginning, or as an `end` to its last minute."""
        return datetime.fromisoformat(self.iso if self.timed else self.iso + ("T23:59" if end else "T00:00"))


def moments_in(text: str) -> list[Moment]:
    """Every day with the time of day that follows it, in order; `8时至17时` gives two of one day.

    `text` is in half width; places in it are told to the character but for stuck times. Days that do not exist
    and hours beyond 24 give nothing. Linear.
    """
    text = _STUCK.sub(r"\1 ", text[:2_000])
    found: list[Moment] = []
    for day in find_dates(text):
        clock = _CLOCK.match(text, day.end)
        time = _time(clock) if clock else None
        if clock is None or time is None:
            found.append(Moment(day.iso, day.start, day.end))
            continue
        found.append(Moment(f"{day.iso}T{time}", day.start, clock.end()))
        until = _TO.match(text, clock.end())
        later = _CLOCK.match(text, until.end()) if until else None
        time = _time(later) if later else None
        if later is not None and time is not None:
            found.append(Moment(f"{day.iso}T{time}", later.start(), later.end()))
    return found


def hours_between(begin: Moment, end: Moment) -> float:
    """Hours from the one to the other; days alone are counted whole."""
    return (end.when(end=True) - begin.when()).total_seconds() / 3600


def _time(clock: re.Match[str]) -> str | None:
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    if clock["half"] in _AFTERNOON and hour < 12:
        hour += 12
    if hour == 24 and minute == 0:
        return "23:59"
    return f"{hour:02}:{minute:02}" if hour < 24 else None
