# Paths are bytes here, and pathlib knows text only.
# ruff: noqa: PTH116
"""Hints: the system tells that something happened in an inbox. The truth is the scan.

watchdog is asked for five kinds of events only. With its default it also hears of every open
and close, its own walk of a large tree floods the queue, and from about 5,000 folders on it
never becomes ready (scale.md 5).
"""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import N_

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver, ObservedWatch

__all__ = ["Hint", "Watcher"]

_LOG = logging.getLogger(__name__)
_MOST_HINTS = 10_000


@dataclass(frozen=True, slots=True)
class Hint:
    inbox: str
    path: bytes
    folder: bool
    """A folder was made or moved here: look at all of it."""
    certain: bool
    """A file was closed after writing, or renamed here."""


class Watcher:
    """Listens for all inboxes in threads of its own; everything else happens in the caller's.

    `fileno` becomes readable when there is something to `take`.
    """

    def __init__(self) -> None:
        self._hints: deque[Hint] = deque()
        self._lock = threading.Lock()
        self._lost = False
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._observer: BaseObserver | None = None
        self._watches: dict[str, tuple[ObservedWatch, tuple[int, int]]] = {}
        self._told: set[str] = set()
        """Inboxes of which it was said that they cannot be watched."""
        self._alarm = _Alarm(self._lose)

    def fileno(self) -> int:
        return self._reader

    def watch(self, inbox: str, root: bytes) -> bool:
        """Listen to a folder, anew if it was replaced by another one; False if that cannot be done now."""
        from watchdog.events import DirCreatedEvent, DirMovedEvent, FileClosedEvent, FileCreatedEvent, FileMovedEvent

        try:
            found = os.stat(root)
            identity = (found.st_dev, found.st_ino)
            known = self._watches.get(inbox)
            if known is not None and known[1] == identity:
                return True
            observer = self._started()
            if known is not None:
                observer.unschedule(known[0])
                del self._watches[inbox]
            wanted: list[type[FileSystemEvent]] = [
                FileClosedEvent, FileMovedEvent, FileCreatedEvent, DirMovedEvent, DirCreatedEvent,
            ]  # fmt: skip
            handler = _Handler(self, inbox)
            watch = observer.schedule(handler, os.fsdecode(root), recursive=True, event_filter=wanted)  # type: ignore[arg-type]  # it has the one method that is called
        except OSError as error:
            if inbox not in self._told:
                _LOG.warning(
                    N_("%s cannot be watched (%s); it is read at intervals"), os.fsdecode(root), error.strerror
                )
            self._told.add(inbox)
            return False
        self._told.discard(inbox)
        self._watches[inbox] = (watch, identity)
        return True

    def take(self) -> tuple[list[Hint], bool]:
        """All hints since the last time, and whether some were lost."""
        with self._lock:
            hints, lost = list(self._hints), self._lost
            self._hints.clear()
            self._lost = False
        try:
            while os.read(self._reader, 4096):
                pass
        except BlockingIOError:
            pass
        return hints, lost

    def close(self) -> None:
        """Stop listening. Harmless if repeated."""
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None
            self._alarm.detach()
        self._watches.clear()
        for descriptor in (self._reader, self._writer):
            if descriptor >= 0:
                os.close(descriptor)
        self._reader = self._writer = -1

    def _started(self) -> BaseObserver:
        if self._observer is None:
            from watchdog.observers import Observer

            # Where folders are made one in the other at once, watchdog meets the inner one twice and warns of
            # itself. Nothing is lost by it, and whoever makes errors of warnings would lose its thread.
            warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning, r"watchdog\.")
            self._alarm.attach()
            self._observer = Observer()
            self._observer.start()
        return self._observer

    def hint(self, hint: Hint) -> None:
        """Called by the observer's thread."""
        with self._lock:
            if len(self._hints) >= _MOST_HINTS:
                self._lost = True
            else:
                self._hints.append(hint)
        self._wake()

    def _lose(self) -> None:
        with self._lock:
            self._lost = True
        self._wake()

    def _wake(self) -> None:
        try:
            os.write(self._writer, b".")
        except (BlockingIOError, OSError):
            return  # full: whoever reads wakes up anyway; closed: nobody reads


class _Handler:
    """What watchdog calls for each event."""

    def __init__(self, watcher: Watcher, inbox: str) -> None:
        self._watcher = watcher
        self._inbox = inbox

    def dispatch(self, event: FileSystemEvent) -> None:
        moved = event.event_type == "moved"
        path = os.fsencode(event.dest_path if moved else event.src_path)
        certain = moved or event.event_type == "closed"
        self._watcher.hint(Hint(self._inbox, path, event.is_directory, certain and not event.is_directory))


class _Alarm(logging.Handler):
    """watchdog tells of lost events in its log only: whatever it warns of, look for yourself."""

    def __init__(self, alarm: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self._alarm = alarm
        self._logger = logging.getLogger("watchdog")

    def attach(self) -> None:
        self._logger.addHandler(self)

    def detach(self) -> None:
        self._logger.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - logging's signature
        self._alarm()
