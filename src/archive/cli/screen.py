"""What commands write, and where: a terminal gets aligned tables, a pipe gets plain lines.

Results go to stdout, notes and errors to stderr. The real stdout is taken aside before any
plugin is loaded, so that a library which prints cannot spoil what a program reads.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import IO, NamedTuple, TextIO

from archive.cli.escape import visible, visible_json, visible_text
from archive.cli.fitting import columns, cut, pad
from archive.text.masking import mask, mask_all

__all__ = ["Column", "Screen"]

_GAP = 2
"""Blank columns between the columns of a table."""


class Column(NamedTuple):
    """One column of a table: its heading, and how it may give way on a narrow terminal."""

    heading: str
    least: int | None = None
    """It may be cut to this many columns; None means never."""
    right: bool = False


class Screen:
    """The way out of the command line.

    `width` is the number of columns of the terminal that stdout is, None if stdout is a pipe or
    a file. `styled` says whether bold may be used.
    """

    def __init__(self, out: TextIO, err: TextIO, *, width: int | None, styled: bool) -> None:
        self.out = out
        self.err = err
        self.width = width
        self.styled = styled
        self.masked = True
        """Whether personal data is starred out in all that is written as text (`archive.text.masking`)."""
        self._above: object | None = None

    @classmethod
    def real(cls) -> Screen:
        """The screen of this process.

        From here on file descriptor 1 leads to stderr: what a C library or a child prints is
        seen, but not in the output. `sys.stdout` stays the real one, for click's help.
        """
        out = sys.stdout = _take_stdout_aside()
        on_terminal = out.isatty()
        width = _terminal_width(out) if on_terminal else None
        styled = on_terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        return cls(out, sys.stderr, width=width, styled=styled)

    def line(self, text: str = "") -> None:
        """One line of output. Text from documents has to be made `visible` by the caller."""
        self._write(text + "\n")

    def text(self, text: str) -> None:
        """A text of many lines, shown with its acting characters escaped."""
        self._write(visible_text(text) if text.endswith("\n") else visible_text(text) + "\n")

    def json(self, value: object) -> None:
        r"""One JSON value on one line, in UTF-8, acting characters as `\u` escapes."""
        self.exact(self.json_line(value))

    def json_line(self, value: object) -> bytes:
        """The line that `json` writes."""
        import json

        shown = mask_all(value) if self.masked else value
        return (visible_json(json.dumps(shown, ensure_ascii=False, separators=(",", ":"))) + "\n").encode()

    def shown(self, text: str) -> str:
        """`text` as it may be seen: as long as it was."""
        return mask(text) if self.masked else text

    def exact(self, data: bytes) -> None:
        """Bytes as they are; whoever makes them of text masks it."""
        self.out.flush()
        raw: IO[bytes] = self.out.buffer
        raw.write(data)
        raw.flush()

    def note(self, text: str) -> None:
        """A remark for the person, on stderr, so that it never stands among results."""
        with suppress(BrokenPipeError):
            self.err.write(self.shown(text) + "\n")
            self.err.flush()

    def bold(self, text: str) -> str:
        """`text` as it is stressed here: bold on a terminal, as it is in a pipe."""
        text = self.shown(text)
        return f"\x1b[1m{text}\x1b[0m" if self.styled and text else text

    def table(
        self, heads: Sequence[Column], rows: Iterable[Sequence[object]], below: Sequence[Sequence[str]] = ()
    ) -> None:
        """Rows under their headings, fitted to the terminal; in a pipe, cells parted by tabs without headings.

        On a terminal `below[n]` are lines that stand under row n as they are.
        """
        if self.width is None:
            for row in rows:
                self.line("\t".join(self._cell(value) for value in row))
            return
        cells = [[self._cell(value) for value in row] for row in rows]
        widths = _fit(heads, cells, self.width)
        self.line(self.bold(_row([head.heading for head in heads], heads, widths)))
        for number, each in enumerate(cells):
            self.line(_row(each, heads, widths))
            for line in below[number] if below else ():
                self.line(line)

    def _cell(self, value: object) -> str:
        return "" if value is None else visible(self.shown(str(value)))

    def above(self, console: object | None) -> None:
        """While a progress bar stands on the terminal, lines are written above it through `console`."""
        self._above = console

    def _write(self, text: str) -> None:
        text = self.shown(text)
        if self._above is not None and self.width is not None:
            self._above.out(text, end="", highlight=False)  # type: ignore[attr-defined] # rich, imported lazily
            return
        self.out.write(text)
        self.out.flush()


def _take_stdout_aside() -> TextIO:
    """A stream on the real stdout; descriptor 1 becomes a copy of stderr where both are open."""
    try:
        real = os.dup(1)
        os.dup2(2, 1)
    except OSError:
        return sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - lives as long as we
    encoding = (sys.stdout.encoding if sys.stdout else None) or "utf-8"
    # A character that the terminal's encoding lacks is shown as an escape rather than ending the command.
    return os.fdopen(real, "w", encoding=encoding, errors="backslashreplace", buffering=1 << 16)


def _terminal_width(out: TextIO) -> int:
    """Columns of the terminal: what `COLUMNS` says, else what the terminal does, else 80."""
    # shutil has the same and loads every compressor with it, which a search has no time for.
    with suppress(ValueError, OSError):
        return int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size(out.fileno()).columns or 80
    return 80


def _fit(heads: Sequence[Column], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """Widths of the columns: as wide as their cells, and where that is too wide, the widest that may give way gives."""
    widths = [
        max([columns(head.heading), *(columns(row[at]) for row in cells)])  # an empty table has its headings
        for at, head in enumerate(heads)
    ]
    excess = sum(widths) + _GAP * (len(heads) - 1) - width
    while excess > 0:
        giving = [at for at, head in enumerate(heads) if head.least is not None and widths[at] > head.least]
        if not giving:
            break
        widest = max(giving, key=lambda at: widths[at])
        widths[widest] -= 1
        excess -= 1
    return widths


def _row(cells: Sequence[str], heads: Sequence[Column], widths: Sequence[int]) -> str:
    fitted = (
        pad(cut(cell, width), width, right=head.right) for cell, head, width in zip(cells, heads, widths, strict=True)
    )
    return (" " * _GAP).join(fitted).rstrip()
