"""A bar for long work on a terminal, with rate and time left; in a pipe, nothing."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from archive.cli.language import _

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from archive.cli.screen import Screen

__all__ = ["Bar"]

_PATIENCE = 0.7
"""Seconds of work before a bar is worth its import."""


class Bar:
    """Used with `with`; `update` may be handed on as a callback (done, total)."""

    def __init__(self, screen: Screen, title: str) -> None:
        self._screen = screen
        self._title = title
        self._started = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._screen.above(None)
        if self._progress is not None:
            self._progress.stop()

    def update(self, done: int, total: int) -> None:
        """Show that `done` of `total` are done; a total of 0 is one that is not known."""
        if self._progress is None:
            if not self._screen.err.isatty() or time.monotonic() - self._started < _PATIENCE:
                return
            self._start()
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total or None)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        console = Console(file=self._screen.err)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TaskProgressColumn(show_speed=True),
            TextColumn(_("left")),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._progress.start()
        self._task = self._progress.add_task(self._title, total=None)
        self._screen.above(console)
