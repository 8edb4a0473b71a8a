"""`docs/search.md` shows what a terminal shows: every command on it is run, over the samples.

Run as a program (`python tests/cli/test_search_page.py`) it writes into the page what is shown.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from archive.testing.desk import Desk

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "search.md"
WIDTH = 100
RECORD = re.compile(r"(?<![0-9A-Za-z-])(?=\d*[a-z])[0-9a-hjkmnp-tv-z]{16}(?![0-9A-Za-z])")
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)


def samples(folder: Path) -> Desk:
    """A home with the samples."""
    desk = Desk(folder / "desk")
    desk.run("init", desk.home).ok()
    desk.run("unit", "import", ROOT / "samples" / "units.csv").ok()
    desk.run("add", ROOT / "samples" / "inbox").ok()
    return desk


def shown(desk: Desk, command: str) -> str:
    """What a terminal shows of a command line that begins with `archive`."""
    said = desk.run(*shlex.split(command)[1:], terminal=WIDTH)
    assert said.code in (0, 2, 3), said.err
    return re.sub(r"\x1b\[\d*m", "", said.out + said.err)


def steps() -> list[tuple[str, str]]:
    """Commands of the page with what it shows of them."""
    found = "".join(BLOCK.findall(PAGE.read_text(encoding="utf-8")))
    parts = re.split(r"^\$ (.*)\n", found, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def plain(text: str) -> str:
    """Without white space, ids of records and numbers of events."""
    return re.sub(r"\s+", "", re.sub(r"(?<=第 )\d+(?= 号)", "…", RECORD.sub("…", text)))


def test_the_page_shows_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    desk = samples(tmp_path)
    commands = steps()
    assert len(commands) > 10
    for command, expected in commands:
        assert plain(shown(desk, command)) == plain(expected), f"$ {command}\n{shown(desk, command)}"


def test_both_languages_are_shown() -> None:
    commands = [command for command, _ in steps()]
    assert sum("--lang en" in command for command in commands) >= 4
    assert sum("--lang" not in command for command in commands) >= 4


def test_a_stranger_checks_a_certificate_as_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    desk = samples(tmp_path)
    desk.run("search", "动火", "--certify", "-o", "检索证明.json").ok()
    (script,) = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def checked() -> str:
        done = subprocess.run(
            ["sh", "-c", script], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True
        )
        return done.stdout

    assert checked() == "whole\n"
    certificate = tmp_path / "检索证明.json"
    certificate.write_text(certificate.read_text(encoding="utf-8").replace("动火", "动土", 1), encoding="utf-8")
    assert checked() == "ALTERED\n"


def rewrite(folder: Path) -> None:
    """Put what is shown into the page."""
    os.chdir(folder)
    desk = samples(folder)

    def filled(block: re.Match[str]) -> str:
        commands = re.findall(r"^\$ (.*)$", block[0], flags=re.MULTILINE)
        return "".join(f"$ {command}\n{shown(desk, command)}" for command in commands)

    PAGE.write_text(BLOCK.sub(filled, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        rewrite(Path(made))
