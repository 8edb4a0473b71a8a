"""The characters of a Word file: the pieces decoded, one item of the string for each position of the document."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence

from archive_plugins.legacy_office.header import Head, Piece

__all__ = ["read_text", "rejoin"]

_LANGUAGES = {
    0x04: "gb18030", 0x11: "cp932", 0x12: "cp949", 0x19: "cp1251", 0x22: "cp1251", 0x23: "cp1251", 0x02: "cp1251",
    0x05: "cp1250", 0x0E: "cp1250", 0x15: "cp1250", 0x1B: "cp1250", 0x08: "cp1253", 0x1F: "cp1254", 0x0D: "cp1255",
    0x01: "cp1256", 0x1E: "cp874",
}  # fmt: skip
_TRADITIONAL = frozenset({0x0404, 0x0C04, 0x1404})
_CHARSETS = {134: "gb18030", 136: "big5hkscs", 128: "cp932", 129: "cp949", 204: "cp1251", 238: "cp1250", 161: "cp1253",
             162: "cp1254", 177: "cp1255", 178: "cp1256", 222: "cp874"}  # fmt: skip
_WESTERN = "cp1252"
_GB_RUN = re.compile(rb"[\xb0-\xd7][\xa1-\xfe](?:[\xa1-\xf7][\xa1-\xfe])+")
_SURROGATE = re.compile("[\ud800-\udfff]+")
_OLD_FONTS = 0xD0


def read_text(head: Head, document: bytes, pieces: Sequence[Piece], most: int) -> tuple[str, bool]:
    """The whole text, as long as the pieces say, and whether it was cut at `most` characters.

    A character outside the basic plane stays two halves, so that positions hold: see `rejoin`.
    """
    page = _old_page(head, document) if head.old else ""
    parts: list[str] = []
    room = most
    for piece in pieces:
        length = min(piece.length, room)
        raw = document[piece.offset : piece.offset + length * piece.width]
        parts.append(_wide(raw, length) if piece.width == 2 else _narrow(raw, page))
        room -= length
        if length < piece.length:
            return "".join(parts), True
    return "".join(parts), False


def _wide(raw: bytes, length: int) -> str:
    text = raw.decode("utf-16-le", "surrogatepass") if b"\xd8" not in raw else ""
    if len(text) == length:
        return text
    return "".join(map(chr, struct.unpack(f"<{length}H", raw)))


def _narrow(raw: bytes, page: str) -> str:
    """Bytes as text of the same length: a character of two bytes is followed by a NUL, which is dropped later."""
    if raw.isascii():
        return raw.decode("ascii")
    if not page:
        if not _GB_RUN.search(raw) or not _reads_as_gb(raw):
            return raw.decode(_WESTERN, "replace")
        page = "gb18030"
    text = raw.decode(page, "replace")
    if len(text) == len(raw):
        return text
    return "".join(_padded(raw, page))


def _padded(raw: bytes, page: str) -> list[str]:
    found = []
    at = 0
    while at < len(raw):
        for size in (1, 2, 4):
            try:
                text = raw[at : at + size].decode(page)
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                found.append(text + "\x00" * (len(raw[at : at + size]) - 1))
                at += size
                break
        else:
            found.append("\ufffd")
            at += 1
    return found


def _reads_as_gb(raw: bytes) -> bool:
    """Whether bytes above 127 are Chinese in a code page, not the accents and dashes that Word writes so."""
    high = sum(byte > 127 for byte in raw)
    paired = sum(len(found) for found in _GB_RUN.findall(raw))
    return paired * 10 >= high * 9


def _old_page(head: Head, document: bytes) -> str:
    """The code page of Word 6 and 95: by the language; by the fonts where that says Western and the text does not."""
    if head.language in _TRADITIONAL:
        return "big5hkscs"
    page = _LANGUAGES.get(head.language & 0xFF)
    if page is not None:
        return page
    sample = document[head.first : head.first + 65_536]
    if sum(byte > 127 for byte in sample) * 10 < len(sample):
        return _WESTERN
    return next((_CHARSETS[number] for number in _font_charsets(document) if number in _CHARSETS), _WESTERN)


def _font_charsets(document: bytes) -> list[int]:
    offset, length = struct.unpack_from("<LL", document, _OLD_FONTS) if len(document) > _OLD_FONTS + 8 else (0, 0)
    data = document[offset : offset + min(length, 65_536)]
    found = []
    at = 2
    while at + 5 < len(data):
        found.append(data[at + 4])
        at += data[at] + 1
    return found


def rejoin(text: str) -> str:
    """Halves of characters outside the basic plane joined; a lone half becomes U+FFFD."""
    return _SURROGATE.sub(_joined, text)


def _joined(found: re.Match[str]) -> str:
    return found.group().encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
