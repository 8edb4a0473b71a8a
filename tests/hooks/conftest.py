"""Invented plugins, installed into a folder of their own on the path."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.hooks.announcements import announced
from archive.hooks.cache import FactsCache
from archive.hooks.loading import Registry

PRELUDE = "from archive.hooks import hookimpl\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on sys.path; modules imported from it are forgotten afterwards."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(folder)):
            del sys.modules[name]


@pytest.fixture
def install(site: Path) -> Callable[..., Path]:
    """install(name, source, distribution=…, version=…) -> the module's file."""

    def install(name: str, source: str, *, distribution: str = "acme", version: str = "1.0", target: str = "") -> Path:
        module = site / f"plugin_{name}.py"
        module.write_text(PRELUDE + textwrap.dedent(source), encoding="utf-8")
        place = site / f"{distribution}_{name}-{version}.dist-info"
        place.mkdir(exist_ok=True)
        (place / "METADATA").write_text(f"Name: {distribution}\nVersion: {version}\n", encoding="utf-8")
        (place / "entry_points.txt").write_text(f"[archive]\n{name} = plugin_{name}{target}\n", encoding="utf-8")
        return module

    return install


@pytest.fixture
def registry(site: Path, tmp_path: Path) -> Callable[[], Registry]:
    """A new registry of what is installed in `site` only, with a cache that lasts for the test."""
    return lambda: Registry(announced([str(site)]), (), FactsCache(tmp_path / "cache"))
