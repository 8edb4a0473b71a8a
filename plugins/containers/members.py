"""What all containers share: the caps, the names, and the list of what was taken out.

Members go to the context's sink as they are unpacked, so that memory does not grow with them. Nothing
is written to a disk under their names, so a name cannot lead anywhere; it is kept as a relative path,
because folders in an archive say what its members belong to.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from archive.errors import N_
from archive.hooks.contracts import ChildSink, ParseFailed
from archive.model.parsed import Block, Child, Outcome, ParsedDocument, Role

__all__ = ["MAX_MEMBER", "MAX_MEMBERS", "MAX_RATIO", "MAX_TOTAL", "RATIO_FROM", "Members", "member_name"]

MAX_MEMBER = 2 << 30
MAX_TOTAL = 8 << 30
"""Bytes of all members together after unpacking."""
MAX_MEMBERS = 20_000
MAX_RATIO = 200
"""Unpacked to packed, from `RATIO_FROM` bytes on."""
RATIO_FROM = 1 << 20
_CHUNK = 1 << 18
_HELD = 256 << 20
"""Bytes of members that are kept in memory where there is no sink for them."""
_NAME = 1_000
_LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$|~\$[^/]*$)", re.IGNORECASE)
_TOO_LARGE = N_("A member of the archive is too large to be taken out and was left inside.")
_TOO_MANY = N_("The archive holds more than 20,000 members; the others were left inside.")
_EMPTY = N_("A member of the archive is empty; it is named and no record was made of it.")


def member_name(raw: bytes, *, utf8: bool = False) -> str:
    """A member's name as a relative path: UTF-8 where it is flagged or fits, else GBK, else cp437.

    Drive, root and `..` go; of a path over 1,000 characters the end is kept.
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


class _Held:
    """A sink in memory, for who gives none."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self._name = ""
        self._data = bytearray()
        self._bytes = 0

    def begin(self, name: str, media_type: str | None = None) -> bool:  # noqa: ARG002 - members state none
        self._name, self._data = name, bytearray()
        return True

    def write(self, data: bytes) -> bool:
        self._bytes += len(data)
        if self._bytes > _HELD:
            return False
        self._data += data
        return True

    def end(self, *, keep: bool = True) -> None:
        if keep:
            self.children.append(Child(self._name, bytes(self._data)))


class Members:
    """Takes members in, one after another, and says at the end what the container held."""

    def __init__(self, sink: ChildSink | None, packed: int | None = None) -> None:
        """`packed` is the size of the container: all of it may not unpack to 200 times as much."""
        self._held = _Held()
        self._sink = self._held if sink is None else sink
        self._most = MAX_TOTAL if packed is None else min(MAX_TOTAL, max(16 * RATIO_FROM, packed * MAX_RATIO))
        self._names: list[str] = []
        self._warnings: dict[str, None] = {}
        self._notes: dict[str, None] = {}
        self._total = 0

    @property
    def full(self) -> bool:
        """Whether there may be no more members; then it is noted that some were left inside."""
        if len(self._names) < MAX_MEMBERS:
            return False
        self.warn(_TOO_MANY)
        return True

    def warn(self, words: str) -> None:
        """Note once what was left out."""
        self._warnings[words] = None

    def list_only(self, name: str) -> None:
        """A member that is not taken out: it is found by its name."""
        self._names.append(name)

    def too_large(self, name: str) -> None:
        """A member that says itself that it is."""
        self.list_only(name)
        self.warn(_TOO_LARGE)

    def take(self, name: str, read: Callable[[int], bytes], packed: int | None = None) -> None:
        """Take a member out by `read(size)`. Raise ParseFailed (limit) where it grows beyond what `packed` bytes may.

        One that is too large by itself is listed only, and so are litter and what is empty.
        """
        self.list_only(name)
        if _LITTER.search(name):
            return
        chunk = read(_CHUNK)
        if not chunk:
            self._notes[_EMPTY] = None
        elif not self._sink.begin(name):
            self.warn(_TOO_MANY)
        else:
            kept = False
            try:
                kept = self._unpack(chunk, read, packed)
            finally:
                self._sink.end(keep=kept)
            if not kept:
                self.warn(_TOO_LARGE)

    def _unpack(self, chunk: bytes, read: Callable[[int], bytes], packed: int | None) -> bool:
        """Hand the member on; False where it is too large."""
        size = 0
        while chunk:
            size += len(chunk)
            self._total += len(chunk)
            if self._total > self._most:
                raise ParseFailed(Outcome.LIMIT, N_("The archive unpacks to more than it may for its size."))
            if packed is not None and size > max(RATIO_FROM, packed * MAX_RATIO):
                raise ParseFailed(Outcome.LIMIT, N_("A member of the archive unpacks to more than 200 times its size."))
            if size > MAX_MEMBER or not self._sink.write(chunk):
                return False
            chunk = read(_CHUNK)
        return True

    def result(self, kind: str) -> ParsedDocument:
        """The names as text, the members as children. Raise ParseFailed (corrupt) where nothing could be taken in.

        The key `container` tells the intake that folders in the members' names mean what folders mean.
        """
        if not self._names and self._warnings:
            raise ParseFailed(Outcome.CORRUPT, next(iter(self._warnings)))
        blocks = tuple(Block(name, Role.NOTE) for name in self._names)
        outcome = Outcome.PARTIAL if self._warnings else Outcome.OK
        metadata = {"container": kind, "members": str(len(self._names))}
        warnings = (*self._warnings, *self._notes)
        return ParsedDocument(blocks, metadata, None, outcome, warnings, tuple(self._held.children))
