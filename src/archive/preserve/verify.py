"""Is everything in the home what it was? Reads only, parses nothing, needs no plugin and no private key."""

from __future__ import annotations

import hashlib
import os
import random
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, BinaryIO

from archive.errors import N_, ArchiveError, UsageInvalid
from archive.ledger import checkpoint as notes
from archive.ledger import keys
from archive.preserve.ledger_check import LedgerCheck, Walked
from archive.preserve.report import Finding, VerifyReport
from archive.preserve.tile_check import UNREADABLE

if TYPE_CHECKING:
    from archive.catalogue import Catalogue
    from archive.store import Store

__all__ = ["Progress", "verify"]

Progress = Callable[[int, int], None]
"""(done, total) in bytes of objects."""

_BLOCK = 1 << 18
_UNREPLAYABLE = (*UNREADABLE, KeyError, ValueError, AttributeError, IndexError, AssertionError)
"""What replaying a payload that was tampered with may raise."""


@dataclass(frozen=True, slots=True)
class _Object:
    sha256: str
    size: int
    records: tuple[str, ...]


@dataclass(slots=True)
class _Run:
    """What has been found so far."""

    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    seconds: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Note the CPU seconds that the block takes."""
        start = time.process_time()
        yield
        self.seconds.append((name, time.process_time() - start))


def verify(
    store: Store,
    *,
    sample: float | None = None,
    since: str | None = None,
    progress: Progress | None = None,
    entropy: Callable[[int], bytes] = os.urandom,
) -> VerifyReport:
    """Check ledger, texts, projections and objects, and name everything that is not as it was.

    `sample` (above 0, at most 1) re-hashes that share of the objects, chosen at random; `since` (a
    day of local time, or a moment in UTC with T and Z) only objects accessioned from then on. All
    the rest is always checked in full. Damage is reported, never raised. Raises UsageInvalid for a
    share or a date that is none, NotPermitted where the home may not be read.
    """
    if sample is not None and not 0 < sample <= 1:
        raise UsageInvalid(reason=N_("the share to sample is a number above 0 and at most 1"))
    moment = None if since is None else _moment(since)

    def read() -> tuple[_Run, Walked, list[_Object]]:
        run = _Run()
        with store.catalogue.reading():
            return run, _check_rows(store, run), _objects(store.catalogue, run, moment)

    run, walked, objects = store.settled(read)
    if sample is not None:
        chosen = random.Random(entropy(16))  # noqa: S311 - a sample, not a secret
        objects = [each for each in objects if chosen.random() < sample]
    with run.phase("objects"):
        size = _check_objects(store, run, objects, progress)
        if sample is None and moment is None:
            _note_unreferenced(store, run, {each.sha256 for each in objects})
    return VerifyReport(
        objects=len(objects),
        bytes=size,
        events=walked.events,
        root=b64encode(walked.root).decode("ascii"),
        findings=tuple(run.findings),
        seconds=tuple(run.seconds),
        notes=tuple(run.notes),
    )


def _moment(since: str) -> str:
    """The first moment of a local day (or that very moment), as events write it."""
    try:
        moment = datetime.fromisoformat(since).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageInvalid(reason=N_("a day is written YYYY-MM-DD")) from error
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


# The database


def _check_rows(store: Store, run: _Run) -> Walked:
    catalogue = store.catalogue
    with run.phase("ledger"):
        walked = LedgerCheck(catalogue, _heads(store, run)).run()
        run.findings.extend(walked.findings)
    with run.phase("database"):
        _check_database(catalogue, run)
    with run.phase("texts"):
        _check_texts(catalogue, run)
    with run.phase("projections"):
        try:
            for table, row, record in catalogue.differences():
                run.findings.append(Finding("projection-differs", record, f"Table {table}: {row}"))
        except _UNREPLAYABLE:
            what = "The tables cannot be compared with the events: a table is missing or not of its form"
            run.findings.append(Finding("projection-differs", None, what))
    return walked


def _heads(store: Store, run: _Run) -> list[notes.Checkpoint]:
    """The checkpoints whose signatures hold; the others are found wanting."""
    verifier = _verifier(store, run)
    origin = _origin(store)
    heads: list[notes.Checkpoint] = []
    try:
        for size, note in store.catalogue.checkpoints():
            try:
                heads.append(_head(size, note, origin, verifier))
            except (notes.NoteInvalid, TypeError) as error:
                what = f"The checkpoint of size {size} does not hold: {error}"
                run.findings.append(Finding("checkpoint-invalid", None, what))
    except UNREADABLE as error:
        run.findings.append(Finding("checkpoint-invalid", None, f"The checkpoints cannot be read: {error}"))
    if not heads:
        run.findings.append(Finding("checkpoint-missing", None, "No checkpoint of this ledger holds"))
    return heads


def _head(size: int, note: str, origin: str, verifier: keys.Verifier | None) -> notes.Checkpoint:
    head = notes.parse(note).checkpoint if verifier is None else notes.verify(note, origin, verifier)
    if head.size != size:
        raise notes.NoteInvalid(f"it speaks of size {head.size}")
    return head


def _verifier(store: Store, run: _Run) -> keys.Verifier | None:
    path = store.layout.public_key
    try:
        pem = path.read_bytes()
        if f'"key":"{hashlib.sha256(pem).hexdigest()}"' not in _first_body(store):
            what = f"The public key {path} is not the one the home began with"
            run.findings.append(Finding("key-changed", None, what))
        return keys.Verifier.from_pem(pem)
    except (FileNotFoundError, IsADirectoryError, keys.KeyInvalid) as error:
        run.findings.append(Finding("key-missing", None, f"The public key {path} is missing or broken: {error}"))
        return None


def _origin(store: Store) -> str:
    """The origin by the event that made the home; the table `meta` may have been changed."""
    with suppress(*UNREADABLE):
        for _, text in list(store.catalogue.envelopes(0, 4)):
            if isinstance(text, str) and '"kind":"home-created"' in text:
                return notes.origin_of(text.partition('"subject":"')[2].partition('"')[0])
        return store.origin
    return notes.origin_of("")


def _first_body(store: Store) -> str:
    """The payload of the event that made the home, empty if there is none to read."""
    with suppress(*UNREADABLE):
        for _, text, _, body in list(store.catalogue.sealed_events(0, 4)):
            if isinstance(text, str) and isinstance(body, str) and '"kind":"home-created"' in text:
                return body
    return ""


def _check_database(catalogue: Catalogue, run: _Run) -> None:
    """Pages and indexes: an index that lies gives wrong answers though every row is right."""
    try:
        faults = catalogue.faults()
    except UNREADABLE as error:
        faults = (str(error),)
    run.findings.extend(Finding("database-damaged", None, f"The database is damaged: {fault}") for fault in faults)


def _check_texts(catalogue: Catalogue, run: _Run) -> None:
    """Every text object by its digest, and that there is one wherever a record names it."""
    held: set[str] = set()
    changed: set[str] = set()
    try:
        for digest, body in catalogue.text_digests():
            held.add(digest)
            if hashlib.sha256(body).hexdigest() != digest:
                changed.add(digest)
        for record, digest in catalogue.text_references():
            if digest in changed:
                run.findings.append(Finding("text-changed", record, f"The text {digest} was changed"))
                changed.discard(digest)
            elif digest not in held:
                run.findings.append(Finding("text-missing", record, f"The text {digest} is missing"))
    except UNREADABLE as error:
        run.findings.append(Finding("text-changed", None, f"The texts cannot be read: {error}"))
    for digest in sorted(changed):
        run.findings.append(Finding("text-changed", None, f"The text {digest} was changed"))


def _objects(catalogue: Catalogue, run: _Run, moment: str | None) -> list[_Object]:
    """What must be in the object store, by digest; each once."""
    found: list[_Object] = []
    try:
        wanted = None if moment is None else _accessioned_since(catalogue, moment)
        for digest, rows in groupby(catalogue.object_digests(), key=lambda row: row[0]):
            listed = list(rows)
            if wanted is None or digest in wanted:
                found.append(_Object(digest, listed[0][1], tuple(dict.fromkeys(row[2] for row in listed))))
    except UNREADABLE as error:
        run.findings.append(Finding("projection-differs", None, f"The list of objects cannot be read: {error}"))
    return found


def _accessioned_since(catalogue: Catalogue, moment: str) -> set[str]:
    """Digests of what was taken in from `moment` on, as the events tell it."""
    digests: set[str] = set()
    for seq, text in catalogue.envelopes():
        taken = '"kind":"accessioned"' in text or '"kind":"part-added"' in text
        if not taken or text.partition('"time":"')[2][: len(moment)] < moment:
            continue
        payload = catalogue.payload(seq)
        if payload is not None:
            digests.add(payload[1].partition('"sha256":"')[2][:64])
    return digests


# The objects


def _check_objects(store: Store, run: _Run, objects: list[_Object], progress: Progress | None) -> int:
    """Re-hash; the number of bytes read."""
    total = sum(each.size for each in objects)
    done = 0
    for each in objects:
        damage = _damage(store, each)
        if damage is not None:
            kind, what = damage
            run.findings.extend(Finding(kind, record, what) for record in each.records)
        done += each.size
        if progress is not None:
            progress(done, total)
    return done


def _damage(store: Store, each: _Object) -> tuple[str, str] | None:
    try:
        if not store.objects.has(each.sha256):
            return "object-missing", f"The object {each.sha256} is missing"
        with store.objects.open(each.sha256) as source:
            digest, size = _hash(source)
    except (ArchiveError, OSError, ValueError) as error:
        return "object-missing", f"The object {each.sha256} cannot be read: {error}"
    if digest != each.sha256:
        return "object-changed", f"The object {each.sha256} was changed: its SHA-256 is now {digest}"
    if size != each.size:
        return "projection-differs", f"The object {each.sha256} has {size} bytes, not {each.size}"
    return None


def _hash(source: BinaryIO) -> tuple[str, int]:
    """SHA-256 in hex, and bytes read."""
    hasher, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        hasher.update(block)
        size += len(block)
    return hasher.hexdigest(), size


def _note_unreferenced(store: Store, run: _Run, referenced: set[str]) -> None:
    for digest in store.objects.iter():
        if digest not in referenced:
            what = f"No record refers to the object {digest}; a crash during intake leaves such a one"
            run.notes.append(Finding("object-unreferenced", None, what))
