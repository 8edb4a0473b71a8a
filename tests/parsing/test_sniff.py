from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.parsing import media_types as types
from archive.parsing.sniff import sniff


def typed(data: bytes) -> str:
    return sniff(io.BytesIO(data))


def zipped(members: dict[str, str | bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return memory.getvalue()


def ole(*names: str) -> bytes:
    """The smallest compound file with these streams at its top level, as a chain of right siblings."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<L", header, 48, 0)
    struct.pack_into("<109L", header, 76, *[0xFFFFFFFF] * 109)
    entries = []
    for number, name in enumerate(("Root Entry", *names)):
        entry = bytearray(128)
        raw = name.encode("utf-16-le") + b"\0\0"
        entry[: len(raw)] = raw
        right = number + 1 if 0 < number < len(names) else 0xFFFFFFFF
        child = 1 if number == 0 else 0xFFFFFFFF
        struct.pack_into("<HBB3L", entry, 64, len(raw), 5 if number == 0 else 2, 1, 0xFFFFFFFF, right, child)
        entries.append(bytes(entry))
    return bytes(header) + b"".join(entries).ljust(512, b"\0")


def manifest(stated: str) -> str:
    return f'<Types><Override PartName="/x.xml" ContentType="{stated}"/></Types>'


ODT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", types.EMPTY),
        (b"%PDF-1.7\n", types.PDF),
        (b"\n junk \n%PDF-1.4\n", types.PDF),
        (b"{\\rtf1 x}", types.RTF),
        (b"\n {\\rtf1 x}", types.RTF),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"II*\x00....", "image/tiff"),
        (b"\x1f\x8b\x08\x00", "application/gzip"),
        (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
        (b"Rar!\x1a\x07\x00", "application/vnd.rar"),
        (b"x" * 257 + b"ustar\x0000", "application/x-tar"),
        (b"<!DOCTYPE html><p>x", types.HTML),
        (b"\xef\xbb\xbf<HTML><body>", types.HTML),
        ("<html>通知".encode("utf-16"), types.HTML),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", types.HTML),
        (b"<?xml version='1.0'?><x/>", types.XML),
        (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument/>", types.WORD_ML),
        (b"<pkg:package xmlns:pkg='http://schemas.microsoft.com/office/2006/xmlPackage'/>", types.FLAT_OPC),
        (b"<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", types.SPREADSHEET_ML),
        (b"From: a\r\nTo: b\r\nSubject: c\r\n\r\nbody", types.EML),
        ("有限空间作业".encode(), types.PLAIN),
        ("有限空间作业".encode("gbk"), types.PLAIN),
        ("有限空间作业，检测合格。".encode("utf-16-le"), types.PLAIN),
        (b"a,b,c\n1,2,3\n", types.CSV),
        ("通风，检测，监护\n通风，检测，监护\n".encode(), types.PLAIN),
        (bytes(range(256)), types.OCTETS),
        (b"\x00" * 5_000, types.OCTETS),
        (zipped({"a.txt": "x"}), types.ZIP),
        (b"PK\x05\x06" + b"\0" * 18, types.ZIP),
        (zipped({"OFD.xml": "<x/>", "Doc_0/Document.xml": ""}), types.OFD),
        (zipped({"mimetype": ODT, "content.xml": ""}), ODT),
        (zipped({"content.xml": "", "META-INF/manifest.xml": f'<m media-type="{ODT}"/>'}), ODT),
        (zipped({"word/x.xml": "", "[Content_Types].xml": "torn"}), types.DOCX),
        *[(zipped({"[Content_Types].xml": manifest(stated)}), found) for stated, found in types.CONTENT_TYPES.items()],
        (ole("WordDocument", "1Table"), types.DOC),
        (ole("Workbook"), types.XLS),
        (ole("BOOK"), types.XLS),
        (ole("PowerPoint Document", "Pictures"), types.PPT),
        (ole("__properties_version1.0"), types.MSG),
        (ole("EncryptionInfo", "EncryptedPackage"), types.ENCRYPTED_OFFICE),
        (ole("Something"), types.OLE),
    ],
)
def test_types_by_content(data: bytes, expected: str) -> None:
    assert typed(data) == expected


def test_an_embedded_document_does_not_name_the_file() -> None:
    """A workbook with a Word object inside has a stream WordDocument, but not at its top."""
    data = bytearray(ole("Workbook", "MBD0001"))
    # A further entry that hangs below nothing at the top level.
    raw = "WordDocument".encode("utf-16-le") + b"\0\0"
    data += bytes(max(0, 1024 - len(data)))
    at = 512 + 3 * 128
    data[at : at + len(raw)] = raw
    struct.pack_into("<HBB3L", data, at + 64, len(raw), 2, 1, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    assert typed(bytes(data)) == types.XLS


def test_a_zip_behind_a_stub_and_a_torn_one() -> None:
    whole = zipped({"[Content_Types].xml": manifest(next(iter(types.CONTENT_TYPES))), "word/document.xml": "x" * 999})
    assert typed(whole) == types.DOCX
    assert typed(whole[:-30]) == types.DOCX


def test_the_file_is_left_at_its_start() -> None:
    source = io.BytesIO(zipped({"a": "b"}))
    source.seek(7)
    sniff(source)
    assert source.tell() == 0


@given(
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<?xml ", b"BM", b"From: "]),
    st.binary(max_size=700),
)
@settings(max_examples=100, deadline=None)
def test_hostile_bytes_end_in_a_type(start: bytes, rest: bytes) -> None:
    assert "/" in typed(start + rest)


@given(st.binary(min_size=22, max_size=200), st.integers(0, 199))
@settings(max_examples=100, deadline=None)
def test_hostile_directories_end_in_a_type(noise: bytes, at: int) -> None:
    for whole in (zipped({"mimetype": ODT, "content.xml": "x" * 50}), ole("Workbook", "x")):
        data = bytearray(whole)
        at %= len(data)
        data[at : at + len(noise)] = noise
        assert "/" in typed(bytes(data))
