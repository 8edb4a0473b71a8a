"""Outlook messages (.msg): who, to whom, when, the body, and the attachments as children.

A message attached to a message becomes a child as well, written anew as plain mail,
for its own bytes are only a branch of this file. Source: [MS-OXMSG], [MS-OXPROPS].
"""

from __future__ import annotations

import datetime as dt
import re
import struct
from email.header import Header
from typing import BinaryIO

from archive_plugins.charsets import decode
from archive_plugins.legacy_office.compound import Compound
from archive_plugins.legacy_office.compressed_rtf import decompress
from archive_plugins.web.page import read_page

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Child, Outcome, ParsedDocument, Role

__all__ = ["OutlookParser"]

_PROPERTIES = "__properties_version1.0"
_SUBJECT, _BODY, _HTML, _RTF = 0x0037, 0x1000, 0x1013, 0x1009
_SENDER, _SENDER_ADDRESS, _SENDER_SMTP, _TO, _CC = 0x0C1A, 0x0C1F, 0x5D01, 0x0E04, 0x0E03
_SENT, _DELIVERED = 0x0039, 0x0E06
_MESSAGE_PAGE, _INTERNET_PAGE = 0x3FFD, 0x3FDE
_DATA, _LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _TYPE = 0x3701, 0x3707, 0x3704, 0x3001, 0x370E
_ATTACHED = re.compile(r"^(__attach_version1\.0_#[0-9A-F]+)/", re.IGNORECASE)
_DEEP = 5
"""Messages in messages."""
_MOST = 1_000
"""Attachments of one message."""
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)


class OutlookParser:
    """application/vnd.ms-outlook."""

    name = "outlook"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type == "application/vnd.ms-outlook" else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:  # noqa: ARG002 - the contract's
        compound = Compound(source)
        if not compound.has(_PROPERTIES):
            raise ParseFailed(Outcome.CORRUPT, N_("The file has no main part."))
        message = _Message(compound, "")
        children: list[Child] = []
        warnings: dict[str, None] = {}
        _attachments(compound, "", children, warnings, 0)
        stated = message.stated()
        blocks = [Block(f"{name}: {value}", Role.HEADER) for name, value in stated.items() if value]
        blocks.extend(message.body())
        blocks.extend(Block(child.name, Role.NOTE) for child in children)
        keys = {"Subject": "title", "From": "author", "To": "to", "Cc": "cc", "Date": "created"}
        metadata = {keys[name]: value for name, value in stated.items() if value}
        outcome = Outcome.PARTIAL if warnings else Outcome.OK
        return ParsedDocument(tuple(blocks), metadata, None, outcome, tuple(warnings), tuple(children))


