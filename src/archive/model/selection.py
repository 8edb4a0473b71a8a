"""Selection: which records are meant; the filters that search, list and dossier share."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["READABLE", "Selection"]

READABLE = ("received", "filed", "unfiled")
"""States of records that anybody who may read the home may see."""


@dataclass(frozen=True, slots=True)
class Selection:
    """All filters are ANDed; None does not filter."""

    units: tuple[str, ...] | None = None
    """Unit ids, any of which suffices."""
    category: str | None = None
    """A key."""
    states: tuple[str, ...] | None = None
    """None means what a reader may see (`READABLE`)."""
    since: str | None = None
    """First day of the document's date, YYYY-MM-DD; undated records do not match."""
    until: str | None = None
    """Last day, included."""
    received_since: str | None = None
    """First moment of accession, UTC."""
    received_until: str | None = None
    """First moment no longer included, UTC."""
    undated: bool = False
    """Only records without a date (日期:无)."""
    findings: bool = False
    """Only records on which checks of the form found something. Of lists: a search does not know it."""
    source: str | None = None
    """Who speaks (`archive.model.placement.SOURCES`). Of lists, as above."""
