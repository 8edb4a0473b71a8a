"""Who and what there is in the county, and what changes in the year: units, grids, duties. All of it is the truth."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from county.names import COUNTY, Names

__all__ = ["APPOINTMENT", "FIRST", "LAST", "Act", "Person", "Term", "Unit", "World", "build", "day_before", "iso"]

YEAR = 2025
APPOINTMENT = "AQ-RM-2025-001"
"""Number of the paper by which the first unit's new principal is appointed."""
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)


@dataclass(frozen=True)
class Person:
    name: str
    certificate: str | None = None


@dataclass
class Unit:
    key: int
    name: str
    code: str
    kind: str
    trade: str
    address: str
    parent: int | None
    people: dict[str, Person]
    """Whoever writes and signs in the enterprise, by role."""
    names: list[tuple[str, str]] = field(default_factory=list)
    """Days and the names borne from then on."""
    codes: list[tuple[str, str]] = field(default_factory=list)
    merged: tuple[str, int] | None = None
    closed: str | None = None

    @property
    def chemical(self) -> bool:
        return self.trade in {"化工", "涂料", "印染"}

    def name_on(self, day: str) -> str:
        return [name for since, name in self.names if since <= day][-1]

    def code_on(self, day: str) -> str:
        return [code for since, code in self.codes if since <= day][-1]

    def alive(self, day: date) -> bool:
        """Whether it still writes papers of its own."""
        last = self.merged[0] if self.merged else self.closed
        return last is None or day.isoformat() < last


@dataclass(frozen=True)
class Term:
    """A duty as it truly was; both days belong to it."""

    person: Person
    role: str
    unit: int | None
    grid: str | None
    post: str | None
    since: str
    until: str | None = None
    deputises: str | None = None
    """Name of who is represented."""


@dataclass(frozen=True)
class Act:
    """What is told to the archive on a day, beside documents."""

    day: str
    kind: str
    data: dict[str, object]


@dataclass
class World:
    seed: int
    units: list[Unit]
    officers: list[Person]
    """Supervisors in the order in which they came."""
    leader: Person
    grids: dict[str, str]
    """Code and name of each grid; the first is the county, all others lie in it."""
    stays: list[tuple[str, int, str, str | None]]
    """Grid, unit, first and last day."""
    terms: list[Term]
    acts: list[Act]
    roll: list[Term]
    """Duties as the first table has them."""
    namesake: str = ""
    """The name that a supervisor and a guardian of an enterprise share."""

    def unit(self, key: int) -> Unit:
        return self.units[key]

    def supervisor(self, unit: int, day: date) -> Person:
        """Whoever truly supervised it that day (a deputy before the one represented); else the first officer."""
        held = [
            term
            for term in self.terms
            if term.role == "supervisor" and term.unit == unit and _held(term, day.isoformat())
        ]
        return min(held, key=lambda term: term.deputises is None).person if held else self.at_work(day)[0]

    def at_work(self, day: date) -> list[Person]:
        """Officers who supervise anything that day."""
        busy = {term.person for term in self.terms if term.role == "supervisor" and _held(term, day.isoformat())}
        return [officer for officer in self.officers if officer in busy]


def _held(term: Term, day: str) -> bool:
    return term.since <= day and (term.until is None or day <= term.until)


def iso(month: int, day: int) -> str:
    return date(YEAR, month, day).isoformat()


