"""Hidden danger (隐患): what was found, and how far it has come on the way to its closing.

A hazard is derived from the documents of a unit and from what people decided; it is no row of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.model.unit_ref import UnitRef

__all__ = [
    "HAZARD_PREFIX", "LEVELS", "STATES", "Hazard", "Responsible", "Step", "Supervision", "Turn", "hazard_id",
    "split_hazard_id",
]  # fmt: skip

HAZARD_PREFIX = "z-"

STATES = ("found", "registered", "reported", "monitored", "rectified", "evaluated", "closed", "appraised")
"""排查、登记、上报、监控、整改、评价、销号、考核: the order in which a major hazard passes through them."""

LEVELS = ("general", "major")
"""一般隐患, 重大隐患."""


@dataclass(frozen=True, slots=True)
class Step:
    """One state that was reached."""

    state: str
    """One of `STATES`."""
    on: str
    """YYYY-MM-DD."""
    record: str | None
    """The document that says so; None only where a person decided it without one."""
    how: str
    """inspection, order, register, notice, recheck, acceptance, report, plan, listing, lifting, evaluation, closing,
    appraisal, rectification or decision."""


@dataclass(frozen=True, slots=True)
class Supervision:
    """Supervision by listing (挂牌督办)."""

    level: str | None
    """Of the body, as said: 省级, 市级, 县级 …"""
    body: str | None
    """Who supervises."""
    doc_no: str | None
    due: str | None
    lifted_on: str | None
    """The day of 摘牌; None while it lasts."""
    record: str | None
    """The document by which it began."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a recheck or an answer to a request said of it."""

    kind: str
    """passed, failed, unclear or extended."""
    on: str
    record: str
    due: str | None
    """The new last day that it set."""


@dataclass(frozen=True, slots=True)
class Responsible:
    """Somebody who answers for it."""

    name: str
    role: str
    """supervisor, grid_officer … by a duty; rectifier as the document names them."""
    duty: str | None
    """Id of the duty; None of whom a document names."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """One hidden danger as it stood at the end of a day."""

    id: str
    """`z-`, the record that it stands in, `-`, its item."""
    record: str
    item: str
    """Its number there; `0` where the document numbers none."""
    kind: str
    """What it stands in: order, decision, opinion, register, notice or listing."""
    doc_no: str | None
    """Of that document."""
    unit: UnitRef
    """Whoever stands for the unit now, after all mergers."""
    level: str
    """general or major."""
    text: str
    found: Step
    steps: tuple[Step, ...]
    """In the order of `STATES`, each reached state once."""
    state: str
    """Of a major one the last before a gap, of a general one the furthest."""
    missing: tuple[str, ...]
    """States that it still needs: of a major one all without a document, of a general one its closing."""
    open: bool
    """Not closed yet. A closed major one may still lack its appraisal."""
    due: str | None
    """The last day of its term as it stands: extensions and new terms of failed rechecks counted."""
    first_due: str | None
    """The last day of its first term."""
    closed_on: str | None
    overdue: bool
    """Open, and its term has run out."""
    late: int
    """Days beyond its term: until it was closed, or until now while it is open; 0 within it."""
    people: tuple[Responsible, ...]
    supervision: Supervision | None
    turns: tuple[Turn, ...]
    """In the order of their days."""
    problems: tuple[str, ...]
    """number-shared, recheck-before-order, order-before-inspection, steps-out-of-order, no-deadline,
    deadline-before-order, recheck-unclear: what a person should look at."""


def hazard_id(record: str, item: str) -> str:
    return f"{HAZARD_PREFIX}{record}-{item}"


def split_hazard_id(written: str) -> tuple[str, str] | None:
    """Record and item of a hazard's id; None for what is none."""
    record, dash, item = written.removeprefix(HAZARD_PREFIX).partition("-")
    return (record, item) if dash and record and item and written.startswith(HAZARD_PREFIX) else None
