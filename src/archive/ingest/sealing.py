"""Sealing: what is encrypted before it enters the archive, and records that are sealed afterwards.

The plain bytes go from the open file through memory into the cipher: they touch neither staging nor objects, and no
name of the file stands anywhere but inside the sealed object. What takes files in cannot read them again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from archive.access.looking import refuse_sealed
from archive.disk.config import InboxConfig
from archive.errors import ReasonMissing, SealWithin, StateForbids
from archive.ingest.arrivals import SEALED_NAME, Arrival, FileState
from archive.ingest.delivery import depositor_of, encoded, shown_name
from archive.model.event import Accessioned, Sealed, SealExcluded
from archive.model.record import State
from archive.objects.seal_keys import made
from archive.objects.sealed import IntakeKey, sealed

if TYPE_CHECKING:
    from archive.model.record import Original, Record
    from archive.objects.contract import Staged, Staging
    from archive.store import Store
    from archive.transaction import Transaction

__all__ = ["Resealed", "SealedCopy", "Sealer", "accession", "exclude", "intake_key", "name_unit", "seal_record"]

CATEGORY = "report"
_DEPOSITOR = "封存收件夹"
_BLOCK = 1 << 20
_SEALABLE = (State.FILED, State.UNFILED, State.WITHDRAWN)


def intake_key(store: Store) -> IntakeKey:
    """The key that seals; made with the first thing that is sealed.

    Raises SealKeyMissing, SealKeyInvalid, KeyExposed, NotPermitted or StorageFailed.
    """
    secret = store.config.sealed_key or store.layout.seal_secret
    return made(secret, store.layout.seal_intake, first=not store.catalogue.seals())


@dataclass(frozen=True, slots=True)
class SealedCopy:
    """A sealed copy on its way."""

    staged: Staged
    token: str
    """Keyed digest by which the file is known again."""
    size: int
    """Bytes that were read."""


class Sealer:
    """Seals files for one process."""

    def __init__(self, store: Store, staging: Staging) -> None:
        self._store = store
        self._staging = staging

    @cached_property
    def key(self) -> IntakeKey:
        return intake_key(self._store)

    def ready(self) -> None:
        """Have the key at hand. Raises as `intake_key`."""
        self.key.token("file", "")

    def take(self, descriptor: int, arrival: Arrival, state: FileState) -> SealedCopy:
        """A sealed copy of an open file.

        An error of the file comes as OSError, one of the archive's disk as StorageFailed; else as `intake_key`.
        """
        name, raw = shown_name(os.path.basename(arrival.relative))  # noqa: PTH119 - paths are bytes
        path, path_raw = shown_name(arrival.relative)
        said = {
            "name": name,
            "name_b64": encoded(raw),
            "path": path,
            "path_b64": encoded(path_raw),
            "size": state.size,
            "mtime_ns": state.mtime_ns,
            "owner": depositor_of(arrival, state, None, "").name,
        }
        return self.copy(said, _blocks(descriptor))

    def copy(self, said: Mapping[str, Any], blocks: Iterator[bytes]) -> SealedCopy:
        """As `take`, of bytes from anywhere."""
        import hashlib

        digest, size = hashlib.sha256(), 0

        def through() -> Iterator[bytes]:
            nonlocal size
            for block in blocks:
                digest.update(block)
                size += len(block)
                yield block

        staged = self._staging.take_pieces(sealed(self.key, said, through()))
        return SealedCopy(staged, self.key.token("file", digest.hexdigest()), size)


def _blocks(descriptor: int) -> Iterator[bytes]:
    while block := os.read(descriptor, _BLOCK):
        yield block


def accession(
    tx: Transaction, staged: Staged, token: str, key: str, *, inbox: InboxConfig | None, of: str | None = None
) -> Accessioned:
    """What the ledger says of a sealed file: that there is one, since when, and nothing that the file itself says."""
    depositor = _DEPOSITOR if inbox is None or inbox.depositor is None else inbox.depositor
    return {
        "original": {
            "sha256": staged.sha256,
            "bytes": staged.size,
            "name": SEALED_NAME,
            "name_b64": None,
            "encoding": "sealed",
        },
        "delivery": {
            "key": token,
            "inbox": "" if inbox is None else inbox.name,
            "path": SEALED_NAME,
            "path_b64": None,
            "device": 0,
            "inode": 0,
            "mtime_ns": 0,
            "ctime_ns": 0,
            "size": staged.size,
            "links": 0,
            "depositor": tx.actor(depositor, "inbox"),
            "folder_unit": None,
            "folder_category": None,
            "folders_ignored": [],
        },
        "sealed": {"token": token, "key": key, "category": CATEGORY, "of": of},
    }


# What is sealed afterwards


@dataclass(frozen=True, slots=True)
class Resealed:
    """A record that was sealed after it had been filed."""

    record: str
    by: str
    """The sealed record."""
    withheld: tuple[str, ...]
    """Further records that went with it: what lay inside it, rows."""
    same_bytes: tuple[str, ...]
    """Records on the same bytes, which stand as they are."""


def seal_record(store: Store, record: Record, *, reason: str) -> Resealed:
    """Accession a filed record again, sealed; its plain copy leaves search at once and waits for its disposition.

    Raises ReasonMissing, RecordSealed, PlainCopySealed, StateForbids, or SealWithin where its original lies in
    another's; else as `intake_key`.
    """
    _require(store, record, reason)
    staging = store.objects.stage()
    try:
        sealer = Sealer(store, staging)
        originals = [(record.id, record.original), *((part.id, part.original) for part in record.parts)]
        copies = [(of, sealer.copy(_said(each), _plain(store, each))) for of, each in originals]
        staging.commit([copy.staged for _, copy in copies])
    finally:
        staging.close()
    same = tuple(each.record for each in store.catalogue.by_digest(record.original.sha256) if each.record != record.id)
    with store.transaction() as tx:
        ids = [_taken(tx, copy, sealer.key.id, of) for of, copy in copies]
        inner = [each.id for each in tx.catalogue.records(tx.catalogue.inner(record.id)).values()
                 if each.state not in (State.SEALED, State.DISPOSED)]  # fmt: skip
        for each in (record.id, *inner):
            payload: Sealed = {"by": ids[0], "reason": reason if each == record.id else ""}
            tx.append("sealed", each, payload)
    return Resealed(record.id, ids[0], tuple(inner), tuple(each for each in same if each not in inner))


def _require(store: Store, record: Record, reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing
    refuse_sealed(store, record)
    if record.state not in _SEALABLE:
        raise StateForbids(record=record.id, state=record.state)
    outer = store.catalogue.enclosing(record.id)
    if outer:
        raise SealWithin(record=record.id, outer=outer[0])


def _said(original: Original) -> Mapping[str, Any]:
    raw = encoded(original.name_raw)
    return {"name": original.name, "name_b64": raw, "path": original.name, "path_b64": raw, "size": original.size}


def _plain(store: Store, original: Original) -> Iterator[bytes]:
    with store.objects.open(original.sha256) as source:
        while block := source.read(_BLOCK):
            yield block


def _taken(tx: Transaction, copy: SealedCopy, key: str, of: str) -> str:
    """The sealed record; the one that is there where the file came sealed before."""
    known = tx.catalogue.delivery(copy.token)
    if known is not None:
        return known.record
    sealed_record = tx.new_id()
    tx.append("accessioned", sealed_record, accession(tx, copy.staged, copy.token, key, inbox=None, of=of))
    return sealed_record


def exclude(store: Store, record: Record, account: str, *, reason: str, lift: bool = False) -> None:
    """Say that an account may not read a sealed record, or may again. Raises ReasonMissing or StateForbids."""
    _require_sealed(store, record, reason)
    payload: SealExcluded = {"who": intake_key(store).token("account", account), "excluded": not lift, "reason": reason}
    with store.transaction() as tx:
        tx.append("seal-excluded", record.id, payload)


def name_unit(store: Store, record: Record, unit: str, *, reason: str) -> None:
    """Say in the clear which unit a sealed record concerns. Raises ReasonMissing, StateForbids, UnitUnknown …"""
    _require_sealed(store, record, reason)
    found = store.find_unit(unit)
    with store.transaction() as tx:
        tx.append("described", record.id, {"reason": reason, "fields": {}, "units": [found.id]})


def _require_sealed(store: Store, record: Record, reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing
    if store.catalogue.seal(record.id) is None:
        raise StateForbids(record=record.id, state=record.state)
