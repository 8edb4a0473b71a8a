"""`pip install .` ships everything and works without the checkout."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.timeout(120), pytest.mark.xdist_group("downstream")]


def sources(base: Path) -> set[str]:
    """Every file that has to be in the wheel."""
    left_out = {".pyc", ".po", ".pot"}
    found = (path for path in base.rglob("*") if path.is_file() and path.suffix not in left_out)
    return {path.relative_to(base).as_posix() for path in found}


def test_the_wheel_holds_every_file(installed: Any) -> None:
    names = set(zipfile.ZipFile(installed.wheel).namelist())
    wanted = {f"archive/{name}" for name in sources(ROOT / "src" / "archive")}
    wanted |= {f"archive_plugins/{name}" for name in sources(ROOT / "plugins")}
    assert wanted - names == set()
    extra = {name for name in names - wanted if ".dist-info/" not in name}
    assert {name for name in extra if not name.endswith((".po", ".pot"))} == set()


def test_it_runs_from_where_it_was_installed(installed: Any) -> None:
    script = "import archive, archive_plugins; print(archive.__file__, archive_plugins.__file__)"
    places = installed.run_python("-c", script).split()
    assert all(place.startswith(str(installed.folder)) for place in places)
    assert "archive" in installed.archive("--help")