def day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def build(seed: int, count: int, supervisors: int) -> World:
    """A county of `count` units (at least 6) and `supervisors` (at least 3)."""
    r = random.Random(f"county {seed}")
    names = Names(r)
    units = _units(names, count)
    first = [Person(names.person(), f"YP20{1001 + n}") for n in range(supervisors + 1)]
    namesake = first[2].name
    units[3].people["guardian"] = Person(namesake, "T99012219850101001X")
    grids = {"YP": f"{COUNTY}网格"}
    parts = max(2, count // 10)
    for number in range(parts):
        grids[f"YP-{number + 1:02}"] = f"{'东南西北中'[number % 5]}坪{'甲乙丙丁'[number // 5]}片区网格"
    stays = [(f"YP-{unit.key % parts + 1:02}", unit.key, iso(1, 1), None) for unit in units]
    leader = Person(names.person())
    world = World(seed, units, first, leader, grids, list(stays), [], [], [], namesake)
    world.terms = _first_terms(world, names, supervisors)
    world.roll = list(world.terms)
    _changes(world, names)
    return world


def _units(names: Names, count: int) -> list[Unit]:
    units: list[Unit] = []
    for key in range(count):
        trade = "化工" if key in {0, 3} else None
        name, trade = names.enterprise(trade)
        kind, parent = "enterprise", None
        if key >= 6 and key % 12 == 7:
            parent = key - 1
            name, trade = f"{units[parent].name}第二分公司", units[parent].trade
        elif key >= 6 and key % 10 == 9:
            kind, name = "self-employed", name.replace("有限公司", "经营部")
        elif key >= 6 and key % 15 == 11:
            kind, name = "public-body", f"{COUNTY}第{key}中学"
        people = {
            role: Person(names.person())
            for role in ("principal", "safety_head", "post_holder", "duty_leader", "on_duty", "recorder", "trainer")
        }
        for role in ("operator", "guardian", "work_leader", "second"):
            people[role] = Person(names.person(), f"T9901221988{key:03}{len(people):02}0X1")
        unit = Unit(key, name, names.code(), kind, trade, f"{COUNTY}工业大道{key + 1}号", parent, people)
        unit.names, unit.codes = [("", name)], [("", unit.code)]
        units.append(unit)
    return units


def _first_terms(world: World, names: Names, supervisors: int) -> list[Term]:
    terms = [
        Term(world.leader, "leader", None, "YP", "副县长", "2024-01-01"),
        Term(Person(names.person()), "department", None, "YP", "县应急管理局", "2024-01-01"),
    ]
    heads = [Person(names.person(), "YP200101"), Person(names.person(), "YP200102")]
    parts = list(world.grids)[1:]
    terms += [Term(Person(names.person()), "grid_officer", None, code, None, "2025-01-01") for code in parts]
    for unit in world.units:
        head, post = (heads[0], "危化科") if unit.chemical else (heads[1], "综合科")
        officer = world.officers[unit.key % supervisors]
        terms.append(Term(head, "department_head", unit.key, None, post, "2024-03-01"))
        terms.append(Term(officer, "supervisor", unit.key, None, None, "2025-01-01"))
        terms.append(Term(unit.people["principal"], "principal", unit.key, None, "总经理", "2023-05-04"))
        if unit.key % 9 != 4:
            terms.append(Term(unit.people["safety_head"], "safety_head", unit.key, None, None, "2023-05-04"))
        terms.append(Term(unit.people["post_holder"], "post_holder", unit.key, None, "车间主任", "2024-06-01"))
    return terms


def _changes(world: World, names: Names) -> None:
    """What changes in the year; days are those from which it holds."""
    officers, units = world.officers, world.units
    _rename(world, 1, iso(5, 12), names.enterprise(units[1].trade)[0])
    _recode(world, 5, iso(4, 1), names.code())
    new_principal = Person(names.person())
    _end(world, "principal", 0, iso(6, 30), "任期届满")
    _assign(world, Term(new_principal, "principal", 0, None, "总经理", iso(7, 1)), APPOINTMENT)
    units[0].people["next principal"] = new_principal
    _hand_over(world, officers[0], officers[1], iso(4, 15), None, "退休")
    _hand_over(world, officers[1], officers[2], iso(7, 1), iso(7, 31), "外出学习")
    _hand_over(world, officers[2], officers[-1], iso(9, 1), None, "调离")
    _move(world, 0, iso(6, 10))
    _end(world, "supervisor", len(units) - 1, iso(10, 31), "分工调整，继任者未定")
    _merge(world, 2, 3, iso(8, 1))
    _close(world, 4, iso(10, 15))
    if len(officers) > 6:
        _hand_over(world, officers[5], officers[6], iso(3, 3), iso(3, 28), "病假")
        _hand_over(world, officers[7], officers[4], iso(11, 1), None, "转岗")
    world.acts.sort(key=lambda act: act.day)


def _rename(world: World, key: int, day: str, name: str) -> None:
    unit = world.units[key]
    world.acts.append(Act(day, "rename", {"unit": unit.name, "name": name, "on": day}))
    unit.names.append((day, name))
    unit.name = name


def _recode(world: World, key: int, day: str, code: str) -> None:
    world.acts.append(Act(day, "recode", {"unit": world.units[key].code, "code": code, "on": day}))
    world.units[key].code = code
    world.units[key].codes.append((day, code))


def _merge(world: World, key: int, into: int, day: str) -> None:
    unit, heir = world.units[key], world.units[into]
    unit.merged = (day, into)
    world.acts.append(Act(day, "merge", {"unit": unit.name, "into": heir.name, "on": day}))
    for role in ("principal", "safety_head", "post_holder"):
        if any(term.role == role and term.unit == key for term in world.terms):
            _end(world, role, key, day_before(day), "企业合并")


def _close(world: World, key: int, day: str) -> None:
    world.units[key].closed = day
    for term in [each for each in world.terms if each.unit == key and each.until is None]:
        _end(world, term.role, key, day, "企业注销")
    world.acts.append(Act(day, "close", {"unit": world.units[key].name, "on": day}))


def _move(world: World, key: int, day: str) -> None:
    """Into another grid."""
    old = next(stay for stay in world.stays if stay[1] == key)
    new = next(code for code in list(world.grids)[1:] if code != old[0])
    world.stays.remove(old)
    world.stays += [(old[0], key, old[2], day_before(day)), (new, key, day, None)]
    world.acts.append(Act(day, "move", {"unit": world.units[key].name, "from": old[0], "to": new, "on": day}))


def _assign(world: World, term: Term, source: str) -> None:
    world.terms.append(term)
    world.acts.append(Act(term.since, "assign", {"term": term, "source": source}))


def _end(world: World, role: str, key: int, day: str, reason: str) -> None:
    """All open terms of this role over the unit end that day."""
    for place, term in enumerate(world.terms):
        if (term.role, term.unit, term.until) == (role, key, None):
            world.terms[place] = replace(term, until=day)
            data: dict[str, object] = {"person": term.person, "role": role, "unit": key, "on": day, "reason": reason}
            world.acts.append(Act(day, "end", data))


def _hand_over(world: World, giver: Person, taker: Person, on: str, until: str | None, reason: str) -> None:
    for place, term in enumerate(world.terms):
        if term.person != giver or not (term.until is None or term.until >= on):
            continue
        if until is not None:
            world.terms.append(replace(term, person=taker, since=on, until=until, deputises=giver.name))
        else:
            world.terms[place] = replace(term, until=day_before(on))
            world.terms.append(replace(term, person=taker, since=on, until=None))
    data: dict[str, object] = {"giver": giver, "taker": taker, "on": on, "until": until, "reason": reason}
    world.acts.append(Act(on, "handover", data))
