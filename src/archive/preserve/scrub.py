"""Scrub: originals hashed again, a part at a time, so that damage is found while a whole copy still exists.

The digests are taken for a ring. Each run goes on where the last one stopped, so that what was looked at longest
ago comes first; what arrived since was hashed when it arrived. `scrubbed` events say which arc was walked and when.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from archive.access.fixity import Incident, incidents, scrubbed_upto
from archive.preserve.incidents import open_incident, resolve
from archive.preserve.object_check import Progress, damage_of

if TYPE_CHECKING:
    from archive.model.event import Scrubbed
    from archive.store import Store

__all__ = ["Scrub", "Ticks", "scrub"]

Ticks = Callable[[], float]
"""Seconds that only grow, such as `time.monotonic`."""

_ARC_SECONDS = 120.0
"""After so long a run writes down how far it is: what a kill can cost."""


@dataclass(frozen=True, slots=True)
class Scrub:
    """One run."""

    objects: int
    """Hashed now."""
    bytes: int
    left: int
    """Originals that this run did not come to."""
    incidents: tuple[Incident, ...]
    """Opened or repaired by this run, and those that are still open, in the order in which they were opened."""

    @property
    def sound(self) -> bool:
        """Whether nothing is damaged now."""
        return all(each.repaired is not None for each in self.incidents)


def scrub(
    store: Store,
    *,
    seconds: float | None = None,
    copies: Sequence[Path] = (),
    progress: Progress | None = None,
    ticks: Ticks = time.monotonic,
) -> Scrub:
    """Hash originals again until all were or `seconds` are over; repair what is damaged from the folders `copies`.

    The original at hand when the time is over is read to its end. Every damage is an incident; open ones of former
    runs are tried first. A run that is killed is taken up again where it last wrote down how far it was. Raises
    StorageFailed or NotPermitted where this home's disk refuses, Busy.
    """
    begun = ticks()
    told = {each.event: resolve(store, each, copies) for each in incidents(store) if each.repaired is None}
    after = scrubbed_upto(store)
    ring = _ring(store, after)
    arc = _Arc(store, after, ticks)
    total, done = sum(size for _, size in ring), 0
    walked = 0
    for digest, size in ring:
        if walked and seconds is not None and ticks() - begun >= seconds:
            break
        damage = damage_of(store.objects, digest)
        if damage is not None:
            opened = open_incident(store, digest, size, damage)
            if opened is not None:
                told[opened.event] = resolve(store, opened, copies)
        walked, done = walked + 1, done + size
        arc.add(digest, size)
        if progress is not None:
            progress(done, total)
    arc.close(whole=walked == len(ring))
    return Scrub(walked, done, len(ring) - walked, tuple(told[event] for event in sorted(told)))


class _Arc:
    """What was walked and not yet written down."""

    def __init__(self, store: Store, after: str, ticks: Ticks) -> None:
        self._store, self._ticks = store, ticks
        self._origin = self._after = self._upto = after
        self._objects = self._bytes = 0
        self._since = ticks()

    def add(self, digest: str, size: int) -> None:
        self._upto, self._objects, self._bytes = digest, self._objects + 1, self._bytes + size
        if self._ticks() - self._since >= _ARC_SECONDS:
            self._write()

    def close(self, *, whole: bool) -> None:
        """`whole`: the run came round to where it began, which closes the ring."""
        if whole and self._objects:
            self._upto = self._origin
        if self._objects:
            self._write()

    def _write(self) -> None:
        payload: Scrubbed = {
            "after": self._after, "upto": self._upto, "objects": self._objects, "bytes": self._bytes,
        }  # fmt: skip
        with self._store.transaction() as tx:
            tx.append("scrubbed", self._store.catalogue.home(), payload)
        self._after, self._objects, self._bytes, self._since = self._upto, 0, 0, self._ticks()


def _ring(store: Store, after: str) -> list[tuple[str, int]]:
    """Digest and size of each original once, from the one behind `after` round to it."""
    ring = [
        (str(digest), max(int(row[1]) for row in rows))
        for digest, rows in groupby(store.catalogue.object_digests(), key=lambda row: row[0])
    ]
    start = next((place for place, (digest, _) in enumerate(ring) if digest > after), 0)
    return ring[start:] + ring[:start]
