"""Tar files, plain or compressed, and single compressed files: read once from front to back."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import tarfile
import zlib
from collections.abc import Callable
from typing import BinaryIO, cast

from archive_plugins.containers.members import MAX_MEMBER, MAX_RATIO, MAX_TOTAL, RATIO_FROM, Members, member_name

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Outcome, ParsedDocument

__all__ = ["TarParser"]


def _gunzip(source: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", gzip.GzipFile(fileobj=source))


def _unbzip(source: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", bz2.BZ2File(source))


def _unxz(source: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", lzma.LZMAFile(source))


_TAR = "application/x-tar"
_OPENERS: dict[str, tuple[str, Callable[[BinaryIO], BinaryIO]]] = {
    "application/gzip": ("gzip", _gunzip),
    "application/x-bzip2": ("bzip2", _unbzip),
    "application/x-xz": ("xz", _unxz),
}
_BAD = (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, OverflowError)
_OVERHEAD = 32 << 20
"""For the headers of 20,000 members and the padding between them."""


class TarParser:
    """tar, gzip, bzip2 and xz, also tar inside one of these."""

    name = "tar"
    version = "2"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type == _TAR or media_type in _OPENERS else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        if context.media_type == _TAR:
            return _tar(_Bounded(source, None), "tar", Members(context.children))
        kind, opener = _OPENERS[context.media_type]
        packed = source.seek(0, os.SEEK_END)
        source.seek(0)
        name = _inner_name(source.read(1024))
        source.seek(0)
        stream = _Bounded(opener(source), packed)
        try:
            head = stream.peek(512)
        except _BAD as error:
            raise ParseFailed(Outcome.CORRUPT, f"{kind}: {error}"[:300]) from error
        if head[257:262] == b"ustar":
            return _tar(stream, f"tar+{kind}", Members(context.children, packed))
        members = Members(context.children, packed)
        try:
            members.take(name, stream.read)
        except _BAD:
            members.warn(N_("The file is cut off: the end of what it holds is missing."))
        return members.result(kind)


class _Bounded:
    """A stream that ends with ParseFailed (limit) where it grows beyond what its packed size may."""

    def __init__(self, stream: BinaryIO, packed: int | None) -> None:
        self._stream = stream
        self._most = MAX_TOTAL + _OVERHEAD if packed is None else min(
            MAX_TOTAL + _OVERHEAD, max(RATIO_FROM, packed * MAX_RATIO)
        )  # fmt: skip
        self._read = 0
        self._peeked = b""

    def peek(self, size: int) -> bytes:
        """The next bytes, which `read` gives again. Once only."""
        self._peeked = self.read(size)
        return self._peeked

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; all that is left, within the bound, if negative."""
        if self._peeked:
            size = len(self._peeked) if size < 0 else size
            given, self._peeked = self._peeked[:size], self._peeked[size:]
            return given
        data = self._stream.read(min(size, 1 << 20) if size >= 0 else 1 << 20)
        self._read += len(data)
        if self._read > self._most:
            raise ParseFailed(Outcome.LIMIT, N_("The archive unpacks to more than it may for its size."))
        return data


def _tar(stream: _Bounded, kind: str, members: Members) -> ParsedDocument:
    try:
        with tarfile.open(
            fileobj=cast("BinaryIO", stream), mode="r|", encoding="utf-8", errors="surrogateescape"
        ) as archive:
            for entry in archive:
                if not entry.isdir() and members.full:
                    break
                _member(archive, entry, members)
                archive.members = []  # type: ignore[attr-defined]  # tarfile keeps every header
    except _BAD as error:
        if isinstance(error, tarfile.ReadError) and "empty" in str(error):
            return members.result(kind)
        members.warn(N_("The archive is damaged: what follows could not be read."))
    return members.result(kind)


def _member(archive: tarfile.TarFile, entry: tarfile.TarInfo, members: Members) -> None:
    name = member_name(entry.name.encode("utf-8", "surrogateescape"))
    if not name or entry.isdir():
        return
    if not entry.isfile():
        members.list_only(name)
        members.warn(N_("A link in the archive was not followed."))
    elif entry.size > MAX_MEMBER:
        members.too_large(name)
    else:
        opened = archive.extractfile(entry)
        if opened is not None:
            members.take(name, opened.read)


def _inner_name(head: bytes) -> str:
    """What a single compressed file is called, as far as gzip's header says."""
    if head[:2] != b"\x1f\x8b" or len(head) < 12 or not head[3] & 0x08:
        return "document"
    at = 10 + (2 + int.from_bytes(head[10:12], "little") if head[3] & 0x04 else 0)
    return member_name(head[at:].partition(b"\x00")[0][:255]) or "document"
