"""Word documents before docx: 97 to 2003 by their piece table, 6 and 95 as far as their code page is known."""

from __future__ import annotations

import itertools
import struct
from typing import BinaryIO

from archive_plugins.legacy_office.compound import Compound
from archive_plugins.legacy_office.header import Head, read_head, read_pieces
from archive_plugins.legacy_office.lines import Lines
from archive_plugins.legacy_office.properties import Marks, read_marks
from archive_plugins.legacy_office.wording import read_text

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Outcome, ParsedDocument, Role

__all__ = ["WordParser"]

_OLE = b"\xd0\xcf\x11\xe0"
_HEADERS = 11  # number of the table of headers in the FIB
_TEXT, _FOOTNOTES, _EDGES, _MACROS, _COMMENTS, _ENDNOTES, _BOXES, _EDGE_BOXES = range(8)
_FOOTERS = frozenset({2, 3, 5})
_SEPARATORS = 6
"""Stories before the first section's headers: the lines above notes."""
_OTHERS = (
    (_BOXES, Role.TEXT_BOX), (_EDGE_BOXES, Role.TEXT_BOX), (_FOOTNOTES, Role.NOTE), (_ENDNOTES, Role.NOTE),
    (_COMMENTS, Role.COMMENT),
)  # fmt: skip


class WordParser:
    """application/msword."""

    name = "word"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type == "application/msword" else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        if source.read(4) != _OLE:
            raise ParseFailed(Outcome.UNSUPPORTED, N_("Word files older than Word 6 cannot be read."))
        compound = Compound(source)
        document = compound.stream("WordDocument")
        if document is None:
            raise ParseFailed(Outcome.CORRUPT, N_("The file has no main part."))
        head = read_head(document)
        table = document if head.old else compound.stream(head.table)
        if table is None:
            raise ParseFailed(Outcome.CORRUPT, N_("The file has no main part."))
        pieces = read_pieces(head, table, document)
        text, cut = read_text(head, document, pieces, context.max_characters)
        marks = read_marks(head, document, table, pieces, tables="\x07" in text)
        blocks = _blocks(head, text, marks, table)
        warnings = (N_("The text is longer than the limit and was cut."),) if cut else ()
        expected = min(sum(head.counts), context.max_characters)
        if len(text) < expected:
            warnings = (N_("The file is cut off: the end of its text is missing."),)
        outcome = Outcome.PARTIAL if warnings else Outcome.OK
        if not blocks and compound.has("Data"):  # the stream of pictures
            outcome = Outcome.NEEDS_OCR
        return ParsedDocument(blocks, compound.properties(), None, outcome, warnings)


def _blocks(head: Head, text: str, marks: Marks, table: bytes) -> tuple[Block, ...]:
    """Headers, text, footers, then what stands beside the text. Positions that the counts do not cover are text."""
    starts = [sum(head.counts[:index]) for index in range(len(head.counts))]
    lines = Lines(text, marks)
    edges = _edges(head, lines, starts[_EDGES], table)
    body = lines.blocks(0, head.counts[_TEXT] or len(text), Role.BODY)
    others = [
        block
        for part, role in _OTHERS
        if head.counts[part]
        for block in lines.blocks(starts[part], starts[part] + head.counts[part], role)
    ]
    headers = [block for block in edges if block.role is not Role.FOOTER]
    footers = [block for block in edges if block.role is Role.FOOTER]
    return (*headers, *body, *footers, *others)


def _edges(head: Head, lines: Lines, start: int, table: bytes) -> list[Block]:
    """Headers and footers of all three kinds and all sections, each line once."""
    if not head.counts[_EDGES]:
        return []
    found: dict[tuple[Role, str], Block] = {}
    for first, last, role in _stories(head, table):
        for block in lines.blocks(start + first, start + last, role):
            found.setdefault((role, block.text.strip()), block)
    return list(found.values())


def _stories(head: Head, table: bytes) -> list[tuple[int, int, Role]]:
    """Start, end and role of each; one header where the file does not say."""
    length = head.counts[_EDGES]
    if len(head.places) <= _HEADERS:
        return [(0, length, Role.HEADER)]
    offset, size = head.places[_HEADERS]
    data = table[offset : offset + size]
    bounds = struct.unpack(f"<{len(data) // 4}L", data[: len(data) // 4 * 4])[:-1]
    stories = [
        (first, min(last, length), Role.FOOTER if (index - _SEPARATORS) % 6 in _FOOTERS else Role.HEADER)
        for index, (first, last) in enumerate(itertools.pairwise(bounds))
        if index >= _SEPARATORS and first < last <= length + 2
    ]
    return stories or [(0, length, Role.HEADER)]
