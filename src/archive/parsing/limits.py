"""What one document may cost."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HELD_BYTES", "Limits"]

HELD_BYTES = 24 << 20
"""Children of one document that are held in memory."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a worker and on one document in it."""

    memory_bytes: int = 1 << 30
    """Address space beyond what the idle worker takes."""
    cpu_seconds: float = 30.0
    wall_seconds: float = 60.0
    answer_bytes: int = 64 << 20
    """Longest answer that is taken from a worker."""
    max_characters: int = 4_000_000
    """Text beyond this is cut and the outcome is partial."""
    max_blocks: int = 400_000
    children: int = 20_000
    """Documents inside one document; those beyond are left inside, and the outcome is partial."""
    children_bytes: int = 8 << 30
    """All children of one document together; the same. A pool without a folder for them takes `HELD_BYTES`."""
    children_rate: int = 16 << 20
    """So many bytes of children give their document one second more."""
    documents: int = 2_000
    """After so many documents a worker is replaced."""
    resident_bytes: int = 400 << 20
    """A worker that holds more than this after a document is replaced."""
    open_files: int = 64
