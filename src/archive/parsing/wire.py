"""What parent and worker say to each other: JSON with a length before it, never pickle; and pieces of children.

A piece is bytes as they are, told by the highest bit of its length. It belongs to the child that was
begun last (`archive.parsing.children`).

A worker is not trusted: whatever comes from it is checked field by field on arrival, and
`ReportInvalid` means that it is to be killed.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from typing import Any

from archive.model.parsed import Attempt, Block, Child, Outcome, ParsedDocument, ParseReport, Role
from archive.parsing.cleaning import clean_text

__all__ = ["PIECE", "Frames", "ReportInvalid", "decode_report", "encode_report", "frame", "piece", "text_or_none"]

PIECE = 1 << 18
"""The most bytes of a child that go in one message."""
_LENGTH = struct.Struct("<Q")
_IS_PIECE = 1 << 63
_ROLES: dict[str, Role] = {str(role): role for role in Role}


class ReportInvalid(ValueError):
    """A worker sent what is no answer."""


def frame(message: Mapping[str, object]) -> bytes:
    """One message as bytes."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode("utf-8")
    return _LENGTH.pack(len(body)) + body


def piece(data: bytes | memoryview) -> bytes:
    """A part of a child as a message; at most PIECE bytes."""
    return b"".join((_LENGTH.pack(len(data) | _IS_PIECE), data))


class Frames:
    """Cuts a stream of bytes into messages."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._bytes = bytearray()

    def feed(self, data: bytes) -> None:
        """Take what was received."""
        self._bytes += data

    def messages(self) -> Iterator[dict[str, Any] | bytes]:
        """Every message that is complete; bytes are a piece. Raise ReportInvalid for an overlong or malformed one."""
        while len(self._bytes) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._bytes)
            is_piece = bool(length & _IS_PIECE)
            length &= ~_IS_PIECE
            if length > (PIECE if is_piece else self._limit):
                raise ReportInvalid("too long")
            end = _LENGTH.size + length
            if len(self._bytes) < end:
                return
            body = bytes(self._bytes[_LENGTH.size : end])
            del self._bytes[:end]
            yield body if is_piece else _message(body)


def _message(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ReportInvalid("not JSON") from error
    if not isinstance(message, dict):
        raise ReportInvalid("not an object")
    return message


def encode_report(report: ParseReport) -> dict[str, object]:
    """A report as JSON values, without the children: they go by themselves."""
    document = report.document
    return {
        "outcome": report.outcome,
        "media_type": report.media_type,
        "reason": report.reason,
        "attempts": [[a.parser, a.version, a.outcome, a.reason] for a in report.attempts],
        "document": None if document is None else _encode_document(document),
    }


def _encode_document(document: ParsedDocument) -> dict[str, object]:
    return {
        "blocks": [[block.text, block.role, block.page, block.row] for block in document.blocks],
        "metadata": dict(document.metadata),
        "pages": document.pages,
        "outcome": document.outcome,
        "warnings": list(document.warnings),
        "pictures": document.pictures,
    }


def decode_report(values: object, children: tuple[Child, ...] = ()) -> ParseReport:
    """The report out of JSON values, every field checked, with the children that came before. Raise ReportInvalid."""
    if not isinstance(values, dict):
        raise ReportInvalid("not a report")
    try:
        document = values["document"]
        return ParseReport(
            Outcome(values["outcome"]),
            _text(values["media_type"]),
            tuple(
                Attempt(_text(parser), _text(version), Outcome(outcome), text_or_none(reason))
                for parser, version, outcome, reason in values["attempts"]
            ),
            None if document is None else _decode_document(document, children),
            text_or_none(values["reason"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ReportInvalid("not a report") from error


def _decode_document(values: dict[str, Any], children: tuple[Child, ...]) -> ParsedDocument:
    return ParsedDocument(
        tuple(
            Block(_text(text), _ROLES[role], _number(page), _number(row)) for text, role, page, row in values["blocks"]
        ),
        {_text(key): _text(value) for key, value in values["metadata"].items()},
        _number(values["pages"]),
        Outcome(values["outcome"]),
        tuple(_text(warning) for warning in values["warnings"]),
        children,
        _number(values["pictures"]) or 0,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return clean_text(value)


def text_or_none(value: object) -> str | None:
    """The value as clean text; None for None. Raise TypeError for anything else."""
    return None if value is None else _text(value)


def _number(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError("not a number")
