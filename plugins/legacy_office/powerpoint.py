"""PowerPoint presentations before pptx, slide by slide in their order.

A file may hold older states of its slides; the edits chained at its end say which
records count. Where that chain is broken, all text is read in the order of the stream.
Source: [MS-PPT] 2.1.2 (how to read a file) and 2.13 (records).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archive_plugins.legacy_office.compound import Compound
from archive_plugins.legacy_office.wording import rejoin

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Outcome, ParsedDocument, Role

__all__ = ["PowerPointParser"]

_DOCUMENT, _USER_EDIT, _PERSIST, _ENCRYPTION = 0x03E8, 0x0FF5, 0x1772, 0x2F14
_LIST, _SLIDE_AT, _SLIDE, _NOTES, _MASTER = 0x0FF0, 0x03F3, 0x03EE, 0x03F0, 0x03F8
_CHARACTERS, _BYTES, _STRING = 0x0FA0, 0x0FA8, 0x0FBA
_PLACEHOLDER, _SHAPE, _TEXT_REFERENCE, _EDGES, _COMMENT = 0x0BC3, 0xF004, 0x0F9E, 0x0FD9, 0x2EE0
_CONTAINER, _HEADER = 0xF, 8
_SLIDES, _MASTERS, _NOTE_LIST = 0, 1, 2
_PROTECTED = 0xF3D1C4DF
_DEEP = 40
_MOST_EDITS = 10_000
_BREAKS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x00": None})


class PowerPointParser:
    """application/vnd.ms-powerpoint."""

    name = "powerpoint"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type == "application/vnd.ms-powerpoint" else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:  # noqa: ARG002 - the contract's
        compound = Compound(source)
        data = compound.stream("PowerPoint Document") or compound.stream("PP97_DUALSTORAGE/PowerPoint Document")
        if data is None:
            raise ParseFailed(Outcome.UNSUPPORTED, N_("PowerPoint files older than PowerPoint 97 cannot be read."))
        user = compound.stream("Current User") or b""
        if len(user) >= 16 and struct.unpack_from("<L", user, 12)[0] == _PROTECTED:
            raise ParseFailed(Outcome.ENCRYPTED, N_("The document is protected by a password."))
        places = _places(data, struct.unpack_from("<L", user, 16)[0] if len(user) >= 20 else len(data))
        document = next((place for place in places.values() if _kind(data, place) == _DOCUMENT), None)
        warnings: tuple[str, ...] = ()
        blocks, slides = ([], 0) if document is None else _in_order(data, document, places)
        if not blocks:
            everything = _records(data, 0, len(data), 0)
            blocks = [block for record in everything for block in _texts(data, record, Role.BODY, None)]
        if document is None and blocks:
            warnings = (N_("The order of the slides is lost; their text is read as it lies in the file."),)
        outcome = Outcome.PARTIAL if warnings else Outcome.OK
        if not blocks and compound.has("Pictures"):
            outcome = Outcome.NEEDS_OCR
        return ParsedDocument(tuple(blocks), compound.properties(), slides or None, outcome, warnings)


@dataclass(frozen=True, slots=True)
class _Record:
    kind: int
    instance: int
    start: int
    """Of its content."""
    end: int
    container: bool
    depth: int


def _records(data: bytes, start: int, end: int, depth: int) -> Iterator[_Record]:
    """The records that lie side by side from `start` to `end`; a length that lies ends at `end`."""
    end = min(end, len(data))
    while start + _HEADER <= end:
        head, kind, length = struct.unpack_from("<HHL", data, start)
        begin = start + _HEADER
        start = min(begin + length, end)
        yield _Record(kind, head >> 4, begin, start, head & 0xF == _CONTAINER, depth)


def _inside(data: bytes, record: _Record) -> Iterator[_Record]:
    return _records(data, record.start, record.end, record.depth + 1)


def _kind(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at + 2)[0]) if 0 <= at <= len(data) - _HEADER else -1


def _record_at(data: bytes, at: int) -> _Record | None:
    return next(_records(data, at, len(data), 0), None) if 0 <= at < len(data) else None


def _places(data: bytes, last: int) -> dict[int, int]:
    """Object -> place, as the newest edit has it. Raise ParseFailed (encrypted)."""
    found: dict[int, int] = {}
    seen: set[int] = set()
    while _kind(data, last) == _USER_EDIT and last not in seen and len(seen) < _MOST_EDITS:
        seen.add(last)
        edit = _record_at(data, last)
        if edit is None or edit.end - edit.start < 28:
            break
        before, directory = struct.unpack_from("<LL", data, edit.start + 8)
        if edit.end - edit.start >= 32 and _kind(data, directory) == _PERSIST:
            (session,) = struct.unpack_from("<L", data, edit.start + 28)
            if _kind(data, _directory(data, directory).get(session, -1)) == _ENCRYPTION:
                raise ParseFailed(Outcome.ENCRYPTED, N_("The document is protected by a password."))
        for identity, place in _directory(data, directory).items():
            found.setdefault(identity, place)
        last = before
    return found


def _directory(data: bytes, at: int) -> dict[int, int]:
    record = _record_at(data, at)
    if record is None or record.kind != _PERSIST:
        return {}
    found = {}
    position = record.start
    while position + 4 <= record.end:
        (head,) = struct.unpack_from("<L", data, position)
        first, count = head & 0xFFFFF, head >> 20
        position += 4
        count = min(count, (record.end - position) // 4)
        for index, place in enumerate(struct.unpack_from(f"<{count}L", data, position)):
            found[first + index] = place
        position += 4 * count
    return found


def _in_order(data: bytes, document: int, places: dict[int, int]) -> tuple[list[Block], int]:
    """Slides with what is typed in their outline, then masters, notes, headers and footers; and how many slides."""
    root = _record_at(data, document)
    lists = {} if root is None else {r.instance: r for r in _inside(data, root) if r.kind == _LIST}
    blocks: list[Block] = []
    slides = 0
    seen: set[int] = set()
    for instance in (_MASTERS, _SLIDES, _NOTE_LIST):
        for place, outline in _listed(data, lists.get(instance), places):
            slides += instance == _SLIDES
            page = slides if instance == _SLIDES else None
            role = Role.NOTE if instance == _NOTE_LIST else Role.BODY
            for record in outline if instance == _SLIDES else ():
                blocks.extend(_text(data, record, role, page))
            slide = _record_at(data, place)
            if slide is not None and place not in seen and slide.kind in {_SLIDE, _NOTES, _MASTER}:
                seen.add(place)
                blocks.extend(_texts(data, slide, role, page, prompts=instance == _MASTERS))
    if root is not None:
        for record in _inside(data, root):
            if record.kind == _EDGES:
                blocks.extend(_texts(data, record, Role.FOOTER, None))
    return _once(blocks), slides


def _once(blocks: list[Block]) -> list[Block]:
    """The slides with all that they say, then what masters, notes and footers say, each line once."""
    slides = [block for block in blocks if block.page]
    others = {(block.text, block.role): block for block in reversed(blocks) if not block.page}
    return [*slides, *reversed(others.values())]


def _listed(data: bytes, listed: _Record | None, places: dict[int, int]) -> Iterator[tuple[int, list[_Record]]]:
    """Place of each slide in the list, with the texts that the list itself holds for it."""
    place = -1
    outline: list[_Record] = []
    for record in () if listed is None else _inside(data, listed):
        if record.kind == _SLIDE_AT and record.end - record.start >= 4:
            if place >= 0 or outline:
                yield place, outline
            place, outline = places.get(struct.unpack_from("<L", data, record.start)[0], -1), []
        elif record.kind in {_CHARACTERS, _BYTES}:
            outline.append(record)
    if place >= 0 or outline:
        yield place, outline


def _texts(data: bytes, record: _Record, role: Role, page: int | None, *, prompts: bool = False) -> Iterator[Block]:
    """Every text below a record. With `prompts`, shapes that only ask for text (of masters) are left out."""
    if not record.container:
        yield from _text(data, record, role, page)
        return
    if record.depth > _DEEP:
        return
    if prompts and record.kind == _SHAPE and _holds(data, record, _PLACEHOLDER):
        return
    inner = Role.COMMENT if record.kind == _COMMENT else Role.FOOTER if record.kind == _EDGES else role
    for child in _inside(data, record):
        yield from _texts(data, child, inner, page, prompts=prompts)


def _holds(data: bytes, record: _Record, kind: int) -> bool:
    return any(
        child.kind == kind or (child.container and child.depth < _DEEP and _holds(data, child, kind))
        for child in _inside(data, record)
    )


def _text(data: bytes, record: _Record, role: Role, page: int | None) -> Iterator[Block]:
    raw = data[record.start : record.end]
    if record.kind == _CHARACTERS or (record.kind == _STRING and role in {Role.COMMENT, Role.FOOTER}):
        text = rejoin(raw[: len(raw) & ~1].decode("utf-16-le", "surrogatepass"))
    elif record.kind == _BYTES:
        text = raw.decode("latin-1")
    else:
        return
    for line in text.translate(_BREAKS).split("\n"):
        if line.strip():
            yield Block(line, role, page)
