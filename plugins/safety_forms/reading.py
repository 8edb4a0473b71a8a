"""A parsed document as a recogniser reads it: lines without white space that remember where they came from."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator

from archive.model.parsed import Block, ParsedDocument, Role

__all__ = ["Line", "half_width", "lines_of", "paragraphs_of"]

_MAX_LINES = 500
"""Body lines that are read from the start of a document; forms end long before."""
_MAX_TAIL = 60
"""And from its end, where the signatures stand."""
_MAX_MARGINS = 80
"""Lines of page headers and footers."""
_MAX_LINE = 2_000
"""Code points of one line."""
_MAX_TOTAL = 60_000
"""Code points of all lines together: what bounds the work for hostile and for huge text."""

_WIDEST = 80
"""Characters of a printed line; where lines are longer, they are paragraphs."""
_OPENS = re.compile(r"[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、)]")

_SKIPPED = frozenset({Role.COMMENT, Role.DELETED})
_MARGINS = frozenset({Role.HEADER, Role.FOOTER})
_FILL = str.maketrans({"_": " ", "\u2581": " ", "\u200b": " ", "\ufeff": " ", "\u00ad": " ", "\ufe4d": " "})


class Line:
    """One block.

    `printed` is as in the document. `flat` is the same in half width (NFKC) without white
    space and underscores; the tabs between the cells of a table row are kept.
    """

    __slots__ = ("_narrow", "_offsets", "_spaced", "flat", "index", "printed", "role")

    def __init__(self, printed: str, role: Role, index: int) -> None:
        self.printed = printed
        self.role = role
        self.index = index
        folded = half_width(printed).translate(_FILL)
        pieces = folded.split()
        self._spaced = folded if len(pieces) != 1 or len(pieces[0]) != len(folded) else None
        if self._spaced is None:
            self.flat = folded
        elif "\t" in folded:
            self.flat = "\t".join("".join(cell.split()) for cell in folded.split("\t"))
        else:
            self.flat = "".join(pieces)
        self._offsets: list[int] | None = None
        self._narrow: int | None = None

    def offset(self, position: int) -> int:
        """Where the character at `position` of `flat` stands in `printed`."""
        if self._spaced is None:
            return position
        if self._offsets is None:
            self._offsets = [at for at, c in enumerate(self._spaced) if c == "\t" or not c.isspace()]
            self._offsets.append(len(self._spaced))
        return self._offsets[position]

    def gap(self, position: int) -> bool:
        """Whether white space stood right before `position` of `flat`; in a line s p a c e d o u t, two of it."""
        if self._spaced is None or not 0 < position < len(self.flat):
            return False
        if self._narrow is None:
            self._narrow = 2 if len(self._spaced.split()) * 5 > len(self.flat) * 4 > 20 else 1
        return self.offset(position) - self.offset(position - 1) > self._narrow

    def slice(self, start: int, end: int) -> str:
        """The printed form of `flat[start:end]`, inner white space kept."""
        if start >= end:
            return ""
        return self.printed[self.offset(start) : self.offset(end - 1) + 1].strip()

    def cells(self) -> Iterator[tuple[int, str]]:
        """Start in `flat` and flat text of each cell that is not empty."""
        start = 0
        for cell in self.flat.split("\t"):
            if cell:
                yield start, cell
            start += len(cell) + 1


def lines_of(document: ParsedDocument, *, separated: bool) -> list[Line]:
    """The lines that are read, in reading order: comments, deleted text and empty blocks left out, work bounded.

    `separated` says that commas part the cells of its rows (text/csv).
    """
    lines: list[Line] = []
    left = _MAX_TOTAL
    for block in _chosen(document.blocks):
        text = block.text[:_MAX_LINE]
        if not text or text.isspace():
            continue
        left -= len(text)
        if left < 0:
            break
        if separated and "," in text:
            text = "\t".join(next(csv.reader([text]), []))
        line = Line(text, block.role, len(lines))
        if line.flat.strip("\t"):
            lines.append(line)
    return lines


def paragraphs_of(lines: list[Line]) -> list[Line]:
    """The lines, with those put together that one sentence was broken into (a page's lines are no paragraphs)."""
    longest = max((len(line.flat) for line in lines if line.role is Role.BODY), default=0)
    whole: list[Line] = []
    for line in lines:
        last = whole[-1] if whole else None
        if last is not None and _runs_on(last, lines[line.index - 1], line, longest):
            whole[-1] = Line(last.printed + line.printed, last.role, last.index)
        else:
            whole.append(line)
    return whole


def _runs_on(paragraph: Line, before: Line, line: Line, longest: int) -> bool:
    """Whether `line` goes on where the (nearly) full line `before` stopped."""
    if line.role is not Role.BODY or before.role is not Role.BODY or len(paragraph.flat) > _MAX_LINE:
        return False
    flat = before.flat
    if "\t" in flat or "\t" in line.flat or len(flat) < max(18, longest * 3 // 4) or flat[-1] in "。;:!?":
        return False
    return longest <= _WIDEST and not _OPENS.match(line.flat)


def _chosen(blocks: tuple[Block, ...]) -> Iterator[Block]:
    if len(blocks) <= _MAX_LINES:
        yield from (block for block in blocks if block.role not in _SKIPPED)
        return
    margins = 0
    tail = len(blocks) - _MAX_TAIL
    for number, block in enumerate(blocks):
        if block.role in _SKIPPED:
            continue
        if block.role in _MARGINS:
            margins += 1
            if margins <= _MAX_MARGINS:
                yield block
        elif number < _MAX_LINES or number >= tail:
            yield block


def half_width(text: str) -> str:
    """NFKC where it keeps the length (it nearly always does), else character by character."""
    if text.isascii():
        return text
    folded = unicodedata.normalize("NFKC", text)
    if len(folded) == len(text):
        return folded
    return "".join(one if len(one := unicodedata.normalize("NFKC", c)) == 1 else c for c in text)
