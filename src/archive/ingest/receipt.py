"""Receipt (回执): what became of one file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archive.model.record import UnitRef

__all__ = ["Receipt", "ReceiptOutcome"]

ReceiptOutcome = Literal["filed", "unfiled", "isolated", "duplicate", "rejected"]


@dataclass(frozen=True, slots=True)
class Receipt:
    path: str
    """As given to `archive add`, absolute for a file in an inbox; bytes that are not UTF-8 shown as U+FFFD."""
    path_raw: bytes | None
    """The path's bytes where they are not UTF-8."""
    outcome: ReceiptOutcome
    record: str | None
    """For a duplicate, the record that was there first; None if rejected."""
    unit: UnitRef | None
    category: str | None
    sha256: str | None
    parse: str | None
    """A parse outcome, `pending` if nobody waited for it, None if rejected."""
    reason: str | None
    """In words, for every outcome but a plain `filed`."""
    members: int = 0
    """Records that were made of what lay inside the file, at all depths."""
    rows: int = 0
    """Records that were made of rows of registers."""
