"""A home of an older format becomes one of this version's, with a verified backup as the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.catalogue import Catalogue
from archive.disk.layout import FORMAT, Layout
from archive.errors import BackupDamaged, BackupForeign, BackupOld, Damaged
from archive.ledger.checkpoint import origin_of
from archive.preserve.backup_check import verify_backup
from archive.preserve.verify import verify
from archive.store import Store, require_home

if TYPE_CHECKING:
    from pathlib import Path

    from archive.preserve.object_check import Progress

__all__ = ["Upgrade", "apply", "check"]

_OF_COPIES = frozenset(("backed-up", "replicated", "restore-tried", "keys-backed-up", "actor-known"))
"""What keeping copies adds to the ledger itself, after the backup was made."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    found: int
    """Format of the home."""
    known: int
    """Format that this version writes."""
    backup: str | None
    """When the backup that was verified was made, UTC."""

    @property
    def needed(self) -> bool:
        return self.found < self.known


def check(home: Path, backup: Path | None, progress: Progress | None = None) -> Upgrade:
    """Whether the home needs to be changed; a backup that is named is hashed whole and must hold all of the ledger.

    Changes nothing. Raises HomeMissing, HomeNewer, HomeUnusable, BackupMissing, BackupDamaged, BackupForeign or
    BackupOld.
    """
    layout = Layout(home.resolve())
    require_home(layout)
    catalogue = Catalogue.open(layout.catalogue, readonly=True)
    try:
        found = catalogue.format()
        made = None if backup is None else _verified(catalogue, backup, progress)
    finally:
        catalogue.close()
    return Upgrade(found, FORMAT, made)


def _verified(catalogue: Catalogue, backup: Path, progress: Progress | None) -> str:
    looked = verify_backup(backup, progress)
    if not looked.sound:
        raise BackupDamaged(path=backup, reason=f"{len(looked.findings)} of its files are missing or changed")
    if looked.manifest.home != catalogue.home():
        raise BackupForeign(path=backup, origin=origin_of(looked.manifest.home))
    lost = sum(event.kind not in _OF_COPIES for event in catalogue.events(looked.manifest.events))
    if lost or catalogue.event_count() < looked.manifest.events:
        raise BackupOld(path=backup, count=lost)
    return looked.manifest.time


def apply(home: Path, backup: Path, progress: Progress | None = None) -> Upgrade:
    """Change the home to the format of this version, once the backup was verified, and verify the home.

    The way back is `archive restore` of the backup with the older version. Raises as `check`, Damaged where the home
    does not verify afterwards, Busy, StorageFailed or NotPermitted.
    """
    looked = check(home, backup, progress)
    Catalogue.open(Layout(home.resolve()).catalogue, upgrade=True).close()
    with Store.open(home, readonly=True, plugins=False) as store:
        report = verify(store)
    if not report.sound:
        raise Damaged(what=f"After the upgrade: {report.findings[0].what}")
    return Upgrade(FORMAT, FORMAT, looked.backup)
