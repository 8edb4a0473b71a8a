"""What recognisers say of a document: proposals, never decisions."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Description", "DueDate", "LinkProposal", "PersonMention", "Proposal", "SecrecyMark"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One value that a recogniser read, with how sure it is and why.

    Fields are `unit_code` (a valid credit code in the place of the addressee), `unit`
    (a registered unit's id), `unit_name` (an addressee that is not registered),
    `category` (a key), `title`, `doc_no`, `date` and `source`.
    """

    field: str
    value: str
    confidence: float
    """0 to 1. From 0.9 on a document may be filed by it; below, it is a suggestion."""
    reason: str
    """In words, with where it was read: it is shown in triage and stands in the ledger."""


@dataclass(frozen=True, slots=True)
class PersonMention:
    name: str
    role: str
    """A role of `domain` 2.8: inspector, approver, guardian …"""
    certificate: str | None = None
    confidence: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DueDate:
    item: str
    """What is due, as the form numbers or names it; empty for the whole document."""
    date: str
    """ISO date, YYYY-MM-DD."""
    confidence: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LinkProposal:
    type: str
    """rechecks, orders-from, extends, attachment-of, ticket or certificate."""
    doc_no: str
    """The number of the document that is meant, as printed."""
    confidence: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What a describer (hook `archive_describe`) reads beyond unit and category."""

    proposals: tuple[Proposal, ...] = ()
    people: tuple[PersonMention, ...] = ()
    dues: tuple[DueDate, ...] = ()
    links: tuple[LinkProposal, ...] = ()


@dataclass(frozen=True, slots=True)
class SecrecyMark:
    """A mark of state secrecy (hook `archive_screen`); it isolates the record."""

    mark: str
    """绝密, 机密 or 秘密, with its period as printed."""
    reason: str
