"""Who was responsible for a unit on a day: the whole chain, with its documents and its gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.access.chain import roles
from archive.access.grids import find_grid
from archive.model.duty import holds_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archive.access.chain import Role
    from archive.model.duty import Duty
    from archive.model.grid import Grid
    from archive.model.unit import Unit
    from archive.model.unit_ref import UnitRef
    from archive.store import Store

__all__ = ["Chain", "ChainLink", "Entry", "Source", "chain_of", "duties", "name_on", "read_sources", "units_in", "who"]

_TOLD = ("filed", "unfiled")
"""States of a record of which more than its id is told."""


@dataclass(frozen=True, slots=True)
class Source:
    """The record that says so."""

    record: str
    title: str | None
    """None of a record that is isolated, withdrawn or gone."""
    doc_no: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One duty that held on the day."""

    duty: Duty
    unit: UnitRef | None
    """The unit that it was over, which may have been merged into the one asked for; None where it was over a grid."""
    grid: Grid | None
    source: Source | None
    deputises: Duty | None
    """The duty that it stood in for."""
    counts: bool
    """False of a duty over a unit that was merged into this one only after the day: it is told, and fills no gap."""


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One role of the chain."""

    role: str
    zh: str
    side: str
    """`authority` or `enterprise`."""
    gap: bool
    """It is expected of a unit of this kind, and nobody had it."""
    entries: tuple[Entry, ...]
    """By first day; whoever stands in for another after the other."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Answer to: who was responsible for this unit on that day."""

    unit: UnitRef
    """Who stood for the unit that day: itself, or whoever had taken it over."""
    name_then: str
    """The name that it bore that day, as far as known."""
    on: str
    existed: bool
    """False after the day on which it was closed: then nothing is expected."""
    grids: tuple[Grid, ...]
    """Grids that it lay in that day, and those around them."""
    links: tuple[ChainLink, ...]
    """From the top down: each link that is held or expected, then other roles."""


def who(store: Store, reference: str, day: str) -> Chain:
    """The chain of responsibility of a unit (code, name, also former ones) on a day, YYYY-MM-DD.

    A duty over a grid holds for the units that lay in the grid, or in one within it, that day. What was over a unit
    that had been merged into this one counts. Raises UnitUnknown or UnitAmbiguous.
    """
    return chain_of(store, store.find_unit(reference), day)


def chain_of(store: Store, asked: Unit, day: str) -> Chain:
    """As `who`, of a unit that was found."""
    from archive.model.unit_ref import UnitRef

    unit = _standing(store, asked, day)
    members, later = _members(store, unit.id, day)
    stays = [stay for stay in store.catalogue.stays_of(members) if holds_on(stay.since, stay.until, day)]
    grids = store.catalogue.grids_around({stay.grid for stay in stays})
    duties = store.catalogue.duties_over([*members, *later], grids)
    held = [duty for duty in duties if holds_on(duty.since, duty.until, day)]
    known = {grid.id: grid for grid in map(store.catalogue.grid, grids) if grid is not None}
    entries = _entries(store, held, known, frozenset(members))
    ended = store.catalogue.unit_ended(unit.id)
    existed = ended is None or day <= ended
    return Chain(
        unit=UnitRef(unit.id, unit.code, unit.name),
        name_then=name_on(unit, day),
        on=day,
        existed=existed,
        grids=tuple(known.values()),
        links=_links(entries, str(unit.kind) if existed else None),
    )


def duties(
    store: Store, *, unit: str | None = None, person: str | None = None, grid: str | None = None, on: str | None = None
) -> tuple[Duty, ...]:
    """Duties by first day that fit all that is given.

    `unit` means what is over it directly, or over what was merged into it; `person` a name or a certificate number;
    `on` a day on which they held. Raises UnitUnknown, UnitAmbiguous or GridUnknown.
    """
    from archive.text.fold import search_form

    catalogue = store.catalogue
    area = None if grid is None else find_grid(store, grid).id
    if unit is not None:
        found = catalogue.duties_over(catalogue.family(store.find_unit(unit).id), [])
    elif area is not None:
        found = catalogue.duties_over([], [area])
    elif person is not None:
        found = catalogue.duties_named(search_form(person)) or catalogue.duties_of_certificate(person.strip())
    else:
        found = catalogue.duties()
    return tuple(
        duty
        for duty in found
        if (on is None or holds_on(duty.since, duty.until, on))
        and (person is None or search_form(duty.name) == search_form(person) or duty.certificate == person.strip())
        and (area is None or duty.grid == area)
    )


