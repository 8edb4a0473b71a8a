"""Values of cells as a person sees them: dates as dates, long numbers with all their digits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

__all__ = ["is_date_format", "row_text", "serial_date", "shown"]

_EPOCH_DAYS = (dt.date(1899, 12, 30), dt.date(1899, 12, 31), dt.date(1904, 1, 1))
_MAX_SERIAL = 2_958_466
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no time zone


def shown(value: object) -> str:
    """A cell's text. Whole numbers have no fraction and no exponent; dates are YYYY-MM-DD, times HH:MM."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    return _moment(value)


def _number(value: float) -> str:
    if value != value or value in {float("inf"), float("-inf")}:
        return ""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if value.is_integer() and abs(value) < 1e21:
        return f"{Decimal(f'{value:.15g}'):f}"  # 15 digits count, as in the program that wrote them
    words = f"{value:.15g}"
    if "e" not in words:
        return words
    if abs(value) >= 1e-9 and abs(value) < 1e21:
        return f"{value:.20f}".rstrip("0").rstrip(".")
    return words


def _moment(value: object) -> str:
    if isinstance(value, dt.datetime):
        clock = _clock(value.time())
        if value.date() in _EPOCH_DAYS and value.time() != dt.time():
            return clock
        return value.date().isoformat() if value.time() == dt.time() else f"{value.date().isoformat()} {clock}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return _clock(value)
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        sign = "-" if seconds < 0 else ""
        hours, rest = divmod(abs(seconds), 3600)
        return f"{sign}{hours}:{rest // 60:02d}" + (f":{rest % 60:02d}" if rest % 60 else "")
    return str(value)


def _clock(time: dt.time) -> str:
    if time.microsecond >= 500_000 and (time.hour, time.minute, time.second) != (23, 59, 59):
        moment = dt.datetime.combine(_EPOCH, time) + dt.timedelta(microseconds=500_000)
        time = moment.time()
    return f"{time.hour:02d}:{time.minute:02d}" + (f":{time.second:02d}" if time.second else "")


def row_text(cells: Iterable[object]) -> str:
    """A row: cells parted by tabs, breaks and tabs inside a cell as spaces, empty cells at the end dropped."""
    return "\t".join(" ".join(text.split()) if text else "" for text in map(shown, cells)).rstrip("\t")


def serial_date(serial: float) -> str:
    """A day number of the 1900 system as a date or time; the number itself where it is none."""
    if not 0 <= serial < _MAX_SERIAL:
        return _number(serial)
    moment = _EPOCH + dt.timedelta(seconds=round(serial * 86_400))
    return _moment(moment.time() if serial < 1 else moment)


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or a time: y, m, d, h or s outside quotes, brackets and escapes."""
    plain = []
    quoted = bracketed = False
    skip = False
    for character in code:
        if skip:
            skip = False
        elif character == '"':
            quoted = not quoted
        elif character == "[":
            bracketed = True
        elif character == "]":
            bracketed = False
        elif character in "\\_*":
            skip = True
        elif not quoted and not bracketed:
            plain.append(character.lower())
    words = "".join(plain).partition(";")[0]
    return any(letter in words for letter in "ymdhs") and "general" not in words
