"""Locks between processes: `flock`, which the kernel takes back from whoever dies."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.disk.atomic import DIRECTORY_MODE, FILE_MODE, make_folder, storage

__all__ = ["Lock", "attempt", "held", "hold_new_folder"]


class Lock:
    """A lock that is held until `release` or the end of the process."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.descriptor = descriptor

    def release(self) -> None:
        """Harmless if repeated."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Wait for the lock on the file `path`, which is made if it is missing, and hold it for the block."""
    lock = _lock(path, wait=True)
    assert lock is not None
    try:
        yield
    finally:
        lock.release()


def attempt(path: Path) -> Lock | None:
    """The lock on a file or an existing folder, None at once if somebody else has it."""
    return _lock(path, wait=False)


def _lock(path: Path, *, wait: bool) -> Lock | None:
    with storage(path):
        flags = os.O_RDONLY | os.O_DIRECTORY if path.is_dir() else os.O_RDWR | os.O_CREAT
        descriptor = os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW, FILE_MODE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError as error:
            os.close(descriptor)
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                return None
            raise
    return Lock(path, descriptor)


def hold_new_folder(parent: Path) -> Lock:
    """Make a folder `<pid>-<random>` below `parent` and hold its lock.

    Whoever gets the lock of such a folder knows that its owner is dead.
    """
    while True:
        path = parent / f"{os.getpid()}-{secrets.token_hex(8)}"
        make_folder(path, DIRECTORY_MODE)
        lock = _held_in_place(path)
        if lock is not None:
            return lock


def _held_in_place(path: Path) -> Lock | None:
    """None if a recovery took the folder for abandoned between its making and its locking."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    lock = attempt(path)
    if lock is None:
        return None
    opened = os.fstat(lock.descriptor)
    if (opened.st_ino, opened.st_nlink > 0) == (found.st_ino, True) and path.exists():
        return lock
    lock.release()
    return None
