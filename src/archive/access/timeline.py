"""What happened to a unit, a person or a record, in the order of the days, and when the archive learnt of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import PersonUnknown, RecordAmbiguous, RecordUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archive.catalogue.people import FactRow
    from archive.model.duty import Duty
    from archive.model.event import Event
    from archive.store import Store

__all__ = ["KINDS", "Fact", "timeline"]

KINDS = ("record", "deadline", "duty", "unit", "grid", "correction", "superseded", "hazard", "report")

_OF_UNIT = (
    "unit-registered", "unit-renamed", "unit-recoded", "unit-aliased", "unit-moved", "unit-merged", "unit-closed",
)  # fmt: skip
_OF_RECORD = {"described": "correction", "superseded": "superseded", "report-step": "report"}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened."""

    on: str
    """The day, YYYY-MM-DD; where nobody said which, the day on which the archive learnt of it."""
    learned: str
    """When the archive learnt of it, UTC."""
    kind: str
    """One of `KINDS`."""
    what: str
    """Key of what happened: of a record its category, of a duty `begin` or `end`, of others the step or event."""
    text: str
    """Titles, names and values, as the archive has them."""
    record: str | None
    """The record that it is, concerns or rests on."""


def timeline(
    store: Store, reference: str, *, since: str | None = None, until: str | None = None, kind: str | None = None
) -> tuple[Fact, ...]:
    """Facts of a unit with those merged into it, else of a record, else of a person, on these days and of this kind.

    Of records that are withdrawn, isolated or sealed nothing is told. Raises UnitAmbiguous, RecordUnknown,
    RecordAmbiguous, PersonAmbiguous, or PersonUnknown where `reference` is neither.
    """
    facts = {
        fact: None
        for fact in _facts(store, reference.strip())
        if (since is None or fact.on >= since) and (until is None or fact.on <= until) and kind in {None, fact.kind}
    }
    return tuple(sorted(facts, key=lambda fact: (fact.on, fact.learned, KINDS.index(fact.kind), fact.text, fact.what)))


def _facts(store: Store, reference: str) -> Iterator[Fact]:
    if store.find_units(reference):
        yield from _of_unit(store, store.find_unit(reference).id)
        return
    found = store.catalogue.resolve(reference)
    if len(found) > 1:
        raise RecordAmbiguous(reference=reference, matches=found)
    if found:
        papers = store.catalogue.papers_among(found)
        if not papers:
            raise RecordUnknown(reference=reference)
        yield from _of_papers(store, papers)
        return
    yield from _of_person(store, reference)


def _of_unit(store: Store, unit: str) -> Iterator[Fact]:
    catalogue = store.catalogue
    family = catalogue.family(unit)
    yield from _of_papers(store, catalogue.papers_of(family))
    for event in catalogue.events_about(family, _OF_UNIT):
        yield _unit_fact(store, event)
    grids = {stay.grid for stay in catalogue.stays_of(family)}
    for event in catalogue.events_about(grids, ("grid-units",)):
        payload, grid = event.payload or {}, catalogue.grid(event.subject)
        for what in ("add", "remove"):
            if set(payload.get(what, ())) & set(family) and grid is not None:
                yield Fact(payload["on"], event.time, "grid", what, grid.name, None)
    yield from _of_duties(store, catalogue.duties_over(family, catalogue.grids_around(grids)))


def _unit_fact(store: Store, event: Event) -> Fact:
    payload = event.payload or {}
    on = payload.get("since") or payload.get("on") or event.time[:10]
    text = payload.get("alias") or " ".join(str(payload[key]) for key in ("code", "name") if payload.get(key))
    if event.kind == "unit-merged":
        into = store.catalogue.unit_ref(payload["into"])
        text = into.name if into is not None else ""
    return Fact(on, event.time, "unit", event.kind.removeprefix("unit-"), text, None)


def _of_person(store: Store, reference: str) -> Iterator[Fact]:
    from archive.access.person import find_person

    try:
        person = find_person(store, reference)
    except PersonUnknown:
        raise PersonUnknown(reference=reference) from None
    records = {fact.record for fact in person.facts if fact.record and fact.kind != "duty"}
    yield from _of_papers(store, store.catalogue.papers_among(records), terms=False)
    duties = (store.catalogue.duty(duty) for duty in person.duties)
    yield from _of_duties(store, [duty for duty in duties if duty is not None])


def _of_papers(store: Store, papers: Iterable[FactRow], *, terms: bool = True) -> Iterator[Fact]:
    shown = {paper.record: paper for paper in papers}
    for paper in shown.values():
        text = " ".join(filter(None, (paper.doc_no, paper.title)))
        yield Fact(paper.day, paper.received_at, "record", paper.category, text, paper.record)
    if terms:
        for record, item, day in store.catalogue.terms_of(shown):
            title = shown[record].title
            yield Fact(day, shown[record].received_at, "deadline", "due", f"{item} {title}".strip(), record)
    for event in store.catalogue.events_about(shown, _OF_RECORD):
        yield _step(event, event.subject)
    dangers = store.catalogue.hazard_subjects(shown)
    for event in store.catalogue.events_about(dangers, ("hazard-step", "hazard-level", "hazard-supervised")):
        payload = event.payload or {}
        what = payload.get("state") or event.kind.removeprefix("hazard-")
        on = payload.get("on") or event.time[:10]
        yield Fact(on, event.time, "hazard", what, payload.get("reason") or "", event.subject.split("-")[1])


def _step(event: Event, record: str) -> Fact:
    payload = event.payload or {}
    text = payload.get("reason") or ""
    if event.kind == "described":
        fields = [*payload.get("fields", ()), *(key for key in ("units", "category") if key in payload)]
        return Fact(event.time[:10], event.time, "correction", ",".join(fields), text, record)
    on = payload.get("on") or event.time[:10]
    return Fact(on, event.time, _OF_RECORD[event.kind], payload.get("step") or "superseded", text, record)


def _of_duties(store: Store, duties: Iterable[Duty]) -> Iterator[Fact]:
    held = {duty.id: duty for duty in duties}
    begun = store.catalogue.duty_events(held)
    times = store.catalogue.times_of(begun.values())
    ended = _ends(store, held, {duty: times[seq] for duty, seq in begun.items()})
    for duty in held.values():
        text = " ".join(filter(None, (duty.name, duty.role, duty.post)))
        source = _shown(store, duty.source)
        yield Fact(duty.since, times[begun[duty.id]], "duty", "begin", text, source)
        if duty.until is not None:
            yield Fact(duty.until, ended[duty.id], "duty", "end", text, _shown(store, duty.end_source) or source)


def _ends(store: Store, held: dict[str, Duty], began: dict[str, str]) -> dict[str, str]:
    """When the archive learnt on which day each duty ends: as it began, or later."""
    from archive.model.duty import holder_id
    from archive.text.fold import search_form

    people = {
        holder_id(search_form(duty.name), *each)
        for duty in held.values()
        for each in ((duty.certificate, duty.employer), (None, duty.employer), (None, None))
    }
    ends = dict(began)
    for event in store.catalogue.events_about({*held, *people}, ("duty-ended", "duties-handed-over")):
        concerned = [event.subject] if event.kind == "duty-ended" else (event.payload or {}).get("ended", ())
        ends.update({duty: event.time for duty in concerned if duty in held})
    return ends


def _shown(store: Store, record: str | None) -> str | None:
    return record if record and store.catalogue.papers_among([record]) else None
