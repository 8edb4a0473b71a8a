"""Mail messages by the standard library: headers, body, attachments as children."""

from __future__ import annotations

import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from typing import BinaryIO, cast

from archive_plugins.charsets import decode
from archive_plugins.web.page import read_page

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Child, Outcome, ParsedDocument, Role

__all__ = ["MailParser"]

_MAX_BYTES = 64 << 20
_HEADERS = ("Subject", "From", "To", "Cc", "Date")
_METADATA = {"Subject": "title", "From": "author", "Date": "created", "Message-ID": "message_id", "To": "to"}
_PARTS = 1_000
_NESTED = 20
_RAW = re.compile("[\udc80-\udcff]")


class MailParser:
    """eml and mht."""

    name = "mail"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type in {"message/rfc822", "multipart/related"} else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        data = source.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise ParseFailed(Outcome.LIMIT, N_("The message is larger than 64 MB."))
        policy = email.policy.default.clone(utf8=True)
        message = BytesParser(policy=policy).parsebytes(data.lstrip())
        blocks: list[Block] = []
        children: list[Child] = []
        metadata: dict[str, str] = {}
        if context.media_type == "message/rfc822":
            stated = ((name, _header(message, name)) for name in _HEADERS)
            blocks.extend(Block(f"{name}: {value}", Role.HEADER) for name, value in stated if value)
        for name, key in _METADATA.items():
            value = _header(message, name)
            if value:
                metadata[key] = value
        _bodies(message, context.media_type, blocks, children, metadata)
        blocks.extend(Block(child.name, Role.NOTE) for child in children)
        return ParsedDocument(tuple(blocks), metadata, None, Outcome.OK, (), tuple(children))


def _header(message: EmailMessage, name: str) -> str:
    """A header as text: encoded words decoded, raw bytes by the tries for Chinese."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if _RAW.search(raw):
        return " ".join(decode(raw.encode("utf-8", "surrogateescape")).text.split())
    try:
        value = message.get(name)
        text = "" if value is None else str(value)
    except Exception:  # noqa: BLE001 - the standard library raises many things for a bad header
        return ""
    return " ".join(text.split())


def _bodies(
    message: EmailMessage, media_type: str, blocks: list[Block], children: list[Child], metadata: dict[str, str]
) -> None:
    """Text parts become blocks (HTML only where there is no plain text), named parts children."""
    parts = list(_leaves(message, 0))[:_PARTS]
    texts = [part for part in parts if not _attached(part) and part.get_content_type() == "text/plain"]
    pages = [part for part in parts if not _attached(part) and part.get_content_type() == "text/html"]
    texts = [part for part in texts if _payload(part).strip()]
    for part in pages if media_type == "multipart/related" or not texts else texts:
        stated = part.get_content_charset()
        if part.get_content_type() == "text/html":
            page, properties, _ = read_page(_payload(part), stated)
            blocks.extend(page)
            if "title" in properties:
                metadata.setdefault("title", properties["title"])
        else:
            blocks.extend(Block(line) for line in decode(_payload(part), stated).text.splitlines() if line.strip())
    if media_type == "multipart/related":
        return
    for part in parts:
        if part not in texts and part not in pages:
            name = _file_name(part)
            if _attached(part) or name:
                children.append(Child(name or part.get_content_type(), _payload(part), part.get_content_type()))


def _leaves(message: EmailMessage, depth: int) -> Iterator[EmailMessage]:
    """Parts that hold no parts; a forwarded message is one."""
    if depth > _NESTED:
        return
    if message.is_multipart() and message.get_content_maintype() == "multipart":
        for part in message.get_payload():
            yield from _leaves(cast("EmailMessage", part), depth + 1)
    else:
        yield message


def _attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_content_maintype() == "message"


def _file_name(part: EmailMessage) -> str:
    try:
        name = part.get_filename()
    except Exception:  # noqa: BLE001 - a bad header names nothing
        return ""
    if not name and part.get_content_maintype() == "message":
        inner = _forwarded(part)
        return "" if inner is None else f"{_header(inner, 'Subject') or 'message'}.eml"
    raw = (name or "").encode("utf-8", "surrogateescape")
    return decode(raw).text if name else ""


def _forwarded(part: EmailMessage) -> EmailMessage | None:
    """The message inside a message/* part."""
    inner = part.get_payload()
    return cast("EmailMessage", inner[0]) if isinstance(inner, list) and inner else None


def _payload(part: EmailMessage) -> bytes:
    if part.get_content_maintype() == "message":
        inner = _forwarded(part)
        return b"" if inner is None else inner.as_bytes()
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
