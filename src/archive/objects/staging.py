"""The way into the local store: copy and hash, flush, rename, flush the names."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from archive.disk.atomic import flush_directories, flush_group, make_folder, rename, storage
from archive.disk.locks import attempt, hold_new_folder
from archive.errors import StorageFailed
from archive.objects.contract import Staged
from archive.objects.local import LocalObjectStore

__all__ = ["LocalStaging", "abandoned", "clear_abandoned"]

_BUFFER = 1024 * 1024
_MODE = 0o440


class LocalStaging:
    """`staging/<pid>-<random>/` of this process, on the file system of the objects, held by its lock."""

    def __init__(self, store: LocalObjectStore, parent: Path) -> None:
        self._store = store
        self._lock = hold_new_folder(parent)
        self._open: dict[str, int] = {}
        self._number = 0
        self._durable_prefixes: set[str] = set()
        self._buffer = bytearray(_BUFFER)
        self.flushes = 0
        """Flush calls so far, for the benchmark."""

    @property
    def name(self) -> str:
        return self._lock.path.name

    @property
    def folder(self) -> Path:
        """Where files may be made that are then taken over by `adopt`; what else is left here is cleared away."""
        return self._lock.path

    def take(self, source: int) -> Staged:
        token, target = self._new()
        try:
            sha256, size = self._copy(source, target, self._lock.path / token)
        except BaseException:
            self._forget(token)
            raise
        return Staged(sha256, size, token)

    def take_bytes(self, data: bytes) -> Staged:
        """What is in memory, as a copy on its way. Raises StorageFailed."""
        token, target = self._new()
        try:
            self._write(memoryview(data), target, self._lock.path / token)
        except BaseException:
            self._forget(token)
            raise
        return Staged(hashlib.sha256(data).hexdigest(), len(data), token)

    def take_pieces(self, pieces: Iterable[bytes]) -> Staged:
        """What comes piece by piece; an error of `pieces` comes through. Raises StorageFailed."""
        token, target = self._new()
        digest, size = hashlib.sha256(), 0
        try:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                self._write(memoryview(piece), target, self._lock.path / token)
        except BaseException:
            self._forget(token)
            raise
        return Staged(digest.hexdigest(), size, token)

    def adopt(self, name: str) -> Staged:
        """Take over the file of that name in `folder`, which nobody writes to any more. Raises StorageFailed."""
        path = self._lock.path / name
        with storage(path):
            self._open[name] = descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            os.fchmod(descriptor, _MODE)
            with os.fdopen(descriptor, "rb", closefd=False) as source:
                sha256 = hashlib.file_digest(source, "sha256").hexdigest()
            return Staged(sha256, os.fstat(descriptor).st_size, name)

    def _new(self) -> tuple[str, int]:
        """An empty file of its own, open: token and descriptor."""
        self._number += 1
        token = f"{self._number:08d}"
        path = self._lock.path / token
        with storage(path):
            self._open[token] = target = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, _MODE)
            os.fchmod(target, _MODE)
        return token, target

    def _copy(self, source: int, target: int, path: Path) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        view = memoryview(self._buffer)
        while count := os.readv(source, [self._buffer]):
            block = view[:count]
            digest.update(block)
            size += count
            self._write(block, target, path)
        return digest.hexdigest(), size

    def _write(self, block: memoryview, target: int, path: Path) -> None:
        with storage(path):
            while block:
                block = block[os.write(target, block) :]

    def drop(self, staged: Staged) -> None:
        self._forget(staged.token)

    def _forget(self, token: str) -> None:
        descriptor = self._open.pop(token, None)
        if descriptor is not None:
            os.close(descriptor)
            with storage(), suppress(FileNotFoundError):
                (self._lock.path / token).unlink()

    def commit(self, group: Sequence[Staged]) -> None:
        """Flush the bytes, rename each to its digest, flush the names: in this order, for the whole group."""
        try:
            self.flushes += flush_group([self._open[each.token] for each in group], self._lock.descriptor)
            touched = [self._settle(each) for each in group]
            prefixes = {path.name for path in touched}
            parents = [] if prefixes <= self._durable_prefixes else [self._store.root]
            self.flushes += flush_directories([*touched, *parents], self._lock.descriptor)
            self._durable_prefixes |= prefixes
        finally:
            # After a failed flush the kernel may have dropped the pages: never flush the same copy twice.
            for each in group:
                self._forget(each.token)

    def _settle(self, staged: Staged) -> Path:
        """Give one copy its final name, or leave the object that is there; the folder that it is in."""
        target = self._store.path(staged.sha256)
        make_folder(target.parent)
        if not _holds(target, staged):
            rename(self._lock.path / staged.token, target, flush=False)
            os.close(self._open.pop(staged.token))
        return target.parent

    def close(self) -> None:
        for token in list(self._open):
            self._forget(token)
        with suppress(OSError):
            for left in self._lock.path.iterdir():
                left.unlink()
            self._lock.path.rmdir()
        self._lock.release()


def _holds(target: Path, staged: Staged) -> bool:
    """Whether the object is there, whole. A damaged one is replaced by the copy at hand."""
    try:
        with target.open("rb") as existing:
            if os.fstat(existing.fileno()).st_size != staged.size:
                return False
            return hashlib.file_digest(existing, "sha256").hexdigest() == staged.sha256
    except OSError:
        return False


def abandoned(parent: Path) -> tuple[str, ...]:
    """Names of the staging folders whose owner is dead, in order."""
    return tuple(name for name in _names(parent) if _is_abandoned(parent / name))


def _is_abandoned(path: Path) -> bool:
    lock = attempt(path) if path.is_dir() else None
    if lock is None:
        return False
    lock.release()
    return True


def clear_abandoned(parent: Path) -> tuple[str, ...]:
    """Remove the staging folders whose lock can be had; their names. A folder of a living process stays.

    What lies in them was never committed: its source is still where it was. Safe to interrupt.
    """
    cleared = []
    for name in _names(parent):
        path = parent / name
        if not path.is_dir():
            continue
        try:
            lock = attempt(path)
        except StorageFailed:
            continue  # another recovery was faster
        if lock is None:
            continue
        shutil.rmtree(path, ignore_errors=True)
        lock.release()
        cleared.append(name)
    return tuple(cleared)


def _names(parent: Path) -> list[str]:
    with storage(parent):
        return sorted(path.name for path in parent.iterdir())
