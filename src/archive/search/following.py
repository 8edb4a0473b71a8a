"""Brings an index up to the outbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.hooks.contracts import Documents, SearchEngine

__all__ = ["follow"]

Outbox = Callable[[int, int], Sequence[tuple[int, str]]]
"""`outbox(after, limit)`: positions greater than `after`, ascending, and the records to look at again."""


def follow(engine: SearchEngine, outbox: Outbox, documents: Documents, *, batch: int = 2000) -> int:
    """Index whatever the outbox holds beyond the engine's position; how many records were looked at.

    Each batch becomes visible in one step, so that an interrupted run goes on where it stopped. A record
    of which `documents` gives nothing is taken out. Raise Busy if another process is writing to the index.
    """
    looked_at = 0
    while waiting := outbox(engine.position(), batch):
        records = list(dict.fromkeys(record for _, record in waiting))
        found = list(documents(records))
        gone = set(records).difference(document.record for document in found)
        engine.apply(found, gone, waiting[-1][0])
        looked_at += len(records)
    return looked_at
