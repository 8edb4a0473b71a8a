"""A proof to hand to a stranger: original, events, inclusion proofs, checkpoint, key and a script.

Whoever gets the folder checks it with `sh`, `sha256sum` and `openssl`, without this software.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from archive.disk import atomic
from archive.errors import Damaged, ObjectMissing, RecordUnknown, RecordWithheld, StateForbids, TargetExists
from archive.ledger import checkpoint as notes
from archive.ledger import keys, merkle, proof
from archive.ledger.envelope import commitment
from archive.ledger.tiles import TiledTree
from archive.model.record import Original, Record, State
from archive.text.file_names import fitting, readable_name

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["prove"]

EXPLANATION = "说明.txt"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the ledger says of the record, read at one moment."""

    originals: tuple[Original, ...]
    events: tuple[tuple[int, bytes, bytes | None, str | None], ...]
    """Number, envelope, salt, payload; the last two are None of what was erased with a record that was destroyed."""
    proofs: tuple[proof.TlogProof, ...]
    note: str
    key: bytes


def prove(store: Store, record_id: str, folder: Path) -> None:
    """Write the proof of a record into `folder`, which must not exist; all of it or nothing.

    Everything is verified before it is written. The same record and checkpoint give the same bytes.
    Of a record that was destroyed it is the proof of its events: no originals, and its tombstone in the last of them.
    Raises RecordUnknown, RecordWithheld, StateForbids (a record that may not leave), TargetExists, Damaged for a
    record that cannot be proved, StorageFailed or NotPermitted.
    """
    if folder.exists() or folder.is_symlink():
        raise TargetExists(path=folder)
    evidence = store.settled(lambda: _gather(store, record_id))
    building = folder.with_name(f".{secrets.token_hex(8)}.tmp")
    with atomic.storage(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            building.mkdir()
            _write_all(store, evidence, building)
            atomic.move_fresh(os.fsencode(building), os.fsencode(folder))
        except FileExistsError as error:
            raise TargetExists(path=folder) from error
        finally:
            shutil.rmtree(building, ignore_errors=True)
    atomic.sync_directory(folder.parent)


def _gather(store: Store, record_id: str) -> _Evidence:
    with store.catalogue.reading():
        record = store.catalogue.record(record_id)
        if record is None:
            raise RecordUnknown(reference=record_id)
        _refuse(record)
        note = store.catalogue.newest_checkpoint()
        key = _public_key(store)
        head = _head(note, store.origin, key)
        assert note is not None
        events = tuple(_events(store, record_id, head.size))
        tree = TiledTree(head.size, store.catalogue.tile)
        verifier = keys.Verifier.from_pem(key)
        proofs = tuple(_proved(seq, envelope, tree, note, store.origin, verifier) for seq, envelope, _, _ in events)
    originals = (record.original, *(part.original for part in record.parts))
    if record.state is State.DISPOSED:
        originals = ()
    return _Evidence(originals, events, proofs, note, key)


def _refuse(record: Record) -> None:
    if record.state is State.ISOLATED:
        raise RecordWithheld(record=record.id)
    if record.state in (State.WITHDRAWN, State.SEALED):
        raise StateForbids(record=record.id, state=record.state)


def _public_key(store: Store) -> bytes:
    path = store.layout.public_key
    try:
        key = path.read_bytes()
        keys.Verifier.from_pem(key)
    except (FileNotFoundError, keys.KeyInvalid) as error:
        raise Damaged(what=f"The public key {path} is missing or broken ({error})") from error
    return key


def _head(note: str | None, origin: str, key: bytes) -> notes.Checkpoint:
    if note is None:
        raise Damaged(what="The ledger has no checkpoint")
    try:
        return notes.verify(note, origin, keys.Verifier.from_pem(key))
    except notes.NoteInvalid as error:
        raise Damaged(what=f"The newest checkpoint does not hold: {error}") from error


def _events(store: Store, record_id: str, size: int) -> Iterator[tuple[int, bytes, bytes | None, str | None]]:
    """The record's events below the checkpoint, each with the payload that it committed to unless that was erased."""
    erased = store.catalogue.erased_events()
    for event in store.catalogue.events_of(record_id):
        if event.seq >= size or event.subject != record_id:
            continue  # that somebody looked at it is an event of the home
        payload = store.catalogue.payload(event.seq)
        if payload is None and event.seq in erased:
            for seq, envelope in store.catalogue.envelopes(event.seq, event.seq + 1):
                yield seq, envelope.encode(), None, None
            continue
        if payload is None:
            raise Damaged(what=f"The payload of event {event.seq} of record {record_id} is missing")
        salt, body = payload
        for _, envelope in store.catalogue.envelopes(event.seq, event.seq + 1):
            if f'"commitment":"{commitment(salt, body.encode())}"' not in envelope:
                raise Damaged(what=f"The payload of event {event.seq} of record {record_id} was changed")
            yield event.seq, envelope.encode(), salt, body


def _proved(
    seq: int, envelope: bytes, tree: TiledTree, note: str, origin: str, verifier: keys.Verifier
) -> proof.TlogProof:
    made = proof.TlogProof(seq, merkle.inclusion_proof(seq, tree.size, tree.node), note)
    try:
        proof.check(made, envelope, origin, verifier)
    except proof.ProofInvalid as error:
        raise Damaged(what=f"Event {seq} cannot be proved: {error}") from error
    return made


def _write_all(store: Store, evidence: _Evidence, folder: Path) -> None:
    """The files, in the order of the manifest; each is durable when it is closed."""
    lines: list[str] = []

    def keep(name: str, data: bytes) -> None:
        _write(folder / name, iter((data,)))
        lines.append(f"{sha256(data).hexdigest()}  {name}\n")

    (folder / "original").mkdir()
    (folder / "proofs").mkdir()
    keep("checkpoint", evidence.note.encode())
    keep("checkpoint.pub", evidence.key)
    keep("events.jsonl", b"".join(_line(*event[1:]) for event in evidence.events))
    for name, original in sorted(_named(evidence.originals).items(), key=lambda item: item[0].encode()):
        _copy(store, original, folder / "original" / name)
        lines.append(f"{original.sha256}  original/{name}\n")
    for each in sorted(evidence.proofs, key=lambda each: f"{each.index}."):
        keep(f"proofs/{each.index}.tlog-proof", each.text().encode())
    texts = files("archive.preserve") / "handed_over"
    keep("verify.sh", (texts / "verify.sh").read_bytes())
    keep(EXPLANATION, (texts / "explanation.txt").read_bytes())
    _write(folder / "manifest-sha256.txt", iter(("".join(lines).encode(),)))
    for each_folder in (folder / "original", folder / "proofs", folder):
        atomic.sync_directory(each_folder)


def _line(envelope: bytes, salt: bytes | None, body: str | None) -> bytes:
    """One event; the order of the keys is what `verify.sh` reads. Of an erased payload both are empty."""
    told = "" if salt is None else b64encode(salt).decode("ascii")
    fields = {"envelope": envelope.decode(), "payload": body or "", "salt": told}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _copy(store: Store, original: Original, target: Path) -> None:
    """Copy an object out, refusing to hand over bytes that are not those accessioned."""
    hasher = sha256()

    def blocks() -> Iterator[bytes]:
        with store.objects.open(original.sha256) as source:
            while block := source.read(_BLOCK):
                hasher.update(block)
                yield block

    try:
        _write(target, blocks())
    except ObjectMissing as error:
        raise Damaged(what=f"The object {original.sha256} is missing") from error
    if hasher.hexdigest() != original.sha256:
        raise Damaged(what=f"The object {original.sha256} was changed")


def _write(path: Path, blocks: Iterator[bytes]) -> None:
    with path.open("xb") as target:
        target.writelines(blocks)
        target.flush()
        atomic.flush_group([target.fileno()], target.fileno())


def _named(originals: tuple[Original, ...]) -> dict[str, Original]:
    """Names that any file system takes and no terminal trips over; the same content once."""
    named: dict[str, Original] = {}
    taken: set[str] = set()
    for original in {each.sha256: each for each in reversed(originals)}.values():
        stem, suffix = fitting(readable_name(original.name, original.name_raw))
        name, number = stem + suffix, 1
        while unicodedata.normalize("NFKC", name).casefold() in taken:
            number += 1
            name = f"{stem} ({number}){suffix}"
        taken.add(unicodedata.normalize("NFKC", name).casefold())
        named[name] = original
    return named
