"""A home out of a backup: verified before it is one, and not written to before somebody has taken it into use.

It is put together beside its place, in `.<name>.restoring`, and comes there in one step when every file was hashed and
the whole ledger verified. An interrupted run goes on where it stopped. The file `restored.json` then keeps it from
being written to until `use` has compared it with what is known outside: an old backup knows nothing of the records
that were destroyed after it, and a second history must not begin by mistake.
"""

from __future__ import annotations

import json
import shutil
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.catalogue import Catalogue
from archive.disk import atomic, locks
from archive.disk.atomic import storage
from archive.disk.layout import Layout
from archive.disk.overlap import refuse_home
from archive.errors import (
    N_,
    BackupDamaged,
    BackupForeign,
    BackupMissing,
    BackupPlace,
    Busy,
    CheckpointForeign,
    DispositionsUnknown,
    HomeExists,
    LedgerBehind,
    LedgerDiverged,
    RestoreUncompared,
)
from archive.ledger import checkpoint as notes
from archive.model.event import Restored, RestoreTried
from archive.objects.local import LocalObjectStore
from archive.objects.staging import clear_abandoned
from archive.outside import given_up
from archive.preserve.backup import copy_objects
from archive.preserve.backup_check import verify_backup
from archive.preserve.backup_manifest import CATALOGUE, Manifest, read_manifest
from archive.preserve.checkpoints import Comparison, compare, compare_file
from archive.preserve.replicate import place_catalogue, remove_others
from archive.preserve.verify import verify
from archive.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive.preserve.object_check import Progress
    from archive.preserve.report import VerifyReport

__all__ = ["RestoredHome", "restore", "trial", "use"]


@dataclass(frozen=True, slots=True)
class RestoredHome:
    home: Path
    manifest: Manifest
    events: int
    """In the restored ledger: those of the backup, or of the newer ledger that was given."""
    report: VerifyReport
    """Of the restored home. Objects that neither place had are the only damage in it."""
    clock_back: bool
    """Whether the clock stands before the backup."""


def restore(
    source: Path,
    target: Path,
    *,
    newer: Path | None = None,
    checkpoints: Sequence[Path] = (),
    reason: str = "",
    progress: Progress | None = None,
) -> RestoredHome:
    """Make the home in `target`, which is new or empty, out of the backup in `source`.

    `newer` is a home, replica or backup of the same archive with a ledger that goes on from that of the backup: then
    that ledger is restored, and what it says was destroyed does not come back. `checkpoints` are files from elsewhere:
    where one shows events that are not restored, a `reason` is needed. Private keys come from `keys restore`.
    Raises BackupMissing, BackupDamaged, HomeExists, HomeOverlaps, BackupPlace, DispositionsUnknown, LedgerDiverged,
    CheckpointForeign, Busy, TargetFull, StorageFailed or NotPermitted; then there is no home in `target`.
    """
    place = _require_new(target, source)
    check = verify_backup(source, progress)
    if not check.sound:
        raise BackupDamaged(path=source, reason=f"{len(check.findings)} of its files are missing or changed")
    draft = Layout(place.with_name(f".{place.name}.restoring"))
    with _alone(draft):
        _fill(draft, source, check.manifest, newer, progress)
        with Store.open(draft.root, readonly=True, plugins=False) as store:
            ahead = _compared(store, check.manifest, source, checkpoints, reason)
            report = verify(store)
            events, now = store.catalogue.event_count(), store.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        grave = [each for each in report.findings if each.kind != "object-missing"]
        if grave:
            raise BackupDamaged(path=source, reason=grave[0].what)
        _mark(draft, check.manifest, ahead, reason)
        with storage(place):
            if place.exists():
                place.rmdir()
        atomic.rename(draft.root, place)
    return RestoredHome(place, check.manifest, events, report, now < check.manifest.time)


def trial(store: Store, source: Path, scratch: Path, progress: Progress | None = None) -> RestoredHome:
    """Restore a backup of this home into `scratch`, which is new or empty, verify it, remove it, and tell the ledger.

    Raises BackupForeign for that of another archive, and as `restore`.
    """
    manifest = read_manifest(source)
    if manifest.home != store.catalogue.home():
        raise BackupForeign(path=source, origin=notes.origin_of(manifest.home))
    done = restore(source, scratch, progress=progress)
    with storage(done.home):
        shutil.rmtree(done.home)
    payload: RestoreTried = {
        "digest": manifest.digest, "events": manifest.events, "sound": done.report.sound,
        "where": str(source).encode("utf-8", "replace").decode(),
    }  # fmt: skip
    with store.transaction() as tx:
        tx.append("restore-tried", store.catalogue.home(), payload)
    return done


