"""The one analyzer of every engine: text to terms at positions.

A field becomes a list of terms whose places in the list are their positions:

- a Chinese run `检查记录` becomes its first character, its overlapping pairs and its last
  character: 检 检查 查记 记录 录; a run of one character is that character alone;
- a run of letters and digits is one term;
- each run of punctuation is the term `GAP`; white space is nothing;
- the values of a field that has several are kept apart by `BARRIER`.

A phrase of a query is a stretch of that list, made by `query_terms` with the same rules, so that
engines need nothing but term, phrase and prefix queries to be exact. The lone first and last
characters are what ties a Chinese run to its neighbours: with pairs alone, `12号` could not be told
to continue as `12号楼`, nor `第12` to be preceded by `据第12`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from archive.text.characters import CHINESE, GAP, WORD, is_chinese
from archive.text.fold import searchable

if TYPE_CHECKING:
    from archive.model.hit import IndexDocument
    from archive.text.query import Piece, TextField

__all__ = [
    "ANALYZER_VERSION", "BARRIER", "GAP_TERM", "LONGEST_PREFIX", "field_values", "index_terms", "query_terms", "term",
]  # fmt: skip

ANALYZER_VERSION = 1
"""Changes whenever the same text may give other terms: an index of another version is made anew."""

GAP_TERM = "·"
BARRIER = "¦"
"""Neither can be part of any other term: both are punctuation."""

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
    digest = blake2b(run.encode(), digest_size=16).hexdigest()
    return f"{run[:LONGEST_PREFIX]}~{digest}"


def index_terms(values: Iterable[str]) -> list[str]:
    """The terms of a field with these values as stored, one a position."""
    terms: list[str] = []
    for value in values:
        if terms:
            terms.append(BARRIER)
        for match in _runs().finditer(searchable(value)):
            chinese, word = match.groups()
            if chinese:
                terms.append(chinese[0])
                if len(chinese) > 1:
                    terms += map(str.__add__, chinese, chinese[1:])
                    terms.append(chinese[-1])
            else:
                terms.append(term(word) if word else GAP_TERM)
    return terms


def query_terms(pieces: Sequence[Piece]) -> list[str]:
    """The stretch of index terms that these pieces are, one a position.

    The last term of a prefix query is the beginning that was typed. A single Chinese character with
    nothing beside it gives itself, but then means every term that holds it: engines ask for it apart.
    """
    terms: list[str] = []
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        if piece.gap:
            terms.append(GAP_TERM)
        text = piece.text
        if not is_chinese(text[0]):
            terms.append(term(text))
        elif len(text) == 1:
            terms.append(text)
        else:
            if index > 0:
                terms.append(text[0])
            terms += map(str.__add__, text, text[1:])
            if index < last:
                terms.append(text[-1])
    return terms


def field_values(document: IndexDocument) -> dict[TextField, tuple[str, ...]]:
    """What of a record is searched, field by field, in the order of `query.FIELDS`."""
    return {
        "title": (document.title,),
        "number": (document.doc_no,),
        "person": document.people,
        "unit": document.unit_names,
        "body": (document.name, document.text),
    }
