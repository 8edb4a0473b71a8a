"""Reading what hidden dangers and deadlines are derived from: papers, their terms, items and links, and decisions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from archive.catalogue.database import Database

__all__ = [
    "DecidedLevel", "DecidedStep", "DecidedSupervision", "HazardReads", "HolderRow", "MetRow", "PaperRow", "ReportRow",
    "UnitRow",
]  # fmt: skip

_PAPERS = """
from record join record_unit on record_unit.record = record.id and record_unit.position = 0
where {plus}record.state = 'filed' and {plus}record.category in (select value from json_each(:categories))
{theirs}
"""
_THEIRS = (
    "and record.id in (select record from record_unit where unit in (select value from json_each(:units)))"
)
_PAPER_COLUMNS = """
select record.id, record.category, coalesce(record.title, record.name) as title, record.doc_no, record.doc_no_key,
coalesce(record.date, substr(record.received_at, 1, 10)) as day, record.source, record_unit.unit, record.due
"""


class PaperRow(NamedTuple):
    """A filed record, as far as deadlines and hidden dangers need it."""

    id: str
    category: str
    title: str
    """The name of its file where it has no title."""
    doc_no: str | None
    doc_no_key: str | None
    day: str
    """Its date; without one the day on which it was received."""
    source: str | None
    unit: str
    """The unit that it was filed to."""
    due: str | None


class DecidedStep(NamedTuple):
    """A person said that a hidden danger reached a state."""

    hazard: str
    state: str
    on: str
    record: str | None
    reason: str


class DecidedLevel(NamedTuple):
    hazard: str
    level: str


class DecidedSupervision(NamedTuple):
    """A person said that a hidden danger, or an accident, is supervised by listing."""

    subject: str
    level: str | None
    body: str | None
    doc_no: str | None
    due: str | None
    lifted_on: str | None
    record: str | None


class UnitRow(NamedTuple):
    id: str
    code: str
    name: str
    kind: str
    state: str
    merged_into: str | None
    since: str | None
    ended: str | None


class ReportRow(NamedTuple):
    """A report from the public; of a sealed one nothing is told but that it is there."""

    id: str
    title: str
    day: str
    unit: str | None


class MetRow(NamedTuple):
    """A person said that a deadline was met."""

    rule: str
    subject: str
    on: str


class HolderRow(NamedTuple):
    """A duty, as far as naming the responsible needs it."""

    id: str
    name: str
    role: str
    unit: str | None
    grid: str | None
    since: str
    until: str | None


class HazardReads:
    """The part of the catalogue that hidden dangers and deadlines are derived from."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def papers(self, categories: Iterable[str], units: Sequence[str] | None = None) -> list[PaperRow]:
        """Filed records of the categories, of these units or of all, by day, then in the order of accession."""
        sql = f"{_PAPER_COLUMNS}{_papers(units)}order by day, record.seq"
        return [PaperRow._make(row) for row in self._db.rows(sql, **_scope(categories, units))]

    def paper_terms(self, categories: Iterable[str], units: Sequence[str] | None = None) -> Iterator[tuple[str, ...]]:
        """Record, item and day of every term of these papers, in the order of the form."""
        return self._beside("record_due", "x.record, x.item, x.date", categories, units)

    def paper_details(
        self, categories: Iterable[str], fields: Iterable[str], units: Sequence[str] | None = None
    ) -> Iterator[tuple[str, ...]]:
        """Record, field and value of these fields of these papers, in the order of the form."""
        return self._beside("record_detail", "x.record, x.field, x.value", categories, units, "field", fields)

    def paper_links(self, categories: Iterable[str], units: Sequence[str] | None = None) -> Iterator[tuple[str, ...]]:
        """Record, type, target (empty while it waits) and normal form of the number (or empty) of every link."""
        columns = "x.record, x.type, coalesce(x.target, ''), coalesce(x.doc_no_key, '')"
        return self._beside("record_link", columns, categories, units)

    def paper_people(
        self, categories: Iterable[str], roles: Iterable[str], units: Sequence[str] | None = None
    ) -> Iterator[tuple[str, ...]]:
        """Record, name and role of everybody whom these papers name in these roles."""
        return self._beside("record_person", "x.record, x.name, x.role", categories, units, "role", roles)

    def superseded(self, units: Sequence[str] | None = None) -> dict[str, str]:
        """Records that another, which is live, replaced, with the day from which it does, empty where none was said;
        of all units or of these.
        """
        theirs = " and target in (select record from record_unit where unit in (select value from json_each(:units)))"
        rows = self._db.rows(
            "select target, coalesce(since, '') as day from record_link"  # noqa: S608 - our own words
            " join record other on other.id = record_link.record"
            " where type = 'supersedes' and +other.state in ('received', 'filed', 'unfiled')"
            f"{'' if units is None else theirs}",
            **({} if units is None else {"units": json.dumps(list(units))}),
        )
        return {row["target"]: row["day"] for row in rows if row["target"]}

    def unit_rows(self) -> dict[str, UnitRow]:
        """Every unit by id."""
        rows = self._db.rows(
            "select id, code, name, kind, state, merged_into, since, ended from unit order by code, id"
        )
        return {row["id"]: UnitRow._make(row) for row in rows}

    def registered_on(self) -> dict[str, str]:
        """The day (UTC) on which each unit was registered here."""
        rows = self._db.rows(
            "select unit.id, substr(json_extract(event.envelope, '$.time'), 1, 10) as day from unit join event"
            " on event.seq = (select min(seq) from event_subject where subject = unit.id)"
        )
        return {row["id"]: row["day"] for row in rows}

    def reports(self, units: Sequence[str] | None = None) -> list[ReportRow]:
        """Reports from the public, sealed ones too, by day; of these units or of all."""
        rows = self._db.rows(
            "select record.id, coalesce(record.title, '') as title,"
            " coalesce(record.date, substr(record.received_at, 1, 10)) as day, record_unit.unit from record"
            " left join record_unit on record_unit.record = record.id and record_unit.position = 0"
            " where record.category = 'report' and (record.state = 'filed'"
            " or (record.state = 'sealed' and coalesce(record.reason, '') <> 'plain-copy')) and (:units is null"
            " or record_unit.unit in (select value from json_each(:units))) order by day, record.seq",
            units=None if units is None else json.dumps(list(units)),
        )
        return [ReportRow._make(row) for row in rows]

    def hazard_steps(self) -> list[DecidedStep]:
        """All that were said, in the order of the ledger."""
        rows = self._db.rows("select hazard, state, on_day, record, reason from hazard_step order by seq")
        return [DecidedStep._make(row) for row in rows]

    def hazard_levels(self) -> list[DecidedLevel]:
        """All that were said, in the order of the ledger."""
        return [
            DecidedLevel._make(row) for row in self._db.rows("select hazard, level from hazard_level order by seq")
        ]

    def supervisions(self) -> list[DecidedSupervision]:
        """All that were said, in the order of the ledger."""
        rows = self._db.rows(
            "select subject, level, body, doc_no, due, lifted_on, record from hazard_supervision order by seq"
        )
        return [DecidedSupervision._make(row) for row in rows]

    def deadlines_met(self) -> list[MetRow]:
        """All that were said, in the order of the ledger."""
        return [
            MetRow._make(row) for row in self._db.rows("select rule, subject, on_day from deadline_met order by seq")
        ]

    def holders(self, roles: Iterable[str], units: Sequence[str] | None = None) -> list[HolderRow]:
        """Every duty of these roles, by first day; of those over units only over these, if any are given."""
        role, theirs = "role", ""
        if units is not None:
            role, theirs = "+role", " and (grid is not null or unit in (select value from json_each(:units)))"
        values = {} if units is None else {"units": json.dumps(list(units))}
        rows = self._db.rows(
            "select id, name, role, unit, grid, since, until from duty"  # noqa: S608 - our own words
            f" where {role} in (select value from json_each(:roles)){theirs} order by since, seq, id",
            roles=json.dumps(list(roles)),
            **values,
        )
        return [HolderRow._make(row) for row in rows]

    def _beside(
        self,
        table: str,
        columns: str,
        categories: Iterable[str],
        units: Sequence[str] | None,
        column: str | None = None,
        wanted: Iterable[str] = (),
    ) -> Iterator[tuple[str, ...]]:
        also = ""
        if column is not None:
            also = f"and x.{column} in (select value from json_each(:wanted))"  # noqa: S608 - our own words
        sql = (
            f"select {columns} from {table} x where x.record in (select record.id {_papers(units)}) {also}"  # noqa: S608 - our own words
            " order by x.record, x.position"
        )
        values = {"wanted": json.dumps(list(wanted))} if column is not None else {}
        yield from (tuple(row) for row in self._db.rows(sql, **_scope(categories, units), **values))


def _papers(units: Sequence[str] | None) -> str:
    """What papers are read; those of few units are found by their units, whatever their state and category."""
    return _PAPERS.format(plus="" if units is None else "+", theirs="" if units is None else _THEIRS)


def _scope(categories: Iterable[str], units: Sequence[str] | None) -> dict[str, str]:
    scope = {"categories": json.dumps(list(categories))}
    return scope if units is None else {**scope, "units": json.dumps(list(units))}
