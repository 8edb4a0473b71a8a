"""The media type of a file, by its content and never by its name.

Rules: magic numbers, the names and the content-type list inside a zip, the names of the
streams inside an OLE file, the root of an XML file, the shape of text. Cheap enough for
the intake process: nothing is decoded, the reads are bounded, and hostile bytes end in a
type, never in an exception.
"""

from __future__ import annotations

import os
import re
import struct
from typing import BinaryIO

from archive.parsing import media_types as types
from archive.parsing import ole_directory, zip_directory
from archive.parsing.sniff_text import sniff_text

__all__ = ["HEAD_BYTES", "sniff"]

HEAD_BYTES = 16_384

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"II+\x00", "image/tiff"),
    (0, b"MM\x00+", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"MSCF\x00\x00\x00\x00", "application/vnd.ms-cab-compressed"),
    (257, b"ustar", "application/x-tar"),
    (0, b"\xffWPC", "application/vnd.wordperfect"),
    (0, b"\xdb\xa5", types.DOC),
    (0, b"\x09\x00\x04\x00", types.XLS),
    (0, b"\x09\x02\x06\x00", types.XLS),
    (0, b"\x09\x04\x06\x00", types.XLS),
    (0, b"\x09\x08\x08\x00", types.XLS),
    (0, b"\x09\x08\x10\x00", types.XLS),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"ID3", "audio/mpeg"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"WAVE", "audio/wav"),
    (0, b"\x1aE\xdf\xa3", "video/x-matroska"),
)

_LZH = re.compile(rb"..-l[hz][0-9sdx]-.{13}[\x00-\x03]", re.DOTALL)
_BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heif", b"avif": "image/avif"}

_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", types.ENCRYPTED_OFFICE),
    ("WordDocument", types.DOC),
    ("Workbook", types.XLS),
    ("Book", types.XLS),
    ("PowerPoint Document", types.PPT),
    ("PP97_DUALSTORAGE", types.PPT),
    ("__properties_version1.0", types.MSG),
    ("VisioDocument", "application/vnd.visio"),
    ("MatOST", types.WORKS),
    ("MM", types.WORKS),
)

_BY_FOLDER = {
    "word/": types.DOCX,
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_CONTENT_TYPE = re.compile(rb"""ContentType\s*=\s*["']([^"']{1,200})["']""")
_PART = re.compile(
    rb"\[Content_Types\]\.xml|_rels/|docProps/|customXml/|word/|xl/|ppt/|mimetype|META-INF/|OFD\.xml|Doc_\d"
)
_MANIFEST_BYTES = 1 << 20


def sniff(source: BinaryIO) -> str:
    """The media type of `source`, which must be seekable; it is left at 0.

    Raise OSError only where the file itself cannot be read.
    """
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    head = source.read(HEAD_BYTES)
    try:
        return _sniff(source, head, size)
    finally:
        source.seek(0)


def _sniff(source: BinaryIO, head: bytes, size: int) -> str:
    if not head:
        return types.EMPTY
    if head.startswith(ole_directory.MAGIC):
        return _ole(source)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")):
        return _zip(source, head)
    by_magic = _magic(head, size)
    if by_magic:
        return by_magic
    if b"%PDF-" in head[:1024]:
        return types.PDF
    return sniff_text(head, size)


def _magic(head: bytes, size: int) -> str | None:
    for at, magic, media_type in _MAGIC:
        if head.startswith(magic, at):
            return media_type
    if _LZH.match(head):
        return "application/x-lzh-compressed"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head.startswith(b"BM") and len(head) > 30 and _bitmap(head, size):
        return "image/bmp"
    if head.startswith(b"MZ") and len(head) >= 64 and b"PE\x00\x00" in head[:2048]:
        return "application/vnd.microsoft.portable-executable"
    return None


def _bitmap(head: bytes, size: int) -> bool:
    declared, _, start, header = struct.unpack_from("<LLLL", head, 2)
    return header in {12, 40, 52, 56, 64, 108, 124} and start <= max(declared, size)


def _ole(source: BinaryIO) -> str:
    names = ole_directory.stream_names(source)
    for name, media_type in _OLE_STREAMS:
        if name.upper() in names:
            return media_type
    if "CONTENTS" in names and "SPELLING" in names:
        return types.WORKS
    return types.OLE


def _zip(source: BinaryIO, head: bytes) -> str:
    try:
        entries, _ = zip_directory.directory(source)
    except zip_directory.NotZip:
        return _torn_zip(head)
    by_name = {entry.name.replace("\\", "/").lower(): entry for entry in entries}
    manifest = by_name.get("[content_types].xml")
    if manifest is not None:
        return _open_xml(zip_directory.member(source, manifest, _MANIFEST_BYTES), list(by_name))
    if "mimetype" in by_name:
        stated = zip_directory.member(source, by_name["mimetype"], 200).decode("ascii", "replace").strip()
        if stated.startswith(types.OPEN_DOCUMENT) or stated == "application/epub+zip":
            return stated
    if "ofd.xml" in by_name:
        return types.OFD
    if "content.xml" in by_name and "meta-inf/manifest.xml" in by_name:
        return _open_document(zip_directory.member(source, by_name["meta-inf/manifest.xml"], _MANIFEST_BYTES))
    return types.ZIP


def _open_xml(manifest: bytes, names: list[str]) -> str:
    """By the main part's content type, else by the folder in which the parts lie."""
    for stated in _CONTENT_TYPE.findall(manifest):
        media_type = types.CONTENT_TYPES.get(stated.decode("ascii", "replace"))
        if media_type:
            return media_type
    for folder, media_type in _BY_FOLDER.items():
        if any(name.startswith(folder) for name in names):
            return media_type
    return types.ZIP


def _open_document(manifest: bytes) -> str:
    found = re.search(rb"application/vnd\.oasis\.opendocument\.[a-z-]+", manifest)
    return found.group().decode("ascii") if found else types.ZIP


def _torn_zip(head: bytes) -> str:
    """A zip whose end is missing: by what its first members are called, so that it is named for what it was."""
    if not _PART.match(head, 30):
        return types.ZIP
    if b"OFD.xml" in head[:4096]:
        return types.OFD
    stated = re.search(rb"mimetype(application/vnd\.oasis\.opendocument\.[a-z-]+?)PK", head)
    if stated:
        return stated.group(1).decode("ascii")
    for folder, media_type in _BY_FOLDER.items():
        if b"[Content_Types].xml" in head and folder.encode() in head:
            return media_type
    return types.ZIP
