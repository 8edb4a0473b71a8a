"""Masking (遮蔽) of personal data in what is shown: a view, not a change of what is stored.

Resident id numbers (GB 11643), phone numbers, bank cards and remarks on a person's health. A masked text is as long
as the text, character by character, so that places in the one are places in the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from archive.model import credit_code

__all__ = ["mask", "mask_all"]

_STAR = "*"
_PROVINCES = frozenset(
    f"{each:02}" for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
    for each in range(first, last + 1)
)  # fmt: skip
_GAP = r"[ \u00a0-]?"


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]:
    """Patterns in the order in which they are tried, each with what it makes of a match."""
    number = rf"(?<!\d)(\d{{6}}{_GAP}\d{{8}}{_GAP}\d{{3}}[\dXxＸｘ])(?!\d)"
    old = r"(?<![0-9A-Za-z])(\d{15})(?![0-9A-Za-z])"
    mobile = rf"(?<![0-9A-Za-z.])((?:\+?86{_GAP})?[1１][3-9３-９]\d{_GAP}\d{{4}}{_GAP}\d{{4}})(?![0-9A-Za-z])"
    fixed = r"(?<![0-9A-Za-z.])([(（]?0(?:10|2\d|[3-9]\d{2})[)）]?[ 　－—-]?[1-9]\d{6,7})(?![0-9A-Za-z])"
    card = rf"(?<![0-9A-Za-z.])((?:62|60|9558|4\d|5[1-5])\d{{2}}?(?:{_GAP}\d){{10,16}})(?![0-9A-Za-z])"
    health = (
        r"(?:健康状况|健康情况|身体状况|既往病史|病史|体检结论|体检结果|职业禁忌证?|职业病诊断|诊断(?:结果|结论|意见)?|过敏史|"
        r"残疾(?:类别|等级)?|传染病|伤情|血型)[ \t　]*(?:[:：]|\t)[ \t　]*([^\n\t，。；,;|]{1,60})"
    )
    return (
        (re.compile(number), _resident),
        (re.compile(old), _old_resident),
        (re.compile(mobile), lambda found: _kept(found, 3, 4, local=11)),
        (re.compile(card), _card),
        (re.compile(fixed), lambda found: _ends_hidden(found, 4)),
        (re.compile(health), _remark),
    )


def mask(text: str) -> str:
    """`text` with personal data starred out: as long as it was. The same text, if there is nothing to mask."""
    if not text:
        return text
    for pattern, cover in _rules():
        text = pattern.sub(cover, text)
    return text


def mask_all(value: Any) -> Any:
    """A JSON value with every text in it masked; keys and numbers stay."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {key: mask_all(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [mask_all(each) for each in value]
    return value


def _resident(found: re.Match[str]) -> str:
    """18 digits with a province and a birth date that existed; the last may be misread. A credit code is none."""
    digits = _digits(found[1])
    if digits[:2] not in _PROVINCES or not _is_birth(digits[6:14]) or credit_code.check(digits) is None:
        return found[0]
    return _kept(found, 3, 4)


def _old_resident(found: re.Match[str]) -> str:
    """15 digits, of people born in the last century."""
    digits = _digits(found[1])
    return _kept(found, 3, 3) if digits[:2] in _PROVINCES and _is_birth("19" + digits[6:12]) else found[0]


def _card(found: re.Match[str]) -> str:
    digits = _digits(found[1])
    if not 16 <= len(digits) <= 19 or not _luhn(digits):
        return found[0]
    return _kept(found, 0, 4)


def _remark(found: re.Match[str]) -> str:
    start, end = found.start(1) - found.start(), found.end(1) - found.start()
    return found[0][:start] + _STAR * (end - start) + found[0][end:]


def _kept(found: re.Match[str], first: int, last: int, *, local: int | None = None) -> str:
    """The match with all but its `first` and `last` digits starred; only the last `local` digits are counted."""
    places = [at for at, each in enumerate(found[0]) if each.isalnum()]
    places = places[-local:] if local else places
    hidden = set(places[first : len(places) - last])
    return "".join(_STAR if at in hidden else each for at, each in enumerate(found[0]))


def _ends_hidden(found: re.Match[str], count: int) -> str:
    places = [at for at, each in enumerate(found[0]) if each.isdigit()][-count:]
    return "".join(_STAR if at in places else each for at, each in enumerate(found[0]))


def _digits(written: str) -> str:
    """Half-width digits and an upper-case X."""
    return "".join(
        str(int(each)) if each.isdigit() else "X" for each in written if each.isdigit() or each in "XxＸｘ"
    )


def _is_birth(day: str) -> bool:
    try:
        return 1890 <= date(int(day[:4]), int(day[4:6]), int(day[6:])).year <= 2100
    except ValueError:
        return False


def _luhn(digits: str) -> bool:
    total = 0
    for place, each in enumerate(reversed(digits)):
        value = int(each) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
