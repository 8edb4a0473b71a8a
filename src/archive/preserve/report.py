"""What a verification found."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Finding", "VerifyReport"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One damage, with the record it concerns where that can be told."""

    kind: str
    """object-missing, object-changed, text-changed, event-changed, payload-changed, event-missing,
    tree-differs, checkpoint-invalid, projection-differs, key-missing …"""
    record: str | None
    what: str
    """In words: which file, event or row, and what was expected."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    objects: int
    bytes: int
    events: int
    root: str
    """Root of the tree as computed from the events, base64."""
    findings: tuple[Finding, ...]
    seconds: tuple[tuple[str, float], ...]
    """Phases (ledger, projections, objects) with the CPU seconds each took."""

    @property
    def sound(self) -> bool:
        return not self.findings
