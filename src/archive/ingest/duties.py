"""Assigning duties and ending them: each is one dated event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.access.chain import find_role, role
from archive.access.grids import find_grid
from archive.errors import (
    N_,
    DutyExists,
    DutyUnknown,
    FieldInvalid,
    HolderLeft,
    ReasonMissing,
    RecordAmbiguous,
    RecordUnknown,
    UsageInvalid,
)
from archive.model.duty import DUTY_PREFIX, Duty, full_day, overlap
from archive.model.event import DutyAssigned, DutyEnded, HolderData
from archive.text.fold import search_form

if TYPE_CHECKING:
    from archive.store import Store

__all__ = [
    "Assigned", "Wish", "assign", "checked_day", "checked_span", "end", "find_duty", "find_source", "refuse_left",
    "same_person",
]  # fmt: skip

_LEAST_ID = 6
"""Characters of a duty's id that are enough to mean it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be assigned, as it was written: references and days are checked by `assign`."""

    person: str
    role: str
    """Key or Chinese name."""
    unit: str | None = None
    grid: str | None = None
    post: str | None = None
    scope: str | None = None
    since: str | None = None
    until: str | None = None
    """The last day, included."""
    source: str | None = None
    """The record that says so."""
    certificate: str | None = None
    employer: str | None = None
    """A unit; of roles of the enterprise it is the unit of the duty unless another is named."""
    deputy_for: str | None = None
    """The duty that it stands in for."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    duty: Duty
    overlaps: tuple[Duty, ...]
    """Duties of the same role over the same unit or grid that others have on some of the days."""


def assign(store: Store, wish: Wish, *, returned: bool = False) -> Assigned:
    """Record a duty. With `returned` also of a person who had handed all duties over.

    Raises FieldInvalid for days that do not exist or end before they begin and for a unit that had ended, RoleUnknown,
    UnitUnknown, UnitAmbiguous, GridUnknown, RecordUnknown, DutyUnknown, DutyExists, HolderLeft or UsageInvalid.
    """
    payload = _payload(store, wish)
    with store.transaction() as tx:
        duty = tx.new_id(DUTY_PREFIX)
        wanted = _as_duty(duty, payload)
        same, overlaps = _overlapping(store, wanted)
        if same is not None:
            raise DutyExists(name=same.name, since=same.since, duty=same.id)
        if not returned:
            refuse_left(store, wanted, wanted.since)
        tx.append("duty-assigned", duty, payload)
    return Assigned(_read(store, duty), overlaps)


def end(store: Store, reference: str, *, on: str, reason: str, source: str | None = None) -> Duty:
    """Record the last day of a duty, which may be earlier than the one it had.

    Raises DutyUnknown, ReasonMissing, RecordUnknown, or FieldInvalid for a day before it began or after it ended.
    """
    duty, day = find_duty(store, reference), checked_day(N_("day"), on)
    if not reason.strip():
        raise ReasonMissing()
    if day < duty.since:
        raise FieldInvalid(
            field=N_("day"), value=on, reason=N_("the duty begins on {day} only").format(day=duty.since)
        )
    if duty.until is not None and duty.until <= day:
        raise FieldInvalid(field=N_("day"), value=on, reason=N_("the duty has ended on {day}").format(day=duty.until))
    payload: DutyEnded = {"until": day, "reason": reason.strip(), "source": find_source(store, source)}
    with store.transaction() as tx:
        tx.append("duty-ended", duty.id, payload)
    return _read(store, duty.id)


def find_duty(store: Store, reference: str) -> Duty:
    """The duty with this id, or the only one whose id begins with at least 6 characters of it. Raises DutyUnknown."""
    written = reference.strip().lower()
    letters = written.removeprefix(DUTY_PREFIX)
    found = store.catalogue.duties_by_id(DUTY_PREFIX + letters) if len(letters) >= _LEAST_ID else ()
    if len(found) != 1 or not letters.isalnum():
        raise DutyUnknown(reference=reference)
    return found[0]


def find_source(store: Store, reference: str | None) -> str | None:
    """Id of the record that is named as the source. Raises RecordUnknown or RecordAmbiguous."""
    if not reference:
        return None
    found = store.catalogue.resolve(reference)
    if not found:
        raise RecordUnknown(reference=reference)
    if len(found) > 1:
        raise RecordAmbiguous(reference=reference, matches=found)
    return found[0]


def checked_day(field: str, written: str | None) -> str:
    """A day that exists, as YYYY-MM-DD. Raises FieldInvalid."""
    day = full_day(written or "")
    if day is None:
        raise FieldInvalid(
            field=field, value=written or "", reason=N_("a day that exists is needed, written 2024-06-01")
        )
    return day


def checked_span(since: str | None, until: str | None) -> tuple[str, str | None]:
    """First and last day. Raises FieldInvalid if it ends before it begins."""
    first = checked_day(N_("first day"), since)
    last = checked_day(N_("last day"), until) if until else None
    if last is not None and last < first:
        why = N_("it ends before it begins on {day}").format(day=first)
        raise FieldInvalid(field=N_("last day"), value=last, reason=why)
    return first, last


def same_person(one: Duty, other: Duty) -> bool:
    """Whether two duties are taken to be of one person: name, and certificate, or else side and employer."""
    if search_form(one.name) != search_form(other.name):
        return False
    if one.certificate and other.certificate:
        return one.certificate == other.certificate
    sides = (role(one.role).side, role(other.role).side)
    return sides == ("authority", "authority") or (sides[0] == sides[1] and one.employer == other.employer)


def refuse_left(store: Store, wanted: Duty, day: str) -> None:
    """Raise HolderLeft if the person handed everything over by the day."""
    employer = None if role(wanted.role).side == "authority" else wanted.employer
    for leave in store.catalogue.leaves(search_form(wanted.name)):
        known = wanted.certificate and leave.certificate
        same = wanted.certificate == leave.certificate if known else employer == leave.employer
        if same and leave.on <= day and not _returned(store, wanted, leave.on):
            raise HolderLeft(name=wanted.name, day=leave.on)


def _returned(store: Store, wanted: Duty, left: str) -> bool:
    """Whether the person was given a duty after leaving: whoever came back once needs no second word for it."""
    theirs = store.catalogue.duties_named(search_form(wanted.name))
    return any(each.since >= left and same_person(each, wanted) and not _empty(each) for each in theirs)


def _empty(duty: Duty) -> bool:
    return duty.until is not None and duty.until < duty.since


def _payload(store: Store, wish: Wish) -> DutyAssigned:
    if bool(wish.unit) == bool(wish.grid):
        raise UsageInvalid(reason=N_("A duty is over one unit (--unit) or one grid (--grid)"))
    found = find_role(wish.role)
    since, until = checked_span(wish.since, wish.until)
    unit = store.find_unit(wish.unit).id if wish.unit else None
    if unit is not None:
        _refuse_ended(store, unit, since)
    employer = store.find_unit(wish.employer).id if wish.employer else None
    if employer is None and found.side == "enterprise":
        employer = unit
    deputised = find_duty(store, wish.deputy_for).id if wish.deputy_for else None
    return {
        "person": _holder(wish.person, wish.certificate, employer),
        "role": found.key,
        "post": _tidy(wish.post),
        "unit": unit,
        "grid": find_grid(store, wish.grid).id if wish.grid else None,
        "scope": _tidy(wish.scope),
        "since": since,
        "until": until,
        "source": find_source(store, wish.source),
        "deputy_for": deputised,
        "reason": _tidy(wish.reason),
    }


def _holder(name: str, certificate: str | None, employer: str | None) -> HolderData:
    name = " ".join(name.split())
    if not search_form(name):
        raise FieldInvalid(field=N_("person"), value=name, reason=N_("a name needs letters, digits or characters"))
    return {"name": name, "certificate": _tidy(certificate), "employer": employer}


def _refuse_ended(store: Store, unit: str, since: str) -> None:
    ended = store.catalogue.unit_ended(unit)
    if ended is not None and ended < since:
        raise FieldInvalid(field=N_("first day"), value=since, reason=N_("the unit ended on {day}").format(day=ended))


def _overlapping(store: Store, wanted: Duty) -> tuple[Duty | None, tuple[Duty, ...]]:
    """The person's own duty that this one repeats, and the same duties of others."""
    over = store.catalogue.duties_over([wanted.unit] if wanted.unit else [], [wanted.grid] if wanted.grid else [])
    alike = [
        each
        for each in over
        if (each.role, each.deputy_for) == (wanted.role, wanted.deputy_for)
        and (each.post is None or wanted.post is None or each.post == wanted.post)
        and (each.scope is None or wanted.scope is None or each.scope == wanted.scope)
        and overlap(each, wanted.since, wanted.until)
    ]
    same = next((each for each in alike if same_person(each, wanted)), None)
    return same, tuple(each for each in alike if not same_person(each, wanted))


def _as_duty(duty: str, payload: DutyAssigned) -> Duty:
    person = payload["person"]
    return Duty(
        duty, person["name"], person["certificate"], person["employer"], payload["role"], payload["post"],
        payload["unit"], payload["grid"], payload["scope"], payload["since"], payload["until"], payload["source"],
        payload["deputy_for"], payload["reason"],
    )  # fmt: skip


def _tidy(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


def _read(store: Store, duty: str) -> Duty:
    found = store.catalogue.duty(duty)
    assert found is not None, "it was recorded just now"
    return found
