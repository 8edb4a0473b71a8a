"""Handing duties over (交接), for good or while somebody deputises: all of it in one event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.access.chain import role
from archive.access.due import due_of_units
from archive.access.hazards import hazards_of_units
from archive.catalogue.duties import OpenOrder
from archive.errors import N_, FieldInvalid, HolderAmbiguous, HolderUnknown
from archive.ingest.duties import checked_day, find_source, refuse_left, same_person
from archive.model.duty import DUTY_PREFIX, Duty, holder_id, holds_on
from archive.model.event import CarriedData, DutiesHandedOver, DutyData, HolderData
from archive.text.fold import search_form

if TYPE_CHECKING:
    from archive.access.due import Deadline
    from archive.model.hazard import Hazard
    from archive.store import Store

__all__ = ["HandedOver", "hand_over"]

_ORDERED = frozenset({"order", "decision", "opinion"})
"""Papers whose open hidden dangers make them open orders."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a handover moved."""

    giver: str
    taker: str
    on: str
    """The taker's first day."""
    until: str | None
    """The last day of deputising; None where it is for good."""
    duties: tuple[Duty, ...]
    """Those of the giver, as they were before."""
    begun: tuple[Duty, ...]
    """Those of the taker; what the taker had already is not begun again."""
    orders: tuple[OpenOrder, ...]
    """Orders without a passed recheck on that day, of all units of the duties; the earliest term first."""
    overdue: tuple[str, ...]
    """Records among all that is carried whose term had run out before that day."""
    hazards: tuple[Hazard, ...] = ()
    """Hidden dangers of those units that were open that day, the earliest term first, those without one last."""
    reports: tuple[Deadline, ...] = ()
    """Reports from the public about those units that were not answered that day, by the term of the answer."""


def hand_over(
    store: Store,
    giver: str,
    taker: str,
    *,
    on: str,
    until: str | None = None,
    certificate: str | None = None,
    reason: str | None = None,
    source: str | None = None,
) -> HandedOver:
    """Give every duty that a person has on a day, or will have, to another, with the open orders, hidden dangers and
    reports of their units.

    The giver's duties end on the day before `on`, and with them whoever deputises in them. With `until` nothing ends:
    the taker deputises up to that day, included. `giver` and `taker` are names or certificate numbers; `certificate`
    is that of the taker. Raises HolderUnknown, HolderAmbiguous, HolderLeft, RecordUnknown, FieldInvalid.
    """
    day = checked_day(N_("day"), on)
    last = checked_day(N_("last day"), until) if until else None
    if last is not None and last < day:
        why = N_("it ends before it begins on {day}").format(day=day)
        raise FieldInvalid(field=N_("last day"), value=last, reason=why)
    given = _given(store, giver, day, last)
    person = _taker(store, taker, certificate)
    if same_person(given[0], replace(given[0], name=person.name, certificate=person.certificate)):
        raise FieldInvalid(field=N_("person"), value=taker, reason=N_("nobody hands over to themselves"))
    units = _units_of(store, given, day)
    known = hazards_of_units(store, units, day) if units else ()
    orders = _open_orders(store, units, day, known)
    hazards = tuple(sorted((each for each in known if each.open), key=lambda each: (each.due or "~", each.id)))
    reports = _open_reports(store, units, day)
    late = [order.record for order in orders if order.due < day]
    late += [each.record for each in hazards if each.overdue]
    late += [each.record for each in reports if each.overdue and each.record is not None]
    overdue = tuple(dict.fromkeys(late))
    with store.transaction() as tx:
        wanted = [_successor(tx.new_id(DUTY_PREFIX), duty, person, day, last) for duty in given]
        for each in wanted:
            refuse_left(store, each, each.since)
        begun = tuple(each for each in wanted if not _has(store, each))
        holder = _holder(given)
        payload: DutiesHandedOver = {
            "from": holder,
            "to": {"name": person.name, "certificate": person.certificate, "employer": person.employer},
            "on": day,
            "until": last,
            "ended": [] if last else [duty.id for duty in (*given, *store.catalogue.deputies(given, day))],
            "begun": [_data(each, reason, find_source(store, source)) for each in begun],
            "carried": _carried(orders, hazards, reports),
            "overdue": list(overdue),
            "reason": reason,
            "source": find_source(store, source),
        }
        person_id = holder_id(search_form(holder["name"]), holder["certificate"], holder["employer"])
        tx.append("duties-handed-over", person_id, payload)
    return HandedOver(given[0].name, person.name, day, last, given, begun, orders, overdue, hazards, reports)


def _open_orders(store: Store, units: list[str], day: str, known: Sequence[Hazard]) -> tuple[OpenOrder, ...]:
    """Orders of which an item is open, by the earliest of its terms as they stand that day."""
    ordered = {each.record for each in known}
    terms: dict[str, str] = {}
    for each in known:
        if each.open and each.due is not None and each.kind in _ORDERED:
            terms[each.record] = min(each.due, terms.get(each.record, each.due))
    found = [OpenOrder(record, due) for record, due in terms.items()]
    found += [order for order in store.catalogue.open_orders(units, day) if order.record not in ordered]
    return tuple(sorted(found, key=lambda order: (order.due, order.record)))


def _open_reports(store: Store, units: list[str], day: str) -> tuple[Deadline, ...]:
    found = due_of_units(store, units, today=day) if units else ()
    return tuple(each for each in found if each.rule == "report-answer")


