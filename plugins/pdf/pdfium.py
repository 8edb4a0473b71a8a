"""The text of a PDF by pdfium, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from archive_plugins.pdf.cells import blocks_of
from archive_plugins.pdf.pages import FEW, Pages
from archive_plugins.pdf.properties import beside_the_text

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Outcome, ParsedDocument

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

__all__ = ["PdfiumParser", "open_document", "page_text", "pictured"]

_FORM_DEPTH = 3
_DRAWN = 60
"""Paths on a page without any text, from which on its letters are taken to be drawn."""
_OBJECTS = 2_000


class PdfiumParser:
    """Fast and complete; dies on hostile files, which the worker is there for."""

    name = "pdfium"
    version = "2"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type == "application/pdf" else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        document = open_document(source)
        try:
            pages = Pages(context.max_characters)
            total = len(document)
            for index in range(total):
                _page(document, index, pages)
                if pages.cut:
                    break
        finally:
            document.close()
        if total and len(pages.lost) == total:
            raise ParseFailed(Outcome.CORRUPT, N_("No page of the file could be read."))
        metadata, extra, children = beside_the_text(source)
        return pages.document(total, metadata, extra, children)


def open_document(source: BinaryIO) -> PdfDocument:
    """The document. Raise ParseFailed; of a locked one with `unsupported`, since another parser may open it."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ParseFailed(Outcome.UNSUPPORTED, N_("pdfium asks for a password.")) from error
        raise ParseFailed(Outcome.CORRUPT, f"pdfium: {error}") from error


def _page(document: PdfDocument, index: int, pages: Pages) -> None:
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        pages.lost.append(index + 1)
        return
    try:
        text, blocks = _read(page, index + 1)
        pages.add_blocks(blocks, len(text))
        if len("".join(text.split())) < FEW and pictured(page, bool(text.strip())):
            pages.pictures.append(index + 1)
    except pypdfium2.PdfiumError:
        pages.lost.append(index + 1)
    finally:
        page.close()


def _read(page: Any, number: int) -> tuple[str, list[Block]]:
    text_page = page.get_textpage()
    try:
        text: str = text_page.get_text_bounded()
        return text, blocks_of(page, text_page, text, number)
    finally:
        text_page.close()


def page_text(page: Any) -> str:
    """The text of a page. Raises PdfiumError."""
    text_page = page.get_textpage()
    try:
        text: str = text_page.get_text_bounded()
    finally:
        text_page.close()
    return text


def pictured(page: Any, some_text: bool) -> bool:
    """Whether the page shows a picture that could hold text, or letters drawn as outlines."""
    from pypdfium2 import raw

    width, height = page.get_size()
    paths = 0
    for number, item in enumerate(page.get_objects(max_depth=_FORM_DEPTH)):
        if number > _OBJECTS:
            break
        if item.type == raw.FPDF_PAGEOBJ_PATH:
            paths += 1
        elif item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            if (right - left) * (top - bottom) >= 0.15 * width * height:
                return True
    return paths >= _DRAWN and not some_text
