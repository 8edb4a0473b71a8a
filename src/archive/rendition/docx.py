"""Word documents (ECMA-376), with Chinese fonts that every Chinese office program has."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

import docx
from archive.rendition.page import (
    BarChart,
    Block,
    Cell,
    Fields,
    Heading,
    Page,
    Paragraph,
    Signatures,
    Squares,
    Table,
    cell_text,
    clean,
    shares,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["write_docx"]

_WIDTH = {False: 174, True: 261}
"""Millimetres between the margins of A4, upright and lying."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""What a zip can say of time (APPNOTE 4.4.6): the same in every file, so that bytes are the same."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """What a block is written on."""

    document: Any
    width: int
    """Millimetres between the margins."""


def write_docx(page: Page) -> bytes:
    document = docx.Document()
    _prepare(document, page)
    title = document.add_heading(clean(page.title), 0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if page.subtitle:
        document.add_paragraph(clean(page.subtitle)).alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper = _Paper(document, _WIDTH[page.landscape])
    for block in page.blocks:
        _block(block, paper)
    written = io.BytesIO()
    document.save(written)
    return _settled(written)


def _prepare(document: Any, page: Page) -> None:
    section = document.sections[0]
    long, short = Mm(297), Mm(210)
    section.orientation = WD_ORIENT.LANDSCAPE if page.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if page.landscape else (short, long)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = "Times New Roman"
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        fonts.set(qn("w:eastAsia"), "宋体" if name == "Normal" else "黑体")
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Title"].font.size = Pt(20)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = clean(page.title)[:255], "", ""
    properties.language = "zh-CN" if page.language == "zh" else "en"
    properties.created = properties.modified = datetime.fromisoformat(page.day)
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))


@singledispatch
def _block(block: Block, _paper: _Paper) -> None:
    raise TypeError(type(block))


@_block.register
def _heading(block: Heading, paper: _Paper) -> None:
    paper.document.add_heading(clean(block.text), block.level)


@_block.register
def _paragraph(block: Paragraph, paper: _Paper) -> None:
    run = paper.document.add_paragraph().add_run(clean(block.text))
    if block.note:
        run.font.size = Pt(9)


@_block.register
def _fields(block: Fields, paper: _Paper) -> None:
    rows = [_row([_cell(label, bold=True), _cell(value)]) for label, value in block.rows]
    _add_table(paper, rows, [0.25, 0.75])


@_block.register
def _table(block: Table, paper: _Paper) -> None:
    if block.title:
        paper.document.add_paragraph().add_run(clean(block.title)).bold = True
    head = _row([_cell(column, bold=True) for column in block.columns], head=True)
    _add_table(paper, [head, *(_row(map(_cell, row)) for row in block.rows)], shares(block))


@_block.register
def _chart(block: BarChart, paper: _Paper) -> None:
    """Bars of full blocks: they print everywhere, and a reader without sight hears the numbers beside them."""
    paper.document.add_paragraph().add_run(clean(block.title)).bold = True
    highest = max((value for _, value in block.bars), default=0) or 1
    rows = [
        _row([_cell(label), _cell("\u2588" * round(value / highest * 30)), _cell(f"{value:g}{block.unit}")])
        for label, value in block.bars
    ]
    _add_table(paper, rows, [0.3, 0.55, 0.15])


@_block.register
def _signatures(block: Signatures, paper: _Paper) -> None:
    for label in block.labels:
        paper.document.add_paragraph(clean(label) + "：" + "＿" * 14)


@_block.register
def _squares(block: Squares, paper: _Paper) -> None:
    paper.document.add_picture(io.BytesIO(_png(block.rows)), width=Mm(45))
    paper.document.add_paragraph().add_run(clean(block.caption)).font.size = Pt(9)


def _png(rows: Sequence[str]) -> bytes:
    """The squares as a picture of one bit a point (PNG, ISO/IEC 15948), 8 points a square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = [b"\0" + bytes(0 if square == "1" else 255 for square in row) for row in rows]
    head = struct.pack(">IIBBBBB", len(rows[0]) * 8, len(rows) * 8, 1, 0, 0, 0, 0)
    data = zlib.compress(b"".join(line * 8 for line in lines), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _cell(cell: Cell, *, bold: bool = False) -> str:
    lines = cell_text(cell).split("\n")
    style = "<w:rPr><w:b/></w:rPr>" if bold else ""
    place = "" if cell is None or isinstance(cell, str) else '<w:pPr><w:jc w:val="right"/></w:pPr>'
    return "".join(
        f'<w:p>{place}<w:r>{style}<w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines
    )


def _row(cells: Iterable[str], *, head: bool = False) -> str:
    mark = "<w:tblHeader/>" if head else ""
    return (
        f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>"
        + "".join(f"<w:tc><w:tcPr/>{cell}</w:tc>" for cell in cells)
        + "</w:tr>"
    )


def _add_table(paper: _Paper, rows: Sequence[str], parts: Sequence[float]) -> None:
    """One piece of XML: python-docx adds cells one by one, and thousands of rows would take minutes."""
    grid = "".join(f'<w:gridCol w:w="{round(part * paper.width * 56.7)}"/>' for part in parts)  # twentieths of a point
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )
    if not rows:
        return
    last = paper.document.add_paragraph()
    last._p.addprevious(table)


def _settled(written: io.BytesIO) -> bytes:
    """The package again, with one time for all of its parts."""
    settled = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return settled.getvalue()
