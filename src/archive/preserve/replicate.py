"""A replica: a second home that is read, verified and searched like the first, and written to by nobody.

It has no keys, and `restored.json` keeps it from being written to until `archive restore --use` makes it the home.
Objects come first, then the catalogue in one step, then what the new catalogue does not name goes: killed at any point
it is the old replica or the new one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archive.catalogue import Catalogue
from archive.disk import atomic, locks
from archive.disk.atomic import storage
from archive.disk.layout import Layout
from archive.errors import (
    N_,
    ArchiveError,
    BackupForeign,
    BackupPlace,
    Busy,
    LedgerBehind,
    LedgerDiverged,
    StorageFailed,
)
from archive.ledger import canonical
from archive.ledger import checkpoint as notes
from archive.model.event import BackedUp
from archive.objects.local import LocalObjectStore
from archive.objects.staging import clear_abandoned
from archive.preserve.backup import copy_objects, require_apart, settings_files
from archive.preserve.checkpoints import compare

if TYPE_CHECKING:
    from archive.preserve.object_check import Progress
    from archive.store import Store

__all__ = ["Replica", "place_catalogue", "remove_others", "replica_object", "replicate"]

_DRAFT = "catalogue.new"


@dataclass(frozen=True, slots=True)
class Replica:
    where: Path
    events: int
    objects: int
    """In it."""
    total: int
    """Bytes of these."""
    copied: int
    bytes: int
    """Of those copied."""
    removed: int
    missing: tuple[str, ...]
    """Objects that are damaged or gone here and not there either."""

    @property
    def sound(self) -> bool:
        return not self.missing


def replica_object(path: Path, digest: str) -> Path | None:
    """The file in the backup or replica at `path` whose bytes have this SHA-256; None where there is none, or where it
    cannot be read or is damaged itself.

    Its bytes are hashed before it is told; links are not followed. `Config.replicas` names the folders to ask. Raises
    ValueError for what is no digest.
    """
    found = LocalObjectStore(Layout(path)).path(digest)
    try:
        descriptor = os.open(found, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as source:
            return found if hashlib.file_digest(source, "sha256").hexdigest() == digest else None
    except OSError:
        return None


def replicate(store: Store, target: Path, progress: Progress | None = None) -> Replica:
    """Make `target` a replica of this home, or bring the one that lies there up to date; the ledger says so.

    Raises BackupPlace for a home in use and for anything else that lies there, BackupForeign, LedgerBehind or
    LedgerDiverged, Busy, TargetFull, StorageFailed or NotPermitted.
    """
    layout = Layout(require_apart(store, target))
    _require_replica(store, layout)
    for folder in (layout.root, layout.objects, layout.staging, layout.index, layout.locks, layout.inbox):
        atomic.make_folder(folder)
    atomic.make_folder(layout.keys, mode=0o700)
    lock = locks.attempt(layout.locks / "replica.lock")
    if lock is None:
        raise Busy(seconds=0)
    try:
        done, digest, root = _run(store, layout, progress)
    finally:
        lock.release()
    payload: BackedUp = {
        "digest": digest, "events": done.events, "root": root, "objects": done.objects, "bytes": done.total,
        "where": str(layout.root).encode("utf-8", "replace").decode(), "missing": len(done.missing),
    }  # fmt: skip
    with store.transaction() as tx:
        tx.append("replicated", store.catalogue.home(), payload)
    return done


def _require_replica(store: Store, layout: Layout) -> None:
    """What lies there is nothing, what an interrupted run left, or a replica that this home goes on from."""
    ours = (
        layout.objects, layout.staging, layout.index, layout.locks, layout.inbox, layout.keys, layout.restored,
        layout.catalogue, *(layout.root / name for name in settings_files(store)),
    )  # fmt: skip
    with storage(layout.root):
        there = [path.name for path in layout.root.iterdir()] if layout.root.exists() else []
        links = any((layout.root / name).is_symlink() for name in there)
    if links:
        raise BackupPlace(path=layout.root, reason=N_("a link lies there"))
    if layout.is_home() and not layout.restored.exists():
        raise BackupPlace(path=layout.root, reason=N_("a home in use lies there"))
    known = {path.name for path in ours}
    begun = (".", layout.catalogue.name, _DRAFT)  # with SQLite's journals beside them
    if any(name not in known and not name.startswith(begun) for name in there):
        raise BackupPlace(path=layout.root, reason=N_("something else lies there"))
    if layout.is_home():
        _require_older(store, layout)


def _require_older(store: Store, layout: Layout) -> None:
    copy = Catalogue.open(layout.catalogue, readonly=True)
    try:
        home, note = copy.home(), copy.newest_checkpoint() or ""
    finally:
        copy.close()
    if home != store.catalogue.home():
        raise BackupForeign(path=layout.root, origin=notes.origin_of(home))
    held = compare(store, note)
    if held.relation == "behind":
        raise LedgerBehind(where=layout.root, here=held.size_here, there=held.size_there)
    if not held.sound:
        raise LedgerDiverged(where=layout.root, there=held.size_there)


def _run(store: Store, layout: Layout, progress: Progress | None) -> tuple[Replica, str, str]:
    clear_abandoned(layout.staging)
    made = layout.root / _DRAFT
    digest = _draft(store.catalogue, made)
    copy = Catalogue.open(made, readonly=True)
    try:
        wanted = {sha256: size for sha256, size, _ in copy.object_digests()}
        head = notes.parse(copy.newest_checkpoint() or "")
    finally:
        copy.close()
    objects = LocalObjectStore(layout)
    staging = objects.stage()
    try:
        missing, copied, size = copy_objects(store.objects, objects, staging, wanted, progress)
    finally:
        staging.close()
    root = head.text.split("\n")[2]
    mark = {"backup": digest, "events": head.checkpoint.size, "root": root, "ahead": 0, "ahead_root": "", "reason": ""}
    atomic.write_file(layout.restored, canonical.encode(mark) + b"\n")
    for name, data in settings_files(store).items():
        atomic.write_file(layout.root / name, data)
    _drop_log(layout)
    atomic.rename(made, layout.catalogue)
    removed = remove_others(objects, wanted)
    _forget_index(layout)
    done = Replica(
        layout.root, head.checkpoint.size, len(wanted) - len(missing),
        sum(size for sha256, size in wanted.items() if sha256 not in missing), copied, size, removed,
        tuple(sorted(missing)),
    )  # fmt: skip
    return done, digest, root


def _draft(catalogue: Catalogue, made: Path) -> str:
    """A copy of a catalogue in a file of its own, durable and read back; its SHA-256. Raises StorageFailed."""
    with storage(made):
        for left in made.parent.glob(f"{made.name}*"):
            left.unlink()
    catalogue.copy_into(made)
    with storage(made):
        made.chmod(atomic.FILE_MODE)
        with made.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
            atomic.flush_group([source.fileno()], source.fileno())
            os.posix_fadvise(source.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            source.seek(0)
            if hashlib.file_digest(source, "sha256").hexdigest() != digest:
                raise StorageFailed(reason=N_("what was written reads back differently"))
    return digest


def place_catalogue(given: Catalogue, layout: Layout) -> None:
    """Put a copy of a catalogue in its place in a home that nobody has opened, in one step."""
    made = layout.root / _DRAFT
    _draft(given, made)
    with storage(layout.root):
        for left in layout.root.glob(f"{layout.catalogue.name}-*"):
            left.unlink()
    atomic.rename(made, layout.catalogue)


def _drop_log(layout: Layout) -> None:
    """The write-ahead log of the catalogue of before must not be taken for that of the new one. Raises Busy."""
    log = layout.catalogue.with_name(f"{layout.catalogue.name}-wal")
    if not log.exists():
        return
    try:
        Catalogue.open(layout.catalogue).close()  # whoever closes last takes the log with him
    except Busy:
        raise
    except ArchiveError:  # it cannot be read any more: nobody needs its log
        with storage(log):
            log.unlink(missing_ok=True)
    if log.exists():
        raise Busy(seconds=0)


def remove_others(objects: LocalObjectStore, wanted: dict[str, int]) -> int:
    """Take out the objects of a copy that its catalogue does not name, durably; how many."""
    folders = set()
    removed = 0
    for sha256 in objects.iter():
        if sha256 not in wanted:
            path = objects.path(sha256)
            with storage(path):
                path.unlink(missing_ok=True)
            folders.add(path.parent)
            removed += 1
    for folder in sorted(folders):
        atomic.sync_directory(folder)
    return removed


def _forget_index(layout: Layout) -> None:
    """An index that was made there may hold what is destroyed; it is made again by whoever searches there."""
    with storage(layout.index):
        for path in layout.index.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
