"""From pieces of text on a page to lines in the order in which they are read."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from archive_plugins.ocr.ruled import Box, Ruled

from archive.model.parsed import Block, Role

__all__ = ["Piece", "closed", "in_lines", "turned"]

_GAP = 1.2
"""Heights of a line between two pieces, from which on they are cells beside each other."""
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_PLAIN_BREAK = re.compile(r"(?<=[^!-~])\n|\n(?=[^!-~])|(?<=[0-9A-Za-z])\n(?=[0-9A-Za-z])")
"""Where a cell's edge broke a line within a word: a space would be a gap there."""
_NUMBERED = re.compile(r"[(（]?[0-9一二三四五六七八九十]{1,2}[)）.、．]")
_BETWEEN = re.compile(f"(?<=[{_CJK}]) (?=[{_CJK}])")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text and where it stands: its four corners from the top left on, as the text is read."""

    text: str
    sure: float
    """0 to 1."""
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    piece: Piece
    left: float
    right: float
    middle: float
    height: float
    lines: int = 1


def turned(pieces: Sequence[Piece], quarters: int, width: float, height: float) -> list[Piece]:
    """The pieces after the page of this size was turned counter-clockwise by so many quarters."""
    return [
        Piece(each.text, each.sure, tuple(_turned(x, y, quarters % 4, width, height) for x, y in each.corners))
        for each in pieces
    ]


def _turned(x: float, y: float, quarters: int, width: float, height: float) -> tuple[float, float]:
    if quarters == 0:
        return x, y
    if quarters == 1:
        return y, width - x
    return (width - x, height - y) if quarters == 2 else (height - y, x)


def in_lines(pieces: Sequence[Piece], page: int, ruled: Ruled | None = None) -> list[Block]:
    """One block a line from top to bottom; pieces that stand apart in it are cells, parted by tabs.

    By `ruled`, what is known of the lines drawn on the page, the lines of one cell of a table become one.
    """
    placed = _upright(pieces)
    if ruled is not None:
        placed = _cells(placed, ruled)
    lines: list[list[_Placed]] = []
    for each in sorted(placed, key=lambda placed: placed.middle):
        line = next((line for line in reversed(lines[-3:]) if _beside(each, line)), None)
        if line is not None:
            line.append(each)
        else:
            lines.append([each])
    return [_line(sorted(line, key=lambda placed: placed.left), page, ruled) for line in lines]


def _beside(each: _Placed, line: Sequence[_Placed]) -> bool:
    """Whether a piece stands in a line: at its height, and over or under nothing in it.

    A cell of several lines holds whatever stands beside any of them.
    """
    if any(_overlap(each, placed) for placed in line):
        return False
    tall = max((each, *line), key=lambda placed: placed.height)
    if tall.lines > 1:
        others = line if tall is each else [each]
        return all(abs(other.middle - tall.middle) < 0.5 * tall.height for other in others)
    middle = median(placed.middle for placed in line)
    return abs(each.middle - middle) < 0.5 * min(each.height, *(placed.height for placed in line))


def _cells(placed: list[_Placed], ruled: Ruled) -> list[_Placed]:
    """Pieces one beneath another in a cell that is ruled off on a side, joined into one each."""
    cells: list[_Placed] = []
    for each in sorted(placed, key=lambda placed: placed.middle):
        above = next((cell for cell in reversed(cells) if _goes_on(cell, each, placed, ruled)), None)
        if above is None:
            cells.append(each)
        else:
            cells[cells.index(above)] = _joined(above, each)
    return cells


def _goes_on(cell: _Placed, each: _Placed, placed: Sequence[_Placed], ruled: Ruled) -> bool:
    """Whether `each` is the next line of `cell`."""
    height = cell.height / cell.lines
    down = each.middle - each.height / 2 - (cell.middle + cell.height / 2)
    shared = min(cell.right, each.right) - max(cell.left, each.left)
    return (
        -0.5 * height < down < 0.9 * height
        and shared > 0.7 * (each.right - each.left)
        and abs(cell.height / cell.lines - each.height) < 0.5 * height
        and not _NUMBERED.match(each.piece.text)
        and (_walled(cell, placed, ruled) or _walled(each, placed, ruled))
        and not ruled.beneath(_box(cell.piece), _box(each.piece))
    )


def _walled(each: _Placed, placed: Sequence[_Placed], ruled: Ruled) -> bool:
    """Whether a line is drawn between a piece and another at its side."""
    for other in placed:
        if other is each or abs(other.middle - each.middle) > 0.6 * max(each.height, other.height):
            continue
        left, right = (each, other) if each.left < other.left else (other, each)
        if right.left > left.right - 0.5 * each.height and ruled.beside(_box(left.piece), _box(right.piece)):
            return True
    return False


def _joined(cell: _Placed, each: _Placed) -> _Placed:
    """A cell with one line more. Its corners stay those of a box around all of it."""
    boxes = (_box(cell.piece), _box(each.piece))
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    text = _PLAIN_BREAK.sub("", f"{cell.piece.text}\n{each.piece.text}").replace("\n", " ")
    piece = Piece(text, cell.piece.sure, ((left, top), (right, top), (right, bottom), (left, bottom)))
    upper, lower = cell.middle - cell.height / 2, each.middle + each.height / 2
    left, right = min(cell.left, each.left), max(cell.right, each.right)
    return _Placed(piece, left, right, (upper + lower) / 2, lower - upper, cell.lines + 1)


def _box(piece: Piece) -> Box:
    xs, ys = [x for x, _ in piece.corners], [y for _, y in piece.corners]
    return min(xs), min(ys), max(xs), max(ys)


def _upright(pieces: Sequence[Piece]) -> list[_Placed]:
    """The pieces on a page that was photographed askew, put straight by the slope that most of them have."""
    slopes = [
        (math.atan2(right[1] - left[1], right[0] - left[0]), right[0] - left[0])
        for left, right in ((each.corners[0], each.corners[1]) for each in pieces) if right[0] - left[0] > 0
    ]  # fmt: skip
    long = sorted(slopes, key=lambda each: -each[1])[: max(3, len(slopes) // 2)]
    angle = median(slope for slope, _ in long) if long else 0.0
    cos, sin = math.cos(-angle), math.sin(-angle)
    placed = []
    for each in pieces:
        points = [(x * cos - y * sin, x * sin + y * cos) for x, y in each.corners]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        placed.append(_Placed(each, min(xs), max(xs), sum(ys) / len(ys), max(1.0, max(ys) - min(ys))))
    return placed


def _overlap(one: _Placed, other: _Placed) -> bool:
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared > 0.3 * min(one.right - one.left, other.right - other.left)


def _line(placed: Sequence[_Placed], page: int, ruled: Ruled | None) -> Block:
    text = placed[0].piece.text
    apart = False
    for before, each in pairwise(placed):
        height = max(before.height / before.lines, each.height / each.lines)
        if each.left - before.right > _GAP * height or (
            ruled is not None and ruled.beside(_box(before.piece), _box(each.piece))
        ):
            text += "\t" + each.piece.text
            apart = True
        else:
            text = closed(f"{text} {each.piece.text}")
    return Block(text, Role.TABLE if apart else Role.BODY, page)


def closed(text: str) -> str:
    """Without the spaces between two Chinese characters, which no form has."""
    return _BETWEEN.sub("", text)
