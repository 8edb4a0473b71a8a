"""Hold (冻结): what forbids that a record is destroyed or withdrawn, whatever its period says."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HOLD_PREFIX", "KINDS", "SECOND_PERSON", "PlacedHold"]

HOLD_PREFIX = "o-"

KINDS = ("case", "dispute", "investigation", "audit", "evidence", "other")
"""What people place a hold for: 案件、争议、调查、审计检查、证据保存、其他."""

SECOND_PERSON = frozenset({"case", "dispute", "investigation"})
"""Holds under which a correction needs two people."""


@dataclass(frozen=True, slots=True)
class PlacedHold:
    """A hold on a record on a day."""

    id: str
    """`o-…` of a placed one; of a derived one its kind and the record that it follows from."""
    kind: str
    """One of `KINDS`; of a derived one hazard, order, case-open, accident, report, seizure, certificate or ticket."""
    case: str
    """By which it is known: 案号, or the title of the paper that it follows from."""
    basis: str
    """Law and article, or who asked for it."""
    since: str
    """YYYY-MM-DD."""
    placed_by: str
    """Name of the account; empty of a derived one."""
    automatic: bool
    released_on: str | None = None
    released_by: str = ""
    release_reason: str = ""
    records: tuple[str, ...] = ()
    """Of a placed one: the records that it names."""
    units: tuple[str, ...] = ()
    """Of a placed one: the units all of whose records it covers, those to come included."""
