"""Which records are meant: the filters that search, list and dossier share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.model.record import State

if TYPE_CHECKING:
    from archive.catalogue.records import Filter

__all__ = ["Selection"]


READABLE = (State.RECEIVED, State.FILED, State.UNFILED)
"""States of records that anybody who may read the home may see."""


@dataclass(frozen=True, slots=True)
class Selection:
    """All filters are ANDed; None does not filter."""

    units: tuple[str, ...] | None = None
    """Unit ids, any of which suffices."""
    category: str | None = None
    states: tuple[State, ...] | None = None
    """None means what a reader may see: received, filed and unfiled."""
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

    def filter(self) -> Filter:
        """The same, as the catalogue takes it."""
        from archive.catalogue.records import Filter

        return Filter(
            units=self.units,
            category=self.category,
            states=READABLE if self.states is None else self.states,
            since=self.since,
            until=self.until,
            received_since=self.received_since,
            received_until=self.received_until,
            undated=self.undated,
        )
