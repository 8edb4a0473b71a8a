"""What the head of a picture says: its size and its pages. Its text is left to OCR."""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Outcome, ParsedDocument

__all__ = ["MOST_PAGES", "MOST_PIXELS", "TYPES", "PictureParser"]

TYPES = frozenset({"image/png", "image/jpeg", "image/tiff", "image/bmp", "image/webp", "image/gif"})
MOST_PIXELS = 120_000_000
"""Of one page; an A0 drawing at 250 dots an inch has 97 million."""
MOST_PAGES = 2_000
_HEAD = 1 << 16
_SEGMENTS = 10_000
_TOO_LARGE = N_("The picture has more points than can be read.")
_BROKEN = N_("The picture is damaged at its beginning.")

Size = tuple[int, int, int]
"""Width, height, pages."""


class PictureParser:
    """Needs nothing but the standard library; a picture always needs OCR."""

    name = "picture"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type in TYPES else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        try:
            width, height, pages = _READERS[context.media_type](source)
        except (struct.error, IndexError, ValueError) as error:
            raise ParseFailed(Outcome.CORRUPT, _BROKEN) from error
        if not width or not height:
            raise ParseFailed(Outcome.CORRUPT, _BROKEN)
        if width * height > MOST_PIXELS:
            raise ParseFailed(Outcome.LIMIT, _TOO_LARGE)
        metadata = {"width": str(width), "height": str(height)}
        return ParsedDocument((), metadata, pages, Outcome.NEEDS_OCR, pictures=min(pages, MOST_PAGES))


def _png(source: BinaryIO) -> Size:
    head = source.read(24)
    if head[12:16] != b"IHDR":
        raise ValueError(head)
    return (*struct.unpack(">2L", head[16:24]), 1)


def _gif(source: BinaryIO) -> Size:
    return (*struct.unpack("<2H", source.read(10)[6:]), 1)


def _bmp(source: BinaryIO) -> Size:
    head = source.read(26)
    if struct.unpack_from("<L", head, 14)[0] == 12:
        return (*struct.unpack_from("<2H", head, 18), 1)
    width, height = struct.unpack_from("<2l", head, 18)
    return width, abs(height), 1


def _webp(source: BinaryIO) -> Size:
    head = source.read(30)
    kind = head[12:16]
    if kind == b"VP8X":
        return (int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1, 1)
    if kind == b"VP8L":
        bits = struct.unpack_from("<L", head, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<2H", head, 26)
        return width & 0x3FFF, height & 0x3FFF, 1
    raise ValueError(kind)


def _jpeg(source: BinaryIO) -> Size:
    """Along the segments to the one that says the size."""
    source.seek(2)
    for _ in range(_SEGMENTS):
        mark = source.read(2)
        while mark[1] == 0xFF:
            mark = mark[1:] + source.read(1)
        if mark[0] != 0xFF:
            break
        (length,) = struct.unpack(">H", source.read(2))
        if 0xC0 <= mark[1] <= 0xCF and mark[1] not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">x2H", source.read(5))
            return width, height, 1
        source.seek(max(0, length - 2), os.SEEK_CUR)
    raise ValueError(source)


def _tiff(source: BinaryIO) -> Size:
    """Along the directories, one a page; the largest page counts. BigTIFF too."""
    order = "<" if source.read(2) == b"II" else ">"
    big = struct.unpack(order + "H", source.read(2))[0] == 43
    source.seek(8 if big else 4)
    pointer, count, entry = ("Q", "Q", 20) if big else ("L", "H", 12)
    (place,) = struct.unpack(order + pointer, source.read(8 if big else 4))
    width = height = pages = 0
    seen = set()
    while place and place not in seen and pages < MOST_PAGES + 1:
        seen.add(place)
        source.seek(place)
        (entries,) = struct.unpack(order + count, source.read(8 if big else 2))
        table = source.read(min(entries, _HEAD) * entry)
        if len(table) < entries * entry:
            break
        sides = [_side(table, at, order, big=big) for at in range(0, len(table), entry)]
        wide, high = (max((value for tag, value in sides if tag == want), default=0) for want in (256, 257))
        if wide * high >= width * height:
            width, height = wide, high
        pages += 1
        after = source.read(8 if big else 4)
        place = struct.unpack(order + pointer, after)[0] if len(after) == (8 if big else 4) else 0
    return width, height, pages


def _side(table: bytes, at: int, order: str, *, big: bool) -> tuple[int, int]:
    """Tag and value of an entry that holds one short or long number; its value is 0 otherwise."""
    tag, kind = struct.unpack_from(order + "2H", table, at)
    form = {3: "H", 4: "L"}.get(kind)
    return tag, struct.unpack_from(order + form, table, at + (12 if big else 8))[0] if form else 0


_READERS = {
    "image/png": _png, "image/gif": _gif, "image/bmp": _bmp, "image/webp": _webp, "image/jpeg": _jpeg,
    "image/tiff": _tiff,
}  # fmt: skip
