"""An auditor: another account, of a group that may read the home and nothing else, with the command itself.

It searches while a watcher writes, after the watcher was killed, and where no writer lives.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import click
import pytest
from archive_plugins import plain_text

import archive
from archive.errors import ExitCode
from archive.testing.desk import Desk

NOBODY = 65534
COMMAND = "from archive.cli.door import main; main()"

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(os.getuid() != 0, reason="becoming another user needs root"),
    pytest.mark.timeout(180),
]


@dataclass(frozen=True)
class Auditor:
    """Somebody who may only read."""

    python: str
    home: Path
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.python, "-c", COMMAND, *command], user=NOBODY, group=NOBODY, extra_groups=[], cwd="/",
            env=self.environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
        )  # fmt: skip

    def page(self, *query: str) -> Any:
        done = self.run("search", *query, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everybody may read and only its owner may write to."""
    folder = Path(tempfile.mkdtemp(prefix="archive-auditor-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def desk(public: Path) -> Desk:
    made = Desk(public / "desk")
    made.run("init", made.home).ok()
    let_read(made.home)
    made.run("unit", "add", "南京长江化工有限公司", "--local", "NJ001").ok()
    made.run("add", notes(public / "first", range(3))).ok()
    return made


@pytest.fixture
def auditor(public: Path, desk: Desk) -> Auditor:
    python = readable_python(public)
    if python is None:
        pytest.skip("no Python of this version that another account may run, with our packages, is here")
    own = public / "auditor"
    own.mkdir()
    os.chown(own, NOBODY, NOBODY)
    environment = {**paths(public), "ARCHIVE_HOME": str(desk.home), "HOME": str(own), "LC_ALL": "C.UTF-8"}
    return Auditor(python, desk.home, environment)


def let_read(home: Path) -> None:
    """Give a new home to the auditor's group, as its keeper does with chgrp; what comes into it follows."""
    for each in (home, *home.rglob("*")):
        os.chown(each, -1, NOBODY)


def paths(public: Path) -> dict[str, str]:
    """What lets another interpreter import what this one has."""
    own = public / "import"
    own.mkdir(exist_ok=True)
    for name, module in (("archive", archive), ("archive_plugins", plain_text)):
        assert module.__file__ is not None
        folder = Path(module.__file__).parent
        with_name = own / name
        if not with_name.exists():
            with_name.symlink_to(folder if name == "archive" else folder if folder.name == "plugins" else folder.parent)
    assert click.__file__ is not None
    distribution = Path(str(metadata.distribution("safety-archive").locate_file("")))
    found = dict.fromkeys((str(own), str(distribution), str(Path(click.__file__).parents[1])))
    return {"PYTHONPATH": os.pathsep.join(found), "PYTHONDONTWRITEBYTECODE": "1"}


def readable_python(public: Path) -> str | None:
    version = "{}.{}".format(*sys.version_info)
    for python in (os.path.realpath(sys.executable), f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"):
        try:
            tried = subprocess.run(
                [python, "-c", "import archive.cli.door, archive_plugins, click, whoosh"], user=NOBODY, group=NOBODY,
                extra_groups=[], cwd="/", env=paths(public), capture_output=True, check=False, timeout=60,
            )  # fmt: skip
        except OSError:
            continue
        if tried.returncode == 0:
            return python
    return None


def notes(folder: Path, numbers: range) -> Path:
    folder.mkdir()
    for number in numbers:
        (folder / f"{number}.txt").write_text(f"第{number}份动火笔记，南京长江化工有限公司\n", encoding="utf-8")
    return folder


def state_of(home: Path) -> dict[str, tuple[int, int]]:
    """Every file of a home with its size and time of change."""
    return {
        str(each): (each.stat().st_size, each.stat().st_mtime_ns) for each in sorted(home.rglob("*")) if each.is_file()
    }


def test_where_no_writer_lives(desk: Desk, auditor: Auditor, public: Path) -> None:
    before = state_of(desk.home)
    page = auditor.page("动火", "--facets", "--sort", "date")
    assert (page["total"], len(page["hits"]), len(page["facets"])) == (3, 3, 6)
    assert "份动火笔记" in auditor.run("open", "1").stdout
    assert auditor.page("动伙笔记")["total"] == 0
    assert auditor.run("search", "笔记", "--count").stdout == "3\n"
    assert auditor.run("search", "--unread").returncode == 0
    assert auditor.run("index", "status").returncode == 0
    drawn = auditor.run("sample", "动火", "--seed", "甲", "--json")
    assert (json.loads(drawn.stdout)["event"], drawn.returncode) == (None, 0)
    written = auditor.run("search", "动火", "--certify", "-o", "-")
    assert (json.loads(written.stdout)["event"], written.returncode) == (None, 0)
    saved = auditor.run("search", "动火", "--save", "动火")
    assert saved.returncode == 0, saved.stderr
    assert auditor.page("--saved", "动火")["total"] == 3
    assert auditor.run("add", str(public / "first" / "0.txt")).returncode == ExitCode.NOT_PERMITTED
    assert state_of(desk.home) == before
    assert desk.run("search", "动火", "--count").ok().out == "3\n"


def test_while_a_watcher_writes_and_after_it_was_killed(desk: Desk, auditor: Auditor) -> None:
    environment = {
        **os.environ, **paths(desk.folder.parent), "ARCHIVE_HOME": str(desk.home), "HOME": str(desk.folder),
        "XDG_CACHE_HOME": str(desk.folder / "cache"), "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    watcher = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "watch", "--json"], env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    assert watcher.stdout is not None
    assert watcher.stderr is not None
    try:
        assert watcher.stderr.readline().startswith("Watching ")
        totals, taken = [3], 0
        for step in range(4):
            folder = notes(desk.folder / f"more{step}", range(10 * step + 10, 10 * step + 20))
            for path in folder.iterdir():
                path.rename(desk.home / "inbox" / path.name)
            totals.append(auditor.page("动火", "笔记")["total"])  # in the middle of it
            while taken < 10 * step + 10:
                assert json.loads(watcher.stdout.readline())["record"]
                taken += 1
            totals.append(auditor.page("动火", "笔记")["total"])
            assert totals[-1] == 3 + taken, "a receipt was given for what a search does not find"
        assert totals == sorted(totals)
    finally:
        watcher.send_signal(signal.SIGKILL)
        watcher.communicate()
    assert auditor.page("动火", "笔记", "--limit", "100")["total"] == 43
    assert len({hit["record"] for hit in auditor.page("动火", "--limit", "100")["hits"]}) == 43
    desk.run("doctor")  # a writer comes and goes
    assert auditor.page("动火", "笔记")["total"] == 43
