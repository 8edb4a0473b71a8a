"""A bar on long work at a terminal, and none elsewhere."""

from __future__ import annotations

import io

import pytest

from archive.cli import progress
from archive.cli.progress import Bar
from archive.cli.screen import Screen


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_long_work_on_a_terminal_has_a_bar_with_lines_above_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    err = Terminal()
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    screen = Screen(out, err, width=80, styled=True)
    with Bar(screen, "正在核验") as bar:
        bar.update(10, 100)
        screen.line("一行回执")
        bar.update(100, 100)
    screen.line("之后")
    assert "正在核验" in err.getvalue()
    assert "一行回执" in err.getvalue()
    assert isinstance(out.buffer, io.BytesIO)
    out.flush()
    assert out.buffer.getvalue().decode() == "之后\n"


def test_short_work_has_none() -> None:
    err = Terminal()
    screen = Screen(io.TextIOWrapper(io.BytesIO()), err, width=80, styled=True)
    with Bar(screen, "正在核验") as bar:
        bar.update(1, 2)
    assert err.getvalue() == ""


def test_a_pipe_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    err = io.StringIO()
    screen = Screen(io.TextIOWrapper(io.BytesIO()), err, width=None, styled=False)
    with Bar(screen, "正在核验") as bar:
        bar.update(1, 2)
    assert err.getvalue() == ""
