"""Documents that someone put into an office file: they become documents of their own, as attachments of a mail do.

They lie in a package's `embeddings`: as they are, or in an OLE file, as a package ([MS-OLEDS] 2.3.6, any file with
its name), as a stream of their own, or as the very streams of an old office file. The workbook behind a chart is
no document that anyone put there.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from archive_plugins.charsets import decode
from archive_plugins.legacy_office.compound import Compound
from archive_plugins.office_package import ZipPackage

from archive.errors import N_
from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Child

__all__ = ["embedded_documents", "ole_child"]

_MOST = 200
_MOST_BYTES = 128 << 20
_PLACE = re.compile(r"[a-z]+/embeddings/[^/]+")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED = "\x01Ole10Native"
_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"))
_HOLDERS = ("Package", "CONTENTS", "EmbeddedOdf")
_MAGIC = ((b"%PDF", "pdf"), (b"PK\x03\x04", "zip"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG", "png"), (_OLE, "ole"))


def embedded_documents(source: BinaryIO, warnings: list[str]) -> tuple[Child, ...]:
    """The documents inside a docx, xlsx or pptx, in the order of the package; a warning says what was left inside."""
    try:
        package = ZipPackage(source)
    except ParseFailed:
        return ()
    places = [name for name in package.names() if _PLACE.fullmatch(name)]
    if not places:
        return ()
    painted = _behind_charts(package)
    children: list[Child] = []
    room = _MOST_BYTES
    for name in places:
        if name in painted:
            continue
        room -= package.size(name)
        if room < 0 or len(children) >= _MOST:
            warnings.append(N_("More lies inside this document than is taken out of it."))
            break
        try:
            children.extend(_child(PurePosixPath(name), package.data(name) or b""))
        except ParseFailed:
            warnings.append(N_("A document inside this one is damaged and was left out."))
    return tuple(children)


def _behind_charts(package: ZipPackage) -> set[str]:
    charts = [name for name in package.names() if "/charts/" in name and name.endswith(".xml")]
    found: set[str] = set()
    for name in charts:
        try:
            found.update(relation.target.lower() for relation in package.relations(name))
        except ParseFailed:
            continue
    return found


def _child(path: PurePosixPath, data: bytes) -> Iterator[Child]:
    if not data:
        return
    if not data.startswith(_OLE) or path.suffix != ".bin":
        yield Child(path.name, data)
        return
    child = ole_child(path.stem, data)
    if child is not None:
        yield child


def ole_child(stem: str, data: bytes) -> Child | None:
    """The document in an OLE object; None where it is none (an equation, a control). Raise ParseFailed if broken."""
    compound = Compound(io.BytesIO(data))
    for name, suffix in _STREAMS:
        if compound.has(name):
            return Child(f"{stem}.{suffix}", data)
    if compound.has(_PACKED):
        return _of_package(stem, compound.stream(_PACKED) or b"")
    for name in _HOLDERS:
        content = compound.stream(name) if compound.has(name) else None
        kind = next((kind for magic, kind in _MAGIC if content and content.startswith(magic)), None)
        if content and kind:
            return Child(f"{stem}.{_office(content) if kind == 'zip' else kind}", content)
    return None


def _office(data: bytes) -> str:
    """What an office file in a zip is called, by its parts; only for its name."""
    kinds = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"))
    return next((suffix for folder, suffix in kinds if folder in data), "zip")


def _of_package(stem: str, data: bytes) -> Child | None:
    """A file with the name that it had where it came from; None where the record of it is cut off."""
    try:
        label, at = _word(data, 6)
        path, at = _word(data, at)
        _, at = _word(data, at + 8)
        (size,) = struct.unpack_from("<L", data, at)
    except (ValueError, struct.error):
        return None
    content = data[at + 4 : at + 4 + size]
    if not content or len(content) < size:
        return None
    name = _unicode_label(data[at + 4 + size :]) or decode(label or path).text
    return Child(re.split(r"[\\/]", name)[-1].strip() or stem, content)


def _word(data: bytes, at: int) -> tuple[bytes, int]:
    end = data.index(b"\x00", at)
    return data[at:end], end + 1


def _unicode_label(tail: bytes) -> str:
    """The label in Unicode, which newer programs write after the file; empty where it is not there."""
    try:
        (skipped,) = struct.unpack_from("<L", tail, 0)
        (count,) = struct.unpack_from("<L", tail, 4 + 2 * skipped)
        start = 8 + 2 * skipped
    except struct.error:
        return ""
    return tail[start : start + 2 * count].decode("utf-16-le", "ignore").strip("\x00 ") if count < 1000 else ""
