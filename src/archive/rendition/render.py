"""A page as a file: the one door to the writers, each imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from archive.rendition.page import Page

__all__ = ["KINDS", "Kind", "render"]

Kind = Literal["html", "docx", "pdf", "xlsx"]

KINDS: tuple[Kind, ...] = get_args(Kind)


def render(page: Page, kind: Kind) -> bytes:
    """The page as a whole file. The same page gives the same bytes; of pdf with the same fonts and version of typst.

    Raises NoChineseFont for pdf where no font of this machine has Chinese characters.
    """
    if kind == "html":
        from archive.rendition.html import write_html

        return write_html(page).encode()
    if kind == "docx":
        from archive.rendition.docx import write_docx

        return write_docx(page)
    if kind == "xlsx":
        from archive.rendition.xlsx import write_xlsx

        return write_xlsx(page)
    from archive.rendition.pdf import write_pdf

    return write_pdf(page)
