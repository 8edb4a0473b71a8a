"""Did you mean …? For a query with no hits: near words of the archive itself that find something.

Known are the synonyms, the categories, names and codes of units, names of people, numbers and
titles. A part of one is offered where it is a word of its own. What is looked at is limited, and so
is the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from archive.text.characters import is_chinese
from archive.text.dates import DateInvalid, period
from archive.text.fold import searchable
from archive.text.lexer import Token, Type, lex
from archive.text.parser import text_node

if TYPE_CHECKING:
    from archive.store import Store
    from archive.text.query import Piece
    from archive.text.synonyms import Thesaurus

__all__ = ["MOST", "near", "near_parts", "nearest_part"]

MOST = 3
_SECONDS = 0.4
_LONGEST = 40
_MOST_TRIED = 8
_LEAST_TERM = 4
_LEAST_HALF = 2
_EXCHANGED_FIELDS = frozenset({"unit", "person", "title", "number"})


def near(
    store: Store, query: str, thesaurus: Thesaurus, finds: Callable[[str], bool], *, exact: bool = False
) -> tuple[str, ...]:
    """At most `MOST` queries in which one word is exchanged for a near one, or parted, and which find something.

    Nearest first. Only bare words and values of fields without `*` are exchanged; the query is known to be
    valid. An `exact` search did not look for synonyms: they are the first that may have been meant.
    """
    until = time.monotonic() + _SECONDS
    words = list(_exchangeable(query))
    found: list[str] = []
    for token in sorted(words, key=lambda each: finds(each.text)):  # what finds nothing itself is to blame first
        for other in _instead(store, token.text, thesaurus, until, exact=exact):
            other_query = query[: token.position] + other + query[token.position + len(token.text) :]
            if other_query not in found and finds(other_query):
                found.append(other_query)
            if len(found) == MOST or time.monotonic() > until:
                return tuple(found)
    return tuple(found) or tuple(_with_one_less(query, words, finds, until))


def _with_one_less(query: str, words: list[Token], finds: Callable[[str], bool], until: float) -> Iterator[str]:
    """The query without one of its words: each may stand somewhere, and all of them nowhere together."""
    for token in words[:MOST] if len(words) > 1 else ():
        before = query[: token.position].rstrip()
        if before.endswith((":", "：")) or time.monotonic() > until:
            continue
        rest = f"{before} {query[token.position + len(token.text) :].lstrip()}".strip()
        if finds(rest):
            yield rest


def _exchangeable(query: str) -> Iterator[Token]:
    """Words that do not stand behind NOT, nor behind a field whose values are few and fixed."""
    negated, field = False, None
    for token in lex(query):
        if token.type is Type.NOT:
            negated = True
        elif token.type is Type.FIELD:
            field = token.text
        else:
            exchanged = field is None or field in _EXCHANGED_FIELDS
            if token.type is Type.WORD and exchanged and not negated and _may_be_exchanged(token.text):
                yield token
            negated, field = False, None


def _may_be_exchanged(word: str) -> bool:
    return "*" not in word and len(word) <= _LONGEST and text_node(word) is not None


def _instead(store: Store, typed: str, thesaurus: Thesaurus, until: float, *, exact: bool) -> Iterator[str]:
    """What may have been meant by a word: a day, what means the same, what is near, and the word parted."""
    word = searchable(typed)
    if _is_date(word):
        yield ("date:" if typed.isascii() else "日期:") + typed
        return
    if exact:
        yield from thesaurus.alternatives(word)
    yield from _like(store, word, thesaurus, until)[:_MOST_TRIED]
    pieces = text_node(word)
    if pieces is not None and any(piece.gap for piece in pieces.pieces):
        yield " ".join(_parted(pieces.pieces))
    if all(map(is_chinese, word)):
        for place in range(_LEAST_HALF, len(word) - _LEAST_HALF + 1):
            yield f"{word[:place]} {word[place:]}"


def _is_date(word: str) -> bool:
    try:
        period(word)
    except DateInvalid:
        return False
    return True


def _parted(pieces: Sequence[Piece]) -> list[str]:
    """The runs of a word, parted where punctuation stands."""
    words: list[str] = []
    for piece in pieces:
        if piece.gap or not words:
            words.append(piece.text)
        else:
            words[-1] += piece.text
    return words


def _like(store: Store, word: str, thesaurus: Thesaurus, until: float) -> list[str]:
    """What may have been meant by `word`, nearest first.

    Known words and parts of them at a small distance, and the word with a part of it exchanged for a near term.
    """
    most = _tolerated(word)
    letters = set(word)
    distances: dict[str, int] = dict.fromkeys(_with_terms(word, thesaurus), 1)
    refused: set[str] = set()
    for number, known in enumerate(_known(store, thesaurus) if most else ()):
        if number % 16 == 0 and time.monotonic() > until:
            break
        term = searchable(known)[:200]
        if len(letters.intersection(term)) < len(letters) - most:
            continue
        for distance, start, end in near_parts(word, term, most):
            part = term[start:end].strip()
            if abs(len(part) - len(word)) > most:
                continue  # made whole it became another word
            if distance and part not in refused and text_node(part) is not None:
                if part in distances or _is_word(word, term, start, end):
                    distances[part] = min(distance, distances.get(part, distance))
                    break
                refused.add(part)
    return sorted(distances, key=lambda part: distances[part])


def _is_word(word: str, term: str, start: int, end: int) -> bool:
    """Whether this part of a known word may stand alone: all of it, or bordered where words end."""
    if (start, end) == (0, len(term)):
        return True
    if len(word) <= _LEAST_HALF:
        return False  # half of it is wrong: anything would do
    within = [place for place in (start, end) if 0 < place < len(term) and _is_chinese_at(term, place)]
    return not within or set(within) <= _borders(term)


def _is_chinese_at(term: str, place: int) -> bool:
    return is_chinese(term[place - 1]) and is_chinese(term[place])


def _borders(term: str) -> set[int]:
    """Where words end in a term, as rjieba cuts it; nowhere without it."""
    try:
        import rjieba
    except ImportError:
        return set()
    at, borders = 0, set()
    for piece in rjieba.cut(term):
        at += len(piece)
        borders.add(at)
    return borders


def _with_terms(word: str, thesaurus: Thesaurus) -> Iterator[str]:
    """The word with one term of the field in it put right by one character."""
    for term in thesaurus.words():
        if _LEAST_TERM <= len(term) < len(word):
            distance, part = nearest_part(term, word)
            if distance == 1:
                yield word.replace(part, term, 1)


def _known(store: Store, thesaurus: Thesaurus) -> Iterator[str]:
    categories = (name for each in store.registry.categories() for name in (each.zh, *each.aliases))
    return chain(thesaurus.words(), categories, store.catalogue.known_words())


def _tolerated(word: str) -> int:
    """How many characters may be wrong: none in one, one in up to seven, two in up to twelve, three beyond."""
    return 0 if len(word) < 2 else 1 if len(word) < 8 else 2 if len(word) < 13 else 3


def nearest_part(word: str, term: str) -> tuple[int, str]:
    """The part of `term` nearest to `word`, and how many characters are wrong, missing or too many in `word`.

    Of parts equally near that of the word's length is taken, made whole where it would cut letters and digits.
    """
    distance, start, end = near_parts(word, term, len(word))[0]
    return distance, term[start:end].strip()


def near_parts(word: str, term: str, most: int) -> list[tuple[int, int, int]]:
    """Parts of `term` at a distance of at most `most` from `word`: (distance, start, end), the nearest first.

    Of equally near ones that of the word's length comes first; they are made whole where they would cut letters
    and digits. One part for each place where a part can end.
    """
    above = [(0, start) for start in range(len(term) + 1)]  # errors so far, where the part begins
    for row, wanted in enumerate(word, 1):
        line = [(row, 0)]
        for column, character in enumerate(term, 1):
            line.append(
                min(
                    (above[column - 1][0] + (wanted != character), above[column - 1][1]),
                    (above[column][0] + 1, above[column][1]),
                    (line[-1][0] + 1, line[-1][1]),
                )
            )
        above = line
    ends = [end for end, (distance, _) in enumerate(above) if distance <= most]
    ends.sort(key=lambda end: (above[end][0], abs(end - above[end][1] - len(word))))
    return [(above[end][0], *_whole(term, above[end][1], end)) for end in ends]


def _whole(term: str, start: int, end: int) -> tuple[int, int]:
    while 0 < start < len(term) and _within_a_run(term, start):
        start -= 1
    while 0 < end < len(term) and _within_a_run(term, end):
        end += 1
    return start, end


def _within_a_run(term: str, place: int) -> bool:
    before, after = term[place - 1], term[place]
    return before.isalnum() and after.isalnum() and not is_chinese(before) and not is_chinese(after)
