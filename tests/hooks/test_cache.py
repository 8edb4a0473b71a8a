"""The cache spares imports and is never believed when anything has changed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.hooks.announcements import announced
from archive.hooks.cache import FactsCache, default_folder
from archive.hooks.loading import Registry

Install = Callable[..., Path]
MakeRegistry = Callable[[], Registry]

SOURCE = """
from archive.model.category import Category

@hookimpl
def archive_commands(): return {"hello": "a.b:c"}

@hookimpl
def archive_categories(): return [Category("training", "教育培训", "Training", ("培训",))]
"""


def forget(name: str) -> None:
    sys.modules.pop(f"plugin_{name}", None)


def cache_file(tmp_path: Path) -> Path:
    return next((tmp_path / "cache").iterdir())


@pytest.fixture
def learned(install: Install, registry: MakeRegistry) -> Path:
    """The file of a plugin that was asked once and is not imported now."""
    file = install("cached", SOURCE)
    assert registry().commands() == {"hello": "a.b:c"}
    forget("cached")
    return file


def test_second_start_imports_nothing(learned: Path, registry: MakeRegistry) -> None:
    assert registry().commands() == {"hello": "a.b:c"}
    assert [c.key for c in registry().categories()][-1] == "training"
    assert registry().categories()[-1].aliases == ("培训",)
    assert "plugin_cached" not in sys.modules


def test_changed_source_is_asked_again(learned: Path, registry: MakeRegistry) -> None:
    learned.write_text(learned.read_text(encoding="utf-8").replace("hello", "goodbye"), encoding="utf-8")
    assert registry().commands() == {"goodbye": "a.b:c"}


def test_changed_version_is_asked_again(learned: Path, install: Install, registry: MakeRegistry, site: Path) -> None:
    (site / "acme_cached-1.0.dist-info" / "METADATA").write_text("Name: acme\nVersion: 2.0\n", encoding="utf-8")
    registry().commands()
    assert "plugin_cached" in sys.modules


def test_removed_plugin_is_gone(learned: Path, registry: MakeRegistry, site: Path) -> None:
    (site / "acme_cached-1.0.dist-info" / "entry_points.txt").unlink()
    assert registry().commands() == {}


def test_a_broken_plugin_is_not_remembered(install: Install, registry: MakeRegistry) -> None:
    file = install("late", "import not_there_yet")
    assert registry().commands() == {}
    file.write_text("from archive.hooks import hookimpl\n" + SOURCE, encoding="utf-8")
    assert registry().commands() == {"hello": "a.b:c"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data + b"}",
        lambda data: data.replace(b"hello", b"hullo"),
        lambda data: b"\xff" * 100,
        lambda data: b"00000000\n",
        lambda data: b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_harmless(
    learned: Path, registry: MakeRegistry, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    file = cache_file(tmp_path)
    file.write_bytes(damage(file.read_bytes()))
    assert registry().commands() == {"hello": "a.b:c"}
    assert "plugin_cached" in sys.modules
    forget("cached")
    assert registry().commands() == {"hello": "a.b:c"}
    assert "plugin_cached" not in sys.modules


@pytest.mark.parametrize(
    "body", [b"[]", b"3", b'{"cached": 7}', b'{"cached": {"files": [1]}}', b'{"cached": {"files": []}}']
)
def test_a_file_of_another_shape_is_harmless(
    learned: Path, registry: MakeRegistry, tmp_path: Path, body: bytes
) -> None:
    import zlib

    cache_file(tmp_path).write_bytes(b"%08x\n" % zlib.crc32(body) + body)
    assert registry().commands() == {"hello": "a.b:c"}


def test_a_folder_that_cannot_be_written(install: Install, site: Path, tmp_path: Path) -> None:
    install("cached", SOURCE)
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file" / "below", None):
        registry = Registry(announced([str(site)]), (), FactsCache(folder))
        assert registry.commands() == {"hello": "a.b:c"}


def test_another_users_file_is_not_believed(
    learned: Path, registry: MakeRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 424242)
    assert registry().commands() == {"hello": "a.b:c"}
    assert "plugin_cached" in sys.modules


def test_file_is_the_owners_alone(learned: Path, tmp_path: Path) -> None:
    assert cache_file(tmp_path).stat().st_mode & 0o777 == 0o600


def test_default_folder() -> None:
    assert default_folder({"HOME": "/home/a"}) == Path("/home/a/.cache/safety-archive")
    assert default_folder({"HOME": "/home/a", "XDG_CACHE_HOME": "/c"}) == Path("/c/safety-archive")
    assert default_folder({"HOME": "/home/a", "XDG_CACHE_HOME": "relative"}) == Path("/home/a/.cache/safety-archive")
    assert default_folder({"HOME": ""}) is None
    assert default_folder({}) is None
