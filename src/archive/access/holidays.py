"""Working days: weekends, holidays and days on which work was moved, as data that a home may replace."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from archive.errors import ConfigInvalid

__all__ = ["Calendar", "read_calendar"]

_SATURDAY = 5


class Calendar:
    """Which days are worked on."""

    def __init__(self, off: frozenset[date], work: frozenset[date]) -> None:
        self._off = off
        self._work = work

    def is_working(self, day: date) -> bool:
        return day in self._work or (day.weekday() < _SATURDAY and day not in self._off)

    def after(self, day: date, count: int) -> date:
        """The last of `count` working days that follow the day."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day


def read_calendar(own: Path | None) -> Calendar:
    """The calendar of `holidays.toml` beside this module; years that the file `own` has stand in their place.

    Raises ConfigInvalid for a file that is missing or broken, with the year that is wrong.
    """
    shipped = Path(__file__).with_name("holidays.toml")
    years = dict(_years(shipped))
    if own is not None:
        years.update(_years(own))
    off = frozenset(day for each, _ in years.values() for day in each)
    work = frozenset(day for _, each in years.values() for day in each)
    return Calendar(off, work)


def _years(path: Path) -> Iterator[tuple[int, tuple[frozenset[date], frozenset[date]]]]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigInvalid(path=path, reason=error.strerror or str(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigInvalid(path=path, reason=str(error)) from error
    for year, days in table.items():
        if year == "status":
            continue
        if not (len(year) == 4 and year.isdigit()) or not isinstance(days, Mapping):
            raise ConfigInvalid(path=path, reason=f"{year!r} is no year with lists of days")
        yield int(year), (_days(path, int(year), days, "off"), _days(path, int(year), days, "work"))


def _days(path: Path, year: int, table: Mapping[str, Any], key: str) -> frozenset[date]:
    days: set[date] = set()
    written = table.get(key, [])
    for each in written if isinstance(written, list) else [written]:
        first, _dots, last = str(each).partition("..")
        try:
            day, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last or first}")
        except ValueError as error:
            reason = f"{key} of {year} has {each!r}, which is no day such as 05-01 nor 05-01..05-05"
            raise ConfigInvalid(path=path, reason=reason) from error
        while day <= end:
            days.add(day)
            day += timedelta(days=1)
    return frozenset(days)
