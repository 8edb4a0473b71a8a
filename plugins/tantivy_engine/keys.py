"""Ids of records as two numbers, which tantivy keeps in half the room of texts and reads many at a time.

Only the first number has terms. Two of a million records share one about every other time, so whatever is
looked up by it is compared with the second.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from tantivy import FieldType, Occur, Query

__all__ = ["NO_RECORD", "halves", "keys_at", "one_of", "the_one"]

NO_RECORD = 1 << 40
"""First number of the one document that is no record."""

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_PLAIN = str.maketrans(_DIGITS, "0123456789abcdefghijklmnopqrstuv")
_HALVES = ("key_first", "key_second")
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
    firsts, seconds = (searcher.fast_field_values(field, addresses) for field in _HALVES)
    return [_written(first) + _written(second) for first, second in zip(firsts, seconds, strict=True)]


def the_one(schema: Any, record: str) -> Any:
    """The query for one record. Raise ValueError for what is no id."""
    first, second = halves(record)
    return _exactly(schema, first, second)


def one_of(schema: Any, searcher: Any, records: Iterable[str]) -> Any:
    """The query for these records, as far as they are there; what is no id is nowhere."""
    wanted = {known for known in map(_known, records) if known is not None}
    near = Query.term_set_query(schema, "key_first", sorted({first for first, _ in wanted}))
    addresses = [address for _, address in searcher.search(near, max(1, searcher.num_docs), count=False).hits]
    firsts, seconds = (searcher.fast_field_values(field, addresses) for field in _HALVES)
    others = set(zip(firsts, seconds, strict=True)) - wanted
    if not others:
        return near
    return Query.boolean_query(
        [(Occur.Must, near), *((Occur.MustNot, _exactly(schema, *halves)) for halves in sorted(others))]
    )


def _exactly(schema: Any, first: int, second: int) -> Any:
    both = (
        Query.term_query(schema, "key_first", first),
        Query.range_query(schema, "key_second", FieldType.Unsigned, second, second),
    )
    return Query.boolean_query([(Occur.Must, each) for each in both])


def _known(record: str) -> tuple[int, int] | None:
    try:
        return halves(record)
    except ValueError:
        return None


@cache
def _pairs() -> tuple[str, ...]:
    return tuple(first + second for first in _DIGITS for second in _DIGITS)


def _written(number: int) -> str:
    pairs = _pairs()
    return (
        pairs[number >> 30 & 1023] + pairs[number >> 20 & 1023] + pairs[number >> 10 & 1023] + pairs[number & 1023]
    )
