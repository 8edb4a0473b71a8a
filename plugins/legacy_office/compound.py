"""OLE compound files from strangers: olefile reads them, within bounds that it does not keep itself.

olefile believes the counts in the header and the sizes in the directory; with a cycle in
the allocation table these would fill the memory. No count and no size is larger than the file.
"""

from __future__ import annotations

import datetime as dt
import os
import struct
from typing import Any, BinaryIO

from archive_plugins.charsets import decode

from archive.errors import N_
from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Outcome

__all__ = ["Compound"]

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = N_("The file is damaged: its inner directory cannot be read.")
_PROPERTIES = {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "description", 8: "last_modified_by",
               12: "created", 13: "modified"}  # fmt: skip
_UTF8 = 65001
_SHORT, _NARROW, _WIDE, _TIME = 0x02, 0x1E, 0x1F, 0x40
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_LAST_TIME = 200_000_000_000_000_000
"""Ticks of the year 2234: what is later is no time."""
_MOST_PROPERTIES = 200


class Compound:
    """One OLE file. Names of streams are paths with slashes, in any case."""

    def __init__(self, source: BinaryIO) -> None:
        """Raise ParseFailed (corrupt) where it is no OLE file or its tables cannot be true."""
        import olefile

        self._size = source.seek(0, os.SEEK_END)
        source.seek(0)
        _plausible(source.read(512), self._size)
        source.seek(0)
        try:
            self._file: Any = olefile.OleFileIO(source)
            root = self._file.root
        except MemoryError:
            raise
        except Exception as error:
            raise ParseFailed(Outcome.CORRUPT, _BROKEN) from error
        if root is None or root.size > self._size:
            raise ParseFailed(Outcome.CORRUPT, _BROKEN)

    def names(self) -> tuple[str, ...]:
        """Paths of all streams, in the order of the directory."""
        return tuple("/".join(path) for path in self._file.listdir(streams=True, storages=False))

    def has(self, name: str) -> bool:
        """Whether there is such a stream or storage."""
        return bool(self._file.exists(name))

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream; None where there is none. Raise ParseFailed (corrupt) where they cannot be read."""
        try:
            if not self._file.exists(name):
                return None
            data = self._bytes(name)
        except MemoryError:
            raise
        except Exception as error:
            raise ParseFailed(Outcome.CORRUPT, _BROKEN) from error
        if data is None:
            raise ParseFailed(Outcome.CORRUPT, _BROKEN)
        return data

    def _bytes(self, name: str) -> bytes | None:
        """None where the stream is said to be longer than the file."""
        if self._file.get_size(name) > self._size:
            return None
        with self._file.openstream(name) as opened:
            data: bytes = opened.read()
        return data

    def properties(self) -> dict[str, str]:
        """Title, author, times and so on, as the file states them; empty where they cannot be read."""
        try:
            values = _property_set(self.stream("\x05SummaryInformation") or b"")
        except ParseFailed:
            return {}
        page = values.get(1)
        charset = _charset(page) if isinstance(page, int) else None
        found = {key: _stated(values.get(number), charset) for number, key in _PROPERTIES.items()}
        return {key: value for key, value in found.items() if value}


def _property_set(data: bytes) -> dict[int, bytes | int | str | dt.datetime]:
    """Number -> value of the first set ([MS-OLEPS] 2.21), up to where it is cut off.

    olefile has a reader of its own, which counts to four billion where a vector's length says so.
    """
    found: dict[int, bytes | int | str | dt.datetime] = {}
    try:
        (start,) = struct.unpack_from("<L", data, 44)
        (count,) = struct.unpack_from("<L", data, start + 4)
        for index in range(min(count, _MOST_PROPERTIES)):
            number, place = struct.unpack_from("<LL", data, start + 8 + 8 * index)
            value = _value(data, start + place)
            if value is not None:
                found[number] = value
    except struct.error:
        return found
    return found


def _value(data: bytes, at: int) -> bytes | int | str | dt.datetime | None:
    """A property of a kind that is known; a text is as long as the stream at most. Raise struct.error."""
    kind, length = struct.unpack_from("<LL", data, at)
    at += 8
    if kind == _SHORT:
        return int(length & 0xFFFF)
    if kind == _NARROW:
        return data[at : at + length]
    if kind == _WIDE:
        return data[at : at + 2 * length].decode("utf-16-le", "replace")
    if kind == _TIME:
        (ticks,) = struct.unpack_from("<Q", data, at - 4)
        return _EPOCH + dt.timedelta(microseconds=ticks // 10) if ticks < _LAST_TIME else None
    return None


def _plausible(header: bytes, size: int) -> None:
    if len(header) < 512 or not header.startswith(_MAGIC):
        raise ParseFailed(Outcome.CORRUPT, _BROKEN)
    (shift,) = struct.unpack_from("<H", header, 30)
    tables = [int.from_bytes(header[at : at + 4], "little") for at in (44, 64, 72)]
    if shift not in {9, 12} or any(count << shift > size + (1 << shift) for count in tables):
        raise ParseFailed(Outcome.CORRUPT, _BROKEN)


def _charset(page: int) -> str:
    page &= 0xFFFF
    return "utf-8" if page == _UTF8 else "utf-16-le" if page == 1200 else f"cp{page}"


def _stated(value: object, charset: str | None) -> str:
    """A property as text; empty for none and for times that were never set."""
    if isinstance(value, bytes):
        return decode(value.rstrip(b"\x00"), charset).text.strip("\x00 ")
    if isinstance(value, dt.datetime):
        return "" if value.year < 1980 else value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.strip("\x00 ") if isinstance(value, str) else ""
