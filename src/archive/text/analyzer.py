"""The one analyzer of every engine: text to terms at positions.

A field becomes a list of terms whose places in the list are their positions:

- a Chinese run `检查记录` becomes its overlapping pairs 检查 查记 记录; a run of one character is
  that character alone;
- a run of letters and digits is one term, and a Chinese run that touches one gives the character
  where they touch as a term between them: `第12条款` is 第 12 条 条款;
- each run of punctuation is the term `GAP`; white space is nothing;
- the values of a field that has several are kept apart by `BARRIER`.

A phrase of a query is a stretch of that list, made by `query_terms` with the same rules, so that
engines need nothing but terms, phrases and beginnings and ends of terms to be exact. What touches a
Chinese run is always told by the term beside it, a gap, a barrier or the character where they touch:
with pairs alone, `12号` could not be told to continue as `12号楼`, nor `第12` to be preceded by `据第12`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from archive.text.characters import CHINESE, GAP, WORD, is_chinese
from archive.text.fold import searchable

if TYPE_CHECKING:
    from archive.model.hit import IndexDocument
    from archive.text.query import Piece, TextField

__all__ = [
    "ANALYZER_VERSION", "BARRIER", "GAP_TERM", "LONGEST_PREFIX", "OPEN",
    "field_values", "index_terms", "query_terms", "term",
]  # fmt: skip

ANALYZER_VERSION = 2
"""Changes whenever the same text may give other terms: an index of another version is made anew."""

GAP_TERM = "·"
BARRIER = "¦"
OPEN = "?"
"""In a term of a query: one more Chinese character or none (`query_terms`).

None of the three is part of other terms: they are punctuation.
"""

LONGEST_PREFIX = 48
"""Characters by which a run can be searched with `*`; longer runs are indexed by these and a digest."""
_LONGEST_TERM = 64


@cache
def _runs() -> re.Pattern[str]:
    """Compiled when something is indexed: a search needs no terms of texts."""
    return re.compile(f"([{CHINESE}]+)|({WORD}+)|(?:{GAP} ?)+")


def term(run: str) -> str:
    """The term of a run of letters and digits: itself, or beginning and digest if it is longer than engines like.

    Two long runs with the same term are equal but for a collision of 128 bits.
    """
    if len(run) <= _LONGEST_TERM:
        return run
    from hashlib import blake2b  # OpenSSL comes with it, and such runs are rare

    digest = blake2b(run.encode(), digest_size=16).hexdigest()
    return f"{run[:LONGEST_PREFIX]}~{digest}"


def index_terms(values: Iterable[str]) -> list[str]:
    """The terms of a field with these values as stored, one a position."""
    terms: list[str] = []
    for value in values:
        if terms:
            terms.append(BARRIER)
        chinese_before = word_before = ""
        for chinese, word in _runs().findall(searchable(value)):
            if chinese:
                if len(chinese) == 1:
                    terms.append(chinese)
                else:
                    if word_before:
                        terms.append(chinese[0])
                    terms += map(str.__add__, chinese, chinese[1:])
            elif word:
                if len(chinese_before) > 1:
                    terms.append(chinese_before[-1])
                terms.append(term(word))
            else:
                terms.append(GAP_TERM)
            chinese_before, word_before = chinese, word
    return terms


def query_terms(pieces: Sequence[Piece]) -> list[str]:
    """The stretch of index terms that these pieces are, one a position.

    The last term of a prefix query is the beginning that was typed. A single Chinese character beside a gap,
    at an end of the stretch, is given with `OPEN`: `?记` is 记 and every pair that ends so, `号?` is 号 and every
    pair that begins so. One with nothing beside it gives itself, but then means every term that holds it:
    engines ask for it apart.
    """
    terms: list[str] = []
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        if piece.gap:
            terms.append(GAP_TERM)
        text = piece.text
        if not is_chinese(text[0]):
            terms.append(term(text))
            continue
        follows_word = index > 0 and not piece.gap
        precedes_word = index < last and not pieces[index + 1].gap
        if len(text) == 1:
            terms.append(_alone(text, index, last, touches=follows_word or precedes_word))
            continue
        if follows_word:
            terms.append(text[0])
        terms += map(str.__add__, text, text[1:])
        if precedes_word:
            terms.append(text[-1])
    return terms


def _alone(character: str, index: int, last: int, *, touches: bool) -> str:
    """The term of a Chinese run of one character in a query."""
    if last == 0 or touches or 0 < index < last:
        return character
    return character + OPEN if index else OPEN + character


def field_values(document: IndexDocument) -> dict[TextField, tuple[str, ...]]:
    """What of a record is searched, field by field, in the order of `query.FIELDS`."""
    return {
        "title": (document.title,),
        "number": (document.doc_no,),
        "person": document.people,
        "unit": document.unit_names,
        "body": (document.name, document.text),
    }
