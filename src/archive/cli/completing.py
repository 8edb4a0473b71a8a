"""What the shell offers behind `--unit`, `--category` and `--saved`: names from the home that is meant."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from archive.api import Archive

__all__ = ["complete_category", "complete_saved", "complete_unit"]

_MOST = 200


def complete_unit(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Names and codes of units that begin so."""
    found: list[str] = []
    with _archive() as archive:
        if archive is not None:
            names = (name for unit in archive.units() for name in (unit.name, unit.code))
            found = [name for name in names if name.startswith(incomplete)]
    return found[:_MOST]


def complete_category(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Keys and names of categories that begin so."""
    with _archive() as archive:
        if archive is None:
            return []
        names = [name for each in archive.categories() for name in (each.zh, each.key)]
    return [name for name in names if name.startswith(incomplete)]


def complete_saved(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Names of saved searches that begin so."""
    from archive.cli.saved import saved_names

    home = _home()
    return [] if home is None else [name for name in saved_names(os.environ, home) if name.startswith(incomplete)]


def _home() -> Path | None:
    """The home of `ARCHIVE_HOME` or the default one. (The shell asks before options are carried out.)"""
    from pathlib import Path

    from archive.cli.session import DEFAULT_HOME
    from archive.disk.layout import Layout

    home = Path(os.environ.get("ARCHIVE_HOME") or DEFAULT_HOME).absolute()
    return home if Layout(home).is_home() else None


@contextmanager
def _archive() -> Iterator[Archive | None]:
    """The opened home; None where there is none or it cannot be opened: completion is silent."""
    home = _home()
    if home is None:
        yield None
        return
    from archive.api import Archive
    from archive.errors import ArchiveError

    try:
        archive = Archive.open(home, readonly=True)
    except ArchiveError:
        yield None
        return
    with archive:
        yield archive
