"""Reading the shelves of a dossier without reading the records on them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from archive.catalogue.database import Database
from archive.catalogue.hazards import UnitRow

__all__ = ["ShelfReads", "ShelfRow"]

_SHELVES = """
select * from (
    select category, id, coalesce(title, name) as title, doc_no, date,
        row_number() over (partition by category order by coalesce(date, '') desc, seq) as place,
        count(*) over (partition by category) as held
    from record
    where +state = 'filed'
        and id in (select record from record_unit where unit in (select value from json_each(:units)))
        and (:day is null or coalesce(date, substr(received_at, 1, 10)) <= :day)
        and not exists (
            select 1 from record_link link join record later on later.id = link.record
            where link.target = record.id and link.type = 'supersedes' and later.state in ('filed', 'unfiled')
            and exists (select 1 from enclosed where enclosed.record = record.id and kind = 'row')
        )
) where place <= :most order by category, place
"""


class ShelfRow(NamedTuple):
    """A filed record as a list shows it. A row of a register that a later one repeats is told once."""

    category: str
    record: str
    title: str
    """The name of its file where it has no title."""
    doc_no: str | None
    date: str | None
    place: int
    """On its shelf, from 1: newest first, undated ones last."""
    held: int
    """How many records the shelf has."""


class ShelfReads:
    """The part of the catalogue that a dossier's first page is made of."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def shelves(self, units: Sequence[str], most: int, day: str | None = None) -> list[ShelfRow]:
        """The `most` newest filed records of every category; with `day`, of those dated (or received) by then."""
        rows = self._db.rows(_SHELVES, units=json.dumps(list(units)), most=most, day=day)
        return [ShelfRow._make(row) for row in rows]

    def count_findings(self, units: Sequence[str]) -> int:
        """Findings on the filed records of these units."""
        return int(
            self._db.value(
                "select count(*) from record_finding join record on record.id = record_finding.record"
                " where +record.state = 'filed' and record_finding.record in"
                " (select record from record_unit where unit in (select value from json_each(:units)))",
                units=json.dumps(list(units)),
            )
        )

    def unit_row(self, unit: str) -> UnitRow:
        """A unit that exists, by id."""
        (row,) = self._db.rows(
            "select id, code, name, kind, state, merged_into, since, ended from unit where id = :unit", unit=unit
        )
        return UnitRow._make(row)
