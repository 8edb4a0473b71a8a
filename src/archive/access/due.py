"""Deadlines of units: what the rules of `due.toml` ask for, and nobody has done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from archive.access.due_papers import DuePaper, DuePapers, read_due_papers
from archive.access.due_rules import Rule, rules
from archive.access.hazards import HazardReader
from archive.access.holidays import read_calendar
from archive.access.responsible import AUTHORITY, ENTERPRISE
from archive.model.hazard import Hazard, Responsible
from archive.model.unit_ref import UnitRef
from archive.text.fold import search_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archive.access.responsible import Units
    from archive.store import Store

__all__ = ["Deadline", "due", "due_of_units", "opens_report", "outstanding"]

_ORDERED = frozenset({"order", "decision"})
"""What an authority rechecks."""

_ABOUT = ("核查", "答复", "奖励", "不予受理", "办结", "调查报告", "台账", "查处情况")

_INSPECTED = frozenset({"inspection", "order", "decision"})


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that has to be done by a day, and has not been."""

    rule: str
    """Key of the rule."""
    zh: str
    """Its name."""
    clause: str
    status: str
    """`verified`: the clause was read; `default`: a usual value, to be looked at."""
    unit: UnitRef | None
    """None only of a report from the public that names no unit."""
    record: str | None
    """That it is counted from; None of a unit that was never inspected."""
    what: str
    """What it is about: the text of a hidden danger, the title of a paper."""
    hazard: str | None
    """Id of the hidden danger, of its terms."""
    on: str
    """The last day, YYYY-MM-DD."""
    left: int
    """Days until then; negative when it is over."""
    overdue: bool
    people: tuple[Responsible, ...]
    """Who answers for the unit, by duties on the day asked."""
    since: str | None = None
    """The day that it is counted from, where that is an inspection of the unit."""


@dataclass(frozen=True, slots=True)
class _Found:
    rule: Rule
    unit: str | None
    record: str | None
    what: str
    on: str
    hazard: str | None = None
    since: str | None = None


def due(
    store: Store, *, today: str, unit: str | None = None, person: str | None = None, within: int | None = None
) -> tuple[Deadline, ...]:
    """Deadlines that are not met, the earliest first: overdue ones, and those of the next `within` days, or all.

    `unit` is a code or name, with what was merged into it; `person` a name: only what this person answers for.
    Papers dated after `today` are not known yet. Raises UnitUnknown, UnitAmbiguous, or ConfigInvalid for a broken
    calendar of the home.
    """
    family = None if unit is None else store.catalogue.family(store.find_unit(unit).id)
    return due_of_units(store, family, today=today, person=person, within=within)


def due_of_units(
    store: Store, units: Sequence[str] | None, *, today: str, person: str | None = None, within: int | None = None
) -> tuple[Deadline, ...]:
    """As `due`, of units by id, or of all."""
    return _deadlines(_Finder(store, units, today), person, within)


def outstanding(
    store: Store, units: Sequence[str] | None, *, today: str, within: int | None = None
) -> tuple[tuple[Deadline, ...], tuple[Hazard, ...], Units]:
    """What `due_of_units` answers, every open hidden danger, and the units, from one reading of the papers."""
    finder = _Finder(store, units, today)
    return _deadlines(finder, None, within), tuple(finder.hazards), finder.units


def _deadlines(finder: _Finder, person: str | None, within: int | None) -> tuple[Deadline, ...]:
    wanted = None if person is None else search_form(person)
    answer = []
    for found in finder.all():
        left = finder.left(found.on)
        if (within is not None and left > within) or (found.rule.window and left < 0):
            continue
        people = finder.people(found)
        if wanted is None or any(search_form(each.name) == wanted for each in people):
            answer.append(finder.deadline(found, left, people))
    return tuple(sorted(answer, key=lambda each: (each.on, each.rule, each.record or "", each.hazard or "")))


