"""What a parser reads out of an original."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Attempt", "Block", "Child", "Outcome", "ParseReport", "ParsedDocument", "Role"]


class Outcome(StrEnum):
    """How a parse ended; whatever it is, the original stays archived."""

    OK = "ok"
    PARTIAL = "partial"
    """Some pages, parts or records of the file could not be read; the rest is there."""
    NEEDS_OCR = "needs-ocr"
    """The file opens but shows its text as pictures only."""
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    UNSUPPORTED = "unsupported"
    """No parser for this type."""
    LIMIT = "limit"
    """Refused or stopped because of its size, ratio, depth, memory or time."""
    CRASHED = "crashed"
    """The worker died twice over it."""


class Role(StrEnum):
    """Where in a document a block of text stands."""

    TITLE = "title"
    BODY = "body"
    TABLE = "table"
    HEADER = "header"
    FOOTER = "footer"
    TEXT_BOX = "text-box"
    NOTE = "note"
    COMMENT = "comment"
    DELETED = "deleted"
    SHEET = "sheet"
    """The name of a sheet or a slide that opens what follows."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a table row (cells parted by tabs) or a line, in reading order."""

    text: str
    role: Role = Role.BODY
    page: int | None = None
    """Page, sheet or slide, counted from 1, where the format has them."""
    row: int | None = None
    """Row of the sheet as a spreadsheet program counts it, from 1."""


@dataclass(frozen=True, slots=True)
class Child:
    """A document inside a document (attachment, member of a container)."""

    name: str
    """As the document calls it; of a container's member the path in it, with `/` between the folders."""
    data: bytes
    media_type: str | None = None
    """What the document says it is: a claim."""
    path: str | None = None
    """The file with the bytes, where they came out of a worker; then `data` is empty, and whoever has the
    report owns the file."""


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What one parser read. Text holds no NUL, lone surrogate or CR."""

    blocks: tuple[Block, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Properties that the file states of itself (title, author, created …): claims, not facts."""
    pages: int | None = None
    outcome: Outcome = Outcome.OK
    """ok, partial, needs-ocr or encrypted: a parser that fails otherwise raises `ParseFailed`."""
    warnings: tuple[str, ...] = ()
    children: tuple[Child, ...] = ()
    pictures: int = 0
    """Pages whose text OCR could read: they show it as pictures, or with letters that cannot be right."""

    def text(self) -> str:
        """The stored text: one block a line, deleted text and comments marked as such.

        The words of the marks are part of the format (`docs/format.md`).
        """
        marks = {Role.DELETED: "〔已删除〕", Role.COMMENT: "〔批注〕"}
        return "\n".join(marks.get(block.role, "") + block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One parser's try at a document."""

    parser: str
    version: str
    outcome: Outcome
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ParseReport:
    """How an original was read: goes into the ledger with the digest of the text."""

    outcome: Outcome
    media_type: str
    """By content, never by name (`archive.parsing.sniff`)."""
    attempts: tuple[Attempt, ...]
    """In order; the last one is the parser whose document is kept. Empty if no parser took the type."""
    document: ParsedDocument | None
    reason: str | None = None
    """In words, for every outcome but ok."""
