"""The intake: the order in which things happen, and nothing else.

accept (commit A) → return the source → read in the sandbox → place and file (commit B) →
receipt → index. One thread does it all; parsers run in processes of their own.
"""

from __future__ import annotations

import logging
import os
import select
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from archive.errors import N_, ArchiveError, Busy, NotPermitted, StorageFailed
from archive.ingest import receipts
from archive.ingest.accept import Accepted, Acceptor, Known, Later, Named, NotTaken, SealedAway
from archive.ingest.arrivals import Arrival
from archive.ingest.families import Complete, Families
from archive.ingest.filing import Filer
from archive.ingest.given import Given, walk
from archive.ingest.idle import IdleOcr, receipt_of
from archive.ingest.inboxes import WatchedInbox
from archive.ingest.index_follower import IndexFollower
from archive.ingest.offer import Offer
from archive.ingest.reading import Done, ReaderPool, Reading
from archive.ingest.receipt import Receipt
from archive.ingest.recovery import adopt, recover
from archive.ingest.settle import Settling
from archive.ingest.watching import Watcher
from archive.transaction import login

if TYPE_CHECKING:
    import threading

    from archive.store import Store

__all__ = ["GROUP_BYTES", "GROUP_FILES", "Intake"]

_LOG = logging.getLogger(__name__)
GROUP_FILES = 64
GROUP_BYTES = 64 * 1024 * 1024
_IN_FLIGHT = 256
"""Files of `add` that may wait to be read before more are accepted: memory must not grow with their number."""
_NAP = 0.25
_FIRST_PAUSE = 1.0
_QUEUE_SECONDS = 2.0
_PURGE_SECONDS = 3600.0
_LONGEST_PAUSE = 60.0
_DISK_TROUBLE = (StorageFailed, Busy, NotPermitted)


