"""Reading records."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from archive.catalogue.database import Database, Row
from archive.model.doc_number import doc_number_key
from archive.model.selection import READABLE

if TYPE_CHECKING:
    from archive.model.record import Record
    from archive.model.selection import Selection
    from archive.model.unit_ref import UnitRef

__all__ = ["RecordReads", "SameContent"]

_BATCH = 256


class SameContent(NamedTuple):
    """A live record whose original has a given digest."""

    record: str
    state: str
    units: tuple[str, ...]
    """Ids, in order of filing."""
    category: str | None


class HitFacts(NamedTuple):
    """What is shown of a record in a list of hits."""

    record: str
    unit: UnitRef | None
    category: str | None
    title: str | None
    doc_no: str | None
    date: str | None
    name: str


class RecordReads:
    """The part of the catalogue that knows records."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record(self, record: str) -> Record | None:
        return self.records([record]).get(record)

    def records(self, ids: Sequence[str]) -> dict[str, Record]:
        """The records that exist among `ids`, in the order of `ids`."""
        from archive.catalogue.details import read_records

        return read_records(self._db, ids)

    def select(self, which: Selection) -> Iterator[Record]:
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

    def states(self, which: Selection) -> list[tuple[str, str]]:
        """Id and state of the records of a selection, in the order of accession."""
        where, values = _where(which)
        rows = self._db.rows(f"select id, state from record where 1 = 1{where} order by seq", **values)  # noqa: S608 - our own words, values are bound
        return [(row["id"], row["state"]) for row in rows]

    def states_of(self, ids: Sequence[str]) -> list[tuple[str, str]]:
        """Id and state of those of `ids` that exist, each once, in the order of accession."""
        rows = self._db.rows(
            "select id, state from record where id in (select value from json_each(:ids)) order by seq",
            ids=json.dumps(list(ids)),
        )
        return [(row["id"], row["state"]) for row in rows]

    def count(self, which: Selection) -> int:
        where, values = _where(which)
        return int(self._db.value(f"select count(*) from record where 1 = 1{where}", **values))  # noqa: S608 - as above

    def resolve(self, reference: str) -> tuple[str, ...]:
        """Ids that `reference` may mean, in the order of accession: a full id, else an archive number, else an exact
        document number, else an id prefix of at least 6 characters.
        """
        folded = unicodedata.normalize("NFKC", reference).strip().lower()
        exact = self._db.value(
            "select id from record where id = :id union all select record from record_alias where id = :id", id=folded
        )
        if exact is not None:
            return (exact,)
        bearer = self._db.value(
            "select record from archive_number where number = :number and record is not null",
            number=unicodedata.normalize("NFKC", reference).strip().upper(),
        )
        if bearer is not None:
            return (bearer,)
        key = doc_number_key(reference)
        numbered = self._ids("doc_no_key = :key", key=key) if key else ()
        if numbered or len(folded) < 6 or not folded.isalnum():
            return numbered
        return self._ids("id >= :low and id < :high", low=folded, high=folded + "~")

    def _ids(self, condition: str, **values: str) -> tuple[str, ...]:
        sql = f"select id from record where {condition} order by seq"  # noqa: S608 - our own words
        return tuple(row["id"] for row in self._db.rows(sql, **values))

    def hit_facts(self, ids: Sequence[str]) -> dict[str, HitFacts]:
        """What a list of hits shows, of the records that exist among `ids`."""
        from archive.model.unit_ref import UnitRef

        rows = self._db.rows(
            "select record.id, category, title, doc_no, date, record.name, unit.id as unit, unit.code,"
            " unit.name as unit_name from record"
            " left join record_unit on record_unit.record = record.id and record_unit.position = 0"
            " left join unit on unit.id = record_unit.unit"
            " where record.id in (select value from json_each(:ids))",
            ids=json.dumps(list(ids)),
        )
        return {
            row["id"]: HitFacts(
                record=row["id"],
                unit=None if row["unit"] is None else UnitRef(row["unit"], row["code"], row["unit_name"]),
                category=row["category"],
                title=row["title"],
                doc_no=row["doc_no"],
                date=row["date"],
                name=row["name"],
            )
            for row in rows
        }

    def by_digest(self, sha256: str) -> tuple[SameContent, ...]:
        """Live records (neither withdrawn nor disposed) with this original, in the order of accession.

        Rows of a register are none: they share its original and are not it.
        """
        rows = self._db.rows(
            "select id, state, category from record where sha256 = :sha256"
            " and state in ('received', 'filed', 'unfiled', 'isolated')"
            " and not exists (select 1 from enclosed where enclosed.record = record.id and kind = 'row') order by seq",
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

    def has_text(self, sha256: str) -> bool:
        """Whether there is a text object with this digest."""
        return self._db.value("select 1 from text_object where sha256 = :sha256", sha256=sha256) is not None

    def text_digests(self) -> Iterator[tuple[object, object]]:
        """Every text object: claimed digest (text) and bytes, as they are stored; after damage of any type."""
        for row in self._db.rows("select sha256, body from text_object order by sha256"):
            yield row["sha256"], row["body"]

    def text_row(self, sha256: str) -> object:
        """What is stored as the text with this digest (bytes; after damage of any type), None if there is none."""
        return self._db.value("select body from text_object where sha256 = :sha256", sha256=sha256)

    def text_references(self) -> Iterator[tuple[Any, Any]]:
        """Each record that has text, in the order of accession, with the digest of its text object, as stored."""
        for row in self._db.rows("select id, text_sha256 from record where text_sha256 is not null order by seq"):
            yield row["id"], row["text_sha256"]

    def object_digests(self) -> Iterator[tuple[Any, Any, Any]]:
        """Every original and part that has to be there: digest, size and a record that has it, as stored.

        A digest may come repeatedly. What was destroyed is not among them; certificates of destruction are, with the
        id of their list in place of a record, and tokens of anchors, with the kind of their event.
        """
        sql = (
            "select sha256, bytes, id as record from record where state <> 'disposed' union all"
            " select part.sha256, part.bytes, part.record from record_part part"
            " left join record on record.id = part.record where coalesce(record.state, '') <> 'disposed' union all"
            " select sha256, bytes, list from disposal_paper union all"
            " select token, bytes, kind from safekeeping where token is not null order by sha256"
        )
        for row in self._db.rows(sql):
            yield row["sha256"], row["bytes"], row["record"]

    def superseded_by(self, record: str) -> tuple[str, str | None] | None:
        """The live record that replaced this one last, and the day from which it does."""
        row = self._db.row(
            "select record, since from record_link join record other on other.id = record_link.record"
            " where target = :record and type = 'supersedes' and other.state in ('received', 'filed', 'unfiled')"
            " order by since desc, record limit 1",
            record=record,
        )
        return None if row is None else (row["record"], row["since"])

    def successors(self, record: str) -> frozenset[str]:
        """Every record that supersedes this one, directly or through others."""
        rows = self._db.rows(
            "with recursive later (id) as ("
            "select record from record_link where target = :record and type = 'supersedes'"
            " union select record_link.record from record_link join later on record_link.target = later.id"
            " where type = 'supersedes') select id from later",
            record=record,
        )
        return frozenset(row["id"] for row in rows)

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


def _where(which: Selection) -> tuple[str, dict[str, object]]:
    column = "state" if which.units is None else "+state"  # few units are found by their records, not by the state
    parts = [f" and {column} in (select value from json_each(:states))"]  # noqa: S608 - our own words
    values: dict[str, object] = {"states": json.dumps(list(READABLE if which.states is None else which.states))}
    if which.units is not None:
        parts.append(" and id in (select record from record_unit where unit in (select value from json_each(:units)))")
        values["units"] = json.dumps(list(which.units))
    for column, sign, bound in (
        ("category", "=", which.category),
        ("source", "=", which.source),
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
    if which.findings:
        parts.append(" and id in (select record from record_finding)")
    return "".join(parts), values
