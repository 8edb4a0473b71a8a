"""Checkpoints kept outside: the only thing that bounds what may have been rewritten here, and when.

Where they are kept is up to plugins (hook `archive_anchors`). What comes back goes into the ledger as `anchored`, and
its token becomes an object, so every event lies between two moments: it came after the last anchor that the ledger had
told of, and before the first one that was made over it.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from archive.disk.atomic import storage, write_file
from archive.disk.config import AnchorConfig
from archive.errors import (
    AnchorContradicts,
    AnchorRefused,
    AnchorsMissing,
    AnchorUnknown,
    CheckpointForeign,
    CheckpointUnreadable,
)
from archive.hooks.contracts import AnchorReceipt, AnchorRefusal, AnchorStatement
from archive.ledger import checkpoint as notes
from archive.model.event import Anchored, TokenData
from archive.outside import given_up
from archive.preserve.checkpoints import compare, newest

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["Anchoring", "Moment", "Window", "anchor", "places", "sm3_of", "windows"]


@dataclass(frozen=True, slots=True)
class Anchoring:
    """One checkpoint that was kept."""

    event: int
    told: Anchored
    clock_back: bool
    """Whether this machine's clock stands before an anchor that was made earlier."""


def anchor(store: Store, kind: str, where: str, certificate: Path | None = None) -> Anchoring:
    """Keep the newest checkpoint at `where` by the anchor of that name, and say so in the ledger.

    Raises AnchorUnknown, AnchorRefused, AnchorContradicts where what is kept there is not of this history, Damaged
    where this ledger does not hold itself, StorageFailed or NotPermitted.
    """
    found = store.registry.anchors().get(kind)
    if found is None:
        raise AnchorUnknown(anchor=kind, listing=", ".join(sorted(store.registry.anchors())))
    statement = _statement(store, certificate)
    answer = store.registry.ask_anchor(found, statement, where)
    if isinstance(answer, AnchorRefusal):
        if answer.damaged:
            raise AnchorContradicts(anchor=kind, reason=answer.reason)
        raise AnchorRefused(anchor=kind, reason=answer.reason)
    for path, data in (answer.files or {}).items():
        write_file(path, data)
    return _told(store, kind, statement, answer)


def places(store: Store, kind: str | None, where: str | None) -> tuple[AnchorConfig, ...]:
    """The place that is named, else those of the settings, of the kind only if one is given. Raises AnchorsMissing."""
    known = [each for each in store.config.anchors if kind in (None, each.kind)]
    if where is not None and kind is not None:
        place = where if "://" in where else str(Path(where).absolute())
        told = [each.certificate for each in known if each.where == place]
        return (AnchorConfig(kind, place, told[0] if told else None),)
    if not known:
        raise AnchorsMissing()
    return tuple(known)


def _statement(store: Store, certificate: Path | None) -> AnchorStatement:
    note = newest(store)
    compare(store, note)  # what does not hold here is not sent anywhere
    signed = notes.parse(note)
    with storage(store.layout.public_key):
        key = store.layout.public_key.read_bytes()
        trusted = None if certificate is None else certificate.read_bytes()
    return AnchorStatement(
        home=store.catalogue.home(),
        note=note,
        size=signed.checkpoint.size,
        root=b64encode(signed.checkpoint.root).decode("ascii"),
        sm3=sm3_of(signed.text),
        time=_now(store),
        key=key,
        language=store.config.language,
        certificate=trusted,
        follows=lambda earlier: _why_not(store, earlier),
    )


def _now(store: Store) -> str:
    moment = store.clock()
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def sm3_of(text: str) -> str | None:
    """SM3 (GB/T 32905) of a text in UTF-8, hex; None where OpenSSL here has none."""
    try:
        return hashlib.new("sm3", text.encode()).hexdigest()
    except ValueError:
        return None


def _why_not(store: Store, earlier: str) -> str | None:
    """Why the ledger does not go on from a checkpoint that is kept; None if it does, or was said to."""
    try:
        found = compare(store, earlier)
    except (CheckpointForeign, CheckpointUnreadable) as error:
        return str(error)
    if found.sound or given_up(store.catalogue, notes.parse(earlier).checkpoint):
        return None
    return found.reason or found.relation


def _told(store: Store, kind: str, statement: AnchorStatement, receipt: AnchorReceipt) -> Anchoring:
    last = [row.payload["time"] for row in store.catalogue.safekeeping("anchored")]
    token: TokenData | None = None
    staging = store.objects.stage()
    try:
        if receipt.token is not None:
            staged = staging.take_bytes(receipt.token)
            staging.commit([staged])
            token = {"sha256": staged.sha256, "bytes": staged.size}
        payload: Anchored = {
            "kind": kind, "where": receipt.where, "note": statement.note, "size": statement.size,
            "root": statement.root, "sm3": statement.sm3, "time": receipt.time, "outside": receipt.outside,
            "token": token, "checked": receipt.checked,
        }  # fmt: skip
        with store.transaction() as tx:
            event = tx.append("anchored", statement.home, payload)
    finally:
        staging.close()
    return Anchoring(event, payload, bool(last) and max(last) > statement.time)


# When an event came


@dataclass(frozen=True, slots=True)
class Moment:
    """One end of a window."""

    time: str
    kind: str
    where: str
    outside: bool
    """Whether the time is of another's clock."""


@dataclass(frozen=True, slots=True)
class Window:
    """The event came after one moment and before the other; None where no anchor says so."""

    event: int
    after: Moment | None
    before: Moment | None


def windows(store: Store, events: Iterable[int]) -> Iterator[Window]:
    """The window in time of each event, by the anchors around it.

    Anchors with a clock of their own (RFC 3161) go before those that only say what this machine's clock said.
    """
    rows = [(row.seq, row.payload) for row in store.catalogue.safekeeping("anchored")]
    told = [seq for seq, _ in rows]
    sizes = [int(payload["size"]) for _, payload in rows]  # rising: each is of the newest checkpoint of its time
    after = list(accumulate((_moment(payload) for _, payload in rows), _later))
    before = list(accumulate((_moment(payload) for _, payload in reversed(rows)), _earlier))
    for event in events:
        made, over = bisect_left(told, event), len(rows) - bisect_right(sizes, event)
        yield Window(event, after[made - 1] if made else None, before[over - 1] if over else None)


def _moment(told: dict[str, object]) -> Moment:
    return Moment(str(told["time"]), str(told["kind"]), str(told["where"]), bool(told["outside"]))


def _later(one: Moment, other: Moment) -> Moment:
    """The one that says more of what came after it."""
    return max(one, other, key=lambda each: (each.outside, each.time))


def _earlier(one: Moment, other: Moment) -> Moment:
    """The one that says more of what came before it."""
    if one.outside != other.outside:
        return one if one.outside else other
    return min(one, other, key=lambda each: each.time)
