"""What is to be read again: the queue for OCR, which follows from the events, and the list of `archive reparse`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from archive.catalogue.database import Database

__all__ = ["OcrBacklog", "RereadRows", "ToRead", "forget_reread", "keep_reading_time", "queue_for_ocr"]

RereadQueue = Literal["ocr_queue", "reread_queue"]

_REMEMBERED = 200
"""Documents from which is told how long a page takes."""
_OPEN = "record.state in ('filed', 'unfiled')"


class ToRead(NamedTuple):
    """A record that waits to be read again."""

    record: str
    sha256: str
    pages: int
    """That OCR has to read; 1 where it is not known."""
    parser: str
    """By this one; empty for the best."""
    attempts: int
    """How often it was begun."""


class OcrBacklog(NamedTuple):
    """What waits for OCR, and what is known of its pace."""

    documents: int
    pages: int
    at_work: int
    """Documents of these that some process has taken."""
    done_pages: int
    """Pages of the last documents that were read …"""
    done_seconds: float
    """… and the seconds of one worker that they took; both 0 while none was read."""


def keep_reading_time(db: Database, seq: int, pages: int, seconds: float) -> None:
    """How long the reading of an event took; only the newest are remembered."""
    db.run(
        "insert or replace into ocr_done (seq, pages, seconds) values (:seq, :pages, :seconds)",
        seq=seq,
        pages=pages,
        seconds=seconds,
    )
    db.run(
        "delete from ocr_done where seq <= (select seq from ocr_done order by seq desc limit 1 offset :kept)",
        kept=_REMEMBERED,
    )


def queue_for_ocr(db: Database, record: str, seq: int, payload: Mapping[str, Any]) -> None:
    """What an event `parsed` means for the queue: it asks for OCR, or has answered."""
    pages = payload.get("pictures", 1 if payload["outcome"] == "needs-ocr" else 0)
    if "seconds" in payload:
        waited = db.value("select pages from ocr_queue where record = :record", record=record)
        keep_reading_time(db, seq, max(1, waited or payload["pages"] or 1), payload["seconds"])
    db.run("delete from ocr_queue where record = :record", record=record)
    if pages:
        db.run(
            "insert into ocr_queue (record, seq, pages) values (:record, :seq, :pages)",
            record=record,
            seq=seq,
            pages=pages,
        )


def forget_reread(db: Database, record: str) -> None:
    """Nobody may read it again: it is isolated, or another record stands for it."""
    db.run("delete from ocr_queue where record = :record", record=record)
    db.run("delete from reread_queue where record = :record", record=record)


class RereadRows:
    """The part of the catalogue that says what is to be read again."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def ocr_backlog(self) -> OcrBacklog:
        row = self._db.row(
            "select count(*) as documents, coalesce(sum(ocr_queue.pages), 0) as pages, count(owner) as at_work"  # noqa: S608 - our own words
            f" from ocr_queue join record on record.id = ocr_queue.record where {_OPEN}"
        )
        pace = self._db.row("select coalesce(sum(pages), 0) as p, coalesce(sum(seconds), 0.0) as s from ocr_done")
        assert row is not None
        assert pace is not None
        return OcrBacklog(row["documents"], row["pages"], row["at_work"], pace["p"], pace["s"])

    def ocr_next(self, owners: Sequence[str | None]) -> tuple[ToRead, ...]:
        """What to read next of what belongs to one of `owners` (None: to nobody): all records on the same bytes.

        The latest received is first, so that what arrives goes before the backlog.
        """
        row = self._first("ocr_queue", owners, order="record.seq desc")
        return () if row is None else self._same_bytes("ocr_queue", owners, row["sha256"])

    def reread_next(self, owners: Sequence[str | None], *, slow: bool, parser: str) -> tuple[ToRead, ...]:
        """The same of `archive reparse`, in the order of accession, for this kind of parser."""
        row = self._first("reread_queue", owners, order="record.seq", slow=slow, parser=parser)
        return () if row is None else self._same_bytes("reread_queue", owners, row["sha256"], slow=slow, parser=parser)

    def reread_kinds(self) -> tuple[tuple[bool, str], ...]:
        """What is left on the list, by kind: slow or not, and the parser that was asked for; quick ones first."""
        rows = self._db.rows(
            "select distinct slow, reread_queue.parser as parser from reread_queue"  # noqa: S608 - our own words
            " join record on record.id = reread_queue.record"
            f" where not done and {_OPEN} order by slow, reread_queue.parser"
        )
        return tuple((bool(row["slow"]), row["parser"]) for row in rows)

    def reread_left(self) -> int:
        """How many records on the list are not done."""
        return int(
            self._db.value(
                "select count(*) from reread_queue join record on record.id = reread_queue.record"  # noqa: S608 - our own words
                f" where not done and {_OPEN}"
            )
        )

    def want_reread(self, records: Iterable[str], *, slow: bool, parser: str) -> None:
        """Put records on the list (inside a transaction); one that is there, done or not, stays as it is."""
        self._db.run_many(
            "insert or ignore into reread_queue (record, parser, slow) values (:record, :parser, :slow)",
            [{"record": record, "parser": parser, "slow": slow} for record in records],
        )

    def reread_done(self, records: Sequence[str]) -> None:
        """These are done (inside a transaction); the list is emptied with the last."""
        self._db.run(
            "update reread_queue set done = 1, owner = null where record in (select value from json_each(:records))",
            records=json.dumps(list(records)),
        )
        if not self.reread_left():
            self._db.run("delete from reread_queue")

    def reread_owners(self) -> tuple[str, ...]:
        """Staging folders of the processes that have taken records to read again."""
        rows = self._db.rows(
            "select owner from ocr_queue where owner is not null"
            " union select owner from reread_queue where owner is not null order by owner"
        )
        return tuple(row["owner"] for row in rows)

    def take_reread(self, queue: RereadQueue, records: Sequence[str], owner: str) -> None:
        """Say who reads these (inside a transaction); one more attempt is counted."""
        self._db.run(
            f"update {queue} set owner = :owner, attempts = attempts + 1"  # noqa: S608 - one of two names
            " where record in (select value from json_each(:records))",
            owner=owner,
            records=json.dumps(list(records)),
        )

    def drop_reread(self, owner: str) -> None:
        """Leave all that `owner` has to whoever comes next (inside a transaction): no attempt, it was not at fault."""
        for queue in ("ocr_queue", "reread_queue"):
            self._db.run(
                f"update {queue} set owner = null, attempts = max(0, attempts - 1) where owner = :owner",  # noqa: S608 - as above
                owner=owner,
            )

    def reread_owner(self, queue: RereadQueue, record: str) -> str | None:
        """Who reads the record; empty where nobody does, None where it is not to be read (any more)."""
        row = self._db.row(f"select owner from {queue} where record = :record", record=record)  # noqa: S608 - as above
        return None if row is None else row["owner"] or ""

    def questioned(self) -> tuple[str, ...]:
        """Filed records whose text, when it was read again, spoke for another place; oldest first."""
        rows = self._db.rows(
            "select id from record where state = 'filed' and reason = 'contradicted' order by seq"
        )
        return tuple(row["id"] for row in rows)

    def _first(
        self, queue: RereadQueue, owners: Sequence[str | None], *, order: str, slow: bool = False, parser: str = ""
    ) -> Any:
        rows = self._select(queue, owners, f"order by {order} limit 1", slow=slow, parser=parser)
        return next(iter(rows), None)

    def _same_bytes(
        self, queue: RereadQueue, owners: Sequence[str | None], sha256: str, *, slow: bool = False, parser: str = ""
    ) -> tuple[ToRead, ...]:
        rows = self._select(queue, owners, "and sha256 = :sha256 order by record.seq", slow=slow, parser=parser,
                            sha256=sha256)  # fmt: skip
        return tuple(ToRead(r["record"], r["sha256"], r["pages"], r["parser"], r["attempts"]) for r in rows)

    def _select(
        self, queue: RereadQueue, owners: Sequence[str | None], rest: str, *, slow: bool, parser: str, **values: object
    ) -> Iterable[Any]:
        own, kind = "ocr_queue.pages, '' as parser", "1"
        if queue == "reread_queue":
            values.update(slow=slow, parser=parser)
            own = "max(1, coalesce(record.pages, 1)) as pages, reread_queue.parser as parser"
            kind = "not done and slow = :slow and reread_queue.parser = :parser"
        sql = (
            f"select record, sha256, {own}, attempts from {queue} join record on record.id = {queue}.record"  # noqa: S608 - our own words
            f" where {_OPEN} and {kind} and ((owner is null and :free)"
            f" or owner in (select value from json_each(:owners))) {rest}"
        )
        named = json.dumps([owner for owner in owners if owner is not None])
        return self._db.rows(sql, free=None in owners, owners=named, **values)
