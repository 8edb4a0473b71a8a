"""Making receipts: what is told of each file."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archive.errors import N_, ArchiveError, Busy, NotPermitted
from archive.ingest.accept import Accepted, Known, SealedAway
from archive.ingest.arrivals import Arrival
from archive.ingest.delivery import shown_name
from archive.ingest.families import Complete
from archive.ingest.reading import Done
from archive.ingest.receipt import Receipt, ReceiptOutcome
from archive.ingest.refusals import Refusal, on_receipt
from archive.model.record import Record, State

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["earlier", "outcome_of", "pending", "refused", "sealed", "told", "untaken", "waiting"]

_UNFILED = {
    "conflict": N_("Folder and form, or parts of the form, name different units or categories; it waits in triage."),
    "unregistered": N_("The unit is not registered yet; it waits in triage with what is known of it."),
    "no-unit": N_("No unit is known for it; it waits in triage."),
    "no-category": N_("No category is known for it; it waits in triage."),
}
_EARLIER = {
    State.RECEIVED: N_("This file was delivered before; another program is reading it now."),
    State.FILED: N_("This file was delivered before and is filed."),
    State.UNFILED: N_("This file was delivered before and waits in triage."),
    State.ISOLATED: N_("This file was delivered before and is isolated."),
    State.WITHDRAWN: N_("This file was delivered before and was withdrawn since."),
    State.DISPOSED: N_("This file was delivered before and was disposed of since."),
    State.SEALED: N_("This file was delivered before and is sealed."),
}
_DUPLICATE = N_("The same file is already there.")
_ISOLATED = N_("The document bears a mark of secrecy; it is isolated, and the keeper must be told.")
_NO_ROOM = N_("The disk did not take it; the file is where it was. Add it again once the disk is free or repaired.")
_BUSY = N_("Another program was writing to the archive; the file is where it was. Add it again.")
_FORBIDDEN = N_("You may not write to the archive; the file is where it was.")
_SEALED = N_("The file is sealed in the archive; it was removed where it lay.")
_PENDING = N_("The file is safe in the archive; it is not yet read and placed.")


def told(store: Store, group: Sequence[tuple[Complete, bytes | None]]) -> Iterator[Receipt]:
    """Receipts for files that are done, each with the path as it was given, else as it was recorded."""
    records = store.catalogue.records([each.done.filed.of for each, _ in group])
    for each, shown in group:
        record = records.get(each.done.filed.of)
        if record is not None:
            yield _told(each, shown or _delivered(store, each.done), record)


def _delivered(store: Store, done: Done) -> bytes:
    """Where the file lay when it was taken."""
    delivery = done.read.accession["delivery"]
    path = base64.b64decode(delivery["path_b64"]) if delivery["path_b64"] else delivery["path"].encode()
    roots = {each.name: each.path for each in store.config.inboxes}
    root = roots.get(delivery["inbox"])
    return path if root is None else b"/".join((os.fsencode(root), path))


def _told(complete: Complete, shown: bytes, record: Record) -> Receipt:
    path, raw = shown_name(shown)
    done = complete.done
    isolated = record.state is State.ISOLATED  # also where a member brought it about, after it was filed itself
    outcome, reason = outcome_of(State.ISOLATED if isolated else done.filed.state, record)
    secret = outcome == "isolated"
    return Receipt(
        path=path,
        path_raw=raw,
        outcome=outcome,
        record=record.id,
        unit=record.units[0] if record.units and not secret else None,
        category=None if secret else record.category,
        sha256=record.original.sha256,
        parse=str(done.read.report.outcome),
        reason=reason,
        members=complete.members,
        rows=complete.rows,
    )


def outcome_of(state: str, record: Record) -> tuple[ReceiptOutcome, str | None]:
    """What is told of a record in this state (or `duplicate`), and why."""
    if state == "duplicate":
        return "duplicate", _DUPLICATE
    if state == State.FILED:
        return "filed", None
    if state == State.ISOLATED:
        return "isolated", _ISOLATED
    return "unfiled", _UNFILED.get(record.reason or "", _UNFILED["no-unit"])


def earlier(store: Store, known: Known) -> Receipt:
    """For a delivery that the archive has already."""
    path, raw = shown_name(known.arrival.shown)
    record = store.catalogue.record(known.record)
    isolated = record is None or record.state is State.ISOLATED
    return Receipt(
        path=path,
        path_raw=raw,
        outcome="duplicate",
        record=known.record,
        unit=record.units[0] if record is not None and record.units and not isolated else None,
        category=record.category if record is not None and not isolated else None,
        sha256=record.original.sha256 if record is not None else None,
        parse=record.parse.outcome if record is not None and record.parse is not None else None,
        reason=_EARLIER[State(known.record_state)],
    )


def pending(accepted: Accepted) -> Receipt:
    """For a file that nobody waits for."""
    return _pending(accepted.arrival, accepted.record, accepted.accession["original"]["sha256"])


def waiting(store: Store, record: str, arrival: Arrival) -> Receipt:
    """For a file that is safe and that could not be read and placed now."""
    known = store.catalogue.record(record)
    return _pending(arrival, record, known.original.sha256 if known is not None else None)


def _pending(arrival: Arrival, record: str, sha256: str | None) -> Receipt:
    path, raw = shown_name(arrival.shown)
    return Receipt(path, raw, "unfiled", record, None, None, sha256, "pending", _PENDING)


def sealed(away: SealedAway) -> Receipt:
    """For a file that was encrypted: nothing of it is told but that it is there."""
    path, raw = shown_name(away.arrival.shown)
    original, seal = away.accession["original"], away.accession["sealed"]
    return Receipt(path, raw, "filed", away.record, None, seal["category"], original["sha256"], None, _SEALED)


def refused(arrival: Arrival, refusal: Refusal) -> Receipt:
    """For a file that was not taken."""
    path, raw = shown_name(arrival.shown)
    reason = on_receipt(refusal)
    return Receipt(path, raw, "rejected", None, None, None, None, None, reason)


def untaken(arrival: Arrival, error: ArchiveError) -> Receipt:
    """For a file that could not be taken now, and not because of itself."""
    path, raw = shown_name(arrival.shown)
    reason = _BUSY if isinstance(error, Busy) else _FORBIDDEN if isinstance(error, NotPermitted) else _NO_ROOM
    return Receipt(path, raw, "rejected", None, None, None, None, None, reason)
