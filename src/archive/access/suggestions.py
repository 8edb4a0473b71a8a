"""Did you mean …? For a query with no hits: near words of the archive itself that find something.

Known are the synonyms, the categories, names and codes of units, names of people, numbers and
titles. What is looked at is limited, and so is the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from archive.text.characters import is_chinese
from archive.text.fold import searchable
from archive.text.lexer import Token, Type, lex
from archive.text.parser import text_node

if TYPE_CHECKING:
    from archive.store import Store
    from archive.text.synonyms import Thesaurus

__all__ = ["MOST", "near", "nearest_part"]

MOST = 3
_SECONDS = 0.4
_LONGEST = 40
_MOST_TRIED = 8
_LEAST_TERM = 4


def near(store: Store, query: str, thesaurus: Thesaurus, finds: Callable[[str], bool]) -> tuple[str, ...]:
    """At most `MOST` queries in which one word is exchanged for a near one and which find something, nearest first.

    Only bare words without `*` are exchanged; the query is known to be valid.
    """
    until = time.monotonic() + _SECONDS
    words = list(_bare_words(query))
    found: list[str] = []
    for token in sorted(words, key=lambda each: finds(each.text)):  # what finds nothing itself is to blame first
        for other in _like(store, searchable(token.text), thesaurus, until)[:_MOST_TRIED]:
            other_query = query[: token.position] + other + query[token.position + len(token.text) :]
            if other_query not in found and finds(other_query):
                found.append(other_query)
            if len(found) == MOST or time.monotonic() > until:
                return tuple(found)
    return tuple(found)


def _bare_words(query: str) -> Iterator[Token]:
    """Words that stand neither behind the name of a field nor behind NOT."""
    before = None
    for token in lex(query):
        if token.type is Type.WORD and before not in (Type.FIELD, Type.NOT) and _may_be_exchanged(token.text):
            yield token
        before = token.type


def _may_be_exchanged(word: str) -> bool:
    return "*" not in word and len(word) <= _LONGEST and text_node(word) is not None


def _like(store: Store, word: str, thesaurus: Thesaurus, until: float) -> list[str]:
    """What may have been meant by `word`, nearest first.

    Parts of known words at a small distance, and the word with a part of it exchanged for a near term.
    """
    most = _tolerated(word)
    letters = set(word)
    distances: dict[str, int] = dict.fromkeys(_with_terms(word, thesaurus), 1)
    for number, known in enumerate(_known(store, thesaurus)):
        if number % 16 == 0 and time.monotonic() > until:
            break
        term = searchable(known)[:200]
        if len(letters.intersection(term)) < len(letters) - most:
            continue
        distance, part = nearest_part(word, term)
        if 0 < distance <= most and text_node(part) is not None:
            distances[part] = min(distance, distances.get(part, distance))
    return sorted(distances, key=lambda part: distances[part])


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
    """How many characters may be wrong: one in up to seven, two in up to twelve, three beyond."""
    return 1 if len(word) < 8 else 2 if len(word) < 13 else 3


def nearest_part(word: str, term: str) -> tuple[int, str]:
    """The part of `term` nearest to `word`, and how many characters are wrong, missing or too many in `word`.

    Of parts equally near the first and shortest is taken, made whole where it would cut letters and digits.
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
    end = min(range(len(above)), key=lambda place: (above[place][0], abs(place - above[place][1] - len(word))))
    distance, start = above[end]
    while start > 0 and _within_a_run(term, start):
        start -= 1
    while end < len(term) and _within_a_run(term, end):
        end += 1
    return distance, term[start:end].strip()


def _within_a_run(term: str, place: int) -> bool:
    before, after = term[place - 1], term[place]
    return before.isalnum() and after.isalnum() and not is_chinese(before) and not is_chinese(after)