def _require_new(target: Path, source: Path) -> Path:
    place = target.resolve()
    with storage(place):
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise HomeExists(home=target)
    refuse_home(place)
    other = source.resolve()
    if place.is_relative_to(other) or other.is_relative_to(place):
        raise BackupPlace(path=target, reason=N_("it overlaps the backup"))
    if not place.parent.is_dir():
        raise BackupPlace(path=target, reason=N_("the folder above it is not there"))
    return place


@contextmanager
def _alone(draft: Layout) -> Iterator[None]:
    if draft.root.is_symlink():
        raise BackupPlace(path=draft.root, reason=N_("a link lies there"))
    atomic.make_folder(draft.root)
    lock = locks.attempt(draft.root)
    if lock is None:
        raise Busy(seconds=0)
    try:
        yield
    finally:
        lock.release()


def _fill(draft: Layout, source: Path, manifest: Manifest, newer: Path | None, progress: Progress | None) -> None:
    """Folders, settings, ledger and objects; what an interrupted run brought is used again."""
    for folder in (draft.objects, draft.staging, draft.index, draft.locks, draft.inbox):
        atomic.make_folder(folder)
    atomic.make_folder(draft.keys, mode=0o700)
    clear_abandoned(draft.staging)
    held = LocalObjectStore(Layout(source.resolve()))
    for name, file in manifest.files.items():
        if name != CATALOGUE:
            with held.open(file.sha256) as opened:
                atomic.write_file(draft.root / name, opened.read())
    wanted = _put_ledger(draft, held, manifest, newer)
    objects = LocalObjectStore(draft)
    staging = objects.stage()
    try:
        missing, _, _ = copy_objects(held, objects, staging, wanted, progress)
        if newer is not None and missing:
            more = {each: wanted[each] for each in missing}
            copy_objects(LocalObjectStore(Layout(newer.resolve())), objects, staging, more)
    finally:
        staging.close()
    remove_others(objects, wanted)  # of an earlier run from another backup


def _put_ledger(draft: Layout, held: LocalObjectStore, manifest: Manifest, newer: Path | None) -> dict[str, int]:
    """The catalogue in its place, and the objects that it names."""
    origin = held.path(manifest.files[CATALOGUE].sha256) if newer is None else _newer_catalogue(newer)
    given = Catalogue.open(origin, readonly=True)
    try:
        place_catalogue(given, draft)
        return {sha256: size for sha256, size, _ in given.object_digests()}
    finally:
        given.close()


def _newer_catalogue(newer: Path) -> Path:
    """Raises BackupMissing for what is neither a home nor a backup."""
    layout = Layout(newer.resolve())
    if layout.is_home():
        return layout.catalogue
    manifest = read_manifest(newer)
    return LocalObjectStore(layout).path(manifest.files[CATALOGUE].sha256)


def _compared(
    store: Store, manifest: Manifest, source: Path, checkpoints: Sequence[Path], reason: str
) -> Comparison | None:
    """The checkpoint that shows most of what is lost, if any does."""
    if manifest.home != store.catalogue.home():
        raise CheckpointForeign(path=source, reason=f"it is of {notes.origin_of(manifest.home)}")
    _require_sound(compare(store, manifest.checkpoint), source)
    ahead = _ahead(store, checkpoints)
    if ahead is not None and not reason.strip():
        where, found = ahead
        raise DispositionsUnknown(path=source, where=where, events=found.size_there - found.size_here)
    return None if ahead is None else ahead[1]


def _ahead(store: Store, checkpoints: Sequence[Path]) -> tuple[Path, Comparison] | None:
    """Which of these checkpoints is the furthest ahead of the ledger. Raises LedgerDiverged or CheckpointForeign."""
    furthest: tuple[Path, Comparison] | None = None
    for path in checkpoints:
        found = compare_file(store, path)
        if found.relation != "behind":
            _require_sound(found, path)
        elif furthest is None or found.size_there > furthest[1].size_there:
            furthest = (path, found)
    return furthest


