"""Campaigns: every point at which something can go wrong, one after another."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import crash_scenario as scenario
import crash_tools as tools

Point = tuple[str, int]
FAILING = ("write", "pwrite64", "fsync", "fdatasync", "syncfs", "rename", "mkdir", "openat", "ftruncate")
"""Calls that a full or broken disk refuses."""


@dataclass
class Tally:
    """What a campaign found."""

    name: str
    points: int = 0
    reached: int = 0
    """Points at which something really happened: the others lay behind the end of the run."""
    findings: list[str] = field(default_factory=list)

    def note(self, point: object, happened: bool, wrong: list[str]) -> None:
        self.points += 1
        self.reached += happened
        self.findings.extend(f"{point}: {each}" for each in wrong)

    def __str__(self) -> str:
        lost = sum("0 times" in each or "lost" in each or "missing" in each for each in self.findings)
        doubled = sum("times" in each and " 0 times" not in each for each in self.findings)
        others = len(self.findings) - lost - doubled
        return (
            f"{self.name:44} {self.points:6} points {self.reached:6} reached"
            f"  lost {lost}  doubled {doubled}  other {others}"
        )


def points(calls: Counter[str], every: int = 1) -> list[Point]:
    """All instances of all calls, or an even sample of them; a different one for each call."""
    found = [(call, number) for call in tools.SYSCALLS for number in range(1, calls[call] + 1)]
    return found[::every]


class Bench:
    """A template home, and places for copies of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.template = root / "template-home"
        scenario.prepare(self.template)
        self._number = 0
        # Once in this process, so that the children that are forked from it import nothing more.
        scenario.work(self.fresh(), lambda _: None)

    def fresh(self) -> Path:
        self._number += 1
        home = self.root / f"home-{self._number}"
        scenario.copy(self.template, home)
        return home

    def calls(self, mutant: str | None = None, *, single: bool = False) -> Counter[str]:
        home = self.fresh()
        counted = tools.count_calls(home, self.root / "trace", mutant, single=single)
        shutil.rmtree(home)
        return counted


def kill(
    bench: Bench, where: list[Point], *, mutant: str | None = None, single: bool = False, box: float | None = None,
    name: str = "SIGKILL",
) -> Tally:  # fmt: skip
    """Kill at each point, start again, check."""
    tally = Tally(name if mutant is None else f"{name}, {mutant}")
    deadline = None if box is None else time.monotonic() + box
    for call, number in where:
        home = bench.fresh()
        first = tools.run(home, tools.inject(call, number, "signal=KILL"), mutant, single=single)
        second = tools.run(home, None, mutant, single=single)
        wrong = [] if second.status == 0 else [f"the recovery ended with {second.status}"]
        tally.note((call, number), first.killed, wrong + scenario.check(home, first.acknowledged + second.acknowledged))
        shutil.rmtree(home)
        if _enough(tally, mutant, deadline):
            break
    return tally


def kill_twice(bench: Bench, first: list[Point], every: int, box: float | None = None) -> Tally:
    """Kill at a point, kill the recovery at each of its own points, start a third time, check."""
    tally = Tally("SIGKILL during the recovery")
    deadline = None if box is None else time.monotonic() + box
    for call, number in first:
        probe = bench.fresh()
        tools.run(probe, tools.inject(call, number, "signal=KILL"))
        calls = tools.count_calls(probe, bench.root / "trace")
        shutil.rmtree(probe)
        for again, instance in points(calls, every):
            home = bench.fresh()  # not a copy of the broken one: other inodes would be other deliveries
            acknowledged = tools.run(home, tools.inject(call, number, "signal=KILL")).acknowledged
            second = tools.run(home, tools.inject(again, instance, "signal=KILL"))
            third = tools.run(home)
            told = [*acknowledged, *second.acknowledged, *third.acknowledged]
            tally.note((call, number, again, instance), second.killed, scenario.check(home, told))
            shutil.rmtree(home)
            if _enough(tally, None, deadline):
                return tally
    return tally


def fail(bench: Bench, where: list[Point], error: str, box: float | None = None) -> Tally:
    """Let each call fail once: the intake goes on by itself, or ends with an error of ours and can start again."""
    tally = Tally(f"{error} injected")
    deadline = None if box is None else time.monotonic() + box
    for call, number in where:
        home = bench.fresh()
        first = tools.run(home, tools.inject(call, number, f"error={error}"))
        wrong = [] if first.status in (0, 1) else [f"it ended with {first.status}"]
        second = tools.run(home)
        tally.note((call, number), True, wrong + scenario.check(home, first.acknowledged + second.acknowledged))
        shutil.rmtree(home)
        if _enough(tally, None, deadline):
            break
    return tally


def cut_power(
    folder: Path, where: list[Point], *, mutant: str | None = None, single: bool = False, box: float | None = None
) -> Tally:
    """Cut the power at each point, on a disk of its own, start again, check."""
    tally = Tally("power cut" if mutant is None else f"power cut, {mutant}")
    deadline = None if box is None else time.monotonic() + box
    image = tools.make_image(folder, scenario.prepare)
    for call, number in where:
        with tools.powered(folder, image) as (home, cut):
            first = tools.run(home, tools.inject(call, number, "signal=KILL"), mutant, single=single)
            cut()
            second = tools.run(home, None, mutant, single=single)
            wrong = [] if second.status == 0 else [f"the recovery ended with {second.status}"]
            told = first.acknowledged + second.acknowledged
            tally.note((call, number), first.killed, wrong + scenario.check(home, told))
        if _enough(tally, mutant, deadline):
            break
    return tally


def _enough(tally: Tally, mutant: str | None, deadline: float | None) -> bool:
    """A mutant needs to be caught once; a box of time is what `make test` gives."""
    return (mutant is not None and bool(tally.findings)) or (deadline is not None and time.monotonic() > deadline)


def spread(where: list[Point], pieces: int) -> Iterator[Point]:
    """Points in an order in which any beginning is an even sample."""
    for start in range(pieces):
        yield from where[start::pieces]


