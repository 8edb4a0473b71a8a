"""Records that lie within others: members of containers, attachments, rows of registers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from archive.catalogue.database import Database

__all__ = ["Enclosed", "EnclosedRows", "RowWords", "keep_enclosed"]

_STANDS = "coalesce((select alias.record from record_alias alias where alias.id = enclosed.record), enclosed.record)"


_ARCHIVES = (
    "application/zip", "application/x-tar", "application/gzip", "application/x-bzip2", "application/x-xz",
    "application/vnd.rar", "application/x-7z-compressed", "application/vnd.ms-cab-compressed",
    "application/x-lzh-compressed",
)  # fmt: skip
"""Media types that are nothing but a way to carry other files."""


class RowWords(NamedTuple):
    """What makes two rows the same row."""

    unit: str
    category: str | None
    text: str | None
    """SHA-256 of its text."""
    date: str | None
    doc_no: str | None
    """In the normal form for matching."""


class Enclosed(NamedTuple):
    """One record within another."""

    record: str
    """Of a duplicate, the record that stands for it."""
    kind: str
    """member or row."""
    path: str
    """A member's path in the container, an attachment's name; a row's sheet."""
    number: int | None
    """A row's number in its sheet."""
    state: str
    title: str | None
    """None for what is isolated; so is `path` empty then."""


