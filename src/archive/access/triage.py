"""Triage: what waits for a person, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.model.record import Record
from archive.model.selection import Selection

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["Litter", "TriageItem", "waiting"]


@dataclass(frozen=True, slots=True)
class TriageItem:
    record: Record
    """Unfiled: `reason` and `suggestions` say why and what it might be. Isolated: only its id and mark are told."""


@dataclass(frozen=True, slots=True)
class Litter:
    """A file that has lain in an inbox for a day without being taken."""

    inbox: str
    path: str
    since: str
    """When it was last changed, UTC."""


def waiting(store: Store) -> Iterator[TriageItem]:
    """What waits for a person, oldest first: unfiled records, and isolated ones for the keeper.

    After them filed ones whose text, when it was read again, spoke for another place.
    """
    yield from map(TriageItem, store.catalogue.select(Selection(states=("unfiled", "isolated"))))
    yield from map(TriageItem, store.catalogue.records(store.catalogue.questioned()).values())
