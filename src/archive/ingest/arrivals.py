# Paths are bytes here, and pathlib knows text only.
# ruff: noqa: PTH113, PTH118, PTH119, PTH208
"""Arrivals: files that lie somewhere and may be meant for the archive.

Paths are bytes from here to the ledger: a name is whatever the disk holds, in UTF-8, GBK or
nothing at all. Symbolic links are never followed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.access.triage import Litter
from archive.disk.layout import Layout

if TYPE_CHECKING:
    from archive.disk.config import InboxConfig
    from archive.store import Store

__all__ = ["SEALED_NAME", "Arrival", "FileState", "Found", "Unreadable", "is_litter", "litter", "scan"]

SEALED_NAME = "封存件"
"""What stands wherever the name of a file from a sealed inbox would."""
_LITTER_NAMES = frozenset({b"thumbs.db", b".ds_store", b"desktop.ini"})
_LITTER_ENDS = (b".part", b".tmp", b".crdownload")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file, by name only."""

    inbox: str
    """Name of the inbox in the settings; empty for `archive add`."""
    root: bytes
    """The folder from which the convention of unit and category is read."""
    relative: bytes
    """Path below `root`."""
    shown: bytes
    """Path as it stands on the receipt."""

    @property
    def path(self) -> bytes:
        return os.path.join(self.root, self.relative)


@dataclass(frozen=True, slots=True)
class FileState:
    """What a file looked like at one moment."""

    device: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int
    mode: int
    links: int
    uid: int

    @classmethod
    def of(cls, found: os.stat_result) -> FileState:
        return cls(
            device=found.st_dev,
            inode=found.st_ino,
            size=found.st_size,
            mtime_ns=found.st_mtime_ns,
            ctime_ns=found.st_ctime_ns,
            mode=found.st_mode,
            links=found.st_nlink,
            uid=found.st_uid,
        )

    @property
    def is_file(self) -> bool:
        return stat.S_ISREG(self.mode)

    def same_bytes(self, other: FileState) -> bool:
        """Whether it is the same file and nobody wrote to it in between."""
        mine, theirs = ((s.device, s.inode, s.size, s.mtime_ns) for s in (self, other))
        return mine == theirs


@dataclass(frozen=True, slots=True)
class Found:
    relative: bytes
    state: FileState
    litter: bool
    """By its name it is something half-done or of no meaning: not taken until it is renamed."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A folder that cannot be read now."""

    relative: bytes
    reason: str


def is_litter(name: bytes) -> bool:
    folded = name.lower()
    return folded in _LITTER_NAMES or folded.startswith((b".", b"~$")) or folded.endswith(_LITTER_ENDS)


def scan(
    root: bytes, below: bytes = b"", *, skip: Collection[bytes] = (), in_order: bool = False
) -> Iterator[Found | Unreadable]:
    """Everything below `root`/`below` that is no folder, as it is found (names in order if asked).

    Folders of `root` itself that are named in `skip` (the return folders) are passed over, and so is
    every folder that is the home of an archive. Folders that are litter by name are told, not entered.
    Files may come and go meanwhile: one that is missed is there for the next scan.
    """
    waiting = [below]
    while waiting:
        folder = waiting.pop()
        place = os.path.join(root, folder)
        if os.path.isfile(Layout(Path(os.fsdecode(place))).catalogue):
            continue
        try:
            # Sorted names are short; what scandir gives is long, so it is taken one by one.
            names = iter(sorted(os.listdir(place))) if in_order else _lazily(os.scandir(place))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            yield Unreadable(folder, error.strerror or str(error))
            continue
        inner = []
        for name in names:
            found = None if not folder and name in skip else _look(root, os.path.join(folder, name))
            if found is None:
                continue
            if stat.S_ISDIR(found.state.mode) and not found.litter:
                inner.append(found.relative)
            else:
                yield found
        waiting.extend(reversed(inner))


def _lazily(entries: AbstractContextManager[Iterator[os.DirEntry[bytes]]]) -> Iterator[bytes]:
    with entries as opened, suppress(OSError):  # a share that stumbles half-way: the next scan sees the rest
        for entry in opened:
            yield entry.name


def litter(store: Store) -> Iterator[Litter]:
    """Files that have lain in an inbox for a day without being taken, and those that cannot be read."""
    yesterday = store.clock().timestamp() - 86_400
    skip = {os.fsencode(store.config.filed_folder), os.fsencode(store.config.rejected_folder)}
    for inbox in store.config.inboxes:
        root = os.fsencode(inbox.path)
        for found in scan(root, skip=skip, in_order=True):
            if isinstance(found, Unreadable):
                yield Litter(inbox.name, _told(inbox, found), _moment(store.clock().timestamp()))
                continue
            since = max(found.state.mtime_ns, found.state.ctime_ns) / 1e9
            old = since < yesterday and not _was_taken(store, inbox.name, found)
            if old or (not found.litter and not os.access(os.path.join(root, found.relative), os.R_OK)):
                yield Litter(inbox.name, _told(inbox, found), _moment(since))


def _told(inbox: InboxConfig, found: Found | Unreadable) -> str:
    return SEALED_NAME if inbox.sealed else _text(found.relative)


def _was_taken(store: Store, inbox: str, found: Found) -> bool:
    """Where files are left in place, most of what lies there is in the archive."""
    text = _text(found.relative)
    raw = None if text.encode() == found.relative else found.relative
    last = store.catalogue.last_delivery(inbox, text, raw)
    state = found.state
    return last is not None and (last.size, last.mtime_ns) == (state.size, state.mtime_ns)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _look(root: bytes, relative: bytes) -> Found | None:
    try:
        state = FileState.of(os.lstat(os.path.join(root, relative)))
    except OSError:
        return None  # gone, or on a share that stumbles: the next scan sees
    return Found(relative, state, is_litter(os.path.basename(relative)))
