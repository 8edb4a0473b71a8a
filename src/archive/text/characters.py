"""Which characters are Chinese, which make words, and which are gaps: the classes of the definition of a match.

The classes are bodies of regular-expression character sets, and functions that agree with them, so
that the analyzer, the oracle and the highlighter cannot disagree about a character. They speak of
*folded* text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

__all__ = ["CHINESE", "GAP", "WORD", "Kind", "has_content", "is_chinese", "is_word", "kind_of"]

_CHINESE_RANGES = (
    ("\u4e00", "\u9fff"),  # unified ideographs
    ("\u3400", "\u4dbf"),  # extension A
    ("\u3005", "\u3007"),  # 々 〆 〇, written within words
    ("\u3021", "\u3029"),  # Hangzhou numerals
    ("\u303b", "\u303b"),  # an iteration mark
    ("\u2e80", "\u2fdf"),  # radicals
    ("\uf900", "\ufaff"),  # the compatibility ideographs that NFKC keeps
    ("\U00020000", "\U0003ffff"),  # extensions B and later: the two ideographic planes
)

CHINESE = "".join(f"{first}-{last}" for first, last in _CHINESE_RANGES)
"""Chinese characters. Kana and Hangul are letters: a run of them is found whole, as a Latin word is."""

WORD = rf"[^\W_{CHINESE}]"
"""One letter or digit of any other script. Combining marks that NFKC leaves over are gaps, as `_` is."""

GAP = r"(?:[^\w\s]|_)"
"""One character of punctuation, a symbol, a control character or an emoji."""

Kind = Literal["chinese", "word", "space", "gap"]

# The functions need no expression: one with these ranges takes a millisecond to compile, and every search would pay.


@lru_cache(maxsize=8192)
def is_chinese(character: str) -> bool:
    """Whether the one folded character is Chinese."""
    return any(first <= character <= last for first, last in _CHINESE_RANGES)


def is_word(character: str) -> bool:
    """Whether the one folded character is a letter or digit of any other script."""
    return character.isalnum() and not is_chinese(character)


def kind_of(character: str) -> Kind:
    """The class of the one folded character."""
    if is_chinese(character):
        return "chinese"
    if character.isalnum():
        return "word"
    return "space" if character.isspace() else "gap"


def has_content(folded: str) -> bool:
    """Whether anything in the folded text can be searched for: a Chinese character, a letter or a digit."""
    return any(character.isalnum() or is_chinese(character) for character in folded)
