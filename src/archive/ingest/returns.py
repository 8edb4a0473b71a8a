# Paths are bytes here, and pathlib knows text only.
# ruff: noqa: PTH103, PTH106, PTH108, PTH118, PTH120, PTH122, PTH123
"""Returns: what becomes of a source once its file is in the archive, or was refused.

Nothing of a clerk's is ever replaced, and nothing is removed but what `purge` may remove. A
folder that cannot be written is no failure: the file stays, and is known when it is met again.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import BinaryIO

from archive.disk.atomic import move_fresh
from archive.disk.config import Config, InboxConfig
from archive.errors import N_, ArchiveError
from archive.ingest.arrivals import Arrival, FileState, Found, scan
from archive.ingest.delivery import shown_name
from archive.ingest.refusals import Refusal, in_words
from archive.objects.contract import ObjectStore

__all__ = ["Returns"]

_LOG = logging.getLogger(__name__)
_LONGEST_NAME = 255
_REASONS_NAME = {"zh": "退回原因.txt", "en": "Reasons.txt"}


class Returns:
    """The return folders of one inbox."""

    def __init__(self, config: Config, inbox: InboxConfig) -> None:
        self._inbox = inbox
        self._root = os.fsencode(inbox.path)
        self._filed = os.fsencode(config.filed_folder)
        self._rejected = os.fsencode(config.rejected_folder)
        self._language = config.language
        self._told: set[tuple[bytes, int, Refusal]] = set()

    def filed(self, arrival: Arrival, state: FileState) -> bool:
        """Move a source whose file is in the archive; whether the place is clear of what was taken.

        False: somebody wrote to it meanwhile, so what lies there is a new delivery.
        """
        if self._inbox.sealed:
            return self._remove(arrival, state)
        if self._inbox.after == "leave":
            return True
        return self._move(arrival, state, self._filed)

    def _remove(self, arrival: Arrival, state: FileState) -> bool:
        """Remove a source that is sealed in the archive, and the folders that it leaves empty."""
        if not _unchanged(arrival.path, state):
            return not os.path.lexists(arrival.path)
        try:
            os.unlink(arrival.path)
        except OSError as error:
            _LOG.error(N_("A sealed file stays in %s: %s"), shown_name(self._root)[0], error.strerror or error)
            return True
        _remove_empty(self._root, os.path.dirname(arrival.relative))
        return True

    def rejected(
        self, arrival: Arrival, state: FileState, refusal: Refusal, now: datetime, *, fresh: bool = True
    ) -> None:
        """Write the reason into the folder for rejected files, and move the file there if it is a regular one.

        `fresh` is false where the ledger knew of it: then the reason is written only if it is not there. One of a
        sealed inbox stays where it is, and nothing is written.
        """
        if self._inbox.sealed:  # a name is told to nobody, so it stays where it is
            return
        key = (arrival.relative, state.inode, refusal)
        if key not in self._told:
            with suppress(OSError):
                os.makedirs(os.path.join(self._root, self._rejected), exist_ok=True)
                if fresh or not self._is_told(arrival):
                    self._write_reason(arrival, refusal, now)
            self._told.add(key)
        if state.is_file and self._inbox.after != "leave":
            self._move(arrival, state, self._rejected)

    def _move(self, arrival: Arrival, state: FileState, folder: bytes) -> bool:
        source = arrival.path
        if not _unchanged(source, state):
            return not os.path.lexists(source)
        try:
            target = _move_numbered(source, os.path.join(self._root, folder, arrival.relative))
        except OSError as error:
            _LOG.warning(N_("%s stays in the inbox: %s"), shown_name(source)[0], error.strerror or error)
            return True
        if _unchanged(target, state):
            return True
        with suppress(OSError):  # written to between the two looks: it is the clerk's again
            _move_numbered(target, source)
        return False

    @property
    def _reasons(self) -> bytes:
        return os.path.join(self._root, self._rejected, os.fsencode(_REASONS_NAME[self._language]))

    def _is_told(self, arrival: Arrival) -> bool:
        name = f"  {_escaped(shown_name(arrival.relative)[0])}\r\n".encode()
        try:
            with open(self._reasons, "rb") as lines:
                return any(line.endswith(name) for line in lines)
        except FileNotFoundError:
            return False

    def _write_reason(self, arrival: Arrival, refusal: Refusal, now: datetime) -> None:
        """Add a line to the one file of reasons; a program that opens files by their mark sees UTF-8."""
        path = self._reasons
        name = _escaped(shown_name(arrival.relative)[0])
        line = f"{now.astimezone():%Y-%m-%d %H:%M:%S}  {name}\r\n    {in_words(refusal, self._language)}\r\n"
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o664)
        try:
            mark = "" if os.fstat(descriptor).st_size else "\ufeff"
            os.write(descriptor, (mark + line).encode())
        finally:
            os.close(descriptor)

    def purge(self, objects: ObjectStore, now: float) -> Iterator[bytes]:
        """Remove files that were filed more than `keep_days` ago, where the settings say so; yields each.

        `now` in seconds since 1970. A file goes only if its bytes, read again, are an original of the
        archive and that original, read again, is what its name says. One that differs stays.
        """
        if self._inbox.after != "delete":
            return
        root = os.path.join(self._root, self._filed)
        oldest = now - self._inbox.keep_days * 86_400
        for found in scan(root):
            if not isinstance(found, Found) or not found.state.is_file or found.state.ctime_ns > oldest * 1e9:
                continue
            path = os.path.join(root, found.relative)
            if _is_archived(path, found.state, objects):
                with suppress(OSError):
                    os.unlink(path)
                    yield found.relative
            else:
                _LOG.warning(N_("%s differs from what was archived and is kept"), shown_name(path)[0])
            _remove_empty(root, os.path.dirname(found.relative))


def _unchanged(path: bytes, state: FileState) -> bool:
    try:
        return FileState.of(os.lstat(path)).same_bytes(state)
    except OSError:
        return False


def _move_numbered(source: bytes, target: bytes) -> bytes:
    """Move to `target`, or to the same name with a number if that is taken; where it went."""
    folder, name = os.path.split(target)
    os.makedirs(folder, exist_ok=True)
    for number in range(1, 100_000):
        place = os.path.join(folder, name if number == 1 else _numbered(name, number))
        try:
            move_fresh(source, place)
        except FileExistsError:
            continue
        return place
    raise FileExistsError(target)


def _numbered(name: bytes, number: int) -> bytes:
    """`报告 (2).docx`, with the stem cut where the whole would be too long for a name."""
    stem, ending = os.path.splitext(name)
    mark = f" ({number})".encode() + ending[:32]
    stem = stem[: _LONGEST_NAME - len(mark)]
    with suppress(UnicodeDecodeError):
        name.decode()
        stem = stem.decode("utf-8", "ignore").encode()
    return stem + mark


def _escaped(name: str) -> str:
    """Control and direction characters of a name, made visible."""
    return "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in name)


def _is_archived(path: bytes, state: FileState, objects: ObjectStore) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as source:
            digest = _digest(source)
            if not FileState.of(os.fstat(source.fileno())).same_bytes(state):
                return False
        with objects.open(digest) as original:
            return _digest(original) == digest
    except (OSError, ArchiveError):
        return False


def _digest(source: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := source.read(1024 * 1024):
        digest.update(block)
    return digest.hexdigest()


def _remove_empty(root: bytes, relative: bytes) -> None:
    while relative:
        try:
            os.rmdir(os.path.join(root, relative))
        except OSError:
            return
        relative = os.path.dirname(relative)