class Intake:
    """Takes files in, for one process. A context manager; used by the thread that made it."""

    def __init__(self, store: Store, pool: ReaderPool | None = None) -> None:
        self._store = store
        self._staging = store.objects.stage()
        self._pool = pool
        self._idle = IdleOcr(store, self._staging.name)
        self._index = IndexFollower(store)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the workers and leave what is unread to the next process. May be repeated."""
        if self._pool is not None:
            self._pool.close()
        with suppress(ArchiveError):
            self._release()
        self._staging.close()
        self._index.close()

    def _release(self) -> None:
        mine = self._store.catalogue.queued(1_000_000, (self._staging.name,))
        if mine:
            with self._store.transaction(login(), "account") as tx:
                tx.catalogue.release([each.record for each in mine])

    def recover(self) -> None:
        """Clear up after processes that died. Idempotent, and safe to interrupt at any point."""
        recover(self._store)

    # --- files that a person names

    def add(
        self, paths: Sequence[bytes], *, unit: str | None = None, category: str | None = None, wait: bool = True
    ) -> Iterator[Receipt]:
        """Take copies of files, and of all files in folders, in the order of their names.

        Receipts come as files are done. A file that cannot be taken has a rejected receipt; what stops
        everything raises: UnitUnknown, UnitAmbiguous or CategoryUnknown before anything is done, and
        StorageFailed, Busy or NotPermitted after a receipt for every file: rejected is what was not
        taken, pending what is safe and not read. Nothing is lost.
        """
        if unit is not None:
            self._store.find_unit(unit)
        if category is not None:
            self._store.find_category(category)
        offer = Offer(_groups(walk(paths)))
        try:
            yield from self._take(offer, Named(unit, category), wait=wait)
        except _DISK_TROUBLE as error:
            yield from offer.left(self._store, error)
            raise

    def _take(self, offer: Offer, named: Named, *, wait: bool) -> Iterator[Receipt]:
        self.recover()
        owner = self._staging.name if wait else None
        acceptor = self._acceptor("account", owner, named)
        reading = self._reading("account") if wait else None
        families = Families()
        for group in offer.groups():
            offer.offered = [item.arrival for item in group if item.refusal is None]
            for item in group:
                if item.refusal is not None:
                    yield receipts.refused(item.arrival, item.refusal)
            offer.outcomes.extend(acceptor.accept(offer.offered))
            offer.offered = ()
            while offer.outcomes:
                receipt = self._answered(offer.outcomes[0], offer.waiting, wait=wait)
                offer.outcomes.popleft()
                if receipt is not None:
                    yield receipt
            if reading is not None:
                yield from self._read_down_to(reading, families, offer.waiting, _IN_FLIGHT)
        if reading is not None:
            adopt(self._store, self._staging.name)
            yield from self._read_down_to(reading, families, offer.waiting, 0)
            self._index.finish()

    def _answered(self, outcome: object, waiting: dict[str, Arrival], *, wait: bool) -> Receipt | None:
        """The receipt, if there is one already; otherwise the record is among those `waiting`."""
        if isinstance(outcome, Accepted):
            if not wait:
                return receipts.pending(outcome)
            waiting[outcome.record] = outcome.arrival
        elif isinstance(outcome, Known):
            if outcome.record_state == "received" and wait and adopt(self._store, self._staging.name, outcome.record):
                waiting[outcome.record] = outcome.arrival
            else:
                return receipts.earlier(self._store, outcome)
        elif isinstance(outcome, NotTaken):
            return receipts.refused(outcome.arrival, outcome.refusal)
        elif isinstance(outcome, Later):
            return receipts.refused(outcome.arrival, "unreadable")
        return None

    def _read_down_to(
        self, reading: Reading, families: Families, waiting: dict[str, Arrival], limit: int
    ) -> Iterator[Receipt]:
        """Read and file until no more than `limit` of ours wait; all of the queue where that is 0."""
        reading.feed()
        while len(waiting) > limit or (not limit and reading.busy):
            done = reading.collect(_NAP)
            reading.feed()
            self._index.changed(_changes(done))
            yield from self._told(families.done(done), waiting)
            self._index.follow(idle=False)

    def _told(self, complete: Sequence[Complete], waiting: dict[str, Arrival]) -> list[Receipt]:
        """Receipts for those that somebody waits for."""
        mine = [(each, waiting.pop(each.done.read.record).shown) for each in complete
                if each.done.read.record in waiting]  # fmt: skip
        return list(receipts.told(self._store, mine))

    # --- inboxes

    def watch(self, *, stop: threading.Event, on_receipt: Callable[[Receipt], None]) -> None:
        """Take what is dropped into the inboxes until `stop` is set.

        A disk that refuses is told in the log and tried again, ever more slowly; so is a folder that is
        missing. Only what is wrong with the home itself raises.
        """
        watcher = Watcher()
        try:
            watch = _Watch(self, watcher, on_receipt)
            while not stop.is_set():
                watch.step()
        finally:
            watcher.close()
            self._idle.close()

    def _acceptor(self, known_by: str, owner: str | None, named: Named | None = None) -> Acceptor:
        return Acceptor(
            self._store, self._staging, actor=login(), known_by=known_by, owner=owner, named=named
        )

    def _reading(self, known_by: str) -> Reading:
        if self._pool is None:
            from archive.parsing.pool import Pool

            self._pool = Pool(plugins=self._store._plugins, children=self._staging.folder)
        filer = Filer(
            self._store, actor=login(), known_by=known_by, owner=self._staging.name, staging=self._staging
        )
        return Reading(self._store, self._pool, filer, self._staging.name)


class _Watch:
    """The loop of `watch`, one turn at a time."""

    def __init__(self, intake: Intake, watcher: Watcher, on_receipt: Callable[[Receipt], None]) -> None:
        self._intake = intake
        self._store = intake._store
        self._owner = intake._staging.name
        self._watcher = watcher
        self._on_receipt = on_receipt
        config = self._store.config
        self._inboxes = {each.name: WatchedInbox(config, each) for each in config.inboxes}
        self._settling = Settling(time.monotonic)
        self._acceptor = intake._acceptor("service", self._owner)
        self._reading = intake._reading("service")
        self._families = Families()
        self._index = intake._index
        self._trouble = _Trouble()
        self._recovered = False
        self._next_listen = self._next_queue = 0.0
        self._next_purge = time.monotonic() + 1.0
        self._purges: list[Iterator[bytes]] = []

    def step(self) -> None:
        """One turn: hints, scans, one group accepted, what was read filed, the index, and a nap."""
        try:
            if not self._recovered:
                self._intake.recover()
                self._recovered = True
            more = self._look()
            worked = self._accept() if self._trouble.is_over() else False
            worked |= self._file()
            worked |= self._read_again(idle=not worked and not more and not self._reading.busy)
        except _DISK_TROUBLE as error:
            self._trouble.begin(error)
            worked = more = False
        else:
            if worked:
                self._trouble.end()
        self._index.follow(idle=not worked and not more and not self._reading.busy)
        if not worked and not more:
            self._sleep()

    def _look(self) -> bool:
        now = time.monotonic()
        if now >= self._next_listen:
            self._next_listen = now + 10.0
            for inbox in self._inboxes.values():
                inbox.listen(self._watcher)
        hints, lost = self._watcher.take()
        for hint in hints:
            self._inboxes[hint.inbox].hinted(hint, self._settling)
        if lost:
            for inbox in self._inboxes.values():
                inbox.look_again()
        if now >= self._next_purge:
            self._next_purge = now + _PURGE_SECONDS
            moment = self._store.clock().timestamp()
            self._purges = [each.returns.purge(self._store.objects, moment) for each in self._inboxes.values()]
        if self._purges and next(self._purges[-1], None) is None:
            self._purges.pop()
        busy = [each.advance(now, self._settling, self._store.catalogue) for each in self._inboxes.values()]
        return any(busy)

    def _accept(self) -> bool:
        """One group through commit A, and its sources out of the way."""
        ready = list(self._settling.ready(GROUP_FILES, GROUP_BYTES))
        if not ready:
            return False
        tries = {arrival.path: count for arrival, count in ready}
        try:
            outcomes = self._acceptor.accept([arrival for arrival, _ in ready])
        except _DISK_TROUBLE:
            for arrival, count in ready:
                self._postpone(arrival, count)
            raise
        for outcome in outcomes:
            self._settle(outcome, tries)
        return True

    def _settle(self, outcome: object, tries: dict[bytes, int]) -> None:
        if isinstance(outcome, Accepted | Known):
            inbox = self._inboxes[outcome.arrival.inbox]
            if not inbox.returns.filed(outcome.arrival, outcome.state):
                self._settling.notice(outcome.arrival, inbox.inbox.settle_seconds)
        elif isinstance(outcome, SealedAway):
            self._inboxes[outcome.arrival.inbox].returns.filed(outcome.arrival, outcome.state)
            self._on_receipt(receipts.sealed(outcome))
        elif isinstance(outcome, NotTaken) and outcome.state is not None:
            returns = self._inboxes[outcome.arrival.inbox].returns
            returns.rejected(
                outcome.arrival, outcome.state, outcome.refusal, self._store.clock(), fresh=outcome.recorded
            )
            if outcome.recorded:
                self._on_receipt(receipts.refused(outcome.arrival, outcome.refusal))
        elif isinstance(outcome, Later):
            count = tries[outcome.arrival.path]
            if outcome.unreadable and not count:
                _LOG.warning(N_("%s cannot be read yet; it is tried again"), os.fsdecode(outcome.arrival.shown))
            self._postpone(outcome.arrival, count)

    def _postpone(self, arrival: Arrival, tries: int) -> None:
        self._settling.postpone(arrival, self._inboxes[arrival.inbox].inbox.settle_seconds, tries)

    def _file(self) -> bool:
        now = time.monotonic()
        if now >= self._next_queue and not self._reading.busy:
            self._next_queue = now + _QUEUE_SECONDS
            adopt(self._store, self._owner)
        self._reading.feed()
        done = self._reading.collect()
        self._reading.feed()
        self._index.changed(_changes(done))
        for receipt in receipts.told(self._store, [(each, None) for each in self._families.done(done)]):
            self._on_receipt(receipt)
        return bool(done)

    def _read_again(self, *, idle: bool) -> bool:
        """What waits for OCR, while nothing arrives."""
        done = self._intake._idle.step(idle=idle and self._trouble.is_over())
        self._index.changed(len(done))
        for receipt in filter(None, map(receipt_of, done)):
            self._on_receipt(receipt)
        return bool(done)

    def _sleep(self) -> None:
        now = time.monotonic()
        waits = [_NAP]
        due = self._settling.next_due()
        if due is not None:
            waits.append(due - now)
        pool = self._reading.wait_seconds()
        if pool is not None:
            waits.append(pool)
        waits.extend(inbox.next_scan() - now for inbox in self._inboxes.values())
        if not self._trouble.is_over():
            waits = [_NAP]
        idle = self._intake._idle
        if (page := idle.wait_seconds()) is not None:
            waits.append(page)
        descriptors = [self._watcher.fileno(), *self._intake._pool.filenos(), *idle.filenos()]  # type: ignore[union-attr]  # made with the reading
        select.select(descriptors, [], [], max(0.0, min(waits)))


class _Trouble:
    """A disk that refuses: said once, tried again after ever longer pauses."""

    def __init__(self) -> None:
        self._until = 0.0
        self._pause = 0.0

    def is_over(self) -> bool:
        return time.monotonic() >= self._until

    def begin(self, error: ArchiveError) -> None:
        if not self._pause:
            _LOG.error("%s", error)
        self._pause = min(max(_FIRST_PAUSE, 2 * self._pause), _LONGEST_PAUSE)
        self._until = time.monotonic() + self._pause

    def end(self) -> None:
        if self._pause:
            _LOG.warning(N_("The disk takes files again."))
        self._pause = 0.0


def _changes(done: Sequence[Done]) -> int:
    """Records that the index has to look at."""
    return sum(1 + len(each.filed.rows) for each in done)


def _groups(items: Iterator[Given]) -> Iterator[list[Given]]:
    """Groups of at most 64 files or about 64 MB."""
    group: list[Given] = []
    size = 0
    for item in items:
        group.append(item)
        size += item.size
        if len(group) >= GROUP_FILES or size >= GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group
