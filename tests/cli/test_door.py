"""Errors become words and exit codes, and nothing else does."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import NoReturn

import pytest

from archive import errors
from archive.cli import door
from archive.errors import ExitCode
from archive.testing.desk import Desk


def raising(error: BaseException) -> Callable[..., NoReturn]:
    def invoke(*_: object) -> NoReturn:
        raise error

    return invoke


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (errors.Busy(seconds=30), ExitCode.BUSY, "已超过 30 秒"),
        (errors.HomeMissing(home="/x\x1b"), ExitCode.NO_HOME, r"/x\x1b 处没有档案库"),
        (errors.RecordAmbiguous(reference="ab", matches=("a", "b")), ExitCode.AMBIGUOUS, "a, b"),
        (OSError(errno.ENOSPC, "full"), ExitCode.IO, "磁盘未能写入"),
        (OSError(errno.EIO, "bad"), ExitCode.IO, "磁盘未能写入"),
        (PermissionError(errno.EACCES, "no", "/home"), ExitCode.NOT_PERMITTED, "您无权写入 /home"),
        (FileNotFoundError(errno.ENOENT, "no", b"/\xff"), ExitCode.NOT_FOUND, r"/\udcff"),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED, "已中断"),
        (ValueError("\x1b"), ExitCode.INTERNAL, "程序内部故障"),
        (MemoryError(), ExitCode.INTERNAL, "程序内部故障"),
        (OSError("no number"), ExitCode.INTERNAL, "程序内部故障"),
    ],
)
def test_every_failure_has_its_code_and_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, words: str
) -> None:
    monkeypatch.setattr(door, "_invoke", raising(error))
    outcome = desk.run("list").failed(code).shows(words)
    assert outcome.out == ""


def _facts_of(kind: type[errors.ArchiveError]) -> dict[str, object]:
    """A value for each fact that the templates of `kind` name."""
    return {name: "X" for text in (kind.what, kind.advice) for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_error_says_what_and_what_to_do(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    special = {"query-invalid": {"query": "a (", "position": 2, "reason": "X", "remedy": "Y"},
               "record-ambiguous": {"reference": "X", "matches": ("X",)}}  # fmt: skip
    for kind in errors.ArchiveError.__subclasses__():
        monkeypatch.setattr(door, "_invoke", raising(kind(**special.get(kind.code, _facts_of(kind)))))
        outcome = Desk(tmp_path, lang=lang).run("list").failed(kind.exit_code)
        lines = outcome.err.splitlines()
        assert len(lines) == (4 if kind is errors.QueryInvalid else 2), outcome.err
        assert "{" not in outcome.err
        assert not any(line.endswith(("..", "。。")) for line in lines)


def test_a_query_that_fails_points_at_the_place(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    error = errors.QueryInvalid(
        query="受限 AND (动火", position=7, reason="the parenthesis is not closed", remedy="Leave it out"
    )
    monkeypatch.setattr(door, "_invoke", raising(error))
    outcome = desk.run("search", "x").failed(2)
    assert outcome.err.splitlines()[1:3] == ["  受限 AND (动火", "           ^"]


def test_an_internal_fault_is_kept_with_its_traceback(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_invoke", raising(RuntimeError("the cause")))
    outcome = desk.run("list").failed(1)
    (kept,) = (desk.folder / "state" / "safety-archive" / "faults").iterdir()
    assert str(kept) in outcome.err
    assert kept.stem in outcome.err
    assert "RuntimeError: the cause" in kept.read_text()


def test_an_internal_fault_without_a_state_folder_is_shown_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_invoke", raising(RuntimeError("the cause")))
    desk.run("list", XDG_STATE_HOME="", HOME="").failed(1).shows("RuntimeError: the cause")


def test_usage_errors_say_where_help_is(desk: Desk) -> None:
    desk.run("list", "--limt", "3").failed(2).shows("没有选项", "archive list --help")
    desk.run("serch").failed(2).shows("没有命令 serch", "search")
    desk.run("ser\x1bch").failed(2).shows(r"ser\x1bch")
    desk.run().failed(2).shows("用法")
    desk.run("search", "--limit", "many", "动火").failed(2)
    desk.run("search", b"\xff").failed(2).shows("不是有效的文字")


def test_no_home_is_exit_code_7(desk: Desk) -> None:
    for command in (["list"], ["search", "x"], ["verify"], ["doctor"], ["triage"], ["add", "x"], ["watch"]):
        desk.run(*command).failed(7).shows("archive init")


def piped(command: str) -> subprocess.CompletedProcess[bytes]:
    code = "from archive.cli.door import main; main()"
    return subprocess.run(
        ["/bin/bash", "-c", f"set -o pipefail; {sys.executable} -c '{code}' {command}"],
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )


def test_help_goes_to_stdout() -> None:
    done = piped("--help | cat")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Usage: archive")


def test_a_reader_that_goes_away_ends_the_program_quietly() -> None:
    done = piped("--help | true")
    assert done.stderr == b""
    assert done.returncode in {0, door.READER_GONE}


def test_a_full_disk_behind_stdout_is_said() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    done = piped("--help > /dev/full")
    assert done.returncode == ExitCode.IO
    assert b"Traceback" not in done.stderr


def test_a_closed_stdout_is_no_fault() -> None:
    done = piped("--help >&-")
    assert b"Traceback" not in done.stderr


def test_the_language_is_that_of_the_option_then_of_the_locale(desk: Desk) -> None:
    desk.run("--help").ok().shows("用法", "件号")
    desk.run("--lang", "en", "--help").ok().shows("Usage", "RECORD").hides("用法")
    desk.run("search", "--lang=en", "--help").ok().shows("Usage")
    for locale, word in (
        ("zh_TW.UTF-8", "用法"),
        ("zh_CN", "用法"),
        ("de_DE.UTF-8", "Usage"),
        ("C", "Usage"),
        ("", "Usage"),
    ):
        desk.run("--help", LC_ALL=locale, LANG="").ok().shows(word)


def test_the_environment_of_the_caller_is_untouched(desk: Desk) -> None:
    before = dict(os.environ)
    desk.run("--help")
    assert dict(os.environ) == before


def test_nothing_is_written_to_the_callers_streams(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    desk.run("--help").ok()
    assert capfd.readouterr() == ("", "")
