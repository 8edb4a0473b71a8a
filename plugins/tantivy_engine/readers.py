"""Reading an index that one may not write to.

tantivy asks for a lock file that it opens for writing, and writes its own tables with mode 0600. Both
would shut out an auditor who may only read the home: so the writer hands the tables on to whoever
may read the folder, and a reader without the right to write opens a shadow of the index, a private
folder of links.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

__all__ = ["may_lock", "readable_for_readers", "shadow"]

_TABLES = ("meta.json", ".managed.json")
_PATIENCE = 100
_PAUSE_SECONDS = 0.02
_READ_BITS = 0o044


def may_lock(folder: Path) -> bool:
    """Whether tantivy can open its lock file here."""
    lock = folder / ".tantivy-meta.lock"
    return os.access(lock if lock.exists() else folder, os.W_OK)


def readable_for_readers(folder: Path) -> None:
    """Let whoever may read the folder read all its files, whatever the umask.

    The tables come last, because readers wait for them.
    """
    bits = folder.stat().st_mode & _READ_BITS
    for path in sorted(folder.iterdir(), key=lambda path: path.name in _TABLES):
        try:
            mode = path.stat().st_mode & 0o777
            if mode | bits != mode:
                path.chmod(mode | bits)
        except FileNotFoundError:  # merged away
            continue


def shadow(folder: Path) -> TemporaryDirectory[str]:
    """A private folder that shows the index's present state. To be kept as long as it is read.

    Waits up to 2 seconds for a writer to hand its tables on. Raise FileNotFoundError if there is no
    index, PermissionError if it may not be read.
    """
    from tempfile import TemporaryDirectory

    made = TemporaryDirectory(prefix="archive-index-")
    try:
        table = _table(folder / "meta.json")
        for entry in os.scandir(folder):
            if not entry.name.startswith(".") and entry.name != "meta.json":
                (Path(made.name) / entry.name).symlink_to(folder / entry.name)
        (Path(made.name) / "meta.json").write_bytes(table)
    except OSError:
        made.cleanup()
        raise
    return made


def _table(path: Path) -> bytes:
    for _ in range(_PATIENCE):
        try:
            return path.read_bytes()
        except PermissionError:
            time.sleep(_PAUSE_SECONDS)
    return path.read_bytes()
