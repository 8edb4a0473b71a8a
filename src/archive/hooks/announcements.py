"""Which plugins are announced by the installed distributions, read without importing any.

`importlib.metadata` answers the same and costs 25 ms of a start-up budget of 100, so the few
lines of `entry_points.txt` are read here; a test holds the two answers equal.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["GROUP", "Announcement", "announced"]

GROUP = "archive"
"""The group of entry points in which plugins announce themselves."""


class Announcement(NamedTuple):
    """One line of a distribution's `entry_points.txt`."""

    name: str
    """The plugin's name."""
    value: str
    """`package.module` or `package.module:attribute`."""
    distribution: str
    version: str
    """Of the distribution; `0` where it does not say."""


def announced(path: Iterable[str] | None = None) -> tuple[Announcement, ...]:
    """Every plugin on `path` (default `sys.path`), sorted by name and distribution.

    Of two copies of one distribution the first on the path counts, as for an import. Files
    that cannot be read announce nothing.
    """
    found: dict[str, list[Announcement]] = {}
    for entry in sys.path if path is None else path:
        for folder in _metadata_folders(entry):
            found.setdefault(_normal(folder.name), _read(folder))
    return tuple(sorted((a for each in found.values() for a in each), key=lambda a: (a.name, a.distribution, a.value)))


def _metadata_folders(entry: str) -> Iterator[Path]:
    try:
        with os.scandir(entry or ".") as items:
            names = sorted(item.name for item in items if item.name.endswith((".dist-info", ".egg-info")))
    except (OSError, ValueError):  # no folder, or an entry that can be none (NUL)
        return
    for name in names:
        yield Path(entry or ".", name)


def _normal(folder: str) -> str:
    """The distribution's normalised name (PEP 503, with `_`) by which copies are recognised."""
    stem = folder.rpartition(".")[0].partition("-")[0]
    return re.sub(r"[-_.]+", "-", stem).lower().replace("-", "_")


def _read(folder: Path) -> list[Announcement]:
    lines = list(_group_lines(_text(folder / "entry_points.txt")))
    if not lines:
        return []
    distribution, version = _identity(folder)
    return [Announcement(name, value, distribution, version) for name, value in lines]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _group_lines(text: str) -> Iterator[tuple[str, str]]:
    """The `name = value` lines of our group, comments and other groups left out."""
    section = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif section == GROUP and line and not line.startswith("#"):
            name, _, value = line.partition("=")
            yield name.strip(), value.partition("[")[0].strip()


def _identity(folder: Path) -> tuple[str, str]:
    """Name and version from the head of METADATA (PKG-INFO in an egg-info)."""
    text = _text(folder / "METADATA") or _text(folder / "PKG-INFO")
    fields = {"Name": folder.name.partition("-")[0], "Version": "0"}
    for line in text.splitlines():
        if not line:
            break  # the description follows
        key, _, value = line.partition(":")
        if key in fields:
            fields[key] = value.strip()
    return fields["Name"], fields["Version"]
