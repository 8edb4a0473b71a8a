"""The work of reading again: what waits for OCR or was asked for goes through a pool and is taken in as it comes back.

What waits is in the catalogue. Each process takes no more than its workers have at hand, and says so
with the name of its staging folder, whose lock tells the others whether it still lives.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, cast

from archive.errors import N_, ArchiveError, OcrUnfit
from archive.ingest.recovery import dead_owners
from archive.ingest.reread import Again, Reading, Rereader
from archive.model.parsed import Outcome, ParseReport
from archive.transaction import login

if TYPE_CHECKING:
    from archive.catalogue.rereading import RereadQueue, ToRead
    from archive.ingest.reading import ReaderPool
    from archive.store import Store

__all__ = ["AskedFor", "Backlog", "Rereading", "WorkList"]

_AHEAD = 32
DEATHS = 3
"""Processes that may die while they read a document, before it is taken for the cause."""
_UNREADABLE = N_("The file could not be opened for reading.")


class WorkList(Protocol):
    """Where to look for the next records to read."""

    queue: RereadQueue
    slow: bool

    def next(self, store: Store, owners: Sequence[str | None]) -> tuple[ToRead, ...]:
        """Records on the same bytes that belong to one of `owners` (None: to nobody); none if nothing is left."""


class Backlog:
    """The queue for OCR."""

    queue: RereadQueue = "ocr_queue"
    slow = True

    def next(self, store: Store, owners: Sequence[str | None]) -> tuple[ToRead, ...]:
        return store.catalogue.ocr_next(owners)


class AskedFor:
    """The list of `archive reparse`: what one kind of parser has to read of it."""

    queue: RereadQueue = "reread_queue"

    def __init__(self, *, slow: bool, parser: str) -> None:
        self.slow = slow
        self.parser = parser

    def next(self, store: Store, owners: Sequence[str | None]) -> tuple[ToRead, ...]:
        return store.catalogue.reread_next(owners, slow=self.slow, parser=self.parser)


class Rereading:
    """Reads what a list holds, with the workers of `pool`, for the process whose staging folder is `owner`."""

    def __init__(
        self,
        store: Store,
        pool: ReaderPool,
        work: WorkList,
        *,
        owner: str,
        known_by: str,
        workers: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._pool = pool
        self._work = work
        self._owner = owner
        self._known_by = known_by
        self._ahead = workers if work.slow else _AHEAD
        """Documents at hand: of slow ones no more than are being read, so that others may share the work."""
        self._clock = clock
        self._rereader = Rereader(store, actor=login(), known_by=known_by, owner=owner)
        self._at_work: dict[str, tuple[tuple[str, ...], float]] = {}
        """By digest: the records, and when they were handed over."""
        self._left = False
        """Whether records are ours that nobody reads."""

    @property
    def busy(self) -> bool:
        """Whether anything is being read."""
        return bool(self._at_work)

    def feed(self, limit: int | None = None) -> int:
        """Give every worker something to read, as long as there is something; how many documents were begun.

        No more than `limit` are.
        """
        room = self._ahead - len(self._at_work)
        wanted = room if limit is None else min(room, limit)
        if wanted <= 0 or room < self._ahead // 2:
            return 0
        begun = 0
        for group in self._take(wanted):
            sha256 = group[0].sha256
            self._at_work[sha256] = (tuple(each.record for each in group), self._clock())
            self._pool.submit(sha256, self._store.objects.path(sha256), "")
            begun += 1
        return begun

    def collect(self, timeout: float | None = 0.0) -> list[Again]:
        """Take in what has been read.

        Raises StorageFailed, Busy or NotPermitted, and OcrUnfit if no parser works: then what was at hand is
        left to whoever comes next.
        """
        readings = []
        for key, report in self._pool.poll(timeout):
            records, since = self._at_work.pop(cast("str", key))
            readings.append(Reading(records, report, self._clock() - since))
        if not readings:
            return []
        try:
            for each in readings:
                _refuse_unfit(each.report)
            return self._rereader.take(self._work.queue, readings, slow=self._work.slow)
        except ArchiveError:
            self._left = True
            raise

    def release(self) -> None:
        """Leave what is not done to whoever comes next. Harmless if repeated."""
        if self._at_work or self._left:
            self._at_work.clear()
            with self._store.transaction(login(), self._known_by) as tx:
                tx.catalogue.drop_reread(self._owner)
            self._left = False

    def _take(self, most: int) -> list[tuple[ToRead, ...]]:
        """Lease the next records, so that nobody else reads them, by their bytes."""
        owners = (None, *dead_owners(self._store, self._store.catalogue.reread_owners()))
        if not self._work.next(self._store, owners):
            return []
        taken: list[tuple[ToRead, ...]] = []
        with self._store.transaction(login(), self._known_by) as tx:
            while len(taken) < most and (found := self._work.next(self._store, owners)):
                tx.catalogue.take_reread(self._work.queue, [each.record for each in found], self._owner)
                taken.append(found)
        hopeless = [each.record for group in taken for each in group if each.attempts >= DEATHS]
        if hopeless:
            self._give_up(hopeless)
        hopeful = [tuple(each for each in group if each.attempts < DEATHS) for group in taken]
        kept = [group for group in hopeful if group]
        return kept if kept or not taken else self._take(most)

    def _give_up(self, records: Sequence[str]) -> None:
        self._rereader.give_up(records)
        if self._work.queue == "reread_queue":
            with self._store.transaction(login(), self._known_by) as tx:
                tx.catalogue.reread_done(records)


def _refuse_unfit(report: ParseReport) -> None:
    """A parser that is not completely installed, or no worker at all, is no fault of the document. Raise OcrUnfit."""
    tried = [each for each in report.attempts if each.outcome is not Outcome.UNSUPPORTED]
    if report.document is None and not tried and (report.attempts or report.outcome is Outcome.CRASHED):
        reason = report.attempts[-1].reason if report.attempts else report.reason
        if not (reason or "").startswith(_UNREADABLE):
            raise OcrUnfit(reason=reason or "")