class _Finder:
    """Evaluates every rule over the papers of some units."""

    def __init__(self, store: Store, units: Sequence[str] | None, today: str) -> None:
        self._store = store
        self._scope = units
        self._today = today
        self._date = date.fromisoformat(today)
        self._reader = HazardReader(store, units, today)
        self.units = self._reader.units
        self._papers: DuePapers = read_due_papers(store, units, today, self.units)
        self._calendar = read_calendar(store.config.holidays)
        self._met: dict[tuple[str, str], str] = {}
        for met in store.catalogue.deadlines_met():
            if met.on <= today:
                self._met[met.rule, met.subject] = max(met.on, self._met.get((met.rule, met.subject), ""))
        self.hazards = [each for each in self._reader.all() if each.open]

    def left(self, on: str) -> int:
        return (date.fromisoformat(on) - self._date).days

    def people(self, found: _Found) -> tuple[Responsible, ...]:
        if found.unit is None:
            return ()
        return self._reader.holders.of(found.unit, self._today, ENTERPRISE if found.rule.enterprise else AUTHORITY)

    def deadline(self, found: _Found, left: int, people: tuple[Responsible, ...]) -> Deadline:
        rule = found.rule
        return Deadline(
            rule.key, rule.zh, rule.clause, rule.status,
            unit=None if found.unit is None else self.units.ref(found.unit),
            record=found.record,
            what=found.what,
            hazard=found.hazard,
            on=found.on,
            left=left,
            overdue=left < 0,
            people=people,
            since=found.since,
        )  # fmt: skip

    def all(self) -> Iterator[_Found]:
        kinds = {
            "term": self._terms, "recheck": self._rechecks, "listing": self._listings, "after": self._afters,
            "periodic": self._periodic, "expiry": self._expiries, "frequency": self._frequency,
            "report": self._reports,
        }  # fmt: skip
        for rule in rules():
            yield from kinds[rule.kind](rule)

    def _terms(self, rule: Rule) -> Iterator[_Found]:
        for each in self.hazards:
            if each.due is not None and (rule.key, each.id) not in self._met:
                yield _Found(rule, each.unit.id, each.record, each.text, each.due, each.id)

    def _listings(self, rule: Rule) -> Iterator[_Found]:
        for each in self.hazards:
            listed = each.supervision
            if listed is not None and listed.due is not None and listed.lifted_on is None:
                yield _Found(rule, each.unit.id, listed.record or each.record, each.text, listed.due, each.id)
        for said in self._store.catalogue.supervisions():
            record = self._papers.by_id.get(said.subject)
            if record is not None and said.due is not None and said.lifted_on is None:
                yield _Found(rule, record.unit, said.subject, record.title, said.due)

    def _rechecks(self, rule: Rule) -> Iterator[_Found]:
        """One an order: after the earliest term or request that no recheck followed."""
        orders: dict[str, list[Hazard]] = {}
        for each in self.hazards:
            if each.kind in _ORDERED:
                orders.setdefault(each.record, []).append(each)
        for record, group in orders.items():
            asked = [
                paper.row.day
                for paper in self._reader.papers.pointing(record)
                if paper.role == "rectification" and paper.row.day <= self._today
            ]
            days = [day for each in group for day in self._unchecked(each, asked)]
            on = rule.after(min(days), self._calendar) if days else None
            if on is not None and (rule.key, record) not in self._met:
                first = group[0]
                yield _Found(rule, first.unit.id, record, first.doc_no or first.text, on)

    def _unchecked(self, hazard: Hazard, asked: Iterable[str]) -> list[str]:
        checked = max((turn.on for turn in hazard.turns if turn.kind in {"passed", "failed"}), default="")
        starts = [*asked, *([hazard.due] if hazard.due is not None else [])]
        return [day for day in starts if day > checked]

    def _afters(self, rule: Rule) -> Iterator[_Found]:
        for paper in self._papers.of(rule.base):
            if not rule.holds(paper.day) or self._is_met(rule, paper):
                continue
            on = rule.after(paper.day, self._calendar)
            if on is not None and not self._papers.answered(rule.key, rule.base, rule.done, paper):
                yield _Found(rule, paper.unit, paper.id, paper.title, on)

    def _periodic(self, rule: Rule) -> Iterator[_Found]:
        for unit, papers in self._papers.by_unit().items():
            if not self.units.is_active(unit, self._today):
                continue
            if rule.needs and not any(paper.role in rule.needs for paper in papers):
                continue
            known = [paper for paper in papers if paper.role in rule.base] or [
                paper for paper in papers if paper.role in rule.first
            ]
            if known:
                newest = max(known, key=lambda paper: paper.day)
                start = max(newest.day, self._met.get((rule.key, unit), ""), self._met.get((rule.key, newest.id), ""))
                on = rule.after(start, self._calendar) if rule.holds(newest.day) else None
                if on is not None:
                    yield _Found(rule, unit, newest.id, newest.title, on)

    def _expiries(self, rule: Rule) -> Iterator[_Found]:
        for paper, expires in self._papers.expiring(rule.base, rule.items):
            on = rule.after(expires, self._calendar)
            over = rule.before_months and expires < self._today  # then it has expired, which is another rule's
            if on is None or over or self._is_met(rule, paper) or not self.units.is_active(paper.unit, self._today):
                continue
            yield _Found(rule, paper.unit, paper.id, paper.title, on)

    def _frequency(self, rule: Rule) -> Iterator[_Found]:
        newest: dict[str, tuple[str, str, str]] = {}
        for paper in self._reader.papers.by_id.values():
            row = paper.row
            if paper.role in _INSPECTED and row.source in {"government", None} and row.day <= self._today:
                unit = self.units.heir(row.unit, self._today)
                newest[unit] = max(newest.get(unit, ("", "", "")), (row.day, row.id, row.title))
        registered: dict[str, str] | None = None
        scope = None if self._scope is None else {self.units.heir(unit, self._today) for unit in self._scope}
        for each in self.units.active(self._today):
            days = rule.kinds.get(each.kind)
            if days is None or (scope is not None and each.id not in scope):
                continue
            day, record, title = newest.get(each.id, ("", "", ""))
            day = last = max(day, self._met.get((rule.key, each.id), ""))
            if not day:
                registered = self._store.catalogue.registered_on() if registered is None else registered
                day = each.since or registered[each.id]
            on = date.fromordinal(date.fromisoformat(day).toordinal() + days).isoformat()
            yield _Found(rule, each.id, record or None, title or each.name, on, since=last or None)

    def _reports(self, rule: Rule) -> Iterator[_Found]:
        rows = [row for row in self._store.catalogue.reports(self._scope) if row.day <= self._today]
        steps = self._store.catalogue.report_steps([row.id for row in rows]) if rows else ()
        done = {step.record for step in steps if step.step in rule.done and step.on <= self._today}
        for row in rows:
            if row.id in done or (rule.key, row.id) in self._met or not opens_report(row.title):
                continue
            on = rule.after(row.day, self._calendar)
            if on is not None and not self._papers.report_answered(row, rule.done):
                yield _Found(rule, row.unit, row.id, row.title, on)

    def _is_met(self, rule: Rule, paper: DuePaper) -> bool:
        return (rule.key, paper.id) in self._met


def opens_report(title: str) -> bool:
    """Whether a paper about a report from the public begins one, rather than answers it; a sealed one does."""
    flat = "".join(title.split())
    return not any(word in flat for word in _ABOUT)
