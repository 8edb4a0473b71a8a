"""One plugin and the wall around it: whatever it raises is caught, named and remembered.

This is the only module outside the parsers' sandbox and the command line's door that
catches everything: a plugin may raise `SystemExit`, run out of memory or recurse for ever,
and the other plugins and the archive go on. Only a keyboard interrupt passes, because it
comes from the person and not from the plugin.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from logging import Logger

__all__ = ["MISSING", "Missing", "Plugin", "PluginUnfit"]

T = TypeVar("T")

FAULTS_KEPT = 20
"""Different faults remembered a plugin; more add nothing to what a person can act on."""

WORDS_KEPT = 300
"""Characters kept of what a plugin says in an exception: it may hold a whole document."""


class PluginUnfit(Exception):
    """A plugin can be imported and breaks the rules of `specs`; the words say which."""


class Missing:
    """What a call gives that failed: no answer, which is not the same as the answer None."""


MISSING = Missing()


@dataclass(slots=True)
class Plugin:
    """A plugin that was announced, working or not."""

    name: str
    distribution: str
    version: str
    """Of its distribution."""
    module: str
    """Where it is imported from, as announced."""
    target: object | None = None
    """The imported module or object; None until it is loaded and when it is broken."""
    broken: str | None = None
    """Why it takes no part, in words."""
    offers: tuple[str, ...] = ()
    """Names of the hooks that it implements."""
    faults: dict[str, int] = field(default_factory=dict)
    """What went wrong in its calls, and how often."""
    refused: list[str] = field(default_factory=list)
    """Offers of it that were not taken because the name is another's, in words."""

    @property
    def by(self) -> str:
        """Name and version, as they stand in the ledger beside an answer."""
        return f"{self.name} {self.version}"

    def blame(self, where: str, why: str) -> None:
        """Remember and log that the plugin failed in `where`; the same fault is logged once."""
        words = f"{where}: {why}"
        if words in self.faults or len(self.faults) < FAULTS_KEPT:
            self.faults[words] = self.faults.get(words, 0) + 1
            if self.faults[words] == 1:
                _log().warning("plugin %s: %s", self.by, words)

    def refuse(self, what: str) -> None:
        """Remember and log that the offer `what` is not taken."""
        if what not in self.refused:
            self.refused.append(what)
            _log().warning("plugin %s: refused %s", self.by, what)

    def call(
        self, where: str, function: Callable[..., T], arguments: Mapping[str, object] | None = None
    ) -> T | Missing:
        """What `function` returns, or `MISSING` once it has raised; the plugin is blamed for it."""
        started = time.perf_counter()
        try:
            # A plugin that prints must not spoil the JSON that a program reads from stdout.
            with redirect_stdout(sys.stderr):
                answer = function(**(arguments or {}))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - the purpose of this module
            _log().debug("plugin %s failed in %s", self.by, where, exc_info=True)
            self.blame(where, in_words(error))
            _trace(self, where, arguments, f"raised {in_words(error)}", started)
            return MISSING
        _trace(self, where, arguments, f"-> {answer!r}" if _tracing() else "", started)
        return answer


def _log() -> Logger:
    import logging  # 3 ms that only a failure pays

    return logging.getLogger(__name__)


def in_words(error: BaseException) -> str:
    """An exception as one line: its type and what it says."""
    try:
        said = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - an exception of a plugin may fail even to say what it is
        said = "(it cannot be shown)"
    if isinstance(error, PluginUnfit):
        return said
    name = type(error).__name__
    return f"{name}: {said}"[:WORDS_KEPT] if said else name


def _tracing() -> bool:
    return os.environ.get("ARCHIVE_TRACE_HOOKS") == "1"


def _trace(plugin: Plugin, where: str, arguments: Mapping[str, object] | None, end: str, started: float) -> None:
    """With `ARCHIVE_TRACE_HOOKS=1` every call is a line on stderr."""
    if _tracing():
        spent = (time.perf_counter() - started) * 1000
        given = ", ".join(arguments or {})
        sys.stderr.write(f"hook {where}({given}) {plugin.by} {end[:WORDS_KEPT]} {spent:.1f} ms\n")
