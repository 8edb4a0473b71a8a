"""What a unit must have on file, and what of it is there, has run out or is missing (完整性)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from archive.access.checklist import read_checklist
from archive.access.responsible import Units

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archive.access.checklist import Checklist, Item
    from archive.access.papers import Sort
    from archive.store import Store

__all__ = ["NOTICE_DAYS", "STATES", "Requirement", "completeness", "completeness_of"]

STATES = ("missing", "expired", "running-out", "present")
"""The gravest first."""

NOTICE_DAYS = 60
"""What runs out within so many days is said to."""

_EXPIRY_ITEMS = frozenset({"", "有效期", "检验", "复审"})


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that the unit must have on file."""

    key: str
    zh: str
    en: str
    clause: str
    status: str
    """`verified`: the clause was read; `default`: a usual value, to be looked at."""
    state: str
    """One of `STATES`."""
    records: tuple[str, ...]
    """What satisfies it or has run out; of things that each have to be in force, those that are not, if any."""
    until: str | None
    """The last day on which it is good, YYYY-MM-DD; None where it has none."""


@dataclass(slots=True)
class _Paper:
    id: str
    category: str
    title: str
    day: str
    number: str
    expires: str | None = field(default=None)


def completeness(store: Store, unit: str, *, today: str) -> tuple[Requirement, ...]:
    """What the unit (code or name, also a former one) must have on file on the day, in the order of the checklist.

    Papers dated later do not count, those of units that it had taken over by then do. Nothing is asked of a unit that
    had ended. Raises UnitUnknown, UnitAmbiguous, or ConfigInvalid for a broken checklist of the home.
    """
    return completeness_of(store, store.find_unit(unit).id, Units(store), today=today)


def completeness_of(store: Store, unit: str, units: Units, *, today: str) -> tuple[Requirement, ...]:
    """As `completeness`, of a unit by id; `units` are all there are."""
    checklist = read_checklist(store.config.checklist)
    row = store.catalogue.unit_row(unit)
    if units.heir(unit, today) != unit or not units.is_active(unit, today):
        return ()
    members = [each for each in store.catalogue.family(unit) if units.heir(each, today) == unit]
    papers = _papers(store, checklist, members, today)
    classes = frozenset(
        each.key
        for each in checklist.classes
        if row.code.upper() in each.units or any(True for _ in _fitting(papers, each.papers))
    )
    asked = (each for each in checklist.items if each.holds(row.kind, classes, today))
    return tuple(_requirement(each, list(_fitting(papers, each.papers)), today) for each in asked)


def _papers(store: Store, checklist: Checklist, units: Sequence[str], today: str) -> list[_Paper]:
    """Papers of the categories that the list speaks of, dated by the day and not replaced by then."""
    catalogue = store.catalogue
    sorts = [each.papers for each in checklist.classes] + [each.papers for each in checklist.items]
    wanted = sorted({sort.category for every in sorts for sort in every})
    gone = {record for record, day in catalogue.superseded(units).items() if day <= today}
    papers = {
        row.id: _Paper(row.id, row.category, "".join(row.title.split()), row.day, row.doc_no_key or row.title)
        for row in catalogue.papers(wanted, units)
        if row.day <= today and row.id not in gone
    }
    dated = sorted({sort.category for each in checklist.items if each.expires for sort in each.papers})
    for record, item, day in catalogue.paper_terms(dated, units):
        if record in papers and item in _EXPIRY_ITEMS:
            papers[record].expires = min(day, papers[record].expires or day)
    for record, name, value in catalogue.paper_details(dated, ("valid_to", "certificate_no"), units):
        if record in papers and name == "valid_to":
            papers[record].expires = value[:10]
        elif record in papers:
            papers[record].number = value
    return list(papers.values())


def _fitting(papers: Iterable[_Paper], sorts: Sequence[Sort]) -> Iterable[_Paper]:
    return (
        paper
        for paper in papers
        if any(sort.category == paper.category and sort.fits(paper.title, "", False) for sort in sorts)
    )


def _requirement(item: Item, papers: list[_Paper], today: str) -> Requirement:
    state, until, records = _each(item, papers, today) if item.each else _newest(item, papers, today)
    return Requirement(item.key, item.zh, item.en, item.clause, item.status, state, records, until)


def _newest(item: Item, papers: list[_Paper], today: str) -> tuple[str, str | None, tuple[str, ...]]:
    """By the paper that is good for longest."""
    if not papers:
        return "missing", None, ()
    until, _day, record = max((_until(item, paper) or "9999-12-31", paper.day, paper.id) for paper in papers)
    return _state(until, today), None if until == "9999-12-31" else until, (record,)


def _each(item: Item, papers: list[_Paper], today: str) -> tuple[str, str | None, tuple[str, ...]]:
    """By the thing that runs out first; of each the paper that is good for longest counts."""
    things: dict[str, tuple[str, str]] = {}
    for paper in papers:
        until = _until(item, paper)
        if until is not None:
            things[paper.number] = max(things.get(paper.number, ("", "")), (until, paper.id))
    if not things:
        newest = sorted(papers, key=lambda paper: (paper.day, paper.id))[-1:]
        return ("present" if papers else "missing"), None, tuple(paper.id for paper in newest)
    ordered = sorted(things.values())
    first = ordered[0][0]
    bad = tuple(record for until, record in ordered if _state(until, today) != "present")
    return _state(first, today), first, bad or (ordered[0][1],)


def _until(item: Item, paper: _Paper) -> str | None:
    """The last day on which the paper is good, None for ever."""
    if item.expires and paper.expires is not None:
        return paper.expires
    return _months_after(paper.day, item.months) if item.months else None


def _state(until: str, today: str) -> str:
    if until < today:
        return "expired"
    warned = (date.fromisoformat(today) + timedelta(days=NOTICE_DAYS)).isoformat() if today < "9999-10" else until
    return "running-out" if until <= warned else "present"


def _months_after(day: str, count: int) -> str:
    """The same day so many months later, or the last one of that month."""
    start = date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if year > 9999:
        return "9999-12-31"
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1])).isoformat()
