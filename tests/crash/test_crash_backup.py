"""The harness of the intake on backup, restore, replica and an exchange of the key: whole at any moment."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import crash_backup
import crash_campaigns as campaigns
import crash_tools as tools
import pytest
from test_crash import ALL, box, clean, needs_power, needs_strace

pytestmark = [pytest.mark.crash, pytest.mark.xdist_group("crash")]


@pytest.fixture(scope="module", autouse=True)
def scenario() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(campaigns, "scenario", crash_backup)
        patch.setattr(tools, "scenario", crash_backup)
        yield


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    memory = Path("/dev/shm")
    with (
        tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("XDG_CACHE_HOME", str(Path(name, "cache")))
        yield Path(name)


@pytest.fixture(scope="module")
def bench(scenario: None, folder: Path) -> campaigns.Bench:
    return campaigns.Bench(folder)


@pytest.fixture(scope="module")
def where(bench: campaigns.Bench) -> list[campaigns.Point]:
    return list(campaigns.spread(campaigns.points(bench.calls()), 97))


@needs_strace
def test_killed_at_any_call(bench, where) -> None:
    clean(campaigns.kill(bench, where, box=box(5), name="backup, restore, replica, SIGKILL"))


@needs_strace
def test_the_second_run_killed_at_any_call(bench, where) -> None:
    first = where[::80] if ALL else where[:2]
    clean(campaigns.kill_twice(bench, first, every=9 if ALL else 80, box=box(2)))


@needs_strace
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_any_call_that_fails(bench, where, error: str) -> None:
    points = [point for point in where if point[0] in campaigns.FAILING]
    clean(campaigns.fail(bench, points, error, box=box(3)))


@pytest.mark.root
@needs_power
def test_power_cut_at_any_call(bench, folder: Path, where) -> None:
    place = folder / "power"
    place.mkdir()
    clean(campaigns.cut_power(place, where, box=box(4)))
    shutil.rmtree(place)


@needs_strace
@pytest.mark.parametrize("mutant", list(crash_backup.MUTANTS))
def test_a_seeded_bug_is_caught(bench, where, mutant: str) -> None:
    calls = bench.calls(mutant)
    points = [(call, number) for call in ("rename", "fsync", "unlink") for number in range(1, calls[call] + 1)]
    tally = campaigns.kill(bench, points, mutant=mutant, box=20)
    print(f"{mutant}: {tally.findings[:1]}")
    assert tally.findings, "the harness is blind to this bug"
