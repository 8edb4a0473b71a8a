"""Gates before any parser: a zip that declares more than a document can need is not opened.

Only the central directory is read. CPython's zipfile stops at the declared size, and the
native readers are held by the worker's memory limit, so a lying directory gains nothing.
"""

from __future__ import annotations

from typing import BinaryIO

from archive.errors import N_
from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Outcome
from archive.parsing import media_types as types
from archive.parsing import zip_directory

__all__ = ["MAX_ENTRIES", "MAX_PART", "MAX_RATIO", "MAX_TOTAL", "check"]

MAX_ENTRIES = 10_000
MAX_TOTAL = 256 << 20
"""Bytes of all members after inflating."""
MAX_PART = 64 << 20
"""Bytes of one XML part after inflating."""
MAX_RATIO = 200
"""Inflated to packed, for parts over `_RATIO_FROM` bytes."""
_RATIO_FROM = 1 << 20
_MARKUP = (".xml", ".rels", ".vml", ".bin")


def check(source: BinaryIO, media_type: str) -> None:
    """Raise ParseFailed where the file may not go to a parser of `media_type`."""
    if media_type == types.ENCRYPTED_OFFICE:
        raise ParseFailed(Outcome.ENCRYPTED, N_("The document is protected by a password."))
    if media_type == types.EMPTY:
        raise ParseFailed(Outcome.CORRUPT, N_("The file is empty."))
    if media_type in types.ZIP_BASED or (
        media_type.startswith(types.OPEN_DOCUMENT) and not media_type.endswith("-flat-xml")
    ):
        _check_zip(source)
        source.seek(0)


def _check_zip(source: BinaryIO) -> None:
    try:
        entries, claimed = zip_directory.directory(source, MAX_ENTRIES + 1)
    except zip_directory.NotZip:
        raise ParseFailed(Outcome.CORRUPT, N_("The file is cut off: its list of parts is missing.")) from None
    if claimed > MAX_ENTRIES or len(entries) > MAX_ENTRIES:
        raise ParseFailed(Outcome.LIMIT, N_("The file holds more than 10,000 parts."))
    if sum(entry.size for entry in entries) > MAX_TOTAL:
        raise ParseFailed(Outcome.LIMIT, N_("The file unpacks to more than 256 MB."))
    for entry in entries:
        if entry.size > MAX_PART and entry.name.lower().endswith(_MARKUP):
            raise ParseFailed(Outcome.LIMIT, N_("A part of the file unpacks to more than 64 MB."))
        if entry.size > _RATIO_FROM and entry.size > entry.packed * MAX_RATIO:
            raise ParseFailed(Outcome.LIMIT, N_("A part of the file unpacks to more than 200 times its size."))
