"""OFD: order of lines, templates, annotations, attachments, signatures, damage."""

from __future__ import annotations

import pytest
from archive_plugins.ofd.reader import OfdParser

from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Outcome, Role


def test_lines_are_read_by_place_and_pieces_of_a_line_joined(made, read):
    box = made.text_object
    page = box(10, 40, "第三行") + box(14, 20, "产") + box(10, 20, "生") + box(40, 20, "档案") + box(10, 10, "第一行")
    assert read(OfdParser(), made.ofd([page])).text().splitlines() == ["第一行", "生产\t档案", "第三行"]


def test_a_template_stands_beside_what_the_page_fills_in(made, read):
    template = made.text_object(10, 10, "日期：")
    pages = [made.text_object(23, 10, "2026年"), made.text_object(23, 10, "2027年")]
    document = read(OfdParser(), made.ofd(pages, template=template))
    assert [(block.text, block.page) for block in document.blocks] == [("日期：2026年", 1), ("日期：2027年", 2)]
    assert document.pages == 2


def test_matrices_and_steps_move_text(made, read):
    page = made.text_object(10, 20, "下") + made.text_object(10, 30, "上", extra='CTM="1 0 0 1 0 -25"')
    page += made.text_object(10, 60, "甲乙丙丁", code='DeltaX="4 -4 4" DeltaY="0 6 0"')
    assert read(OfdParser(), made.ofd([page])).text().splitlines() == ["上", "下", "甲乙", "丙丁"]


def test_annotations_attachments_and_signatures(made, read):
    ns = made.NS
    note = made.text_object(0, 0, "县应急管理局")
    parts = {
        "Doc_0/Annots.xml": f'<ofd:Annotations {ns}><ofd:Page PageID="0"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Page>'
        "</ofd:Annotations>",
        "Doc_0/A.xml": f'<ofd:PageAnnot {ns}><ofd:Annot Type="Stamp"><ofd:Remark>已阅</ofd:Remark>'
        f"<ofd:Appearance>{note}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>",
        "Doc_0/Att.xml": f'<ofd:Attachments {ns}><ofd:Attachment Name="原表"><ofd:FileLoc>a/1.xlsx</ofd:FileLoc>'
        "</ofd:Attachment></ofd:Attachments>",
        "Signs.xml": f'<ofd:Signatures {ns}><ofd:Signature BaseLoc="S.xml"/></ofd:Signatures>',
        "S.xml": f"<ofd:Signature {ns}><ofd:SignatureDateTime>20260501</ofd:SignatureDateTime></ofd:Signature>",
    }
    binary = {name: text.encode() for name, text in parts.items()} | {"Doc_0/a/1.xlsx": b"PK"}
    document = read(OfdParser(), made.ofd(
        [made.text_object(0, 0, "正文")], parts=binary, body="<ofd:Signatures>Signs.xml</ofd:Signatures>",
        extra="<ofd:Annotations>Annots.xml</ofd:Annotations><ofd:Attachments>Att.xml</ofd:Attachments>",
    ))  # fmt: skip
    roles = {block.text: block.role for block in document.blocks}
    assert roles == {
        "正文": Role.BODY, "县应急管理局": Role.TEXT_BOX, "已阅": Role.COMMENT, "原表.xlsx": Role.NOTE
    }  # fmt: skip
    assert [(child.name, child.data) for child in document.children] == [("原表.xlsx", b"PK")]
    assert document.metadata == {"title": "记录", "signatures": "1", "signed": "20260501"}


def test_pages_without_text_ask_for_ocr(made, read):
    assert read(OfdParser(), made.ofd(['<ofd:PathObject ID="1"/>'])).outcome is Outcome.NEEDS_OCR


def test_a_damaged_or_missing_page_leaves_the_others(made, read):
    good = made.ofd([made.text_object(0, 0, "好"), "<broken"])
    document = read(OfdParser(), good)
    assert (document.outcome, document.text()) == (Outcome.PARTIAL, "好")


def test_an_entity_bomb_in_a_page_is_not_expanded(made, read):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    document = read(OfdParser(), made.ofd([made.text_object(0, 0, "好")], parts={"Doc_0/Pages/P0.xml": bomb}))
    assert document.outcome in {Outcome.PARTIAL, Outcome.NEEDS_OCR}
    assert "aaaa" not in document.text()


def test_encryption_is_said(made, read):
    with pytest.raises(ParseFailed) as caught:
        read(OfdParser(), made.ofd(["x"], parts={"Encryptions.xml": b"<x/>"}))
    assert caught.value.outcome is Outcome.ENCRYPTED


@pytest.mark.parametrize("value", ["g 999999999 1", "nan inf 1e400", "g", "g 3", "x y"])
def test_steps_that_lie_do_no_harm(made, read, value):
    assert read(OfdParser(), made.ofd([made.text_object(0, 0, "字字", code=f'DeltaX="{value}"')])).text() == "字字"


def test_composites_that_hold_themselves_end(made, read):
    ns = made.NS
    unit = '<ofd:CompositeObject ResourceID="5"/>' + made.text_object(0, 0, "章")
    res = f'<ofd:Res {ns}><ofd:CompositeGraphicUnit ID="5"><ofd:Content>{unit}</ofd:Content>'
    res += "</ofd:CompositeGraphicUnit></ofd:Res>"
    document = f"<ofd:Document {ns}><ofd:CommonData><ofd:PublicRes>R.xml</ofd:PublicRes></ofd:CommonData>"
    document += '<ofd:Pages><ofd:Page ID="0" BaseLoc="Pages/P0.xml"/></ofd:Pages></ofd:Document>'
    parts = {"Doc_0/R.xml": res.encode(), "Doc_0/Document.xml": document.encode()}
    assert "章" in read(OfdParser(), made.ofd(['<ofd:CompositeObject ResourceID="5"/>'], parts=parts)).text()
