"""What people said while they filed: names they confirmed, and corrections that met another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Confirmation", "Contest", "Correction"]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A person said that a name, printed in the addressee's place of a form, means a registered unit."""

    unit: str
    """Id."""
    name: str
    """As printed."""
    record: str
    """The record for which it was said."""
    by: str
    """Name of who said so."""
    time: str
    """UTC."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction of a record, as the ledger has it."""

    seq: int
    kind: str
    """described, withdrawn or reinstated."""
    by: str
    """Name of who made it."""
    time: str
    """UTC."""
    payload: Mapping[str, Any]
    """Of the event; empty once erased by law."""


@dataclass(frozen=True, slots=True)
class Contest:
    """A correction that was not made, because somebody else had corrected the record since."""

    record: str
    wanted: Mapping[str, str]
    """Field -> value, as for `archive describe`."""
    reason: str
    by: str
    time: str
    """UTC."""
