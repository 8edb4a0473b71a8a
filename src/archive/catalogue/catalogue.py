"""The catalogue as one object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from archive.catalogue.database import Database
from archive.catalogue.disposition import DispositionRows
from archive.catalogue.duties import DutyReads
from archive.catalogue.enclosed import EnclosedRows
from archive.catalogue.finding import FindingReads
from archive.catalogue.hazards import HazardReads
from archive.catalogue.keeping import KeepingReads
from archive.catalogue.ledger_rows import LedgerRows
from archive.catalogue.numbering import NumberingReads
from archive.catalogue.people import PeopleReads
from archive.catalogue.records import RecordReads
from archive.catalogue.rereading import RereadRows
from archive.catalogue.safekeeping import SafekeepingReads
from archive.catalogue.seals import SealReads
from archive.catalogue.shelves import ShelfReads
from archive.catalogue.units import UnitReads
from archive.catalogue.work import WorkRows

if TYPE_CHECKING:
    from archive.catalogue.comparing import Difference, SealedRow
    from archive.model.event import Event

__all__ = ["Catalogue"]


class Catalogue(
    RecordReads, UnitReads, LedgerRows, WorkRows, RereadRows, FindingReads, EnclosedRows, DutyReads, SealReads,
    HazardReads, ShelfReads, PeopleReads, DispositionRows, KeepingReads, NumberingReads,
    SafekeepingReads,
):
    """What is known, over one connection: used by the thread that opened it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @classmethod
    def create(cls, path: Path) -> Catalogue:
        return cls(Database.create(path))

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False, upgrade: bool = False) -> Catalogue:
        """Raises HomeNewer, HomeUnusable or NotPermitted; HomeOlder unless `readonly`, or `upgrade` changes it."""
        return cls(Database.open(path, readonly=readonly, upgrade=upgrade))

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

    def before(self, moment: str) -> Catalogue:
        """What was known before a moment (UTC): the ledger up to the first event at or after it, replayed.

        It is in memory, holds the events but no texts, costs as much as a rebuild, and is closed by its user.
        """
        from archive.catalogue.ledger_rows import read_event
        from archive.catalogue.projections import project

        then = Catalogue(Database.scratch())
        with self.reading(), then.writing():
            for seq, envelope, salt, body in self.sealed_events():
                event = read_event(seq, envelope, body)
                if event.time >= moment:
                    break
                if salt is None or body is None:
                    then._db.run("insert into event (seq, envelope) values (:seq, :it)", seq=seq, it=envelope)
                else:
                    then.add_event(seq, envelope, salt, body)
                project(then._db, event)
        return then

    def faults(self) -> tuple[str, ...]:
        """What SQLite itself finds wrong with the database, its indexes included; at most a hundred."""
        rows = self._db.rows("pragma integrity_check(100)")
        return tuple(text for row in rows for text in [str(row[0])] if text != "ok")

    def differences(self, events: Iterable[SealedRow] | None = None) -> Iterator[Difference]:
        """Where the projections are not what a rebuild would make, each in words and with its record.

        `events` are the rows to replay, by default `sealed_events()`. The rebuild goes into a private
        temporary database; the home is only read, and what cannot be read is told, not raised.
        """
        from archive.catalogue.comparing import differences

        return differences(self._db, self.sealed_events() if events is None else events)

    def schema_differences(self) -> tuple[str, ...]:
        """Tables, indexes, triggers and views that are not those the archive makes, in words."""
        from archive.catalogue.comparing import schema_differences

        return tuple(schema_differences(self._db))
