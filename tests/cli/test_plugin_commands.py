"""Commands of plugins: listed without being imported, run when asked, and their faults named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from archive.cli import root as table
from archive.testing.desk import Desk


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module `drills` with a click command, announced by its metadata on sys.path."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "drills_announced.py").write_text(
        "from archive.hooks import hookimpl\n\n@hookimpl\ndef archive_commands():\n"
        "    return {'drill': 'drills_commands:drill', 'search': 'drills_commands:drill', 'lost': 'drills_nowhere:x',\n"
        "            'odd': 'drills_commands:ODD'}\n"
    )
    (site / "drills_commands.py").write_text(
        "import click\nODD = 3\n\n@click.command()\n@click.pass_obj\ndef drill(session):\n"
        "    session.screen.line(f'drilled at {session.home()}')\n"
    )
    metadata = site / "drills-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: drills\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[archive]\ndrills = drills_announced\n")
    monkeypatch.syspath_prepend(str(site))
    return site


@pytest.mark.usefixtures("plugin")
def test_a_plugins_command_is_listed_and_run(desk: Desk) -> None:
    desk.run("init", desk.home).ok()
    desk.run("--help").ok().shows("drill", "drills_commands")
    desk.run("drill").ok().shows(f"drilled at {desk.home}")
    desk.run("--no-plugins", "--help").ok().hides("drill")
    desk.run("--no-plugins", "drill").failed(2)


@pytest.mark.usefixtures("plugin")
def test_a_command_that_cannot_be_loaded_is_named_with_its_plugin(desk: Desk) -> None:
    desk.run("lost").failed(2).shows("lost", "drills_nowhere")
    desk.run("odd").failed(2).shows("odd", "drills_commands:ODD")


def test_built_in_commands_ask_no_plugin(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(_self: object, _context: object) -> Mapping[str, str]:
        raise AssertionError("a plugin was asked")

    monkeypatch.setattr(table.Root, "_foreign", asked)
    desk.run("search", "--help").ok()
    desk.run("init", desk.home).ok()
    desk.run("list").ok()
