"""Duty (职责): what a person answers for, from a day to a day. Grids are in `archive.model.grid`."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from archive.model.dates import find_dates

__all__ = ["DUTY_PREFIX", "GRID_PREFIX", "Duty", "Leave", "full_day", "holder_id", "holds_on", "overlap"]

DUTY_PREFIX = "d-"
GRID_PREFIX = "g-"
_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789abcdefghjkmnpqrstvwxyz")


@dataclass(frozen=True, slots=True)
class Duty:
    """A person's duty as the ledger has it. Days are YYYY-MM-DD; the interval is closed on both ends."""

    id: str
    name: str
    certificate: str | None
    employer: str | None
    """Unit id of the employer; None where it was not said, and for officers of the authority."""
    role: str
    post: str | None
    unit: str | None
    """Unit id; None where the duty is over a grid."""
    grid: str | None
    scope: str | None
    since: str
    until: str | None
    """The last day, None while it is open. Before `since` where it was handed on before it began."""
    source: str | None
    """Id of the record that says so."""
    deputy_for: str | None
    """Id of the duty that it stands in for."""
    reason: str | None
    end_reason: str | None = None
    end_source: str | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """A person gave all duties away on a day: whoever has left is not assigned to again unless said to be back."""

    name: str
    certificate: str | None
    employer: str | None
    on: str
    """The first day on which the duties are another's."""


def full_day(written: str) -> str | None:
    """The day that `written` is, whole and nothing else, as YYYY-MM-DD; None if it is none, as 30 February.

    Known are the forms of `archive.model.dates.find_dates`, and a day followed by midnight as spreadsheets show it.
    """
    text = written.strip().removesuffix(" 00:00:00")
    found = next(find_dates(text), None)
    return found.iso if found is not None and (found.start, found.end) == (0, len(text)) else None


def holder_id(folded: str, certificate: str | None, employer: str | None) -> str:
    """Id of a person: `n-` and 10 Crockford characters of SHA-256 over the name (search form) and the first of
    certificate, employer (unit id) and "authority" that is known.
    """
    known = ["certificate", certificate] if certificate else ["unit", employer] if employer else ["authority"]
    digest = hashlib.sha256("\n".join([folded, *map(str, known)]).encode()).digest()
    letters = base64.b32encode(digest[:10]).translate(_CROCKFORD).decode()
    return "n-" + letters[:10]


def holds_on(since: str, until: str | None, day: str) -> bool:
    """Whether a closed interval covers the day."""
    return since <= day and (until is None or day <= until)


def overlap(one: Duty, since: str, until: str | None) -> bool:
    """Whether the duty holds on any day of the interval."""
    return (one.until is None or since <= one.until >= one.since) and (until is None or one.since <= until)
