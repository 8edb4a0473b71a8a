"""Documents inside a document, on their way out of a worker.

The worker may write no file, so it sends each child in pieces, as it is read, and the parent puts
the pieces into files of a folder of its own: neither holds a large archive in memory. What came for a
parser that failed is forgotten.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from archive.model.parsed import Child
from archive.parsing.cleaning import child_name
from archive.parsing.limits import Limits
from archive.parsing.wire import PIECE, ReportInvalid, frame, piece, text_or_none

__all__ = ["Incoming", "Outgoing", "SpoolFailed"]

_NUMBERS = itertools.count()
"""Names of files: one folder serves all workers of a process."""


class SpoolFailed(Exception):
    """The parent's disk did not take a piece: the fault is not the document's."""

    def __init__(self, error: OSError) -> None:
        self.error = error
        super().__init__(str(error))


class Outgoing:
    """The worker's end: `archive.hooks.contracts.ChildSink` over its socket."""

    def __init__(self, send: Callable[[bytes], object], limits: Limits) -> None:
        self._send = send
        self._limits = limits
        self._room = 0
        self.kept = 0
        """Children that were closed and kept since `restart`."""
        self.restart()

    def restart(self) -> None:
        """Another parser is tried: what was sent does not count."""
        self._room = self._limits.children_bytes
        self.kept = 0

    def begin(self, name: str, media_type: str | None = None) -> bool:
        if self.kept >= self._limits.children:
            return False
        self._send(frame({"child": [child_name(name), media_type]}))
        return True

    def write(self, data: bytes) -> bool:
        if len(data) > self._room:
            return False
        self._room -= len(data)
        view = memoryview(data)
        for start in range(0, len(view), PIECE):
            self._send(piece(view[start : start + PIECE]))
        return True

    def end(self, *, keep: bool = True) -> None:
        self._send(frame({"kept": keep}))
        self.kept += keep

    def give(self, child: Child) -> None:
        """Send one that is in memory, within the limits already."""
        if self.begin(child.name, child.media_type):
            self.end(keep=self.write(child.data))


class Incoming:
    """The parent's end, for one document after another. Believes nothing: beyond the limits is ReportInvalid."""

    def __init__(self, folder: Path | None, limits: Limits) -> None:
        """Without a `folder`, children stay in memory."""
        self._folder = folder
        self._limits = limits
        self._children: list[Child] = []
        self._open: tuple[str, str | None] | None = None
        self._path: Path | None = None
        self._descriptor = -1
        self._data = bytearray()
        self.bytes = 0
        """Taken for the present document."""

    def begin(self, said: object) -> None:
        """Raise ReportInvalid or SpoolFailed, as all of these."""
        if self._open is not None or len(self._children) >= self._limits.children or not isinstance(said, list):
            raise ReportInvalid("a child out of place")
        name, media_type = said
        if not isinstance(name, str):
            raise ReportInvalid("a child without a name")
        self._open = child_name(name), text_or_none(media_type)
        if self._folder is not None:
            self._path = self._folder / f"child-{next(_NUMBERS):08d}"
            try:
                self._descriptor = os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
            except OSError as error:
                raise SpoolFailed(error) from error

    def write(self, data: bytes) -> None:
        self.bytes += len(data)
        if self._open is None or self.bytes > 2 * self._limits.children_bytes:
            raise ReportInvalid("a piece out of place")
        if self._folder is None:
            self._data += data
            return
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError as error:
            raise SpoolFailed(error) from error

    def end(self, keep: object) -> None:
        if self._open is None:
            raise ReportInvalid("the end of no child")
        (name, media_type), path, data = self._open, self._path, bytes(self._data)
        self._close()
        if keep is True:
            self._children.append(Child(name, data, media_type, None if path is None else str(path)))
        else:
            _remove(path)

    def take(self, count: object) -> tuple[Child, ...]:
        """The children of the document whose report has come: as many as it says."""
        if self._open is not None or count != len(self._children):
            raise ReportInvalid("not the children that were sent")
        children, self._children = tuple(self._children), []
        self.bytes = 0
        return children

    def forget(self) -> None:
        """What was sent is not to be kept: another parser is tried, or the worker has died."""
        path = self._path
        self._close()
        _remove(path)
        for child in self._children:
            _remove(None if child.path is None else Path(child.path))
        self._children = []
        self.bytes = 0

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._open, self._path, self._descriptor = None, None, -1
        self._data = bytearray()


def _remove(path: Path | None) -> None:
    if path is not None:
        with suppress(OSError):
            path.unlink()
