"""Durable bytes: the only module that flushes and renames.

The order is always write, flush, rename, flush the directory. A rename before the flush
could leave a final name with wrong bytes after a power cut, and the next copy would trust
it. Each failure of the disk becomes an error of ours in `storage`, and nowhere else.
"""

from __future__ import annotations

import ctypes
import errno
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.errors import NotPermitted, StorageFailed, TargetExists

__all__ = [
    "DIRECTORY_MODE", "FILE_MODE", "flush_directories", "flush_group", "make_folder", "move_fresh", "rename",
    "storage", "sync_directory", "write_file", "write_new",
]  # fmt: skip

FILE_MODE = 0o640
DIRECTORY_MODE = 0o2750
"""Set-group-id: what is made below belongs to the readers' group."""

_NO_REPLACE = 1
_HERE = -100  # AT_FDCWD
_LIBC = ctypes.CDLL(None, use_errno=True)


@contextmanager
def storage(path: Path | None = None) -> Iterator[None]:
    """Turn an OSError of the block into StorageFailed, or NotPermitted where a right is missing."""
    try:
        yield
    except OSError as error:
        named = path if path is not None else error.filename
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise NotPermitted(path=named) from error
        raise StorageFailed(reason=os.strerror(error.errno) if error.errno else str(error)) from error


def write_file(path: Path, data: bytes, mode: int = FILE_MODE) -> None:
    """Put `data` at `path` with exactly `mode`: after a crash the old file or the new one is there, whole.

    Durable when this returns. Raises StorageFailed or NotPermitted, and leaves no trace then.
    """
    draft = path.with_name(f".{secrets.token_hex(8)}.tmp")
    with storage(path):
        try:
            descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
            try:
                _write_all(descriptor, data)
                os.fchmod(descriptor, mode)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            draft.rename(path)
        except OSError:
            with suppress(OSError):
                draft.unlink()
            raise
        _flush_directory(path.parent)


def write_new(path: Path, data: bytes, mode: int) -> None:
    """Put `data` at a `path` where nothing is yet, with `mode` less the umask; never replaces anything.

    Whole and durable when this returns. Raises TargetExists, StorageFailed or NotPermitted, and leaves no trace then.
    """
    draft = path.with_name(f".{secrets.token_hex(8)}.tmp")
    with storage(path):
        try:
            descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, mode)
            try:
                _write_all(descriptor, data)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            move_fresh(os.fsencode(draft), os.fsencode(path))
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            if isinstance(error, FileExistsError):
                raise TargetExists(path=path) from None
            raise
        _flush_directory(path.parent)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def make_folder(path: Path, mode: int = DIRECTORY_MODE) -> bool:
    """Make a folder with exactly `mode`, and what is missing above it; whether it was not there.

    The names are not flushed yet.
    """
    with storage(path):
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            if not path.is_dir():
                raise
            return False
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir(mode=0o700)
        path.chmod(mode)
        return True


def flush_group(descriptors: Sequence[int], directory: int) -> int:
    """Make the contents of open files durable; how many flushes that took.

    One file is flushed alone. For more, one `syncfs` flushes the file system that the open
    `directory` lies on, whose descriptor must have been opened before the files were written,
    so that every write error since then is told. After a failure the files must be written anew.
    """
    with storage():
        if len(descriptors) > 1 and _syncfs(directory):
            return 1
        for descriptor in descriptors:
            os.fsync(descriptor)
        return len(descriptors)


def flush_directories(paths: Iterable[Path], directory: int) -> int:
    """Make names in `paths` durable; how many flushes that took. `directory` as in `flush_group`."""
    distinct = sorted(set(paths))
    with storage():
        if len(distinct) > 2 and _syncfs(directory):
            return 1
        for path in distinct:
            _flush_directory(path)
        return len(distinct)


def _syncfs(descriptor: int) -> bool:
    """False where the system has no such call."""
    call = getattr(_LIBC, "syncfs", None)
    if call is None:
        return False
    if call(descriptor) == 0:
        return True
    number = ctypes.get_errno()
    if number == errno.ENOSYS:
        return False
    raise OSError(number, os.strerror(number))


def sync_directory(path: Path) -> None:
    """Make the names in a directory durable."""
    with storage(path):
        _flush_directory(path)


def _flush_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rename(source: Path, target: Path, *, flush: bool = True) -> None:
    """Give a flushed file its final name, in place of whatever is there; durable unless `flush` is false."""
    with storage(target):
        source.rename(target)
        if flush:
            _flush_directory(target.parent)


def move_fresh(source: bytes, target: bytes) -> None:
    """Rename a file of somebody else's folder without ever replacing anything.

    Raises FileExistsError if `target` is there, and any other OSError as it comes: a folder of
    a clerk that cannot be written is no failure of the archive's disk.
    """
    call = getattr(_LIBC, "renameat2", None)
    if call is not None:
        if call(_HERE, source, _HERE, target, _NO_REPLACE) == 0:
            return
        number = ctypes.get_errno()
        if number not in (errno.ENOSYS, errno.EINVAL):
            raise OSError(number, os.strerror(number), source, None, target)
    # A file system without that flag (some network shares): a second name, then the first one goes.
    os.link(source, target, follow_symlinks=False)
    os.unlink(source)  # noqa: PTH108 - names are bytes here
