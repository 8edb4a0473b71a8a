"""Enterprises in figures: what their files lack, rewards and penalties, duty logs, training."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from archive.access.completeness import completeness_of
from archive.access.statistics import Figure, Line, Section, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from archive.access.statistics_world import World
    from archive.catalogue.hazards import PaperRow

__all__ = ["duty", "enterprise", "training"]

_REWARD = ("表彰", "奖励", "嘉奖", "先进")


def enterprise(world: World) -> tuple[Section, ...]:
    """How complete the file of each unit was on the last day, and its rewards and penalties of the period."""
    lines = []
    for unit in world.supervised:
        required = completeness_of(world.store, unit.id, world.units, today=world.period.until)
        needed = [each for each in required if each.state != "not-required"]
        states: dict[str, list[str]] = defaultdict(list)
        for each in needed:
            states[each.state].append(each.key)
        there = [each.key for each in needed if each.state == "present"]
        records = tuple(record for each in needed if each.state == "present" for record in each.records)
        lines.append(
            Line(
                unit.name,
                (
                    Figure(f"required.{unit.code}", len(needed), tuple(each.key for each in needed)),
                    Figure(f"present.{unit.code}", len(there), records),
                    Figure(f"expired.{unit.code}", len(states["expired"]), tuple(states["expired"])),
                    Figure(f"missing.{unit.code}", len(states["missing"]), tuple(states["missing"])),
                    share(f"complete.{unit.code}", there, [each.key for each in needed]),
                ),
            )
        )
    heads = ("unit", "required", "present", "expired", "missing", "complete")
    return (Section("completeness", heads, tuple(lines)), _rewards(world))


def _rewards(world: World) -> Section:
    rewards: dict[str, list[str]] = defaultdict(list)
    penalties: dict[str, list[str]] = defaultdict(list)
    for row in world.papers("reward-penalty", "enforcement-case"):
        if row.category == "reward-penalty" and any(word in row.title for word in _REWARD):
            rewards[world.heir(row.unit)].append(row.id)
        elif row.category == "reward-penalty" or "处罚决定" in row.title:
            penalties[world.heir(row.unit)].append(row.id)
    lines = [
        Line(
            world.units.ref(unit).name,
            (
                Figure(f"rewards.{world.units.ref(unit).code}", len(rewards[unit]), tuple(rewards[unit])),
                Figure(f"penalties.{world.units.ref(unit).code}", len(penalties[unit]), tuple(penalties[unit])),
            ),
        )
        for unit in sorted({*rewards, *penalties}, key=lambda each: world.units.ref(each).name)
    ]
    return Section("rewards", ("unit", "rewards", "penalties"), tuple(lines))


def duty(world: World) -> tuple[Section, ...]:
    """Duty logs and leaders' shifts of each unit: on how many days of the period there is one, and the longest gap."""
    logs = _by_unit(world, world.papers("duty-log"), without=("表", "安排", "计划"))
    lines = []
    for unit in world.supervised:
        rows = logs.get(unit.id, ())
        days = sorted({row.day for row in rows})
        lines.append(
            Line(
                unit.name,
                (
                    Figure(f"logs.{unit.code}", len(rows), tuple(row.id for row in rows)),
                    Figure(f"days.{unit.code}", len(days), tuple(row.id for row in rows)),
                    Figure(f"day-share.{unit.code}", len(days) / world.period.days, (), share=True),
                    Figure(f"longest-gap.{unit.code}", _longest_gap(days, world.period.since, world.period.until)),
                ),
            )
        )
    return (Section("duty-logs", ("unit", "logs", "days", "day-share", "longest-gap"), tuple(lines)),)


def _longest_gap(days: Sequence[str], since: str, until: str) -> int:
    """Days in a row without a log."""
    edges = [date.fromisoformat(since).toordinal() - 1, *(date.fromisoformat(day).toordinal() for day in days),
             date.fromisoformat(until).toordinal() + 1]  # fmt: skip
    return max(later - earlier - 1 for earlier, later in pairwise(edges))


def training(world: World) -> tuple[Section, ...]:
    """Training of each unit in the period: sessions, hours, people; and certificates that were over at its end."""
    sessions = _by_unit(world, world.papers("training"))
    education = _by_unit(world, world.papers("publicity", "briefing"))
    drills = _by_unit(world, world.papers("emergency"), only=("演练", "演习"))
    hours = _hours(world)
    people = _trainees(world)
    lines = []
    for unit in world.supervised:
        rows = sessions.get(unit.id, ())
        ids = tuple(row.id for row in rows)
        taught = {name for record in ids for name in people.get(record, ())}
        over = [
            each.record or ""
            for each in world.overdue
            if each.rule == "certificate-expiry" and each.unit is not None and each.unit.id == unit.id
        ]
        lines.append(
            Line(
                unit.name,
                (
                    Figure(f"sessions.{unit.code}", len(rows), ids),
                    Figure(f"hours.{unit.code}", sum(hours.get(record, 0.0) for record in ids), ids),
                    Figure(f"people.{unit.code}", len(taught), ids),
                    _count(f"education.{unit.code}", education.get(unit.id, ())),
                    _count(f"drills.{unit.code}", drills.get(unit.id, ())),
                    Figure(f"certificates-over.{unit.code}", len(over), tuple(over)),
                ),
            )
        )
    heads = ("unit", "sessions", "hours", "people", "education", "drills", "certificates-over")
    return (Section("training", heads, tuple(lines)),)


def _count(key: str, rows: Sequence[PaperRow]) -> Figure:
    return Figure(key, len(rows), tuple(row.id for row in rows))


def _by_unit(
    world: World, rows: Iterable[PaperRow], *, only: Sequence[str] = (), without: Sequence[str] = ()
) -> Mapping[str, Sequence[PaperRow]]:
    found: dict[str, list[PaperRow]] = defaultdict(list)
    for row in rows:
        title = "".join(row.title.split())
        if (not only or any(word in title for word in only)) and not title.endswith(tuple(without) or ("\0",)):
            found[world.heir(row.unit)].append(row)
    return found


def _hours(world: World) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for record, _field, value in world.store.catalogue.paper_details(("training",), ("hours",)):
        number = value.strip().removesuffix("学时").removesuffix("课时").strip()
        found[record] = float(number) if number.replace(".", "", 1).isdigit() else 0.0
    return found


def _trainees(world: World) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for record, name, _role in world.store.catalogue.paper_people(("training",), ("trainee",)):
        found[record].append(name)
    return found
