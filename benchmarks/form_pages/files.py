"""Pages as real files: docx, Word-2003 XML, flat OPC, xlsx, plain text; doc and pdf through LibreOffice; scans."""

from __future__ import annotations

import base64
import io
import random
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from form_pages.layouts import Box, Break, Grid, Line, Page

__all__ = ["as_docx", "as_flat_opc", "as_scan", "as_text", "as_word_xml", "as_xlsx", "convert", "has_office"]

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W2003 = "http://schemas.microsoft.com/office/word/2003/wordml"


def as_docx(page: Page) -> bytes:
    """A document as python-docx writes it; text boxes as Word does, in both wordings."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
    from docx.oxml.ns import qn
    from docx.shared import Pt

    import docx

    document = docx.Document()
    document.styles["Normal"].font.name = "Noto Serif CJK SC"
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Serif CJK SC")
    for item in page.body:
        if isinstance(item, Line):
            paragraph = document.add_paragraph()
            for number, part in enumerate(item.parts):
                run = paragraph.add_run(part)
                run.underline = True if number % 2 else None
                run.font.size = Pt(item.size)
            if item.centred or item.right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if item.centred else WD_ALIGN_PARAGRAPH.RIGHT
        elif isinstance(item, Grid):
            _docx_table(document, item)
        elif isinstance(item, Break):
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        else:
            document.add_paragraph()._p.append(_text_box(item))
    section = document.sections[0]
    for lines, part in ((page.header, section.header), (page.footer, section.footer)):
        for text in lines:
            part.add_paragraph(text)
    if page.first_footer:
        section.different_first_page_header_footer = True
        for text in page.first_footer:
            section.first_page_footer.add_paragraph(text)
        for text in page.header:
            section.first_page_header.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _docx_table(document: Any, grid: Grid) -> None:
    table = document.add_table(len(grid.rows), max(len(row) for row in grid.rows))
    table.style = "Table Grid"
    for cells, row in zip(table.rows, grid.rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=False):
            cell.text = text


def _text_box(box: Box) -> Any:
    from docx.oxml import parse_xml

    paragraphs = "".join(f"<w:p><w:r><w:t xml:space='preserve'>{escape(text)}</w:t></w:r></w:p>" for text in box.lines)
    height = 24 * len(box.lines)
    return parse_xml(
        f'<w:r xmlns:w="{_W}" xmlns:v="urn:schemas-microsoft-com:vml">'
        f'<w:pict><v:shape type="#_x0000_t202" style="width:430pt;height:{height}pt">'
        f"<v:textbox><w:txbxContent>{paragraphs}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )


def as_flat_opc(page: Page) -> bytes:
    """The same in one XML file, as Word saves "XML document"."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(as_docx(page))) as package:
        kinds = package.read("[Content_Types].xml").decode()
        for name in package.namelist():
            if name == "[Content_Types].xml":
                continue
            kind = _content_type(kinds, name)
            data = package.read(name)
            if name.endswith((".xml", ".rels")):
                text = data.decode().split("?>", 1)[-1] if data.startswith(b"<?xml") else data.decode()
                inner = f"<pkg:xmlData>{text}</pkg:xmlData>"
            else:
                inner = f"<pkg:binaryData>{base64.b64encode(data).decode()}</pkg:binaryData>"
            parts.append(f'<pkg:part pkg:name="/{name}" pkg:contentType="{kind}">{inner}</pkg:part>')
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        + "".join(parts)
        + "</pkg:package>"
    ).encode()


def _content_type(kinds: str, name: str) -> str:
    import re

    found = re.search(rf'PartName="/{re.escape(name)}" ContentType="([^"]+)"', kinds) or re.search(
        rf'ContentType="([^"]+)" PartName="/{re.escape(name)}"', kinds
    )
    return (
        found[1]
        if found
        else "application/vnd.openxmlformats-package.relationships+xml"
        if name.endswith(".rels")
        else "application/xml"
    )


