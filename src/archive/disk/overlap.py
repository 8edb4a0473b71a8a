"""Where an inbox may not lie: files move out of an inbox, and must never move out of these places."""

from __future__ import annotations

import importlib.util
import os
import site
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.disk.layout import Layout
from archive.errors import HomeOverlaps, InboxOverlaps

__all__ = ["refuse_home", "refuse_overlap"]

_PROGRAM_FOLDERS = {"site-packages", "dist-packages"}


def refuse_overlap(inbox: Path, home: Path, others: Iterable[Path] = ()) -> None:
    """Raise InboxOverlaps if `inbox` holds or lies in programs, a home or one of the `others`.

    Symbolic links are resolved on all sides. `HOME/inbox` is the one inbox allowed in a home.
    """
    place = inbox.resolve()
    for folder in (place, *place.parents):
        if folder.name in _PROGRAM_FOLDERS:
            raise InboxOverlaps(path=inbox, other=folder)
    for other in (*others, *_programs()):
        _refuse(place, other.resolve())
    own = Layout(home.resolve())
    if place != own.inbox.resolve() or not place.is_relative_to(own.root):
        _refuse(place, own.root)
        for other in (*_homes_above(place), *_homes_below(place)):
            _refuse(place, other)


def refuse_home(root: Path) -> None:
    """Raise HomeOverlaps if a home at `root` would lie in another home, its inbox included."""
    for other in _homes_above(root.resolve().parent):
        raise HomeOverlaps(home=root, other=other)


def _refuse(inbox: Path, other: Path) -> None:
    if inbox.is_relative_to(other) or other.is_relative_to(inbox):
        raise InboxOverlaps(path=inbox, other=other)


def _programs() -> Iterator[Path]:
    for key in ("stdlib", "platstdlib", "purelib", "platlib", "scripts"):
        yield Path(sysconfig.get_path(key))
    yield from map(Path, [*site.getsitepackages(), site.getusersitepackages()])
    for package in ("archive", "archive_plugins"):
        found = importlib.util.find_spec(package)
        if found is not None and found.submodule_search_locations:
            yield from map(Path, found.submodule_search_locations)


def _homes_above(place: Path) -> Iterator[Path]:
    return (folder for folder in (place, *place.parents) if os.path.isfile(Layout(folder).catalogue))  # noqa: PTH113 - Path.is_file raises where it may not look


def _homes_below(place: Path) -> Iterator[Path]:
    """Homes down to two levels below; the intake steps over deeper ones when it meets them."""
    for pattern in ("*", "*/*"):
        yield from (found.parent for found in place.glob(f"{pattern}/{Layout(place).catalogue.name}"))
