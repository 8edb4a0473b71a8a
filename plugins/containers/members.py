"""What all containers share: the caps, the names, and the list of what was taken out.

Nothing is ever written to a disk, so a name cannot lead anywhere; it is kept as a
relative path, because folders in an archive say what its members belong to.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from archive.errors import N_
from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Block, Child, Outcome, ParsedDocument, Role

__all__ = ["MAX_MEMBER", "MAX_MEMBERS", "MAX_RATIO", "MAX_TOTAL", "RATIO_FROM", "Members", "member_name"]

MAX_MEMBER = 64 << 20
MAX_TOTAL = 256 << 20
"""Bytes of all members together after unpacking."""
MAX_MEMBERS = 10_000
MAX_RATIO = 200
"""Unpacked to packed, from `RATIO_FROM` bytes on."""
RATIO_FROM = 1 << 20
_CHUNK = 1 << 18
_NAME = 255
_LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$)", re.IGNORECASE)


def member_name(raw: bytes, *, utf8: bool = False) -> str:
    """A member's name as a relative path: UTF-8 where it is flagged or fits, else GBK, else cp437.

    Drive, root and `..` go; of a path over 255 characters the end is kept.
    """
    text = _decoded(raw, utf8=utf8).replace("\\", "/").replace("\x00", "")
    parts = [part for part in re.sub(r"^[A-Za-z]:", "", text).split("/") if part not in {"", ".", ".."}]
    return "/".join(parts)[-_NAME:]


def _decoded(raw: bytes, *, utf8: bool) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding, "replace" if utf8 else "strict")
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


class Members:
    """Takes members in, one after another, and says at the end what the container held."""

    def __init__(self) -> None:
        self._children: list[Child] = []
        self._names: list[str] = []
        self._warnings: dict[str, None] = {}
        self._total = 0

    def count(self) -> None:
        """Raise ParseFailed (limit) where there are more members than may be."""
        if len(self._names) >= MAX_MEMBERS:
            raise ParseFailed(Outcome.LIMIT, N_("The archive holds more than 10,000 members."))

    def warn(self, words: str) -> None:
        """Note once what was left out."""
        self._warnings[words] = None

    def list_only(self, name: str) -> None:
        """A member that is not taken out: it is found by its name."""
        self.count()
        self._names.append(name)

    def take(self, name: str, read: Callable[[int], bytes], packed: int | None = None) -> None:
        """Take a member out by `read(size)`. Raise ParseFailed (limit) where it grows beyond what `packed` bytes may.

        One that is too large by itself is listed only.
        """
        self.list_only(name)
        if _LITTER.search(name):
            return
        data = bytearray()
        while chunk := read(_CHUNK):
            data += chunk
            self._total += len(chunk)
            if self._total > MAX_TOTAL:
                raise ParseFailed(Outcome.LIMIT, N_("The archive unpacks to more than 256 MB."))
            if packed is not None and len(data) > max(RATIO_FROM, packed * MAX_RATIO):
                raise ParseFailed(Outcome.LIMIT, N_("A member of the archive unpacks to more than 200 times its size."))
            if len(data) > MAX_MEMBER:
                self.warn(N_("A member of the archive is larger than 64 MB and was left inside."))
                return
        if data:
            self._children.append(Child(name, bytes(data)))

    def result(self, kind: str) -> ParsedDocument:
        """The names as text, the members as children. Raise ParseFailed (corrupt) where nothing could be taken in."""
        if not self._names and self._warnings:
            raise ParseFailed(Outcome.CORRUPT, next(iter(self._warnings)))
        blocks = tuple(Block(name, Role.NOTE) for name in self._names)
        outcome = Outcome.PARTIAL if self._warnings else Outcome.OK
        metadata = {"container": kind, "members": str(len(self._names))}
        return ParsedDocument(blocks, metadata, None, outcome, tuple(self._warnings), tuple(self._children))


