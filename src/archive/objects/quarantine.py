"""Quarantine (隔离): where damaged originals are moved, so that nobody is given them for what was handed in.

They are kept: a file with one bit changed may be all that is left. Only a disposition of their record removes them.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from archive.disk.atomic import make_folder, rename, storage, sync_directory
from archive.objects.local import LocalObjectStore

__all__ = ["move_aside", "quarantined"]


def move_aside(store: LocalObjectStore, sha256: str, name: str) -> bool:
    """Move what lies in the object's place to `quarantine/<name>`, durably; False if nothing lies there.

    What is there under that name already is never replaced: then the move was made before, and this one is not.
    Raises StorageFailed or NotPermitted.
    """
    source, target = store.path(sha256), store.quarantine / name
    make_folder(store.quarantine)
    with storage(source):
        if not (source.is_symlink() or source.exists()) or target.exists():
            return False
    rename(source, target)
    sync_directory(source.parent)
    return True


def quarantined(store: LocalObjectStore, sha256: str) -> tuple[Path, ...]:
    """What was moved aside for this object, in order of name."""
    with storage(store.quarantine), suppress(FileNotFoundError):
        return tuple(sorted(path for path in store.quarantine.iterdir() if path.name.startswith(f"{sha256}-")))
    return ()
