"""What a search answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from archive.model.unit_ref import UnitRef
    from archive.text.synonyms import Expansion

__all__ = ["FacetCounts", "FacetValue", "Group", "Hit", "Page"]

Group = Literal["category", "unit", "year", "person", "state", "source"]
"""By what hits are counted: the groupings of the engines, and the source, which the catalogue knows."""


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
class FacetValue:
    value: str | None
    """Code of a unit, key of a category, state or source, year, name of a person; None: the records without one."""
    name: str | None
    """Of a unit its name; else None."""
    count: int


@dataclass(frozen=True, slots=True)
class FacetCounts:
    by: str
    """A `Group`."""
    values: tuple[FacetValue, ...]
    """Most hits first. A record of two units counts in both."""


@dataclass(frozen=True, slots=True)
class Page:
    total: int
    total_is_exact: bool
    hits: tuple[Hit, ...]
    unread: int = 0
    """Records within the same filters whose text is missing or doubtful: a search may pass over them."""
    also_searched: tuple[Expansion, ...] = ()
    """Synonyms that were looked for beside what was typed."""
    facets: tuple[FacetCounts, ...] = ()
    did_you_mean: tuple[str, ...] = ()
    """Queries near to this one that find something; only where it finds nothing itself."""
    index: Literal["ready", "behind", "missing"] = "ready"
    """behind: so many changes wait for the index that not all of them were looked at. missing: there is none that may
    be read, as in a copied home, and the catalogue was read in its place: slower, and ranked otherwise."""
