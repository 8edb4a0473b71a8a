"""Folding: the one form in which texts and queries are compared.

`fold` is NFKC, then lower case, then traditional to simplified character by character; invisible
format characters (zero-width spaces, soft hyphens, direction marks, variation selectors) vanish.
`searchable` is folded text with white space settled as the definition of a match asks.

The table of characters (simplified.tsv) was generated from OpenCC's TSCharacters and
TSCharactersExt (https://github.com/BYVoid/OpenCC, Copyright BYVoid and contributors, Apache
License 2.0), the first target where there are several, chains followed to their end.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from unicodedata import combining, normalize

from archive.text.characters import CHINESE, is_chinese

__all__ = ["Offsets", "fold", "offsets", "search_form", "searchable", "searchable_offsets"]

_INVISIBLE = (
    0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180E, 0x3164, 0xFEFF, 0xFFA0,
    *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10),
    *range(0xE0000, 0xE1000),
)  # fmt: skip
_WORD = re.compile(r"\S+")
_LONG = 256
"""Characters from which it pays to look first whether a text can be folded character by character."""


@cache
def _table() -> dict[int, str | int | None]:
    pairs = (Path(__file__).with_name("simplified.tsv")).read_text(encoding="utf-8").split()
    table: dict[int, str | int | None] = dict(zip(map(ord, pairs[::2]), map(ord, pairs[1::2]), strict=True))
    table.update(dict.fromkeys(_INVISIBLE))
    table.update(dict.fromkeys(range(0xD800, 0xE000), 0xFFFD))
    table[ord("ς")] = ord("σ")  # lower() chooses between them by context; a match must not
    return table


def fold(text: str) -> str:
    """The folded form. Any string is fit, lone surrogates become U+FFFD; the length may change."""
    if text.isascii():
        return text.lower()
    if len(text) >= _LONG and _unsteady().search(text) is None:
        characters, folded = _changing()
        return characters.sub(lambda found: folded[found[0]], text)
    return _fold(text)


def _fold(text: str) -> str:
    """`fold`, also of few texts: a search that highlights ten hits pays for no tables but one."""
    return normalize("NFKC", text).lower().translate(_table())


def searchable(text: str) -> str:
    """Folded, white space between two Chinese characters removed, any other run of it one space, none at the ends."""
    joined = " ".join(fold(text).split())
    return _space_between_chinese().sub("", joined) if " " in joined else joined


@cache
def _space_between_chinese() -> re.Pattern[str]:
    return re.compile(f" (?=[{CHINESE}])(?<=[{CHINESE}] )")


def search_form(name: str) -> str:
    """Folded with all white space removed: the key under which names of units are compared."""
    return "".join(fold(name).split())


class Offsets:
    """Where each character of a derived text comes from.

    `origin[i]` is the offset in the original of the first code point that character `i` comes from;
    `origin[len]` is the original's length.
    """

    __slots__ = ("origin", "text")

    def __init__(self, text: str, origin: list[int]) -> None:
        self.text = text
        self.origin = origin

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """The half-open range of the original that `text[start:stop]` comes from; empty ranges stay empty."""
        origin = self.origin
        first = origin[start]
        if stop <= start:
            return first, first
        end = origin[stop]
        if end == origin[stop - 1]:  # both come out of one character (㎡ is m2): take the whole of it
            end = next((place for place in origin[stop:] if place > end), origin[-1])
        return first, end


# Characters that fold to exactly one character whatever stands beside them, except before a mark.
_STEADY = "\t\n\r -~\u4e00-\u9fff\u3000-\u3029\u3400-\u4dbf\uff01-\uff5e\u2010\u2012-\u2015\u2018-\u201f"


@cache
def _unsteady() -> re.Pattern[str]:
    return re.compile(f"[^{_STEADY}]+")


@cache
def _changing() -> tuple[re.Pattern[str], dict[str, str]]:
    """The steady characters that do not fold to themselves, and what each folds to."""
    suspects = (*range(ord("A"), ord("Z") + 1), 0x3000, *range(0xFF01, 0xFF5F), *_table())
    folded = {chr(code): fold(chr(code)) for code in suspects if not _unsteady().match(chr(code))}
    return re.compile(f"[{re.escape(''.join(folded))}]"), folded


def offsets(text: str) -> Offsets:
    """`fold(text)` with the way back. Costs more than `fold`: for highlighting, not for indexing."""
    pieces: list[str] = []
    origin: list[int] = []
    done = 0
    for unsteady in _unsteady().finditer(text):
        first = max(done, unsteady.start() - 1)  # a mark may join the character before it
        pieces.append(_fold(text[done:first]))
        origin.extend(range(done, first))
        done = unsteady.end()
        _by_cluster(text[first:done], first, pieces, origin)
    pieces.append(_fold(text[done:]))
    origin.extend(range(done, len(text) + 1))
    return Offsets("".join(pieces), origin)


def _by_cluster(chunk: str, base: int, pieces: list[str], origin: list[int]) -> None:
    """Fold piece by piece, each from one character that cannot join its forerunner up to the next such."""
    start = 0
    for stop in range(1, len(chunk) + 1):
        if stop < len(chunk) and _joins(chunk[stop]):
            continue
        folded = _fold(chunk[start:stop])
        pieces.append(folded)
        origin.extend([base + start] * len(folded))
        start = stop


# Starters that compose with a character before them: vowel signs of Indic scripts and Hangul jamo.
_TRAILERS = frozenset(
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e\u1b35"
    "\U000110ba\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
    + "".join(map(chr, (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))))
)


@cache
def _joins(character: str) -> bool:
    """Whether NFKC may compose the character with one before it, or put it in another order."""
    head = normalize("NFKD", character)[0]
    return head in _TRAILERS or combining(head) != 0


def searchable_offsets(text: str) -> Offsets:
    """`searchable(text)` with the way back."""
    folded = offsets(text)
    words: list[str] = []
    origin: list[int] = []
    for word in _WORD.finditer(folded.text):
        start, stop = word.span()
        if words and not (is_chinese(words[-1][-1]) and is_chinese(word[0][0])):
            words.append(" ")
            origin.append(folded.origin[start - 1])
        words.append(word[0])
        origin += folded.origin[start:stop]
    origin.append(folded.origin[-1])
    return Offsets("".join(words), origin)
