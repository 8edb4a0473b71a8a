"""Papers as real files, byte for byte the same from the same seed but for what libraries put in by the clock."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

from county.papers import Paper
from form_pages import files
from form_pages.layouts import Grid, Line, Page, lay_out

__all__ = ["write"]

_SPAN = 38
"""Chinese characters a line of a PDF."""


def _pdf(page: Page) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    height = A4[1] - 70
    canvas.setFont("STSong-Light", 12)
    lines = [item.text for item in page.body if isinstance(item, Line)]
    lines += ["    ".join(row) for item in page.body if isinstance(item, Grid) for row in item.rows]
    for text in [*lines, *page.first_footer, *page.footer]:
        for start in range(0, max(len(text), 1), _SPAN):
            canvas.drawString(60, height, text[start : start + _SPAN])
            height -= 22
            if height < 60:
                canvas.showPage()
                canvas.setFont("STSong-Light", 12)
                height = A4[1] - 70
    canvas.showPage()
    canvas.save()
    return target.getvalue()


_WRITERS: dict[str, tuple[Callable[[Page], bytes], str]] = {
    "docx": (files.as_docx, "docx"),
    "doc-xml": (files.as_word_xml, "doc"),
    "xlsx": (files.as_xlsx, "xlsx"),
    "txt": (files.as_text, "txt"),
    "pdf": (_pdf, "pdf"),
}


def write(paper: Paper, folder: Path, unit_name: str) -> Path:
    """The paper as a file in the folder, perhaps below one with the unit's name; its own name says nothing."""
    writer, ending = _WRITERS[paper.format]
    layout = "paragraphs with colons" if paper.format == "pdf" or paper.form.table else paper.layout
    page = lay_out(paper.form, layout, random.Random(f"page {paper.key}"))
    place = folder / unit_name if paper.folder else folder
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"文件-{paper.key.rpartition('-')[2]}.{ending}"
    path.write_bytes(writer(page))
    return path
