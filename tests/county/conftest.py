"""A county of six units, filed once for all tests of this folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from county.filing import Filed, file_year
from county.story import Story, tell
from county.world import build


@pytest.fixture(scope="session")
def story() -> Story:
    return tell(build(1, 6, 3), plain=True)


@pytest.fixture(scope="session")
def filed(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filed]:
    filed = file_year(story, tmp_path_factory.mktemp("county"))
    yield filed
    filed.archive.close()
