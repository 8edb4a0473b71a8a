from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from archive.disk import atomic
from archive.errors import NotPermitted, StorageFailed


def test_a_file_is_written_whole_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "archive.toml"
    atomic.write_file(path, b"one")
    atomic.write_file(path, b"two" * 100_000, mode=0o600)
    assert path.read_bytes() == b"two" * 100_000
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["archive.toml"]


@pytest.mark.parametrize("call", ["write", "fsync", "fchmod"])
def test_a_failure_keeps_the_old_file_and_leaves_no_draft(tmp_path, monkeypatch, call: str) -> None:
    path = tmp_path / "file"
    atomic.write_file(path, b"old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(StorageFailed, match="No space left"):
        atomic.write_file(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_short_writes_are_completed(tmp_path, monkeypatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data)[:7]))
    atomic.write_file(tmp_path / "file", b"x" * 100)
    monkeypatch.undo()
    assert (tmp_path / "file").read_bytes() == b"x" * 100


def test_a_missing_right_is_named() -> None:
    with pytest.raises(NotPermitted, match="/somewhere"), atomic.storage(Path("/somewhere")):
        raise PermissionError(errno.EACCES, "Permission denied")


@pytest.mark.parametrize("with_flag", [True, False])
def test_moving_never_replaces(tmp_path, monkeypatch, with_flag: bool) -> None:
    if not with_flag:
        monkeypatch.setattr(atomic, "_LIBC", object())
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_text("a")
    target.write_text("b")
    with pytest.raises(FileExistsError):
        atomic.move_fresh(bytes(source), bytes(target))
    assert (source.read_text(), target.read_text()) == ("a", "b")
    target.unlink()
    atomic.move_fresh(bytes(source), bytes(target))
    assert not source.exists()
    assert target.read_text() == "a"


def test_one_directory_is_made_once(tmp_path: Path) -> None:
    assert atomic.make_folder(tmp_path / "x")
    assert not atomic.make_folder(tmp_path / "x")
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o2750
