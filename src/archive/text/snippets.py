"""The place in a stored text that shows why a record was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from archive.text.fold import searchable_offsets
from archive.text.masking import mask
from archive.text.patterns import pattern
from archive.text.query import Text

__all__ = ["Snippet", "snippet"]

_BLOCK = 4000
"""Characters looked at in one go; a hit further on is looked for only if there is none so far."""
_OVERLAP = 200
_BLOCKS = 50
_MOST_MARKS = 40
_AROUND = 120
"""Characters beside what is shown that tell whether a number there is cut."""
_SENTENCE_END = re.compile(r"[。！？；!?;\n]")
_WHITE = re.compile(r"\s+")


class Snippet(NamedTuple):
    text: str
    """Plain text, runs of white space made one space; `…` where it was cut."""
    marks: tuple[tuple[int, int], ...]
    """Half-open ranges of code points of `text` that match, in order, not overlapping."""


def snippet(text: str, wanted: Sequence[Text], *, width: int = 80, masked: bool = False) -> Snippet:
    """About `width` characters of `text` around the place where most of `wanted` stands, or its beginning.

    The place is moved to begin with a sentence where one begins near by. With `masked`, personal data is starred
    out of what is shown (`archive.text.masking`); it is found all the same.
    """
    for block in range(_BLOCKS):
        start = block * _BLOCK
        if block and start >= len(text):
            break
        part = text[start : start + _BLOCK + _OVERLAP]
        marks = _marks(part, wanted)
        if marks:
            places = [(start + first, start + end) for first, end, _ in marks]
            return _cut(text, places, _best(marks, width), width, masked=masked)
    return _cut(text, [], 0, width, masked=masked)


def _marks(part: str, wanted: Sequence[Text]) -> list[tuple[int, int, int]]:
    """Ranges of `part` and which of `wanted` each is, by place."""
    folded = searchable_offsets(part)
    found: list[tuple[int, int, int]] = []
    for which, text in enumerate(wanted):
        for number, match in enumerate(pattern(text).finditer(folded.text)):
            if number == _MOST_MARKS:
                break
            first, end = folded.span(*match.span())
            while end > first + 1 and part[end - 1].isspace():
                end -= 1
            found.append((first, end, which))
    return sorted(found)


def _best(marks: list[tuple[int, int, int]], width: int) -> int:
    """Index of the mark that begins the window with the most different texts, then with the most marks."""
    best, best_worth = 0, (0, 0)
    for index, (first, _, _) in enumerate(marks):
        within = [which for start, end, which in marks[index:] if end - first <= width]
        worth = (len(set(within)), len(within))
        if worth > best_worth:
            best, best_worth = index, worth
    return best


def _cut(text: str, marks: list[tuple[int, int]], best: int, width: int, *, masked: bool) -> Snippet:
    start = _beginning(text, marks[best][0], width) if marks else 0
    stop = min(len(text), max(start + width, marks[best][1] if marks else 0))
    if stop - start > 4 * width:  # a single mark may be as long as a text
        stop = start + 4 * width
    shown = [(max(first, start), min(end, stop)) for first, end in marks if end > start and first < stop]
    if masked:
        low, high = max(0, start - _AROUND), stop + _AROUND
        text = text[:low] + mask(text[low:high]) + text[high:]
    return _squeezed(text, start, stop, _merged(shown))


def _beginning(text: str, mark: int, width: int) -> int:
    """Where to begin so that the mark is in the first half, with its sentence if that begins near enough."""
    earliest = max(0, mark - width // 2)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, earliest, mark)]
    if ends:
        return ends[-1]
    return 0 if earliest == 0 else mark - width // 4


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, end in sorted(ranges):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    return merged


def _squeezed(text: str, start: int, stop: int, marks: list[tuple[int, int]]) -> Snippet:
    """The window with white space squeezed, cut ends shown, and the marks moved accordingly."""
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    out = "…" if text[:start].strip() else ""
    places: list[tuple[int, int]] = []
    borders = [start, *(place for mark in marks for place in mark), stop]
    for number, (first, end) in enumerate(pairwise(borders)):
        piece = _WHITE.sub(" ", text[max(first, start) : min(end, stop)])
        if number % 2 and piece:
            places.append((len(out), len(out) + len(piece)))
        out += piece
    if text[stop:].strip():
        out += "…"
    return Snippet(out, tuple(places))
