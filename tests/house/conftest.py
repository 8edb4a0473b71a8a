"""The checkout as the house rules look at it."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One source file."""

    path: Path
    where: str
    """Relative to the checkout, with slashes."""
    source: str
    tree: ast.Module


def modules(*folders: str) -> list[Module]:
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            found.append(Module(path, path.relative_to(ROOT).as_posix(), source, ast.parse(source)))
    return found


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shipped() -> list[Module]:
    """All that is installed."""
    return modules("src/archive", "plugins")


@pytest.fixture(scope="session")
def everything() -> list[Module]:
    return modules("src/archive", "plugins", "tests", "benchmarks", "samples", "docs")


@pytest.fixture(scope="session")
def project() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
