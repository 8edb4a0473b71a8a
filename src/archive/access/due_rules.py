"""The rules of deadlines as `due.toml` beside this module has them, and how a day is counted from another."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from archive.access.holidays import Calendar

__all__ = ["Rule", "rules"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    key: str
    zh: str
    kind: str
    clause: str
    status: str
    """`verified` or `default`."""
    base: frozenset[str]
    done: frozenset[str]
    first: frozenset[str]
    needs: frozenset[str]
    items: frozenset[str]
    days: int
    workdays: int
    months: int
    before_months: int
    since: str
    until: str
    window: bool
    enterprise: bool
    """It is the enterprise that has to do it."""
    kinds: Mapping[str, int]

    def holds(self, day: str) -> bool:
        """Whether it was in force on the day."""
        return self.since <= day <= self.until

    def after(self, day: str, working: Calendar) -> str | None:
        """The last day of a term that is counted from the day; None where the calendar ends."""
        try:
            start = date.fromisoformat(day)
            if self.workdays:
                return working.after(start, self.workdays).isoformat()
            return (_months(start, self.months - self.before_months) + timedelta(days=self.days)).isoformat()
        except (ValueError, OverflowError):
            return None


@lru_cache(maxsize=1)
def rules() -> Sequence[Rule]:
    """Every rule, in the order of the file."""
    import tomllib
    from pathlib import Path

    table = tomllib.loads(Path(__file__).with_name("due.toml").read_text("utf-8"))
    return tuple(_rule(entry) for entry in table["rule"])


def _rule(entry: Mapping[str, Any]) -> Rule:
    sets = {name: frozenset(entry.get(name, ())) for name in ("base", "done", "first", "needs", "items")}
    return Rule(
        key=entry["key"],
        zh=entry["zh"],
        kind=entry["kind"],
        clause=entry["clause"],
        status=entry["status"],
        days=entry.get("days", 0),
        workdays=entry.get("workdays", 0),
        months=entry.get("months", 0) + 12 * entry.get("years", 0),
        before_months=entry.get("before_months", 0),
        since=entry.get("since", ""),
        until=entry.get("until", "9999-12-31"),
        window=entry.get("window", False),
        enterprise=entry.get("enterprise", False),
        kinds=entry.get("kinds", {}),
        **sets,
    )


def _months(day: date, count: int) -> date:
    """The same day so many months later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
