"""Triage: what waits for a person, and why."""

from __future__ import annotations

from dataclasses import dataclass

from archive.model.record import Record

__all__ = ["Litter", "TriageItem"]


@dataclass(frozen=True, slots=True)
class TriageItem:
    record: Record
    """Unfiled; `record.reason` and `record.suggestions` say why and what it might be."""


@dataclass(frozen=True, slots=True)
class Litter:
    """A file that has lain in an inbox for a day without being taken."""

    inbox: str
    path: str
    since: str
