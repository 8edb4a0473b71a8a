"""Supervision in figures: who is covered by which kind of it, who was inspected, and what became of what was found."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from archive.access.statistics import Figure, Line, Section, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.access.statistics_world import World
    from archive.model.duty import Duty
    from archive.model.hazard import Hazard

__all__ = ["hazards", "plan", "supervision"]

_SORTS = {
    "综合": "general", "部门": "department", "行业": "industry", "专门": "special", "专项": "special", "属地": "local",
}  # fmt: skip
"""Words of a duty's scope, and the kind of supervision that they name."""
_BY_ROLE = {
    "leader": "general", "department": "department", "department_head": "department", "supervisor": "department",
    "grid_officer": "local",
}  # fmt: skip
"""What a duty of the authority is where its scope says nothing."""
_KINDS = ("general", "department", "industry", "special", "local")
_PLANS = ("监督检查计划", "执法检查计划", "执法计划", "检查计划")


def supervision(world: World) -> tuple[Section, ...]:
    """Coverage by kind of supervision, units without a supervisor or not inspected in time, and each supervisor."""
    return (_coverage(world), _gaps(world), _by_supervisor(world))


def kind_of(duty: Duty) -> str | None:
    """综合、部门、行业、专门 or 属地监管: by the words of its scope, else by its role; None of no authority's duty."""
    if duty.role not in _BY_ROLE:
        return None
    named = next((kind for word, kind in _SORTS.items() if word in (duty.scope or "")), None)
    return named or ("local" if duty.grid is not None else _BY_ROLE[duty.role])


def _coverage(world: World) -> Section:
    covered: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    for duty in world.duties:
        kind = kind_of(duty)
        if kind is not None:
            covered[kind].update(unit for unit in world.units_of(duty) if unit in world.ids)
    every = [each.id for each in world.supervised]
    lines = [
        Line(
            kind,
            (
                Figure(f"covered.{kind}", len(covered[kind]), tuple(each for each in every if each in covered[kind])),
                Figure(f"units.{kind}", len(every), tuple(every)),
                share(f"coverage.{kind}", covered[kind], every),
            ),
            worded=True,
        )
        for kind in _KINDS
    ]
    return Section("coverage", ("kind", "covered", "units", "share"), tuple(lines), chart=2)


def _gaps(world: World) -> Section:
    every = [each.id for each in world.supervised]
    alone = [unit for unit in every if not world.supervisors(unit)]
    never = [unit for unit in every if not world.inspections.get(unit)]
    late = [each for each in world.overdue if each.rule == "inspection-frequency" and each.unit is not None]
    inspected = [row.id for unit in every for row in world.inspections.get(unit, ())]
    rows = (
        ("units", every), ("no-supervisor", alone), ("not-inspected", never),
        ("inspection-overdue", [each.unit.id for each in late if each.unit is not None]), ("inspections", inspected),
    )  # fmt: skip
    return Section(
        "gaps", ("what", "count"),
        tuple(Line(key, (Figure(key, len(found), tuple(found)),), worded=True) for key, found in rows),
    )  # fmt: skip


def _by_supervisor(world: World) -> Section:
    units: dict[str, list[str]] = defaultdict(list)
    for each in world.supervised:
        for name in world.supervisors(each.id):
            units[name].append(each.id)
    lines = []
    for name, theirs in sorted(units.items()):
        seen = [unit for unit in theirs if world.inspections.get(unit)]
        papers = [row for unit in theirs for row in world.inspections.get(unit, ())]
        orders = [row.id for row in papers if world.roles[row.id] in {"order", "decision"}]
        late = [each for each in world.overdue if each.unit is not None and each.unit.id in theirs]
        lines.append(
            Line(
                name,
                (
                    Figure(f"units.{name}", len(theirs), tuple(theirs)),
                    share(f"inspected.{name}", seen, theirs),
                    Figure(f"inspections.{name}", len(papers), tuple(row.id for row in papers)),
                    Figure(f"orders.{name}", len(orders), tuple(orders)),
                    Figure(f"overdue.{name}", len(late), tuple(_subject(each.hazard, each.record) for each in late)),
                ),
            )
        )
    heads = ("supervisor", "units", "inspected", "inspections", "orders", "overdue")
    return Section("supervisors", heads, tuple(lines), chart=2)