def _carried(
    orders: Sequence[OpenOrder], hazards: Sequence[Hazard], reports: Sequence[Deadline]
) -> list[CarriedData]:
    """What goes over, each record once a kind."""
    records: list[CarriedData] = [{"kind": "order", "record": order.record} for order in orders]
    records += [{"kind": "hazard", "record": record} for record in dict.fromkeys(each.record for each in hazards)]
    records += [{"kind": "report", "record": each.record} for each in reports if each.record is not None]
    return records


@dataclass(frozen=True, slots=True)
class _Taker:
    name: str
    certificate: str | None
    employer: str | None


def _given(store: Store, reference: str, day: str, last: str | None) -> tuple[Duty, ...]:
    """The giver's duties that are not over by the day; of deputising only those that hold on any of its days."""
    theirs = [
        duty
        for duty in _duties_of(store, reference)
        if (duty.until is None or duty.until >= max(day, duty.since)) and (last is None or duty.since <= last)
    ]
    people = _people(theirs)
    if not people:
        raise HolderUnknown(reference=reference, day=day)
    if len(people) > 1:
        raise _ambiguous(reference, people)
    return tuple(people[0])


def _taker(store: Store, reference: str, certificate: str | None) -> _Taker:
    """Who is meant: somebody with duties by a certificate number or a name, else a newcomer of this name."""
    known = [duty for duty in _duties_of(store, reference) if certificate in (None, duty.certificate)]
    people = _people(known)
    if len(people) > 1 and certificate is None:
        raise _ambiguous(reference, people)
    if people:
        numbers = [duty.certificate for duty in people[0] if duty.certificate]
        holder = people[0][0]
        employer = None if role(holder.role).side == "authority" else holder.employer
        return _Taker(holder.name, numbers[0] if numbers else None, employer)
    name = " ".join(reference.split())
    if not search_form(name):
        raise FieldInvalid(field=N_("person"), value=reference, reason=N_("a name needs letters, digits or characters"))
    return _Taker(name, certificate, None)


def _duties_of(store: Store, reference: str) -> tuple[Duty, ...]:
    named = store.catalogue.duties_named(search_form(reference))
    return named or store.catalogue.duties_of_certificate(reference.strip())


def _people(duties: Sequence[Duty]) -> list[list[Duty]]:
    """The duties parted by person; one without a certificate goes to whoever of its side is the only one."""
    people: list[list[Duty]] = []
    for duty in sorted(duties, key=lambda each: each.certificate is None):
        fitting = [person for person in people if any(same_person(duty, each) for each in person)]
        if len(fitting) == 1:
            fitting[0].append(duty)
        else:
            people.append([duty])
    return [sorted(person, key=lambda each: (each.since, each.id)) for person in people]


def _ambiguous(reference: str, people: Sequence[Sequence[Duty]]) -> HolderAmbiguous:
    listing = ", ".join(f"{role(each[0].role).zh} {each[0].certificate or each[0].id}" for each in people)
    return HolderAmbiguous(reference=reference, listing=listing)


def _holder(duties: Sequence[Duty]) -> HolderData:
    numbers = [duty.certificate for duty in duties if duty.certificate]
    officer = any(role(duty.role).side == "authority" for duty in duties)
    return {
        "name": duties[0].name,
        "certificate": numbers[0] if numbers else None,
        "employer": None if officer else duties[0].employer,
    }


def _successor(duty_id: str, duty: Duty, person: _Taker, day: str, last: str | None) -> Duty:
    """The taker's duty in place of, or while deputising beside, one of the giver's."""
    ends = [each for each in (duty.until, last) if each is not None]
    return replace(
        duty,
        id=duty_id,
        name=person.name,
        certificate=person.certificate,
        since=max(day, duty.since),
        until=min(ends, default=None),
        deputy_for=duty.id if last else duty.deputy_for,
        end_reason=None,
        end_source=None,
    )


def _has(store: Store, wanted: Duty) -> bool:
    """Whether the taker has that very duty on all those days already."""
    return any(
        same_person(each, wanted)
        and (each.role, each.post, each.unit, each.grid, each.scope, each.deputy_for)
        == (wanted.role, wanted.post, wanted.unit, wanted.grid, wanted.scope, wanted.deputy_for)
        and each.since <= wanted.since
        and (each.until is None or (wanted.until is not None and wanted.until <= each.until))
        for each in _duties_of(store, wanted.name)
    )


def _data(duty: Duty, reason: str | None, source: str | None) -> DutyData:
    return {
        "duty": duty.id,
        "person": {"name": duty.name, "certificate": duty.certificate, "employer": duty.employer},
        "role": duty.role,
        "post": duty.post,
        "unit": duty.unit,
        "grid": duty.grid,
        "scope": duty.scope,
        "since": duty.since,
        "until": duty.until,
        "source": source,
        "deputy_for": duty.deputy_for,
        "reason": reason,
    }


def _units_of(store: Store, duties: Sequence[Duty], day: str) -> list[str]:
    """Every unit that the duties are over that day, with those merged into it."""
    grids = {grid for duty in duties if duty.grid for grid in store.catalogue.grids_within(duty.grid)}
    direct = {duty.unit for duty in duties if duty.unit}
    stays = store.catalogue.stays_in(grids)
    direct |= {stay.unit for stay in stays if holds_on(stay.since, stay.until, day)}
    return sorted({member for unit in direct for member in store.catalogue.family(unit)})
