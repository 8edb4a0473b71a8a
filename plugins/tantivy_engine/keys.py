"""Ids of records as two numbers, which tantivy keeps in half the room of stored texts and reads many at a time."""

from __future__ import annotations

from functools import cache
from typing import Any

__all__ = ["halves", "keys_at"]

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_PLAIN = str.maketrans(_DIGITS, "0123456789abcdefghijklmnopqrstuv")
_HALF = 8
"""Characters of an id in each number: 40 bits."""


def halves(record: str) -> tuple[int, int]:
    """The numbers of an id of 16 characters of Crockford's base32, lower case. Raise ValueError for anything else."""
    first, second = (int(half.translate(_PLAIN), 32) for half in (record[:_HALF], record[_HALF:]))
    if _written(first) + _written(second) != record:
        raise ValueError(record)
    return first, second


def keys_at(searcher: Any, addresses: list[Any]) -> list[str]:
    """The ids of the records at these addresses."""
    if not addresses:
        return []
    firsts, seconds = (searcher.fast_field_values(field, addresses) for field in ("key_first", "key_second"))
    return [_written(first) + _written(second) for first, second in zip(firsts, seconds, strict=True)]


@cache
def _pairs() -> tuple[str, ...]:
    return tuple(first + second for first in _DIGITS for second in _DIGITS)


def _written(number: int) -> str:
    pairs = _pairs()
    return (
        pairs[number >> 30 & 1023] + pairs[number >> 20 & 1023] + pairs[number >> 10 & 1023] + pairs[number & 1023]
    )
