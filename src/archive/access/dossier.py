"""Dossier (一企一档): one unit's safety file as a page of facts."""

from __future__ import annotations

from dataclasses import dataclass

from archive.model.record import Record
from archive.model.unit import Unit

__all__ = ["Dossier", "Shelf"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One category of a dossier."""

    category: str
    records: tuple[Record, ...]
    """By date of the document, newest first, undated ones last."""


@dataclass(frozen=True, slots=True)
class Dossier:
    unit: Unit
    parent: Unit | None
    shelves: tuple[Shelf, ...]
    """The six built-in categories, empty ones included, then those of plugins that hold something."""
    waiting: int
    """Records of this unit that wait in triage."""
