"""What a search engine is given and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["EnginePage", "IndexDocument", "ScoredId"]


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """A record as every engine sees it. `title` to `text` are searched, the rest filters and sorts."""

    record: str
    order: int
    """Accession sequence of the record: the last tie-break of every ordering."""
    title: str
    doc_no: str
    name: str
    """File name of the original."""
    people: tuple[str, ...]
    unit_names: tuple[str, ...]
    """All names, aliases and codes ever borne by its units."""
    text: str
    units: tuple[str, ...]
    """Ids; the first is the unit that it was filed to."""
    category: str | None
    state: str
    date: str | None
    received: str
    """Moment of accession in UTC, ISO 8601 with milliseconds and Z."""


@dataclass(frozen=True, slots=True)
class ScoredId:
    record: str
    score: float


@dataclass(frozen=True, slots=True)
class EnginePage:
    hits: tuple[ScoredId, ...]
    total: int
    total_is_exact: bool = True
