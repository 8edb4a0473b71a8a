"""Corrections under a hold for a case, a dispute or an investigation: two people have to want the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from archive.errors import SecondPersonNeeded
from archive.model.hold import SECOND_PERSON
from archive.transaction import login

if TYPE_CHECKING:
    from archive.model.event import CorrectionWanted
    from archive.model.record import Record
    from archive.store import Store

__all__ = ["ask_second"]


def ask_second(store: Store, record: Record, changes: Mapping[str, str], reason: str) -> None:
    """Return where the record may be corrected now: no such hold is on it, or somebody else wanted the very same.

    Otherwise record what is wanted and raise SecondPersonNeeded. What was wanted before the record's last correction
    counts no more. Persons are told apart by their accounts, which is all that a local ledger can know.
    """
    units = [each for unit in record.units for each in store.catalogue.family(unit.id)]
    holds = [each for each in store.catalogue.placed_holds_of([record.id, *units]) if each.kind in SECOND_PERSON]
    if not holds:
        return
    last = max((each.seq for each in store.catalogue.events_of(record.id) if each.kind == "described"), default=-1)
    wanted = store.catalogue.corrections_wanted(record.id, last)
    same = [each for each in wanted if dict(each.wanted) == dict(changes)]
    if any(each.by != login() for each in same):
        return
    if not same:
        payload: CorrectionWanted = {"wanted": dict(changes), "reason": reason}
        with store.transaction() as tx:
            tx.append("correction-wanted", record.id, payload)
    raise SecondPersonNeeded(record=record.id, hold=f"{holds[0].kind} {holds[0].case}".strip())
