"""A desk with a terminal: runs the command line in this process and looks at what it says.

    def test_add(desk, tmp_path):
        desk.run("init", desk.home).ok()
        desk.run("add", "检查记录.docx").ok().shows("已归档")

Every desk has a home, a state folder and a cache of its own; the environment of the test is as
it was after every run.
"""

from __future__ import annotations

import io
import json
import os
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from archive.cli.door import run
from archive.cli.screen import Screen

__all__ = ["Desk", "Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one command answered. The checks return the outcome, so that they can be strung together."""

    command: tuple[str, ...]
    code: int
    out: str
    """stdout; bytes that are not UTF-8 as surrogates."""
    err: str
    raw: bytes
    """stdout, byte for byte."""

    def ok(self) -> Outcome:
        """The command ended with exit code 0."""
        return self.failed(0)

    def failed(self, code: int) -> Outcome:
        """It ended with this exit code."""
        assert self.code == code, f"{self._name} ended with {self.code}, not {code}:\n{self.out}\n{self.err}"
        return self

    def shows(self, *texts: str) -> Outcome:
        """Each text stands in what was written to stdout or stderr."""
        for text in texts:
            assert text in self.out + self.err, f"{self._name} does not show {text!r}:\n{self.out}\n{self.err}"
        return self

    def hides(self, *texts: str) -> Outcome:
        """None of the texts stands there."""
        for text in texts:
            assert text not in self.out + self.err, f"{self._name} shows {text!r}:\n{self.out}\n{self.err}"
        return self

    def json(self) -> Any:
        """The output as one JSON value."""
        return json.loads(self.out)

    def json_lines(self) -> list[Any]:
        """The output as one JSON value a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def _name(self) -> str:
        return "archive " + " ".join(self.command)


class Desk:
    """Runs commands on one home; `folder` is new and holds everything that this desk leaves behind."""

    def __init__(self, folder: Path, *, lang: str = "zh") -> None:
        self.folder = folder
        self.home = folder / "home"
        self.lang = lang

    def run(self, *command: object, terminal: int | None = None, **environment: str) -> Outcome:
        """Run `archive COMMAND`, on a terminal of so many columns or into a pipe.

        Arguments are made text (paths by their bytes); `environment` is set for this run only.
        """
        arguments = tuple(os.fsdecode(each) if isinstance(each, Path | bytes) else str(each) for each in command)
        out, err = _Stream(terminal), _Stream(terminal)
        screen = Screen(out, err, width=terminal, styled=terminal is not None)
        with (
            mock.patch.dict(os.environ, {**self._environment(), **environment}),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            os.environ.pop("LANGUAGE", None)
            code = run(arguments, screen)
        raw = out.bytes()
        return Outcome(arguments, code, raw.decode("utf-8", "surrogateescape"), err.bytes().decode("utf-8"), raw)

    def _environment(self) -> dict[str, str]:
        return {
            "ARCHIVE_HOME": str(self.home),
            "HOME": str(self.folder),
            "LC_ALL": "zh_CN.UTF-8" if self.lang == "zh" else "C.UTF-8",
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "XDG_STATE_HOME": str(self.folder / "state"),
        }


class _Stream(io.TextIOWrapper):
    """A stream in memory that may pass for a terminal."""

    def __init__(self, terminal: int | None) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)
        self._terminal = terminal is not None

    def isatty(self) -> bool:
        return self._terminal

    def bytes(self) -> bytes:
        self.flush()
        content = self.buffer
        assert isinstance(content, io.BytesIO)
        return content.getvalue()
