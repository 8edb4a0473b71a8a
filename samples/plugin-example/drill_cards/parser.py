"""Reads a drill card.

The format is invented for this example: UTF-8 text whose first line is `#DRILL-CARD 1`,
then lines `key: value`, a line `---`, and what happened.

    #DRILL-CARD 1
    title: 有限空间应急演练
    date: 2026-03-05
    ---
    9时，信号员发出警报。
"""

from __future__ import annotations

from typing import BinaryIO

from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Outcome, ParsedDocument, Role

MAGIC = b"#DRILL-CARD 1"


class DrillCardParser:
    """A parser needs no base class: these two attributes and two methods are the contract."""

    name = "drill-card"
    version = "1"  # to be raised whenever the same bytes may give another text

    def score(self, media_type: str, head: bytes) -> int | None:
        """By content, never by name. 200 goes before the parser for plain text, which answers 100."""
        return 200 if media_type.startswith("text/") and head.startswith(MAGIC) else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        data = source.read(4 * context.max_characters + 4)  # a character has at most four bytes
        try:
            text = data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        except UnicodeDecodeError as error:
            raise ParseFailed(Outcome.CORRUPT, f"not UTF-8 at byte {error.start}") from error
        head, rule, body = text[: context.max_characters].partition("\n---\n")
        if not head.startswith(MAGIC.decode()) or not rule:
            raise ParseFailed(Outcome.CORRUPT, "no line --- ends the head of the card")
        fields = dict(_fields(head))
        blocks = [Block(fields["title"], Role.TITLE)] if "title" in fields else []
        blocks += [Block(line) for line in body.split("\n") if line.strip()]
        cut = len(text) > context.max_characters
        warnings = ("the card is longer than what is kept",) if cut else ()
        return ParsedDocument(tuple(blocks), fields, outcome=Outcome.PARTIAL if cut else Outcome.OK, warnings=warnings)


def _fields(head: str) -> list[tuple[str, str]]:
    pairs = (line.partition(":") for line in head.split("\n")[1:])
    return [(key.strip(), value.strip()) for key, colon, value in pairs if colon and key.strip() and value.strip()]
