"""Fixtures for tests of plugins and of the archive itself (pytest plugin).

pytest loads this module wherever the archive is installed, so it imports nothing heavy and
its fixtures do nothing until a test asks for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive.testing import HOMES

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.hooks.loading import Registry

__all__ = ["archive_home", "opened_archive", "registry_of"]

pytest.register_assert_rewrite(*(f"archive.testing.{home}" for home in HOMES.values()))


@pytest.fixture
def registry_of() -> Callable[..., Registry]:
    """`registry_of(plugin, …)`: a registry of these modules or objects only, nothing that is installed."""
    from archive.hooks.cache import FactsCache
    from archive.hooks.loading import load

    return lambda *plugins: load(plugins=False, extra=plugins, cache=FactsCache(None))


@pytest.fixture
def archive_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of an archive in a temporary folder, also named by ARCHIVE_HOME."""
    from archive.api import Archive

    home = tmp_path / "home"
    Archive.create(home, language="en").close()
    monkeypatch.setenv("ARCHIVE_HOME", str(home))
    return home


@pytest.fixture
def opened_archive(archive_home: Path) -> Iterator[Archive]:
    """The archive in `archive_home`, opened for writing with every plugin that is installed."""
    from archive.api import Archive

    with Archive.open(archive_home) as opened:
        yield opened
