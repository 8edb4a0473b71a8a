"""The rows of the ledger as far as they can be read at all, and the records that they speak of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from archive.preserve.tile_check import UNREADABLE

if TYPE_CHECKING:
    from archive.catalogue import Catalogue

__all__ = ["readable_events", "records_of"]


def readable_events(catalogue: Catalogue, size: int) -> Iterator[tuple[int, Any, Any, Any]]:
    """Number, envelope, salt and body of every event; what the database cannot read is looked at one by one.

    `size` is how many events there should be; without damage the rows beyond it come as well. Never raises.
    """
    start, more = 0, True
    while more:
        try:
            for seq, text, salt, body in catalogue.sealed_events(start):
                if seq < start:  # a broken tree of pages may lead back, and round for ever
                    break
                start = seq + 1
                yield seq, text, salt, body
            else:
                return
        except UNREADABLE:
            pass
        yield from _alone(catalogue, start)
        start += 1
        more = start < size


def records_of(catalogue: Catalogue, start: int, stop: int) -> tuple[str, ...]:
    """The records that the events in [start, stop) speak of, as the tables tell it, whether they are there or not."""
    try:
        return tuple(subject for subject in catalogue.subjects(start, stop) if _is_record(subject))
    except UNREADABLE:
        return ()


def _is_record(subject: object) -> bool:
    """Ids of everything else have a prefix."""
    return isinstance(subject, str) and subject.isalnum()


def _alone(catalogue: Catalogue, seq: int) -> Iterator[tuple[int, Any, Any, Any]]:
    """One event out of a damaged stretch, with as much of it as can be read."""
    try:
        texts = [text for number, text in catalogue.envelopes(seq, seq + 1) if number == seq][:1]
    except UNREADABLE:
        return
    try:
        payload = catalogue.payload(seq)
    except UNREADABLE:
        payload = (b"", "")
    for text in texts:
        yield (seq, text, *(payload or (None, None)))
