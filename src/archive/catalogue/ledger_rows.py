"""The rows of the ledger: events, payloads, tiles and checkpoints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from archive.catalogue.database import Database

if TYPE_CHECKING:
    from archive.model.event import Event

__all__ = ["LedgerRows", "SubjectEvent", "read_event"]


class SubjectEvent(NamedTuple):
    """An event that speaks of something, as it is stored; salt and body are None once erased."""

    seq: int
    envelope: str
    salt: bytes | None
    body: str | None


class LedgerRows:
    """The part of the catalogue that holds the truth. Rows are added, never changed."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def event_count(self) -> int:
        """Size of the ledger as its last sequence number tells it (gaps are for `verify` to find)."""
        return int(self._db.value("select coalesce(max(seq) + 1, 0) from event"))

    def times(self) -> tuple[str, str]:
        """When the first and the newest event claim to have happened (UTC)."""
        ends = [next(self.envelopes(seq, seq + 1))[1] for seq in (0, self.event_count() - 1)]
        first, newest = (str(json.loads(envelope)["time"]) for envelope in ends)
        return first, newest

    def envelopes(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, str]]:
        """Sequence number and envelope text of the events in [start, stop), in order."""
        for row in self._db.rows(
            "select seq, envelope from event where seq >= :start and (:stop is null or seq < :stop) order by seq",
            start=start,
            stop=stop,
        ):
            yield row[0], row[1]

    def sealed_events(
        self, start: int = 0, stop: int | None = None
    ) -> Iterator[tuple[int, str, bytes | None, str | None]]:
        """Sequence number, envelope, salt and body (None where erased) of the events in [start, stop), in order."""
        for row in self._db.rows(
            "select event.seq, envelope, salt, body from event left join payload on payload.seq = event.seq"
            " where event.seq >= :start and (:stop is null or event.seq < :stop) order by event.seq",
            start=start,
            stop=stop,
        ):
            yield row[0], row[1], row[2], row[3]

    def stray_payloads(self) -> tuple[int, ...]:
        """Payloads whose event is gone."""
        sql = "select seq from payload where seq not in (select seq from event) order by seq"
        return tuple(row[0] for row in self._db.rows(sql))

    def payload(self, seq: int) -> tuple[bytes, str] | None:
        """Salt and body, None once erased."""
        row = self._db.row("select salt, body from payload where seq = :seq", seq=seq)
        return None if row is None else (bytes(row["salt"]), row["body"])

    def events(self, start: int = 0) -> Iterator[Event]:
        for seq, envelope, _, body in self.sealed_events(start):
            yield read_event(seq, envelope, body)

    def events_of(self, subject: str) -> tuple[Event, ...]:
        """The events that speak of `subject`, in order."""
        rows = self._db.rows(
            "select event.seq, envelope, body from event_subject join event on event.seq = event_subject.seq"
            " left join payload on payload.seq = event.seq where event_subject.subject = :subject order by event.seq",
            subject=subject,
        )
        return tuple(read_event(row["seq"], row["envelope"], row["body"]) for row in rows)

    def sealed_events_of(self, subjects: Sequence[str]) -> dict[str, list[SubjectEvent]]:
        """The events that speak of each of several subjects, in order."""
        rows = self._db.rows(
            "select event_subject.subject, event.seq, envelope, salt, body from event_subject"
            " join event on event.seq = event_subject.seq left join payload on payload.seq = event.seq"
            " where event_subject.subject in (select value from json_each(:subjects))"
            " order by event_subject.subject, event.seq",
            subjects=json.dumps(list(subjects)),
        )
        found: dict[str, list[SubjectEvent]] = {}
        for row in rows:
            event = SubjectEvent(row["seq"], row["envelope"], row["salt"], row["body"])
            found.setdefault(row["subject"], []).append(event)
        return found

    def subjects(self, start: int, stop: int) -> Iterator[str]:
        """Of what the events in [start, stop) speak, each once, in order; also where the events are gone."""
        sql = "select subject from event_subject where seq >= :start and seq < :stop group by subject order by min(seq)"
        for row in self._db.rows(sql, start=start, stop=stop):
            yield row["subject"]

    def add_event(self, seq: int, envelope: str, salt: bytes, body: str) -> None:
        self._db.run("insert into event (seq, envelope) values (:seq, :envelope)", seq=seq, envelope=envelope)
        self._db.run("insert into payload (seq, salt, body) values (:seq, :salt, :body)", seq=seq, salt=salt, body=body)

    def add_text(self, sha256: str, body: bytes) -> None:
        """Store a text object once."""
        self._db.run(
            "insert into text_object (sha256, body) values (:sha256, :body) on conflict do nothing",
            sha256=sha256,
            body=body,
        )

    def tile(self, level: int, idx: int) -> bytes | None:
        hashes = self._db.value("select hashes from tile where level = :level and idx = :idx", level=level, idx=idx)
        return None if hashes is None else bytes(hashes)

    def tiles(self, level: int) -> Iterator[tuple[int, bytes]]:
        for row in self._db.rows("select idx, hashes from tile where level = :level order by idx", level=level):
            yield row["idx"], bytes(row["hashes"])

    def tile_places(self) -> Iterator[tuple[object, object]]:
        """Level and index of every tile that is stored."""
        for row in self._db.rows("select level, idx from tile order by level, idx"):
            yield row["level"], row["idx"]

    def put_tile(self, level: int, idx: int, hashes: bytes) -> None:
        self._db.run(
            "insert into tile (level, idx, hashes) values (:level, :idx, :hashes)"
            " on conflict (level, idx) do update set hashes = excluded.hashes",
            level=level,
            idx=idx,
            hashes=hashes,
        )

    def put_checkpoint(self, size: int, note: str) -> None:
        """Keep this checkpoint; of the earlier ones, only the last in each run of 256 events stays."""
        self._db.run(
            "delete from checkpoint where size = (select max(size) from checkpoint) and size / 256 = :size / 256",
            size=size,
        )
        self._db.run("insert into checkpoint (size, note) values (:size, :note)", size=size, note=note)

    def newest_checkpoint(self) -> str | None:
        note: str | None = self._db.value("select note from checkpoint order by size desc limit 1")
        return note

    def checkpoints(self) -> Iterator[tuple[int, str]]:
        for row in self._db.rows("select size, note from checkpoint order by size"):
            yield row["size"], row["note"]


def read_event(seq: int, envelope: str, body: str | None) -> Event:
    """The event of a row. Raises ValueError, KeyError or TypeError where it is not what we wrote."""
    from archive.model.event import Event

    parts = json.loads(envelope)
    payload = None if body is None else json.loads(body)
    return Event(seq, parts["kind"], parts["subject"], parts["actor"], parts["time"], payload)
