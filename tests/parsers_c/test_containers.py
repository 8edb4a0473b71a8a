"""Zip, tar and compressed files: names, caps, damage."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest
from archive_plugins.containers import members as caps
from archive_plugins.containers.members import member_name
from archive_plugins.containers.tarred import TarParser
from archive_plugins.containers.zipped import ZipParser

from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Outcome


def tarred(entries, mode="w"):
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode, encoding="gbk") as archive:
        for name, data in entries.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_a_flag_are_read(made, read, encoding):
    name = "检查/现场检查记录.doc"
    raw = name.encode(encoding)
    data = made.zipped({"x" * len(raw): b"1"}).replace(b"x" * len(raw), raw)
    document = read(ZipParser(), data)
    assert document.text() == name
    assert [(child.name, child.data) for child in document.children] == [(name, b"1")]


@pytest.mark.parametrize(
    ("raw", "name"),
    [(b"../../etc/passwd", "etc/passwd"), (b"/a/./b", "a/b"), (b"C:\\x\\y.doc", "x/y.doc"), (b"..", ""), (b"", "")],
)
def test_names_lead_nowhere(raw, name):
    assert member_name(raw) == name


def test_folders_links_and_litter_are_no_children(made, read):
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("f/", b"")
        archive.writestr("f/a.txt", b"a")
        archive.writestr("__MACOSX/f/._a.txt", b"x")
        archive.writestr(link, b"/etc/passwd")
    document = read(ZipParser(), target.getvalue())
    assert [child.name for child in document.children] == ["f/a.txt"]
    assert document.outcome is Outcome.PARTIAL


def test_a_bomb_is_refused_before_and_while_it_is_read(made, read):
    bomb = made.zipped({"a.txt": bytes(20 << 20)})
    with pytest.raises(ParseFailed) as caught:
        read(ZipParser(), bomb)
    assert caught.value.outcome is Outcome.LIMIT
    with pytest.raises(ParseFailed) as caught:
        read(TarParser(), gzip.compress(bytes(20 << 20)))
    assert caught.value.outcome is Outcome.LIMIT


def test_the_caps_hold_while_reading(monkeypatch, made, read):
    monkeypatch.setattr(caps, "MAX_TOTAL", 1000)
    with pytest.raises(ParseFailed) as caught:
        read(ZipParser(), made.zipped({"a": b"x" * 600, "b": b"y" * 600}))
    assert caught.value.outcome is Outcome.LIMIT
    monkeypatch.setattr(caps, "MAX_TOTAL", 1 << 20)
    monkeypatch.setattr(caps, "MAX_MEMBERS", 2)
    three = {"a": b"1", "b": b"2", "c": b"3"}
    for parser, data in ((TarParser(), tarred(three)), (ZipParser(), made.zipped(three))):
        document = read(parser, data)
        assert [child.name for child in document.children] == ["a", "b"]
        assert document.outcome is Outcome.PARTIAL
        assert "left inside" in document.warnings[0]
    monkeypatch.setattr(caps, "MAX_MEMBERS", 10)
    monkeypatch.setattr(caps, "MAX_MEMBER", 10)
    document = read(TarParser(), tarred({"a": b"1" * 20, "b": b"2"}))
    assert [child.name for child in document.children] == ["b"]
    assert document.text().splitlines() == ["a", "b"]


def test_what_is_empty_is_noted_and_is_no_child(made, read):
    document = read(ZipParser(), made.zipped({"空.doc": b"", "~$锁.docx": b"x", "b": b"2"}))
    assert [child.name for child in document.children] == ["b"]
    assert document.outcome is Outcome.OK
    assert "empty" in document.warnings[0]


def test_members_that_lie_over_one_another_are_refused(made, read):
    data = bytearray(made.zipped({"a": b"1" * 50}))
    at = data.index(b"PK\x01\x02")
    data[at + 20 : at + 24] = (1 << 20).to_bytes(4, "little")
    with pytest.raises(ParseFailed) as caught:
        read(ZipParser(), bytes(data))
    assert caught.value.outcome is Outcome.LIMIT


def test_of_a_long_path_the_end_is_kept():
    assert member_name(("甲/" * 2000 + "检查.doc").encode()).endswith("/甲/检查.doc")


def test_a_password_is_said(made, read):
    data = bytearray(made.zipped({"a": b"1"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ParseFailed) as caught:
        read(ZipParser(), bytes(data))
    assert caught.value.outcome is Outcome.ENCRYPTED


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_tar_in_every_wrapping(read, pack):
    document = read(TarParser(), pack(tarred({"隐患/台账.xls": b"1" * 3000, "空": b""})))
    assert [(child.name, len(child.data)) for child in document.children] == [("隐患/台账.xls", 3000)]
    assert document.text().splitlines() == ["隐患/台账.xls", "空"]


def test_a_single_compressed_file_is_called_as_its_header_says(read):
    target = io.BytesIO()
    with gzip.GzipFile("检查.txt".encode("gbk").decode("latin-1"), "wb", fileobj=target, mtime=0) as archive:
        archive.write(b"1")
    assert [child.name for child in read(TarParser(), target.getvalue()).children] == ["检查.txt"]


def test_what_is_cut_off_gives_what_was_read(read):
    whole = tarred({"a": b"1" * 2000, "b": b"2" * 2000})
    document = read(TarParser(), whole[:4000])
    assert [child.name for child in document.children] == ["a"]
    assert document.outcome is Outcome.PARTIAL


def test_a_damaged_member_leaves_the_others(made, read):
    data = made.zipped({"a": b"one" * 100, "b": b"two" * 100})
    at = data.index(b"PK\x03\x04") + 31
    document = read(ZipParser(), data[:at] + b"\xff\xff\xff" + data[at + 3 :])
    assert [child.name for child in document.children] == ["b"]
    assert document.outcome is Outcome.PARTIAL


def test_a_member_without_a_name_is_passed_over(made, read):
    data = made.zipped({"x": b"1", "b": b"2"}).replace(b"x", b"\x00")
    assert [child.name for child in read(ZipParser(), data).children] == ["b"]
