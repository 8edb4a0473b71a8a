"""Handing over (导出): records go out in a format of a plugin, whole or not at all, and the ledger knows of it."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archive.access.looking import refuse_sealed
from archive.disk import atomic
from archive.errors import (
    ExporterUnknown,
    InputMissing,
    PurposeMissing,
    RecordDisposed,
    RecordUnread,
    RecordWithheld,
    SelectionEmpty,
    StateForbids,
    TargetExists,
)
from archive.model.record import State
from archive.preserve.export_source import Source

if TYPE_CHECKING:
    from archive.hooks.contracts import Exporter
    from archive.model.event import Exported as ExportedData
    from archive.store import Store

__all__ = ["Exported", "export", "package_digest", "settle"]

_TOGETHER = 256
"""Files that are open at once while they are flushed."""
_GOES = (State.FILED, State.UNFILED)


@dataclass(frozen=True, slots=True)
class Exported:
    """What went out."""

    path: Path
    format: str
    records: int
    digest: str
    """As in the event (`archive.model.event.Exported`)."""
    event: int
    """Its number in the ledger."""


def export(
    store: Store, exporter: str, chosen: Sequence[tuple[str, str]], target: Path, *, purpose: str | None = None
) -> Exported:
    """Write records (`chosen`: id and state) in the named format to `target`, which must not exist.

    Text and what records say is masked (`archive.text.masking`) unless there is a `purpose`; originals are what they
    are. The output is made in a private folder beside `target`, flushed, written into the ledger (`exported`) and only
    then gets its name: killed at any moment, `target` is absent or whole.

    Raises ExporterUnknown, TargetExists, InputMissing (no such folder), SelectionEmpty, PurposeMissing, StorageFailed,
    NotPermitted; RecordSealed, RecordWithheld, RecordUnread, RecordDisposed or StateForbids for a record that may not
    leave in this format; and what the exporter refuses (ExportUnfit).
    """
    known = store.registry.exporters()
    if exporter not in known:
        raise ExporterUnknown(reference=exporter, listing=", ".join(sorted(known)))
    if os.path.lexists(target):
        raise TargetExists(path=target)
    if not target.parent.is_dir():
        raise InputMissing(path=target.parent)
    if purpose is not None and not purpose.strip():
        raise PurposeMissing
    plugin = known[exporter]
    _require(store, chosen, tombstones=bool(getattr(plugin, "tombstones", False)))
    said = None if purpose is None else " ".join(purpose.split())
    with _private(target) as draft:
        _fill(store, plugin, [record for record, _ in chosen], draft, masked=said is None)
        digest = package_digest(draft)
        seq = _record(store, plugin, chosen, digest, said)
        _name(draft, target)
    return Exported(target, exporter, len(chosen), digest, seq)


def _require(store: Store, chosen: Iterable[tuple[str, str]], *, tombstones: bool) -> None:
    """Every record may leave, and there is one."""
    empty = True
    for record, state in chosen:
        empty = False
        if state in _GOES or (state == State.DISPOSED and tombstones):
            continue
        found = store.catalogue.record(record)
        assert found is not None, "records are never taken out"
        refuse_sealed(store, found)
        if state == State.ISOLATED:
            raise RecordWithheld(record=record)
        if state == State.RECEIVED:
            raise RecordUnread(record=record)
        if state == State.DISPOSED:
            raise RecordDisposed(record=record, list=found.reason)
        raise StateForbids(record=record, state=state)
    if empty:
        raise SelectionEmpty


class _private:  # noqa: N801 - read as a word after `with`
    """A folder beside `target` that only we may enter, and in it the draft; gone at the end whatever happens."""

    def __init__(self, target: Path) -> None:
        self._folder = target.with_name(f".{secrets.token_hex(8)}.tmp")

    def __enter__(self) -> Path:
        with atomic.storage(self._folder.parent):
            self._folder.mkdir(mode=0o700)
        return self._folder / "export"

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def _fill(store: Store, plugin: Exporter, ids: Sequence[str], draft: Path, *, masked: bool) -> None:
    with atomic.storage(draft.parent):
        directory = os.open(draft.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            with store.catalogue.reading():
                plugin.export(Source(store, ids, masked=masked), draft)
            if not masked:
                draft.chmod(0o700 if draft.is_dir() else 0o600)
            settle(draft, directory)
        finally:
            os.close(directory)


def settle(draft: Path, directory: int) -> None:
    """Make a file, or all of a folder, durable; `directory` as in `archive.disk.atomic.flush_group`."""
    files, folders = ([draft], []) if draft.is_file() else _tree(draft)
    for start in range(0, len(files), _TOGETHER):
        opened = [os.open(path, os.O_RDONLY | os.O_CLOEXEC) for path in files[start : start + _TOGETHER]]
        try:
            atomic.flush_group(opened, directory)
        finally:
            for each in opened:
                os.close(each)
    atomic.flush_directories(folders, directory)


def _tree(folder: Path) -> tuple[list[Path], list[Path]]:
    """Files and folders below and with `folder`, in the order of their paths."""
    files, folders = [], [folder]
    for root, inner, names in os.walk(folder):
        folders += [Path(root, each) for each in inner]
        files += [Path(root, each) for each in names]
    return sorted(files, key=os.fsencode), folders


def package_digest(path: Path) -> str:
    """What the ledger remembers of an output: see `archive.model.event.Exported`."""
    if path.is_file():
        return _hash(path)
    tags = path / "tagmanifest-sha256.txt"
    if tags.is_file():
        return _hash(tags)
    lines = (f"{_hash(each)}  {each.relative_to(path).as_posix()}\n" for each in _tree(path)[0])
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _hash(path: Path) -> str:
    with atomic.storage(path), path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _record(
    store: Store, plugin: Exporter, chosen: Sequence[tuple[str, str]], digest: str, purpose: str | None
) -> int:
    """Write it into the ledger. Raises StateForbids where a record was withdrawn or destroyed meanwhile."""
    payload: ExportedData = {
        "format": plugin.name,
        "version": plugin.version,
        "records": [record for record, _ in chosen],
        "digest": digest,
        "masked": purpose is None,
        "purpose": purpose,
    }
    with store.transaction() as tx:
        now = dict(tx.catalogue.states_of(payload["records"]))
        for record, state in chosen:
            if now[record] != state:
                raise StateForbids(record=record, state=now[record])
        return tx.append("exported", tx.catalogue.home(), payload)


def _name(draft: Path, target: Path) -> None:
    with atomic.storage(target):
        try:
            atomic.move_fresh(os.fsencode(draft), os.fsencode(target))
        except FileExistsError as error:
            raise TargetExists(path=target) from error
    atomic.sync_directory(target.parent)
