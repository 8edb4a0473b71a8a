# Paths are bytes here, and pathlib knows text only.
# ruff: noqa: PTH100, PTH114, PTH116, PTH118
"""What a person named for `archive add`: files as they are, folders walked."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.ingest.arrivals import Arrival, Unreadable, scan
from archive.ingest.refusals import Refusal

__all__ = ["Given", "walk"]


@dataclass(frozen=True, slots=True)
class Given:
    arrival: Arrival
    refusal: Refusal | None
    """Why it is not even tried."""
    size: int


def walk(paths: Sequence[bytes]) -> Iterator[Given]:
    """Every file named or found, once, folders in the order of names.

    The convention of unit and category is read below a folder that was named; for a file that was named
    alone there is none. Litter found in a folder is told, not taken; litter that was named is taken.
    """
    for path in paths:
        place = os.path.abspath(path)
        try:
            found = os.stat(place)
        except OSError as error:
            missing = isinstance(error, FileNotFoundError | NotADirectoryError)
            yield Given(_alone(path), "missing" if missing and not os.path.islink(place) else "unreadable", 0)
            continue
        if stat.S_ISDIR(found.st_mode):
            yield from _folder(path, place)
        else:
            yield Given(_alone(path), None, found.st_size)


def _alone(path: bytes) -> Arrival:
    folder, name = os.path.split(os.path.abspath(path))
    return Arrival("", folder, name, path)


def _folder(path: bytes, place: bytes) -> Iterator[Given]:
    for found in scan(place, in_order=True):
        arrival = Arrival("", place, found.relative, os.path.join(path, found.relative))
        if isinstance(found, Unreadable):
            yield Given(arrival, "unreadable", 0)
        else:
            yield Given(arrival, "litter" if found.litter else None, found.state.size)
