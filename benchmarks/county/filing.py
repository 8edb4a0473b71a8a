"""How the year comes into a home: tables, decisions and deliveries in the order of their days, with the clock set."""

from __future__ import annotations

import csv
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast

from archive.api import Archive
from archive.ingest.duties import Wish
from archive.ingest.handover import HandedOver
from archive.ingest.pipeline import Intake
from archive.store import Store
from county.papers import Paper
from county.story import Story
from county.world import FIRST, Act, Person, Term, World
from county.writing import write

__all__ = ["Filed", "file_year"]


@dataclass
class Filed:
    """The home, and which record each paper became, by key of the paper."""

    archive: Archive
    records: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    handovers: dict[str, HandedOver] = field(default_factory=dict)
    """By day."""


class _Clock:
    def __init__(self) -> None:
        self.set(FIRST - timedelta(days=1))

    def set(self, day: date) -> None:
        self._now = datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(milliseconds=7)
        return self._now


def file_year(story: Story, base: Path) -> Filed:
    """Make a home in `base` and let the year happen to it. Ids are the same every time."""
    clock = _Clock()
    store = Store.create(base / "home", clock=clock, entropy=random.Random(story.world.seed).randbytes)
    filed = Filed(Archive(store))
    _roll(filed.archive, story.world, base)
    deliveries: dict[date, list[Paper]] = defaultdict(list)
    for paper in story.papers:
        deliveries[paper.delivered].append(paper)
    acts: dict[date, list[Act]] = defaultdict(list)
    for act in story.world.acts:
        acts[date.fromisoformat(act.day)].append(act)
    with Intake(store) as intake:
        for day in sorted({*deliveries, *acts}):
            clock.set(day)
            for act in acts[day]:
                if "source" not in act.data:
                    _do(filed, story.world, act)
            _deliver(intake, filed, story.world, deliveries[day], base / "drop" / day.isoformat())
            for act in acts[day]:
                if "source" in act.data:
                    _do(filed, story.world, act)
    store.index.follow()
    return filed


def _deliver(intake: Intake, filed: Filed, world: World, papers: list[Paper], folder: Path) -> None:
    if not papers:
        return
    keys = {write(paper, folder, world.unit(paper.unit).name_on(paper.form.day.isoformat())).name: paper.key
            for paper in papers}  # fmt: skip
    for receipt in intake.add([os.fsencode(folder)]):
        key = keys[Path(os.fsdecode(receipt.path)).name]
        filed.records[key] = receipt.record or ""
        filed.states[key] = receipt.outcome


def _roll(archive: Archive, world: World, base: Path) -> None:
    """The tables of the first day: units, grids, duties."""
    names = {unit.key: unit.names[0][1] for unit in world.units}
    codes = {unit.key: unit.codes[0][1] for unit in world.units}
    table(base / "单位名单.csv", ["统一社会信用代码", "单位名称", "类型", "上级"], (
        [codes[unit.key], names[unit.key], unit.kind, "" if unit.parent is None else names[unit.parent]]
        for unit in world.units
    ))  # fmt: skip
    refused = [row for row in archive.import_units(base / "单位名单.csv") if row.outcome == "refused"]
    for code, name in world.grids.items():
        archive.define_grid(name, code=code, parent=None if code == "YP" else "YP", since=FIRST.isoformat())
    for code in list(world.grids)[1:]:
        members = [names[unit] for grid, unit, since, _ in world.stays if grid == code and since == FIRST.isoformat()]
        archive.set_grid_units(code, add=members, on=FIRST.isoformat())
    table(base / "监管责任人名册.csv", ["姓名", "证号", "角色", "单位", "网格", "职务", "起始日期"], (
        [term.person.name, term.person.certificate or "", term.role, "" if term.unit is None else names[term.unit],
         term.grid or "", term.post or "", term.since] for term in world.roll
    ))  # fmt: skip
    refused_duties = [row for row in archive.import_duties(base / "监管责任人名册.csv") if row.outcome == "refused"]
    if refused or refused_duties:
        raise AssertionError((refused, refused_duties))


def table(path: Path, head: list[str], rows: Iterator[list[str]]) -> None:
    """A CSV file as an office keeps it."""
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows([head, *rows])


def _do(filed: Filed, world: World, act: Act) -> None:
    archive, data = filed.archive, act.data
    said = {key: str(value) for key, value in data.items()}
    if act.kind == "rename":
        archive.rename_unit(said["unit"], said["name"], since=said["on"], reason="更名")
    elif act.kind == "recode":
        archive.recode_unit(said["unit"], said["code"], since=said["on"], reason="换发执照")
    elif act.kind == "merge":
        archive.merge_unit(said["unit"], said["into"], on=said["on"], reason="合并")
    elif act.kind == "close":
        archive.close_unit(said["unit"], on=said["on"], reason="注销")
    elif act.kind == "move":
        archive.set_grid_units(said["from"], remove=[said["unit"]], on=said["on"])
        archive.set_grid_units(said["to"], add=[said["unit"]], on=said["on"])
    elif act.kind == "assign":
        term = cast("Term", data["term"])
        unit = None if term.unit is None else world.unit(term.unit).name
        archive.assign_duty(Wish(term.person.name, term.role, unit=unit, grid=term.grid, post=term.post,
                                 since=term.since, certificate=term.person.certificate,
                                 source=cast("str | None", data.get("source"))))  # fmt: skip
    elif act.kind == "end":
        _end(archive, world, act)
    else:
        giver, taker = cast("Person", data["giver"]), cast("Person", data["taker"])
        filed.handovers[said["on"]] = archive.hand_over(
            giver.name, taker.name, certificate=taker.certificate, on=said["on"],
            until=cast("str | None", data["until"]), reason=said["reason"],
        )  # fmt: skip


def _end(archive: Archive, world: World, act: Act) -> None:
    person, key = cast("Person", act.data["person"]), cast("int", act.data["unit"])
    unit = archive.unit(world.unit(key).name)
    for duty in archive.duties(person=person.name):
        if (duty.role, duty.unit, duty.until, duty.deputy_for) == (act.data["role"], unit.id, None, None):
            archive.end_duty(duty.id, on=str(act.data["on"]), reason=str(act.data["reason"]))