class EnclosedRows:
    """The part of the catalogue that knows what lies within what."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def enclosed(self, record: str, limit: int = -1) -> tuple[Enclosed, ...]:
        """What lies directly within a record, in its order; at most `limit`. Nothing of an isolated one."""
        sql = (
            "select inner_record.id, kind, path, number, inner_record.state, inner_record.title from enclosed"  # noqa: S608 - our own words
            f" join record inner_record on inner_record.id = {_STANDS}"
            " where parent = :record and inner_record.id <> :record"
            " and (select state from record where id = :record) <> 'isolated' order by enclosed.seq limit :limit"
        )
        rows = self._db.rows(sql, record=record, limit=limit)
        return tuple(
            Enclosed(row["id"], row["kind"], "", row["number"], row["state"], None)
            if row["state"] == "isolated"
            else Enclosed(*row)
            for row in rows
        )

    def enclosed_in(self, records: Sequence[str]) -> dict[str, list[Enclosed]]:
        """What `enclosed` says of each of several records; those that hold nothing are absent."""
        sql = (
            "select parent, inner_record.id, kind, path, number, inner_record.state, inner_record.title from enclosed"  # noqa: S608 - our own words
            f" join record inner_record on inner_record.id = {_STANDS}"
            " join record outer_record on outer_record.id = parent and outer_record.state <> 'isolated'"
            " where parent in (select value from json_each(:records)) and inner_record.id <> parent"
            " order by enclosed.seq"
        )
        found: dict[str, list[Enclosed]] = {}
        for row in self._db.rows(sql, records=json.dumps(list(records))):
            hidden = row["state"] == "isolated"
            said = ("", row["number"], row["state"], None) if hidden else tuple(row)[3:]
            found.setdefault(row["parent"], []).append(Enclosed(row["id"], row["kind"], *said))
        return found

    def enclosed_counts(self, record: str) -> Mapping[str, int]:
        """How many members and rows lie directly within a record, by kind."""
        rows = self._db.rows(
            "select kind, count(*) as number from enclosed where parent = :record group by kind", record=record
        )
        return {row["kind"]: row["number"] for row in rows}

    def enclosing(self, record: str) -> tuple[str, ...]:
        """Every record whose original holds this one's, directly or through others; nearest first."""
        rows = self._db.rows(
            "with recursive above (id, far) as ("
            "select parent, 1 from enclosed where kind = 'member'"
            " and (record = :record or record in (select id from record_alias where record_alias.record = :record))"
            " union select enclosed.parent, far + 1 from enclosed join above on kind = 'member' and far < 9"
            " and (enclosed.record = above.id"
            " or enclosed.record in (select id from record_alias where record_alias.record = above.id)))"
            " select id, min(far) from above where id <> :record group by id order by 2, 1",
            record=record,
        )
        return tuple(row["id"] for row in rows)

    def inner(self, record: str) -> tuple[str, ...]:
        """Everything that was taken out of a record, and out of that, rows aside; ids as accessioned."""
        rows = self._db.rows(
            "with recursive below (id) as (select record from enclosed where parent = :record and kind = 'member'"
            " union select enclosed.record from enclosed join below on enclosed.parent = below.id"
            " where kind = 'member') select id from below where id <> :record order by id",
            record=record,
        )
        return tuple(row["id"] for row in rows)

    def rows_of(self, register: str) -> tuple[str, ...]:
        """Ids of the rows of a register, from top to bottom."""
        rows = self._db.rows(
            "select record from enclosed where parent = :register and kind = 'row' order by seq", register=register
        )
        return tuple(row["record"] for row in rows)

    def rows_on(self, sha256: str) -> frozenset[tuple[str, int, str]]:
        """Rows of live registers on these bytes: sheet, number and each unit that it is filed to."""
        rows = self._db.rows(
            "select path, number, record_unit.unit from record join enclosed on enclosed.record = record.id"
            " join record_unit on record_unit.record = record.id"
            " where sha256 = :sha256 and kind = 'row' and state in ('filed', 'unfiled')",
            sha256=sha256,
        )
        return frozenset((row["path"], row["number"], row["unit"]) for row in rows)

    def dated_rows(self, units: Sequence[str]) -> Mapping[RowWords, str]:
        """Live rows of registers that are filed to these units, have a day or a number, and are not superseded.

        Of two with the same words the later.
        """
        rows = self._db.rows(
            "select record.id, record_unit.unit, category, text_sha256, date, doc_no_key from record_unit"
            " join record on record.id = record_unit.record"
            " where record_unit.unit in (select value from json_each(:units)) and position = 0 and state = 'filed'"
            " and coalesce(date, doc_no_key) is not null"
            " and exists (select 1 from enclosed where enclosed.record = record.id and kind = 'row')"
            " and not exists (select 1 from record_link where target = record.id and type = 'supersedes')"
            " order by record.seq",
            units=json.dumps(list(units)),
        )
        return {
            RowWords(row["unit"], row["category"], row["text_sha256"], row["date"], row["doc_no_key"]): row["id"]
            for row in rows
        }

    def settled_containers(self) -> frozenset[str]:
        """Archives (zip and its like) that were read to the end and of whose members none waits for anything."""
        rows = self._db.rows(
            "select id from record where state = 'unfiled' and parse_outcome = 'ok'"  # noqa: S608 - our own words
            " and media_type in (select value from json_each(:types))"
            " and exists (select 1 from enclosed where parent = record.id and kind = 'member')"
            f" and not exists (select 1 from enclosed join record inner_record on inner_record.id = {_STANDS}"
            " where parent = record.id and inner_record.state in ('received', 'unfiled', 'isolated'))",
            types=json.dumps(_ARCHIVES),
        )
        return frozenset(row["id"] for row in rows)

    def still_queued(self, records: Sequence[str], owner: str) -> frozenset[str]:
        """Those of `records` that wait and belong to `owner`."""
        rows = self._db.rows(
            "select record from queue where owner = :owner and record in (select value from json_each(:records))",
            owner=owner,
            records=json.dumps(list(records)),
        )
        return frozenset(row["record"] for row in rows)


def keep_enclosed(db: Database, record: str, seq: int, payload: Mapping[str, Any]) -> None:
    """What an event `accessioned` says of where the record lies."""
    within: Mapping[str, Any] | None = payload.get("within")
    row: Mapping[str, Any] | None = payload.get("row")
    if within is not None:
        kind, parent, path, number = "member", within["record"], within["path"], None
    elif row is not None:
        kind, parent, path, number = "row", row["record"], row["sheet"], row["number"]
    else:
        return
    db.run(
        "insert into enclosed (parent, seq, record, kind, path, number) values"
        " (:parent, :seq, :record, :kind, :path, :number)",
        parent=parent,
        seq=seq,
        record=record,
        kind=kind,
        path=path,
        number=number,
    )
