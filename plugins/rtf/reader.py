"""RTF by striprtf, with the code page that the file states."""

from __future__ import annotations

import re
from typing import BinaryIO

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Outcome, ParsedDocument, Role

__all__ = ["RtfParser"]

_MAX_BYTES = 32 << 20
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_PICTURE = re.compile(rb"(?:\\bin\d+ |[0-9a-fA-F\s]{4096,})")
_INFO = {b"title": "title", b"author": "author", b"subject": "subject", b"operator": "last_modified_by"}
_EDGE = re.compile(rb"\{\\(header|footer)[lrf]?[\s\\{]")


class RtfParser:
    name = "rtf"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type == "application/rtf" else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:  # noqa: ARG002 - the contract's
        data = source.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise ParseFailed(Outcome.LIMIT, N_("The RTF file is larger than 32 MB."))
        data = data[max(0, data.find(b"{\\rtf")) :]
        encoding = _encoding(data)
        data = _PICTURE.sub(b"", data)
        edges = [
            Block(line, Role.HEADER if kind == b"header" else Role.FOOTER)
            for kind, group in _edges(data)
            for line in _lines(group, encoding)
        ]
        blocks = [_row(line) if line.endswith("|") else Block(line) for line in _lines(data, encoding)]
        kept = [block for block in (*blocks, *dict.fromkeys(edges)) if block.text.strip()]
        return ParsedDocument(tuple(kept), _properties(data, encoding))


def _encoding(data: bytes) -> str:
    """Python's name of the stated code page; GB18030 where none is stated."""
    found = _CODE_PAGE.search(data[:4096])
    page = found.group(1).decode() if found else ("1252" if b"\\ansi" in data[:200] else "936")
    return {"936": "gb18030", "65001": "utf-8", "10000": "mac_roman", "950": "big5hkscs"}.get(page, f"cp{page}")


def _lines(data: bytes, encoding: str) -> list[str]:
    from striprtf.striprtf import rtf_to_text

    try:
        text = rtf_to_text(data.decode("latin-1"), encoding=encoding, errors="replace")
    except LookupError:
        text = rtf_to_text(data.decode("latin-1"), encoding="gb18030", errors="replace")
    return str(text).splitlines()


def _row(line: str) -> Block:
    """Striprtf parts cells by bars."""
    cells = (" ".join(cell.split()) for cell in line.rstrip("|").split("|"))
    return Block("\t".join(cells).rstrip("\t"), Role.TABLE)


def _group(data: bytes, start: int) -> bytes:
    """The group that opens at `start`, braces counted."""
    depth = 0
    at = start
    while at < len(data):
        byte = data[at]
        if byte == 0x5C:
            at += 1
        elif byte == 0x7B:
            depth += 1
        elif byte == 0x7D:
            depth -= 1
            if depth == 0:
                return data[start : at + 1]
        at += 1
    return data[start:]


def _edges(data: bytes) -> list[tuple[bytes, bytes]]:
    """Headers and footers, which striprtf leaves out: each as a small document of its own."""
    fonts = data.find(b"{\\fonttbl")
    table = _group(data, fonts) if fonts >= 0 else b""
    head = data[: max(0, fonts)] if 0 <= fonts < 4096 else b"{\\rtf1\\ansi"
    found = []
    for match in list(_EDGE.finditer(data))[:50]:
        inner = _group(data, match.start())
        body = inner[inner.find(match.group(1)) + len(match.group(1)) :].lstrip(b"lrf") if inner else b""
        found.append((match.group(1), head + table + b"{\\pard " + body + b"}"))
    return found


def _properties(data: bytes, encoding: str) -> dict[str, str]:
    start = data.find(b"{\\info")
    if start < 0:
        return {}
    info = _group(data, start)
    found = {}
    for word, name in _INFO.items():
        at = info.find(b"{\\" + word)
        if at >= 0:
            group = _group(info, at)
            body = b"{\\rtf1\\ansi " + group[len(word) + 2 :]
            text = " ".join(" ".join(_lines(body, encoding)).split())
            if text:
                found[name] = text
    return found
