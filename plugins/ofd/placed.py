"""Text objects of an OFD page, put into lines by where they stand on the page.

A producer may draw a page in any order, and a line in pieces down to single characters:
what belongs together is seen from the positions only. Lengths are millimetres.
Source: GB/T 33190-2016 chapters 8 and 11.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive_plugins.safe_xml import local

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["Placed", "lines", "placed_texts"]

_SIZE = 3.5
"""Height of a character where none is stated."""
_DEEP = 50
_MOST_STEPS = 100_000
_NARROW_GAP, _WIDE_GAP = 0.25, 1.6
"""In heights of a character: from the first on there is a space, from the second on a tab."""
Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Placed:
    """A run of characters on one line."""

    x: float
    y: float
    """Of the base line."""
    right: float
    size: float
    text: str


def placed_texts(content: etree._Element, shared: dict[str, etree._Element]) -> list[Placed]:
    """All runs below `content`. `shared` are the composite objects of the resources by their id."""
    found: list[Placed] = []
    _gather(content, _SAME, found, shared, 0)
    return found


def _gather(
    element: etree._Element, matrix: Matrix, found: list[Placed], shared: dict[str, etree._Element], depth: int
) -> None:
    if depth > _DEEP:
        return
    for child in element:
        name = local(child)
        if name == "TextObject":
            _text_object(child, matrix, found)
        elif name == "CompositeObject":
            unit = shared.get(child.get("ResourceID", ""))
            if unit is not None:
                _gather(unit, _inner(child, matrix), found, shared, depth + 10)
        elif name in {"Layer", "PageBlock", "Content"}:
            _gather(child, _inner(child, matrix), found, shared, depth + 1)


def _numbers(value: str | None) -> list[float]:
    """The finite numbers of an attribute; what is none counts as 0."""
    found = []
    for word in (value or "").split():
        try:
            number = float(word)
        except ValueError:
            number = 0.0
        found.append(number if math.isfinite(number) else 0.0)
    return found


def _inner(element: etree._Element, outer: Matrix) -> Matrix:
    """From the coordinates inside an object to those of the page: its matrix, then its place."""
    boundary = _numbers(element.get("Boundary"))
    own = _numbers(element.get("CTM"))
    if len(boundary) < 2 and len(own) != 6:
        return outer
    a, b, c, d, e, f = own if len(own) == 6 else _SAME
    x, y = boundary[:2] if len(boundary) >= 2 else (0.0, 0.0)
    return _times((a, b, c, d, e + x, f + y), outer)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _text_object(element: etree._Element, outer: Matrix, found: list[Placed]) -> None:
    matrix = _inner(element, outer)
    size = (_numbers(element.get("Size")) or [_SIZE])[0] or _SIZE
    x = y = 0.0
    for code in element:
        if local(code) != "TextCode" or not code.text:
            continue
        x = (_numbers(code.get("X")) or [x])[0]
        y = (_numbers(code.get("Y")) or [y])[0]
        text = code.text.strip("\r\n")
        across, down = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
        found.extend(_runs(text, x, y, across, down, size, matrix))


def _steps(value: str | None, most: int) -> list[float]:
    """The distances between characters; `g 3 5.5` means three times 5.5."""
    if not value:
        return []
    words = value.split()
    if "g" not in words:
        return _numbers(value)
    found: list[float] = []
    at = 0
    while at < len(words) and len(found) < min(most, _MOST_STEPS):
        if words[at] == "g" and at + 2 < len(words):
            count, step = _numbers(f"{words[at + 1]} {words[at + 2]}")
            found.extend([step] * int(min(max(count, 0), most)))
            at += 3
        else:
            found.extend(_numbers(words[at]))
            at += 1
    return found


def _runs(
    text: str, x: float, y: float, across: Sequence[float], down: Sequence[float], size: float, matrix: Matrix
) -> Iterable[Placed]:
    """One run; several where the base line moves on and the text goes on further left (a new line)."""
    start = 0
    left = x
    if across and down and any(step < 0 for step in across):
        for at in range(min(len(text) - 1, len(across), len(down))):
            if abs(down[at]) > size / 2 and across[at] < 0:
                yield _placed(text[start : at + 1], left, y, sum(across[start:at]), size, matrix)
                left += sum(across[start : at + 1])
                y += sum(down[start : at + 1])
                start = at + 1
    yield _placed(text[start:], left, y, sum(across[start : start + len(text) - start - 1]), size, matrix)


def _placed(text: str, x: float, y: float, width: float, size: float, matrix: Matrix) -> Placed:
    a, b, c, d, e, f = matrix
    last = size if text and ord(text[-1]) > 0x2E7F else size / 2
    width = width + last if width else sum(size if ord(char) > 0x2E7F else size / 2 for char in text)
    scale = abs(a) or abs(b) or 1.0
    left = a * x + c * y + e
    height = size * (abs(d) or abs(c) or 1.0)
    return Placed(left, b * x + d * y + f, left + width * scale, height, text)


def lines(texts: Sequence[Placed]) -> list[str]:
    """The lines from top to bottom, each from left to right; what stands far apart in a line is parted by a tab."""
    rows: list[list[Placed]] = []
    base = height = 0.0
    for text in sorted(texts, key=lambda placed: (placed.y, placed.x)):
        if not text.text.strip():
            continue
        if rows and text.y - base <= 0.4 * min(height, text.size):
            rows[-1].append(text)
        else:
            rows.append([text])
            base, height = text.y, text.size
    return [_joined(sorted(row, key=lambda placed: placed.x)) for row in rows]


def _joined(row: Sequence[Placed]) -> str:
    parts = [row[0].text]
    for before, text in itertools.pairwise(row):
        if text.text == before.text and abs(text.x - before.x) < 0.2 * text.size:
            continue  # drawn twice to look bold
        gap = (text.x - before.right) / (text.size or 1.0)
        parts.append("\t" if gap > _WIDE_GAP else " " if gap > _NARROW_GAP else "")
        parts.append(text.text)
    return "".join(parts)
