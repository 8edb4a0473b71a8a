"""HTML files."""

from __future__ import annotations

from typing import BinaryIO

from archive_plugins.web.page import read_page

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Outcome, ParsedDocument

__all__ = ["HtmlParser"]

_MAX_BYTES = 32 << 20


class HtmlParser:
    """Pages as they are saved or generated, also under the names .doc and .xls."""

    name = "html"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type == "text/html" else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:  # noqa: ARG002 - the contract's
        data = source.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise ParseFailed(Outcome.LIMIT, N_("The page is larger than 32 MB."))
        blocks, metadata, whole = read_page(data)
        if whole:
            return ParsedDocument(tuple(blocks), metadata)
        warning = N_("The page is nested too deeply to be read to its end.")
        return ParsedDocument(tuple(blocks), metadata, None, Outcome.PARTIAL, (warning,))
