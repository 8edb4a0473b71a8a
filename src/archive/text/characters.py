"""Which characters are Chinese, which make words, and which are gaps: the classes of the definition of a match.

The classes are bodies of regular-expression character sets, so that the analyzer, the oracle and
the highlighter cannot disagree about a character. They speak of *folded* text.
"""

from __future__ import annotations

import re

__all__ = ["CHINESE", "GAP", "WORD", "has_content", "is_chinese"]

CHINESE = (
    "\u4e00-\u9fff"  # unified ideographs
    "\u3400-\u4dbf"  # extension A
    "\u3005-\u3007\u3021-\u3029\u303b"  # 々 〆 〇 and the Hangzhou numerals, written within words
    "\u2e80-\u2fdf"  # radicals
    "\uf900-\ufaff"  # the compatibility ideographs that NFKC keeps
    "\U00020000-\U0003ffff"  # extensions B and later: the two ideographic planes
)
"""Chinese characters. Kana and Hangul are letters: a run of them is found whole, as a Latin word is."""

WORD = rf"[^\W_{CHINESE}]"
"""One letter or digit of any other script. Combining marks that NFKC leaves over are gaps, as `_` is."""

GAP = r"(?:[^\w\s]|_)"
"""One character of punctuation, a symbol, a control character or an emoji."""

_CHINESE = re.compile(f"[{CHINESE}]")
_CONTENT = re.compile(f"{WORD}|[{CHINESE}]")


def is_chinese(character: str) -> bool:
    """Whether the one folded character is Chinese."""
    return _CHINESE.match(character) is not None


def has_content(folded: str) -> bool:
    """Whether anything in the folded text can be searched for: a Chinese character, a letter or a digit."""
    return _CONTENT.search(folded) is not None
