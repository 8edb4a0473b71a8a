"""One document through an engine for OCR, page by page, whichever engine it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Protocol

from archive_plugins.ocr.pages import PagesReader
from archive_plugins.ocr.picture import MOST_PAGES
from archive_plugins.pdf.properties import beside_the_text

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Outcome, ParsedDocument

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["SURE", "Engine", "ReadPage", "read"]

SURE = 0.85
"""Confidence of a page, on the average of its characters, below which it is doubtful."""
_LISTED = 20


@dataclass(frozen=True, slots=True)
class ReadPage:
    blocks: tuple[Block, ...]
    sure: float
    """0 to 1, on the average of the characters; 1 for a page without any."""


class Engine(Protocol):
    """Reads one picture."""

    def read_page(self, picture: Image, number: int) -> ReadPage: ...


@dataclass(slots=True)
class _Reading:
    blocks: list[Block] = field(default_factory=list)
    characters: int = 0
    weight: float = 0.0
    read: int = 0
    """Characters that the engine read, to which `weight` refers."""
    doubtful: list[int] = field(default_factory=list)

    def add(self, page: ReadPage, number: int) -> None:
        count = sum(len(block.text) for block in page.blocks)
        self.blocks.extend(page.blocks)
        self.characters += count
        self.read += count
        self.weight += count * page.sure
        if count and page.sure < SURE:
            self.doubtful.append(number)


def read(engine: Engine, source: BinaryIO, context: ParseContext) -> ParsedDocument:
    """The text of all pages; those that have a text of their own which can be relied on are not read by the engine.

    Raise ParseFailed where nothing can be opened.
    """
    reader = PagesReader(source, context.media_type)
    reading = _Reading()
    cut = False
    for page in reader.pages():
        if page.picture is None:
            lines = (page.text or "").splitlines()
            blocks = [Block(line, page=page.number) for line in lines if line.strip()]
            reading.blocks.extend(blocks)
            reading.characters += sum(len(block.text) for block in blocks)
        else:
            reading.add(engine.read_page(page.picture, page.number), page.number)
        context.page_done()
        if reading.characters > context.max_characters:
            cut = True
            break
    if reader.total and len(reader.lost) == reader.total:
        raise ParseFailed(Outcome.CORRUPT, N_("No page of the file could be read."))
    metadata: dict[str, str] = {}
    if context.media_type == "application/pdf":
        metadata, extra, _ = beside_the_text(source)
        reading.blocks.extend(extra)
    return _document(reader, reading, metadata, cut=cut)


def _document(reader: PagesReader, reading: _Reading, metadata: dict[str, str], *, cut: bool) -> ParsedDocument:
    warnings = []
    if reading.doubtful:
        warnings.append(N_("OCR is not sure of these pages:") + " " + _listing(reading.doubtful))
    if reader.lost:
        warnings.append(N_("These pages could not be read:") + " " + _listing(reader.lost))
    if reader.cut_off:
        warnings.append(N_("The picture ends too early; what is there of it was read."))
    if cut or reader.total > MOST_PAGES:
        warnings.append(N_("The text is longer than the limit and was cut."))
    if reading.read:
        metadata = {**metadata, "ocr-confidence": f"{reading.weight / reading.read:.3f}"}
    outcome = Outcome.PARTIAL if warnings else Outcome.OK
    return ParsedDocument(tuple(reading.blocks), metadata, reader.total, outcome, tuple(warnings))


def _listing(pages: list[int]) -> str:
    words = ", ".join(str(page) for page in pages[:_LISTED])
    return f"{words} … ({len(pages)})" if len(pages) > _LISTED else words
