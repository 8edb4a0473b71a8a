"""One run of the command line: which home, which plugins, and the screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.cli.screen import Screen

__all__ = ["DEFAULT_HOME", "PROPOSED_HOME", "Session"]

DEFAULT_HOME = "storage"
"""The home beside which one tries the archive out, relative to the working folder."""

PROPOSED_HOME = "/srv/safety-archive"
"""The place that `init` proposes for real use."""


class Session:
    """What every command is given first."""

    def __init__(self, screen: Screen, environment: Mapping[str, str] = os.environ) -> None:
        self.screen = screen
        self.environment = environment
        self.home_option: str | None = None
        self.no_plugins = False

    def named_home(self) -> Path | None:
        """The home that `--home` or `ARCHIVE_HOME` names, whether it exists or not."""
        named = self.home_option or self.environment.get("ARCHIVE_HOME")
        return Path(named).absolute() if named else None

    def home(self) -> Path:
        """The home to work on. Raises as `archive.store.require_home` does."""
        from archive.disk.layout import Layout
        from archive.store import require_home

        home = self.place()
        require_home(Layout(home))
        return home

    def place(self) -> Path:
        """Where the home to work on is, or should be."""
        return self.named_home() or Path(DEFAULT_HOME).absolute()

    @contextmanager
    def archive(self, *, readonly: bool = False) -> Iterator[Archive]:
        """The opened archive. What anything prints while it is open goes to stderr, not among our results."""
        home = self.home()
        with redirect_stdout(sys.stderr):
            from archive.api import Archive

            with Archive.open(home, readonly=readonly, plugins=not self.no_plugins) as archive:
                yield archive
