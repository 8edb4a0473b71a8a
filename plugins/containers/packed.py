"""rar, 7z, cab and lzh, by the system's libarchive; and of a zip whose end is missing what is there."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from typing import BinaryIO

from archive_plugins.containers.libarchive import LIBRARY, Archive, Entry
from archive_plugins.containers.members import MAX_MEMBER, Members
from archive_plugins.containers.rar_headers import locked_members

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Outcome, ParsedDocument

__all__ = ["PackedParser"]

_ZIP = "application/zip"
_KINDS = {
    "application/vnd.rar": "rar",
    "application/x-7z-compressed": "7z",
    "application/vnd.ms-cab-compressed": "cab",
    "application/x-lzh-compressed": "lzh",
    _ZIP: "zip",
}
_PART = re.compile(r"(\[Content_Types\]|_rels/\.rels|docProps/(app|core)|(word|xl|ppt)/[^/]+|OFD)(\.xml)?$")
"""What an office document has inside and no archive of documents: its parts are no records."""
_LOCKED = N_("A member of the archive is protected by a password.")
_TORN = N_("The archive is damaged or goes on in another file: what follows could not be read.")


class PackedParser:
    """Archives that Python itself cannot open. Where libarchive is not installed, their outcome is `unsupported`."""

    name = "libarchive"
    version = "1"
    missing = None if LIBRARY else "libarchive"
    """What has to be installed before this can read anything; `archive doctor` says so."""

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        if media_type == _ZIP:
            return 50 if LIBRARY else None
        return 100 if media_type in _KINDS else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        members = Members(context.children, source.seek(0, os.SEEK_END))
        hidden = locked_members(source)
        with Archive.opened(source) as archive:
            if _take_all(archive, members, hidden, torn=context.media_type == _ZIP):
                raise ParseFailed(Outcome.ENCRYPTED, N_("The document is protected by a password."))
        if context.media_type == _ZIP:
            members.warn(N_("The archive is cut off: its list of members is missing."))
        return members.result(_KINDS[context.media_type])


def _take_all(archive: Archive, members: Members, hidden: Collection[int], *, torn: bool) -> bool:
    """Take the members out as far as they can be found; True where a password keeps all of them in.

    Raise ParseFailed where none can be found, and of what has grown too large.
    """
    files = locked = 0
    try:
        for number, entry in enumerate(archive.entries()):
            if entry.folder:
                continue
            if members.full:
                break
            if torn:
                _check_part(entry.name)
            files += 1
            locked += _take(archive, entry, members, locked=entry.encrypted or number in hidden)
    except ParseFailed as failed:
        if failed.outcome is Outcome.LIMIT or not files:
            raise
        members.warn(_TORN if failed.outcome is Outcome.CORRUPT else _damage(failed.outcome))
    return files == locked and (files > 0 or archive.locked)


def _check_part(name: str) -> None:
    if _PART.match(name):
        raise ParseFailed(Outcome.CORRUPT, N_("The file is cut off: its list of parts is missing."))


def _take(archive: Archive, entry: Entry, members: Members, *, locked: bool) -> bool:
    """Take one member out; True where a password keeps it in. Raise ParseFailed (limit)."""
    if entry.link:
        members.list_only(entry.name)
        members.warn(N_("A link in the archive was not followed."))
    elif locked:
        members.list_only(entry.name)
        members.warn(_LOCKED)
        return True
    elif entry.size > MAX_MEMBER:
        members.too_large(entry.name)
    else:
        try:
            members.take(entry.name, archive.read)
        except ParseFailed as failed:
            if failed.outcome is Outcome.LIMIT:
                raise
            members.warn(_damage(failed.outcome))
            return failed.outcome is Outcome.ENCRYPTED
    return False


def _damage(outcome: Outcome) -> str:
    if outcome is Outcome.ENCRYPTED:
        return _LOCKED
    if outcome is Outcome.UNSUPPORTED:
        return N_("A member of the archive is packed in a way that cannot be read and was left out.")
    return N_("A member of the archive is damaged or goes on in another file, and was left out.")
