"""What the archive asks of a place for bytes. There is no way to overwrite, and none to delete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

__all__ = ["ObjectStore", "Staged", "Staging"]


@dataclass(frozen=True, slots=True)
class Staged:
    """Bytes that were copied and hashed, not yet in the store."""

    sha256: str
    size: int
    token: str
    """What the staging knows them by."""


class Staging(Protocol):
    """One process's copies on their way into the store. Nobody else touches them while it lives."""

    @property
    def name(self) -> str:
        """Unique among all stagings that ever were, as far as chance allows: names the owner of work in progress."""

    def take(self, source: int) -> Staged:
        """Copy the open descriptor `source` from where it stands to its end, and hash it on the way.

        An error of `source` comes as OSError, one of the store as StorageFailed.
        """

    def take_pieces(self, pieces: Iterable[bytes]) -> Staged:
        """Copy what comes piece by piece, and hash it on the way; errors as `take`."""

    def drop(self, staged: Staged) -> None:
        """Forget a copy. Harmless if repeated."""

    def commit(self, group: Sequence[Staged]) -> None:
        """Bring the copies into the store, durably, all of them or StorageFailed.

        After a failure each of them may or may not be there; committing the same bytes again is harmless.
        """

    def close(self) -> None:
        """Drop what was not committed. Harmless if repeated."""


class ObjectStore(Protocol):
    """Originals by their SHA-256 (64 lower-case hex digits)."""

    def has(self, sha256: str) -> bool: ...

    def size(self, sha256: str) -> int:
        """Bytes. Raises ObjectMissing."""

    def open(self, sha256: str) -> BinaryIO:
        """The bytes, seekable, at their beginning. Raises ObjectMissing."""

    def iter(self) -> Iterator[str]:
        """Every digest once, in ascending order."""
