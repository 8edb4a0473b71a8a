"""What a search answers."""

from __future__ import annotations

from dataclasses import dataclass

from archive.model.record import UnitRef

__all__ = ["Hit", "Page"]


@dataclass(frozen=True, slots=True)
class Hit:
    record: str
    unit: UnitRef | None
    category: str | None
    title: str | None
    doc_no: str | None
    date: str | None
    name: str
    score: float
    snippet: str
    """Plain text of the stored document around the best match, not escaped."""
    snippet_marks: tuple[tuple[int, int], ...]
    """Half-open ranges of code points in `snippet` that match."""


@dataclass(frozen=True, slots=True)
class Page:
    total: int
    total_is_exact: bool
    hits: tuple[Hit, ...]
