"""What spreadsheet programs made of values, put right where that is certain and marked where it is not."""

from __future__ import annotations

import re
from datetime import date, timedelta

from archive_plugins.safety_forms.reading import half_width

from archive.model.dates import find_dates

__all__ = ["LOST", "certain_number", "days_in", "digits", "is_empty"]

LOST = "〔数字位数已丢失〕"
"""Stands behind a number of which a program kept the first digits only: which ones followed cannot be known."""

_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#####", "#SPILL!", "#CALC!"})
_NOTHING = frozenset({"", "/", "\\", "-", "--", "---", "—", "——", "无", "暂无", "N/A", "n/a", "空", "*"})
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 80_000  # 1950-01-01 to 2119
_EPOCH = date(1899, 12, 30)
_PERIOD = re.compile(r"[-—–~～](?=\s?(?:19|20)\d\d\s?[-./年])")
_WHOLE = re.compile(r"(\d{3,})\.0+")
_EXPONENT = re.compile(r"(\d)(?:\.(\d*))?[eE]\+?(\d{1,2})")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_empty(value: str) -> bool:
    """Whether a cell says nothing: blank, a stroke, 无, or a program's error."""
    return value in _NOTHING or value in _ERRORS


def days_in(value: str) -> list[str]:
    """The days that a cell of a date column names, ISO, in order; a day's serial number is a day."""
    serial = _SERIAL.fullmatch(value)
    if serial is not None:
        number = int(serial[1])
        return [(_EPOCH + timedelta(days=number)).isoformat()] if _FIRST_SERIAL <= number <= _LAST_SERIAL else []
    return [found.iso for part in _PERIOD.split(value) for found in find_dates(part)]


def digits(value: str) -> str:
    """A number that people write as digits (telephone, identity card, certificate), as it was typed.

    `13800138000.0` is repaired. Where digits are lost (`9.1E+17`, or zeros in place of all after the
    fifteenth) the value is kept as it stands with `LOST` behind it; nothing is guessed.
    """
    plain = half_width(value).strip().lstrip("'")
    whole = _WHOLE.fullmatch(plain)
    if whole is not None:
        plain = whole[1]
    exponent = _EXPONENT.fullmatch(plain)
    if exponent is not None:
        kept = exponent[1] + (exponent[2] or "")
        if len(kept) < int(exponent[3]) + 1:
            return plain + LOST
        plain = kept[: int(exponent[3]) + 1]
    if plain.isdigit() and len(plain) > 15 and not plain[15:].strip("0") and not _is_identity(plain):
        return plain + LOST
    return plain


def certain_number(value: str) -> str | None:
    """The number in a cell if all its digits are there, else None."""
    repaired = digits(value)
    return None if is_empty(repaired) or repaired.endswith(LOST) else repaired


def _is_identity(number: str) -> bool:
    """Whether 18 digits pass the check of GB 11643 and name a birthday: then the zeros are its own."""
    if len(number) != 18:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17] and next(find_dates(number[6:14]), None) is not None
