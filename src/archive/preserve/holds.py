"""Placing holds (冻结) on records and units, and releasing them; a release needs a reason and stays in the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from archive.access.holds import holds_of
from archive.errors import N_, FieldInvalid, HoldUnknown, ReasonMissing, RecordHeld, UsageInvalid
from archive.model.duty import full_day
from archive.model.hold import HOLD_PREFIX, KINDS, PlacedHold

if TYPE_CHECKING:
    from archive.model.event import Held, HoldReleased
    from archive.model.record import Record
    from archive.store import Store

__all__ = ["find_hold", "holds_of", "place", "refuse_held", "release"]

_LEAST_ID = 4


def place(
    store: Store, records: Sequence[Record], units: Sequence[str], *, kind: str, case: str, basis: str, since: str
) -> PlacedHold:
    """Hold these records, and all records of these units (ids), those to come included.

    Raises UsageInvalid where nothing is named, or the kind is none of `KINDS`; ReasonMissing without a case or a basis;
    FieldInvalid for a day that does not exist.
    """
    if kind not in KINDS:
        raise UsageInvalid(reason=N_("a hold is for a case, dispute, investigation, audit, evidence or other"))
    if not records and not units:
        raise UsageInvalid(reason=N_("name records or a unit to be held"))
    if not case.strip() or not basis.strip():
        raise ReasonMissing
    payload: Held = {
        "kind": kind, "case": case.strip(), "basis": basis.strip(), "records": [each.id for each in records],
        "units": list(units), "since": _day(since),
    }  # fmt: skip
    with store.transaction() as tx:
        hold = tx.new_id(HOLD_PREFIX)
        tx.append("held", hold, payload)
    return find_hold(store, hold)


def release(store: Store, reference: str, *, on: str, reason: str) -> PlacedHold:
    """Release a hold. Raises HoldUnknown (also of one that was released), ReasonMissing or FieldInvalid."""
    hold = find_hold(store, reference)
    if hold.released_on is not None:
        raise HoldUnknown(reference=reference)
    if not reason.strip():
        raise ReasonMissing
    payload: HoldReleased = {"on": _day(on), "reason": reason.strip()}
    if payload["on"] < hold.since:
        raise FieldInvalid(field="on", value=on, reason=N_("it is before the hold began"))
    with store.transaction() as tx:
        tx.append("hold-released", hold.id, payload)
    return find_hold(store, hold.id)


def find_hold(store: Store, reference: str) -> PlacedHold:
    """A placed hold by its id, or at least 4 characters of it; released ones too. Raises HoldUnknown."""
    wanted = HOLD_PREFIX + reference.strip().lower().removeprefix(HOLD_PREFIX)
    found = store.catalogue.hold_like(wanted) if len(wanted) >= _LEAST_ID + len(HOLD_PREFIX) else ()
    if len(found) != 1:
        raise HoldUnknown(reference=reference)
    return next(each for each in store.catalogue.placed_holds(released=True) if each.id == found[0])


def refuse_held(store: Store, record: str, *, today: str) -> None:
    """Raise RecordHeld where a hold is on the record that day."""
    for hold in holds_of(store, record, today=today):
        raise RecordHeld(record=record, hold=f"{hold.kind} {hold.case}".strip(), basis=hold.basis)


def _day(written: str) -> str:
    day = full_day(written)
    if day is None:
        raise FieldInvalid(field="on", value=written, reason=N_("there is no such day"))
    return day
