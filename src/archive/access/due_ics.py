"""Deadlines as a calendar file (RFC 5545) that calendar programs subscribe to or import."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archive.access.due import Deadline

__all__ = ["calendar_file"]

_WIDTH = 75
"""Octets of a line of content without its end, RFC 5545 3.1."""


def calendar_file(deadlines: Iterable[Deadline], *, home: str, today: str) -> bytes:
    """One all-day event a deadline, in UTF-8 with CRLF; the same deadlines give the same bytes on the same day.

    The UID of a deadline stays the same while its rule and its subject do, so that an import moves the event when the
    day moves. `home` is the id of the archive; `today` (YYYY-MM-DD) stands as DTSTAMP.
    """
    stamp = today.replace("-", "") + "T000000Z"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Safety Archive//due//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
    ]  # fmt: skip
    for each in deadlines:
        lines += _event(each, home, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(piece + b"\r\n" for line in lines for piece in _folded(line))


def _event(each: Deadline, home: str, stamp: str) -> Iterator[str]:
    unit = "" if each.unit is None else each.unit.name
    told = [each.what, each.clause, "、".join(dict.fromkeys(person.name for person in each.people)), each.record or ""]
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(each)}@{home}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{each.on.replace('-', '')}"
    yield f"SUMMARY:{_escaped(' '.join(filter(None, (each.zh, unit))))}"
    yield f"DESCRIPTION:{_escaped(chr(10).join(filter(None, told)))}"
    yield f"CATEGORIES:{_escaped(each.rule)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _uid(each: Deadline) -> str:
    unit = "" if each.unit is None else each.unit.id
    return hashlib.sha256("\n".join((each.rule, unit, each.hazard or each.record or "")).encode()).hexdigest()[:32]


def _escaped(text: str) -> str:
    """Text as RFC 5545 3.3.11 has it; control characters become blanks."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(" " if ord(character) < 32 or 127 <= ord(character) < 160 else character for character in text)


def _folded(line: str) -> Iterator[bytes]:
    """The line in pieces of at most 75 octets, none of which splits a character; those after the first begin with a
    blank.
    """
    piece, room = b"", _WIDTH
    for character in line:
        octets = character.encode("utf-8", "replace")
        if len(piece) + len(octets) > room:
            yield piece
            piece = b" "
        piece += octets
    yield piece
