"""A sample of the hits that anybody can draw again.

Each hit has the number SHA-256("seed NUL record id"); the smallest numbers are the sample. So it depends on
the seed and the set of hits alone: on no order, no index and no generator of random numbers.
"""

from __future__ import annotations

import heapq
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from archive.access.search import all_hits, storable, understand
from archive.errors import N_, NotPermitted, UsageInvalid

if TYPE_CHECKING:
    from archive.model.event import Sampled
    from archive.model.record import Record
    from archive.model.selection import Selection
    from archive.store import Store
    from archive.text.synonyms import Thesaurus

__all__ = ["Sample", "drawn", "sample"]


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn, and from how many."""

    total: int
    """Hits."""
    records: tuple[Record, ...]
    """In the order in which they were drawn."""
    seed: str
    ledger_size: int
    """Events that the ledger had when it was drawn."""
    event: int | None
    """Place in the ledger where the drawing stands; None if it could not be written there."""
    unread: int
    """Records within the same filters that have no or doubtful text and may be missing from the hits."""


def drawn(ids: list[str], size: int, seed: str) -> list[str]:
    """The sample of `ids`."""
    return heapq.nsmallest(size, ids, key=lambda record: (sha256(f"{seed}\0{record}".encode()).digest(), record))


def sample(
    store: Store,
    query: str,
    selection: Selection,
    *,
    size: int,
    seed: str,
    thesaurus: Thesaurus | None,
    record: bool,
) -> Sample:
    """Draw, and with `record` append the event `sampled` if this account may write. Raise QueryInvalid."""
    if len(seed) > 200 or not seed.isprintable():
        raise UsageInvalid(reason=N_("a seed has up to 200 visible characters"))
    with store.catalogue.reading():
        understood = understand(store, query, selection, thesaurus=thesaurus)
        ids = all_hits(store, understood.node)
        ledger_size = store.catalogue.event_count()
    chosen = drawn(ids, size, seed)
    event = None
    if record:
        payload: Sampled = {
            "query": storable(query), "exact": thesaurus is None, "synonyms": thesaurus.digest if thesaurus else None,
            "selection": {key: value for key, value in asdict(selection).items() if value not in (None, False)},
            "seed": seed, "size": size, "total": len(ids), "ledger_size": ledger_size, "records": chosen,
        }  # fmt: skip
        event = _recorded(store, payload)
    unread = store.catalogue.unread_count(understood.node)
    return Sample(len(ids), tuple(store.catalogue.records(chosen).values()), seed, ledger_size, event, unread)


def _recorded(store: Store, payload: Sampled) -> int | None:
    try:
        with store.transaction() as tx:
            return tx.append("sampled", store.catalogue.home(), payload)
    except NotPermitted:
        return None