def as_word_xml(page: Page) -> bytes:
    """Word-2003 XML, as templates of enforcement systems write it under `.doc`."""

    def paragraph(parts: tuple[str, ...]) -> str:
        style = ("", '<w:rPr><w:u w:val="single"/></w:rPr>')
        runs = "".join(f"<w:r>{style[n % 2]}<w:t>{escape(part)}</w:t></w:r>" for n, part in enumerate(parts))
        return f"<w:p>{runs}</w:p>"

    body = []
    for item in page.body:
        if isinstance(item, Line):
            body.append(paragraph(item.parts))
        elif isinstance(item, Grid):
            rows = "".join(
                "<w:tr>" + "".join(f"<w:tc>{paragraph((cell,))}</w:tc>" for cell in row) + "</w:tr>"
                for row in item.rows
            )
            body.append(f"<w:tbl>{rows}</w:tbl>")
        elif isinstance(item, Break):
            body.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
        else:
            inner = "".join(paragraph((text,)) for text in item.lines)
            body.append(
                "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
                f"{inner}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
            )
    margins = ""
    for lines, tag, kind in (
        (page.header, "hdr", "odd"),
        (page.footer, "ftr", "odd"),
        (page.first_footer, "ftr", "first"),
    ):
        if lines:
            margins += f'<w:{tag} w:type="{kind}">' + "".join(paragraph((text,)) for text in lines) + f"</w:{tag}>"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'
        f'<w:wordDocument xmlns:w="{_W2003}" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"><w:body><wx:sect>'
        + "".join(body) + f"<w:sectPr>{margins}</w:sectPr></wx:sect></w:body></w:wordDocument>"
    ).encode()  # fmt: skip


def as_xlsx(page: Page) -> bytes:
    """A sheet: titles merged across, the header above and the footers beneath as rows."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    width = max((len(row) for item in page.body if isinstance(item, Grid) for row in item.rows), default=4)
    rows: list[tuple[str, ...]] = [(text,) for text in page.header]
    for item in page.body:
        if isinstance(item, Grid):
            rows += item.rows
        elif isinstance(item, Box):
            rows += [(text,) for text in item.lines]
        elif isinstance(item, Line):
            rows.append((item.text,))
    rows += [(text,) for text in page.footer + page.first_footer if not text.startswith("第 2 页")]
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            sheet.cell(number, column, text or None)
        if len(row) == 1 and width > 1:
            sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=width)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_text(page: Page) -> bytes:
    """Plain text: cells parted by tabs, margins in their places."""
    lines = list(page.header)
    for item in page.body:
        if isinstance(item, Line):
            lines.append(item.text)
        elif isinstance(item, Grid):
            lines += ["\t".join(row) for row in item.rows]
        elif isinstance(item, Box):
            lines += item.lines
    return ("\n".join([*lines, *page.first_footer, *page.footer]) + "\n").encode()


def has_office() -> bool:
    """Whether LibreOffice is here."""
    return shutil.which("soffice") is not None


def convert(sources: list[Path], kind: str, folder: Path) -> None:
    """Have LibreOffice save these documents as `kind` (`doc`, `pdf`) in `folder`."""
    profile = folder / "profile"
    for start in range(0, len(sources), 100):
        part = [str(path) for path in sources[start : start + 100]]
        command = [
            "soffice",
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(folder),
        ]
        subprocess.run([*command, *part], check=True, capture_output=True, timeout=600)
    shutil.rmtree(profile, ignore_errors=True)


def as_scan(pdf: Path, generator: random.Random, *, photo: bool) -> bytes:
    """The first page as a scanner (grey, 200 dpi, a little askew) or a phone (shadow, blur, JPEG) sees it."""
    import numpy as np
    import pypdfium2
    from PIL import Image, ImageFilter

    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=200 / 72).to_pil().convert("L")
    document.close()
    turn = generator.uniform(-1.8, 1.8) if photo else generator.uniform(-0.6, 0.6)
    picture = picture.rotate(turn, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=235)
    values = np.asarray(picture, dtype="float32")
    noise = np.random.default_rng(generator.randrange(2**31)).normal(0, 6, values.shape)
    if photo:
        across = np.linspace(generator.uniform(0.65, 0.85), 1.0, values.shape[1])[None, :]
        values = values * across
    picture = Image.fromarray(np.clip(values + noise, 0, 255).astype("uint8"))
    if photo:
        picture = picture.filter(ImageFilter.GaussianBlur(0.7))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=60 if photo else 80)
    return out.getvalue()
