"""How wide text is on a terminal, and how it is cut, padded and broken into lines.

A Chinese character takes two columns, a combining mark none. Ambiguous characters (`…`, `“`)
take one, as terminals in UTF-8 do.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import category, east_asian_width

__all__ = ["columns", "cut", "pad", "wrap"]

_ELLIPSIS = "…"
_NEVER_FIRST = frozenset("，。、；：！？）》〉」』】〕”’…,.;:!?)]}%")
"""Characters that do not begin a line of Chinese or English text."""
_NEVER_LAST = frozenset("（《〈「『【〔“‘([{")


def _width(character: str) -> int:
    if " " <= character <= "~":
        return 1
    if east_asian_width(character) in "WF":
        return 2
    return 0 if category(character) in {"Mn", "Me", "Cf"} else 1


def columns(text: str) -> int:
    """Columns that `text` takes; escape sequences are not expected in it."""
    return len(text) if text.isascii() else sum(map(_width, text))


def cut(text: str, width: int) -> str:
    """`text` within `width` columns, ending in `…` if something was left out."""
    if columns(text) <= width:
        return text
    taken, room = [], width - 1
    for character in text:
        room -= _width(character)
        if room < 0:
            break
        taken.append(character)
    return ("".join(taken) + _ELLIPSIS) if width > 0 else ""


def pad(text: str, width: int, *, right: bool = False) -> str:
    """`text` filled with blanks to `width` columns, at its left if it is to stand `right`."""
    blanks = " " * max(0, width - columns(text))
    return blanks + text if right else text + blanks


def wrap(text: str, width: int) -> list[str]:
    """The lines of one paragraph, each within `width` columns where its words allow.

    Lines break at blanks and between Chinese characters, but never before a closing or after an
    opening punctuation mark. Nothing is left out.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and columns(line) + columns(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    if line.strip():
        lines.append(line.rstrip())
    return lines or [""]


def _pieces(text: str) -> Iterator[str]:
    """Cut where a line may break; every piece keeps the blanks that follow it."""
    piece = ""
    for character in " ".join(text.split()):
        if piece and _may_break(piece[-1], character):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return before == " " or _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    return character > "~" and east_asian_width(character) in "WF"
