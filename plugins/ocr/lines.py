"""From pieces of text on a page to lines in the order in which they are read."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from archive.model.parsed import Block, Role

__all__ = ["Piece", "closed", "in_lines", "turned"]

_GAP = 1.2
"""Heights of a line between two pieces, from which on they are cells beside each other."""
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
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


def in_lines(pieces: Sequence[Piece], page: int) -> list[Block]:
    """One block a line from top to bottom; pieces that stand apart in it are cells, parted by tabs."""
    lines: list[list[_Placed]] = []
    for each in sorted(_upright(pieces), key=lambda placed: placed.middle):
        line = lines[-1] if lines else []
        middle = median(placed.middle for placed in line) if line else 0.0
        near = line and abs(each.middle - middle) < 0.5 * min(each.height, *(placed.height for placed in line))
        if near and not any(_overlap(each, placed) for placed in line):
            line.append(each)
        else:
            lines.append([each])
    return [_line(sorted(line, key=lambda placed: placed.left), page) for line in lines]


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


def _line(placed: Sequence[_Placed], page: int) -> Block:
    text = placed[0].piece.text
    apart = False
    for before, each in pairwise(placed):
        if each.left - before.right > _GAP * max(before.height, each.height):
            text += "\t" + each.piece.text
            apart = True
        else:
            text = closed(f"{text} {each.piece.text}")
    return Block(text, Role.TABLE if apart else Role.BODY, page)


def closed(text: str) -> str:
    """Without the spaces between two Chinese characters, which no form has."""
    return _BETWEEN.sub("", text)
