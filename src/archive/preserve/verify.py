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
from typing import TYPE_CHECKING

from archive.disk.layout import Layout
from archive.errors import N_, CatalogueMissing, Damaged, UsageInvalid
from archive.ledger import checkpoint as notes
from archive.ledger import keys
from archive.objects.local import LocalObjectStore
from archive.preserve import disposition_check, object_check
from archive.preserve.event_rows import readable_events
from archive.preserve.key_history import first_key, key_chain
from archive.preserve.ledger_check import LedgerCheck, Walked
from archive.preserve.object_check import Hashed, Progress, Wanted
from archive.preserve.report import Finding, KeptOutside, VerifyReport
from archive.preserve.tile_check import UNREADABLE, in_words

if TYPE_CHECKING:
    from pathlib import Path

    from archive.catalogue import Catalogue
    from archive.store import Store

__all__ = ["Progress", "verify", "verify_destroyed"]


@dataclass(slots=True)
class _Run:
    """What has been found so far."""

    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    seconds: list[tuple[str, float]] = field(default_factory=list)
    anchored: KeptOutside | None = None

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Note the CPU seconds that the block takes."""
        start = time.process_time()
        yield
        self.seconds.append((name, time.process_time() - start))

    def take(self, hashed: Hashed) -> Hashed:
        """Keep what a pass over objects found."""
        self.findings.extend(hashed.findings)
        self.notes.extend(hashed.notes)
        return hashed

    def report(self, hashed: Hashed, events: int, root: str) -> VerifyReport:
        return VerifyReport(
            objects=hashed.objects,
            bytes=hashed.bytes,
            events=events,
            root=root,
            findings=tuple(self.findings),
            seconds=tuple(self.seconds),
            notes=tuple(self.notes),
            anchored=self.anchored,
        )


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

    def read() -> tuple[_Run, Walked, list[Wanted] | None]:
        run = _Run()
        with store.catalogue.reading():
            return run, _check_rows(store, run), _objects(store.catalogue, run, moment)

    run, walked, objects = store.settled(read)
    if objects is None:
        with run.phase("objects"):
            hashed = run.take(object_check.check_all(store.objects, progress))
        return run.report(hashed, walked.events, b64encode(walked.root).decode("ascii"))
    if sample is not None:
        chosen = random.Random(entropy(16))  # noqa: S311 - a sample, not a secret
        objects = [each for each in objects if chosen.random() < sample]
    with run.phase("objects"):
        hashed = run.take(object_check.check_wanted(store.objects, objects, progress))
        if sample is None and moment is None:
            # What no record refers to is no original of the archive, so it is not counted among them.
            run.take(object_check.check_others(store.objects, frozenset(each.sha256 for each in objects)))
            run.notes.extend(object_check.strays(store.objects))
    return run.report(hashed, walked.events, b64encode(walked.root).decode("ascii"))


def verify_destroyed(home: Path, damage: Damaged, progress: Progress | None = None) -> VerifyReport:
    """Check what can be checked where the catalogue is gone or no database any more.

    `damage` is what opening it said, and the first finding; every original is hashed against its name.
    """
    kind = "catalogue-missing" if isinstance(damage, CatalogueMissing) else "database-damaged"
    run = _Run([Finding(kind, None, str(damage))])
    with run.phase("objects"):
        hashed = run.take(object_check.check_all(LocalObjectStore(Layout(home.resolve())), progress))
    return run.report(hashed, 0, "")


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
    with suppress(*UNREADABLE, KeyError):  # then the projections differ, which is told
        run.anchored = _anchored(catalogue)
    with run.phase("database"):
        _check_database(catalogue, run)
    with run.phase("texts"):
        _check_texts(catalogue, run)
    with run.phase("projections"):
        run.findings.extend(disposition_check.check(store))
        for what, record in catalogue.differences(readable_events(catalogue, walked.size)):
            run.findings.append(Finding("projection-differs", record, what))
    return walked


def _anchored(catalogue: Catalogue) -> KeptOutside | None:
    told = [row.payload for row in catalogue.safekeeping("anchored")]
    if not told:
        return None
    last = told[-1]
    return KeptOutside(last["kind"], last["where"], last["time"], last["outside"], last["size"])


def _heads(store: Store, run: _Run) -> list[notes.Checkpoint]:
    """The checkpoints whose signatures hold; the others are found wanting."""
    chain = _chain(store, run)
    origin = _origin(store)
    heads: list[notes.Checkpoint] = []
    try:
        for size, note in store.catalogue.checkpoints():
            try:
                heads.append(_head(size, note, origin, chain))
            except (notes.NoteInvalid, TypeError) as error:
                reason = error if isinstance(error, notes.NoteInvalid) else N_("it is not of its form")
                what = N_("The checkpoint of size {size} does not hold: {reason}").format(size=size, reason=reason)
                run.findings.append(Finding("checkpoint-invalid", None, what))
    except UNREADABLE as error:
        what = N_("The checkpoints cannot be read: {reason}").format(reason=in_words(error))
        run.findings.append(Finding("checkpoint-invalid", None, what))
    if not heads:
        run.findings.append(Finding("checkpoint-missing", None, N_("No checkpoint of this ledger holds")))
    return heads


def _head(size: int, note: str, origin: str, chain: keys.KeyChain | None) -> notes.Checkpoint:
    head = notes.parse(note).checkpoint if chain is None else notes.verify(note, origin, chain.at(size))
    if head.size != size:
        raise notes.NoteInvalid(f"it speaks of size {head.size}")
    return head


def _chain(store: Store, run: _Run) -> keys.KeyChain | None:
    path = store.layout.public_key
    try:
        pem = path.read_bytes()
        keys.Verifier.from_pem(pem)
    except (FileNotFoundError, IsADirectoryError, keys.KeyInvalid):
        what = N_("The public key {path} is missing or broken").format(path=path)
        run.findings.append(Finding("key-missing", None, what))
        return None
    try:
        if f'"key":"{hashlib.sha256(first_key(store, pem)).hexdigest()}"' not in _first_body(store):
            what = N_("The public key {path} is not the one the home began with")
            run.findings.append(Finding("key-changed", None, what.format(path=path)))
        return key_chain(store, pem)
    except keys.KeyInvalid as error:
        what = N_("The public key {path} does not follow from the ledger: {reason}")
        run.findings.append(Finding("key-changed", None, what.format(path=path, reason=error)))
    except UNREADABLE as error:
        what = N_("The public key {path} does not follow from the ledger: {reason}")
        run.findings.append(Finding("key-changed", None, what.format(path=path, reason=in_words(error))))
    return keys.KeyChain(((0, keys.Verifier.from_pem(pem)),))


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
    for look in (catalogue.faults, catalogue.schema_differences):
        try:
            faults = look()
        except UNREADABLE as error:
            faults = (in_words(error),)
        for fault in faults:
            what = N_("The database is damaged: {fault}").format(fault=fault)
            run.findings.append(Finding("database-damaged", None, what))


def _check_texts(catalogue: Catalogue, run: _Run) -> None:
    """Every text object by its digest, and that there is one wherever a record names it."""
    sound, changed, torn = _texts(catalogue)
    told: set[object] = set()
    try:
        for record, digest in catalogue.text_references():
            if digest in sound or not (isinstance(record, str) and isinstance(digest, str)):
                continue  # that the tables are what the events say is seen elsewhere
            damage = _text_damage(catalogue, digest, changed)
            if damage is not None:
                run.findings.append(Finding(damage[0], record, damage[1]))
                told.add(digest)
    except UNREADABLE as error:
        what = N_("The list of texts cannot be read: {reason}").format(reason=in_words(error))
        run.findings.append(Finding("projection-differs", None, what))
    if torn is not None and not told:
        run.findings.append(Finding("text-changed", None, torn))
    for each in sorted(changed - told, key=str):
        what = N_("The text {sha256} was changed").format(sha256=each if isinstance(each, str) else "?")
        run.findings.append(Finding("text-changed", None, what))


def _texts(catalogue: Catalogue) -> tuple[set[object], set[object], str | None]:
    """Digests of the texts that are what they were, of those that are not, and what kept from reading all of them."""
    sound: set[object] = set()
    changed: set[object] = set()
    try:
        for digest, body in catalogue.text_digests():
            if digest in sound or digest in changed:
                raise Damaged(what=N_("its pages lead back to where they came from"))
            (sound if _is_text(digest, body) else changed).add(digest)
    except UNREADABLE as error:
        return sound, changed, N_("The texts cannot be read: {reason}").format(reason=in_words(error))
    return sound, changed, None


def _text_damage(catalogue: Catalogue, digest: str, changed: set[object]) -> tuple[str, str] | None:
    """Kind and words of what is wrong with a text that was not met among the sound ones; None if it is sound."""
    try:
        body = None if digest in changed else catalogue.text_row(digest)
    except UNREADABLE as error:
        what = N_("The text {sha256} cannot be read: {reason}")
        return "text-changed", what.format(sha256=digest, reason=in_words(error))
    if digest in changed or (body is not None and not _is_text(digest, body)):
        return "text-changed", N_("The text {sha256} was changed").format(sha256=digest)
    return None if body is not None else ("text-missing", N_("The text {sha256} is missing").format(sha256=digest))


def _is_text(digest: object, body: object) -> bool:
    return isinstance(body, bytes) and hashlib.sha256(body).hexdigest() == digest


def _objects(catalogue: Catalogue, run: _Run, moment: str | None) -> list[Wanted] | None:
    """What must be in the object store, by digest, each once; None where that cannot be read."""
    found: list[Wanted] = []
    try:
        wanted = None if moment is None else _accessioned_since(catalogue, moment)
        for digest, rows in groupby(catalogue.object_digests(), key=lambda row: row[0]):
            listed = [(size, record) for _, size, record in rows if isinstance(size, int) and isinstance(record, str)]
            # What is of another type is no object; the comparison with the events has told it.
            if listed and isinstance(digest, str) and (wanted is None or digest in wanted):
                found.append(Wanted(digest, listed[0][0], tuple(dict.fromkeys(record for _, record in listed))))
    except UNREADABLE as error:
        what = N_("The list of originals cannot be read: {reason}").format(reason=in_words(error))
        run.findings.append(Finding("projection-differs", None, what))
        return None
    return found


def _accessioned_since(catalogue: Catalogue, moment: str) -> set[str]:
    """Digests of what was taken in from `moment` on, as the events tell it."""
    digests: set[str] = set()
    for seq, stored in catalogue.envelopes():
        text = str(stored)  # after damage it may be of any type
        taken = '"kind":"accessioned"' in text or '"kind":"part-added"' in text
        if not taken or text.partition('"time":"')[2][: len(moment)] < moment:
            continue
        payload = catalogue.payload(seq)
        if payload is not None:
            digests.add(str(payload[1]).partition('"sha256":"')[2][:64])
    return digests
