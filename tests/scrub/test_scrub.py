"""Scrub: damage is found, told once, moved aside and repaired from a whole copy; a run goes on where one stopped."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.access.fixity import incidents, scrubbed_since, scrubbed_upto
from archive.api import Archive
from archive.preserve.scrub import scrub
from archive.store import Store
from archive.testing.desk import Desk

FILES = 7


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a few originals, to be copied."""
    folder = tmp_path_factory.mktemp("pattern")
    desk = Desk(folder)
    desk.run("init", desk.home).ok()
    (folder / "in").mkdir()
    for number in range(FILES):
        (folder / "in" / f"记录{number}.txt").write_text(f"检查记录第{number}号\n", encoding="utf-8")
    desk.run("add", folder / "in").ok()
    return desk.home


@pytest.fixture
def desk(pattern: Path, tmp_path: Path) -> Desk:
    """A desk with a home of its own; `tmp_path/copy` is a second one, whole."""
    desk = Desk(tmp_path / "desk")
    shutil.copytree(pattern, desk.home, dirs_exist_ok=True)
    shutil.copytree(pattern, tmp_path / "copy")
    return desk


@pytest.fixture
def store(desk: Desk) -> Iterator[Store]:
    with Store.open(desk.home, plugins=False) as store:
        yield store


def originals(home: Path) -> list[Path]:
    return sorted((home / "objects").glob("??/*"))


def flip(path: Path) -> None:
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.chmod(0o600)
    os.truncate(path, 3)


def swap(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: tuple[Callable[[Path], None], ...] = (flip, cut, swap, folder, Path.unlink)


def test_a_sound_home_has_nothing_to_tell(desk: Desk) -> None:
    desk.run("scrub").ok().shows(f"已重新校验 {FILES} 个原件", "没有已知损坏的原件")
    desk.run("scrub", "--incidents").ok().shows("从未发现原件损坏")
    desk.run("verify").ok()


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__)
def test_damage_is_found_and_repaired_from_a_copy(desk: Desk, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    victim = originals(desk.home)[3]
    whole = victim.read_bytes()
    damage(victim)
    desk.run("scrub").failed(6).shows(victim.name, "尚未修复")
    assert not victim.exists(), "nobody is given damaged bytes for the original"
    desk.run("doctor", "--json").failed(7).shows("incident")
    desk.run("scrub", "--copies", tmp_path / "nowhere", "--copies", tmp_path / "copy").ok().shows("修复")
    assert victim.read_bytes() == whole
    assert victim.stat().st_mode & 0o777 == 0o440
    desk.run("verify").ok()
    desk.run("rebuild").ok()
    (told,) = [json.loads(line) for line in desk.run("scrub", "--incidents", "--json").ok().out.splitlines()]
    assert told["sha256"] == victim.name
    assert told["source"] == str(tmp_path / "copy")
    kept = desk.home / "quarantine" / (told["quarantine"] or "nothing")
    assert kept.is_symlink() or kept.exists() or damage is Path.unlink


def test_it_is_repaired_at_once_where_a_copy_is_at_hand(desk: Desk, tmp_path: Path) -> None:
    for victim in originals(desk.home)[:4]:
        flip(victim)
    desk.run("scrub", "--copies", tmp_path / "copy").ok().shows("修复")
    desk.run("verify").ok()


def test_a_damaged_copy_is_never_taken(desk: Desk, tmp_path: Path) -> None:
    victim = originals(desk.home)[0]
    flip(victim)
    flip(tmp_path / "copy" / "objects" / victim.parent.name / victim.name)
    desk.run("scrub", "--copies", tmp_path / "copy").failed(6)
    assert not victim.exists()


def test_an_incident_is_told_once_and_closes_when_the_file_comes_again(desk: Desk, tmp_path: Path) -> None:
    victim = originals(desk.home)[2]
    (tmp_path / "again").write_bytes(victim.read_bytes())
    flip(victim)
    desk.run("scrub").failed(6)
    desk.run("scrub").failed(6)
    assert len(desk.run("scrub", "--incidents", "--json").failed(6).out.splitlines()) == 1
    shutil.copy(tmp_path / "again", tmp_path / "copy" / "objects" / victim.parent.name / victim.name)
    victim.write_bytes((tmp_path / "again").read_bytes())
    desk.run("scrub").ok().shows("查明已完好")


class Watch:
    """A clock that goes on by one second whenever it is looked at."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def test_a_budget_is_kept_and_the_next_run_goes_on(store: Store) -> None:
    seen = 0
    first = scrub(store, seconds=4, ticks=Watch())
    assert 0 < first.objects < FILES
    assert first.left == FILES - first.objects
    assert scrubbed_since(store) is None
    for _ in range(FILES):
        seen += scrub(store, seconds=0, ticks=Watch()).objects
    assert seen == FILES, "a run without time still reads one original, or it would never end"
    assert scrubbed_since(store) is not None


@settings(max_examples=40, deadline=None)
@given(budgets=st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_every_run_takes_those_that_waited_longest(
    pattern: Path, tmp_path_factory: pytest.TempPathFactory, budgets: list[int]
) -> None:
    home = tmp_path_factory.mktemp("ring") / "home"
    shutil.copytree(pattern, home)
    names = [path.name for path in originals(home)]
    expected = list(names)
    with Store.open(home, plugins=False) as store:
        for budget in budgets:
            walked = scrub(store, seconds=budget, ticks=Watch()).objects
            last = expected[(walked - 1) % FILES]
            whole = walked == FILES
            assert whole or scrubbed_upto(store) == last
            expected = expected[walked:] + expected[:walked]
    shutil.rmtree(home.parent)


def test_a_kill_costs_no_more_than_the_arc_at_hand(store: Store) -> None:
    class Killed(BaseException):
        pass

    done = 0

    def stop(so_far: int, total: int) -> None:
        nonlocal done
        done += 1
        if done == 5:
            raise Killed

    class Slow(Watch):
        def __call__(self) -> float:
            self.now += 50
            return self.now

    with pytest.raises(Killed):
        scrub(store, progress=stop, ticks=Slow())
    assert scrubbed_upto(store) == originals(store.layout.root)[2].name, "written down after 150 of 250 seconds"
    assert scrub(store, ticks=Slow()).left == 0


def test_an_empty_home(tmp_path: Path) -> None:
    Archive.create(tmp_path / "home").close()
    with Store.open(tmp_path / "home", plugins=False) as store:
        assert scrub(store).objects == 0
        assert incidents(store) == ()


def test_a_broken_option_says_so(desk: Desk) -> None:
    desk.run("scrub", "--minutes", "-1").failed(2)
    desk.run("scrub", "--incidents", "--minutes", "1").failed(2)
