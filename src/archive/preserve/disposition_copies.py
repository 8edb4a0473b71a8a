# Paths are bytes here, and pathlib knows text only.
# ruff: noqa: PTH108, PTH117, PTH118, PTH120
"""Copies of what is destroyed that lie outside of objects and catalogue: in folders of filed files, with depositors,
in backups.

Paths are bytes, as depositors wrote them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from archive.disk.atomic import storage, sync_directory
from archive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive.disk.config import InboxConfig
    from archive.model.event import CopyData
    from archive.store import Store

__all__ = ["Filed", "copies_elsewhere", "find_filed", "remove_filed"]


@dataclass(slots=True)
class Filed:
    """Copies that were found."""

    filed: list[bytes] = field(default_factory=list)
    """Files in folders of filed files whose bytes are those of a record that goes."""
    sources: set[str] = field(default_factory=set)
    """Records whose source still lies where its depositor has it."""


def find_filed(store: Store, records: Sequence[str]) -> Filed:
    """Where files with the bytes of these records lie: they are looked for in the folders they were delivered from.

    A copy is one only if size and SHA-256 are those of the original; nothing else of a clerk's is touched. The bytes
    of a record that shares them with one that stays are left where they are.
    """
    found = Filed()
    inboxes = {inbox.name: inbox for inbox in store.config.inboxes}
    seen: dict[bytes, list[tuple[int, bytes]]] = {}
    for record in records:
        digests = _digests(store, record, records)
        for row in store.catalogue.deliveries_of([record, *store.catalogue.aliases_of(record)]):
            path = _raw(row["path"], row["path_b64"])
            if not path or row["inbox"].startswith("record:") or not digests:
                continue
            inbox = inboxes.get(row["inbox"])
            for folder in _folders(store, inbox, path):
                there = seen.setdefault(folder, list(_files(folder)))
                found.filed.extend(each for size, each in there if size in digests and _is(each, digests[size]))
            if row["inbox"] and inbox is None:  # the settings do not know that inbox any more: nobody can look
                found.sources.add(record)
                continue
            source = path if inbox is None else os.path.join(os.fsencode(inbox.path), path)
            if os.path.isabs(source) and _lies(source, digests):
                found.sources.add(record)
    found.filed = list(dict.fromkeys(found.filed))
    return found


def _digests(store: Store, record: str, apart: Sequence[str]) -> dict[int, set[str]]:
    """Digests of the record's files that no record beside those in `apart` has, by size."""
    found = store.catalogue.record(record)
    assert found is not None
    digests: dict[int, set[str]] = {}
    for original in (found.original, *(part.original for part in found.parts)):
        if not store.catalogue.others_on(original.sha256, apart):
            digests.setdefault(original.size, set()).add(original.sha256)
    return digests


def _folders(store: Store, inbox: InboxConfig | None, path: bytes) -> Iterator[bytes]:
    if inbox is not None:
        yield os.path.join(
            os.fsencode(inbox.path), os.fsencode(store.config.filed_folder), os.path.dirname(path)
        )


def _files(folder: bytes) -> Iterator[tuple[int, bytes]]:
    """Regular files and their sizes. Raises StorageFailed or NotPermitted where the folder cannot be read."""
    with storage():
        try:
            with os.scandir(folder) as entries:
                found = [(each.stat(follow_symlinks=False).st_size, each.path)
                         for each in entries if each.is_file(follow_symlinks=False)]  # fmt: skip
        except (FileNotFoundError, NotADirectoryError):
            return
    yield from found


def _is(path: bytes, digests: set[str]) -> bool:
    """Whether the file's bytes are one of these. Raises StorageFailed or NotPermitted where it cannot be read."""
    with storage():
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest() in digests


def _lies(path: bytes, digests: dict[int, set[str]]) -> bool:
    """Whether a source is where it was delivered from; one that cannot be read counts as there."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    if not stat.S_ISREG(found.st_mode) or found.st_size not in digests:
        return False
    try:
        return _is(path, digests[found.st_size])
    except ArchiveError:
        return True


def remove_filed(paths: Sequence[bytes]) -> int:
    """Remove copies that were found, durably; how many. What is gone meanwhile is passed over.

    Raises StorageFailed or NotPermitted where a folder may not be written: then the list stays incomplete.
    """
    removed = 0
    with storage():
        for path in paths:
            try:
                os.unlink(path)
            except FileNotFoundError:
                continue
            removed += 1
        for folder in dict.fromkeys(os.path.dirname(path) for path in paths):
            sync_directory(Path(os.fsdecode(folder)))
    return removed


def copies_elsewhere(store: Store, records: int, sources: int) -> list[CopyData]:
    """What the archive does not remove and says so: sources with depositors, backups and replicas that it knows."""
    found: list[CopyData] = [{"kind": "source", "where": "", "records": sources}] if sources else []
    places: dict[tuple[str, str], None] = {}
    for kind, body in store.catalogue.copies_told():
        said = json.loads(body)
        where = str(said.get("to") or said.get("where") or said.get("target") or "")
        places["replica" if kind == "replicated" else "backup", where] = None
    for kind, where in places:
        found.append({"kind": "replica" if kind == "replica" else "backup", "where": where, "records": records})
    return found


def _raw(path: str, encoded: str | None) -> bytes:
    return path.encode() if encoded is None else base64.b64decode(encoded)
