"""The catalogue as one object."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.catalogue.database import Database
from archive.catalogue.finding import FindingReads
from archive.catalogue.ledger_rows import LedgerRows, read_event
from archive.catalogue.records import RecordReads
from archive.catalogue.rereading import RereadRows
from archive.catalogue.units import UnitReads
from archive.catalogue.work import WorkRows

if TYPE_CHECKING:
    from archive.model.event import Event

__all__ = ["Catalogue"]

_UNREPLAYABLE = (AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError, sqlite3.DatabaseError)
"""What projecting an event may raise whose envelope or payload is not what we wrote."""


class Catalogue(RecordReads, UnitReads, LedgerRows, WorkRows, RereadRows, FindingReads):
    """What is known, over one connection: used by the thread that opened it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @classmethod
    def create(cls, path: Path) -> Catalogue:
        return cls(Database.create(path))

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False) -> Catalogue:
        """Raises HomeNewer, HomeUnusable or NotPermitted."""
        return cls(Database.open(path, readonly=readonly))

    def close(self) -> None:
        self._db.close()

    def moved(self) -> bool:
        """Whether what was read may be torn, because a writer came while nobody could lock it out.

        Only where the reader may not write to the home and no writer lived when it opened: read again.
        """
        return self._db.moved()

    def writing(self) -> AbstractContextManager[None]:
        """One durable transaction; Busy after 30 seconds of waiting for another writer."""
        return self._db.writing()

    def reading(self) -> AbstractContextManager[None]:
        """Everything read in the block is of one moment."""
        return self._db.reading()

    def apply(self, event: Event) -> None:
        """Project an event that was just added (inside a transaction)."""
        from archive.catalogue.projections import project

        project(self._db, event)

    def home(self) -> str:
        """Id of the home."""
        return str(self._db.value("select value from meta where key = 'home'"))

    def actor(self, name: str, known_by: str) -> str | None:
        """Id of an actor that is known already."""
        found: str | None = self._db.value(
            "select id from actor where name = :name and known_by = :known_by", name=name, known_by=known_by
        )
        return found

    def actor_names(self) -> dict[str, str]:
        return {row["id"]: row["name"] for row in self._db.rows("select id, name from actor")}

    def rebuild(self) -> Iterator[int]:
        """Make the projections again from the events, in one transaction.

        Yields the number of events replayed so far, every thousand; consume it to the end. A reader
        sees the old tables until then. Records that still wait to be parsed are queued again, and the
        index is told to look at everything.
        """
        from archive.catalogue.projections import project, reset

        with self.writing():
            reset(self._db)
            for number, event in enumerate(self.events(), 1):
                project(self._db, event)
                if number % 1000 == 0:
                    yield number
            self._db.run("delete from outbox")
            self.offer_all()

    def faults(self) -> tuple[str, ...]:
        """What SQLite itself finds wrong with the database, its indexes included; at most a hundred."""
        rows = self._db.rows("pragma integrity_check(100)")
        return tuple(text for row in rows for text in [str(row[0])] if text != "ok")

    def differences(self) -> Iterator[tuple[str, str, str | None]]:
        """Rows of the projections that a rebuild would make otherwise: table, row in words, record.

        The rebuild goes into a private temporary database; the home is only read.
        """
        from archive.catalogue.projections import TABLES

        scratch = Database.scratch()
        try:
            yield from self._replay(scratch)
            for table in TABLES:
                yield from _compare(table, self._db, scratch)
        finally:
            scratch.close()

    def _replay(self, scratch: Database) -> Iterator[tuple[str, str, str | None]]:
        """Project every event into `scratch`; one that was tampered with is told and passed over."""
        from archive.catalogue.projections import project

        for seq, envelope, _, body in self.sealed_events():
            try:
                project(scratch, read_event(seq, envelope, body))
            except _UNREPLAYABLE:
                yield "event", f"number {seq} cannot be replayed: it does not fit what came before it", None


def _compare(table: str, live: Database, made: Database) -> Iterator[tuple[str, str, str | None]]:
    """Merge two sorted readings of one table."""
    columns = [row["name"] for row in live.rows("select name from pragma_table_info(:table)", table=table)]
    sql = f"select * from {table} order by {', '.join(columns)}"  # noqa: S608 - names from the schema
    there, again = (iter(db.rows(sql)) for db in (live, made))
    left, right = next(there, None), next(again, None)
    while left is not None or right is not None:
        if left is not None and right is not None and tuple(left) == tuple(right):
            left, right = next(there, None), next(again, None)
        elif right is None or (left is not None and _key(tuple(left)) < _key(tuple(right))):
            assert left is not None
            yield table, f"{_in_words(left)} is not what the events say", _record_of(table, left)
            left = next(there, None)
        else:
            yield table, f"{_in_words(right)} is missing", _record_of(table, right)
            right = next(again, None)


def _key(row: tuple[Any, ...]) -> tuple[tuple[int, Any], ...]:
    """SQLite's order of values: null, numbers, text, blobs."""
    return tuple(_rank(value) for value in row)


def _rank(value: Any) -> tuple[int, Any]:
    if value is None:
        return 0, 0
    if isinstance(value, int | float):
        return 1, value
    return (2, value.encode()) if isinstance(value, str) else (3, value)


def _in_words(row: Any) -> str:
    return ", ".join(f"{key}={row[key]!r}" for key in row.keys() if row[key] is not None)  # noqa: SIM118 - iterating a row gives its values


def _record_of(table: str, row: Any) -> str | None:
    if table == "record":
        return str(row["id"])
    return str(row["record"]) if "record" in row.keys() else None  # noqa: SIM118 - as above
