"""Reading again from beginning to end: the queue for OCR, and what `archive reparse` is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import OcrMissing, ParserUnknown
from archive.ingest.index_follower import IndexFollower
from archive.ingest.recovery import recover
from archive.ingest.rereading import AskedFor, Backlog, Rereading, WorkList
from archive.model.record import Record, State
from archive.model.selection import Selection
from archive.parsing.limits import Limits

if TYPE_CHECKING:
    from archive.hooks.contracts import Parser
    from archive.ingest.reading import ReaderPool
    from archive.ingest.reread import Again
    from archive.store import Store

__all__ = ["SLOW_LIMITS", "OcrStatus", "ocr", "ocr_status", "reparse", "slow_parsers", "slow_pool", "to_reparse"]

SLOW_LIMITS = Limits(
    memory_bytes=2 << 30, cpu_seconds=120.0, wall_seconds=600.0, documents=200, resident_bytes=1600 << 20
)
"""For one page of a slow parser: wall time is ample, because it gets what time others leave."""
_NAP = 0.5


@dataclass(frozen=True, slots=True)
class OcrStatus:
    """What waits for OCR, and how long it will take."""

    documents: int
    pages: int
    at_work: int
    """Documents of these that some process is reading."""
    seconds_a_page: float | None
    """By the wall clock of one worker, over the last 200 documents; None while none was read."""
    engines: tuple[str, ...]
    """Parsers for OCR that are installed, best first, each with its version."""

    @property
    def seconds_left(self) -> float | None:
        """For one worker; None while the pace is not known."""
        return None if self.seconds_a_page is None else self.seconds_a_page * self.pages


def slow_parsers(store: Store) -> tuple[Parser, ...]:
    """Parsers that are asked only afterwards, best first as far as pictures go."""
    found = store.registry.parsers(slow=True)
    return tuple(sorted(found, key=lambda each: (-(each.score("image/png", b"") or 0), each.name)))


def slow_pool(store: Store, workers: int, parser: str = "") -> ReaderPool:
    """Workers of low priority with the limits of slow parsers."""
    from archive.parsing.pool import Pool

    return Pool(workers, plugins=store._plugins, limits=SLOW_LIMITS, slow=True, only=parser)


def ocr_status(store: Store) -> OcrStatus:
    backlog = store.catalogue.ocr_backlog()
    pace = backlog.done_seconds / backlog.done_pages if backlog.done_pages else None
    engines = tuple(f"{each.name} {each.version}" for each in slow_parsers(store))
    return OcrStatus(backlog.documents, backlog.pages, backlog.at_work, pace, engines)


def ocr(store: Store, *, workers: int = 1, limit: int | None = None, pool: ReaderPool | None = None) -> Iterator[Again]:
    """Read what waits for OCR, no more than `limit` documents, until nothing is left that nobody else reads.

    What was read is durable when it is told. Raises OcrMissing if something waits and no parser can read it.
    """
    waiting = store.catalogue.ocr_backlog().documents
    if not waiting:
        return
    if pool is None and not slow_parsers(store):
        raise OcrMissing(count=waiting)
    yield from _work_off(store, Backlog(), pool or slow_pool(store, workers), workers, limit)


def to_reparse(
    store: Store,
    selection: Selection,
    *,
    records: Sequence[str] | None = None,
    outcomes: Collection[str] = (),
    read_by: Collection[str] = (),
) -> Iterator[Record]:
    """The records of the selection (or of `records`) that may be read again: filed or unfiled ones.

    `outcomes` and `read_by` keep those whose last reading ended so, or was by one of these parsers.
    """
    found: Iterable[Record] = (
        store.catalogue.select(selection) if records is None else store.catalogue.records(records).values()
    )
    for record in found:
        if record.state not in (State.FILED, State.UNFILED):
            continue
        outcome = record.parse.outcome if record.parse else ""
        parser = record.parse.parser if record.parse else None
        if (not outcomes or outcome in outcomes) and (not read_by or parser in read_by):
            yield record


def reparse(
    store: Store,
    records: Iterable[Record],
    *,
    parser: str = "",
    workers: int | None = None,
    pool: ReaderPool | None = None,
) -> Iterator[Again]:
    """Read these records again, and whatever an interrupted call left; by `parser` if one is named.

    What was read is durable when it is told, and what is left is on a list that other processes share.
    Raises ParserUnknown.
    """
    known = {each.name: slow for slow in (False, True) for each in store.registry.parsers(slow=slow)}
    if parser and parser not in known:
        raise ParserUnknown(reference=parser, listing=", ".join(sorted(known)))
    chosen: dict[bool, list[str]] = {False: [], True: []}
    for record in records:
        slow = known[parser] if parser else _needs_slow(store, record, known)
        if slow is not None:
            chosen[slow].append(record.id)
    if any(chosen.values()):
        with store.transaction() as tx:
            for slow, ids in chosen.items():
                tx.catalogue.want_reread(ids, slow=slow, parser=parser)
    for slow, only in store.catalogue.reread_kinds():
        count = workers or 1
        yield from _work_off(
            store, AskedFor(slow=slow, parser=only), pool or _pool(store, workers, only, slow=slow), count, None
        )


def _pool(store: Store, workers: int | None, parser: str, *, slow: bool) -> ReaderPool:
    from archive.parsing.pool import Pool

    if slow:
        return slow_pool(store, workers or 1, parser)
    return Pool(workers, plugins=store._plugins, only=parser)


def _needs_slow(store: Store, record: Record, known: dict[str, bool]) -> bool | None:
    """Whether a slow parser should read it; None where one did that is not installed here: nothing is better."""
    parsed = record.parse
    if parsed is not None and parsed.parser in known and known[parsed.parser]:
        return True
    if parsed is not None and record.text_sha256 and parsed.parser not in known and _was_slow(store, record.id):
        return None
    return any(known.values()) and store.catalogue.reread_owner("ocr_queue", record.id) is not None


def _was_slow(store: Store, record: str) -> bool:
    events = [event for event in store.catalogue.events_of(record) if event.kind == "parsed" and event.payload]
    return bool(events) and "seconds" in (events[-1].payload or {})


def _work_off(
    store: Store, work: WorkList, pool: ReaderPool, workers: int, limit: int | None
) -> Iterator[Again]:
    """Until nothing is left that nobody else reads, or `limit` documents are done."""
    recover(store)
    staging = store.objects.stage()
    rereading = Rereading(store, pool, work, owner=staging.name, known_by="account", workers=workers)
    index = IndexFollower(store)
    try:
        while True:
            begun = rereading.feed(limit)
            limit = None if limit is None else limit - begun
            if not rereading.busy:
                break
            done = rereading.collect(_NAP)
            index.changed(len(done))
            yield from done
            index.follow(idle=False)
        index.finish()
    finally:
        pool.close()
        rereading.release()
        staging.close()
        index.close()
