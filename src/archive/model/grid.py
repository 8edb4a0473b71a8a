"""Grid (网格): an area of supervision that holds units, each from a day to a day. Grids may lie in grids."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Grid", "GridUnit"]


@dataclass(frozen=True, slots=True)
class Grid:
    id: str
    name: str
    code: str | None
    """A number of the office's own."""
    parent: str | None
    """Id of the grid that it lies in."""
    since: str | None
    """The day from which there is this grid, YYYY-MM-DD; None if not known."""


@dataclass(frozen=True, slots=True)
class GridUnit:
    """A unit's stay in a grid: both days belong to it."""

    grid: str
    unit: str
    since: str
    until: str | None
