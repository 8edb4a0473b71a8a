"""Reading: received records go through the pool of parsers and are filed as they come back.

What waits is in the catalogue's queue, not in memory, so that a million files cost no more
than one and a crash loses none of it.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from archive.errors import ArchiveError
from archive.ingest.children import MOST_DEPTH, Children, too_deep
from archive.ingest.filing import Filed, Filer, Read
from archive.ingest.judging import depth_of
from archive.model.event import Accessioned
from archive.model.parsed import Outcome, ParseReport

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["Done", "ReaderPool", "Reading"]

_GROUP = 64
_GROUP_SECONDS = 0.05
_AHEAD = 64
_REMEMBERED_CHARACTERS = 2_000_000


class ReaderPool(Protocol):
    """What is needed of `archive.parsing.pool.Pool`."""

    @property
    def pending(self) -> int: ...
    @property
    def hungry(self) -> bool: ...
    def submit(self, key: Hashable, source: Path, name: str) -> None: ...
    def poll(self, timeout: float | None = 0.0) -> Sequence[tuple[Hashable, ParseReport]]: ...
    def filenos(self) -> Sequence[int]: ...
    def wait_seconds(self) -> float | None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Done:
    """A record that was read and filed."""

    read: Read
    filed: Filed


class Reading:
    """Reads what the queue holds for `owner`."""

    def __init__(self, store: Store, pool: ReaderPool, filer: Filer, owner: str) -> None:
        self._store = store
        self._pool = pool
        self._filer = filer
        self._owner = owner
        self._next: deque[tuple[str, str]] = deque()
        """Records that were fetched from the queue, with their digests."""
        self._at_work: dict[str, str] = {}
        """Records on their way, with their digests."""
        self._same: dict[str, list[str]] = {}
        """By digest: records that wait for another one's reading of the same bytes."""
        self._read: list[Read] = []
        self._read_since = 0.0
        self._remembered = _Remembered()

    @property
    def busy(self) -> bool:
        """Whether anything is on its way, as far as is known in memory."""
        return bool(self._next or self._at_work or self._read)

    def feed(self) -> None:
        """Give the pool what it can use."""
        while self._pool.hungry:
            if not self._next and not self._fetch():
                return
            record, sha256 = self._next.popleft()
            self._at_work[record] = sha256
            known = self._remembered.get(sha256)
            if known is not None:
                self._arrived(record, known, None)
            elif sha256 in self._same:
                self._same[sha256].append(record)
            else:
                self._same[sha256] = []
                self._pool.submit(record, self._store.objects.path(sha256), "")

    def _fetch(self) -> bool:
        """The oldest records that are not on their way yet."""
        mine = self._store.catalogue.queued(len(self._at_work) + _AHEAD, (self._owner,))
        self._next.extend((each.record, each.sha256) for each in mine if each.record not in self._at_work)
        return bool(self._next)

    def collect(self, timeout: float = 0.0) -> list[Done]:
        """File a group of what has been read. Empty while it is worth waiting for more.

        Raises StorageFailed, Busy or NotPermitted; nothing is lost then, and the next call tries again.
        """
        for key, report in self._pool.poll(timeout):
            record = cast("str", key)
            sha256 = self._at_work[record]
            children = None
            if report.document is not None and report.document.children:
                children = Children(report)
                report = children.report  # noqa: PLW2901 - as it goes on from here
            else:
                self._remembered.put(sha256, report)
            records = (record, *self._same.pop(sha256, ()))
            if children is not None:
                children.users = len(records)
            for each in records:
                self._arrived(each, report, children)
        if not self._read or not self._is_time():
            return []
        group = self._read[:_GROUP]
        try:
            filed = self._filer.file(group)
        except ArchiveError:
            self._read_again()
            raise
        del self._read[:_GROUP]
        for each in group:
            del self._at_work[each.record]
            if each.children is not None:
                each.children.done()
        return [Done(read, one) for read, one in zip(group, filed, strict=True)]

    def wait_seconds(self) -> float | None:
        """How long the caller may sleep on the pool's descriptors."""
        pool = self._pool.wait_seconds()
        if not self._read:
            return pool
        left = max(0.0, self._read_since + _GROUP_SECONDS - time.monotonic())
        return left if pool is None else min(left, pool)

    def _is_time(self) -> bool:
        full = len(self._read) >= _GROUP
        return full or not self._pool.pending or time.monotonic() - self._read_since >= _GROUP_SECONDS

    def _read_again(self) -> None:
        """What a failing disk took of what lies inside documents is gone: these are left to the queue."""
        for each in [each for each in self._read if each.children is not None and each.children.lost]:
            self._read.remove(each)
            del self._at_work[each.record]
            assert each.children is not None
            each.children.done()

    def _arrived(self, record: str, report: ParseReport, children: Children | None) -> None:
        if not self._read:
            self._read_since = time.monotonic()
        accession = self._accession(record)
        if children is not None and len(children) and depth_of(accession) >= MOST_DEPTH:
            report = too_deep(report)
            children.done()
            children = None
        self._read.append(Read(record, accession, report, children))

    def _accession(self, record: str) -> Accessioned:
        first = self._store.catalogue.events_of(record)[0]
        return cast("Accessioned", first.payload)


class _Remembered:
    """The newest readings by digest: one notice in fifty folders is read once."""

    def __init__(self) -> None:
        self._reports: OrderedDict[str, ParseReport] = OrderedDict()
        self._characters = 0

    def get(self, sha256: str) -> ParseReport | None:
        return self._reports.get(sha256)

    def put(self, sha256: str, report: ParseReport) -> None:
        """Only what was read without fault is worth remembering."""
        if report.outcome is not Outcome.OK or report.document is None or sha256 in self._reports:
            return
        self._reports[sha256] = report
        self._characters += _length(report)
        while self._characters > _REMEMBERED_CHARACTERS:
            self._characters -= _length(self._reports.popitem(last=False)[1])


def _length(report: ParseReport) -> int:
    """Roughly what it takes in memory, in characters."""
    return 1000 + sum(100 + len(block.text) for block in report.document.blocks) if report.document else 0
