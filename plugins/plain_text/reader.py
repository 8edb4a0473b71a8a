"""Reading plain text: the encoding is found, the lines are the blocks."""

from __future__ import annotations

import csv
import io
from typing import BinaryIO

from archive_plugins.charsets import decode

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Outcome, ParsedDocument, Role

__all__ = ["PlainTextParser"]

_MAX_BYTES = 64 << 20
_CELL_LIMIT = 1 << 20


class PlainTextParser:
    """text/plain and text/csv; other text and XML where no parser of their own reads them."""

    name = "plain-text"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        if media_type in {"text/plain", "text/csv"}:
            return 100
        return 50 if media_type in {"application/xml", "application/vnd.ms-spreadsheetml"} else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        data = source.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise ParseFailed(Outcome.LIMIT, N_("The text is larger than 64 MB."))
        decoded = decode(data)
        warnings = (N_("Some bytes fit no known encoding and were replaced."),) if decoded.replaced else ()
        metadata = {"encoding": decoded.encoding, "encoding_confidence": f"{decoded.confidence:.2f}"}
        rows = _rows(decoded.text) if context.media_type == "text/csv" else None
        if rows is None:
            blocks = tuple(Block(line) for line in decoded.text.splitlines() if line.strip())
        else:
            blocks = tuple(Block(row, Role.TABLE) for row in rows)
        outcome = Outcome.PARTIAL if decoded.replaced else Outcome.OK
        return ParsedDocument(blocks, metadata, None, outcome, warnings)


def _rows(text: str) -> list[str] | None:
    """Rows with cells parted by tabs; None where the text does not hold together as a table."""
    head = text[:65_536]
    separator = max(",\t;", key=head.count)
    csv.field_size_limit(_CELL_LIMIT)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator):
            line = "\t".join(" ".join(cell.split()) for cell in row).rstrip("\t ")
            if line:
                rows.append(line)
    except csv.Error:
        return None
    return rows
