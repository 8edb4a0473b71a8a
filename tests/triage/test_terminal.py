"""Triage on a terminal, typed as a clerk types."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

from archive.testing.desk import Desk


def typed(office: Desk, *lines: str) -> str:
    """Run `archive triage` on a terminal, and type a line at each question; what was on the screen."""
    keyboard, terminal = pty.openpty()
    environment = {
        **os.environ, "ARCHIVE_HOME": str(office.home), "HOME": str(office.folder), "LC_ALL": "zh_CN.UTF-8",
        "XDG_CACHE_HOME": str(office.folder / "cache"), "XDG_STATE_HOME": str(office.folder / "state"),
        "COLUMNS": "100", "TERM": "dumb", "PYTHONUTF8": "1",
    }  # fmt: skip
    starter = "from archive.cli.door import main; main()"
    command = [sys.executable, "-c", starter, "triage", "--lang", "zh"]
    with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, env=environment) as child:
        os.close(terminal)
        seen = b""
        waiting = list(lines)
        end = time.monotonic() + 40
        while time.monotonic() < end:
            try:
                piece = os.read(keyboard, 4096)
            except OSError:
                break
            if not piece:
                break
            seen += piece
            if seen.endswith((b"> ", b"] ", "：".encode(), b": ")):
                os.write(keyboard, (waiting.pop(0) if waiting else "q").encode() + b"\n")
        os.close(keyboard)
        assert child.wait(10) == 0
    return seen.decode("utf-8", "replace")


def state_of(office: Desk, name: str) -> str:
    waits = office.run("triage", "--json").ok().json()["records"]
    return "waits" if any(each["name"] == name for each in waits) else "settled"


def test_one_is_settled_one_skipped(office: Desk) -> None:
    shown = typed(office, "y", "s", "u 没有这家", "u NJ001", "核对公章", "?", "q")
    assert "NJ001" in shown
    assert "没有这家" in shown
    assert "动火点未配灭火器" in shown
    records = {each["name"] for each in office.run("triage", "--json").ok().json()["records"]}
    assert len(records) == 2
    assert "=cmd.txt" in records


def test_a_suggestion_is_taken_by_its_number(office: Desk) -> None:
    first = office.run("triage", "--json").ok().json()["records"]
    record = next(each["record"] for each in first if each["name"] == "一.txt")
    office.run("describe", record, "unit=NJ001", "--reason", "公章").ok()
    typed(office, "y", "s", "1", "")
    assert state_of(office, "二.txt") == "settled"
    assert state_of(office, "=cmd.txt") == "waits"


def test_no_is_no(office: Desk) -> None:
    typed(office, "n")
    assert len(office.run("triage", "--json").ok().json()["records"]) == 3


def test_two_records_with_one_number(office: Desk, tmp_path: Path) -> None:
    from waiting_forms import write

    long = "受限空间作业未办理作业票，动火点未配灭火器，配电箱未上锁，安全出口堵塞，应急照明损坏，"
    for name, end in (("稿.txt", "甲。"), ("定稿.txt", "乙。")):
        office.run("add", write(tmp_path / "b", name, 21, "安宁电器厂", long + end)).ok()
    typed(office, "y", "s", "s", "s", "1", "定稿")
    assert office.run("triage", "--json").ok().json()["same_number"] == []
