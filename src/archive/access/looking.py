"""Looking at what is masked or sealed: it leaves an event before anything is shown."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Literal, cast

from archive.errors import (
    PlainCopySealed,
    PurposeMissing,
    RecordSealed,
    SealBroken,
    SealClosed,
    StateForbids,
)
from archive.model.event import Looked
from archive.model.record import State
from archive.transaction import login

if TYPE_CHECKING:
    from archive.catalogue.seals import LookRow
    from archive.model.record import Record
    from archive.objects.sealed import ReadingKey
    from archive.parsing.pool import Pool
    from archive.store import Store
    from archive.text.query import Text

__all__ = ["SealedHit", "Unsealed", "looked", "looks", "refuse_sealed", "search_sealed", "unsealed"]

How = Literal["unmasked", "unsealed", "sealed-search", "exported"]
_TOGETHER = 16
"""Sealed records that are open in memory at once while they are searched."""


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A sealed record, opened. What it holds is in memory only."""

    record: str
    received_at: str
    name: str
    path: str
    """Below the inbox that it was put into."""
    owner: str | None
    """The account whose file it was; None where it was sealed later."""
    size: int
    original: BinaryIO
    """The file, at its beginning; memory that no file system knows."""
    text: str
    """Empty where nothing could be read."""


@dataclass(frozen=True, slots=True)
class SealedHit:
    record: str
    name: str
    snippet: str


def looked(store: Store, how: How, records: Sequence[str], purpose: str) -> None:
    """Record who looks at these records and what for; durable when it returns.

    Raises PurposeMissing, or NotPermitted where this account may not write: then nothing may be shown.
    """
    if not purpose.strip():
        raise PurposeMissing
    payload: Looked = {"how": how, "purpose": " ".join(purpose.split()), "records": list(dict.fromkeys(records))}
    with store.transaction() as tx:
        tx.append("looked", tx.catalogue.home(), payload)


def looks(store: Store, record: str | None = None, limit: int = -1) -> tuple[tuple[LookRow, str], ...]:
    """Who looked, the latest first, each with the name of the account."""
    names = store.catalogue.actor_names()
    return tuple((row, names.get(row.actor, row.actor)) for row in store.catalogue.looks(record, limit))


def refuse_sealed(store: Store, record: Record) -> None:
    """Raise RecordSealed for a sealed record, PlainCopySealed for the plain copy of one."""
    if record.state is State.SEALED:
        by = store.catalogue.plain_copy_of(record.id)
        raise RecordSealed(record=record.id) if by is None else PlainCopySealed(record=record.id, by=by)


@contextmanager
def unsealed(store: Store, record: Record, purpose: str) -> Iterator[Unsealed]:
    """A sealed record, open; who looks and why is in the ledger before.

    Raises StateForbids for what is not sealed, PlainCopySealed, SealKeyMissing, SealKeyInvalid, KeyExposed,
    SealClosed for an account that is excluded, PurposeMissing, NotPermitted, or SealBroken.
    """
    if record.state is not State.SEALED:
        raise StateForbids(record=record.id, state=record.state)
    if store.catalogue.seal(record.id) is None:
        refuse_sealed(store, record)
    key = _key(store)
    if record.id in _closed(store, key):
        raise SealClosed(record=record.id)
    looked(store, "unsealed", [record.id], purpose)
    with _opened(store, record, key) as found:
        yield found


def search_sealed(store: Store, query: str, purpose: str) -> tuple[tuple[SealedHit, ...], int]:
    """Sealed records in which every word of `query` stands, and how many were read for it.

    All that this account may read are opened and read one after the other; the ledger says so before. What is
    searched for is not recorded. Raises as `unsealed`, and QueryInvalid.
    """
    from archive.text.parser import parse
    from archive.text.query import texts_of

    wanted = texts_of(parse(query))
    key = _key(store)
    closed = _closed(store, key)
    ids = [seal.record for seal in store.catalogue.seals() if seal.record not in closed]
    looked(store, "sealed-search", ids, purpose)
    hits: list[SealedHit] = []
    with _readers(store, len(ids)) as pool:
        for start in range(0, len(ids), _TOGETHER):
            records = list(store.catalogue.records(ids[start : start + _TOGETHER]).values())
            hits += _hits(store, key, records, wanted, pool)
    return tuple(hits), len(ids)


def _hits(
    store: Store, key: ReadingKey, records: Sequence[Record], wanted: Sequence[Text], pool: Pool
) -> Iterator[SealedHit]:
    from archive.text.fold import searchable
    from archive.text.patterns import found_in
    from archive.text.snippets import snippet

    files = [(record, *_content(store, record, key)) for record in records]
    texts = _texts(pool, [original for _, _, original in files])
    for (record, said, original), text in zip(files, texts, strict=True):
        original.close()
        fields = (searchable(text), searchable(str(said["name"])))
        if all(found_in(each, fields) for each in wanted):
            shown = snippet(text, wanted)
            yield SealedHit(record.id, str(said["name"]), shown.text)


def _key(store: Store) -> ReadingKey:
    from archive.objects.seal_keys import reading_key

    return reading_key(store.config.sealed_key or store.layout.seal_secret)


def _closed(store: Store, key: ReadingKey) -> frozenset[str]:
    """Sealed records from which whoever runs this is excluded."""
    return store.catalogue.excluded(key.intake().token("account", login()))


@contextmanager
def _opened(store: Store, record: Record, key: ReadingKey) -> Iterator[Unsealed]:
    said, original = _content(store, record, key)
    with original:
        with _readers(store, 1) as pool:
            (text,) = _texts(pool, [original])
        original.seek(0)
        owner = said.get("owner")
        yield Unsealed(
            record=record.id,
            received_at=record.received_at,
            name=str(said["name"]),
            path=str(said["path"]),
            owner=None if owner is None else str(owner),
            size=int(str(said["size"])),
            original=original,
            text=text,
        )


def _content(store: Store, record: Record, key: ReadingKey) -> tuple[dict[str, object], BinaryIO]:
    """What was said of the file, and the file in memory, whole and checked."""
    from archive.objects.sealed import opened

    memory = os.fdopen(os.memfd_create("sealed", os.MFD_CLOEXEC), "w+b")
    try:
        with store.objects.open(record.original.sha256) as source:
            pieces = opened(key, source)
            said = json.loads(next(pieces))
            for piece in pieces:
                memory.write(piece)
    except BaseException:
        memory.close()
        raise
    if not isinstance(said, dict):
        memory.close()
        raise SealBroken(reason="it does not say what the file is")
    memory.seek(0)
    return said, memory


def _readers(store: Store, files: int) -> Pool:
    """The parsers, which put nothing on a disk."""
    from archive.parsing.pool import Pool

    return Pool(max(1, min(2, files)), plugins=store.plugged)


def _texts(pool: Pool, files: Sequence[BinaryIO]) -> list[str]:
    """What the parsers read in files in memory, behind their wall; empty where they could not."""
    texts = [""] * len(files)
    for number, each in enumerate(files):
        each.flush()
        pool.submit(number, each.fileno(), "")
    while pool.pending:
        for key, report in pool.poll(None):
            if report.document is not None:
                texts[cast("int", key)] = report.document.text()
    return texts
