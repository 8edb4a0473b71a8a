"""Reading duties and grids."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from archive.catalogue.database import Database, Row
from archive.model import credit_code

if TYPE_CHECKING:
    from archive.model.duty import Duty, Leave
    from archive.model.grid import Grid, GridUnit

__all__ = ["DutyReads", "OpenOrder"]

_COLUMNS = (
    "id, name, certificate, employer, role, post, unit, grid, scope, since, until, source, deputy_for, reason,"
    " end_reason, end_source"
)
_OPEN_ORDERS = """
select distinct record.id, coalesce(
    (select max(later.date) from record_link link join record extension on extension.id = link.record
     join record_due later on later.record = extension.id
     where link.target = record.id and link.type = 'extends' and extension.state = 'filed'
     and (extension.date is null or extension.date <= :day)),
    record.due) as due
from record_unit join record on record.id = record_unit.record
where record_unit.unit in (select value from json_each(:units))
and record.state = 'filed' and record.category = 'inspection' and record.due is not null
and (record.date is null or record.date <= :day)
and not exists (select 1 from record_link where target = record.id and type = 'supersedes')
and not exists (
    select 1 from record_link link join record recheck on recheck.id = link.record
    join record_detail on record_detail.record = recheck.id
    where link.target = record.id and link.type = 'rechecks' and recheck.state = 'filed'
    and record_detail.field = 'conclusion' and record_detail.value = '合格'
    and (recheck.date is null or recheck.date <= :day))
order by due, record.id
"""


class OpenOrder(NamedTuple):
    """An order to rectify without a passed recheck."""

    record: str
    due: str
    """The last day of its term, extensions counted: YYYY-MM-DD."""


class DutyReads:
    """The part of the catalogue that knows duties and grids."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def duty(self, duty: str) -> Duty | None:
        found = self._duties("id = :duty", duty=duty)
        return found[0] if found else None

    def duties_by_id(self, prefix: str) -> tuple[Duty, ...]:
        """Duties whose id begins so."""
        return self._duties("id >= :low and id < :high", low=prefix, high=prefix + "~")

    def duties(self) -> tuple[Duty, ...]:
        """Every duty, by first day, then in the order in which they were recorded."""
        return self._duties("1 = 1")

    def duties_named(self, folded: str) -> tuple[Duty, ...]:
        """Duties of people with this name (search form)."""
        return self._duties("folded = :folded", folded=folded)

    def duties_of_certificate(self, certificate: str) -> tuple[Duty, ...]:
        return self._duties("certificate = :certificate", certificate=certificate)

    def duties_over(self, units: Iterable[str], grids: Iterable[str]) -> tuple[Duty, ...]:
        """Duties over any of the units, or over any of the grids, on whatever day."""
        return self._duties(
            "id in (select id from duty where unit in (select value from json_each(:units))"
            " union select id from duty where grid in (select value from json_each(:grids)))",
            units=json.dumps(list(units)),
            grids=json.dumps(list(grids)),
        )

    def deputies(self, duties: Iterable[Duty], day: str) -> tuple[Duty, ...]:
        """Duties that stand in for these on the day or later."""
        return self._duties(
            "deputy_for in (select value from json_each(:ids)) and (until is null or until >= :day)",
            ids=json.dumps([duty.id for duty in duties]),
            day=day,
        )

    def leaves(self, folded: str) -> tuple[Leave, ...]:
        """Who of this name (search form) handed all duties over, oldest first."""
        from archive.model.duty import Leave

        rows = self._db.rows("select * from duty_leave where folded = :folded order by seq", folded=folded)
        return tuple(Leave(row["name"], row["certificate"], row["employer"], row["on_day"]) for row in rows)

    def open_orders(self, units: Iterable[str], day: str) -> tuple[OpenOrder, ...]:
        """Inspection records with a term that no passed recheck had closed by the day; the earliest term first."""
        rows = self._db.rows(_OPEN_ORDERS, units=json.dumps(list(units)), day=day)
        return tuple(OpenOrder(row["id"], row["due"]) for row in rows)

    def merged_on(self, units: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
        """Into which unit each was merged, and on which day; only those that were."""
        rows = self._db.rows(
            "select id, merged_into, ended from unit where merged_into is not null"
            " and id in (select value from json_each(:units))",
            units=json.dumps(list(units)),
        )
        return {row["id"]: (row["merged_into"], row["ended"]) for row in rows}

    def unit_ended(self, unit: str) -> str | None:
        """The day on which a unit was closed or merged; None where it was not, or the day is not known."""
        ended: str | None = self._db.value("select ended from unit where id = :unit", unit=unit)
        return ended

    def grid(self, grid: str) -> Grid | None:
        found = self._grids("id = :grid", grid=grid)
        return found[0] if found else None

    def grids(self) -> tuple[Grid, ...]:
        """Every grid, by code, then by name."""
        return self._grids("1 = 1")

    def grids_called(self, folded: str, reference: str) -> tuple[Grid, ...]:
        """Grids with this name (search form), code or id."""
        return self._grids(
            "folded = :folded or code_key = :key or id = :id",
            folded=folded,
            key=credit_code.normalise(reference) or None,
            id=reference,
        )

    def grids_around(self, grids: Iterable[str]) -> tuple[str, ...]:
        """Ids of the grids and of all that they lie in."""
        rows = self._db.rows(
            "with recursive around (id) as (select value from json_each(:grids) union"
            " select grid.parent from grid join around on grid.id = around.id where grid.parent is not null)"
            " select id from around order by id",
            grids=json.dumps(list(grids)),
        )
        return tuple(row["id"] for row in rows)

    def grids_within(self, grid: str) -> tuple[str, ...]:
        """Ids of the grid and of all that lie in it."""
        rows = self._db.rows(
            "with recursive within (id) as (values (:grid) union"
            " select grid.id from grid join within on grid.parent = within.id) select id from within order by id",
            grid=grid,
        )
        return tuple(row["id"] for row in rows)

    def stays_of(self, units: Iterable[str]) -> tuple[GridUnit, ...]:
        """When units lay in which grids, by first day."""
        return self._stays("unit in (select value from json_each(:ids))", json.dumps(list(units)))

    def stays_in(self, grids: Iterable[str]) -> tuple[GridUnit, ...]:
        """Which units lay in the grids, by first day."""
        return self._stays("grid in (select value from json_each(:ids))", json.dumps(list(grids)))

    def _duties(self, condition: str, **values: str) -> tuple[Duty, ...]:
        sql = f"select {_COLUMNS} from duty where {condition} order by since, seq, id"  # noqa: S608 - our own words
        return tuple(_duty(row) for row in self._db.rows(sql, **values))

    def _grids(self, condition: str, **values: str | None) -> tuple[Grid, ...]:
        from archive.model.grid import Grid

        sql = f"select id, name, code, parent, since from grid where {condition} order by code, name, id"  # noqa: S608 - as above
        return tuple(Grid(*row) for row in self._db.rows(sql, **values))

    def _stays(self, condition: str, ids: str) -> tuple[GridUnit, ...]:
        from archive.model.grid import GridUnit

        sql = f"select grid, unit, since, until from grid_unit where {condition} order by since, grid, unit"  # noqa: S608 - as above
        return tuple(GridUnit(*row) for row in self._db.rows(sql, ids=ids))


def _duty(row: Row) -> Duty:
    from archive.model.duty import Duty

    return Duty(*row)
