"""A home with a few units, and a desk on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.api import Archive
from archive.testing.desk import Desk

UNITS = {"Q1": "青山化工厂", "Q2": "白水村加油站", "Q0": "老青山溶剂厂"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "desk")
    desk.run("init", desk.home).ok()
    for code, name in UNITS.items():
        desk.run("unit", "add", name, "--local", code).ok()
    return desk


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "home") as archive:
        for code, name in UNITS.items():
            archive.register_unit(name, code=None, local=code)
        yield archive
