"""A copied home has no usable index: who searches it is told, and what to do; the search itself writes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive.access import search
from archive.testing.desk import Desk


def copied(office: Desk) -> Desk:
    other = Desk(office.folder.with_name("copy"), lang="en")
    shutil.copytree(office.home, other.home)
    return other


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_search_in_a_copied_home_says_that_it_has_no_index(office: Desk) -> None:
    office.run("search", "动火").ok().hides("索引")
    desk = copied(office)
    before = files(desk.home / "index")
    shown = desk.run("search", "动火").ok()
    assert "2 hits" in shown.err
    assert shown.err.count("There is no usable search index") == 1
    assert "'archive index rebuild'" in shown.err
    assert "index" not in shown.out
    answered = desk.run("search", "动火", "--json").ok()
    assert answered.json()["total"] == 2
    assert answered.err.count("There is no usable search index") == 1
    assert files(desk.home / "index") == before
    desk.run("doctor").shows("There is no usable search index", "archive index rebuild")
    desk.run("index", "rebuild").ok()
    desk.run("search", "动火").ok().hides("usable")
    assert desk.run("search", "动火", "--json").ok().err == ""
    desk.run("doctor").hides("usable search index")


def test_a_search_that_may_have_passed_over_something_says_so(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_PENDING", 0)
    desk = Desk(office.folder, lang="en")
    desk.home = office.home
    desk.run("search", "动火").ok().hides("changes wait")
    with_lock = (office.home / "locks" / "index.lock").open("rb")
    import fcntl

    fcntl.flock(with_lock, fcntl.LOCK_EX)
    record = desk.run("search", "受限空间", "--json").ok().json()["hits"][0]["record"]
    desk.run("describe", record, "title=动火作业票", "--reason", "补正").ok()
    desk.run("search", "动火").ok().shows("Too many changes wait for the search index")
    with_lock.close()
