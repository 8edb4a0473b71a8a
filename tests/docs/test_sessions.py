"""The sessions of both READMEs are what a reader gets: every command is run, and says what the page says.

Ids, times, roots and paths differ on every machine, and lines are broken where the page is at an
end: records are followed through the page by their order, all white space is left out.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import termios
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ABRIDGED = ("sh proof/verify.sh",)
"""Commands whose output the page shows the beginning of, and says so."""
WIDTH = 118
"""Columns of the terminal, so that its lines fit the page."""
UNORDERED = "archive add "
"""Files are parsed side by side: the first to be done is the first to be told."""
VARIES = re.compile(
    r"20\d\d-\d\d-\d\dT[\d:.]+Z"  # times
    r"|[A-Za-z0-9+/]{43}="  # roots of the tree
    r"|(?<=In the ledger: )\d+"  # places of events
    r"|h-[0-9a-z]{16}"  # ids of homes
    r"|(?<=[^\d.])\d+\.\d\d(?!\d)"  # seconds
    r"|/\S*(?=/dossiers)"  # where the reader is
)
RECORD = re.compile(r"(?<![0-9A-Za-z-])(?=\d*[a-z])[0-9a-hjkmnp-tv-z]{16}(?![0-9A-Za-z])")

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="the sessions check a proof: needs openssl"),
]


def blocks(page: str) -> list[tuple[str, str]]:
    """Language and content of every fenced block."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def steps(block: str) -> list[tuple[str, str]]:
    """Commands of a session, with what they show."""
    found = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
    return list(zip(found[::2], found[1::2], strict=True))


@dataclass
class Reader:
    """Somebody who types what the page says, where the samples are."""

    folder: Path
    language: str
    settings: str = ""
    """What `export` has set so far, as shell."""
    records: dict[str, str] = field(default_factory=dict)
    """The ids on the page, and those of this archive in their place."""

    def shell(self, command: str) -> str:
        """What a terminal shows of a command that has to succeed."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ARCHIVE_", "LC_", "XDG_"))}
        env = {**kept, "PATH": path, "HOME": str(self.folder), "LANG": self.language, "LANGUAGE": "", "TERM": "dumb"}
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, WIDTH, 0, 0))
        shell = ["sh", "-c", self.settings + self.here(command)]
        with subprocess.Popen(
            shell, cwd=self.folder, env=env, stdin=subprocess.DEVNULL, stdout=slave, stderr=slave
        ) as process:
            os.close(slave)
            shown = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", everything(master)).replace("\r\n", "\n")
        assert process.returncode == 0, f"{command}\n{shown}"
        return shown

    def here(self, text: str) -> str:
        """`text` of the page with the ids of this archive."""
        return RECORD.sub(lambda match: self.records.get(match[0], match[0]), text)

    def follow(self, command: str, shown: str) -> None:
        """Run a command of the page and compare."""
        if command.startswith("export "):
            self.settings += f"{command}\n"
            return
        said = self.shell(command)
        if command.startswith(UNORDERED):
            shown, said = sorted_lines(shown), sorted_lines(said)
        for there, here in zip(RECORD.findall(shown), RECORD.findall(said), strict=False):
            assert self.records.setdefault(there, here) == here, f"{command} shows records in another order"
        expected, got = bare(self.here(shown)), bare(said)
        if command in ABRIDGED:
            got = got[: len(expected)]
        assert got == expected, f"$ {command}\n{said}"


def everything(terminal: int) -> str:
    """What is written to a terminal until nobody writes any more; Linux tells that by an error."""
    content = b""
    with contextlib.suppress(OSError):
        while data := os.read(terminal, 65536):
            content += data
    os.close(terminal)
    return content.decode("utf-8")


def sorted_lines(text: str) -> str:
    """`text` with its lines in an order that no id decides."""
    return "\n".join(sorted(text.splitlines(), key=lambda line: RECORD.sub("", line)))


def bare(text: str) -> str:
    """`text` without what varies, and without white space."""
    return re.sub(r"\s+", "", VARIES.sub("…", text))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "samples", tmp_path / "samples", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.parametrize(("page", "language"), [("README.md", "en_US.UTF-8"), ("README.zh-CN.md", "zh_CN.UTF-8")])
def test_a_reader_gets_what_the_page_shows(page: str, language: str, folder: Path) -> None:
    reader = Reader(folder, language)
    fences = blocks((ROOT / page).read_text(encoding="utf-8"))
    followed = 0
    for number, (name, block) in enumerate(fences):
        if block.startswith("$ "):
            for command, shown in steps(block):
                reader.follow(command, shown)
                followed += 1
        elif block.startswith("archive "):
            for line in block.splitlines():
                assert reader.shell(re.split(r" {4,}", line)[0])
        elif name == "python":
            script = folder / "integrator.py"
            script.write_text(block, encoding="utf-8")
            said = reader.shell(f"{sys.executable} {script}")
            assert said == fences[number + 1][1]
    assert followed >= 10


def test_both_pages_have_the_same_sessions() -> None:
    english, chinese = ((ROOT / page).read_text(encoding="utf-8") for page in ("README.md", "README.zh-CN.md"))

    def commands(page: str) -> list[str]:
        said = [command for _, block in blocks(page) for command, _ in steps(block)]
        return [re.sub(r'"[^"]*"', '""', RECORD.sub("ID", command)) for command in said]

    assert commands(english) == commands(chinese)
