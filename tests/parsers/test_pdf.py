from __future__ import annotations

import io

import pytest
from archive_plugins.pdf.second import PypdfParser, repaired
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from archive.hooks.contracts import ParseContext
from archive.model.parsed import Outcome


@pytest.fixture(scope="module")
def plain() -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    memory = io.BytesIO()
    canvas = Canvas(memory, pagesize=A4, invariant=True)
    canvas.setTitle("现场检查记录")
    canvas.setAuthor("张三")
    for number in (1, 2):
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(72, 700, f"第{number}页：配电箱未上锁，责令限期整改")
        canvas.showPage()
    canvas.save()
    return memory.getvalue()


def rewritten(data: bytes, change) -> bytes:  # type: ignore[no-untyped-def]
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    memory = io.BytesIO()
    writer.write(memory)
    return memory.getvalue()


def test_text_pages_and_properties(read, plain: bytes) -> None:  # type: ignore[no-untyped-def]
    report = read(plain)
    assert report.outcome is Outcome.OK
    assert report.attempts[-1].parser == "pdfium"
    assert [(block.text, block.page) for block in report.document.blocks] == [
        ("第1页：配电箱未上锁，责令限期整改", 1),
        ("第2页：配电箱未上锁，责令限期整改", 2),
    ]
    assert report.document.pages == 2
    assert report.document.metadata["title"] == "现场检查记录"
    assert report.document.metadata["created"].startswith("20")


def test_the_second_reader_sees_the_same(read, plain: bytes) -> None:  # type: ignore[no-untyped-def]
    document = PypdfParser().parse(io.BytesIO(plain), ParseContext("application/pdf", "x", 10_000))
    assert [block.text for block in document.blocks] == [block.text for block in read(plain).document.blocks]


def test_junk_before_the_header(read, plain: bytes) -> None:  # type: ignore[no-untyped-def]
    report = read(b"HTTP/1.1 200 OK\r\n\r\n" + plain)
    assert report.media_type == "application/pdf"
    assert report.document is not None


def test_a_password_is_said_and_an_empty_one_tried(read, plain: bytes) -> None:  # type: ignore[no-untyped-def]
    locked = read(rewritten(plain, lambda writer: writer.encrypt("geheim", algorithm="AES-256")))
    assert locked.outcome is Outcome.ENCRYPTED
    assert locked.reason == "The document is protected by a password."
    opened = read(rewritten(plain, lambda writer: writer.encrypt("", "owner", algorithm="AES-256")))
    assert opened.outcome is Outcome.OK


def test_form_values_and_attachments(read, plain: bytes) -> None:  # type: ignore[no-untyped-def]
    memory = io.BytesIO()
    canvas = Canvas(memory, pagesize=A4)
    canvas.drawString(72, 700, "Work ticket form with fields")
    canvas.acroForm.textfield(name="unit", value="Red Star Works", x=72, y=600)
    canvas.save()
    report = read(rewritten(memory.getvalue(), lambda writer: writer.add_attachment("照片.txt", b"inside")))
    assert "Red Star Works" in report.document.text()
    assert [(child.name, child.data) for child in report.document.children] == [("照片.txt", b"inside")]


def scan(extra: str = "") -> bytes:
    memory = io.BytesIO()
    canvas = Canvas(memory, pagesize=A4)
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("L", (200, 280), 200)), 0, 0, A4[0], A4[1])
    if extra:
        canvas.drawString(72, 72, extra)
    canvas.showPage()
    canvas.save()
    return memory.getvalue()


@pytest.mark.parametrize("stamp", ["", "CamScanner"])
def test_scans_need_recognition(read, stamp: str) -> None:  # type: ignore[no-untyped-def]
    report = read(scan(stamp))
    assert report.outcome is Outcome.NEEDS_OCR
    assert report.document is not None
    assert report.document.pages == 1


def test_a_scan_among_pages_is_partial(read, plain: bytes) -> None:  # type: ignore[no-untyped-def]
    report = read(rewritten(plain, lambda writer: writer.append(PdfReader(io.BytesIO(scan())))))
    assert report.outcome is Outcome.PARTIAL
    assert "3" in (report.reason or "")


def test_a_blank_page_is_no_scan(read) -> None:  # type: ignore[no-untyped-def]
    memory = io.BytesIO()
    canvas = Canvas(memory)
    canvas.showPage()
    canvas.save()
    assert read(memory.getvalue()).outcome is Outcome.OK


def test_one_bad_page_costs_one_page(plain: bytes) -> None:
    def spoil(writer: PdfWriter) -> None:
        from pypdf.generic import NameObject, NumberObject

        writer.pages[0][NameObject("/Contents")] = NumberObject(5)

    data = rewritten(plain, spoil)
    document = PypdfParser().parse(io.BytesIO(data), ParseContext("application/pdf", "x", 10_000))
    assert any("第2页" in block.text for block in document.blocks)


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n" + b"\x00" * 5_000, b"%PDF-1.4\ntrailer<</Root 1 0 R>>"])
def test_broken_files_are_corrupt(read, data: bytes) -> None:  # type: ignore[no-untyped-def]
    report = read(data)
    assert report.outcome is Outcome.CORRUPT
    assert [attempt.parser for attempt in report.attempts] == ["pdfium", "pypdf"]


def test_gbk_shown_as_latin_is_repaired() -> None:
    assert repaired("安全".encode("gbk").decode("latin-1")) == "安全"
    assert repaired("café") == "café"
    assert repaired("plain") == "plain"
