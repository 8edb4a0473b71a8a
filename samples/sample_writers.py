"""Writes one piece of content in the formats that clerks use, byte for byte the same every time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from xml.sax.saxutils import escape

__all__ = ["WRITERS", "Content"]

_DAY = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
_ZIP_DAY = (2024, 1, 2, 3, 4, 4)
Row = list[str]


@dataclass(frozen=True)
class Content:
    """What a document says: lines and table rows in order, page margins apart."""

    body: Sequence[str | Row]
    header: str = ""
    footer: Sequence[str] = ()
    sheet: str = "Sheet1"
    subject: str = ""


def _rezip(data: bytes) -> bytes:
    """The same package with fixed days and a fixed order of members."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            member = old.read(name)
            if name == "docProps/core.xml":
                stamp = _DAY.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                member = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, member)
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            new.writestr(info, member)
    return target.getvalue()


def _docx(content: Content) -> bytes:
    import docx

    document = docx.Document()
    properties = document.core_properties
    properties.author, properties.created, properties.modified = "样例", _DAY, _DAY
    section = document.sections[0]
    if content.header:
        section.header.paragraphs[0].text = content.header
    for number, line in enumerate(content.footer):
        paragraph = section.footer.paragraphs[0] if number == 0 else section.footer.add_paragraph()
        paragraph.text = line
    rows: list[Row] = []
    for piece in [*content.body, ""]:
        if isinstance(piece, list):
            rows.append(piece)
            continue
        if rows:
            _docx_table(document, rows)
            rows = []
        if piece:
            document.add_paragraph(piece)
    target = io.BytesIO()
    document.save(target)
    return _rezip(target.getvalue())


def _docx_table(document: object, rows: list[Row]) -> None:
    width = max(map(len, rows))
    table = document.add_table(rows=0, cols=width)  # type: ignore[attr-defined]
    table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.text = text
        if len(row) < width:
            cells[len(row) - 1].merge(cells[-1])


def _xlsx(content: Content) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = content.sheet
    width = max(len(piece) for piece in content.body if isinstance(piece, list))
    for number, piece in enumerate(content.body, 1):
        row = piece if isinstance(piece, list) else [piece]
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                cell.value = datetime.strptime(value, "%Y-%m-%d")  # noqa: DTZ007 - a day, no moment
                cell.number_format = "yyyy-mm-dd"
            else:
                cell.value = value
        if isinstance(piece, str) and number < 3:
            sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=width)
    target = io.BytesIO()
    book.save(target)
    return _rezip(target.getvalue())


def _pdf(content: Content) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    width, height = A4
    y = height - 70
    canvas.setFont("STSong-Light", 12)
    if content.header:
        canvas.drawString(60, height - 40, content.header)
    for piece in content.body:
        if isinstance(piece, list):
            step = (width - 100) / len(piece)
            for column, text in enumerate(piece):
                canvas.drawString(60 + column * step, y, text)
            y -= 22
            continue
        for start in range(0, max(len(piece), 1), 38):
            canvas.drawString(60, y, piece[start : start + 38])
            y -= 22
    for number, line in enumerate(reversed(content.footer)):
        canvas.drawString(60, 50 + 20 * number, line)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _lines(content: Content, parting: str) -> list[str]:
    body = [piece if isinstance(piece, str) else parting.join(piece) for piece in content.body]
    return [*([content.header] if content.header else []), *body, *content.footer]


def _txt(content: Content) -> bytes:
    return ("\r\n".join(_lines(content, "    ")) + "\r\n").encode()


def _gbk(content: Content) -> bytes:
    return ("\r\n".join(_lines(content, "    ")) + "\r\n").encode("gbk")


def _csv(content: Content) -> bytes:
    return ("\r\n".join(_lines(content, ",")) + "\r\n").encode("utf-8-sig")


def _html(content: Content) -> bytes:
    pieces: list[str] = []
    for piece in content.body:
        if isinstance(piece, list):
            cells = "".join(f"<td>{escape(cell)}</td>" for cell in piece)
            pieces.append(f"<table><tr>{cells}</tr></table>")
        else:
            pieces.append(f"<p>{escape(piece)}</p>")
    pieces += [f"<p>{escape(line)}</p>" for line in content.footer]
    page = (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><title>{escape(content.subject)}</title></head>'
    )
    return (page + "<body>\n" + "\n".join(pieces) + "\n</body></html>\n").encode()


def _eml(content: Content) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "安全科 <aqk@example.org>"
    message["To"] = "档案室 <archive@example.org>"
    message["Subject"] = content.subject
    message["Date"] = _DAY
    message["Message-ID"] = "<sample@example.org>"
    message.set_content("\n".join(_lines(content, "    ")) + "\n", charset="utf-8", cte="base64")
    return message.as_bytes()


def _rtf(content: Content) -> bytes:
    def encoded(text: str) -> str:
        return "".join(c if c.isascii() and c not in "\\{}" else f"\\u{_signed(ord(c))}?" for c in text)

    lines = "\\par\n".join(encoded(line) for line in _lines(content, "    "))
    return ("{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0 SimSun;}}\\f0\\fs24\n" + lines + "\\par\n}\n").encode(
        "ascii"
    )


def _signed(point: int) -> int:
    return point if point < 32_768 else point - 65_536


def _pptx(content: Content) -> bytes:
    import pptx

    deck = pptx.Presentation()
    deck.core_properties.author = "样例"
    deck.core_properties.created = deck.core_properties.modified = _DAY
    lines = [*_lines(content, "    ")]
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = lines[0]
    slide.placeholders[1].text = "\n".join(lines[1:])
    target = io.BytesIO()
    deck.save(target)
    return _rezip(target.getvalue())


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)
_ODT_TYPE = "application/vnd.oasis.opendocument.text"


def _odt(content: Content) -> bytes:
    pieces: list[str] = []
    for piece in content.body:
        if isinstance(piece, list):
            cells = "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in piece)
            pieces.append(f"<table:table><table:table-row>{cells}</table:table-row></table:table>")
        else:
            pieces.append(f"<text:p>{escape(piece)}</text:p>")
    margin = "".join(f"<text:p>{escape(line)}</text:p>" for line in content.footer)
    declared = '<?xml version="1.0" encoding="UTF-8"?>\n'
    members = {
        "mimetype": _ODT_TYPE,
        "content.xml": f'{declared}<office:document-content {_ODF} office:version="1.3"><office:body><office:text>'
        + "".join(pieces)
        + "</office:text></office:body></office:document-content>",
        "styles.xml": f'{declared}<office:document-styles {_ODF} office:version="1.3"><office:master-styles>'
        f'<style:master-page style:name="Standard"><style:footer>{margin}</style:footer></style:master-page>'
        "</office:master-styles></office:document-styles>",
        "META-INF/manifest.xml": f"{declared}<manifest:manifest "
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODT_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/></manifest:manifest>',
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, text in members.items():
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(info, text)
    return target.getvalue()


WRITERS: dict[str, Callable[[Content], bytes]] = {
    "docx": _docx,
    "xlsx": _xlsx,
    "pdf": _pdf,
    "txt": _txt,
    "gbk": _gbk,
    "csv": _csv,
    "html": _html,
    "eml": _eml,
    "rtf": _rtf,
    "pptx": _pptx,
    "odt": _odt,
}


def suffix(kind: str) -> str:
    """The file name extension of a format of `WRITERS`."""
    return {"gbk": "txt"}.get(kind, kind)


def write(path: Path, kind: str, content: Content) -> None:
    """Write `content` to `path`, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(WRITERS[kind](content))
