"""Fixity (固化校验): which originals are known to be damaged, and how long ago all of them were hashed again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.model.event import Event
    from archive.store import Store

__all__ = ["Incident", "incidents", "scrubbed_since", "scrubbed_upto"]

_RING = float(1 << 64)


@dataclass(frozen=True, slots=True)
class Incident:
    """One damage to one original."""

    event: int
    """That opened it."""
    sha256: str
    damage: str
    """object-changed or object-missing (also: cannot be read)."""
    records: tuple[str, ...]
    """That have the original."""
    opened: str
    """UTC."""
    quarantine: str | None
    """Name below `quarantine/` of what was found in its place; None where nothing was."""
    repaired: str | None = None
    """UTC; None while it is open."""
    source: str | None = None
    """The folder that the whole original came from; empty where it was found whole again by itself."""


def incidents(store: Store) -> tuple[Incident, ...]:
    """Every incident there ever was, in order."""
    found: dict[int, Incident] = {}
    for event in store.catalogue.events_of(store.catalogue.home()):
        if event.payload is None:
            continue
        if event.kind == "incident":
            found[event.seq] = _opened(event, event.payload)
        elif event.kind == "repaired" and event.payload["incident"] in found:
            was = found[event.payload["incident"]]
            found[was.event] = replace(was, repaired=event.time, source=event.payload["source"])
    return tuple(found.values())


def scrubbed_since(store: Store) -> str | None:
    """The moment (UTC) since which every original was hashed again or arrived; None if not all were ever."""
    share = 0.0
    for event in reversed(_arcs(store)):
        payload = event.payload
        assert payload is not None
        share += _length(payload["after"], payload["upto"])
        if share > 1 - 1e-9:
            return event.time
    return None


def scrubbed_upto(store: Store) -> str:
    """The digest at which hashing originals again goes on; empty where it never began."""
    arcs = _arcs(store)
    return "" if not arcs or arcs[-1].payload is None else str(arcs[-1].payload["upto"])


def _arcs(store: Store) -> list[Event]:
    events = store.catalogue.events_of(store.catalogue.home())
    return [event for event in events if event.kind == "scrubbed" and event.payload is not None]


def _length(after: str, upto: str) -> float:
    """Share of the ring of all digests; an arc that ends where it begins is the whole."""
    return 1.0 if after == upto else (_place(upto) - _place(after)) % 1.0


def _place(digest: str) -> float:
    return int(digest[:16] or "0", 16) / _RING


def _opened(event: Event, payload: dict[str, object]) -> Incident:
    records = payload["records"]
    assert isinstance(records, list)
    place = payload["quarantine"]
    return Incident(
        event.seq, str(payload["sha256"]), str(payload["damage"]), tuple(map(str, records)), event.time,
        None if place is None else str(place),
    )  # fmt: skip
