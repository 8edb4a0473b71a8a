# Paths are bytes here, and pathlib knows text only.
# ruff: noqa: PTH118
"""One inbox while it is watched: what is read of it when, and what of it is passed over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archive.disk.config import Config, InboxConfig
from archive.ingest.arrivals import SEALED_NAME, Arrival, Found, Unreadable, is_litter, scan
from archive.ingest.returns import Returns
from archive.ingest.settle import Settling
from archive.ingest.watching import Hint, Watcher

if TYPE_CHECKING:
    from archive.catalogue import Catalogue

__all__ = ["WatchedInbox"]

_STEP = 512
"""Entries that are looked at before other work has its turn."""
_MOST_FOLDERS = 100


class WatchedInbox:
    """Turns hints and scans of one inbox into arrivals that settle."""

    def __init__(self, config: Config, inbox: InboxConfig) -> None:
        self.inbox = inbox
        self.root = os.fsencode(inbox.path)
        self.returns = Returns(config, inbox)
        self._skip = frozenset({os.fsencode(config.filed_folder), os.fsencode(config.rejected_folder)})
        self._scans: list[Iterator[Found | Unreadable]] = []
        self._next_scan = 0.0

    def listen(self, watcher: Watcher) -> None:
        """Ask for hints, where the settings say that there are any."""
        if self.inbox.mode == "events":
            watcher.watch(self.inbox.name, self.root)

    def hinted(self, hint: Hint, settling: Settling) -> None:
        relative = os.path.relpath(hint.path, self.root)
        parts = relative.split(b"/")
        if parts[0] in (*self._skip, b".", b"..") or any(map(is_litter, parts)):
            return
        if not hint.folder and not settling.full:
            self._notice(relative, settling, certain=hint.certain)
        elif hint.folder and len(self._scans) < _MOST_FOLDERS:
            self._scans.append(scan(self.root, relative))
        else:
            self.look_again()

    def look_again(self) -> None:
        """Read the whole folder as soon as possible."""
        self._next_scan = 0.0

    def advance(self, now: float, settling: Settling, catalogue: Catalogue) -> bool:
        """Read on for a while; whether there is more to read at once."""
        if now >= self._next_scan and not self._scans:
            self._next_scan = now + self.inbox.interval_seconds
            self._scans = [scan(self.root, skip=self._skip)]
        for _ in range(_STEP):
            if not self._scans or settling.full:
                break
            found = next(self._scans[-1], None)
            if found is None:
                self._scans.pop()
            elif isinstance(found, Found) and not found.litter and not self._is_done(found, catalogue):
                self._notice(found.relative, settling)
        return bool(self._scans) and not settling.full

    def next_scan(self) -> float:
        return self._next_scan

    def _is_done(self, found: Found, catalogue: Catalogue) -> bool:
        """Whether it is left in place and known, which is not worth waiting for."""
        if self.inbox.after != "leave":
            return False
        try:
            text, raw = found.relative.decode(), None
        except UnicodeDecodeError:
            text, raw = found.relative.decode("utf-8", "replace"), found.relative
        last = catalogue.last_delivery(self.inbox.name, text, raw)
        state = found.state
        return last is not None and (last.size, last.mtime_ns, last.ctime_ns) == (
            state.size,
            state.mtime_ns,
            state.ctime_ns,
        )

    def _notice(self, relative: bytes, settling: Settling, *, certain: bool = False) -> None:
        shown = SEALED_NAME.encode() if self.inbox.sealed else relative
        arrival = Arrival(self.inbox.name, self.root, relative, os.path.join(self.root, shown))
        settling.notice(arrival, self.inbox.settle_seconds, certain=certain)
