"""OCR while nothing else is to do: one page after another for a process that watches the inboxes.

What arrives is never delayed: no document is begun while anything is taken in, the worker has the lowest
priority, and whoever watches sleeps on its descriptors with all others.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from archive.errors import N_, ArchiveError, OcrUnfit
from archive.ingest.backlog import slow_pool
from archive.ingest.receipt import Receipt
from archive.ingest.receipts import outcome_of
from archive.ingest.rereading import Backlog, Rereading

if TYPE_CHECKING:
    from archive.ingest.reading import ReaderPool
    from archive.ingest.reread import Again
    from archive.store import Store

__all__ = ["IdleOcr", "receipt_of"]

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 5.0
"""Between two looks into an empty queue; other processes fill it too."""
_WARM_SECONDS = 60.0
"""A worker that has nothing to do is kept so long: it holds a gigabyte."""
_UNFIT_SECONDS = 3600.0
_READ = N_("Its pictures were read by OCR.")
_CONTRADICTED = N_("It stays where it is filed, but its text, read by OCR, speaks against it; it waits in triage.")


class IdleOcr:
    """Used by the thread that made it. `owner` is the staging folder of the process."""

    def __init__(
        self,
        store: Store,
        owner: str,
        *,
        pool: Callable[[], ReaderPool] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._owner = owner
        self._make_pool = pool or self._own_pool
        self._clock = clock
        self._pool: ReaderPool | None = None
        self._work: Rereading | None = None
        self._next_look = 0.0
        self._warm_until = 0.0

    @property
    def busy(self) -> bool:
        """Whether a document is being read."""
        return self._work is not None and self._work.busy

    def step(self, *, idle: bool) -> list[Again]:
        """Take in what has been read, and begin the next document if the process is idle.

        Raises StorageFailed, Busy or NotPermitted: what was at hand is read again later then.
        """
        try:
            done = self._work.collect() if self._work is not None else []
            if idle and not self.busy:
                self._begin()
        except OcrUnfit as error:
            _LOG.warning("%s", error)
            self._next_look = self._clock() + _UNFIT_SECONDS
            self.close()
            return []
        except ArchiveError:
            self.close()
            raise
        if self._pool is not None and not self.busy and self._clock() >= self._warm_until:
            self.close()
        return done

    def filenos(self) -> Sequence[int]:
        """Descriptors that become readable when a page or a document is done."""
        return () if self._pool is None else self._pool.filenos()

    def wait_seconds(self) -> float | None:
        """How long the caller may sleep on them."""
        return None if self._pool is None else self._pool.wait_seconds()

    def close(self) -> None:
        """End the worker and leave what it reads to the next process. May be repeated."""
        if self._pool is not None:
            self._pool.close()
        if self._work is not None:
            with suppress(ArchiveError):
                self._work.release()
        self._pool = self._work = None

    def _begin(self) -> None:
        now = self._clock()
        if now < self._next_look:
            return
        if self._work is None:
            if not self._store.catalogue.ocr_backlog().documents or not self._can():
                self._next_look = now + _LOOK_SECONDS
                return
            self._pool = self._make_pool()
            self._work = Rereading(
                self._store, self._pool, Backlog(), owner=self._owner, known_by="service", workers=1
            )
        if self._work.feed():
            self._warm_until = now + _WARM_SECONDS
        else:
            self._next_look = now + _LOOK_SECONDS

    def _can(self) -> bool:
        return self._make_pool != self._own_pool or bool(self._store.registry.parsers(slow=True))

    def _own_pool(self) -> ReaderPool:
        return slow_pool(self._store, 1)


def receipt_of(again: Again) -> Receipt | None:
    """What is told of a record that was read by OCR; None where nothing is new."""
    after = again.after
    if after is None or again.change not in {"read", "isolated", "duplicate"}:
        return None
    outcome, reason = outcome_of("duplicate" if again.change == "duplicate" else after.state, after)
    if outcome == "filed":
        reason = _READ if after.reason is None else _CONTRADICTED
    secret = outcome == "isolated"
    return Receipt(
        path=again.name,
        path_raw=None,
        outcome=outcome,
        record=again.record,
        unit=after.units[0] if after.units and not secret else None,
        category=None if secret else after.category,
        sha256=after.original.sha256,
        parse=str(again.report.outcome),
        reason=reason,
    )
