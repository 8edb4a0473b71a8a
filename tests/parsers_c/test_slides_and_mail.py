"""PowerPoint before pptx, and Outlook messages."""

from __future__ import annotations

import struct

import pytest
from archive_plugins.legacy_office.compressed_rtf import decompress
from archive_plugins.legacy_office.outlook import OutlookParser
from archive_plugins.legacy_office.powerpoint import PowerPointParser
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Outcome


def test_slides_come_in_the_order_of_the_show(made, read):
    document = read(PowerPointParser(), made.powerpoint(["甲", "乙", "丙"], order=[2, 0, 1]))
    assert [(block.text, block.page) for block in document.blocks] == [("丙", 1), ("甲", 2), ("乙", 3)]
    assert document.pages == 3


def test_without_the_chain_of_edits_the_text_is_still_there(made, read):
    text = made.record(0x0FA0, "散落".encode("utf-16-le"))
    document = read(PowerPointParser(), made.ole({"PowerPoint Document": text}))
    assert document.outcome is Outcome.PARTIAL
    assert document.text() == "散落"


def test_an_encrypted_presentation_is_said(made, read):
    user = struct.pack("<HHLLL", 0, 0x0FF6, 24, 0x14, 0xF3D1C4DF)
    with pytest.raises(ParseFailed) as caught:
        read(PowerPointParser(), made.ole({"PowerPoint Document": b"x", "Current User": user}))
    assert caught.value.outcome is Outcome.ENCRYPTED


def test_records_nested_too_deeply_or_in_a_cycle_of_edits_end(made, read):
    nested = made.record(0x0FA0, "底".encode("utf-16-le"))
    for _ in range(500):
        nested = made.record(0xF004, nested, container=True)
    read(PowerPointParser(), made.ole({"PowerPoint Document": nested}))
    edit = made.record(0x0FF5, struct.pack("<LHBBLLLLHH", 0, 0, 0, 3, 0, 0, 1, 1, 0, 0))
    user = struct.pack("<HHLLLLHH", 0, 0x0FF6, 24, 0x14, 0xE391C05F, 0, 0, 0)
    read(PowerPointParser(), made.ole({"PowerPoint Document": edit, "Current User": user}))


def test_a_message_states_who_and_what(made, read):
    document = read(
        OutlookParser(),
        made.outlook({0x37: "整改通知", 0x0C1A: "张三", 0x0E04: "某厂", 0x1000: "请于五日内整改。".encode("gbk")}),
    )
    assert document.text().splitlines() == ["Subject: 整改通知", "From: 张三", "To: 某厂", "请于五日内整改。"]
    assert document.metadata["title"] == "整改通知"


def test_attachments_and_messages_in_messages_are_children(made, read):
    one, two = "__attach_version1.0_#00000000/", "__attach_version1.0_#00000001/"
    inner = two + "__substg1.0_3701000D/"
    streams = {
        one + "__properties_version1.0": bytes(32), one + "__substg1.0_37010102": b"%PDF",
        one + "__substg1.0_3707001F": "..\\附件.pdf".encode("utf-16-le"),
        two + "__properties_version1.0": bytes(32), inner + "__properties_version1.0": bytes(32),
        inner + "__substg1.0_0037001F": "转发".encode("utf-16-le"),
        inner + "__substg1.0_1000001F": "内文".encode("utf-16-le"),
    }  # fmt: skip
    children = read(OutlookParser(), made.outlook({0x37: "x"}, streams)).children
    assert [child.name for child in children] == ["附件.pdf", "转发.eml"]
    assert children[0].data.startswith(b"%PDF")
    assert "内文" in children[1].data.decode()


def test_messages_nested_without_end_are_left_inside(made, read):
    streams = {}
    folder = ""
    for _ in range(9):
        folder += "__attach_version1.0_#00000000/"
        streams[folder + "__properties_version1.0"] = bytes(32)
        folder += "__substg1.0_3701000D/"
        streams[folder + "__properties_version1.0"] = bytes(32)
    document = read(OutlookParser(), made.outlook({0x37: "x"}, streams))
    assert document.outcome is Outcome.PARTIAL
    assert len(document.children) == 5


def test_compressed_rtf_of_the_specification():
    data = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
        "0af32068656c090020627705b06c647d0a800fa0"
    )
    assert decompress(data) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_decompressing_anything_ends(data):
    decompress(struct.pack("<LL4sL", len(data), 100_000, b"LZFu", 0) + data)
