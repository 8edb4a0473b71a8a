"""Record (件): one filed document, its original and all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archive.model.unit_ref import UnitRef

__all__ = [
    "Decision", "Detail", "Due", "FormFinding", "Hold", "Link", "Original", "Parse", "Part", "Person", "Record",
    "State", "Successor", "UnitRef",
]  # fmt: skip


class State(StrEnum):
    RECEIVED = "received"
    """Accessioned, not yet parsed and placed."""
    FILED = "filed"
    UNFILED = "unfiled"
    """Archived and searchable; its unit or category waits in triage."""
    ISOLATED = "isolated"
    """Bears a secrecy mark: not indexed, not shown."""
    WITHDRAWN = "withdrawn"
    """Taken out of search, dossiers and exports; reversible."""
    DISPOSED = "disposed"
    """Destroyed by an approved disposition: its tombstone, its hash and its events are left."""
    SEALED = "sealed"
    """Encrypted, and shown to nobody without the key; also a plain copy that was sealed since and waits for its
    disposition."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was received."""

    sha256: str
    """64 lower-case hex digits; also its place in the object store."""
    size: int
    """Bytes."""
    name: str
    """The file's name, bytes that are not UTF-8 shown as U+FFFD."""
    name_raw: bytes | None
    """The name's bytes where they are not UTF-8, else None."""
    media_type: str | None
    """By content; None until parsed."""


@dataclass(frozen=True, slots=True)
class Part:
    id: str
    role: str
    """photo, video, draft, attachment …"""
    original: Original


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    role: str
    certificate: str | None


@dataclass(frozen=True, slots=True)
class Due:
    item: str
    date: str


@dataclass(frozen=True, slots=True)
class Detail:
    """A further field of the form (`archive.model.placement.DETAILS`)."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class FormFinding:
    """What a check of the form found (`archive.model.placement.Finding`)."""

    code: str
    severity: str
    text: str
    clause: str
    where: str


@dataclass(frozen=True, slots=True)
class Link:
    type: str
    """rechecks, orders-from, extends, attachment-of, same-content, supersedes, row-of, ticket, certificate."""
    record: str | None
    """The other record's id; None while the document meant is not here."""
    doc_no: str | None
    candidates: tuple[str, ...] = ()
    """Where several records bear the number and none can be told to be meant: their ids, in the order of accession."""


@dataclass(frozen=True, slots=True)
class Parse:
    outcome: str
    parser: str | None
    version: str | None
    pages: int | None
    characters: int
    """Code points of the stored text."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Why a field has its value, or what else it might be (then it is a suggestion)."""

    field: str
    value: str
    by: str
    """`folder`, `person`, or plugin name and version."""
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Hold:
    id: str
    basis: str
    since: str


@dataclass(frozen=True, slots=True)
class Successor:
    """What replaced a record."""

    record: str
    on: str | None
    """The day from which it does, YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Record:
    id: str
    state: State
    reason: str | None
    """Why it is not filed: conflict, unregistered, no-unit, no-category …; None if filed, or `contradicted` where
    its text, read again, spoke for another place."""
    units: tuple[UnitRef, ...]
    """The dossiers it is in; the first is the one it was filed to."""
    category: str | None
    title: str | None
    doc_no: str | None
    date: str | None
    """Date of the document: YYYY-MM-DD."""
    dues: tuple[Due, ...]
    people: tuple[Person, ...]
    links: tuple[Link, ...]
    original: Original
    parts: tuple[Part, ...]
    parse: Parse | None
    text_sha256: str | None
    placed: tuple[Decision, ...]
    suggestions: tuple[Decision, ...]
    holds: tuple[Hold, ...]
    source: str | None
    depositor: str
    """Name of who deposited it."""
    depositor_known_by: str
    """How that is known: inbox, file-owner or account."""
    received_at: str
    """UTC, ISO 8601 with Z."""
    details: tuple[Detail, ...] = ()
    findings: tuple[FormFinding, ...] = ()
    superseded_by: Successor | None = None
    """The record that replaced this one, the last one if there were several."""
    archive_no: str | None = None
    """档号, once it has one."""
