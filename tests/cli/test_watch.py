"""The watcher as a service manager and a clerk at a terminal run it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.testing.desk import Desk

# A job in the background of a shell has interrupts ignored and hands that on, so it is said anew.
_COMMAND = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from archive.cli.door import main
main()
"""
Watcher = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def watcher(office: Desk) -> Iterator[Watcher]:
    started: list[subprocess.Popen[str]] = []

    def start(*options: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", _COMMAND, "watch", *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            env={"PATH": os.environ["PATH"], "ARCHIVE_HOME": str(office.home), "LC_ALL": "C.UTF-8",
                 "XDG_CACHE_HOME": str(office.folder / "cache"), "HOME": str(office.folder)},
        )  # fmt: skip
        started.append(process)
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Watching ")
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def drop(office: Desk, name: str) -> None:
    """As a careful program puts a file into an inbox: written elsewhere, then renamed into place."""
    source = office.folder / name
    source.write_text("值班日志\n一切正常\n", encoding="utf-8")
    source.rename(office.home / "inbox" / name)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_a_dropped_file_gives_a_receipt_and_sigterm_ends_it(office: Desk, watcher: Watcher) -> None:
    process = watcher("--json")
    drop(office, "日志.txt")
    receipt: Any = json.loads(first_line(process))
    assert receipt["path"].endswith("日志.txt")
    assert receipt["record"]
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "")
    assert "Stopped." in err
    assert office.run("search", "一切正常", "--json").ok().json()["total"] == 1


def test_an_interrupt_ends_it_with_130(watcher: Watcher) -> None:
    process = watcher()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130


def test_others_work_while_it_runs(office: Desk, watcher: Watcher, tmp_path: Path) -> None:
    process = watcher()
    (tmp_path / "另一份.txt").write_text("另一份\n", encoding="utf-8")
    office.run("add", tmp_path / "另一份.txt").ok()
    drop(office, "又一份.txt")
    assert "又一份.txt" in first_line(process)
    assert len(office.run("list", "--json").ok().json_lines()) == 4
