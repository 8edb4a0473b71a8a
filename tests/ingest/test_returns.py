from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.disk.config import Config, InboxConfig
from archive.ingest import returns as module
from archive.ingest.arrivals import Arrival, FileState
from archive.ingest.returns import Returns
from archive.objects.memory import MemoryObjectStore

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def make(inbox: Path, **settings: object) -> Returns:
    return Returns(Config(()), InboxConfig("inbox", inbox, **settings))


def arrived(inbox: Path, name: str, content: str = "a") -> tuple[Arrival, FileState]:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return Arrival("inbox", os.fsencode(inbox), os.fsencode(name), os.fsencode(path)), FileState.of(path.lstat())


def test_nothing_is_ever_replaced(tmp_path) -> None:
    returns = make(tmp_path)
    for number in range(3):
        assert returns.filed(*arrived(tmp_path, "sub/a.docx", str(number)))
    found = {path.name: path.read_text() for path in (tmp_path / "已归档" / "sub").iterdir()}
    assert found == {"a.docx": "0", "a (2).docx": "1", "a (3).docx": "2"}


def test_long_names_are_numbered_within_their_limit(tmp_path) -> None:
    returns = make(tmp_path)
    name = "长" * 83 + "ab.txt"
    for _ in range(2):
        assert returns.filed(*arrived(tmp_path, name))
    names = os.listdir(tmp_path / "已归档")
    assert sorted(each.endswith(" (2).txt") for each in names) == [False, True]
    assert all(len(os.fsencode(each)) <= 255 for each in names)


def test_what_was_written_to_meanwhile_stays(tmp_path) -> None:
    arrival, state = arrived(tmp_path, "a.txt")
    (tmp_path / "a.txt").write_text("changed")
    assert not make(tmp_path).filed(arrival, state)
    assert (tmp_path / "a.txt").read_text() == "changed"


def test_what_is_written_to_during_the_move_comes_back(tmp_path, monkeypatch) -> None:
    arrival, state = arrived(tmp_path, "a.txt")
    real = module.move_fresh

    def slow(source: bytes, target: bytes) -> None:
        real(source, target)
        if b"\xe5" in target:  # on the way to the return folder
            Path(os.fsdecode(target)).write_text("changed at the last moment")

    monkeypatch.setattr(module, "move_fresh", slow)
    assert not make(tmp_path).filed(arrival, state)
    assert (tmp_path / "a.txt").read_text() == "changed at the last moment"


def test_a_file_that_is_gone_is_no_matter(tmp_path) -> None:
    arrival, state = arrived(tmp_path, "a.txt")
    (tmp_path / "a.txt").unlink()
    assert make(tmp_path).filed(arrival, state)


def test_a_folder_that_cannot_be_made_leaves_the_file(tmp_path) -> None:
    (tmp_path / "已归档").write_text("a file of that name")
    assert make(tmp_path).filed(*arrived(tmp_path, "a.txt"))
    assert (tmp_path / "a.txt").exists()


def test_reasons_are_written_once_and_harmlessly(tmp_path) -> None:
    name = "a\x1b[31m\u202e\n.txt"
    arrival, state = arrived(tmp_path, name)
    for returns in (make(tmp_path), make(tmp_path)):
        for fresh in (True, False):
            returns.rejected(arrival, state, "empty", NOW, fresh=fresh and returns is not None)
    words = (tmp_path / "退回" / "退回原因.txt").read_text(encoding="utf-8-sig")
    assert "\x1b" not in words
    assert "\u202e" not in words
    assert "a\\u{1b}[31m\\u{202e}\\u{a}.txt" in words


@pytest.mark.parametrize("fresh", [True, False])
def test_an_interrupted_refusal_is_finished(tmp_path, fresh: bool) -> None:
    arrival, state = arrived(tmp_path, "a.txt", "")
    make(tmp_path).rejected(arrival, state, "empty", NOW, fresh=fresh)
    assert (tmp_path / "退回" / "a.txt").exists()
    assert "a.txt" in (tmp_path / "退回" / "退回原因.txt").read_text(encoding="utf-8-sig")


def put(objects: MemoryObjectStore, content: bytes, folder: Path) -> None:
    source = folder / "source"
    source.write_bytes(content)
    staging = objects.stage()
    with source.open("rb") as file:
        staging.commit([staging.take(file.fileno())])
    source.unlink()


def test_purging_needs_days_and_the_same_bytes(tmp_path) -> None:
    objects = MemoryObjectStore()
    inbox = tmp_path / "in"
    inbox.mkdir()
    put(objects, b"archived", tmp_path)
    returns = make(inbox, after="delete", keep_days=7)
    assert returns.filed(*arrived(inbox, "sub/a.txt", "archived"))
    assert returns.filed(*arrived(inbox, "b.txt", "not archived"))
    soon, later = ((datetime.now(UTC) + timedelta(days=days)).timestamp() for days in (6, 8))
    assert list(returns.purge(objects, soon)) == []
    assert list(returns.purge(objects, later)) == [b"sub/a.txt"]
    assert [path.name for path in (inbox / "已归档").iterdir()] == ["b.txt"]


@pytest.mark.parametrize("after", ["move", "leave"])
def test_nothing_is_purged_unless_asked(tmp_path, after: str) -> None:
    objects = MemoryObjectStore()
    put(objects, b"archived", tmp_path)
    returns = make(tmp_path, after=after, keep_days=0)
    returns.filed(*arrived(tmp_path, "a.txt", "archived"))
    assert list(returns.purge(objects, datetime.now(UTC).timestamp() + 1e9)) == []
