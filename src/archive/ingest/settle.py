"""Settling: a file is taken when nobody is writing to it any more, as far as that can be told."""

from __future__ import annotations

import errno
import fcntl
import heapq
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive.ingest.arrivals import Arrival, FileState

__all__ = ["EMPTY_SECONDS", "Settling", "open_for_writing"]

EMPTY_SECONDS = 60.0
"""How long a file may stay empty before it is refused: some programs make the name first."""
_FIRST_RETRY = 0.5
_LONGEST_RETRY = 60.0


@dataclass(slots=True)
class _Waiting:
    arrival: Arrival
    seconds: float
    """How long it must stay unchanged."""
    state: FileState | None
    since: float
    """When it was first seen in this state."""
    due: float
    certain: bool
    """It was closed or moved here: there is nothing to wait for."""
    tries: int = 0


class Settling:
    """Arrivals that wait for their time. `clock` counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float], *, limit: int = 4096, empty_seconds: float | None = None) -> None:
        self._clock = clock
        self._limit = limit
        self._empty_seconds = EMPTY_SECONDS if empty_seconds is None else empty_seconds
        self._waiting: dict[bytes, _Waiting] = {}
        self._heap: list[tuple[float, bytes]] = []

    @property
    def full(self) -> bool:
        """No more should be noticed now: memory must not grow with the number of files."""
        return len(self._waiting) >= self._limit

    def notice(self, arrival: Arrival, seconds: float, *, certain: bool = False) -> None:
        """A file was seen. `certain`: it was closed after writing or renamed here, so it need not rest."""
        known = self._waiting.get(arrival.path)
        now = self._clock()
        if known is None:
            state = _look(arrival.path)
            if state is None:
                return
            known = _Waiting(arrival, seconds, state, now, now + seconds, certain)
            self._waiting[arrival.path] = known
        elif not certain:
            return
        known.certain = certain
        known.tries = 0
        self._expect(known, now if certain else known.due)

    def postpone(self, arrival: Arrival, seconds: float, tries: int) -> None:
        """Try again later, the later the more often it was tried."""
        now = self._clock()
        wait = min(max(seconds, _FIRST_RETRY) * 2**tries, _LONGEST_RETRY)
        known = _Waiting(arrival, seconds, _look(arrival.path), now, now + wait, certain=False, tries=tries + 1)
        if known.state is not None:
            self._waiting[arrival.path] = known
            self._expect(known, known.due)

    def ready(self, files: int, size: int) -> Iterator[tuple[Arrival, int]]:
        """Arrivals that have settled, and how often each was tried: up to `files`, or until they are `size` bytes."""
        now = self._clock()
        while files and size > 0 and self._heap and self._heap[0][0] <= now:
            due, path = heapq.heappop(self._heap)
            waiting = self._waiting.get(path)
            if waiting is None or waiting.due != due:
                continue
            if self._settled(waiting, now):
                del self._waiting[path]
                files -= 1
                size -= waiting.state.size if waiting.state is not None else 0
                yield waiting.arrival, waiting.tries

    def next_due(self) -> float | None:
        """When `ready` should be asked again, by the clock."""
        return self._heap[0][0] if self._heap else None

    def _settled(self, waiting: _Waiting, now: float) -> bool:
        """Whether it can be taken; otherwise it is forgotten or expected again."""
        state = _look(waiting.arrival.path)
        if state is None:
            del self._waiting[waiting.arrival.path]
            return False
        if state != waiting.state:
            certain, waiting.state, waiting.since = waiting.certain, state, now
            if not certain or not state.size:
                self._expect(waiting, now + self._rest(waiting, state))
                return False
        if state.is_file and not state.size and now < waiting.since + self._empty_seconds:
            self._expect(waiting, waiting.since + self._empty_seconds)
            return False
        return True

    def _rest(self, waiting: _Waiting, state: FileState) -> float:
        return self._empty_seconds if state.is_file and not state.size else waiting.seconds

    def _expect(self, waiting: _Waiting, due: float) -> None:
        waiting.due = due
        heapq.heappush(self._heap, (due, waiting.arrival.path))
        if len(self._heap) > 4 * self._limit:
            self._heap = [(each.due, path) for path, each in self._waiting.items()]
            heapq.heapify(self._heap)


def _look(path: bytes) -> FileState | None:
    try:
        return FileState.of(os.lstat(path))
    except OSError:
        return None


def open_for_writing(descriptor: int) -> bool:
    """Whether somebody still has the file open for writing, where a read lease can tell.

    The lease is given back at once. The signal that breaks it is turned into one that is ignored
    by default: otherwise a writer who comes in that instant would end this process.
    """
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False
