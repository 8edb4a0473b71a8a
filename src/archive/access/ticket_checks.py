"""Work tickets (作业票) held against each other and against certificates."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from archive.access.crosscheck import CrossFinding
from archive.model.doc_number import doc_number_key
from archive.text.fold import search_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive.access.responsible import Units
    from archive.model.record import Record
    from archive.store import Store

__all__ = ["ticket_findings"]

_LICENSED = frozenset({"operator", "commander", "rigger"})
"""Roles of a ticket whose people have to hold a certificate."""


class _Ticket(NamedTuple):
    record: Record
    heir: str
    first: str
    last: str
    """First and last moment of the work, YYYY-MM-DDTHH:MM."""


class _Card(NamedTuple):
    record: str
    folded: str
    """Search form of whoever holds it, and of the number; empty where it is not said."""
    number: str
    first: str
    last: str


def ticket_findings(store: Store, units: Units, family: Sequence[str] | None) -> Iterator[CrossFinding]:
    """Guardians of two tickets at one time, and certificates that had expired on the day of a ticket."""
    tickets = _tickets(store, units, family)
    yield from _guardians(tickets, units)
    yield from _expired(store, tickets, units, family)


def _tickets(store: Store, units: Units, family: Sequence[str] | None) -> list[_Ticket]:
    """Tickets whose time of work is known, by unit and first moment."""
    catalogue = store.catalogue
    gone = catalogue.superseded(family)
    rows = [row for row in catalogue.papers(("work-ticket",), family) if row.id not in gone]
    spans: dict[str, dict[str, str]] = {}
    for record, name, value in catalogue.paper_details(("work-ticket",), ("valid_from", "valid_to"), family):
        spans.setdefault(record, {})[name] = value
    records = catalogue.records([row.id for row in rows])
    tickets: list[_Ticket] = []
    for row in rows:
        span = spans.get(row.id, {})
        first = _moment(span.get("valid_from") or row.day, "00:00")
        last = _moment(span.get("valid_to") or first[:10], "23:59")
        if last >= first and row.id in records:
            tickets.append(_Ticket(records[row.id], units.heir(row.unit, row.day), first, last))
    return sorted(tickets, key=lambda each: (each.heir, each.first, each.record.id))


def _moment(written: str, clock: str) -> str:
    return written[:16] if len(written) > 10 else f"{written[:10]}T{clock}"


def _guardians(tickets: Sequence[_Ticket], units: Units) -> Iterator[CrossFinding]:
    """Two tickets of a unit that overlap by more than a moment and have one guardian."""
    for heir, group in groupby(tickets, key=lambda each: each.heir):
        watched: dict[str, list[tuple[_Ticket, str]]] = {}
        for ticket in group:
            for person in ticket.record.people:
                if person.role == "guardian":
                    watched.setdefault(search_form(person.name), []).append((ticket, person.name))
        for theirs in watched.values():
            yield from _overlaps(theirs, units, heir)


def _overlaps(theirs: Sequence[tuple[_Ticket, str]], units: Units, heir: str) -> Iterator[CrossFinding]:
    running: list[_Ticket] = []
    for ticket, name in theirs:
        running = [each for each in running if each.last > ticket.first]
        for each in running:
            if not _same_paper(each, ticket):
                yield CrossFinding(
                    "guardian-of-two", "breach", units.ref(heir), ticket.first[:10],
                    (ticket.record.id, each.record.id), (name,),
                )  # fmt: skip
        running.append(ticket)


def _same_paper(one: _Ticket, other: _Ticket) -> bool:
    """Whether both are one ticket that came in twice, as a scan and as a file."""
    keys = [doc_number_key(each.record.doc_no or "") for each in (one, other)]
    return bool(keys[0]) and keys[0] == keys[1]


def _expired(
    store: Store, tickets: Sequence[_Ticket], units: Units, family: Sequence[str] | None
) -> Iterator[CrossFinding]:
    by_number: dict[str, list[_Card]] = {}
    by_name: dict[tuple[str, str], list[_Card]] = {}
    for heir, card in _cards(store, units, family):
        if card.number:
            by_number.setdefault(card.number, []).append(card)
        by_name.setdefault((heir, card.folded), []).append(card)
    for ticket in tickets:
        day = ticket.last[:10]
        for person in ticket.record.people:
            if person.role not in _LICENSED:
                continue
            number = doc_number_key(person.certificate or "")
            held = by_number.get(number, []) if number else by_name.get((ticket.heir, search_form(person.name)), [])
            over = _all_over(held, day)
            if over is not None:
                yield CrossFinding(
                    "certificate-expired", "breach" if number else "doubt", units.ref(ticket.heir), ticket.first[:10],
                    (ticket.record.id, over.record), (person.name,), (person.certificate or over.number, over.last),
                )  # fmt: skip


def _all_over(held: Sequence[_Card], day: str) -> _Card | None:
    """The card that ran out last, if none of them was good on the day; one that began later does not count."""
    begun = [card for card in held if card.first <= day]
    if not begun or any(card.last >= day for card in begun):
        return None
    return max(begun, key=lambda card: card.last)


def _cards(store: Store, units: Units, family: Sequence[str] | None) -> Iterator[tuple[str, _Card]]:
    """Certificates, by document or by row of a register, of whose last day something is known; with whose they are."""
    catalogue = store.catalogue
    ends: dict[str, str] = {}
    begins: dict[str, str] = {}
    numbers: dict[str, str] = {}
    fields = ("valid_from", "valid_to", "certificate_no")
    for record, item, day in catalogue.paper_terms(("certificate",), family):
        if "复审" not in item:
            ends[record] = max(day, ends.get(record, ""))
    for record, name, value in catalogue.paper_details(("certificate",), fields, family):
        {"valid_from": begins, "valid_to": ends, "certificate_no": numbers}[name][record] = value
    holders: dict[str, str] = {}
    for record, name, _role in catalogue.paper_people(("certificate",), ("operator", "holder", "trainee"), family):
        holders.setdefault(record, search_form(name))
    for row in catalogue.papers(("certificate",), family):
        if row.id in ends:
            number = doc_number_key(numbers.get(row.id, "")) or row.doc_no_key or ""
            card = _Card(row.id, holders.get(row.id, ""), number, begins.get(row.id, "")[:10], ends[row.id][:10])
            yield units.heir(row.unit, row.day), card
