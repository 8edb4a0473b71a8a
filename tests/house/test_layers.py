"""Imports go down only, and a breach is seen."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINT = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command as c; c()"]


def lint(root: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [*LINT, "--no-cache", "--no-logo", *more]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_layers_are_kept(root: Path) -> None:
    pytest.importorskip("importlinter")
    result = lint(root)
    assert result.returncode == 0, result.stdout + result.stderr


BREACHES = {
    ("archive.model.record", "archive.catalogue"): "archive.model is not allowed to import archive.catalogue",
    ("archive.ledger", "sqlite3"): "archive.ledger is not allowed to import sqlite3",
    ("archive.access.dossier", "archive_plugins"): "archive.access is not allowed to import archive_plugins",
    ("archive_plugins.docx", "archive.catalogue"): "archive_plugins is not allowed to import archive.catalogue",
}


@pytest.mark.parametrize(("importer", "imported"), BREACHES)
def test_a_breach_is_seen(root: Path, tmp_path: Path, importer: str, imported: str) -> None:
    pytest.importorskip("importlinter")
    junk = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "src" / "archive", tmp_path / "archive", ignore=junk)
    shutil.copytree(root / "plugins", tmp_path / "archive_plugins", ignore=junk)
    shutil.copy(root / "pyproject.toml", tmp_path)
    place = tmp_path / importer.replace(".", "/")
    with (place / "__init__.py" if place.is_dir() else place.with_suffix(".py")).open("a", encoding="utf-8") as source:
        source.write(f"import {imported}\n")
    result = lint(tmp_path)
    assert result.returncode == 1
    words = " ".join(result.stdout.split())
    assert BREACHES[importer, imported] in words
    assert f"{importer} -> {imported}" in words
