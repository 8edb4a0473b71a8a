"""Triage: what waits for a person, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from archive.model.record import Decision, Record
from archive.model.selection import Selection
from archive.text.fold import search_form

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["Litter", "TriageItem", "best_suggestion", "excerpt", "waiting", "waiting_item", "with_confirmed"]

_EXCERPT = 300
"""Characters of an excerpt: what fits a few lines of a terminal or a cell that is still readable."""


@dataclass(frozen=True, slots=True)
class TriageItem:
    record: Record
    """Unfiled: `reason` and `suggestions` say why and what it might be. Isolated: only its id and mark are told."""
    position: int = -1
    """Number of the newest event that speaks of the record: what somebody has seen who sees this."""


@dataclass(frozen=True, slots=True)
class Litter:
    """A file that has lain in an inbox for a day without being taken."""

    inbox: str
    path: str
    since: str
    """When it was last changed, UTC."""


def waiting(store: Store) -> Iterator[TriageItem]:
    """What waits for a person, oldest first: unfiled records, and isolated ones for the keeper.

    After them filed ones whose text, when it was read again, spoke for another place (`contradicted`). An archive
    (zip and its like) waits for nobody once everything that lay in it is filed: it was only how the files came.
    """
    asked = store.catalogue.records(store.catalogue.questioned()).values()
    settled = store.catalogue.settled_containers()
    unfiled = store.catalogue.select(Selection(states=("unfiled", "isolated")))
    for record in chain((each for each in unfiled if each.id not in settled), asked):
        yield TriageItem(with_confirmed(store, record), store.catalogue.newest_event(record.id))


def waiting_item(store: Store, record: str) -> TriageItem | None:
    """The record as it waits at this moment; None if it waits no longer."""
    found = store.catalogue.record(record)
    if found is None or found.state not in {"unfiled", "isolated"}:
        return None
    return TriageItem(with_confirmed(store, found), store.catalogue.newest_event(record))


def with_confirmed(store: Store, record: Record) -> Record:
    """The record, with suggestions by what was confirmed of names on forms since it came."""
    told = [
        Decision("unit", known.unit, "confirmed", each.confidence, _confirmed(each, known.by, known.time, known.record))
        for each in record.suggestions
        if each.field == "unit_name"
        for known in store.catalogue.confirmations(search_form(each.value))
        if known.unit not in {unit.id for unit in record.units}
    ]
    return replace(record, suggestions=(*told, *record.suggestions)) if told else record


def _confirmed(suggestion: Decision, by: str, time: str, record: str) -> str:
    return f"{suggestion.reason}: {suggestion.value} was confirmed by {by} on {time[:10]} for record {record}"


def best_suggestion(record: Record, field: str) -> Decision | None:
    """The one suggestion for `unit` or `category` that is surer than all others; None where none is."""
    told = sorted((each for each in record.suggestions if each.field == field), key=lambda each: -each.confidence)
    if not told or (len(told) > 1 and told[1].confidence == told[0].confidence and told[1].value != told[0].value):
        return None
    return told[0]


def excerpt(text: str, length: int = _EXCERPT) -> str:
    """The beginning of a text on one line, runs of white space as one space."""
    words = " ".join(text[: 4 * length].split())
    return words if len(words) <= length else words[: length - 1] + "…"
