"""Word files before docx."""

from __future__ import annotations

import io
import struct

import pytest
from archive_plugins.legacy_office.word import WordParser

from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Outcome, Role


def lines(document, role=Role.BODY):
    return [block.text for block in document.blocks if block.role is role]


def test_paragraphs_rows_fields_and_special_characters(made, read):
    text = "第一段\x0b第二行\r单位\x07名称\x07\x07甲\x07乙\x07\x07见\x13 HYPERLINK x \x14链接\x15处\x1e1\r𠮷\r"
    document = read(WordParser(), made.word(text))
    assert lines(document) == ["第一段\n第二行", "见链接处-1", "𠮷"]
    assert lines(document, Role.TABLE) == ["单位\t名称", "甲\t乙"]


def test_a_field_that_never_ends_costs_no_text(made, read):
    assert "正文" in read(WordParser(), made.word("\x13 TOC \x14目录\r正文\r")).text()
    assert "深" in read(WordParser(), made.word("\x13" * 5000 + "深" + "\x15" * 5000 + "\r深\r")).text()


def test_headers_footers_notes_and_comments_have_their_roles(made, read):
    parts = {0: "正文\r", 1: "脚注\r", 2: "页眉\r页脚签名\r", 4: "批注\r", 6: "文本框\r"}
    bounds = [0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 8, 8, 8, 9]
    document = read(WordParser(), made.word(parts, headers=bounds))
    assert [(block.text, block.role) for block in document.blocks] == [
        ("页眉", Role.HEADER), ("正文", Role.BODY), ("页脚签名", Role.FOOTER), ("文本框", Role.TEXT_BOX),
        ("脚注", Role.NOTE), ("批注", Role.COMMENT),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(b"caf\xe9 \x93x\x94 20\xb0C\r", "café “x” 20°C"), ("安全生产检查\r".encode("gbk"), "安全生产检查")],
)
def test_single_bytes_are_western_unless_they_are_chinese(made, read, raw, expected):
    assert lines(read(WordParser(), made.word("后\r", narrow=raw)))[0] == expected


def test_a_password_is_said(made, read):
    with pytest.raises(ParseFailed) as caught:
        read(WordParser(), made.word("x\r", flags=0x0100))
    assert caught.value.outcome is Outcome.ENCRYPTED


def test_counts_that_lie_end_in_partial_or_corrupt(made, read):
    data = bytearray(made.word("正文\r"))
    struct.pack_into("<l", data, 512 + 0x4C, 2_000_000_000)
    document = read(WordParser(), bytes(data))
    assert document.outcome is Outcome.PARTIAL
    assert "正文" in document.text()


def test_a_long_text_is_cut(made, read):
    document = read(WordParser(), made.word("安" * 5000 + "\r"), 1000)
    assert document.outcome is Outcome.PARTIAL
    assert len(document.text()) == 1000


def test_a_cycle_in_the_allocation_table_ends(made, read):
    data = bytearray(made.word("正文\r"))
    table = data.index(struct.pack("<4L", 1, 2, 3, 4))
    data[table : table + 4] = struct.pack("<L", 0)  # the first sector follows itself
    entry = data.index("WordDocument".encode("utf-16-le"))
    struct.pack_into("<Q", data, entry + 120, 0xFFFF_FFF0)
    with pytest.raises(ParseFailed) as caught:
        read(WordParser(), bytes(data))
    assert caught.value.outcome is Outcome.CORRUPT


@pytest.mark.parametrize("at", [44, 64, 72])
def test_counts_of_tables_larger_than_the_file_are_refused(made, read, at):
    data = bytearray(made.word("正文\r"))
    struct.pack_into("<L", data, at, 0x7FFFFFFF)
    with pytest.raises(ParseFailed) as caught:
        read(WordParser(), bytes(data))
    assert caught.value.outcome is Outcome.CORRUPT


IN_TABLE, ROW_END, DELETED = b"\x16\x24\x01", b"\x16\x24\x01\x17\x24\x01", b"\x00\x08\x01"


def test_deleted_words_are_kept_apart_and_rows_end_where_they_say(made, read):
    cell = IN_TABLE + b"\x00"
    text = "首\r一\r二\x07\x07\x07限三日五日\r"  # a paragraph, a row with two lines in one cell and an empty cell
    data = made.formatted(
        made.word(text), [(8, 9, b""), (9, 11, DELETED)],
        [(0, 2, b""), (2, 4, cell), (4, 6, cell), (6, 7, cell), (7, 8, ROW_END)],
    )  # fmt: skip
    document = read(WordParser(), data)
    assert [(block.text, block.role) for block in document.blocks] == [
        ("首", Role.BODY), ("一", Role.TABLE), ("二", Role.TABLE), ("限五日", Role.BODY), ("三日", Role.DELETED),
    ]  # fmt: skip


def test_a_box_of_a_symbol_font_is_a_box(made, read):
    text = "(是(否\r\uf0fe\r"
    symbol = b"\x09\x6a\x00\x00\xfe\xf0"
    document = read(WordParser(), made.formatted(made.word(text), [(0, 1, symbol)], []))
    assert lines(document) == ["☑是(否", "☑"]


def test_properties_with_lengths_that_lie_end(made, read):
    from archive_plugins.legacy_office.compound import Compound

    def stated(kind, length):
        head = bytes(44) + struct.pack("<L", 48) + struct.pack("<LLLL", 60, 0xFFFFFFFF, 2, 16)
        value = struct.pack("<LL", kind, length) + b"abc"
        return Compound(io.BytesIO(made.ole({"\x05SummaryInformation": head + value})))

    assert stated(0x101E, 0xFFFFFFFF).properties() == {}
    assert stated(0x40, 0xFFFFFFFF).properties() == {}
    assert len(stated(0x1E, 0xFFFFFFFF).properties()["title"]) <= 5000
