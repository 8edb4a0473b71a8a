"""A backup in a folder: whole while intake runs, and in a second run only what is new.

    copy of the catalogue, as it is at one moment
    objects that it names and that are not there yet, each read back
    manifest                       from here the backup is the new one; until here it was the old one
    what nobody names any more     destroyed records, the catalogue of the time before
    event `backed-up`

A run that is interrupted leaves the old backup as it was; what it copied is not copied again. Private keys are never
part of it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archive.catalogue import Catalogue
from archive.disk import atomic, locks
from archive.disk.atomic import storage
from archive.disk.layout import Layout
from archive.errors import (
    N_,
    BackupForeign,
    BackupMissing,
    BackupPlace,
    Busy,
    LedgerBehind,
    LedgerDiverged,
    ObjectMissing,
    StorageFailed,
    TargetFull,
)
from archive.ledger import checkpoint as notes
from archive.model.event import BackedUp
from archive.objects.local import LocalObjectStore
from archive.objects.staging import LocalStaging, clear_abandoned
from archive.preserve.backup_manifest import CATALOGUE, MANIFEST, Manifest, StoredFile, read_manifest, write_manifest
from archive.preserve.checkpoints import compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archive.objects.contract import Staged
    from archive.preserve.object_check import Progress
    from archive.store import Store

__all__ = ["Backup", "backup", "copy_objects", "require_apart", "settings_files"]

_GROUP = 64
"""Objects that are flushed together."""
_GROUP_BYTES = 256 * 1024 * 1024
_LOCK = "backup.lock"
_OURS = frozenset((MANIFEST, _LOCK, "objects", "staging"))
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Backup:
    """What one run did."""

    where: Path
    manifest: Manifest
    copied: int
    """Objects that were not there before."""
    bytes: int
    """Of these."""
    removed: int
    """Files that went, because nothing names them any more."""
    clock_back: bool
    """Whether the clock stands before the backup that was there."""

    @property
    def sound(self) -> bool:
        """Whether everything that the records name is in it."""
        return not self.manifest.missing


def backup(store: Store, target: Path, progress: Progress | None = None) -> Backup:
    """Back the home up into the folder `target`, and say so in the ledger.

    `target` is new, empty, or holds an earlier backup of this home. Objects that are damaged or gone here are named in
    the manifest and keep the copy that an earlier run made. Raises BackupPlace, BackupForeign, BackupDamaged,
    LedgerBehind or LedgerDiverged where what lies there is newer than this home or of another history, Busy,
    TargetFull, StorageFailed or NotPermitted; then the earlier backup is as it was.
    """
    place = require_apart(store, target)
    _require_ours(place)
    for folder in (place, place / "objects", place / "staging"):
        atomic.make_folder(folder)
    with _alone(place):
        clear_abandoned(place / "staging")
        before = _before(store, place)
        done = _run(store, place, before, progress)
    _told(store, done)
    return done


def require_apart(store: Store, target: Path) -> Path:
    """The folder, resolved, where copies may lie. Raises BackupPlace where it is in the home or an inbox, or around."""
    place = target.resolve()
    root = store.layout.root
    for other in (root, *(inbox.path.resolve() for inbox in store.config.inboxes)):
        if place.is_relative_to(other) or other.is_relative_to(place):
            raise BackupPlace(path=target, reason=N_("it overlaps the archive home or an inbox"))
    if place.exists() and not place.is_dir():
        raise BackupPlace(path=target, reason=N_("it is no folder"))
    return place


def _require_ours(place: Path) -> None:
    """Raises BackupPlace for a folder in which something else lies, or a link in the place of our folders."""
    if not place.exists():
        return
    with storage(place):
        for path in place.iterdir():
            if path.name not in _OURS and not (path.name.startswith(".") and path.name.endswith(".tmp")):
                raise BackupPlace(path=place, reason=N_("something else lies there"))
            if path.is_symlink():
                raise BackupPlace(path=place, reason=N_("a link lies there"))


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    lock = locks.attempt(place / _LOCK)
    if lock is None:
        raise Busy(seconds=0)
    try:
        yield
    finally:
        lock.release()


def _before(store: Store, place: Path) -> Manifest | None:
    """The backup that is there already, if this home goes on from it."""
    try:
        found = read_manifest(place)
    except BackupMissing:
        return None
    if found.home != store.catalogue.home():
        raise BackupForeign(path=place, origin=notes.origin_of(found.home))
    held = compare(store, found.checkpoint)
    if held.relation == "behind":
        raise LedgerBehind(where=place, here=held.size_here, there=held.size_there)
    if not held.sound:
        raise LedgerDiverged(where=place, there=held.size_there)
    return found


def _run(store: Store, place: Path, before: Manifest | None, progress: Progress | None) -> Backup:
    target = LocalObjectStore(Layout(place))
    staging = target.stage()
    try:
        for left in reversed(range(_TRIES)):
            done = _copied(store, target, staging, before, progress)
            # A disposition that came meanwhile is in the next copy of the catalogue, and in no backup of before.
            if not left or not store.catalogue.disposed_since(done.manifest.events):
                break
        manifest = write_manifest(place, done.manifest)
        removed = _remove_unnamed(target, manifest)
    finally:
        staging.close()
    return Backup(place, manifest, done.copied, done.bytes, removed, before is not None and before.time > manifest.time)


@dataclass(frozen=True, slots=True)
class _Copied:
    manifest: Manifest
    copied: int
    bytes: int


def _copied(
    store: Store, target: LocalObjectStore, staging: LocalStaging, before: Manifest | None, progress: Progress | None
) -> _Copied:
    """Bring everything there; the manifest is not written yet."""
    moment = store.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
    catalogue = _copy_catalogue(store, target, staging)
    files = {CATALOGUE: catalogue, **_copy_settings(store, target, staging)}
    copy = Catalogue.open(target.path(catalogue.sha256), readonly=True)
    try:
        note = copy.newest_checkpoint()
        assert note is not None, "every home has one from its first event on"
        head = notes.parse(note)
        wanted = {sha256: size for sha256, size, _ in copy.object_digests()}
        gone = {each.sha256 for each in copy.gone_objects()}
    finally:
        copy.close()
    held = {} if before is None else {sha256: size for sha256, size in before.objects.items() if sha256 not in gone}
    missing, copied, size = copy_objects(store.objects, target, staging, wanted, progress)
    kept = {**{each: held[each] for each in held if each not in wanted and target.has(each)}, **wanted}
    objects = {sha256: size for sha256, size in kept.items() if sha256 not in missing}
    lines = head.text.split("\n")
    manifest = Manifest(
        store.catalogue.home(), moment, head.checkpoint.size, lines[2], note, files, objects, tuple(sorted(missing))
    )
    return _Copied(manifest, copied, size)


def _copy_catalogue(store: Store, target: LocalObjectStore, staging: LocalStaging) -> StoredFile:
    draft = staging.folder / CATALOGUE
    needed = store.layout.catalogue.stat().st_size
    _require_room(target.root, needed)
    with storage(draft):
        draft.unlink(missing_ok=True)
    store.catalogue.copy_into(draft)
    return _settled(target, staging, staging.adopt(CATALOGUE))


def settings_files(store: Store) -> dict[str, bytes]:
    """What belongs to a home beside catalogue and objects, by name: settings, synonyms, public key. No private key.

    Files that the settings name elsewhere are not among them.
    """
    layout, config = store.layout, store.config
    named = [layout.config, layout.synonyms, layout.public_key, config.holidays, config.checklist]
    named += [each.certificate for each in config.anchors]
    found: dict[str, bytes] = {}
    for path in named:
        if path is None or path.parent.resolve() != layout.root or path.name.startswith("."):
            continue
        with storage(path):
            if path.is_file():
                found[path.name] = path.read_bytes()
    return found


def _copy_settings(store: Store, target: LocalObjectStore, staging: LocalStaging) -> Mapping[str, StoredFile]:
    return {
        name: _settled(target, staging, staging.take_bytes(data)) for name, data in settings_files(store).items()
    }


def _settled(target: LocalObjectStore, staging: LocalStaging, staged: Staged) -> StoredFile:
    staging.commit([staged])
    _read_back(target, staged.sha256)
    return StoredFile(staged.sha256, staged.size)


def copy_objects(
    source: LocalObjectStore,
    target: LocalObjectStore,
    staging: LocalStaging,
    wanted: Mapping[str, int],
    progress: Progress | None = None,
) -> tuple[frozenset[str], int, int]:
    """Bring the objects that the target does not have; digests of those that could not be had, how many came, bytes.

    Each is hashed on the way and read back. Raises TargetFull before it begins, StorageFailed or NotPermitted.
    """
    left = [sha256 for sha256, size in wanted.items() if not _has(target, sha256, size)]
    total, done = sum(wanted[each] for each in left), 0
    _require_room(target.root, total)
    missing: set[str] = set()
    copied = 0
    for group in _groups(left, wanted):
        staged = []
        for sha256 in group:
            taken = _take(source, staging, sha256)
            missing.update(() if taken else (sha256,))
            staged += [taken] if taken else []
            done += wanted[sha256]
            if progress is not None:
                progress(done, total)
        if staged:
            staging.commit(staged)
        for each in staged:
            _read_back(target, each.sha256)
        copied += len(staged)
    return frozenset(missing), copied, total - sum(wanted[each] for each in missing)


def _has(target: LocalObjectStore, sha256: str, size: int) -> bool:
    path = target.path(sha256)
    return path.is_file() and not path.is_symlink() and path.stat().st_size == size


def _groups(left: Iterable[str], sizes: Mapping[str, int]) -> Iterator[list[str]]:
    group: list[str] = []
    size = 0
    for each in left:
        group.append(each)
        size += sizes[each]
        if len(group) >= _GROUP or size >= _GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _take(source: LocalObjectStore, staging: LocalStaging, sha256: str) -> Staged | None:
    """A copy on its way; None where the object is gone or its bytes are others. Raises StorageFailed of the target."""
    try:
        opened = source.open(sha256)
    except (ObjectMissing, StorageFailed):
        return None
    with opened:
        try:
            staged = staging.take(opened.fileno())
        except OSError:  # the source cannot be read; what the target refuses comes as StorageFailed
            return None
    if staged.sha256 != sha256:
        staging.drop(staged)
        return None
    return staged


def _read_back(target: LocalObjectStore, sha256: str) -> None:
    """Read what was written, from the disk as far as the system lets us. Raises StorageFailed, and forgets the copy."""
    path = target.path(sha256)
    with storage(path), path.open("rb") as written:
        os.posix_fadvise(written.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        if hashlib.file_digest(written, "sha256").hexdigest() == sha256:
            return
        path.unlink()
    raise StorageFailed(reason=N_("what was written reads back differently"))


def _require_room(place: Path, needed: int) -> None:
    with storage(place):
        free = shutil.disk_usage(place).free
    if free < needed:
        raise TargetFull(path=place.parent, free=f"{free:,}", needed=f"{needed:,}")


def _remove_unnamed(target: LocalObjectStore, manifest: Manifest) -> int:
    """Take out what the manifest does not name: it is in place, so nobody needs the rest any more."""
    named = manifest.everything()
    folders = set()
    removed = 0
    for sha256 in target.iter():
        if sha256 not in named:
            path = target.path(sha256)
            with storage(path):
                path.unlink(missing_ok=True)
            folders.add(path.parent)
            removed += 1
    for folder in sorted(folders):
        atomic.sync_directory(folder)
    return removed


def _told(store: Store, done: Backup) -> None:
    manifest = done.manifest
    payload: BackedUp = {
        "digest": manifest.digest,
        "events": manifest.events,
        "root": manifest.root,
        "where": str(done.where).encode("utf-8", "replace").decode(),
        "objects": len(manifest.objects),
        "bytes": sum(manifest.objects.values()),
        "missing": len(manifest.missing),
    }
    with store.transaction() as tx:
        tx.append("backed-up", store.catalogue.home(), payload)