def units_in(store: Store, grid: str, day: str) -> tuple[UnitRef, ...]:
    """Units that lie in the grid with this id itself that day, by code."""
    stays = store.catalogue.stays_in([grid])
    held = {stay.unit for stay in stays if holds_on(stay.since, stay.until, day)}
    found = (store.catalogue.unit_ref(unit) for unit in held)
    return tuple(sorted((unit for unit in found if unit is not None), key=lambda unit: (unit.code, unit.id)))


def read_sources(store: Store, records: Sequence[str | None]) -> Mapping[str, Source]:
    """What is told of the records that duties rest on, by id."""
    ids = sorted({record for record in records if record})
    found = store.catalogue.records(ids) if ids else {}
    sources: dict[str, Source] = {}
    for record in ids:
        known = found.get(record)
        if known is None or known.state not in _TOLD:
            sources[record] = Source(record, None, None, None)
        else:
            sources[record] = Source(record, known.title or known.original.name, known.doc_no, known.date)
    return sources


def _standing(store: Store, unit: Unit, day: str) -> Unit:
    """The unit, or whoever had taken it over by the day."""
    seen = {unit.id}
    while True:
        into, on = store.catalogue.merged_on([unit.id]).get(unit.id, (None, None))
        if into is None or into in seen or (on is not None and on > day):
            return unit
        heir = store.catalogue.unit(into)
        assert heir is not None, "a unit is merged into a registered one"
        seen.add(into)
        unit = heir


def _members(store: Store, unit: str, day: str) -> tuple[list[str], list[str]]:
    """The unit and those merged into it by the day, and those that were merged only later."""
    family = store.catalogue.family(unit)
    merged = store.catalogue.merged_on(family)
    members, grew = {unit}, True
    while grew:
        by_then = {
            each for each, (into, on) in merged.items() if into in members and (on is None or on <= day)
        } - members
        members |= by_then
        grew = bool(by_then)
    return sorted(members), sorted(set(family) - members)


def _entries(store: Store, held: Sequence[Duty], grids: Mapping[str, Grid], members: frozenset[str]) -> list[Entry]:
    sources = read_sources(store, [duty.source for duty in held])
    units = {unit: store.catalogue.unit_ref(unit) for unit in {duty.unit for duty in held if duty.unit}}
    return [
        Entry(
            duty=duty,
            unit=units[duty.unit] if duty.unit else None,
            grid=grids.get(duty.grid) if duty.grid else None,
            source=sources[duty.source] if duty.source else None,
            deputises=store.catalogue.duty(duty.deputy_for) if duty.deputy_for else None,
            counts=duty.unit is None or duty.unit in members,
        )
        for duty in held
    ]


def _links(entries: Sequence[Entry], kind: str | None) -> tuple[ChainLink, ...]:
    by_role: dict[str, list[Entry]] = {}
    for entry in entries:
        by_role.setdefault(entry.duty.role, []).append(entry)
    known = roles()
    links = [_link(each, by_role.pop(each.key, []), kind) for each in known]
    links += [ChainLink(key, key, "authority", gap=False, entries=tuple(rest)) for key, rest in by_role.items()]
    return tuple(link for link in links if link.entries or link.gap)


def _link(role: Role, entries: Sequence[Entry], kind: str | None) -> ChainLink:
    gap = kind in role.expected and not any(entry.counts for entry in entries)
    return ChainLink(role.key, role.zh, role.side, gap=gap, entries=tuple(_with_deputies(entries)))


def _with_deputies(entries: Sequence[Entry]) -> list[Entry]:
    """The entries by first day, each deputy after the one who is represented."""
    held = {entry.duty.id for entry in entries}
    ordered: list[Entry] = []

    def place(entry: Entry) -> None:
        ordered.append(entry)
        for other in entries:
            if other.duty.deputy_for == entry.duty.id and other not in ordered:
                place(other)

    for entry in entries:
        if entry.duty.deputy_for not in held:
            place(entry)
    return ordered


def name_on(unit: Unit, day: str) -> str:
    """The last name recorded that was borne that day; the present one where none is known to have been."""
    borne = [
        each.name
        for each in unit.names
        if each.kind == "name" and (each.since or "") <= day and (each.until is None or day < each.until)
    ]
    return borne[-1] if borne else unit.name
