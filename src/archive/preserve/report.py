"""What a verification found."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Finding", "KeptOutside", "VerifyReport"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One damage, with the record it concerns where that can be told."""

    kind: str
    """object-missing, object-changed, text-missing, text-changed, event-missing, event-changed, event-unsealed,
    payload-missing, payload-changed, payload-stray, tile-missing, tile-changed, tree-differs, checkpoint-missing,
    checkpoint-invalid, key-missing, key-changed, catalogue-missing, database-damaged, projection-differs;
    among the notes object-unreferenced and object-stray."""
    record: str | None
    what: str
    """In words: which file, event or row, and what was expected."""


@dataclass(frozen=True, slots=True)
class KeptOutside:
    """A checkpoint that was kept outside, as the ledger tells."""

    kind: str
    where: str
    time: str
    """UTC."""
    outside: bool
    """Whether the time is of another's clock."""
    size: int
    """Events under it."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    objects: int
    bytes: int
    events: int
    root: str
    """Root of the tree as computed from the events, base64."""
    findings: tuple[Finding, ...]
    """Damage, in the order of the ledger first, then texts, projections and objects."""
    seconds: tuple[tuple[str, float], ...]
    """Phases (ledger, database, texts, projections, objects) with the CPU seconds each took."""
    notes: tuple[Finding, ...] = ()
    """What is no damage but worth knowing: originals that no record refers to, as a crash may leave them,
    and what lies among the originals and is none."""
    anchored: KeptOutside | None = None
    """The last checkpoint that was kept outside."""

    @property
    def sound(self) -> bool:
        return not self.findings
