"""Zip files, read member by member as streams."""

from __future__ import annotations

import lzma
import os
import stat
import struct
import zipfile
import zlib
from typing import BinaryIO

from archive_plugins.containers.members import (
    MAX_MEMBER,
    MAX_RATIO,
    MAX_TOTAL,
    RATIO_FROM,
    Members,
    member_name,
)

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Outcome, ParsedDocument

__all__ = ["ZipParser"]

_ENCRYPTED, _UTF8 = 0x1, 0x800
_UNICODE_PATH = 0x7075
_BAD = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError, struct.error,
)  # fmt: skip
_ENTRIES = 200_000
"""A directory with more than these is not gone through."""
_DAMAGED = N_("A member of the archive is damaged and was left out.")


class ZipParser:
    """application/zip."""

    name = "zip"
    version = "2"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type == "application/zip" else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        size = source.seek(0, os.SEEK_END)
        source.seek(0)
        try:
            archive = zipfile.ZipFile(source)
        except _BAD as error:
            raise ParseFailed(Outcome.CORRUPT, f"zip: {error}"[:300]) from error
        with archive:
            entries = archive.infolist()
            if _of_a_member(source, entries):
                raise ParseFailed(Outcome.CORRUPT, N_("The archive is cut off: its list of members is missing."))
            _check(entries, size)
            members = Members(context.children, size)
            for entry in entries:
                if not _folder(entry) and members.full:
                    break
                _member(archive, entry, members)
        return members.result("zip")


def _of_a_member(source: BinaryIO, entries: list[zipfile.ZipInfo]) -> bool:
    """Whether the list found is that of a zip inside one that is cut off: then the first member is not in it."""
    first = min((entry.header_offset for entry in entries), default=0)
    source.seek(0)
    return first > 0 and source.read(4) == b"PK\x03\x04"


def _check(entries: list[zipfile.ZipInfo], size: int) -> None:
    """What the directory itself gives away; what it does not is found while reading."""
    if len(entries) > _ENTRIES or sum(entry.compress_size for entry in entries) > size:
        raise ParseFailed(Outcome.LIMIT, N_("The archive claims to hold more than it can."))
    files = [entry for entry in entries if not _folder(entry)]
    if files and all(entry.flag_bits & _ENCRYPTED for entry in files):
        raise ParseFailed(Outcome.ENCRYPTED, N_("The document is protected by a password."))
    if sum(entry.file_size for entry in files if entry.file_size <= MAX_MEMBER) > MAX_TOTAL:
        raise ParseFailed(Outcome.LIMIT, N_("The archive unpacks to more than it may for its size."))
    for entry in files:
        if entry.file_size > max(RATIO_FROM, entry.compress_size * MAX_RATIO):
            raise ParseFailed(Outcome.LIMIT, N_("A member of the archive unpacks to more than 200 times its size."))


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, members: Members) -> None:
    name = _name(entry)
    if _folder(entry) or not name:
        return
    if stat.S_ISLNK(entry.external_attr >> 16):
        members.list_only(name)
        members.warn(N_("A link in the archive was not followed."))
    elif entry.flag_bits & _ENCRYPTED:
        members.list_only(name)
        members.warn(N_("A member of the archive is protected by a password."))
    elif entry.file_size > MAX_MEMBER:
        members.too_large(name)
    else:
        try:
            with archive.open(entry) as opened:
                members.take(name, opened.read, entry.compress_size)
        except _BAD:
            members.warn(_DAMAGED)


def _folder(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.endswith("/")  # zipfile's own is_dir fails for a name that is empty


def _name(entry: zipfile.ZipInfo) -> str:
    """By the field for Unicode paths, by the flag, else by trying: zipfile itself would read GBK as cp437."""
    flagged = bool(entry.flag_bits & _UTF8)
    raw = entry.orig_filename.encode("utf-8" if flagged else "cp437", "replace")
    stated = _unicode_path(entry.extra, raw)
    return member_name(stated, utf8=True) if stated else member_name(raw, utf8=flagged)


def _unicode_path(extra: bytes, raw: bytes) -> bytes:
    """The name in the extra field 0x7075, if it belongs to the name in the header; else empty."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        if kind == _UNICODE_PATH and size > 5 and struct.unpack_from("<L", field, 1)[0] == zlib.crc32(raw):
            return field[5:]
        at += 4 + size
    return b""
