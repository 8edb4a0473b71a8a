"""The one analyzer of every engine: text to terms at positions.

A field becomes a list of terms whose places in the list are their positions:

- a Chinese run `检查记录` becomes its overlapping pairs 检查 查记 记录; a run of one character is
  that character alone;
- a run of letters and digits is one term, and a Chinese run that touches one gives the character
  where they touch as a term between them: `第12条款` is 第 12 条 条款;
- white space is nothing, and a run of punctuation is the term `GAP_TERM` where the terms beside it would
  not tell that it is there (`_told`);
- the values of a field that has several are kept apart by `BARRIER`.

A phrase of a query is a stretch of that list, made by `query_terms` with the same rules, so that
engines need nothing but terms, phrases and beginnings and ends of terms to be exact. What touches a
Chinese run is always told by the term beside it, a gap, a barrier or the character where they touch:
with pairs alone, `12号` could not be told to continue as `12号楼`, nor `第12` to be preceded by `据第12`.

Most punctuation needs no term. Where nothing parts two terms and one of them is Chinese, either both are
of one run and share a character, or the Chinese one is a single character beside letters. Terms beside
each other that are neither can only be parted: `安全，生产` is 安全 生产, and no text without punctuation is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from operator import add
from typing import TYPE_CHECKING

from archive.text.characters import CHINESE, GAP, WORD, is_chinese
from archive.text.fold import searchable

if TYPE_CHECKING:
    from archive.model.hit import IndexDocument
    from archive.text.query import Piece, TextField

__all__ = [
    "ANALYZER_VERSION", "BARRIER", "GAP_TERM", "LONGEST_PREFIX", "MORE", "OPEN",
    "field_values", "index_terms", "query_terms", "term",
]  # fmt: skip

ANALYZER_VERSION = 3
"""Changes whenever the same text may give other terms: an index of another version is made anew."""

GAP_TERM = "·"
BARRIER = "¦"
OPEN = "?"
"""In a term of a query: one more Chinese character or none (`query_terms`)."""
MORE = "+"
"""In a term of a query: exactly one more Chinese character.

None of the four is part of other terms: they are punctuation.
"""

LONGEST_PREFIX = 48
"""Characters by which a run can be searched with `*`; longer runs are indexed by these and a digest."""
_LONGEST_TERM = 64


@cache
def _runs() -> re.Pattern[str]:
    """Compiled when something is indexed: a search needs no terms of texts."""
    return re.compile(f"(?: ?({GAP})(?:{GAP}| )*+| )?(?:([{CHINESE}]+)|({WORD}+)|$)")


def term(run: str) -> str:
    """The term of a run of letters and digits: itself, or beginning and digest if it is longer than engines like.

    Two long runs with the same term are equal but for a collision of 128 bits.
    """
    if len(run) <= _LONGEST_TERM:
        return run
    from hashlib import blake2b  # OpenSSL comes with it, and such runs are rare

    digest = blake2b(run.encode(), digest_size=16).hexdigest()
    return f"{run[:LONGEST_PREFIX]}~{digest}"


def _told(left: str, right: str) -> bool:
    """Whether terms beside each other tell that punctuation parts them.

    `left` is the end of the run before it, `right` the beginning of the run behind it: two characters of a
    Chinese run, if it has two.
    """
    if not is_chinese(left[-1]):
        return len(right) > 1 and is_chinese(right[0])
    return left[-1] != right[0] if is_chinese(right[0]) else len(left) > 1


def index_terms(values: Iterable[str]) -> list[str]:
    """The terms of a field with these values as stored, one a position."""
    terms: list[str] = []
    for value in values:
        if terms:
            terms.append(BARRIER)
        _add_terms(value, terms)
    return terms


def _add_terms(value: str, terms: list[str]) -> None:
    """`query_terms` and `_told` for whole texts, with what they ask written out: this is most of indexing."""
    before = ""
    chinese_before = False
    for gap, chinese, word in _runs().findall(searchable(value)):
        if chinese:
            if gap:
                if before and (before[-1] == chinese[0] if chinese_before else len(chinese) == 1):
                    terms.append(GAP_TERM)
            elif before and len(chinese) > 1:
                terms.append(chinese[0])
            terms += map(add, chinese, chinese[1:]) if len(chinese) > 1 else (chinese,)
            before = chinese
            chinese_before = True
        elif word:
            if gap:
                if before and (not chinese_before or len(before) == 1):
                    terms.append(GAP_TERM)
            elif chinese_before and len(before) > 1:
                terms.append(before[-1])
            terms.append(term(word))
            before = word
            chinese_before = False


def query_terms(pieces: Sequence[Piece]) -> list[list[str]]:
    """Stretches of index terms, one a position: a text holds the pieces if one of the stretches is in its terms.

    The last term of a prefix query is the beginning that was typed. A single Chinese character beside a gap,
    at an end of the stretch, is given with `OPEN`: `?记` is 记 and every pair that ends so, `号?` is 号 and every
    pair that begins so; with `MORE`, only those pairs. One with nothing beside it gives itself, but then means
    every term that holds it: engines ask for it apart.

    There are several stretches where a run may be longer than what was typed of it and its length decides
    whether a gap is a term: at most two at either end.
    """
    stretches: list[list[str]] = [[]]
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        text, before = piece.text, pieces[index - 1].text if index else ""
        choices = [_of_piece(pieces, index)]
        if piece.gap and _may_go_on(text, index, last) and not is_chinese(before[-1]):
            choices = [[GAP_TERM, text], [text + MORE]]
        elif piece.gap and _may_go_on(before, index - 1, last) and not is_chinese(text[0]):
            alone = [[*stretch[:-1], before, GAP_TERM] for stretch in stretches]
            stretches = [*alone, *([*stretch[:-1], MORE + before] for stretch in stretches)]
        elif piece.gap and not _told(before, text):
            choices = [[GAP_TERM, *choices[0]]]
        stretches = [[*stretch, *choice] for stretch in stretches for choice in choices]
    return stretches


def _of_piece(pieces: Sequence[Piece], index: int) -> list[str]:
    """The terms of one run of a query, without a gap before it."""
    text = pieces[index].text
    if not is_chinese(text[0]):
        return [term(text)]
    last = len(pieces) - 1
    follows_word = index > 0 and not pieces[index].gap
    precedes_word = index < last and not pieces[index + 1].gap
    if len(text) == 1:
        may_go_on = _may_go_on(text, index, last) and not (follows_word or precedes_word)
        return [text if not may_go_on else text + OPEN if index else OPEN + text]
    pairs = map(add, text, text[1:])
    return [*([text[0]] if follows_word else []), *pairs, *([text[-1]] if precedes_word else [])]


def _may_go_on(text: str, index: int, last: int) -> bool:
    """Whether this is one Chinese character at one end of a query of several runs."""
    return last > 0 and index in (0, last) and len(text) == 1 and is_chinese(text)


def field_values(document: IndexDocument) -> dict[TextField, tuple[str, ...]]:
    """What of a record is searched, field by field, in the order of `query.FIELDS`."""
    return {
        "title": (document.title,),
        "number": (document.doc_no,),
        "person": document.people,
        "unit": document.unit_names,
        "body": (document.name, document.text),
    }
