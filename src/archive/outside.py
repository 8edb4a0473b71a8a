"""Is this ledger at least as new as what was kept outside? Asked before the first write of a process.

An old copy of a home, or one that was rolled back with its disk, must not go on as if nothing had been: it would write
a second history. Only folders of anchors are asked, which costs a file read; one that is not there says nothing.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import LedgerBehind, LedgerDiverged
from archive.ledger import checkpoint as notes
from archive.ledger.merkle import root_at
from archive.ledger.tiles import TiledTree

if TYPE_CHECKING:
    from archive.catalogue import Catalogue

__all__ = ["given_up", "require_current"]

_MAX_BYTES = 64 * 1024


def require_current(catalogue: Catalogue, origin: str, files: Iterable[Path]) -> None:
    """Raise LedgerBehind or LedgerDiverged where one of these checkpoints speaks of events that are not here.

    What cannot be read, is no checkpoint or one of another archive says nothing: `archive anchor` and `archive doctor`
    look at that.
    """
    for path in files:
        try:
            with path.open("rb") as source:
                there = notes.parse(source.read(_MAX_BYTES).decode("utf-8")).checkpoint
        except (OSError, UnicodeDecodeError, notes.NoteInvalid):
            continue
        if there.origin != origin or given_up(catalogue, there):
            continue
        here = catalogue.event_count()
        if there.size > here:
            raise LedgerBehind(where=path, here=here, there=there.size)
        if root_at(there.size, TiledTree(here, catalogue.tile).node) != there.root:
            raise LedgerDiverged(where=path, there=there.size)


def given_up(catalogue: Catalogue, there: notes.Checkpoint) -> bool:
    """Whether somebody has said, when this home was restored, that it goes on without the events under this head."""
    told = (there.size, b64encode(there.root).decode("ascii"))
    return any(told == (row.payload["ahead"], row.payload["ahead_root"]) for row in catalogue.safekeeping("restored"))