class _Message:
    """The properties of one message, whose streams lie under `folder`."""

    def __init__(self, compound: Compound, folder: str) -> None:
        self._compound = compound
        self._folder = folder
        self._fixed = _fixed(compound.stream(f"{folder}{_PROPERTIES}") or b"", 24 if folder else 32)

    def stated(self) -> dict[str, str]:
        """Subject, From, To, Cc, Date; each may be empty."""
        sender = self.text(_SENDER)
        address = self.text(_SENDER_SMTP) or self.text(_SENDER_ADDRESS)
        if "@" in address and address != sender:
            sender = f"{sender} <{address}>".strip()
        when = self._time(_SENT) or self._time(_DELIVERED)
        to, copy = self.text(_TO), self.text(_CC)
        return {"Subject": self.text(_SUBJECT), "From": sender, "To": to, "Cc": copy, "Date": when}

    def text(self, number: int) -> str:
        """A text property on one line, by the code page that the message states; empty without."""
        return " ".join(self._long(number).split())

    def body(self) -> list[Block]:
        """The plain text; without it the page, without that the RTF."""
        plain = self._long(_BODY)
        if plain.strip():
            return [Block(line) for line in plain.splitlines() if line.strip()]
        page = self._stream(_HTML, "0102")
        if page is None:
            written = self._long(_HTML)
            page = written.encode("utf-8", "replace") if written else None
            if page:
                return list(read_page(page, "utf-8")[0])
        blocks = list(read_page(page, _charset(self._number(_INTERNET_PAGE)))[0]) if page else []
        return blocks or self._rich()

    def _rich(self) -> list[Block]:
        from striprtf.striprtf import rtf_to_text

        rtf = decompress(self._stream(_RTF, "0102") or b"").decode("latin-1").rstrip("\x00")
        if not rtf:
            return []
        try:
            text: str = rtf_to_text(rtf, errors="replace")
        except (LookupError, TypeError, ValueError):  # striprtf's for control words that lack their number
            return []
        return [Block(line) for line in text.splitlines() if line.strip()]

    def _long(self, number: int) -> str:
        wide = self._stream(number, "001F")
        if wide is not None:
            return wide[: len(wide) & ~1].decode("utf-16-le", "replace").replace("\x00", "")
        narrow = self._stream(number, "001E")
        if narrow is None:
            return ""
        page = self._number(_MESSAGE_PAGE) or self._number(_INTERNET_PAGE)
        return decode(narrow, _charset(page)).text.replace("\x00", "")

    def _stream(self, number: int, kind: str) -> bytes | None:
        return self._compound.stream(f"{self._folder}__substg1.0_{number:04X}{kind}")

    def _number(self, number: int) -> int:
        return int.from_bytes(self._fixed.get(number, b"")[:2], "little")

    def _time(self, number: int) -> str:
        (ticks,) = struct.unpack("<Q", self._fixed.get(number, bytes(8)))
        try:
            moment = _EPOCH + dt.timedelta(microseconds=ticks // 10)
        except OverflowError:
            return ""
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if 1980 <= moment.year < 2200 else ""


def _fixed(data: bytes, start: int) -> dict[int, bytes]:
    """Properties of fixed length: number -> the eight bytes of the value."""
    whole = data[start : start + (len(data) - start) // 16 * 16] if len(data) > start else b""
    return {number: value for _, number, _, value in struct.iter_unpack("<HHL8s", whole)}


def _charset(page: int) -> str | None:
    if not page or page == 1200:
        return None
    return "utf-8" if page == 65001 else "gb18030" if page in {936, 54936} else f"cp{page}"


def _attachments(
    compound: Compound, folder: str, children: list[Child], warnings: dict[str, None], depth: int
) -> None:
    for place in _places(compound, folder):
        if len(children) >= _MOST:
            warnings[N_("The message has more than 1,000 attachments; the others were left inside.")] = None
            return
        properties = _Message(compound, f"{place}/")
        names = (properties.text(number) for number in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME))
        name = next(filter(None, names), "").replace("\\", "/").rpartition("/")[2]
        data = compound.stream(f"{place}/__substg1.0_{_DATA:04X}0102")
        if data is not None:
            children.append(Child(name or "attachment", data, properties.text(_TYPE) or None))
            continue
        inner = f"{place}/__substg1.0_{_DATA:04X}000D/"
        if compound.has(f"{inner}{_PROPERTIES}"):
            if depth >= _DEEP:
                warnings[N_("Messages inside messages are nested too deeply to be taken out.")] = None
                continue
            message = _Message(compound, inner)
            title = name or message.text(_SUBJECT) or "message"
            children.append(Child(f"{title}.eml", _as_mail(message), "message/rfc822"))
            _attachments(compound, inner, children, warnings, depth + 1)
        elif compound.has(inner.rstrip("/")):
            warnings[N_("An attachment could not be taken out.")] = None


def _places(compound: Compound, folder: str) -> list[str]:
    """The folders of the attachments of the message in `folder`, in the order of the file."""
    found: dict[str, None] = {}
    for name in compound.names():
        match = _ATTACHED.match(name[len(folder) :]) if name.lower().startswith(folder.lower()) else None
        if match:
            found[folder + match.group(1)] = None
    return sorted(found)


def _as_mail(message: _Message) -> bytes:
    """The message as plain mail: the same message gives the same bytes."""
    stated = message.stated()
    said = ((name, value) for name, value in stated.items() if value and name != "Date")
    lines = [f"{name}: {Header(value, 'utf-8').encode()}" for name, value in said]
    if stated["Date"]:
        sent = dt.datetime.fromisoformat(stated["Date"])
        lines.append(f"Date: {sent.strftime('%a, %d %b %Y %H:%M:%S +0000')}")
    lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", ""]
    lines += [block.text for block in message.body()]
    return "\n".join(lines).encode("utf-8", "replace") + b"\n"
