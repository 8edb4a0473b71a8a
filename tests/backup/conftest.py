"""A home with papers, people at their own accounts, and a folder for its backup."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "disposition"))

from disposition_place import Keeping, Place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    keeping = Keeping()
    keeping.install(monkeypatch)
    return Place(tmp_path, keeping)
