"""What recognisers say of a document: proposals, never decisions."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "DETAILS", "REPEATED", "SEVERITIES", "SOURCES", "Description", "DueDate", "Finding", "LinkProposal",
    "PersonMention", "Proposal", "RowProposal", "SecrecyMark",
]  # fmt: skip

SOURCES = ("enterprise", "employees", "government", "association", "public", "media")
"""Who speaks in a record: the values of the field `source`."""

DETAILS = frozenset({
    "period_from", "period_to", "valid_from", "valid_to", "applied_at", "approved_at", "accepted_at", "level", "place",
    "height", "mass", "depth", "voltage", "plate", "gas", "item", "conclusion", "certificate_no", "penalty", "shift",
    "weather", "hours", "audience", "body",
})  # fmt: skip
"""Further fields of forms, a closed list; `docs/forms.md` says how each value is written."""

REPEATED = frozenset({"gas", "item", "plate"})
"""Details of which a record may have several values, in the order of the form."""

SEVERITIES = ("breach", "doubt", "note")
"""Of a finding: against the clause; suspicious or not to be told from the form alone; something is missing."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One value that a recogniser read, with how sure it is and why.

    Fields are `unit_code` (a valid credit code in the place of the addressee), `unit`
    (a registered unit's id), `unit_name` (an addressee that is not registered),
    `category` (a key), `title`, `doc_no`, `date` and `source` (one of `SOURCES`); a describer
    may also propose each of `DETAILS`, those of `REPEATED` several times.
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
class RowProposal:
    """One row of a register (a table of hidden dangers, of certificates, of equipment, of enterprises).

    It becomes a record of its own where it concerns a registered unit: the one that its own `proposals`
    name, or else the register's. The recogniser says what the row says; the intake decides.
    """

    sheet: str
    """Name of the sheet as printed; empty where the document has no sheets."""
    number: int
    """Row of the sheet as a spreadsheet program counts it, from 1: with the sheet, unique in the document."""
    text: str
    """The row's words as `header：value` parts, parted by tabs, on one line: what a search finds."""
    title: str = ""
    """What a list shows; the row's `text` is used where it is empty."""
    category: str | None = None
    """A category's key; None: the register's own category."""
    date: str | None = None
    """ISO date, YYYY-MM-DD."""
    doc_no: str | None = None
    """A number that the row itself bears (of a certificate, a device, a danger), as printed."""
    proposals: tuple[Proposal, ...] = ()
    """The unit that the row concerns (`unit_code`, `unit` or `unit_name`), as `archive_place` says it; and details."""
    people: tuple[PersonMention, ...] = ()
    dues: tuple[DueDate, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a form shows that a person should look at. It stands on the record and never refuses it."""

    code: str
    """Names the check, such as `hot-work-too-long`: lower-case letters, digits, hyphens; its meaning never changes."""
    severity: str
    """One of `SEVERITIES`."""
    text: str
    """A sentence in the language of the form, with the values that it rests on."""
    clause: str
    """Law or standard and article that it rests on, as of the document's own day; empty where it needs none."""
    where: str
    """Where on the form, in words; empty for the whole of it."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a describer (hook `archive_describe`) reads beyond unit and category."""

    proposals: tuple[Proposal, ...] = ()
    people: tuple[PersonMention, ...] = ()
    dues: tuple[DueDate, ...] = ()
    links: tuple[LinkProposal, ...] = ()
    rows: tuple[RowProposal, ...] = ()
    """Of a register: its rows from top to bottom, sheet after sheet, without titles, headers, samples and totals."""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class SecrecyMark:
    """A mark of state secrecy (hook `archive_screen`); it isolates the record."""

    mark: str
    """绝密, 机密 or 秘密, with its period as printed."""
    reason: str
