"""The three harnesses on the real intake, and the five seeded bugs on the harnesses.

A sample of all points within a few seconds each; `make crash` (ARCHIVE_CRASH=all) runs every
point and prints the counts.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import crash_campaigns as campaigns
import crash_lint
import crash_scenario as scenario
import crash_tools as tools
import pytest

ALL = os.environ.get("ARCHIVE_CRASH") == "all"
NO_STRACE = tools.why_no_strace()
NO_POWER = NO_STRACE or tools.why_no_power_cut()
needs_strace = pytest.mark.skipif(NO_STRACE is not None, reason=f"crash harness: {NO_STRACE}")
needs_power = pytest.mark.skipif(NO_POWER is not None, reason=f"power cuts: {NO_POWER}")
pytestmark = [pytest.mark.crash, pytest.mark.xdist_group("crash")]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """In memory where that is possible: a crash is about order, not about the speed of a disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def bench(folder: Path) -> campaigns.Bench:
    return campaigns.Bench(folder)


@pytest.fixture(scope="module")
def where(bench: campaigns.Bench) -> list[campaigns.Point]:
    """All points, in an order in which any beginning is an even sample."""
    return list(campaigns.spread(campaigns.points(bench.calls()), 7))


def box(seconds: float) -> float | None:
    return None if ALL else seconds


def clean(tally: campaigns.Tally) -> None:
    print(tally)
    assert tally.points
    assert tally.reached > tally.points * 0.8, "most points must lie within the run"
    assert not tally.findings, "\n".join(tally.findings[:20])


@needs_strace
@pytest.mark.parametrize("single", [False, True], ids=["group", "one by one"])
def test_killed_at_any_call(bench, where, single: bool) -> None:
    points = where
    if single:
        points = list(campaigns.spread(campaigns.points(bench.calls(single=True)), 7))
    name = "SIGKILL, one by one" if single else "SIGKILL, in groups"
    clean(campaigns.kill(bench, points, single=single, box=box(5), name=name))


@needs_strace
def test_the_recovery_killed_at_any_call(bench, where) -> None:
    first = [("pwrite64", 20), ("rename", 2), ("renameat2", 1), ("renameat2", 3), ("fdatasync", 3), ("syncfs", 2)]
    first = where[::20] if ALL else first
    clean(campaigns.kill_twice(bench, first, every=1 if ALL else 11, box=box(5)))


@needs_strace
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_any_call_that_fails(bench, where, error: str) -> None:
    points = [point for point in where if point[0] in campaigns.FAILING]
    clean(campaigns.fail(bench, points, error, box=box(4)))


@pytest.mark.root
@needs_power
def test_power_cut_at_any_call(bench, folder: Path, where) -> None:
    place = folder / "power"
    place.mkdir()
    clean(campaigns.cut_power(place, where, box=box(5)))
    shutil.rmtree(place)


@needs_strace
def test_the_order_of_flushes(bench, folder: Path) -> None:
    assert crash_lint.lint(crash_lint.trace(bench.fresh(), folder / "trace")) == []


def _caught_by_kill(bench, folder: Path, mutant: str) -> str | None:
    calls = [("renameat2", 1), ("renameat2", 2), ("rename", 2), ("pwrite64", 12), ("fdatasync", 1), ("fdatasync", 2)]
    tally = campaigns.kill(bench, calls, mutant=mutant, single=True)
    return tally.findings[0] if tally.findings else None


def _caught_by_power(bench, folder: Path, mutant: str) -> str | None:
    if NO_POWER is not None:
        pytest.skip(f"only a power cut shows this one: {NO_POWER}")
    place = Path(tempfile.mkdtemp(dir=folder))
    calls = bench.calls(mutant, single=True)
    points = [(call, number) for call in ("rename", "syncfs", "fsync", "renameat2", "pwrite64", "mkdir", "close")
              for number in range(1, calls[call] + 1)]  # fmt: skip
    tally = campaigns.cut_power(place, list(campaigns.spread(points, 9)), mutant=mutant, single=True, box=25)
    shutil.rmtree(place)
    return tally.findings[0] if tally.findings else None


def _caught_by_lint(bench, folder: Path, mutant: str) -> str | None:
    found = crash_lint.lint(crash_lint.trace(bench.fresh(), folder / "trace", mutant))
    return found[0] if found else None


@needs_strace
@pytest.mark.parametrize(
    ("mutant", "harness"),
    [
        ("no flush of the object", _caught_by_lint),
        ("no flush of the object", _caught_by_power),
        ("no flush of the directory", _caught_by_lint),
        ("source moved before the commit", _caught_by_kill),
        ("source moved before the commit", _caught_by_lint),
        ("no delivery key", _caught_by_kill),
        ("synchronous=NORMAL", _caught_by_power),
        ("synchronous=NORMAL", _caught_by_lint),
    ],
)
def test_a_seeded_bug_is_caught(bench, folder: Path, mutant: str, harness) -> None:
    assert mutant in scenario.MUTANTS
    finding = harness(bench, folder, mutant)
    print(f"{mutant}: {harness.__name__.removeprefix('_caught_by_')} says {finding}")
    assert finding is not None, "the harness is blind to this bug"
