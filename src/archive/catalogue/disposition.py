"""What the catalogue knows of dispositions, and the only statements that take anything out of part one."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from archive.catalogue.database import Database
from archive.errors import Busy

__all__ = ["DispositionRows", "GoneObject", "PaperRow"]


class PaperRow(NamedTuple):
    """A file of a certificate."""

    name: str
    sha256: str
    size: int
    signature: str


class GoneObject(NamedTuple):
    """An object whose last record was destroyed."""

    sha256: str
    size: int
    record: str
    list: str


_GONE = """
with mine (sha256, bytes, record) as (
    select sha256, bytes, id from record where state = 'disposed'
    union all
    select part.sha256, part.bytes, part.record from record_part part join record on record.id = part.record
    where record.state = 'disposed')
select mine.sha256, mine.bytes, mine.record, disposed.list from mine join disposed on disposed.record = mine.record
where not exists (select 1 from record other where other.sha256 = mine.sha256 and other.state <> 'disposed')
and not exists (
    select 1 from record_part part join record other on other.id = part.record
    where part.sha256 = mine.sha256 and other.state <> 'disposed')
and not exists (select 1 from disposal_paper paper where paper.sha256 = mine.sha256)
"""


class DispositionRows:
    """The part of the catalogue that knows lists, tombstones and what was erased."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def disposals(self) -> tuple[str, ...]:
        """Ids of all lists, in the order in which they were proposed."""
        return tuple(row["id"] for row in self._db.rows("select id from disposal order by seq"))

    def disposals_like(self, beginning: str) -> tuple[str, ...]:
        """Ids of lists that begin so."""
        rows = self._db.rows(
            "select id from disposal where id >= :low and id < :high order by id", low=beginning, high=beginning + "~"
        )
        return tuple(row["id"] for row in rows)

    def disposal_state(self, of: str) -> str | None:
        found: str | None = self._db.value("select state from disposal where id = :id", id=of)
        return found

    def open_disposal_of(self, record: str) -> str | None:
        """The list that is not done yet and has this record in it."""
        found: str | None = self._db.value(
            "select list from disposal_item join disposal on disposal.id = list"
            " where record = :record and state in ('proposed', 'reviewed', 'approved', 'incomplete')",
            record=record,
        )
        return found

    def kept_on(self, record: str) -> tuple[str | None, str] | None:
        """Until when an appraisal keeps a record (None: for ever), and why; None where none has."""
        row = self._db.row("select until, reason from kept_on where record = :record", record=record)
        return None if row is None else (row["until"], row["reason"])

    def tombstone(self, record: str) -> tuple[int, str, dict[str, Any]] | None:
        """Event, list and tombstone of a record that was destroyed."""
        row = self._db.row("select seq, list, tombstone from disposed where record = :record", record=record)
        return None if row is None else (row["seq"], row["list"], json.loads(row["tombstone"]))

    def disposed_since(self, seq: int) -> tuple[tuple[int, str, str], ...]:
        """Event, list and record of what was destroyed by events from `seq` on."""
        rows = self._db.rows("select seq, list, record from disposed where seq >= :seq order by seq", seq=seq)
        return tuple((row["seq"], row["list"], row["record"]) for row in rows)

    def has_disposed(self) -> bool:
        """Whether anything was ever destroyed here."""
        return self._db.value("select 1 from disposed limit 1") is not None

    def disposal_papers(self, of: str) -> tuple[PaperRow, ...]:
        rows = self._db.rows(
            "select name, sha256, bytes, signature from disposal_paper where list = :list order by name", list=of
        )
        return tuple(PaperRow(*row) for row in rows)

    def gone_objects(self, of: str | None = None) -> Iterator[GoneObject]:
        """Objects that no undisposed record has and that were of a disposed one (of a list, or of any), by digest."""
        where = "" if of is None else "and disposed.list = :list "
        for row in self._db.rows(f"{_GONE} {where}order by 1, 3", **({} if of is None else {"list": of})):
            yield GoneObject(*row)

    def has_undisposed(self, sha256: str) -> bool:
        """Whether a record that is not destroyed, or a certificate, has this object."""
        return (
            self._db.value(
                "select 1 from record where sha256 = :it and state <> 'disposed'"
                " union all select 1 from record_part part join record on record.id = part.record"
                " where part.sha256 = :it and state <> 'disposed'"
                " union all select 1 from disposal_paper where sha256 = :it limit 1",
                it=sha256,
            )
            is not None
        )

    def others_on(self, sha256: str, apart: Sequence[str]) -> tuple[str, ...]:
        """Undisposed records beside those in `apart` that have this object as original or part."""
        rows = self._db.rows(
            "select id from record where sha256 = :it and state <> 'disposed'"
            " and id not in (select value from json_each(:apart))"
            " union select part.record from record_part part join record on record.id = part.record"
            " where part.sha256 = :it and state <> 'disposed'"
            " and part.record not in (select value from json_each(:apart)) order by 1",
            it=sha256,
            apart=json.dumps(list(apart)),
        )
        return tuple(row[0] for row in rows)

    def tombstone_row(self, record: str) -> dict[str, Any]:
        """Of a record that is there, what a tombstone has from its row, its units and its parts."""
        row = self._db.row(
            "select seq, sha256, bytes, name, name_raw, title, doc_no, date, category, source, encoding, media_type,"
            " depositor, received_at, state from record where id = :record",
            record=record,
        )
        assert row is not None
        units = self._db.rows("select unit from record_unit where record = :record order by position", record=record)
        parts = self._db.rows(
            "select id, role, sha256, bytes, name, name_raw from record_part where record = :record order by position",
            record=record,
        )
        return {
            **_encoded(dict(row), "name_raw", "name_b64"),
            "units": [each["unit"] for each in units],
            "parts": [_encoded(dict(part), "name_raw", "name_b64") for part in parts],
        }

    def aliases_of(self, record: str) -> tuple[str, ...]:
        """Ids under which duplicates of a record came in."""
        rows = self._db.rows("select id from record_alias where record = :record order by id", record=record)
        return tuple(row["id"] for row in rows)

    def deliveries_of(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Deliveries of these records, as a tombstone has them."""
        rows = self._db.rows(
            "select record, part, seq, key, inbox, path, path_raw, size, mtime_ns, ctime_ns, folder_unit,"
            " folder_category from delivery where record in (select value from json_each(:ids)) order by seq, key",
            ids=json.dumps(list(ids)),
        )
        return [_encoded(dict(row), "path_raw", "path_b64") for row in rows]

    def places_of(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Where these records lie inside others, as a tombstone has it."""
        rows = self._db.rows(
            "select record, parent, seq, kind, path, number from enclosed"
            " where record in (select value from json_each(:ids)) order by parent, seq",
            ids=json.dumps(list(ids)),
        )
        return [dict(row) for row in rows]

    def reading_times(self, seqs: Sequence[int]) -> list[dict[str, Any]]:
        rows = self._db.rows(
            "select seq, pages, seconds from ocr_done where seq in (select value from json_each(:seqs)) order by seq",
            seqs=json.dumps(list(seqs)),
        )
        return [dict(row) for row in rows]

    def texts_elsewhere(self, texts: Sequence[str], apart: Sequence[str]) -> frozenset[str]:
        """Those of `texts` that a reading of a record beside those in `apart` (ids and aliases) names."""
        if not texts:
            return frozenset()
        rows = self._db.rows(
            "select distinct json_extract(body, '$.text') as text from payload join event on event.seq = payload.seq"
            " where envelope like '%\"kind\":\"parsed\"%' and text in (select value from json_each(:texts))"
            " and json_extract(envelope, '$.subject') not in (select value from json_each(:apart))",
            texts=json.dumps(list(texts)),
            apart=json.dumps(list(apart)),
        )
        return frozenset(row["text"] for row in rows)

    def copies_told(self) -> tuple[tuple[str, str], ...]:
        """Kind and payload of the events that tell of a backup or a replica, in order."""
        rows = self._db.rows(
            "select json_extract(envelope, '$.kind') as kind, body from event join payload on payload.seq = event.seq"
            " where envelope like '%\"kind\":\"backed-up\"%' or envelope like '%\"kind\":\"replicated\"%'"
            " order by event.seq"
        )
        return tuple((row["kind"], row["body"]) for row in rows)

    def erased_with(self, of: str) -> tuple[int, int]:
        """How many texts and payloads went with the records of a list; texts that stay with others are not counted."""
        values = "(select record from disposed where list = :list)"
        texts = self._db.value(
            f"select count(distinct sha256) from disposed_text where record in {values}"  # noqa: S608 - our own words
            " and sha256 not in (select sha256 from text_object)",
            list=of,
        )
        payloads = self._db.value(f"select count(*) from disposed_event where record in {values}", list=of)  # noqa: S608 - as above
        return int(texts), int(payloads)

    # Taking out

    def forget_payloads(self, record: str) -> int:
        """Erase the payloads that the event `disposed` of a record names (inside a transaction); how many there were.

        The page's bytes are overwritten, as far as SQLite can (`secure_delete`); `scour` does the rest.
        """
        self._db.run("pragma secure_delete = on")
        return self._db.run(
            "delete from payload where seq in (select seq from disposed_event where record = :record)", record=record
        )

    def forget_texts(self, texts: Sequence[str]) -> int:
        """Remove text objects that were found to be nobody's (inside a transaction); how many were there."""
        self._db.run("pragma secure_delete = on")
        return self._db.run(
            "delete from text_object where sha256 in (select value from json_each(:texts))",
            texts=json.dumps(list(texts)),
        )

    def renew_outbox(self) -> None:
        """Have the index look at every record again, at new positions (inside a transaction)."""
        self._db.run("delete from outbox")
        self._db.run("insert into outbox (record) select id from record order by seq")

    def scour(self) -> None:
        """Write the database anew without freed pages, and empty the write-ahead log.

        Raises Busy where somebody reads the catalogue meanwhile: then old pages may still lie in the log.
        """
        self._db.run("pragma secure_delete = on")
        self._db.run("vacuum")
        row = self._db.row("pragma wal_checkpoint(truncate)")
        if row is None or row[0]:
            raise Busy(seconds=_patience())

    # What verify asks

    def unerased(self) -> tuple[tuple[int, str], ...]:
        """Events whose payload was to be erased and is there, with their record."""
        rows = self._db.rows(
            "select disposed_event.seq, record from disposed_event join payload on payload.seq = disposed_event.seq"
        )
        return tuple((row["seq"], row["record"]) for row in rows)

    def erased_events(self) -> frozenset[int]:
        """Events whose payload may be gone."""
        return frozenset(row["seq"] for row in self._db.rows("select seq from disposed_event"))

    def texts_left(self) -> tuple[tuple[str, str], ...]:
        """Texts of destroyed records that are still there and are no other record's: digest and record."""
        rows = self._db.rows(
            "select disposed_text.sha256, disposed_text.record from disposed_text"
            " join text_object on text_object.sha256 = disposed_text.sha256 order by 1, 2"
        )
        left = [(row["sha256"], row["record"]) for row in rows]
        apart = [row["record"] for row in self._db.rows("select record from disposed")]
        elsewhere = self.texts_elsewhere(list(dict.fromkeys(text for text, _ in left)), apart)
        return tuple(each for each in left if each[0] not in elsewhere)


def _patience() -> int:
    from archive.catalogue.database import BUSY_SECONDS

    return BUSY_SECONDS


def _encoded(row: dict[str, Any], raw: str, name: str) -> dict[str, Any]:
    data = row.pop(raw)
    return {**row, name: None if data is None else base64.b64encode(data).decode("ascii")}
