"""The bytes of a posting list: where a term stands, in blocks that are skipped without being read.

    frequency   4 bytes   in how many documents the term stands
    then blocks of at most 1,024 occurrences:
    codes       1 byte    type of the differences, type of the positions (see `_CODES`)
    count - 1   2 bytes
    first       4 bytes   document of the first occurrence
    differences           from the document of one occurrence to that of the next
    positions             one an occurrence; none where only the existence of a term is kept

Numbers stand in the machine's order: an index is never carried to another machine. An occurrence is
given as one number, its *place*: document << 32 | position.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import sub
from struct import Struct

__all__ = ["DOCUMENT_BITS", "documents_in", "encoded", "frequency_of", "places_in"]

DOCUMENT_BITS = 32
_POSITION = (1 << DOCUMENT_BITS) - 1
_CODES = "BHI"
_NO_POSITIONS = 3
_FREQUENCY = Struct("=I")
_HEAD = Struct("=BHI")
_BLOCK = 1024


def encoded(places: Sequence[int], *, positioned: bool) -> bytes:
    """The posting list of these places, which ascend. Without positions, a place is a document."""
    documents = [place >> DOCUMENT_BITS for place in places] if positioned else places
    parts = [_FREQUENCY.pack(len(set(documents)))]
    for start in range(0, len(places), _BLOCK):
        part = documents[start : start + _BLOCK]
        code, differences = _narrow(list(map(sub, part[1:], part)))
        if positioned:
            kind, positions = _narrow([place & _POSITION for place in places[start : start + _BLOCK]])
        else:
            kind, positions = _NO_POSITIONS, b""
        parts += (_HEAD.pack(code | kind << 2, len(part) - 1, part[0]), differences, positions)
    return b"".join(parts)


def _narrow(numbers: list[int]) -> tuple[int, bytes]:
    highest = max(numbers, default=0)
    code = 0 if highest < 1 << 8 else 1 if highest < 1 << 16 else 2
    return code, array(_CODES[code], numbers).tobytes()


def frequency_of(postings: bytes) -> int:
    return int(_FREQUENCY.unpack_from(postings)[0])


def documents_in(postings: bytes, within: Sequence[int] | None = None) -> list[int]:
    """The document of each occurrence, ascending. With `within` (ascending), blocks without any of it are left out."""
    found: list[int] = []
    for documents, _ in _blocks(postings, within):
        found += documents
    return found


def places_in(postings: bytes, within: Sequence[int] | None = None) -> list[int]:
    """The place of each occurrence, ascending. With `within` (ascending), blocks without any of it are left out."""
    found: list[int] = []
    for documents, positions in _blocks(postings, within):
        found += [document << DOCUMENT_BITS | position for document, position in zip(documents, positions, strict=True)]
    return found


def _blocks(postings: bytes, within: Sequence[int] | None) -> Iterator[tuple[Iterator[int], array[int]]]:
    at = _FREQUENCY.size
    end = len(postings)
    while at < end:
        codes, count, first = _HEAD.unpack_from(postings, at)
        start = at + _HEAD.size
        code, kind = _CODES[codes & 3], codes >> 2
        middle = start + count * array(code).itemsize
        at = middle if kind == _NO_POSITIONS else middle + (count + 1) * array(_CODES[kind]).itemsize
        if within is not None and _skipped(within, first, _HEAD.unpack_from(postings, at)[2] if at < end else None):
            continue
        documents = accumulate(array(code, postings[start:middle]), initial=first)
        yield documents, array("B" if kind == _NO_POSITIONS else _CODES[kind], postings[middle:at])


def _skipped(within: Sequence[int], first: int, following: int | None) -> bool:
    """Whether no document of `within` lies from the first of a block to the first of the block behind it."""
    at = bisect_left(within, first)
    return at == len(within) or (following is not None and within[at] > following)
