"""Telling kinds of text apart: markup by its root, mail by its header lines, tables by their commas."""

from __future__ import annotations

import csv
import re

from archive.parsing import media_types as types

__all__ = ["sniff_text"]

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_ROOT = re.compile(r"<(?![?!])([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)([^>]*)")
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|title|table|div|meta|script|p)[\s>]", re.IGNORECASE)
_MAIL_LINE = re.compile(
    r"^(received|return-path|delivered-to|from|to|cc|subject|date|message-id|mime-version|reply-to|content-type"
    r"|content-transfer-encoding|x-[a-z0-9-]+):",
    re.IGNORECASE,
)
_MAIL_SURE = re.compile(r"^(received|return-path|from|subject|message-id|mime-version|date):", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff_text(head: bytes, size: int) -> str:
    """The type of a file that bears no magic number, by its first bytes; application/octet-stream if it is no text."""
    text = _decode(head)
    if text is None:
        return types.OCTETS
    start = text.lstrip("\ufeff \t\r\n\f")
    if start.startswith("{\\rtf"):
        return types.RTF
    if start.startswith("<"):
        return _markup(start)
    mail = _mail(start)
    if mail:
        return mail
    return types.CSV if _table(text, complete=len(head) >= size) else types.PLAIN


def _decode(head: bytes) -> str | None:
    """The head as text for looking at, or None. Bytes above 127 need not come out right."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    if b"\x00" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if odd > len(head) // 20 and even * 10 < odd:
            return head.decode("utf-16-le", "replace")
        if even > len(head) // 20 and odd * 10 < even:
            return head.decode("utf-16-be", "replace")
    if len(_CONTROLS.findall(head)) * 50 > len(head):
        return _wide(head)
    return head.decode("latin-1")


def _wide(head: bytes) -> str | None:
    """UTF-16 without mark, as Chinese text looks in it: nearly every unit in the ideographs or ASCII."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) & ~1].decode(encoding, "replace")
        usual = sum(1 for c in text if "\u4e00" <= c <= "\u9fff" or "\u3000" <= c <= "\u303f" or " " <= c <= "~")
        if text and usual * 10 >= len(text) * 9:
            return text
    return None


def _markup(start: str) -> str:
    root = _ROOT.search(start)
    if root is None:
        return types.HTML if _HTML.match(start) else types.XML if start.startswith("<?xml") else types.PLAIN
    name, attributes = root.group(2), root.group(3)
    if name == "wordDocument":
        return types.WORD_ML
    if name == "package" and "xmlPackage" in attributes:
        return types.FLAT_OPC
    if name == "Workbook" and "office:spreadsheet" in attributes:
        return types.SPREADSHEET_ML
    if name == "document" and "opendocument" in attributes:
        stated = re.search(r"application/vnd\.oasis\.opendocument\.[a-z-]+", attributes)
        return f"{stated.group()}-flat-xml" if stated else types.XML
    if name.lower() == "html" or _HTML.match(start):
        return types.HTML
    if start.startswith("<?xml"):
        return types.XML
    return types.HTML if _HTML.search(start[:1024]) else types.PLAIN


def _mail(start: str) -> str | None:
    """A block of header lines, at least three of them known and one that only mail has."""
    known = sure = 0
    block = []
    for line in start.splitlines()[:60]:
        if not line.strip():
            break
        if line[0] in " \t":
            block.append(line)
            continue
        if not re.match(r"^(From )?[!-9;-~]+(:| )", line):
            return None
        block.append(line)
        known += bool(_MAIL_LINE.match(line))
        sure += bool(_MAIL_SURE.match(line))
    if known < 2 or not sure:
        return None
    headers = " ".join(block).lower()
    if "multipart/related" in headers and "\nreceived:" not in start.lower() and "\nto:" not in start.lower():
        return types.MHT
    return types.EML


def _table(text: str, *, complete: bool) -> bool:
    """At least two lines that one separator cuts into the same number of fields, three or more."""
    lines = text.splitlines()
    if not complete:
        lines = lines[:-1]
    lines = [line for line in lines[:30] if line.strip()]
    if len(lines) < 2:
        return False
    for separator in (",", "\t", ";"):
        if not all(separator in line for line in lines):
            continue
        try:
            counts = {len(row) for row in csv.reader(lines, delimiter=separator) if row}
        except csv.Error:
            continue
        if len(counts) == 1 and counts.pop() >= 3:
            return True
    return False
