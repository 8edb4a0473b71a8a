"""`docs/mechanism.md`: every row is there, its commands exist, and its sessions show what is printed."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from archive.cli.root import root
from county.filing import Filed
from county.sessions import BLOCK, renewed

pytestmark = pytest.mark.xdist_group("county")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "mechanism.md"
ROWS = [f"S{n}" for n in range(1, 5)] + [f"M{n}" for n in range(1, 5)] + [f"I{n}" for n in range(1, 4)] + [
    f"P{n}" for n in range(1, 11)
]  # fmt: skip
_ID = re.compile(
    r"(?:[a-z]-)?(?<![0-9A-Za-z])(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])"
    r"(?:[0-9a-hjkmnp-tv-z]{16}|[0-9a-hjkmnp-tv-z]{10})(?![0-9A-Za-z])"
)


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_table_has_every_row_of_the_mechanism(page: str) -> None:
    assert re.findall(r"^\| ([SMIP]\d+) \|", page, re.MULTILINE) == ROWS


def test_every_row_has_a_session(page: str) -> None:
    sections = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    shown = {row for section in sections if "\n$ archive" in section
             for row in re.findall(r"[SMIP]\d+", section.partition("\n")[0])}  # fmt: skip
    assert shown == set(ROWS)


def test_every_command_that_is_named_exists(page: str) -> None:
    for named in re.findall(r"`archive ([^`]+)`", page):
        command: click.Command | None = root
        for word in [word for word in named.split() if not word.startswith("-")]:
            assert isinstance(command, click.Group)
            command = command.get_command(click.Context(command), word)
            assert command is not None, named
        options = {option for parameter in command.params for option in parameter.opts} if command else set()
        assert {word for word in named.split() if word.startswith("--")} <= options, named


def test_the_sessions_show_what_is_printed(page: str, filed: Filed) -> None:
    now = renewed(page, filed.archive.home.parent)
    for there, here in zip(BLOCK.findall(page), BLOCK.findall(now), strict=True):
        assert _lines(there) == _lines(here), "run: python benchmarks/county.py --page docs/mechanism.md"


def _lines(block: str) -> list[str]:
    """The lines without ids, in an order that no id decides."""
    return sorted(re.sub(r"\s+", " ", _ID.sub("…", line)) for line in block.splitlines())
