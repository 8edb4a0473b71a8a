"""Disposition (鉴定销毁): a list of records, what appraisers said of each, who approved, and what was done."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "LIST_PREFIX", "Approval", "Certified", "DispositionItem", "DispositionList", "Execution", "ListState", "Paper",
    "Review", "Shared", "Skipped", "Verdict", "digest",
]  # fmt: skip

LIST_PREFIX = "x-"


class ListState(StrEnum):
    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    """Appraised; what is to be destroyed waits for the approval."""
    APPROVED = "approved"
    INCOMPLETE = "incomplete"
    """The execution has begun, and not all is gone yet: running it again finishes it."""
    EXECUTED = "executed"
    CLOSED = "closed"
    """The appraisers keep all of it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the appraisers said of a record."""

    destroy: bool
    until: str | None
    """Of what is kept: the last day of the new period (YYYY-MM-DD); None: for ever."""
    reason: str


@dataclass(frozen=True, slots=True)
class DispositionItem:
    record: str
    expires: str | None
    """The last day of its period when it was proposed; None: kept for ever, or the end was not known."""
    basis: str
    """What the period rests on."""
    reason: str
    """Of whoever proposed it by name; empty where its period ran out."""
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Review:
    seq: int
    """The event: what changed on a record after it was not appraised."""
    appraisers: tuple[str, ...]
    at: str
    """UTC."""


@dataclass(frozen=True, slots=True)
class Approval:
    seq: int
    approver: str
    """As given."""
    account: str
    """Name of the account that said so."""
    actor: str
    """Its id in the ledger."""
    at: str
    digest: str
    basis: str | None


@dataclass(frozen=True, slots=True)
class Skipped:
    record: str
    why: str
    """held, changed, not-due, unread, gone."""
    what: str


@dataclass(frozen=True, slots=True)
class Execution:
    """Begun."""

    seq: int
    executor: str
    account: str
    actor: str
    witnesses: tuple[str, ...]
    place: str
    method: str
    at: str
    records: tuple[str, ...]
    """What is to go."""
    skipped: tuple[Skipped, ...]
    filed: int
    """Copies that lay in folders of filed files."""
    sources: int
    """Records whose source still lay with its depositor."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Content that stays, because other records have it."""

    record: str
    others: int
    inside: int
    """Of these, so many hold it inside another file, or are what lay inside it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of the certificate."""

    name: str
    sha256: str
    size: int
    signature: bytes
    """Ed25519 with the home's key of checkpoints, over the bytes."""


@dataclass(frozen=True, slots=True)
class Certified:
    """What was done."""

    at: str
    records: int
    objects: int
    bytes: int
    texts: int
    payloads: int
    filed: int
    """Copies in folders of filed files."""
    shared: tuple[Shared, ...]
    skipped: tuple[Skipped, ...]
    copies: tuple[tuple[str, str, int], ...]
    """Copies that the archive does not remove: kind (source, backup, replica), where, how many records."""
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class DispositionList:
    id: str
    state: ListState
    reason: str
    proposed_by: str
    """Name of the account."""
    proposer: str
    """Its id in the ledger."""
    proposed_at: str
    items: tuple[DispositionItem, ...]
    review: Review | None
    approval: Approval | None
    """None also where a later appraisal took it back."""
    execution: Execution | None
    certified: Certified | None

    @property
    def to_destroy(self) -> tuple[DispositionItem, ...]:
        """What the appraisers gave up."""
        return tuple(each for each in self.items if each.verdict is not None and each.verdict.destroy)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was approved and stayed all the same."""
        begun = () if self.execution is None else self.execution.skipped
        return begun if self.certified is None else self.certified.skipped


def digest(found: DispositionList) -> str:
    """SHA-256 (hex) over what an approval is of: the records, what is said of each, and who said it."""
    said: dict[str, object] = {
        "list": found.id,
        "appraisers": [] if found.review is None else list(found.review.appraisers),
        "items": [
            (each.record, each.expires, each.basis, each.reason)
            + (() if each.verdict is None else (each.verdict.destroy, each.verdict.until, each.verdict.reason))
            for each in found.items
        ],
    }
    body = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()
