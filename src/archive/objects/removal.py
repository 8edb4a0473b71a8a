"""The one way by which an object leaves: a protocol of its own, apart from the store, that asks for the approval.

`ObjectStore` has no delete. What calls this holds the catalogue's write lock and has looked there, under the lock,
that no other record has the object; and it has recorded in the ledger, durably, that the object may go. So a crash
at any point leaves either the object, which the next run removes, or nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from archive.disk.atomic import storage, sync_directory
from archive.objects.local import LocalObjectStore
from archive.objects.quarantine import quarantined

__all__ = ["Permit", "Removed", "remove"]


@dataclass(frozen=True, slots=True)
class Permit:
    """What an executed approval allows to remove."""

    approval: int
    """The event that approved it."""
    approver: str
    """Actor."""
    executor: str
    """Actor."""
    digests: frozenset[str]

    def __post_init__(self) -> None:
        """Raises ValueError where the two are one."""
        if self.approver == self.executor:
            raise ValueError("who approves does not execute")


@dataclass(frozen=True, slots=True)
class Removed:
    objects: int
    """Files that were there."""
    bytes: int


def remove(store: LocalObjectStore, permit: Permit, digests: Iterable[str]) -> Removed:
    """Remove objects, and what is in quarantine for them, durably when it returns; what is gone already is passed over.

    The bytes are not overwritten: on the media of today that would not reach them. Raises ValueError for an object
    that the permit does not name, StorageFailed or NotPermitted; what was removed until then stays removed.
    """
    count = size = 0
    folders = set()
    for digest in digests:
        if digest not in permit.digests:
            raise ValueError(f"no approval speaks of {digest}")
        path = store.path(digest)
        with storage(path), suppress(FileNotFoundError):
            found = path.lstat().st_size
            path.unlink()
            count, size = count + 1, size + found
        if path.parent.is_dir():
            folders.add(path.parent)
        for damaged in quarantined(store, digest):
            with storage(damaged):
                damaged.unlink(missing_ok=True)
            folders.add(damaged.parent)
    for folder in sorted(folders):
        sync_directory(folder)
    return Removed(count, size)
