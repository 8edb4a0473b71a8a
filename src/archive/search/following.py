"""Brings an index up to the outbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.hooks.contracts import Documents, SearchEngine
    from archive.model.hit import IndexDocument

__all__ = ["follow"]

_BESIDE_TEXT = 100
"""Characters that a record counts for besides its text."""

Outbox = Callable[[int, int], Sequence[tuple[int, str]]]
"""`outbox(after, limit)`: positions greater than `after`, ascending, and the records to look at again."""


def follow(
    engine: SearchEngine, outbox: Outbox, documents: Documents, *, batch: int = 2000, characters: int = 50_000_000
) -> int:
    """Index whatever the outbox holds beyond the engine's position; how many records were looked at.

    Each step becomes visible at once, so that an interrupted run goes on where it stopped. A step ends with the
    `batch` of changes in which it reaches this many `characters`: large steps make few large segments, which take
    less room and time, and what a step holds in memory is bounded by the texts and not by the number of records.
    A record of which `documents` gives nothing is taken out. Raise Busy if another process is writing to the index.
    """
    looked_at = 0
    position = engine.position()
    while step := _step(position, outbox, documents, batch, characters):
        found, gone, position = step
        engine.apply(found.values(), gone, position)
        looked_at += len(found) + len(gone)
    return looked_at


def _step(
    position: int, outbox: Outbox, documents: Documents, batch: int, characters: int
) -> tuple[dict[str, IndexDocument], set[str], int] | None:
    """What to put, what to take out, and the position behind it; None if nothing waits."""
    found: dict[str, IndexDocument] = {}
    gone: set[str] = set()
    size = 0
    start = position
    while size < characters and (waiting := outbox(position, batch)):
        records = list(dict.fromkeys(record for _, record in waiting))
        read = {document.record: document for document in documents(records)}
        found.update(read)
        gone.update(record for record in records if record not in read)
        gone.difference_update(read)
        size += sum(len(document.text) + _BESIDE_TEXT for document in read.values())
        position = waiting[-1][0]
    found = {record: document for record, document in found.items() if record not in gone}
    return (found, gone, position) if position > start else None
