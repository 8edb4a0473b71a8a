"""What pyproject.toml lists is what lies in the folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from archive.hooks.loading import load


def packages(root: Path, folder: str, name: str) -> set[str]:
    base = root / folder
    found = (path.parent.relative_to(base) for path in base.rglob("__init__.py"))
    return {".".join((name, *path.parts)) for path in found}


def test_every_package_is_listed(root: Path, project: dict[str, Any]) -> None:
    there = packages(root, "src/archive", "archive") | packages(root, "plugins", "archive_plugins")
    assert set(project["tool"]["setuptools"]["packages"]) == there


def test_every_source_file_is_in_a_package(root: Path) -> None:
    for base in (root / "src" / "archive", root / "plugins"):
        assert [p for p in base.rglob("*.py") if not (p.parent / "__init__.py").is_file()] == []


def test_every_data_file_is_shipped(root: Path, project: dict[str, Any]) -> None:
    data = project["tool"]["setuptools"]["package-data"]
    for base, patterns in ((root / "src" / "archive", data["archive"]), (root / "plugins", data["archive_plugins"])):
        shipped = {path for pattern in patterns for path in base.glob(pattern)}
        there = {
            path for path in base.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc", ".po", ".pot"}
        }
        assert there - shipped == set(), "name it in [tool.setuptools.package-data]"


def test_every_plugin_is_announced(root: Path, project: dict[str, Any]) -> None:
    folders = {path.parent.name for path in (root / "plugins").glob("*/__init__.py")}
    announced = project["project"]["entry-points"]["archive"]
    assert announced == {name: f"archive_plugins.{name}" for name in folders}


def test_first_party_plugins_work_and_offer_no_command() -> None:
    own = [info for info in load().infos() if info.distribution == "safety-archive"]
    assert [(info.name, info.broken) for info in own if info.broken] == []
    assert [info.faults for info in own if info.faults] == []
    assert [info.name for info in own if "archive_commands" in info.offers] == [], "the start would import it"


def test_every_dependency_is_explained(root: Path, project: dict[str, Any]) -> None:
    import re

    page = (root / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| \[?`?([A-Za-z0-9_.-]+)`?", page, re.MULTILINE))
    extras = project["project"]["optional-dependencies"].values()
    wanted = [*project["project"]["dependencies"], *(line for extra in extras for line in extra)]
    names = {re.split(r"[<>=;!~ \[]", line)[0] for line in wanted}
    assert names - explained == set()
