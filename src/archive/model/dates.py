"""Dates as documents write them, read to ISO days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

__all__ = ["FoundDate", "find_date", "find_dates", "make_date"]

_HAN_DIGITS = {c: d for d, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("零○OoＯ０", 0)
_HAN_YEAR = "[〇零○OoＯ０一二三四五六七八九]"
_HAN_NUMBER = "[〇零一二三四五六七八九十廿卅]"
_DATE = re.compile(
    r"(?<![\d./-])"
    r"(?:(?P<y1>\d{4})\s{0,4}年\s{0,4}(?P<m1>\d{1,2})\s{0,4}月\s{0,4}(?P<d1>\d{1,2})\s{0,4}[日号]"
    r"|(?P<y2>\d{4})\s?(?P<sep>[-./／－．–])\s?(?P<m2>\d{1,2})\s?(?P=sep)\s?(?P<d2>\d{1,2})(?![\d.]*\d)"
    r"|(?P<y3>(?:19|20)\d{2})(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12]\d|3[01])(?!\d))"
    rf"|(?P<y4>{_HAN_YEAR}{{4}})\s{{0,4}}年\s{{0,4}}(?P<m4>{_HAN_NUMBER}{{1,3}})\s{{0,4}}月\s{{0,4}}"
    rf"(?P<d4>{_HAN_NUMBER}{{1,4}})\s{{0,4}}[日号]"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    iso: str
    """YYYY-MM-DD, a day that exists."""
    start: int
    """Offset of its first character in the text that was searched."""
    end: int


def find_dates(text: str) -> Iterator[FoundDate]:
    """Every full date in `text`, in order.

    Known are `2024年5月1日` (also with spaces and full-width digits), `2024-05-01` and the same
    with `.` or `/`, `20240501` outside longer numbers, and `二〇二四年五月一日`. A day that does
    not exist (31 February), a year before 1900 or after 2199 and blanks left for handwriting
    give nothing. Total, pure, and linear in the length of `text`.
    """
    for found in _DATE.finditer(text):
        iso = _read(found)
        if iso is not None:
            yield FoundDate(iso, found.start(), found.end())


def find_date(text: str) -> str | None:
    """The first full date in `text` as YYYY-MM-DD, None if there is none."""
    return next((found.iso for found in find_dates(text)), None)


def make_date(year: int, month: int, day: int) -> str | None:
    """YYYY-MM-DD, or None if there is no such day or the year is not between 1900 and 2199."""
    if not 1900 <= year <= 2199:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _read(found: re.Match[str]) -> str | None:
    for form in "123":
        if found["y" + form] is not None:
            return make_date(int(found["y" + form]), int(found["m" + form]), int(found["d" + form]))
    year = 0
    for character in found["y4"]:
        year = year * 10 + _HAN_DIGITS[character]
    return make_date(year, _han_number(found["m4"]), _han_number(found["d4"]))


def _han_number(text: str) -> int:
    """`五`, `十`, `十二`, `二十`, `二十九`, `廿一`, `三一`: at most 99, 0 for nonsense."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.partition("十")
    if not ten:
        return _digits(text)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (_HAN_DIGITS.get(tens, 1) if tens else 1) * 10 + (_digits(ones) if ones else 0)


def _digits(text: str) -> int:
    value = 0
    for character in text:
        if character not in _HAN_DIGITS:
            return 0
        value = value * 10 + _HAN_DIGITS[character]
    return value
