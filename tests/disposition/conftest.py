"""A home a test: what it holds is destroyed in it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from disposition_place import Keeping, Place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    keeping = Keeping()
    keeping.install(monkeypatch)
    return Place(tmp_path, keeping)
