"""Is everything in a backup what was written? Reads the backup and nothing else."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.disk.layout import Layout
from archive.errors import N_
from archive.objects.local import LocalObjectStore
from archive.preserve.backup_manifest import Manifest, read_manifest
from archive.preserve.report import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archive.preserve.object_check import Progress

__all__ = ["BackupCheck", "verify_backup"]


@dataclass(frozen=True, slots=True)
class BackupCheck:
    manifest: Manifest
    objects: int
    bytes: int
    """Read."""
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    """What belongs to nothing, and what the home had lost when the backup was made."""

    @property
    def sound(self) -> bool:
        return not self.findings


def verify_backup(place: Path, progress: Progress | None = None) -> BackupCheck:
    """Hash every file of a backup against its manifest.

    Raises BackupMissing where there is none, BackupDamaged where its manifest cannot be trusted, NotPermitted.
    """
    manifest = read_manifest(place)
    store = LocalObjectStore(Layout(place))
    named = manifest.everything()
    total, done = sum(named.values()), 0
    findings: list[Finding] = []
    for sha256, size in sorted(named.items()):
        what = _damage(store, sha256, size)
        if what is not None:
            findings.append(what)
        done += size
        if progress is not None:
            progress(done, total)
    return BackupCheck(manifest, len(named), total, tuple(findings), tuple(_notes(store, manifest, named)))


def _damage(store: LocalObjectStore, sha256: str, size: int) -> Finding | None:
    path = store.path(sha256)
    if path.parent.is_symlink() or store.root.is_symlink():
        return Finding("object-changed", None, N_("a link leads to {sha256}").format(sha256=sha256))
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as source:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            if os.fstat(descriptor).st_size == size and hashlib.file_digest(source, "sha256").hexdigest() == sha256:
                return None
    except FileNotFoundError:
        return Finding("object-missing", None, N_("{sha256} is missing").format(sha256=sha256))
    except OSError as error:
        what = N_("{sha256} cannot be read: {reason}").format(sha256=sha256, reason=error.strerror or error)
        return Finding("object-changed", None, what)
    return Finding("object-changed", None, N_("{sha256} was changed").format(sha256=sha256))


def _notes(store: LocalObjectStore, manifest: Manifest, named: dict[str, int]) -> Iterator[Finding]:
    for sha256 in manifest.missing:
        what = N_("{sha256} was damaged or gone when the backup was made")
        yield Finding("object-missing", None, what.format(sha256=sha256))
    if not store.root.is_dir():
        return
    for sha256 in store.iter():
        if sha256 not in named:
            yield Finding("object-unreferenced", None, N_("{sha256} belongs to nothing here").format(sha256=sha256))
