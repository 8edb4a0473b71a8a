# Files of our own staging, by the name that the pool gave.
# ruff: noqa: PTH108, PTH116, PTH119
"""Children: what lay inside a document that was read, on its way into the object store.

They are brought there as any original is (copied, flushed, renamed, names flushed) before the transaction
that makes records of them. A crash in between leaves objects to which nothing refers, and those harm nobody.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.errors import N_, ArchiveError, StorageFailed
from archive.ingest.arrivals import is_litter
from archive.model.parsed import Child, Outcome, ParseReport

if TYPE_CHECKING:
    from archive.objects.contract import Staged
    from archive.objects.staging import LocalStaging

__all__ = ["MOST_DEPTH", "Children", "Taken", "path_of", "too_deep"]

MOST_DEPTH = 3
"""Records within records: a container in a container in a container, and what it holds."""
_GROUP = 128
_GROUP_BYTES = 64 << 20
_TOO_DEEP = N_("What it holds lies too deep and was left inside: containers are opened three levels down.")
_EMPTY = N_("What it holds is empty in part; of an empty file no record was made.")
_DRIVE = re.compile(r"^[A-Za-z]:(?=[\\/])")
_NAME = 255


@dataclass(frozen=True, slots=True)
class Taken:
    """A child whose bytes are in the object store, durably."""

    path: str
    sha256: str
    size: int


class Children:
    """What lay inside one original. Shared by the records that stand on the same bytes: taken once."""

    def __init__(self, report: ParseReport) -> None:
        document = report.document
        found = document.children if document is not None else ()
        kept = [child for child in found if not is_litter(path_of(child.name).rpartition("/")[2].encode())]
        self._left = [child for child in kept if _size(child)]
        self._taken: list[Taken] = []
        self._drop([child for child in found if child not in self._left])
        self.report = report if len(self._left) == len(kept) else _noted(report, _EMPTY)
        """As it goes into the ledger."""
        self.is_container = document is not None and "container" in document.metadata
        """Whether folders in the children's paths say where they belong."""
        self.users = 0
        """Records that are not filed yet."""
        self.lost = False
        """Whether a disk that failed took some of them: the original has to be read again."""

    def __len__(self) -> int:
        return len(self._left) + len(self._taken)

    def take(self, staging: LocalStaging) -> Sequence[Taken]:
        """Bring them into the store, or what an earlier call left; then they are durable.

        Raises StorageFailed or NotPermitted; it may be called again unless they are `lost` then.
        """
        while self._left:
            group = self._group()
            staged: list[Staged] = []
            try:
                staged.extend(_stage(staging, child) for child in group)
                staging.commit(staged)
            except ArchiveError:
                self.lost = self.lost or any(child.path is not None for child in group)
                for each in staged:
                    with suppress(ArchiveError):
                        staging.drop(each)
                raise
            self._taken.extend(
                Taken(child.name, each.sha256, each.size) for child, each in zip(group, staged, strict=True)
            )
            del self._left[: len(group)]
        return self._taken

    def _group(self) -> list[Child]:
        size = 0
        group = []
        for child in self._left[:_GROUP]:
            group.append(child)
            size += _size(child)
            if size >= _GROUP_BYTES:
                break
        return group

    def done(self) -> None:
        """One of the records is filed; after the last, nothing is left on disk but what was taken."""
        self.users -= 1
        if self.users <= 0:
            self.drop()

    def drop(self) -> None:
        """Forget those that were not taken."""
        self._drop(self._left)
        self._left = []

    @staticmethod
    def _drop(children: Sequence[Child]) -> None:
        for child in children:
            if child.path is not None:
                with suppress(OSError):
                    os.unlink(child.path)


def _size(child: Child) -> int:
    if child.path is None:
        return len(child.data)
    try:
        return os.stat(child.path).st_size
    except OSError as error:
        raise StorageFailed(reason=error.strerror or str(error)) from error


def _stage(staging: LocalStaging, child: Child) -> Staged:
    return staging.take_bytes(child.data) if child.path is None else staging.adopt(os.path.basename(child.path))


def too_deep(report: ParseReport) -> ParseReport:
    """The report of a document whose children stay inside it."""
    noted = _noted(report, _TOO_DEEP)
    if noted.outcome is not Outcome.OK or noted.document is None:
        return noted
    document = replace(noted.document, outcome=Outcome.PARTIAL)
    return replace(noted, outcome=Outcome.PARTIAL, document=document, reason=_TOO_DEEP)


def _noted(report: ParseReport, words: str) -> ParseReport:
    document = report.document
    if document is None:
        return report
    return replace(report, document=replace(document, warnings=(*document.warnings, words)))


def path_of(name: str) -> str:
    """A child's name as a path that leads nowhere else, with `/` between its folders; empty if nothing is left."""
    parts = _DRIVE.sub("", name).replace("\\", "/").split("/")
    *folders, last = [part for part in (each.strip() for each in parts) if part not in {"", ".", ".."}] or [""]
    return "/".join((*folders, _fitting(last)))


def _fitting(name: str) -> str:
    """Of a name over 255 characters, beginning and suffix."""
    if len(name) <= _NAME:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:
        return name[:_NAME]
    return f"{stem[: _NAME - len(suffix) - 1]}.{suffix}"
