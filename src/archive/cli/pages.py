"""A page of facts: labels in one column, values beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.escape import visible
from archive.cli.fitting import columns, pad

if TYPE_CHECKING:
    from archive.cli.screen import Screen

__all__ = ["Page"]


class Page:
    """Collects facts and shows them aligned; in a pipe, label and value are parted by a tab."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._facts: list[tuple[str, str]] = []

    def add(self, label: str, value: object) -> None:
        """One fact; nothing is shown of a value that is None or empty."""
        if value not in {None, ""}:
            self._facts.append((label, visible(str(value))))

    def show(self) -> None:
        width = max((columns(label) for label, _value in self._facts), default=0)
        for label, value in self._facts:
            if self._screen.width is None:
                self._screen.line(f"{label}\t{value}")
            else:
                self._screen.line(f"{pad(label, width)}  {value}")
