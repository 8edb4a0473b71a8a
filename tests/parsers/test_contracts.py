"""Every first-party parser passes the contract that outsiders' parsers must pass."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import pptx
import pytest
from archive_plugins.docx.reader import DocxParser
from archive_plugins.mail.reader import MailParser
from archive_plugins.opendocument.reader import OpenDocumentParser
from archive_plugins.pdf.second import PypdfParser
from archive_plugins.plain_text.reader import PlainTextParser
from archive_plugins.presentation.reader import PresentationParser
from archive_plugins.rtf.reader import RtfParser
from archive_plugins.spreadsheet.sparse import SparseParser
from archive_plugins.web.reader import HtmlParser
from odf.opendocument import OpenDocumentText
from odf.text import P
from reportlab.pdfgen.canvas import Canvas

import docx
from archive.hooks.contracts import Parser
from archive.testing import ParserContract
from archive.testing.parser import ParserSample

OPEN_XML = "application/vnd.openxmlformats-officedocument."


def word() -> bytes:
    memory = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("受限空间")
    document.save(memory)
    return memory.getvalue()


def book() -> bytes:
    memory = io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "受限空间"
    workbook.save(memory)
    return memory.getvalue()


def show() -> bytes:
    memory = io.BytesIO()
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "受限空间"
    presentation.save(memory)
    return memory.getvalue()


def text() -> bytes:
    memory = io.BytesIO()
    document = OpenDocumentText()
    document.text.addElement(P(text="受限空间"))
    document.write(memory)
    return memory.getvalue()


def pdf() -> bytes:
    memory = io.BytesIO()
    canvas = Canvas(memory, invariant=True)
    canvas.drawString(72, 700, "confined space")
    canvas.save()
    return memory.getvalue()


RTF = b"{\\rtf1\\ansi\\ansicpg936 \\'ca\\'dc\\'cf\\'de\\'bf\\'d5\\'bc\\'e4\\par}"
MAIL = "From: a\nSubject: b\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n受限空间\n".encode()
CASES = {
    "docx": (DocxParser(), word, OPEN_XML + "wordprocessingml.document"),
    "xlsx": (SparseParser(), book, OPEN_XML + "spreadsheetml.sheet"),
    "pptx": (PresentationParser(), show, OPEN_XML + "presentationml.presentation"),
    "odt": (OpenDocumentParser(), text, "application/vnd.oasis.opendocument.text"),
    "pdf": (PypdfParser(), pdf, "application/pdf"),
    "rtf": (RtfParser(), lambda: RTF, "application/rtf"),
    "html": (HtmlParser(), "<html><p>受限空间</p></html>".encode, "text/html"),
    "mail": (MailParser(), lambda: MAIL, "message/rfc822"),
    "text": (PlainTextParser(), lambda: "受限空间".encode("gbk"), "text/plain"),
}


@pytest.mark.parametrize("case", CASES)
class TestFirstParty(ParserContract):
    @pytest.fixture
    def parser(self, case: str) -> Parser:
        return CASES[case][0]

    @pytest.fixture
    def samples(self, case: str) -> Sequence[ParserSample]:
        _, make, media_type = CASES[case]
        return (ParserSample(make(), media_type, ("confined space" if case == "pdf" else "受限空间",)),)
