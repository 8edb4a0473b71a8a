"""One correction by one person, as triage makes it: remembered for the next time, and never over another's head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.model.confirmation import Correction
from archive.model.event import Contested
from archive.transaction import login

if TYPE_CHECKING:
    from archive.model.record import Record
    from archive.store import Store
    from archive.transaction import Transaction

__all__ = ["Corrected", "Overtaken", "by_others", "contest", "remembering"]


class Overtaken(Exception):
    """Somebody else corrected the record since it was seen; nothing was changed."""

    def __init__(self, since: tuple[Correction, ...]) -> None:
        self.since = since
        super().__init__(f"{len(since)} corrections")


@dataclass(slots=True)
class Corrected:
    """What came of a correction beside the correction itself; filled in by `remembering`."""

    remembered: str | None = None
    """The printed name that now means the unit, None if there was nothing to remember."""
    before: tuple[Correction, ...] = ()
    """Corrections of the same fields that somebody else had made before."""


def remembering(
    store: Store, record: Record, changes: Mapping[str, str], reason: str, seen: int | None, told: Corrected
) -> _First:
    """What is to happen at the beginning of the correction's transaction (`archive.preserve.curate.describe`).

    With `seen`, the number of the newest event that its author has seen, a later correction by another
    person stops it with Overtaken.
    """
    return _First(store, record, changes, reason, seen, told)


@dataclass(frozen=True, slots=True)
class _First:
    store: Store
    record: Record
    changes: Mapping[str, str]
    reason: str
    seen: int | None
    told: Corrected

    def __call__(self, tx: Transaction) -> None:
        from archive.ingest.confirmed import confirm

        if self.seen is not None:
            later = by_others(tx.catalogue.corrections_of(self.record.id, after=self.seen))
            if later:
                raise Overtaken(later)
        earlier = by_others(tx.catalogue.corrections_of(self.record.id))
        self.told.before = tuple(each for each in earlier if _touches(each, self.changes))
        unit = self.changes.get("unit")
        if unit and len(self.store.find_units(unit)) == 1:
            self.told.remembered = confirm(tx, self.record, self.store.find_unit(unit), self.reason)


def by_others(corrections: tuple[Correction, ...]) -> tuple[Correction, ...]:
    """Those that somebody else made than who is at work here."""
    return tuple(each for each in corrections if each.by != login())


def contest(store: Store, record: str, wanted: Mapping[str, str], reason: str, seen: int) -> None:
    """Record that a correction was not made, so that whoever came first learns of it. Repeating it changes nothing."""
    known = [each for each in store.catalogue.contests() if each.record == record and each.by == login()]
    if any(dict(each.wanted) == dict(wanted) for each in known):
        return
    payload: Contested = {"wanted": dict(wanted), "reason": reason, "since": seen}
    with store.transaction() as tx:
        tx.append("contested", record, payload)


def _touches(correction: Correction, changes: Mapping[str, str]) -> bool:
    """Whether an earlier correction says something of a field that is corrected now."""
    fields = {*correction.payload.get("fields", ())}
    fields |= {name for name, key in (("unit", "units"), ("category", "category")) if key in correction.payload}
    return bool(fields & {"dues" if name == "due" else name for name in changes})
