"""xls before Excel 97: text in its code page, numbers and dates as shown, damage and passwords said."""

from __future__ import annotations

import io
import struct

import pytest
from archive_plugins.spreadsheet.legacy import XlrdParser

from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Outcome, Role
from archive.parsing.sniff import sniff
from archive.testing import ParserContract
from archive.testing.parser import ParserSample

XLS = "application/vnd.ms-excel"


def item(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


def excel_4(rows, *, page=936, extra=b"", encoding="gbk"):
    """One sheet without a workbook, as Excel 4 saved it."""
    out = item(0x0409, struct.pack("<HHH", 0, 0x10, 0)) + extra
    out += item(0x42, struct.pack("<H", page)) if page else b""
    formats = ("General", "yyyy-mm-dd")
    out += b"".join(item(0x041E, struct.pack("<HB", n, len(f)) + f.encode()) for n, f in enumerate(formats))
    out += b"".join(item(0x0443, struct.pack("<BBHHHHH", 0, n, 0, 0, 0, 0, 0)[:12]) for n in range(2))
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            if isinstance(value, str):
                raw = value.encode(encoding)
                out += item(0x0204, struct.pack("<HHHH", y, x, 0, len(raw)) + raw)
            else:
                number, style = value if isinstance(value, tuple) else (value, 0)
                out += item(0x0203, struct.pack("<HHHd", y, x, style, number))
    return out + item(0x0A, b"")


def read(data):
    return XlrdParser().parse(_stream(data), ParseContext(sniff(_stream(data)), "x", 100_000))


def _stream(data):
    return io.BytesIO(data)


class TestXlrd(ParserContract):
    @pytest.fixture
    def parser(self):
        return XlrdParser()

    @pytest.fixture
    def samples(self):
        return [ParserSample(excel_4([["隐患台账", "整改"], [1.5, 2.0]]), XLS, ("隐患台账\t整改", "1.5\t2"))]


@pytest.mark.parametrize("page", [936, None])
def test_chinese_is_read_with_and_without_a_code_page(page):
    document = read(excel_4([["序号", "隐患内容", "整改期限"], [1.0, "配电箱无门", (36526.0, 1)]], page=page))
    assert [(block.text, block.row) for block in document.blocks if block.role is Role.TABLE] == [
        ("序号\t隐患内容\t整改期限", 1),
        ("1\t配电箱无门\t2000-01-01", 2),
    ]
    assert document.outcome is Outcome.OK


def test_a_password_is_said():
    with pytest.raises(ParseFailed) as caught:
        read(excel_4([["a"]], extra=item(0x2F, bytes(4))))
    assert caught.value.outcome is Outcome.ENCRYPTED


def test_the_text_is_cut_at_its_limit():
    data = excel_4([["字" * 100]] * 50)
    document = XlrdParser().parse(_stream(data), ParseContext(XLS, "x", 1000))
    assert document.outcome is Outcome.PARTIAL
    assert len(document.text()) < 1300
