"""Where a page goes: to the screen, or as a file for people who read on paper."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from archive.cli.escape import visible
from archive.cli.face import option
from archive.cli.language import _
from archive.cli.pages import Page as Facts
from archive.cli.screen import Column
from archive.errors import N_, InputMissing, TargetExists, UsageInvalid
from archive.rendition.page import BarChart, Cell, Fields, Heading, Page, Paragraph, Signatures, Table
from archive.rendition.render import KINDS, render

if TYPE_CHECKING:
    from archive.cli.screen import Screen
    from archive.rendition.page import Block
    from archive.rendition.render import Kind

__all__ = ["Outlet", "outlet", "show_page", "write_page"]

F = TypeVar("F", bound=Callable[..., Any])

_ENDINGS = {".htm": "html", ".txt": "text", **{f".{kind}": kind for kind in (*KINDS, "json")}}

_WRITTEN_ALONE = frozenset({"docx", "pdf", "xlsx"})
"""No text: they are not shown on a terminal."""


def outlet(*formats: str) -> Callable[[F], F]:
    """Give a command `--format` with these formats, and `-o`; it gets `kind` and `output`."""

    def give(function: F) -> F:
        format_ = option(
            "--format", "kind", type=click.Choice(formats),
            help=N_("How it is written; else by the ending of FILE, else as text."),
        )  # fmt: skip
        output = option(
            "-o", "--output", type=click.Path(), metavar=N_("FILE"),
            help=N_("Write it to this new file; - is standard output."),
        )  # fmt: skip
        return format_(output(function))

    return give


class Outlet:
    """What the options say. Raises UsageInvalid, TargetExists for a file that is there already, or InputMissing
    where its folder is not.
    """

    def __init__(self, kind: str | None, output: str | None, formats: tuple[str, ...]) -> None:
        ending = _ENDINGS.get(Path(output).suffix.lower()) if output is not None else "text"
        if kind is None and ending not in formats:
            ending = None if output != "-" else "text"
        if kind is None and ending is None:
            raise UsageInvalid(reason=N_("the ending of the file does not say how it is written; say it with --format"))
        self.format = kind or ending or "text"
        self._output = output
        if self.format in _WRITTEN_ALONE and output is None:
            raise UsageInvalid(reason=N_("name the file to write with -o"))
        if output not in {None, "-"} and os.path.lexists(output):
            raise TargetExists(path=output)
        if output not in {None, "-"} and not Path(output).parent.is_dir():
            raise InputMissing(path=Path(output).parent)

    @property
    def on_screen(self) -> bool:
        """Whether text goes to the terminal or the pipe."""
        return self.format == "text" and self._output in {None, "-"}

    def write(self, screen: Screen, data: bytes) -> None:
        """The whole file at once, readable by its owner only if personal data is not masked in it.

        Raises TargetExists, NotPermitted or StorageFailed; then no file is left.
        """
        if self._output in {None, "-"}:
            screen.exact(data)
            return
        from archive.disk.atomic import write_new

        write_new(Path(self._output), data, 0o666 if screen.masked else 0o600)
        screen.note(_("Written: {path}").format(path=click.format_filename(self._output)))

    def put(self, screen: Screen, page: Page) -> None:
        """The page as text or as a file."""
        if self.on_screen:
            show_page(screen, page)
        elif self.format == "text":
            self.write(screen, _as_text(screen, page))
        else:
            self.write(screen, write_page(screen, page, self.format))


def write_page(screen: Screen, page: Page, kind: str) -> bytes:
    """The page as a file, masked as the screen is. Raises NoChineseFont."""
    return render(_masked(page, screen.shown), cast("Kind", kind))


def _as_text(screen: Screen, page: Page) -> bytes:
    """What a terminal of 100 columns would show."""
    import io

    from archive.cli.screen import Screen as Paper

    written = io.StringIO()
    paper = Paper(written, screen.err, width=100, styled=False)
    paper.masked = screen.masked
    show_page(paper, page)
    return written.getvalue().encode("utf-8", "replace")


def show_page(screen: Screen, page: Page) -> None:
    """The page as lines of text; its title stands in the first ones."""
    if page.title:
        screen.line(screen.bold(visible(page.title)))
        if page.subtitle:
            screen.line(visible(page.subtitle))
        screen.line()
    for number, block in enumerate(page.blocks):
        _show(screen, block, first=number == 0)


def _show(screen: Screen, block: Block, *, first: bool) -> None:
    if isinstance(block, Heading):
        if not first:
            screen.line()
        screen.line(screen.bold(visible(block.text)))
    elif isinstance(block, Paragraph):
        screen.line(visible(block.text))
    elif isinstance(block, Fields):
        facts = Facts(screen)
        for label, value in block.rows:
            facts.add(label, value)
        facts.show()
    elif isinstance(block, Table):
        if block.title:
            screen.line(visible(block.title))
        screen.table([_column(block, at) for at in range(len(block.columns))], block.rows)
    elif isinstance(block, Signatures):
        screen.line()
        screen.line("    ".join(visible(label) + " __________" for label in block.labels))


def _column(table: Table, at: int) -> Column:
    """Days, numbers of documents and ids are never cut."""
    cells = ["" if row[at] is None else str(row[at]) for row in table.rows]
    number = all(isinstance(row[at], int | float) for row in table.rows) and bool(table.rows)
    return Column(table.columns[at], None if all(map(str.isascii, cells)) else 8, right=number)


def _masked(page: Page, shown: Callable[[str], str]) -> Page:
    def cell(value: Cell) -> Cell:
        return shown(value) if isinstance(value, str) else value

    def block(each: Block) -> Block:
        if isinstance(each, Heading | Paragraph):
            return replace(each, text=shown(each.text))
        if isinstance(each, Fields):
            return Fields(tuple((label, shown(value)) for label, value in each.rows))
        if isinstance(each, Table):
            return replace(each, rows=tuple(tuple(map(cell, row)) for row in each.rows), title=shown(each.title))
        if isinstance(each, BarChart):
            return replace(each, bars=tuple((shown(label), value) for label, value in each.bars))
        return each

    return replace(
        page, title=shown(page.title), subtitle=shown(page.subtitle), blocks=tuple(map(block, page.blocks))
    )
