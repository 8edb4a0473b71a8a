"""Every event, the tree over them and the signed heads, checked against one another.

Three witnesses tell each leaf: the event itself, the tile of level 0, and the next signed
checkpoint. Where event and tile differ, the checkpoint says which of the two was changed; from
there on both are taken as it signed them, so that damage in one place does not hide another.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any

from archive.errors import N_
from archive.ledger import envelope, merkle
from archive.ledger.checkpoint import Checkpoint
from archive.ledger.tiles import HASH_BYTES, TILE_BYTES, TILE_WIDTH, TiledTree
from archive.preserve.event_rows import readable_events, records_of
from archive.preserve.report import Finding
from archive.preserve.tile_check import UNKNOWN, UNREADABLE, StoredTiles, in_words, mixtures

if TYPE_CHECKING:
    from archive.catalogue import Catalogue

__all__ = ["LedgerCheck", "Walked"]

_OF_RECORDS = frozenset(
    ("accessioned", "delivered", "parsed", "placed", "duplicate", "isolated", "described", "withdrawn", "reinstated",
     "linked", "part-added", "superseded")
)  # fmt: skip


_NAMED_AT_MOST = 100
"""So many records of a stretch of missing events are named one by one."""


@dataclass(frozen=True, slots=True)
class Walked:
    events: int
    """Events that are there."""
    size: int
    """Events that there should be."""
    root: bytes
    """Of the tree that they make."""
    findings: tuple[Finding, ...]


class LedgerCheck:
    """One pass over the ledger of `catalogue`; nothing is kept in memory but what was found."""

    def __init__(self, catalogue: Catalogue, heads: Iterable[Checkpoint]) -> None:
        """`heads`: checkpoints whose signatures hold, by ascending size."""
        self._catalogue = catalogue
        self._tiles = StoredTiles(catalogue)
        self._heads = {head.size: head.root for head in heads}
        self._size = self._tree_size(max(self._heads, default=0))
        self._events = 0
        self._first_unsealed: int | None = None
        self._findings: list[tuple[int, Finding]] = []
        self._named: set[int] = set()
        self._payloads: dict[int, Finding] = {}
        self._erased = _erased(catalogue)
        self._missing: list[tuple[int, int]] = []
        self._doubtful: list[int] = []
        self._contradicted: list[int] = []
        self._crowns: dict[int, list[bytes]] = defaultdict(list)

    def run(self) -> Walked:
        """Check everything. Findings come in the order of the ledger."""
        leaves = self._leaves()
        from_events = from_tiles = merkle.Frontier()
        for start in range(0, self._size, TILE_WIDTH):
            width = min(TILE_WIDTH, self._size - start)
            told = list(islice(leaves, width))
            stored, wrong = self._tiles.expect(0, start >> 8, width)
            self._after_all(wrong)
            if width == TILE_WIDTH and _known(told) != stored:
                told, stored = self._arbitrate(start, told, stored)
            for low, high in self._stretches(start, start + width):
                ours, theirs = self._reconcile(low, told[low - start : high - start], stored, start)
                grown = from_events.grow(ours, self._crown)
                from_tiles = grown if ours is theirs and from_tiles is from_events else from_tiles.grow(theirs)
                from_events = grown
                if high in self._heads:
                    from_events, from_tiles = self._judge(high, from_events, from_tiles)
        deque(leaves, maxlen=0)  # runs on over the events beyond the tree
        self._settle("event-changed")
        self._after_all(self._tiles.check_upper(self._size, self._crowns))
        self._after_all(self._tiles.check_strays(self._size))
        self._conclude()
        self._findings.extend(self._payloads.items())
        self._findings.sort(key=lambda found: found[0])
        return Walked(self._events, self._size, from_events.root(), tuple(finding for _, finding in self._findings))

    # Events

    def _leaves(self) -> Iterator[bytes | None]:
        """The leaf that each event makes, None for an event that is not there, up to the size of the tree."""
        expected = 0
        for seq, text, salt, body in readable_events(self._catalogue, self._size):
            if seq < self._size:
                if seq > expected:
                    self._miss(expected, seq)
                    yield from [None] * (seq - expected)
                expected = seq + 1
                yield self._sound_leaf(seq, text, salt, body) or self._leaf(seq, text, salt, body)
            else:
                if self._first_unsealed is None:
                    self._first_unsealed = seq
                self._leaf(seq, text, salt, body)
        if expected < self._size:
            self._miss(expected, self._size)
            yield from [None] * (self._size - expected)

    def _sound_leaf(self, seq: int, text: Any, salt: Any, body: Any) -> bytes | None:
        """The leaf of an event at which there is nothing to find: nearly all of them, so without detours."""
        try:
            data = text.encode()
            scanned = envelope.scan(data)
            bound = sha256(salt + body.encode()).hexdigest().encode()
        except (AttributeError, TypeError):
            return None
        if scanned != (b"%d" % seq, bound):
            return None
        self._events += 1
        return sha256(b"\x00" + data).digest()

    def _leaf(self, seq: int, text: object, salt: object, body: object) -> bytes | None:
        """The event's leaf, after a look at its number and its payload."""
        self._events += 1
        if not isinstance(text, str):
            self._report(seq, "event-changed", self._record_at(seq), N_("Event {seq} is no text").format(seq=seq))
            return None
        data = text.encode()
        scanned = envelope.scan(data)
        if scanned is None:
            what = N_("Event {seq} is not a canonical envelope").format(seq=seq)
            self._report(seq, "event-changed", self._record_at(seq), what)
        elif int(scanned[0]) != seq:
            what = N_("Event {seq} says that it is number {found}").format(seq=seq, found=int(scanned[0]))
            self._report(seq, "event-changed", _record(text), what)
        elif body is None and seq in self._erased:
            pass  # it went with a record that was destroyed; `disposition_check` looks whether that was approved
        elif body is None:
            what = N_("The payload of event {seq} is missing").format(seq=seq)
            self._report(seq, "payload-missing", _record(text), what)
        elif not (isinstance(salt, bytes) and isinstance(body, str)) or (
            sha256(salt + body.encode()).hexdigest().encode() != scanned[1]
        ):
            what = N_("The payload of event {seq} is not the one that was committed to")
            self._payloads[seq] = Finding("payload-changed", _record(text), what.format(seq=seq))
        return sha256(b"\x00" + data).digest()

    def _miss(self, start: int, stop: int) -> None:
        self._missing.append((start, stop))
        if stop == start + 1:
            what = N_("Event {seq} is missing").format(seq=start)
        else:
            what = N_("Events {first} to {last} are missing").format(first=start, last=stop - 1)
        records: tuple[str | None, ...] = records_of(self._catalogue, start, stop)
        if len(records) > _NAMED_AT_MOST:
            left = len(records) - _NAMED_AT_MOST
            records = (*records[:_NAMED_AT_MOST], None)
            what = N_("{what}; they speak of {count} further records").format(what=what, count=left)
        for record in records or (None,):
            self._report(start, "event-missing", record, what)

    # The tree

    def _stretches(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """[start, stop) cut at every signed size."""
        low = start
        for size in range(start + 1, stop):
            if size in self._heads:
                yield low, size
                low = size
        yield low, stop

    def _reconcile(
        self, low: int, told: list[bytes | None], stored: bytes, start: int
    ) -> tuple[list[bytes], list[bytes]]:
        """The stretch's leaves by the events and by the tile, each filled up from the other."""
        at = (low - start) * HASH_BYTES
        held = stored[at : at + len(told) * HASH_BYTES]
        if _known(told) == held:
            leaves = [leaf for leaf in told if leaf is not None]
            return leaves, leaves
        ours, theirs = [], []
        for number, leaf in enumerate(told):
            kept = held[number * HASH_BYTES : (number + 1) * HASH_BYTES] or None
            if leaf is not None and kept is not None and leaf != kept:
                self._doubtful.append(low + number)
            ours.append(leaf or kept or UNKNOWN)
            theirs.append(kept or leaf or UNKNOWN)
        return ours, theirs

    def _arbitrate(self, start: int, told: list[bytes | None], stored: bytes) -> tuple[list[bytes | None], bytes]:
        """Events and tile differ: where the hash above the tile can tell who is right, both are put right."""
        above = self._tiles.read(1, start >> 16)
        at = (start >> 8 & 255) * HASH_BYTES
        root = b"" if above is None else above[at : at + HASH_BYTES]
        held = [stored[each : each + HASH_BYTES] or None for each in range(0, TILE_BYTES, HASH_BYTES)]
        choices = [sorted({leaf for leaf in pair if leaf}) for pair in zip(told, held, strict=True)]
        doubtful = [number for number, choice in enumerate(choices) if len(choice) > 1]
        if not all(choices):
            return told, stored
        for leaves in mixtures(told, held, doubtful):
            if merkle.Frontier().grow(leaves).root() == root:
                for number in doubtful:
                    kind = "tile-changed" if leaves[number] == told[number] else "event-changed"
                    self._name(start + number, kind)
                return list(leaves), b"".join(leaves)
        return told, stored

    def _judge(
        self, size: int, from_events: merkle.Frontier, from_tiles: merkle.Frontier
    ) -> tuple[merkle.Frontier, merkle.Frontier]:
        """Ask the signed head of this size who is right, and go on from there."""
        root = self._heads[size]
        if from_events.root() == root:
            self._settle("tile-changed")
            return from_events, from_events
        if from_tiles.root() == root:
            self._settle("event-changed")
            return from_tiles, from_tiles
        try:
            restored = merkle.Frontier.restore(size, TiledTree(size, self._catalogue.tile).node)
        except UNREADABLE:
            restored = from_events
        if restored.root() == root:
            self._settle("event-changed")
            return restored, restored
        self._contradicted.append(size)
        return from_events, from_tiles

    def _settle(self, kind: str) -> None:
        """Name what differed since the last head, now that it is known what was changed."""
        for seq in self._doubtful:
            self._name(seq, kind)
        self._doubtful.clear()

    def _name(self, seq: int, kind: str) -> None:
        if kind == "tile-changed":
            what = N_("The hash of event {seq} in tile 0/{tile} is not that of the event that was signed")
            self._findings.append((seq, Finding(kind, None, what.format(seq=seq, tile=seq >> 8))))
            return
        self._payloads.pop(seq, None)
        if seq not in self._named:
            what = N_("Event {seq} is not the one whose hash is in the tree").format(seq=seq)
            self._report(seq, kind, self._record_at(seq), what)

    def _crown(self, level: int, root: bytes) -> None:
        self._crowns[level].append(root)

    def _tree_size(self, sealed: int) -> int:
        """Size of the tree: what is signed, or more where events and tiles both go on beyond it."""
        try:
            events = self._catalogue.event_count()
        except UNREADABLE:
            return sealed
        size = sealed
        while size < events and (stored := self._tiles.read(0, size >> 8)):
            held = (size >> 8) * TILE_WIDTH + min(len(stored), TILE_BYTES) // HASH_BYTES
            if held <= size:
                break
            size = min(events, held)
        return size

    # Words

    def _after_all(self, findings: Iterable[Finding]) -> None:
        """Keep what concerns no single event; it is told last."""
        self._findings.extend((self._size, finding) for finding in findings)

    def _conclude(self) -> None:
        """What concerns the ledger as a whole."""
        sealed = max(self._heads, default=0)
        if self._contradicted:
            first, last = self._contradicted[0], self._contradicted[-1]
            what = N_("The tree at size {size} is not the one that the checkpoint signs").format(size=first)
            if first != last:
                what = N_("The tree at {count} sizes from {first} to {last} is not the one that the checkpoints sign")
                what = what.format(count=len(self._contradicted), first=first, last=last)
            self._findings.append((self._size, Finding("tree-differs", None, what)))
        if self._size > sealed or self._first_unsealed is not None:
            first = self._first_unsealed if self._first_unsealed is not None and self._size <= sealed else sealed
            what = N_("No signed checkpoint covers the events from {first} on").format(first=first)
            self._findings.append((self._size, Finding("event-unsealed", None, what)))
        try:
            for seq in self._catalogue.stray_payloads():
                if not any(start <= seq < stop for start, stop in self._missing):
                    what = N_("Payload {seq} belongs to no event").format(seq=seq)
                    self._findings.append((seq, Finding("payload-stray", None, what)))
        except UNREADABLE as error:
            what = N_("The payloads cannot be read: {reason}").format(reason=in_words(error))
            self._findings.append((self._size, Finding("payload-stray", None, what)))

    def _report(self, seq: int, kind: str, record: str | None, what: str) -> None:
        self._named.add(seq)
        self._findings.append((seq, Finding(kind, record, what)))

    def _record_at(self, seq: int) -> str | None:
        """The record that an event speaks of; where the event itself does not tell it, the tables may."""
        try:
            records = [_record(text) for _, text in self._catalogue.envelopes(seq, seq + 1) if isinstance(text, str)]
        except UNREADABLE:
            records = []
        return next((record for record in (*records, *records_of(self._catalogue, seq, seq + 1)) if record), None)


def _known(leaves: list[bytes | None]) -> bytes | None:
    """The leaves in one row, None if one is missing."""
    return None if None in leaves else b"".join(leaf for leaf in leaves if leaf is not None)


def _record(text: str) -> str | None:
    """The record that an event speaks of, if it is one of a record's."""
    try:
        parts = envelope.parse(text.encode())
    except envelope.EnvelopeInvalid:
        return None
    return parts.subject if parts.kind in _OF_RECORDS else None


def _erased(catalogue: Catalogue) -> frozenset[int]:
    """Events whose payload may be gone; none where that cannot be read. That the table is true is seen elsewhere."""
    try:
        return catalogue.erased_events()
    except UNREADABLE:
        return frozenset()
