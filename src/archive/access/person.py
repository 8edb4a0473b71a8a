"""A person's file (本人档案): all that papers and duties say of one human being, across units and their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.access.chain import role
from archive.errors import PersonAmbiguous, PersonUnknown
from archive.model.person import Mention, clusters
from archive.text.fold import search_form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.catalogue.people import MentionRow
    from archive.model.duty import Duty
    from archive.model.person import Key
    from archive.model.unit_ref import UnitRef
    from archive.store import Store

__all__ = ["KINDS", "Person", "PersonFact", "find_person", "people"]

KINDS = (
    "duty", "inspected", "rechecked", "approved", "guarded", "worked", "certificate", "trained", "reward-penalty",
    "signed",
)  # fmt: skip
"""What a person did or had, in the order in which a file shows it."""

_OF_ROLE = {
    "inspector": "inspected", "checker": "inspected", "rechecker": "rechecked", "approver": "approved",
    "guardian": "guarded", "operator": "worked", "trainee": "trained",
}  # fmt: skip
_OF_CATEGORY = {"certificate": "certificate", "reward-penalty": "reward-penalty", "training": "trained"}
_EITHER = frozenset(("rechecker", "approver", "reviewer", "expert", "recorder", "archivist"))
"""Roles that both sides have: on papers of the authority they are its own."""
_OF_AUTHORITY = frozenset(("inspection", "recheck", "enforcement-case", "accident", "report"))


@dataclass(frozen=True, slots=True)
class PersonFact:
    """One thing that a person did or had."""

    on: str
    """The day on which it happened or began, YYYY-MM-DD."""
    until: str | None
    """Last day of a duty, or of a certificate's validity."""
    kind: str
    """One of `KINDS`."""
    role: str
    unit: UnitRef | None
    unit_then: str | None
    """The name that the unit bore that day."""
    record: str | None
    title: str
    """Of the record; of a duty its post or scope, else empty."""
    doc_no: str | None
    learned: str
    """When the archive learnt of it, UTC."""


@dataclass(frozen=True, slots=True)
class Person:
    """Mentions that are taken to be of one human being."""

    id: str
    """`n-…`; `ids` mean the same person."""
    ids: tuple[str, ...]
    names: tuple[str, ...]
    """As written, each once."""
    certificates: tuple[str, ...]
    employers: tuple[UnitRef, ...]
    authority: bool
    """Whether any mention is as an officer of the authority."""
    facts: tuple[PersonFact, ...]
    """By day."""
    duties: tuple[str, ...]
    """Ids of the person's duties."""


def people(
    store: Store, reference: str, *, since: str | None = None, until: str | None = None
) -> tuple[Person, ...]:
    """Everybody who may be meant by a name, a certificate number or an id, each apart, with the facts of these days.

    Raises PersonUnknown.
    """
    written = reference.strip()
    asked = search_form(written)
    by_id = store.catalogue.names_of_person(asked) if asked.startswith("n-") else frozenset[str]()
    by_certificate = store.catalogue.names_of_certificate(written) if not by_id else frozenset[str]()
    found = _all(store, by_id or by_certificate or {asked}, since, until) if asked else ()
    if by_id:
        found = tuple(each for each in found if asked in each.ids)
    elif by_certificate:
        found = tuple(each for each in found if written in each.certificates)
    else:
        found = tuple(each for each in found if asked in {search_form(name) for name in each.names})
    if not found:
        raise PersonUnknown(reference=reference)
    return found


def find_person(store: Store, reference: str) -> Person:
    """The one person who is meant. Raises PersonUnknown or PersonAmbiguous."""
    found = people(store, reference)
    if len(found) > 1:
        raise PersonAmbiguous(reference=reference, count=len(found), listing=", ".join(each.id for each in found))
    return found[0]


def _all(store: Store, names: Iterable[str], since: str | None, until: str | None) -> tuple[Person, ...]:
    """Everybody with these names, and with names that a decision ties to them."""
    wanted, rulings = set(names), store.catalogue.rulings(names)
    while more := {each for _, one, other in rulings for each in (one, other)} - wanted:
        wanted |= more
        rulings = store.catalogue.rulings(wanted)
    rows = store.catalogue.mentions(wanted)
    duties = [duty for name in sorted(wanted) for duty in store.catalogue.duties_named(name)]
    said = [(row, _mention(row)) for row in rows]
    held = [(duty, _holder(duty)) for duty in duties]
    mentions = [mention for _, mention in said] + [mention for _, mention in held]
    units = _Units(store)
    families = {each: units.family(each) for mention in mentions if (each := mention.key.employer)}
    begun = store.catalogue.duty_events(duty.id for duty in duties)
    times = store.catalogue.times_of(begun.values())
    persons = []
    for keys in clusters(mentions, families, [ruling for ruling, _, _ in rulings]):
        own = frozenset(keys)
        theirs = [row for row, mention in said if mention.keys[-1] in own]
        has = [duty for duty, mention in held if mention.keys[-1] in own]
        facts = [_fact(row, units) for row in theirs]
        facts += [_duty_fact(duty, units, times[begun[duty.id]]) for duty in has]
        persons.append(_person(keys, theirs, has, _within(facts, since, until), units))
    return tuple(persons)