def _subject(hazard: str | None, record: str | None) -> str:
    return hazard or record or ""


def plan(world: World) -> tuple[Section, ...]:
    """The yearly plan of inspections against what was done; without one on file, only what was done."""
    plans = [row for row in world.papers("inspection", "institution") if any(word in row.title for word in _PLANS)]
    planned = _planned(world, [row.id for row in plans])
    done = {unit for unit in planned if world.inspections.get(unit)}
    beside = [unit for unit in world.inspections if unit not in planned and unit in world.ids]
    facts = (
        Line("plans", (Figure("plans", len(plans), tuple(row.id for row in plans)),), worded=True),
        Line("planned", (Figure("planned", len(planned), tuple(planned)),), worded=True),
        Line("done", (Figure("done", len(done), tuple(unit for unit in planned if unit in done)),), worded=True),
        Line("done-share", (share("done-share", done, planned),), worded=True),
        Line("beside-plan", (Figure("beside-plan", len(beside), tuple(beside)),), worded=True),
    )
    months: dict[str, list[str]] = defaultdict(list)
    for rows in world.inspections.values():
        for row in rows:
            months[row.day[:7]].append(row.id)
    by_month = tuple(
        Line(month, (Figure(f"inspections.{month}", len(found), tuple(found)),))
        for month, found in sorted(months.items())
    )
    return (
        Section("plan", ("what", "count"), facts),
        Section("inspections-by-month", ("month", "inspections"), by_month, chart=0),
    )


def _planned(world: World, plans: Sequence[str]) -> list[str]:
    """Units that a plan was filed to, or that its rows name."""
    found: dict[str, None] = {}
    for record in plans:
        inside = world.store.catalogue.rows_of(record)
        for each in world.store.catalogue.records([record, *inside]).values():
            found.update((world.heir(unit.id), None) for unit in each.units)
    return [unit for unit in found if unit in world.ids]


def hazards(world: World) -> tuple[Section, ...]:
    """Hidden dangers found in the period: closing rates by level, unit, supervisor and month."""
    by_level: dict[str, list[Hazard]] = {"general": [], "major": []}
    by_unit: dict[str, list[Hazard]] = defaultdict(list)
    by_supervisor: dict[str, list[Hazard]] = defaultdict(list)
    by_month: dict[str, list[Hazard]] = defaultdict(list)
    for each in world.hazards:
        by_level[each.level].append(each)
        by_unit[each.unit.code].append(each)
        by_month[each.found.on[:7]].append(each)
        for name in dict.fromkeys(one.name for one in each.people if one.role == "supervisor"):
            by_supervisor[name].append(each)
    names = {each.unit.code: each.unit.name for each in world.hazards}
    heads = ("found", "closed", "closing-rate", "in-time", "overdue", "open")
    return (
        Section("hazards-by-level", ("level", *heads), tuple(
            Line(level, _closing(level, found), worded=True) for level, found in by_level.items()
        ), chart=2),
        Section("hazards-by-month", ("month", *heads), tuple(
            Line(month, _closing(month, found)) for month, found in sorted(by_month.items())
        ), chart=0),
        Section("hazards-by-supervisor", ("supervisor", *heads), tuple(
            Line(name, _closing(name, found)) for name, found in sorted(by_supervisor.items())
        ), chart=2),
        Section("hazards-by-unit", ("unit", *heads), tuple(
            Line(names[code], _closing(code, found)) for code, found in sorted(by_unit.items())
        )),
    )  # fmt: skip


def _closing(group: str, found: Sequence[Hazard]) -> tuple[Figure, ...]:
    closed = [each.id for each in found if not each.open]
    late = [each.id for each in found if each.open and each.overdue]

    def count(key: str, ids: Sequence[str]) -> Figure:
        return Figure(f"{key}.{group}", len(ids), tuple(ids))

    return (
        count("found", [each.id for each in found]),
        count("closed", closed),
        share(f"closing-rate.{group}", closed, [each.id for each in found]),
        count("in-time", [each.id for each in found if not each.open and each.late == 0]),
        count("overdue", late),
        count("open", [each.id for each in found if each.open]),
    )
