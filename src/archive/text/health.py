"""Whether a Chinese text can be right: some PDF show 方式 and say 方怯, because their fonts name the wrong letters.

Two signs, both found by comparing with the words of a dictionary (`bigrams.tsv`). A letter that is rare in
Chinese stands again and again where no word allows it, while one common letter would make words of these
places and is not in the text at all. Or hardly any two letters make a word, because all are exchanged.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

__all__ = ["is_doubtful", "strange_letters"]

_OFTEN = 4
"""Times that a letter must stand where no word allows it."""
_WORDS = 2
"""Different words that the missing letter must make of these places …"""
_SHARE = 0.6
"""… and the share of the places that they are."""
_LETTERS = 800
"""Chinese letters from which on a text is long enough to miss a common one."""
_ENOUGH = 100
"""Chinese letters from which on the share of words says something."""
_LEAST_WORDS = 0.03
"""Share of pairs of letters that are a frequent word's; the laws of the corpus have 0.17 and more."""


class _Pairs(NamedTuple):
    common: frozenset[str]
    """The thousand most frequent letters."""
    frequent: Mapping[str, str]
    """By letter, those that follow it in frequent words."""
    known: Mapping[str, str]
    """By letter, those that follow it in any word that has a letter which is not common."""


@cache
def _pairs() -> _Pairs:
    table = Path(__file__).with_name("bigrams.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines()]
    common = frozenset(rows[0][1])
    return _Pairs(common, {row[0]: row[1] for row in rows[1:]}, {row[0]: row[2] for row in rows[1:]})


def is_doubtful(text: str) -> bool:
    """Whether hardly anything of the text is Chinese words, although its letters are Chinese."""
    letters = "".join(text.split())
    pairs = [(one, other) for one, other in pairwise(letters) if _is_han(one) and _is_han(other)]
    if len(pairs) < _ENOUGH:
        return False
    frequent = _pairs().frequent
    return sum(other in frequent.get(one, "") for one, other in pairs) < _LEAST_WORDS * len(pairs)


def strange_letters(text: str) -> frozenset[str]:
    """Letters that stand in the text instead of others, by what can be told: mostly none. Needs a long text."""
    letters = "".join(text.split())
    counts = Counter(filter(_is_han, letters))
    if sum(counts.values()) < _LETTERS:
        return frozenset()
    table = _pairs()
    places: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for before, letter, after in zip(letters, letters[1:], letters[2:] + " ", strict=False):
        if not _is_han(letter) or letter in table.common or not _is_han(before):
            continue
        if letter not in table.known.get(before, "") and after not in table.known.get(letter, ""):
            places[letter][before] += 1
    return frozenset(letter for letter, found in places.items() if _is_another(found, counts, table))


def _is_another(places: Counter[str], counts: Mapping[str, int], table: _Pairs) -> bool:
    """Whether one common letter that the text lacks would make words of most of the places."""
    total = sum(places.values())
    if total < _OFTEN:
        return False
    words, fits = Counter[str](), Counter[str]()
    for before, times in places.items():
        for letter in table.frequent.get(before, ""):
            words[letter] += 1
            fits[letter] += times
    return any(
        number >= _WORDS and fits[letter] >= _SHARE * total and not counts[letter] for letter, number in words.items()
    )


def _is_han(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"
