"""rar, 7z, cab and lzh: names, passwords, caps, damage; by the system's libarchive, without which it is said."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib

import pytest
from archive_plugins.containers import libarchive, packed
from archive_plugins.containers import members as caps
from archive_plugins.containers.packed import PackedParser
from archive_plugins.containers.zipped import ZipParser

from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Outcome
from archive.parsing import chain
from archive.parsing.limits import Limits
from archive.testing import ParserContract
from archive.testing.parser import ParserSample

needs_libarchive = pytest.mark.skipif(libarchive.LIBRARY is None, reason="libarchive is not installed")

# Written by py7zr 1.1.4: two members; the same under a password; the same with its list under the password.
SEVEN = base64.b64decode(
    "N3q8ryccAATdtkAPvwAAAAAAAAAWAAAAAAAAALO72ULgAKIALF0AMJiIofLg7NUdouel8+4lBW3e0wn52vzzaQbjvXMtVezFPLSp"
    "3n5xfl/pgAAA4AC2AINdAACBMweuD9E9XiygimmwueFKrqGI70GEr7IrdhG6M1ihRwNFYTQsA8joT8UqjlUbGKnSxeuWSbAsk9Yy"
    "/IQ9iKPHju5QnyQ4/C8iYMn/HUZHgJlOTf6EHxdmabzpwvoBkPD4YUThluomCoFJ6bmwdu7TWrP/WqSJU4ZVx/+n/xmsAAAAABcG"
    "NAEJgIsABwsBAAEhIQEYDIC3AAA="
)
SEVEN_LOCKED = base64.b64decode(
    "N3q8ryccAARdfY+f5gAAAAAAAAAWAAAAAAAAAB4LYYc17iWnLKvJwA+psbNn/fCATMDKWkeYNecCakxFkzqx2BTjf2qTvpy7kS7j"
    "w7y3ySzEojT9foqUF4/znHOTLOHE4ADOAJ5dAACBMweuD9HzPlnRnmg614PTHbCu7D+jULNCxb4oEXbraSy4FEwGu19JkFKsAIoP"
    "Qvq4CJ0RKmbowpSCnmL9XljuztNVKcvq0agFZhkBjPdm57y9yItiRVEp1IFYBTmjtPMsmSjRV351a4oTY/i4Uy8iNqIUfOdvbTaX"
    "gKQhn13Slb4fBdkcKC6+e/ictpf0x0o4uF0JDtxYqekodgAAABcGQAEJgKYABwsBAAEhIQEYDIDPAAA="
)
SEVEN_HIDDEN = base64.b64decode(
    "N3q8ryccAAQ0Cq/6EAEAAAAAAAAqAAAAAAAAADVU25gf1MEbgq+Cywcrz/HU89u8B8CWEm2e8h95MCK7I8t3WVjDYpHxrxk3gm35"
    "QRiqpF6uRUpcjaKwvBhNUzC6Kl5aaJgzthS3IeuWGCxZxC6+c/iulNIDCqxaFRRcUJk03hbSB3MFolB4Zp//88HFflW9jycbC8Qi"
    "yqR2ssuesZ59RzIVv71aO3ILYm15in8CuXSfuurA1EpQlVpOlwV6zbBXXVkhsIbL/La8M8uVPzDjEmq97Fne/wrExpbjAs+cDCOx"
    "g7RTbbz7XXFyQBO6928TmDLfsJOs90hLt/k7u62LQpsyQBbeJ1bbo41LBA/ajCowlGngtBLFqMdG26sOAl1HcsOMTajq7N16p0YQ"
    "KONUDxcGQAEJgNAABwsBAAEkBvEHARJTD/XBl3Q72H3t4tnDKSQZmMkMgM8AAA=="
)
NAME = "检查/现场检查记录.txt"


def vint(number):
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def rar5(entries, *, locked=()):
    """Stored members; of those in `locked` the header says that they are encrypted."""

    def block(kind, body, extra=b"", data=b""):
        flags = (1 if extra else 0) | (2 if data else 0)
        sizes = (vint(len(extra)) if extra else b"") + (vint(len(data)) if data else b"")
        head = vint(kind) + vint(flags) + sizes + body + extra
        head = vint(len(head)) + head
        return struct.pack("<L", zlib.crc32(head)) + head + data

    out = b"Rar!\x1a\x07\x01\x00" + block(1, vint(0))
    for name, data in entries.items():
        raw = name.encode()
        body = vint(4) + vint(len(data)) + vint(0o100644) + struct.pack("<L", zlib.crc32(data)) + vint(0) + vint(1)
        crypt = vint(0) + vint(0) + b"\x0f" + bytes(32)
        extra = vint(len(crypt) + 1) + b"\x01" + crypt if name in locked else b""
        out += block(2, body + vint(len(raw)) + raw, extra, data)
    return out + block(5, vint(0))


def rar4(entries):
    """Stored members with names in GBK, as old programs wrote them."""

    def block(kind, flags, body, data=b""):
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data

    out = b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6))
    for name, data in entries.items():
        raw = name.encode("gbk")
        size = len(data)
        body = struct.pack("<LLBLLBBHL", size, size, 2, zlib.crc32(data), 0x52210000, 29, 0x30, len(raw), 0x20) + raw
        out += block(0x74, 0x8000, body, data)
    return out + block(0x7B, 0x4000, b"")


def cab(entries):
    """Stored members with names in GBK."""
    files, data = b"", b""
    for name, content in entries.items():
        files += struct.pack("<LLHHHH", len(content), len(data), 0, 0x5221, 0, 0x20) + name.encode("gbk") + b"\0"
        data += content
    start = 36 + 8 + len(files)
    blocks = struct.pack("<LHH", 0, len(data), len(data)) + data
    head = struct.pack("<4sLLLLLBBHHHHH", b"MSCF", 0, start + len(blocks), 0, 44, 0, 3, 1, 1, len(entries), 0, 7, 0)
    return head + struct.pack("<LHH", start, 1, 0) + files + blocks


@needs_libarchive
class TestPacked(ParserContract):
    @pytest.fixture
    def parser(self):
        return PackedParser()

    @pytest.fixture
    def samples(self):
        return [
            ParserSample(SEVEN, "application/x-7z-compressed", ("现场检查记录.txt",)),
            ParserSample(rar5({NAME: b"1"}), "application/vnd.rar", (NAME,)),
        ]


@needs_libarchive
@pytest.mark.parametrize(("pack", "kind"), [(rar5, "rar"), (rar4, "rar"), (cab, "cab")])
def test_members_come_with_their_chinese_names(read, pack, kind):
    document = read(PackedParser(), pack({NAME: b"one", "乙.doc": b"two" * 50}))
    assert [(child.name, child.data) for child in document.children] == [(NAME, b"one"), ("乙.doc", b"two" * 50)]
    assert document.text().splitlines() == [NAME, "乙.doc"]
    assert (document.outcome, document.metadata["container"]) == (Outcome.OK, kind)


@needs_libarchive
def test_7z_is_unpacked_and_its_folders_are_kept(read):
    document = read(PackedParser(), SEVEN)
    assert [child.name for child in document.children] == ["in/b.txt", "in/检查/现场检查记录.txt"]
    assert document.children[1].data.decode() == "现场检查记录 动火作业\n" * 5


@needs_libarchive
@pytest.mark.parametrize("data", [SEVEN_LOCKED, SEVEN_HIDDEN, rar5({"a": b"1"}, locked={"a"})])
def test_a_password_is_said(read, data):
    with pytest.raises(ParseFailed) as caught:
        read(PackedParser(), data)
    assert caught.value.outcome is Outcome.ENCRYPTED


@needs_libarchive
def test_what_a_password_keeps_in_is_not_taken_for_text(read):
    document = read(PackedParser(), rar5({"密.txt": b"\x8f\x01", "明.txt": b"1"}, locked={"密.txt"}))
    assert [child.name for child in document.children] == ["明.txt"]
    assert document.outcome is Outcome.PARTIAL
    assert "password" in document.warnings[0]


@needs_libarchive
@pytest.mark.parametrize("data", [SEVEN, rar5({"甲": b"1" * 900, "乙": b"2" * 900}), rar4({"甲": b"1" * 900})])
def test_what_is_cut_off_has_a_true_outcome_wherever_it_ends(read, data):
    for end in range(20, len(data), max(1, len(data) // 40)):
        outcome, children = Outcome.OK, ()
        try:
            children = read(PackedParser(), data[:end]).children
        except ParseFailed as failed:
            outcome = failed.outcome
        assert outcome in {Outcome.OK, Outcome.CORRUPT, Outcome.UNSUPPORTED}
        assert all(set(child.data) <= set(b"12") for child in children)


@needs_libarchive
def test_the_caps_hold(monkeypatch, read):
    three = rar5({"a": b"1" * 600, "b": b"2" * 600, "c": b"3"})
    monkeypatch.setattr(caps, "MAX_MEMBERS", 2)
    document = read(PackedParser(), three)
    assert [child.name for child in document.children] == ["a", "b"]
    assert document.outcome is Outcome.PARTIAL
    monkeypatch.setattr(packed, "MAX_MEMBER", 10)
    assert [child.name for child in read(PackedParser(), rar5({"a": b"1" * 20, "b": b"2"})).children] == ["b"]
    monkeypatch.setattr(caps, "MAX_TOTAL", 1000)
    monkeypatch.setattr(packed, "MAX_MEMBER", 1 << 20)
    with pytest.raises(ParseFailed) as caught:
        read(PackedParser(), three)
    assert caught.value.outcome is Outcome.LIMIT


def test_without_the_library_it_is_unsupported_and_why(monkeypatch, read):
    libarchive._library.cache_clear()
    monkeypatch.setattr(libarchive, "LIBRARY", None)
    with pytest.raises(ParseFailed) as caught:
        read(PackedParser(), rar5({"a": b"1"}))
    assert caught.value.outcome is Outcome.UNSUPPORTED
    assert "libarchive" in caught.value.reason


@needs_libarchive
def test_of_a_zip_without_its_end_the_whole_members_are_read(made, read):
    inner = made.zipped({"里.txt": b"1" * 50})
    data = stored({"一.zip": inner, "二.txt": b"2" * 900, "三.txt": b"3" * 900})
    for end, count in ((len(data) - 30, 3), (data.rindex(b"3" * 10), 2), (data.index(b"2" * 10), 1)):
        report = chain.parse(io.BytesIO(data[:end]), "x", (PackedParser(), ZipParser()), Limits())
        assert report.outcome is Outcome.PARTIAL
        assert report.document is not None
        assert [child.name for child in report.document.children] == ["一.zip", "二.txt", "三.txt"][:count]


def test_a_torn_zip_is_not_taken_for_the_one_that_lies_in_it(made):
    office = stored({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    for inner in (made.zipped({"里.txt": b"1" * 50}), office):
        data = stored({"一.zip": inner, "二.txt": b"2" * 900})
        report = chain.parse(io.BytesIO(data[: len(data) // 2]), "x", (ZipParser(),), Limits())
        assert (report.outcome, report.media_type) == (Outcome.CORRUPT, "application/zip")
    assert chain.parse(io.BytesIO(data), "x", (ZipParser(),), Limits()).outcome is Outcome.OK


def stored(entries):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return target.getvalue()
