"""What a person offered to `archive add`, and what to tell of it where the disk gives up halfway."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archive.errors import ArchiveError
from archive.ingest import receipts
from archive.ingest.accept import Accepted, Known, NotTaken, Outcome
from archive.ingest.arrivals import Arrival
from archive.ingest.given import Given
from archive.ingest.receipt import Receipt

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["Offer"]


class Offer:
    """The files of one `add`, in groups: each file is in one of the four places below until it has its receipt."""

    def __init__(self, groups: Iterator[list[Given]]) -> None:
        self._groups = groups
        self.offered: Sequence[Arrival] = ()
        """Being accepted: safe all of them or none."""
        self.outcomes: deque[Outcome] = deque()
        """Answered by the acceptor and not looked at."""
        self.waiting: dict[str, Arrival] = {}
        """By record: safe, to be read."""

    def groups(self) -> Iterator[list[Given]]:
        """The groups that nobody has looked at."""
        return self._groups

    def left(self, store: Store, error: ArchiveError) -> Iterator[Receipt]:
        """A receipt for every file that has none yet, after `error` ended the taking in. Only reads."""
        for outcome in self.outcomes:
            yield _of(store, outcome, error)
        for record, arrival in self.waiting.items():
            yield receipts.waiting(store, record, arrival)
        for arrival in self.offered:
            yield receipts.untaken(arrival, error)
        for group in self._groups:
            for item in group:
                if item.refusal is None:
                    yield receipts.untaken(item.arrival, error)
                else:
                    yield receipts.refused(item.arrival, item.refusal)


def _of(store: Store, outcome: Outcome, error: ArchiveError) -> Receipt:
    if isinstance(outcome, Accepted):
        return receipts.pending(outcome)
    if isinstance(outcome, Known):
        return receipts.earlier(store, outcome)
    if isinstance(outcome, NotTaken):
        return receipts.refused(outcome.arrival, outcome.refusal)
    return receipts.untaken(outcome.arrival, error)
