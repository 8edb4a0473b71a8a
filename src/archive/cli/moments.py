"""Days and moments as people write them on the command line, and as they are shown."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import click

from archive.cli.language import _

__all__ = ["first_day", "last_day", "local_time", "moment_after", "moment_of"]

_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:[-/.年](?P<month>\d{1,2})(?:[-/.月](?P<day>\d{1,2})日?|月)?|年)?"
    r"|(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?")


def first_day(value: str) -> str:
    """The first day of the year, month or day that is meant, YYYY-MM-DD. Raises click.BadParameter."""
    return _period(value)[0].isoformat()


def last_day(value: str) -> str:
    """Its last day. Raises click.BadParameter."""
    return _period(value)[1].isoformat()


def moment_of(value: str) -> str:
    """The first moment, in UTC, of a period or minute that is given in local time. Raises click.BadParameter."""
    return _utc(_span(value)[0])


def moment_after(value: str) -> str:
    """The first moment, in UTC, after it. Raises click.BadParameter."""
    return _utc(_span(value)[1])


def local_time(utc: str) -> str:
    """A time of the archive (`2026-11-23T18:42:00.123Z`) as the clock on the wall showed it."""
    try:
        moment = datetime.fromisoformat(utc)
    except ValueError:
        return utc
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _period(value: str) -> tuple[date, date]:
    """First and last day."""
    found = _PERIOD.fullmatch(value.strip())
    if found is None:
        raise click.BadParameter(_("{value} is no date; write 2024, 2024-06 or 2024-06-01").format(value=value))
    year, month, day = (
        int(number) if number else None
        for number in (found["year"] or found["y"], found["month"] or found["m"], found["day"] or found["d"])
    )
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
        if day is not None:
            return first, first
        if month is not None:
            return first, date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)
        return first, date(year, 12, 31)
    except ValueError:
        raise click.BadParameter(_("there is no such day as {value}").format(value=value)) from None


def _span(value: str) -> tuple[datetime, datetime]:
    """First moment, and first moment after, in local time without a zone."""
    day, _gap, clock = value.strip().replace("T", " ").partition(" ")
    first, last = _period(day)
    start = datetime(first.year, first.month, first.day)  # noqa: DTZ001 - local time; `_utc` gives it its zone
    try:
        if not clock:
            return start, datetime(last.year, last.month, last.day) + timedelta(days=1)  # noqa: DTZ001 - local too
        hour, minute, second = _clock(clock.strip())
        start = start.replace(hour=hour, minute=minute, second=second or 0)
    except (ValueError, OverflowError):
        raise click.BadParameter(
            _("{value} is no time; write 2024-06-01 or 2024-06-01 08:30").format(value=value)
        ) from None
    return start, start + (timedelta(minutes=1) if second is None else timedelta(seconds=1))


def _clock(written: str) -> tuple[int, int, int | None]:
    found = _CLOCK.fullmatch(written)
    if found is None:
        raise ValueError(written)
    return int(found["hour"]), int(found["minute"]), int(found["second"]) if found["second"] else None


def _utc(local: datetime) -> str:
    try:
        return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    except (OverflowError, ValueError):
        raise click.BadParameter(_("there is no such day as {value}").format(value=local.date())) from None
