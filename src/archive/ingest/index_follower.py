"""The index kept up to date between other work.

A few changes are followed at once and in this process, so that what was dropped is found within
a second. Many are followed by a process of their own: an engine that merges its files takes
memory and time with the size of the archive, and the intake shall do neither.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from archive.errors import N_, ArchiveError

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["IndexFollower"]

_LOG = logging.getLogger(__name__)
_MANY = 200
_PAUSE_AFTER_FAILURE = 60.0
_PROGRAM = """
import sys
from pathlib import Path
from archive.store import Store
with Store.open(Path(sys.argv[1]), plugins=sys.argv[2] == "plugins") as store:
    store.index.follow()
"""


class IndexFollower:
    """A failure leaves the index behind, not the archive: it catches up later."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._helper: subprocess.Popen[bytes] | None = None
        self._next = 0.0
        self._failed = False
        self._changes = 1
        """Since the index was last brought up; one at the start, for what an earlier process may have left."""

    def changed(self, records: int) -> None:
        self._changes += records

    def follow(self, *, idle: bool) -> None:
        """Bring it up to date now if it is time to: at once when idle, ever more rarely under load."""
        if self._is_helped():
            return
        now = time.monotonic()
        if not self._changes or (now < self._next and (self._failed or not idle)):
            return
        if self._changes > _MANY:
            self._start_helper()
        else:
            self._follow_here()
        self._next = max(self._next, now + 1.0 + 5 * (time.monotonic() - now))

    def finish(self) -> None:
        """Bring it up to date and wait for it."""
        if self._helper is not None:
            self._helper.wait()
        self.follow(idle=True)
        if self._helper is not None:
            self._helper.wait()
            self._is_helped()

    def close(self) -> None:
        """Wait for the helper, if there is one."""
        if self._helper is not None:
            self._helper.wait()

    def _follow_here(self) -> None:
        try:
            self._store.index.follow()
        except ArchiveError as error:
            self._fail(str(error))
            return
        except OSError as error:
            self._fail(error.strerror or str(error))
            return
        self._changes = 0
        self._failed = False

    def _start_helper(self) -> None:
        plugins = "plugins" if self._store._plugins else "bare"
        command = [sys.executable, "-c", _PROGRAM, str(self._store.layout.root), plugins]
        quiet = subprocess.DEVNULL
        try:
            self._helper = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603 - our own words
        except OSError:
            self._follow_here()
            return
        self._changes = 0

    def _is_helped(self) -> bool:
        """Whether a helper is at work; one that failed is told of, and its work is done here."""
        if self._helper is None:
            return False
        status = self._helper.poll()
        if status is None:
            return True
        self._helper = None
        if status:
            self._follow_here()
        return False

    def _fail(self, reason: str) -> None:
        if not self._failed:
            _LOG.warning(N_("The search index is behind and catches up by itself: %s"), reason)
        self._failed = True
        self._next = time.monotonic() + _PAUSE_AFTER_FAILURE
