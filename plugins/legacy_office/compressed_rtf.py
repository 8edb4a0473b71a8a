"""The compressed RTF in which Outlook keeps a body (LZFu). Source: [MS-OXRTFCP]."""

from __future__ import annotations

import struct

__all__ = ["decompress"]

_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
_MOST = 32 << 20


def decompress(data: bytes) -> bytes:
    """The RTF, 32 MB at most; as much of it as there is where the data are cut off. Empty if it is no such data."""
    if len(data) < 16:
        return b""
    size, kind = struct.unpack_from("<L4s", data, 4)
    if kind == b"MELA":
        return data[16 : 16 + size]
    if kind != b"LZFu":
        return b""
    window = bytearray(_START.ljust(_WINDOW, b" "))
    write = len(_START)
    found = bytearray()
    at, most = 16, min(size, _MOST)
    while at < len(data) and len(found) < most:
        control, at = data[at], at + 1
        for bit in range(8):
            if at >= len(data) or len(found) >= most:
                break
            if control >> bit & 1:
                if at + 2 > len(data):
                    return bytes(found)
                word, at = data[at] << 8 | data[at + 1], at + 2
                read, length = word >> 4, (word & 0xF) + 2
                if read == write:
                    return bytes(found)
                for _ in range(length):
                    byte = window[read]
                    found.append(byte)
                    window[write] = byte
                    read, write = (read + 1) % _WINDOW, (write + 1) % _WINDOW
            else:
                found.append(data[at])
                window[write] = data[at]
                write, at = (write + 1) % _WINDOW, at + 1
    return bytes(found)
