"""From rows to records: the only part of reading that needs the nouns of `archive.model.record`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from archive.catalogue.database import Database, Row
from archive.model.record import (
    Decision,
    Detail,
    Due,
    FormFinding,
    Hold,
    Link,
    Original,
    Parse,
    Part,
    Person,
    Record,
    State,
    Successor,
    UnitRef,
)

__all__ = ["read_records"]


def read_records(db: Database, ids: Sequence[str]) -> dict[str, Record]:
    """The records that exist among `ids`, in the order of `ids`."""
    wanted = json.dumps(list(ids))
    sql = (
        "select record.*, coalesce(actor.name, '') as depositor_name,"
        " coalesce(actor.known_by, '') as depositor_known_by from record"
        " left join actor on actor.id = record.depositor"
        " where record.id in (select value from json_each(:ids))"
    )
    rows = {row["id"]: row for row in db.rows(sql, ids=wanted)}
    rest = _Details(db, wanted)
    return {record: rest.record(rows[record]) for record in ids if record in rows}


class _Details:
    """The rows beside `record` for a batch of records, read with one statement a table."""

    def __init__(self, db: Database, ids: str) -> None:
        self._db = db
        self._ids = ids
        self._units = self._of(
            "select record_unit.*, code, name from record_unit join unit on unit.id = record_unit.unit", "record_unit"
        )
        self._people = self._of("select * from record_person", "record_person")
        self._dues = self._of("select * from record_due", "record_due")
        self._links = self._of("select * from record_link", "record_link")
        self._further = self._of("select * from record_detail", "record_detail")
        self._findings = self._of("select * from record_finding", "record_finding")
        self._candidates = self._bearers()
        self._successors = self._replaced()
        self._parts = self._of("select * from record_part", "record_part")
        self._holds = self._held()
        self._numbers = self._numbered()
        self._decisions = self._of("select * from decision", "decision")

    def _of(self, select: str, table: str) -> dict[str, list[Row]]:
        sql = (
            f"{select} where {table}.record in (select value from json_each(:ids))"  # noqa: S608 - our own words
            f" order by {table}.record, {table}.position"
        )
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self._db.rows(sql, ids=self._ids):
            found[row["record"]].append(row)
        return found

    def record(self, row: Row) -> Record:
        record = row["id"]
        decisions = self._decisions[record]
        return Record(
            id=record,
            state=State(row["state"]),
            reason=row["reason"],
            units=tuple(UnitRef(each["unit"], each["code"], each["name"]) for each in self._units[record]),
            category=row["category"],
            title=row["title"],
            doc_no=row["doc_no"],
            date=row["date"],
            dues=tuple(Due(each["item"], each["date"]) for each in self._dues[record]),
            people=tuple(Person(each["name"], each["role"], each["certificate"]) for each in self._people[record]),
            links=tuple(self._link(each) for each in self._links[record]),
            original=_original(row, row["media_type"]),
            parts=tuple(Part(each["id"], each["role"], _original(each, None)) for each in self._parts[record]),
            parse=_parse(row),
            text_sha256=row["text_sha256"],
            placed=_decided(decisions, suggested=0),
            suggestions=_decided(decisions, suggested=1),
            holds=tuple(self._holds.get(row["id"], ())),
            source=row["source"],
            depositor=row["depositor_name"],
            depositor_known_by=row["depositor_known_by"],
            received_at=row["received_at"],
            details=tuple(Detail(each["field"], each["value"]) for each in self._further[record]),
            findings=tuple(
                FormFinding(each["code"], each["severity"], each["text"], each["clause"], each["place"])
                for each in self._findings[record]
            ),
            superseded_by=self._successors.get(record),
            archive_no=self._numbers.get(record),
        )

    def _link(self, row: Row) -> Link:
        waits = row["target"] is None and row["doc_no_key"]
        candidates = self._candidates.get((row["record"], row["doc_no_key"]), ()) if waits else ()
        return Link(row["type"], row["target"], row["doc_no"], tuple(candidates))

    def _numbered(self) -> dict[str, str]:
        sql = "select record, number from archive_number where record in (select value from json_each(:ids))"
        return {row["record"]: row["number"] for row in self._db.rows(sql, ids=self._ids)}

    def _held(self) -> dict[str, list[Hold]]:
        """Placed holds in force on each of the records, on its register or on a unit of it, in the order of placing."""
        found: dict[str, list[Hold]] = defaultdict(list)
        if self._db.value("select 1 from hold where released_seq is null limit 1") is None:
            return found
        sql = (
            "select distinct it.value as record, hold.id, hold.kind, hold.case_name, hold.basis, hold.since, hold.seq"
            " from json_each(:ids) it join hold_subject on subject = it.value"
            " or subject in (select unit from record_unit where record = it.value)"
            " or subject in (select target from record_link where record = it.value and type = 'row-of')"
            " join hold on hold.id = hold_subject.hold and hold.released_seq is null order by hold.seq"
        )
        for row in self._db.rows(sql, ids=self._ids):
            basis = f"{row['case_name']} ({row['basis']})"
            found[row["record"]].append(Hold(row["id"], basis, row["since"]))
        return found

    def _replaced(self) -> dict[str, Successor]:
        """What superseded each of the records that were and is live; of several the one with the latest day."""
        sql = (
            "select target, record, since from record_link join record other on other.id = record_link.record"
            " where type = 'supersedes' and other.state in ('received', 'filed', 'unfiled')"
            " and target in (select value from json_each(:ids)) order by target, since, record desc"
        )
        return {row["target"]: Successor(row["record"], row["since"]) for row in self._db.rows(sql, ids=self._ids)}

    def _bearers(self) -> dict[tuple[str, str], list[str]]:
        """The records that may be meant by links which wait although their number is here, by record and number."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        sql = (
            "select distinct link.record as record, link.doc_no_key as doc_no_key, other.id as id from record_link link"
            " join record other on other.doc_no_key = link.doc_no_key and other.id <> link.record"
            " where link.target is null and link.doc_no_key is not null and other.state in ('filed', 'unfiled')"
            " and link.record in (select value from json_each(:ids)) order by other.seq"
        )
        for row in self._db.rows(sql, ids=self._ids):
            found[row["record"], row["doc_no_key"]].append(row["id"])
        return found


def _original(row: Row, media_type: str | None) -> Original:
    return Original(row["sha256"], row["bytes"], row["name"], row["name_raw"], media_type)


def _parse(row: Row) -> Parse | None:
    if row["parse_outcome"] is None:
        return None
    return Parse(row["parse_outcome"], row["parser"], row["parser_version"], row["pages"], row["characters"])


def _decided(rows: Iterable[Row], suggested: int) -> tuple[Decision, ...]:
    return tuple(
        Decision(row["field"], row["value"], row["by"], row["confidence"], row["reason"])
        for row in rows
        if row["suggested"] == suggested
    )
