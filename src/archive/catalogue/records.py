"""Reading records."""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive.catalogue.database import Database, Row
from archive.model.doc_number import doc_number_key
from archive.model.record import (
    Decision,
    Due,
    Link,
    Original,
    Parse,
    Part,
    Person,
    Record,
    State,
    UnitRef,
)

__all__ = ["Filter", "RecordReads", "SameContent"]

_BATCH = 256


@dataclass(frozen=True, slots=True)
class SameContent:
    """A live record whose original has a given digest."""

    record: str
    state: str
    units: tuple[str, ...]
    """Ids, in order of filing."""
    category: str | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which records to read; None does not filter. See `archive.access.selection.Selection`."""

    units: Sequence[str] | None = None
    category: str | None = None
    states: Sequence[str] = ("received", "filed", "unfiled")
    since: str | None = None
    until: str | None = None
    received_since: str | None = None
    received_until: str | None = None
    undated: bool = False


class RecordReads:
    """The part of the catalogue that knows records."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record(self, record: str) -> Record | None:
        return self.records([record]).get(record)

    def records(self, ids: Sequence[str]) -> dict[str, Record]:
        """The records that exist among `ids`, in the order of `ids`."""
        wanted = json.dumps(list(ids))
        sql = (
            "select record.*, actor.name as depositor_name, actor.known_by as depositor_known_by from record"
            " join actor on actor.id = record.depositor"
            " where record.id in (select value from json_each(:ids))"
        )
        rows = {row["id"]: row for row in self._db.rows(sql, ids=wanted)}
        rest = _Details(self._db, wanted)
        return {record: rest.record(rows[record]) for record in ids if record in rows}

    def select(self, which: Filter) -> Iterator[Record]:
        """Records in the order of accession, read in batches: memory does not grow with their number."""
        where, values = _where(which)
        after = -1
        while True:
            sql = f"select id, seq from record where seq > :after{where} order by seq limit {_BATCH}"  # noqa: S608 - our own words, values are bound
            batch = list(self._db.rows(sql, after=after, **values))
            yield from self.records([row["id"] for row in batch]).values()
            if len(batch) < _BATCH:
                return
            after = batch[-1]["seq"]

    def count(self, which: Filter) -> int:
        where, values = _where(which)
        return int(self._db.value(f"select count(*) from record where 1 = 1{where}", **values))  # noqa: S608 - as above

    def resolve(self, reference: str) -> tuple[str, ...]:
        """Ids that `reference` may mean, in the order of accession: a full id, else an exact
        document number, else an id prefix of at least 6 characters.
        """
        folded = unicodedata.normalize("NFKC", reference).strip().lower()
        exact = self._db.value(
            "select id from record where id = :id union all select record from record_alias where id = :id", id=folded
        )
        if exact is not None:
            return (exact,)
        key = doc_number_key(reference)
        numbered = self._ids("doc_no_key = :key", key=key) if key else ()
        if numbered or len(folded) < 6 or not folded.isalnum():
            return numbered
        return self._ids("id >= :low and id < :high", low=folded, high=folded + "~")

    def _ids(self, condition: str, **values: str) -> tuple[str, ...]:
        sql = f"select id from record where {condition} order by seq"  # noqa: S608 - our own words
        return tuple(row["id"] for row in self._db.rows(sql, **values))

    def by_digest(self, sha256: str) -> tuple[SameContent, ...]:
        """Live records (neither withdrawn nor disposed) with this original, in the order of accession."""
        rows = self._db.rows(
            "select id, state, category from record where sha256 = :sha256"
            " and state in ('received', 'filed', 'unfiled', 'isolated') order by seq",
            sha256=sha256,
        )
        return tuple(SameContent(row["id"], row["state"], self._units_of(row["id"]), row["category"]) for row in rows)

    def _units_of(self, record: str) -> tuple[str, ...]:
        rows = self._db.rows("select unit from record_unit where record = :record order by position", record=record)
        return tuple(row["unit"] for row in rows)

    def parsed_before(self, sha256: str) -> Row | None:
        """How an original with this digest was last read, if it is known: columns of the record's parse."""
        return self._db.row(
            "select id, media_type, parse_outcome, parser, parser_version, pages, characters, text_sha256 from record"
            " where sha256 = :sha256 and parse_outcome is not null and state <> 'isolated' order by seq desc limit 1",
            sha256=sha256,
        )

    def text(self, sha256: str) -> str | None:
        """A text object by its digest."""
        body = self._db.value("select body from text_object where sha256 = :sha256", sha256=sha256)
        return None if body is None else bytes(body).decode()

    def texts(self, ids: Sequence[str]) -> dict[str, str]:
        """Stored text by record id; records without text are absent."""
        rows = self._db.rows(
            "select record.id, text_object.body from record join text_object on text_object.sha256 = record.text_sha256"
            " where record.id in (select value from json_each(:ids))",
            ids=json.dumps(list(ids)),
        )
        return {row["id"]: bytes(row["body"]).decode() for row in rows}

    def text_digests(self) -> Iterator[tuple[str, bytes]]:
        """Every text object: claimed digest and bytes."""
        for row in self._db.rows("select sha256, body from text_object order by sha256"):
            yield row["sha256"], bytes(row["body"])

    def object_digests(self) -> Iterator[tuple[str, int, str]]:
        """Every original and part: digest, size and a record that has it. A digest may come more than once."""
        sql = (
            "select sha256, bytes, id as record from record union all"
            " select sha256, bytes, record from record_part order by sha256"
        )
        for row in self._db.rows(sql):
            yield row["sha256"], row["bytes"], row["record"]

    def state_counts(self) -> dict[str, int]:
        """Records by state."""
        return {row[0]: row[1] for row in self._db.rows("select state, count(*) from record group by state")}

    def parse_outcomes(self) -> dict[str, int]:
        """Records that a reader may see, by how their original was read."""
        sql = (
            "select parse_outcome, count(*) from record where state in ('filed', 'unfiled')"
            " and parse_outcome is not null group by parse_outcome"
        )
        return {row[0]: row[1] for row in self._db.rows(sql)}


def _where(which: Filter) -> tuple[str, dict[str, object]]:
    parts = [" and state in (select value from json_each(:states))"]
    values: dict[str, object] = {"states": json.dumps(list(which.states))}
    if which.units is not None:
        parts.append(" and id in (select record from record_unit where unit in (select value from json_each(:units)))")
        values["units"] = json.dumps(list(which.units))
    for column, sign, bound in (
        ("category", "=", which.category),
        ("date", ">=", which.since),
        ("date", "<=", which.until),
        ("received_at", ">=", which.received_since),
        ("received_at", "<", which.received_until),
    ):
        if bound is not None:
            name = f"bound{len(values)}"
            parts.append(f" and {column} {sign} :{name}")
            values[name] = bound
    if which.undated:
        parts.append(" and date is null")
    return "".join(parts), values


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
        self._parts = self._of("select * from record_part", "record_part")
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
            links=tuple(Link(each["type"], each["target"], each["doc_no"]) for each in self._links[record]),
            original=_original(row, row["media_type"]),
            parts=tuple(Part(each["id"], each["role"], _original(each, None)) for each in self._parts[record]),
            parse=_parse(row),
            text_sha256=row["text_sha256"],
            placed=_decided(decisions, suggested=0),
            suggestions=_decided(decisions, suggested=1),
            holds=(),
            source=row["source"],
            depositor=row["depositor_name"],
            depositor_known_by=row["depositor_known_by"],
            received_at=row["received_at"],
        )


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
