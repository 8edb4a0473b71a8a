"""`--as-of DATE`: the answer as it was known at the end of that local day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archive.cli.moments import moment_after
from archive.cli.session import Session

if TYPE_CHECKING:
    from archive.api import Archive

__all__ = ["archive_as_of"]


@contextmanager
def archive_as_of(session: Session, day: str | None) -> Iterator[Archive]:
    """The archive for reading, as known at the end of the day, or now."""
    moment = None if day is None else moment_after(day)
    with session.archive(readonly=True) as archive:
        if moment is None:
            yield archive
        else:
            with archive.known_before(moment) as then:
                yield then