def _require_sound(found: Comparison, where: Path) -> None:
    if found.relation == "foreign":
        raise CheckpointForeign(path=where, reason=found.reason)
    if found.relation == "behind":
        raise LedgerBehind(where=where, here=found.size_here, there=found.size_there)
    if not found.sound:
        raise LedgerDiverged(where=where, there=found.size_there)


def _mark(draft: Layout, manifest: Manifest, ahead: Comparison | None, reason: str) -> None:
    told = {
        "backup": manifest.digest,
        "events": manifest.events,
        "root": manifest.root,
        "ahead": 0 if ahead is None else ahead.size_there,
        "ahead_root": "" if ahead is None else ahead.root_there,
        "reason": reason.strip(),
    }
    atomic.write_file(draft.restored, json.dumps(told, ensure_ascii=False, sort_keys=True).encode() + b"\n")


# Taking it into use


def use(store: Store, *, checkpoints: Sequence[Path] = (), reason: str = "") -> Restored:
    """Take a restored home into use, or one that is older than an anchor shows, after which it may be written to.

    Every checkpoint that is given, and those in the folders of anchors that the settings name, must be of this history;
    where one shows events that are lost, or none was given at all, a `reason` is needed and goes into the ledger.
    Raises RestoreUncompared, LedgerBehind, LedgerDiverged, CheckpointForeign, and what a transaction raises.
    """
    mark = _read_mark(store)
    compared = [*checkpoints, *_anchored(store)]
    ahead = _ahead(store, compared)
    said = reason.strip() or str(mark["reason"])
    size, root = (mark["ahead"], mark["ahead_root"]) if ahead is None else (ahead[1].size_there, ahead[1].root_there)
    if size and not said:
        assert ahead is not None, "restoring asked for a reason"
        raise LedgerBehind(where=ahead[0], here=ahead[1].size_here, there=size)
    if not compared and not said:
        raise RestoreUncompared()
    payload: Restored = {
        "digest": mark["backup"], "events": mark["events"], "root": mark["root"], "ahead": size, "ahead_root": root,
        "reason": said,
    }  # fmt: skip
    told = store.catalogue.safekeeping("restored")
    if not told or told[-1].payload != payload:  # else an earlier run stopped here
        with store.transaction(adopting=True) as tx:
            tx.append("restored", store.catalogue.home(), payload)
    with storage(store.layout.restored):
        store.layout.restored.unlink(missing_ok=True)
    atomic.sync_directory(store.layout.root)
    return payload


def _read_mark(store: Store) -> dict[str, Any]:
    """What `restored.json` says; of a home without it, its present state."""
    path = store.layout.restored
    if not path.exists():
        here = notes.parse(store.catalogue.newest_checkpoint() or "").checkpoint
        root = b64encode(here.root).decode("ascii")
        return {"backup": "", "events": here.size, "root": root, "ahead": 0, "ahead_root": "", "reason": ""}
    with storage(path):
        data = path.read_bytes()
    try:
        return _mark_in(data)
    except (ValueError, KeyError, TypeError) as error:
        raise BackupMissing(path=path) from error


def _mark_in(data: bytes) -> dict[str, Any]:
    """Raises ValueError, KeyError or TypeError for what `_mark` does not write."""
    found: dict[str, Any] = json.loads(data)
    texts = all(isinstance(found[key], str) for key in ("backup", "root", "ahead_root", "reason"))
    if not texts or not isinstance(found["events"], int) or not isinstance(found["ahead"], int):
        raise ValueError("a value is of another type")
    return found


def _anchored(store: Store) -> list[Path]:
    """Checkpoints in the folders of anchors, but for those that somebody gave up already."""
    from archive.model.anchor import DIRECTORY, checkpoint_name

    name = checkpoint_name(store.catalogue.home())
    found = [Path(each.where) / name for each in store.config.anchors if each.kind == DIRECTORY]
    return [each for each in found if each.is_file() and not _is_given_up(store, each)]


def _is_given_up(store: Store, path: Path) -> bool:
    try:
        return given_up(store.catalogue, notes.parse(path.read_text("utf-8")).checkpoint)
    except (OSError, UnicodeDecodeError, notes.NoteInvalid):
        return False
