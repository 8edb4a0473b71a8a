"""Days, months, years and ranges of them as people type them."""

from __future__ import annotations

import re
from calendar import monthrange

from archive.errors import N_

__all__ = ["DateInvalid", "period"]

_DATE = re.compile(r"([0-9]{4})(?:(?:[-/.]|年)(?:([0-9]{1,2})(?:(?:[-/.]|月)(?:([0-9]{1,2})日?)?)?)?)?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
_DIGITS = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_NUMERALS = "".join(_DIGITS) + "十"
_WORDS = re.compile(f"([{_NUMERALS}]{{4}})年(?:([{_NUMERALS}]{{1,3}})月(?:([{_NUMERALS}]{{1,3}})[日号])?)?")
_RANGE = re.compile(r"\.{2,3}|~|至")


class DateInvalid(ValueError):
    """`reason` and `remedy` are message templates without values."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason = reason
        self.remedy = remedy
        super().__init__(reason)


def period(folded: str) -> tuple[str | None, str | None]:
    """First and last day (YYYY-MM-DD) of a date or range, None where a range is open.

    A partial date is its whole period: `2024` `2024-06` `2024-06-01` `2023..2024-06` `..2024`
    `2024年6月` `二〇二四年六月`. Raise DateInvalid for anything else, for days that do not exist and for ranges that
    run backwards.
    """
    parts = _RANGE.split(folded)
    if len(parts) == 1:
        return _days(folded)
    if len(parts) > 2 or not any(parts):
        raise _malformed()
    since = _days(parts[0])[0] if parts[0] else None
    until = _days(parts[1])[1] if parts[1] else None
    if since is not None and until is not None and since > until:
        raise DateInvalid(N_("the range runs backwards"), N_("Put the earlier date first"))
    return since, until


def _days(text: str) -> tuple[str, str]:
    match = _COMPACT.fullmatch(text) or _DATE.fullmatch(text) or _WORDS.fullmatch(text)
    if match is None:
        raise _malformed()
    year, month, day = (_number(part) if part else None for part in match.groups())
    assert year is not None
    if year == 0 or (month is not None and not 1 <= month <= 12):
        raise _missing()
    if month is None:
        return f"{year:04}-01-01", f"{year:04}-12-31"
    last = monthrange(year, month)[1]
    if day is None:
        return f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-{last:02}"
    if not 1 <= day <= last:
        raise _missing()
    return (f"{year:04}-{month:02}-{day:02}",) * 2


def _number(part: str) -> int:
    """Of digits, of Chinese digits one by one, or counted in tens: 12, 一二, 十二, 二十, 二十一."""
    if "十" not in part:
        return int("".join(_DIGITS.get(each, each) for each in part))
    tens, _, ones = part.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        raise _malformed()
    return 10 * int(_DIGITS.get(tens, "1")) + int(_DIGITS.get(ones, "0"))


def _malformed() -> DateInvalid:
    return DateInvalid(N_("this is no date"), N_("Write 2024, 2024-06, 2024-06-01, 2023..2024-06, or none"))


def _missing() -> DateInvalid:
    return DateInvalid(N_("there is no such day"), N_("Correct the month or the day"))
