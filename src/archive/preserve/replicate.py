"""Objects out of other copies of the archive: a backup, a replica, or another home of the same records."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from archive.disk.layout import Layout
from archive.objects.local import LocalObjectStore

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["replica_object"]


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
