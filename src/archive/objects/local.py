"""Originals as plain files: `objects/ab/abcdef…`, mode 0440, each named by its SHA-256."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from archive.disk.atomic import storage
from archive.disk.layout import Layout
from archive.errors import ObjectMissing

if TYPE_CHECKING:
    from archive.objects.staging import LocalStaging

__all__ = ["LocalObjectStore"]

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FOLDER = re.compile(r"[0-9a-f]{2}")


class LocalObjectStore:
    """Reads what lies in `objects` of a home; what `stage` gives is how anything gets there."""

    def __init__(self, layout: Layout) -> None:
        self.root = layout.objects
        self.quarantine = layout.quarantine
        self._staging = layout.staging

    def stage(self) -> LocalStaging:
        """A staging of its own for whoever brings something."""
        from archive.objects.staging import LocalStaging

        return LocalStaging(self, self._staging)

    def path(self, sha256: str) -> Path:
        """Where the object lies or would lie. Raises ValueError for what is no digest."""
        if not _DIGEST.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is no SHA-256")
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def size(self, sha256: str) -> int:
        path = self.path(sha256)
        with storage(path):
            try:
                return path.stat().st_size
            except FileNotFoundError as error:
                raise ObjectMissing(sha256=sha256) from error

    def open(self, sha256: str) -> BinaryIO:
        path = self.path(sha256)
        with storage(path):
            try:
                return path.open("rb")
            except FileNotFoundError as error:
                raise ObjectMissing(sha256=sha256) from error

    def iter(self) -> Iterator[str]:
        """Every digest once, in ascending order; files with other names are not objects."""
        with storage(self.root):
            for folder in sorted(self.root.iterdir()):
                if len(folder.name) == 2 and folder.is_dir():
                    names = sorted(path.name for path in folder.iterdir())
                    yield from (name for name in names if _DIGEST.fullmatch(name) and name.startswith(folder.name))

    def strays(self) -> Iterator[str]:
        """Paths below `objects`, in ascending order, of what is no object: strange names, wrong folders.

        A folder that is strange itself is told, not what lies in it; bytes that are not UTF-8 are shown as U+FFFD.
        """
        with storage(self.root):
            for folder in sorted(self.root.iterdir()):
                if not _FOLDER.fullmatch(folder.name) or not folder.is_dir():
                    yield _shown(folder.name)
                    continue
                for path in sorted(folder.iterdir()):
                    fits = _DIGEST.fullmatch(path.name) and path.name.startswith(folder.name)
                    if not fits or not (path.is_file() or path.is_symlink()):
                        yield _shown(f"{folder.name}/{path.name}")


def _shown(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")
