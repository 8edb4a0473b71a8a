"""The definition of a match (`docs/search.md`) as regular expressions over searchable text.

This reads text, not terms: the naive engine, the check of quoted texts and the highlighter share it,
and engines are tested against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from archive.text.characters import GAP, WORD, is_chinese, is_word
from archive.text.query import Piece, Text

__all__ = ["found_in", "pattern"]

_PUNCTUATION = f" ?(?:{GAP} ?)+"
_NOT_AFTER_WORD = f"(?<!{WORD})"
_NOT_BEFORE_WORD = f"(?!{WORD})"


@lru_cache(maxsize=256)
def pattern(text: Text) -> re.Pattern[str]:
    """Matches exactly the places in a searchable text where `text` is found; its field is not regarded."""
    if text.literal is not None:
        return re.compile(_whole(text.literal))
    parts: list[str] = []
    for index, piece in enumerate(text.pieces):
        if index:
            parts.append(_between(text.pieces[index - 1], piece))
        prefix = text.prefix and index == len(text.pieces) - 1
        parts.append(_NOT_AFTER_WORD + re.escape(piece.text) if prefix else _whole(piece.text))
    return re.compile("".join(parts))


def found_in(text: Text, values: Iterable[str]) -> bool:
    """Whether one of the searchable values holds `text`."""
    search = pattern(text).search
    return any(search(value) for value in values)


def _whole(text: str) -> str:
    """The text itself, not cut out of a run of letters and digits at either end."""
    before = _NOT_AFTER_WORD if is_word(text[0]) else ""
    after = _NOT_BEFORE_WORD if is_word(text[-1]) else ""
    return before + re.escape(text) + after


def _between(left: Piece, right: Piece) -> str:
    if right.gap:
        return _PUNCTUATION
    both_words = not is_chinese(left.text[0]) and not is_chinese(right.text[0])
    return " " if both_words else " ?"
