"""Holds (冻结) on records: those that people placed, and those that follow from what is still open."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.access.due import opens_report
from archive.access.hazards import hazards_of_units
from archive.access.reports import CLOSING
from archive.model.hold import PlacedHold
from archive.model.retention import last_day
from archive.model.selection import Selection

if TYPE_CHECKING:
    from archive.model.hazard import Hazard
    from archive.model.record import Record
    from archive.store import Store

__all__ = ["HoldReader", "holds_of"]

_HAZARD_CATEGORIES = frozenset({"inspection", "recheck", "hazard", "performance-check"})
_ORDERS = frozenset({"order", "decision"})
_HAZARD_BASIS = "隐患未销号，挂牌督办未摘牌"
_ORDER_BASIS = "指令未经复查合格"
_REPORT_BASIS = "举报未办结"
_LAST = "9999-12-31"


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    category: str
    any: tuple[str, ...]
    none: tuple[str, ...]
    closed_by: tuple[str, ...]
    until: str | None
    days: int
    months: int
    basis: str

    def fits(self, record: Record) -> bool:
        title = "".join((record.title or "").split())
        named = not self.any or any(word in title for word in self.any)
        return record.category == self.category and named and not any(word in title for word in self.none)


def holds_of(store: Store, record: str, *, today: str) -> tuple[PlacedHold, ...]:
    """Every hold that is on a record (a full id) on the day: placed ones, then those that follow from its papers.

    A record that there is not has none.
    """
    return HoldReader(store, today).of(record)


class HoldReader:
    """Answers for many records; what is open of a unit is derived once."""

    def __init__(self, store: Store, today: str) -> None:
        self._store = store
        self._today = today
        self._hazards: dict[tuple[str, ...], tuple[Hazard, ...]] = {}

    def of(self, record: str) -> tuple[PlacedHold, ...]:
        """As `holds_of`."""
        found = self._store.catalogue.record(record)
        if found is None:
            return ()
        families = sorted({each for unit in found.units for each in self._store.catalogue.family(unit.id)})
        subjects = [record, *self._registers(found), *families]
        placed = self._store.catalogue.placed_holds_of(subjects)
        return (*placed, *self._following(found, families))

    def _registers(self, record: Record) -> list[str]:
        """The register of a row: a hold on it is one on its rows."""
        return [link.record for link in record.links if link.type == "row-of" and link.record is not None]

    def _following(self, record: Record, families: Sequence[str]) -> Iterator[PlacedHold]:
        if record.category in _HAZARD_CATEGORIES and families:
            yield from self._open_hazards(record, families)
        if record.category == "report":
            yield from self._open_report(record)
        for rule in _rules():
            if rule.fits(record):
                yield from self._by_rule(rule, record, families)

    def _open_hazards(self, record: Record, families: Sequence[str]) -> Iterator[PlacedHold]:
        told = set()
        for each in self._open(families):
            if record.id not in _papers_of(each):
                continue
            order = each.kind in _ORDERS
            kind = "order" if order else "hazard"
            key = f"{kind}-{each.record}"
            if key not in told:
                told.add(key)
                case = each.doc_no or each.text
                basis = _ORDER_BASIS if order else _HAZARD_BASIS
                yield PlacedHold(key, kind, case, basis, each.found.on, "", automatic=True)

    def _open(self, families: Sequence[str]) -> tuple[Hazard, ...]:
        key = tuple(families)
        if key not in self._hazards:
            found = hazards_of_units(self._store, families, self._today)
            self._hazards[key] = tuple(each for each in found if each.open or _listed(each))
        return self._hazards[key]

    def _open_report(self, record: Record) -> Iterator[PlacedHold]:
        steps = self._store.catalogue.report_steps([record.id])
        done = any(step.step in CLOSING and step.on <= self._today for step in steps)
        if opens_report(record.title or "") and not done:
            since = record.date or record.received_at[:10]
            case = record.doc_no or record.title or ""
            yield PlacedHold(f"report-{record.id}", "report", case, _REPORT_BASIS, since, "", automatic=True)

    def _by_rule(self, rule: _Rule, record: Record, families: Sequence[str]) -> Iterator[PlacedHold]:
        since = record.date or record.received_at[:10]
        until = _end(rule, record, since)
        if until < self._today or (rule.closed_by and self._closed(rule, record, families, since)):
            return
        case = record.doc_no or record.title or ""
        yield PlacedHold(f"{rule.kind}-{record.id}", rule.kind, case, rule.basis, since, "", automatic=True)

    def _closed(self, rule: _Rule, record: Record, families: Sequence[str], since: str) -> bool:
        """Whether a later paper of the unit says that it is over; one that names another document is about that one."""
        which = Selection(units=tuple(families), category=rule.category, since=since, until=self._today)
        for other in self._store.catalogue.select(which) if families else ():
            title = "".join((other.title or "").split())
            if other.id == record.id or not any(word in title for word in rule.closed_by):
                continue
            targets = {link.record for link in other.links if link.record is not None}
            if not targets or record.id in targets:
                return True
        return False


def _papers_of(hazard: Hazard) -> set[str]:
    papers = {hazard.record, hazard.found.record, *(step.record for step in hazard.steps)}
    papers |= {turn.record for turn in hazard.turns}
    if hazard.supervision is not None:
        papers.add(hazard.supervision.record)
    return {each for each in papers if each is not None}


def _listed(hazard: Hazard) -> bool:
    return hazard.supervision is not None and hazard.supervision.lifted_on is None


def _end(rule: _Rule, record: Record, since: str) -> str:
    """The last day of the hold, as far as days decide it."""
    if rule.until is not None:
        said = next((each.value[:10] for each in record.details if each.field == rule.until), None)
        if said is not None:
            return said
    if rule.months:
        return last_day(since, rule.months)
    if rule.days:
        return (date.fromisoformat(since) + timedelta(days=rule.days)).isoformat()
    return _LAST if rule.closed_by else ""


@cache
def _rules() -> tuple[_Rule, ...]:
    table = tomllib.loads(Path(__file__).with_name("holds.toml").read_text("utf-8"))
    return tuple(map(_rule, table["hold"]))


def _rule(entry: Mapping[str, Any]) -> _Rule:
    return _Rule(
        kind=entry["kind"],
        category=entry["category"],
        any=tuple(entry.get("any", ())),
        none=tuple(entry.get("none", ())),
        closed_by=tuple(entry.get("closed_by", ())),
        until=entry.get("until"),
        days=entry.get("days", 0),
        months=12 * entry.get("years", 0),
        basis=entry["basis"],
    )
