"""A stand-in for the pool of parsers: reads plain text, in this process, at once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from pathlib import Path

from archive.model.parsed import Attempt, Block, Outcome, ParsedDocument, ParseReport

__all__ = ["PlainPool"]


class PlainPool:
    """UTF-8 is text of the outcome ok; anything else is unsupported, and what cannot be opened crashed, as it does."""

    def __init__(self) -> None:
        self._done: list[tuple[Hashable, ParseReport]] = []
        self.parsed = 0
        """How many documents were read."""

    @property
    def pending(self) -> int:
        return len(self._done)

    @property
    def hungry(self) -> bool:
        return len(self._done) < 8

    def submit(self, key: Hashable, source: Path, name: str) -> None:  # noqa: ARG002 - the pool's signature
        self.parsed += 1
        self._done.append((key, _read(source)))

    def poll(self, timeout: float | None = 0.0) -> Sequence[tuple[Hashable, ParseReport]]:  # noqa: ARG002 - never waits
        done, self._done = self._done, []
        return done

    def filenos(self) -> Sequence[int]:
        return ()

    def wait_seconds(self) -> float | None:
        return 0.0 if self._done else None

    def close(self) -> None:
        self._done.clear()


def _read(source: Path) -> ParseReport:
    try:
        text = source.read_bytes().decode().replace("\r", "").replace("\0", "")
    except OSError as error:
        return ParseReport(Outcome.CRASHED, "application/octet-stream", (), None, str(error))
    except UnicodeDecodeError:
        return ParseReport(Outcome.UNSUPPORTED, "application/octet-stream", (), None, "No parser reads this type.")
    document = ParsedDocument(tuple(Block(line) for line in text.split("\n")), pages=None)
    return ParseReport(Outcome.OK, "text/plain", (Attempt("plain", "1", Outcome.OK),), document)
