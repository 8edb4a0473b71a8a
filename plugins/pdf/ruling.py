"""From ruled lines on a page to the cells they enclose."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Cell", "Rule", "tables"]

_NEAR = 3.0
"""Points by which lines that are meant to meet may miss each other."""
_MOST_CELLS = 600
"""Cells of the finest grid of one table; a drawing has more."""
_STEPS = 200_000
"""Pairs of lines that are compared on a page; lines drawn to be slow are none."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line along an axis, in points: `at` across it, `start` to `end` along it."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Cell:
    """What walls enclose; `row` and `column` are those of its upper left corner, from 0."""

    row: int
    column: int
    left: float
    bottom: float
    right: float
    top: float


def tables(rules: Sequence[Rule]) -> Iterator[list[Cell]]:
    """The cells of every table of two cells or more, row by row from the top, in a row from the left.

    A side that is not drawn is taken for a wall where the table ends. What is no rectangle is parted into some.
    """
    for group in _touching(rules):
        cells = _cells([rule for rule in group if rule.upright], [rule for rule in group if not rule.upright])
        if len(cells) > 1:
            yield cells


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that meet, directly or through others; in the order of their first one."""
    parents = list(range(len(rules)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    flat = sorted((rule.at, number) for number, rule in enumerate(rules) if not rule.upright)
    heights = [at for at, _ in flat]
    steps = 0
    for number, rule in enumerate(rules):
        if not rule.upright:
            continue
        first, last = bisect_right(heights, rule.start - _NEAR), bisect_right(heights, rule.end + _NEAR)
        steps += last - first
        if steps > _STEPS:
            return []
        for _, other in flat[first:last]:
            if rules[other].start - _NEAR <= rule.at <= rules[other].end + _NEAR:
                parents[root(other)] = root(number)
    groups: dict[int, list[Rule]] = {}
    for number, rule in enumerate(rules):
        groups.setdefault(root(number), []).append(rule)
    return list(groups.values())


def _cells(upright: list[Rule], flat: list[Rule]) -> list[Cell]:
    xs, ys = _places(upright), _places(flat)[::-1]
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows > _MOST_CELLS:
        return []
    beside = list(zip(*(_walls(upright, x, ys) for x in xs), strict=True))
    beneath = [_walls(flat, y, xs) for y in ys]
    taken = [[False] * columns for _ in range(rows)]
    cells: list[Cell] = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            right, low = column + 1, row + 1
            while right < columns and not beside[row][right] and not taken[row][right]:
                right += 1
            while low < rows and not any(beneath[low][column:right]):
                low += 1
            for y in range(row, low):
                taken[y][column:right] = [True] * (right - column)
            cells.append(Cell(row, column, xs[column], ys[low], xs[right], ys[row]))
    return cells


def _places(rules: list[Rule]) -> list[float]:
    """Where rules stand, from low to high, each place once."""
    places: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not places or at - places[-1] > _NEAR:
            places.append(at)
    return places


def _walls(rules: list[Rule], at: float, places: Sequence[float]) -> list[bool]:
    """Whether there is a line at this place between each place and the next."""
    here = [rule for rule in rules if abs(rule.at - at) <= _NEAR]
    middles = [(one + other) / 2 for one, other in pairwise(places)]
    return [any(rule.start - _NEAR <= middle <= rule.end + _NEAR for rule in here) for middle in middles]
