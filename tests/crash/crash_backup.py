"""What is done while the power fails: a backup, a restore, a replica and an exchange of the key, after a disposition.

It has the shape of `crash_scenario`. `home` is a folder with the home (`archive`), an earlier backup and an earlier
replica of it, which still hold two records that were destroyed since. What a crash has left is looked at before the run
is repeated: the backup must be whole at any moment, and a restored home is there whole or not at all.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import crash_disposition
from crash_disposition import PHRASE, _as, _opened

from archive.errors import ArchiveError, Damaged
from archive.ingest import pipeline
from archive.objects.staging import clear_abandoned
from archive.preserve import backup as backups
from archive.preserve import key_backup
from archive.preserve import replicate as replicas
from archive.preserve.backup_check import verify_backup
from archive.preserve.restore import restore
from archive.preserve.verify import verify
from archive.store import Store

__all__ = ["MUTANTS", "ArchiveError", "check", "copy", "pipeline", "prepare", "work"]


def prepare(home: Path) -> None:
    """A home whose backup and replica were made before a disposition."""
    home.mkdir()
    archive = home / "archive"
    crash_disposition.prepare(archive)
    with _as("archivist"), Store.open(archive) as store:
        backups.backup(store, home / "backup")
        replicas.replicate(store, home / "replica")
    crash_disposition.work(archive, lambda _: None)


def work(home: Path, acknowledge: Callable[[str], None]) -> None:
    """Look at what is there, then bring backup, restored home, replica and key to where they should be."""
    logging.disable(logging.CRITICAL)
    try:
        for wrong in _torn(home):
            if "cannot be read" not in wrong:  # an error injected into this very look
                acknowledge(f"torn:{wrong}".replace(" ", "_"))
        with _as("archivist"), _opened(home / "archive") as store:
            clear_abandoned(store.layout.staging)
            backups.backup(store, home / "backup")
            replicas.replicate(store, home / "replica")
            if not store.catalogue.safekeeping("key-rotated"):
                key_backup.rotate(store, reason="保管人离任")
        if not (home / "restored").exists():
            restore(home / "backup", home / "restored")
        acknowledge("done")
    finally:
        logging.disable(logging.NOTSET)


_PASSING = ("is still there",)
"""What the next run takes out of a replica, after the catalogue that says so."""


def _torn(home: Path) -> list[str]:
    """What a crash has left half-done."""
    found = []
    try:
        found += [each.what for each in verify_backup(home / "backup").findings]
    except Damaged as error:
        found.append(str(error))
    for name in ("replica", "restored"):
        if (home / name).exists() or name == "replica":
            with Store.open(home / name, readonly=True) as store:
                wrong = [each.what for each in verify(store).findings]
                found += [f"{name} {each}" for each in wrong if not any(word in each for word in _PASSING)]
    return found


def check(home: Path, acknowledged: list[str]) -> list[str]:
    """Everything that is wrong once the work was repeated until it ended."""
    found = [each for each in acknowledged if each.startswith("torn:")]
    found += [f"in the end {each}" for each in _torn(home)]
    if not (home / "restored").exists():
        found.append("the restored home is missing")
    with Store.open(home / "archive", readonly=True) as store:
        found += [f"verify: {finding}" for finding in verify(store).findings]
        kinds = [event.kind for event in store.catalogue.events()]
        if kinds.count("key-rotated") != 1:
            found.append(f"the key was exchanged {kinds.count('key-rotated')} times")
    if (home / "archive" / "keys" / "checkpoint.key.next").exists():
        found.append("the new key is not in its place")
    for part in ("backup", "replica", "restored"):
        for path in (home / part).rglob("*"):
            if path.is_file() and PHRASE.encode() in path.read_bytes():
                found.append(f"{path.relative_to(home)} holds what was destroyed")
        if (home / part / "staging").exists():
            found += [f"{part} staging holds {path.name}" for path in (home / part / "staging").iterdir()]
    return found


def copy(template: Path, target: Path) -> None:
    """A fresh place for one crash."""
    shutil.copytree(template, target, symlinks=True)
    with Store.open(target / "archive") as store:
        store.index.rebuild()


# Seeded bugs: each must be caught.


def _old_files_first() -> None:
    """What the old manifest names goes before the new one is in place."""
    real = backups.write_manifest

    def early(place, manifest):
        backups._remove_unnamed(backups.LocalObjectStore(backups.Layout(place)), manifest)
        return real(place, manifest)

    backups.write_manifest = early


def _key_before_its_event() -> None:
    """The new key is in its place before the ledger names it."""
    real = key_backup.write_file

    def early(path, data, mode):
        real(path, data, mode=mode)
        real(path.with_name("checkpoint.key"), data, mode=mode)

    key_backup.write_file = early


def _replica_catalogue_first() -> None:
    """The replica's catalogue is in place before its objects."""
    real = replicas.copy_objects

    def late(source, target, staging, wanted, progress=None):
        layout = replicas.Layout(target.root.parent)
        shutil.copy(layout.root / "catalogue.new", layout.root / ".early.tmp")
        (layout.root / ".early.tmp").rename(layout.catalogue)
        return real(source, target, staging, wanted, progress)

    replicas.copy_objects = late


def _destroyed_stay() -> None:
    """Nothing is taken out of a backup."""
    backups._remove_unnamed = mock.Mock(return_value=0)


MUTANTS: dict[str, Callable[[], None]] = {
    "old files go first": _old_files_first,
    "the new key comes before its event": _key_before_its_event,
    "the replica's catalogue comes first": _replica_catalogue_first,
    "what was destroyed stays in the backup": _destroyed_stay,
}
