"""rar, 7z, cab and lzh, by the system's libarchive."""

from __future__ import annotations

import os
from typing import BinaryIO

from archive_plugins.containers.libarchive import LIBRARY, Archive, Entry
from archive_plugins.containers.members import MAX_MEMBER, Members
from archive_plugins.containers.rar_headers import locked_members

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Outcome, ParsedDocument

__all__ = ["PackedParser"]

_KINDS = {
    "application/vnd.rar": "rar",
    "application/x-7z-compressed": "7z",
    "application/vnd.ms-cab-compressed": "cab",
    "application/x-lzh-compressed": "lzh",
}
_LOCKED = N_("A member of the archive is protected by a password.")
_TORN = N_("The archive is damaged or goes on in another file: what follows could not be read.")


class PackedParser:
    """Archives that Python itself cannot open. Where libarchive is not installed, their outcome is `unsupported`."""

    name = "libarchive"
    version = "1"
    missing = None if LIBRARY else "libarchive"
    """What has to be installed before this can read anything; `archive doctor` says so."""

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type in _KINDS else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        members = Members(context.children, source.seek(0, os.SEEK_END))
        hidden = locked_members(source)
        files = locked = 0
        with Archive.opened(source) as archive:
            try:
                for number, entry in enumerate(archive.entries()):
                    if entry.folder:
                        continue
                    if members.full:
                        break
                    files += 1
                    locked += _take(archive, entry, members, locked=entry.encrypted or number in hidden)
            except ParseFailed as failed:
                if failed.outcome is Outcome.LIMIT or not files:
                    raise
                members.warn(_TORN if failed.outcome is Outcome.CORRUPT else _damage(failed.outcome))
            if files == locked and (files or archive.locked):
                raise ParseFailed(Outcome.ENCRYPTED, N_("The document is protected by a password."))
        return members.result(_KINDS[context.media_type])


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
