"""Reading units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archive.catalogue.corrections import CorrectionReads
from archive.catalogue.database import Database, Row

if TYPE_CHECKING:
    from archive.model.record import UnitRef
    from archive.model.unit import Unit

__all__ = ["UnitReads"]


class UnitReads(CorrectionReads):
    """The part of the catalogue that knows units."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def unit(self, unit: str) -> Unit | None:
        row = self._db.row("select * from unit where id = :unit", unit=unit)
        return None if row is None else self._unit(row)

    def units(self) -> Iterator[Unit]:
        """Every unit, ordered by code."""
        for row in list(self._db.rows("select * from unit order by code, id")):
            yield self._unit(row)

    def units_by_code(self, code: str) -> tuple[Unit, ...]:
        """Units that bear or bore this code, normalised as codes are."""
        return self._found("select unit from unit_code where key = :value", code)

    def units_by_name(self, folded: str) -> tuple[Unit, ...]:
        """Units that bear or bore a name or alias with this search form (`archive.text.fold.search_form`)."""
        return self._found("select unit from unit_name where folded = :value", folded)

    def units_like(self, folded: str) -> tuple[Unit, ...]:
        """Units with a name or code, past ones too, that contains this search form."""
        return self._found(
            "select unit from unit_name where instr(folded, :value)"
            " union select unit from unit_code where instr(lower(code), :value)",
            folded,
        )

    def family(self, unit: str) -> tuple[str, ...]:
        """The unit and all units merged into it, directly or through others."""
        rows = self._db.rows(
            "with recursive family (id) as (values (:unit) union"
            " select unit.id from unit join family on unit.merged_into = family.id)"
            " select id from family order by id",
            unit=unit,
        )
        return tuple(row["id"] for row in rows)

    def successor(self, unit: Unit) -> Unit:
        """The unit that today stands for `unit`: itself, or whoever took it over in the end."""
        seen = {unit.id}
        while unit.merged_into is not None and unit.merged_into not in seen:
            seen.add(unit.merged_into)
            after = self.unit(unit.merged_into)
            assert after is not None, "a unit is merged into a registered one"
            unit = after
        return unit

    def unit_ref(self, unit: str) -> UnitRef | None:
        from archive.model.unit_ref import UnitRef

        row = self._db.row("select id, code, name from unit where id = :unit", unit=unit)
        return None if row is None else UnitRef(row["id"], row["code"], row["name"])

    def _found(self, select: str, value: str) -> tuple[Unit, ...]:
        sql = f"select * from unit where id in ({select}) order by code, id"  # noqa: S608 - our own words
        return tuple(self._unit(row) for row in list(self._db.rows(sql, value=value)))

    def _unit(self, row: Row) -> Unit:
        from archive.model.unit import CodeKind, NameKind, Unit, UnitCode, UnitKind, UnitName, UnitState

        names = self._db.rows("select * from unit_name where unit = :unit order by position", unit=row["id"])
        codes = self._db.rows("select * from unit_code where unit = :unit order by position", unit=row["id"])
        return Unit(
            id=row["id"],
            code=row["code"],
            name=row["name"],
            kind=UnitKind(row["kind"]),
            state=UnitState(row["state"]),
            parent=row["parent"],
            merged_into=row["merged_into"],
            names=tuple(UnitName(each["name"], NameKind(each["kind"]), each["since"], each["until"]) for each in names),
            codes=tuple(UnitCode(each["code"], CodeKind(each["kind"]), each["since"], each["until"]) for each in codes),
            confirmed=self.confirmations_of(row["id"]),
        )