def _within(facts: list[PersonFact], since: str | None, until: str | None) -> tuple[PersonFact, ...]:
    """Those of these days, each once; a duty is of every day on which it was held."""
    kept = {
        fact: None
        for fact in facts
        if (until is None or fact.on <= until)
        and (since is None or (fact.on if fact.kind != "duty" else fact.until or "9") >= since)
    }
    return tuple(sorted(kept, key=lambda fact: (fact.on, KINDS.index(fact.kind), fact.record or "", fact.role)))


def _person(
    keys: tuple[Key, ...], rows: list[MentionRow], duties: list[Duty], facts: tuple[PersonFact, ...], units: _Units
) -> Person:
    refs = dict.fromkeys(units.ref(units.family(key.employer)) for key in keys if key.employer)
    names = dict.fromkeys([row.name for row in rows] + [duty.name for duty in duties])
    return Person(
        id=keys[0].id,
        ids=tuple(key.id for key in keys),
        names=tuple(names),
        certificates=tuple(key.certificate for key in keys if key.certificate),
        employers=tuple(ref for ref in refs if ref is not None),
        authority=any(not key.certificate and not key.employer for key in keys),
        facts=facts,
        duties=tuple(duty.id for duty in duties),
    )


def _mention(row: MentionRow) -> Mention:
    from archive.model.person import Key

    officer = role(row.role).side == "authority" and (row.role not in _EITHER or row.paper.category in _OF_AUTHORITY)
    return Mention(Key(row.folded, None, None if officer else row.paper.unit), row.certificate or None)


def _holder(duty: Duty) -> Mention:
    from archive.model.person import Key

    employer = None if role(duty.role).side == "authority" else duty.employer or duty.unit
    return Mention(Key(search_form(duty.name), None, employer), duty.certificate or None)


def _fact(row: MentionRow, units: _Units) -> PersonFact:
    paper = row.paper
    kind = _OF_CATEGORY.get(paper.category) or _OF_ROLE.get(row.role, "signed")
    return PersonFact(
        on=paper.day,
        until=row.until if kind == "certificate" else None,
        kind=kind,
        role=row.role,
        unit=units.ref(paper.unit),
        unit_then=units.name_on(paper.unit, paper.day),
        record=paper.record,
        title=paper.title,
        doc_no=paper.doc_no,
        learned=paper.received_at,
    )


def _duty_fact(duty: Duty, units: _Units, learned: str) -> PersonFact:
    return PersonFact(
        on=duty.since,
        until=duty.until,
        kind="duty",
        role=duty.role,
        unit=units.ref(duty.unit),
        unit_then=units.name_on(duty.unit, duty.since),
        record=duty.source if duty.source and units.shown(duty.source) else None,
        title=duty.post or duty.scope or "",
        doc_no=None,
        learned=learned,
    )


class _Units:
    """Units by their ids, each read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._refs: dict[str, UnitRef | None] = {}
        self._heads: dict[str, str] = {}
        self._names: dict[tuple[str, str], str] = {}

    def family(self, unit: str) -> str:
        """Id of the unit that stands for it today."""
        if unit not in self._heads:
            found = self._store.catalogue.unit(unit)
            self._heads[unit] = unit if found is None else self._store.catalogue.successor(found).id
        return self._heads[unit]

    def ref(self, unit: str | None) -> UnitRef | None:
        if unit is None:
            return None
        if unit not in self._refs:
            self._refs[unit] = self._store.catalogue.unit_ref(unit)
        return self._refs[unit]

    def name_on(self, unit: str | None, day: str) -> str | None:
        """The name that it bore that day; the present one where none is known to have been."""
        from archive.access.responsibility import name_on

        if unit is None:
            return None
        if (unit, day) not in self._names:
            found = self._store.catalogue.unit(unit)
            self._names[unit, day] = "" if found is None else name_on(found, day)
        return self._names[unit, day] or None

    def shown(self, record: str) -> bool:
        return bool(self._store.catalogue.papers_among([record]))
