"""Duty logs (值班日志) held against rosters, against each other, and against what they reported."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from archive.access.crosscheck import CrossFinding
from archive.model.dates import find_dates
from archive.text.fold import search_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from archive.access.responsible import Units
    from archive.catalogue.hazards import PaperRow
    from archive.store import Store

__all__ = ["Shift", "log_findings", "read_roster"]

_ROSTER = re.compile("表|计划|安排")
_LOG = re.compile("日志|日记|记录|登记")
_NOT_DAILY = re.compile("抽查|检查")
_PEOPLE = ("on_duty", "duty_leader")
_DAY = re.compile(r"^日期$|^值班日期$|^带班日期$|^时间$|^值班时间$")
_LEADER = re.compile("带班|领导")
_WATCH = re.compile("值班人|值守人|值班员|值班$|当班人")
_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_CELLS = re.compile(r"\t| {2,}|\s*\|\s*")
_NAMES = re.compile(r"[、,，;；/\s]+")
_LONGEST = 200_000
"""Characters of a roster that are read."""
_ACCIDENT = re.compile("(?:发生|出现|突发)[^。；\n]{0,20}?(?:事故|火灾|爆炸|泄漏|中毒|坍塌|伤亡|受伤)")
_NONE_SO = re.compile("(?:未|没有|无|防止|避免|预防|是否)[^。；，,\n]{0,6}$")
_NEAR_DAYS = 2


class Shift(NamedTuple):
    """One day of a roster and who was to be there, by role."""

    day: str
    people: Mapping[str, tuple[str, ...]]


class _Log(NamedTuple):
    row: PaperRow
    people: Mapping[str, tuple[str, ...]]


def log_findings(store: Store, units: Units, family: Sequence[str] | None, today: str) -> Iterator[CrossFinding]:
    """Days without a log before `today`, logs by others than the roster has, and entries that tell of an accident."""
    catalogue = store.catalogue
    gone = catalogue.superseded(family)
    people: dict[str, dict[str, tuple[str, ...]]] = {}
    for record, name, role in catalogue.paper_people(("duty-log",), _PEOPLE, family):
        roles = people.setdefault(record, {})
        roles[role] = (*roles.get(role, ()), name)
    logs: dict[str, dict[str, list[_Log]]] = {}
    rosters: dict[str, list[PaperRow]] = {}
    for row in catalogue.papers(("duty-log",), family):
        heir, title = units.heir(row.unit, row.day), "".join(row.title.split())
        if row.id in gone or _NOT_DAILY.search(title):
            continue
        if _LOG.search(title):
            logs.setdefault(heir, {}).setdefault(row.day, []).append(_Log(row, people.get(row.id, {})))
        elif _ROSTER.search(title):
            rosters.setdefault(heir, []).append(row)
    for heir in sorted({*logs, *rosters}):
        planned = _planned(store, rosters.get(heir, ()))
        theirs = logs.get(heir, {})
        yield from _missing(units, heir, planned, theirs, today)
        yield from _others(units, heir, planned, theirs)
    yield from _reported(store, units, family, logs)


def read_roster(text: str, day: str) -> tuple[Shift, ...]:
    """The days of a roster that is written as a table with a column of days; `day`, on which it was written, tells the
    year where a row does not. Empty where it is no such table.
    """
    shifts: list[Shift] = []
    columns: dict[int, str] = {}
    for line in text[:_LONGEST].splitlines():
        cells = [cell.strip() for cell in _CELLS.split(line.strip("| "))]
        heads = _heads(cells)
        if heads:
            columns = heads
            continue
        at = next((column for column, meaning in columns.items() if meaning == "day"), None)
        if at is None or at >= len(cells):
            continue
        on = _day_of(cells[at], day)
        if on is not None:
            shifts.append(Shift(on, _people_of(cells, columns)))
    return tuple(shifts)


def _heads(cells: Sequence[str]) -> dict[int, str]:
    """Meaning by column, where these are the heads of a roster."""
    meant: dict[int, str] = {}
    for at, cell in enumerate("".join(cell.split()) for cell in cells):
        if _DAY.search(cell):
            meant[at] = "day"
        elif _LEADER.search(cell) and len(cell) < 10:
            meant[at] = "duty_leader"
        elif _WATCH.search(cell) and len(cell) < 10:
            meant[at] = "on_duty"
    return meant if "day" in meant.values() and len(meant) > 1 else {}


def _people_of(cells: Sequence[str], columns: Mapping[int, str]) -> dict[str, tuple[str, ...]]:
    people: dict[str, tuple[str, ...]] = {}
    for at, meaning in columns.items():
        if meaning != "day" and at < len(cells):
            names = tuple(name for name in _NAMES.split(cells[at]) if len(name) > 1)
            people[meaning] = (*people.get(meaning, ()), *names)
    return people


def _day_of(cell: str, written: str) -> str | None:
    whole = next(find_dates(cell), None)
    if whole is not None:
        return whole.iso
    found = _MONTH_DAY.search(cell)
    if found is None:
        return None
    year, month = int(written[:4]), int(found[1])
    year += month < int(written[5:7]) - 6
    try:
        return date(year, month, int(found[2])).isoformat()
    except ValueError:
        return None


def _planned(store: Store, rosters: Sequence[PaperRow]) -> dict[str, tuple[str, dict[str, set[str]]]]:
    """Day -> the last written roster that has it, and whom it has by role."""
    texts = store.catalogue.texts([row.id for row in rosters]) if rosters else {}
    days: dict[str, tuple[str, dict[str, set[str]]]] = {}
    for row in rosters:
        for shift in read_roster(texts.get(row.id, ""), row.day):
            if days.get(shift.day, ("",))[0] != row.id:
                days[shift.day] = (row.id, {})
            roles = days[shift.day][1]
            for role, names in shift.people.items():
                roles.setdefault(role, set()).update(names)
    return days


def _missing(
    units: Units, heir: str, planned: Mapping[str, tuple[str, object]], logs: Mapping[str, object], today: str
) -> Iterator[CrossFinding]:
    """Days of a roster without a log; beside rosters, one or two days between logs that are kept day by day."""
    for day, (roster, _people) in sorted(planned.items()):
        if day < today and day not in logs and units.is_active(heir, day) and logs:
            yield CrossFinding("day-without-log", "doubt", units.ref(heir), day, (roster,), ())
    for before, after in pairwise(sorted(logs)):
        first, last = date.fromisoformat(before), date.fromisoformat(after)
        if 1 < (last - first).days <= _NEAR_DAYS + 1 and _daily(logs, first, last):
            for step in range(1, (last - first).days):
                day = (first + timedelta(days=step)).isoformat()
                if day not in planned:
                    yield CrossFinding("day-without-log", "doubt", units.ref(heir), day, (), ())


def _daily(logs: Mapping[str, object], first: date, last: date) -> bool:
    """Whether on two days before, and on two days after, there was a log."""
    near = [first - timedelta(days=1), last + timedelta(days=1)]
    return all(day.isoformat() in logs for day in near)


def _others(
    units: Units,
    heir: str,
    planned: Mapping[str, tuple[str, Mapping[str, set[str]]]],
    logs: Mapping[str, Sequence[_Log]],
) -> Iterator[CrossFinding]:
    for day, (roster, roles) in sorted(planned.items()):
        for log in logs.get(day, ()):
            for role, names in log.people.items():
                wanted = roles.get(role, set())
                known = {search_form(name) for name in wanted}
                strange = tuple(name for name in names if search_form(name) not in known)
                if wanted and strange:
                    yield CrossFinding(
                        "other-than-roster", "doubt", units.ref(heir), day, (log.row.id, roster), strange,
                        tuple(sorted(wanted)),
                    )  # fmt: skip


def _reported(
    store: Store, units: Units, family: Sequence[str] | None, logs: Mapping[str, Mapping[str, Sequence[_Log]]]
) -> Iterator[CrossFinding]:
    """Entries that tell of an accident, with the paper that reported it that day or the next, or without one."""
    ids = [log.row.id for days in logs.values() for several in days.values() for log in several]
    texts = store.catalogue.texts(ids) if ids else {}
    told: dict[tuple[str, str], list[str]] = {}
    for row in store.catalogue.papers(("accident", "hazard"), family):
        told.setdefault((units.heir(row.unit, row.day), row.day), []).append(row.id)
    for heir, days in sorted(logs.items()):
        for day, several in sorted(days.items()):
            for log in several:
                if _tells(texts.get(log.row.id, "")):
                    after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
                    papers = (*told.get((heir, day), ()), *told.get((heir, after), ()))
                    kind, severity = ("entry-reported", "note") if papers else ("entry-without-report", "doubt")
                    yield CrossFinding(kind, severity, units.ref(heir), day, (log.row.id, *papers), ())


def _tells(text: str) -> bool:
    """Whether an accident is told of, and not that there was none."""
    return any(not _NONE_SO.search(text[max(0, hit.start() - 12) : hit.start()]) for hit in _ACCIDENT.finditer(text))
