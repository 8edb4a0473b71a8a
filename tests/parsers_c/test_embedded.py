"""Documents inside docx, xlsx and pptx: whatever way they were put in, with their names, and nothing else."""

from __future__ import annotations

import io
import struct

import pytest
from archive_plugins.embedded import embedded_documents, ole_child


def packaged(name, data, wide=""):
    """The stream of an OLE package, as `Insert > Object > From file` writes it."""
    raw = name.encode("gbk") + b"\0"
    body = struct.pack("<H", 2) + raw + b"C:\\" + raw + struct.pack("<LL", 0x30000, len(raw)) + raw
    body += struct.pack("<L", len(data)) + data
    if wide:
        text = wide.encode("utf-16-le")
        body += struct.pack("<L", 1) + b"x\0" + struct.pack("<L", len(wide)) + text
    return struct.pack("<L", len(body)) + body


@pytest.mark.parametrize(("name", "wide"), [("整改照片.jpg", ""), ("??.jpg", "整改照片.jpg")])
def test_a_package_is_taken_out_with_its_name(made, name, wide):
    child = ole_child("oleobject1", made.ole({"\x01Ole10Native": packaged(name, b"\xff\xd8\xff1", wide)}))
    assert child is not None
    assert (child.name, child.data) == ("整改照片.jpg", b"\xff\xd8\xff1")


def test_what_is_cut_off_or_no_document_is_none(made):
    whole = packaged("a.txt", b"1" * 9000)
    for end in (5, 30, 4200, 8900):  # what is missing of a short stream is padding in such a file
        torn = made.ole({"\x01Ole10Native": whole[:end]})
        child = ole_child("x", torn)
        assert child is None, end
    assert ole_child("x", made.ole({"Equation Native": b"1"})) is None


def test_all_ways_but_the_workbook_of_a_chart(made):
    rels = b'<Relationships><Relationship Id="r" Type="t/package" Target="../embeddings/chart.xlsx"/></Relationships>'
    data = made.zipped({
        "[Content_Types].xml": b"<Types/>",
        "word/charts/chart1.xml": b"<c/>",
        "word/charts/_rels/chart1.xml.rels": rels,
        "word/embeddings/chart.xlsx": b"PK",
        "word/embeddings/a.docx": b"PK12",
        "word/embeddings/o1.bin": made.word("检查记录\r"),
        "word/embeddings/o2.bin": made.ole({"CONTENTS": b"%PDF-1.4"}),
        "word/embeddings/o3.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1torn",
        "word/vbaProject.bin": b"1",
    })  # fmt: skip
    warnings: list[str] = []
    children = embedded_documents(io.BytesIO(data), warnings)
    assert [child.name for child in children] == ["a.docx", "o1.doc", "o2.pdf"]
    assert len(warnings) == 1
    assert "damaged" in warnings[0]
    assert embedded_documents(io.BytesIO(b"no zip"), warnings) == ()
