"""Help pages whose lines fit the terminal also when they are Chinese.

click measures text in characters and breaks it at blanks, so that a long Chinese description
ends in dots. Here it is measured in columns and broken between characters; nothing is cut.
"""

from __future__ import annotations

from collections.abc import Iterable

import click

from archive.cli.fitting import columns, pad, wrap

__all__ = ["Formatter"]

_SPACING = 2


class Formatter(click.HelpFormatter):
    """click's formatter with its three ways of writing text replaced."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """`Usage: PROG ARGS`, further lines below the first argument."""
        from gettext import gettext

        head = f"{gettext('Usage:') if prefix is None else prefix.rstrip()} {prog} "
        first, *rest = wrap(args, max(20, self.width - columns(head)))
        self.write((head + first).rstrip() + "\n")
        for line in rest:
            self.write(" " * columns(head) + line + "\n")

    def write_text(self, text: str) -> None:
        r"""Paragraphs parted by empty lines; one that begins with a line `\b` keeps its lines."""
        indent = " " * self.current_indent
        blocks = []
        for block in text.split("\n\n"):
            lines = block.strip("\n").splitlines()
            kept = lines[1:] if lines and lines[0].strip() == "\b" else None
            shown = kept if kept is not None else wrap(" ".join(lines), self.width - len(indent))
            blocks.append("\n".join((indent + line).rstrip() for line in shown))
        self.write("\n\n".join(blocks) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = _SPACING) -> None:
        """Terms and what they mean in two columns; a term that is too wide has its meaning below it."""
        listed = list(rows)
        widths = [columns(term) for term, _ in listed if columns(term) <= col_max]
        column = max(widths, default=0) + col_spacing
        indent = " " * self.current_indent
        for term, meaning in listed:
            lines = wrap(meaning, max(self.width - column - len(indent), 10)) if meaning else [""]
            if columns(term) + col_spacing > column:
                self.write(f"{indent}{term}\n")
            else:
                self.write((indent + pad(term, column) + lines.pop(0)).rstrip() + "\n")
            for line in lines:
                self.write((indent + " " * column + line).rstrip() + "\n")
