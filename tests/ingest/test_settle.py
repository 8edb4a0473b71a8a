from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive.ingest.arrivals import Arrival
from archive.ingest.settle import Settling, open_for_writing


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def arrival(path: Path) -> Arrival:
    return Arrival("inbox", os.fsencode(path.parent), os.fsencode(path.name), os.fsencode(path))


def ready(settling: Settling, files: int = 64, size: int = 1 << 26) -> list[str]:
    return [os.fsdecode(each.relative) for each, _ in settling.ready(files, size)]


def test_a_file_rests_before_it_is_taken(tmp_path, clock) -> None:
    path = tmp_path / "a"
    path.write_text("a")
    settling = Settling(clock)
    settling.notice(arrival(path), 0.5)
    assert ready(settling) == []
    assert settling.next_due() == 100.5
    clock.now += 0.5
    assert ready(settling) == ["a"]
    assert ready(settling) == []
    assert settling.next_due() is None


def test_each_change_begins_the_rest_anew(tmp_path, clock) -> None:
    path = tmp_path / "a"
    settling = Settling(clock)
    for number in range(1, 4):
        path.write_text("a" * number)
        settling.notice(arrival(path), 10)
        clock.now += 9.9
        assert ready(settling) == []
    clock.now += 10
    assert ready(settling) == []
    clock.now += 10
    assert ready(settling) == ["a"]


def test_what_was_closed_need_not_rest(tmp_path, clock) -> None:
    path = tmp_path / "a"
    path.write_text("a")
    settling = Settling(clock)
    settling.notice(arrival(path), 0.5)
    path.write_text("ab")
    settling.notice(arrival(path), 0.5, certain=True)
    assert ready(settling) == ["a"]
    clock.now += 60
    assert ready(settling) == []


def test_an_empty_file_has_a_minute(tmp_path, clock) -> None:
    path = tmp_path / "a"
    path.touch()
    settling = Settling(clock)
    settling.notice(arrival(path), 0.5, certain=True)
    clock.now += 59
    assert ready(settling) == []
    clock.now += 1
    assert ready(settling) == ["a"]


def test_what_is_gone_is_forgotten(tmp_path, clock) -> None:
    path = tmp_path / "a"
    path.write_text("a")
    settling = Settling(clock)
    settling.notice(arrival(path), 0.5)
    path.unlink()
    clock.now += 1
    assert ready(settling) == []
    settling.notice(arrival(tmp_path / "never"), 0.5)
    assert settling.next_due() is None


def test_back_off_grows_and_ends(tmp_path, clock) -> None:
    path = tmp_path / "a"
    path.write_text("a")
    settling = Settling(clock)
    settling.notice(arrival(path), 0.5, certain=True)
    waits = []
    ((each, tries),) = settling.ready(1, 1 << 20)
    for _ in range(10):
        settling.postpone(each, 0.5, tries)
        due = settling.next_due()
        assert due is not None
        waits.append(due - clock.now)
        clock.now = due
        ((each, tries),) = settling.ready(1, 1 << 20)
    assert waits == [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_groups_are_bounded_by_number_and_size(tmp_path, clock) -> None:
    settling = Settling(clock, limit=100)
    for number in range(10):
        (tmp_path / f"{number}").write_bytes(b"x" * 10)
        settling.notice(arrival(tmp_path / f"{number}"), 0)
    assert len(ready(settling, files=4)) == 4
    assert len(ready(settling, size=15)) == 2
    assert len(ready(settling)) == 4


def test_memory_does_not_grow_with_hints(tmp_path, clock) -> None:
    settling = Settling(clock, limit=10)
    path = tmp_path / "a"
    path.write_text("a")
    for _ in range(1000):
        settling.notice(arrival(path), 5, certain=True)
    assert len(settling._heap) <= 41
    assert ready(settling) == ["a"]


def test_a_lease_tells_of_writers_and_does_no_harm(tmp_path) -> None:
    path = tmp_path / "a"
    path.write_text("a")
    descriptor = os.open(path, os.O_RDONLY)
    try:
        assert not open_for_writing(descriptor)
        with path.open("ab"):
            assert open_for_writing(descriptor)
        assert not open_for_writing(descriptor)
    finally:
        os.close(descriptor)
