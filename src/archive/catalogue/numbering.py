"""Archive numbers and volumes: what events change, and reading them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from archive.catalogue.database import Database
from archive.model.archive_number import ArchiveNumber, Volume
from archive.model.event import Event

__all__ = ["NUMBERING_PROJECTIONS", "NumberingReads"]

Payload = Mapping[str, Any]


def _numbered(db: Database, event: Event, payload: Payload) -> None:
    volume = payload["volume"]
    db.run(
        "insert or ignore into archive_volume (volume, head, ordinal, unit) values (:volume, :head, :ordinal, :unit)",
        volume=volume["volume"], head=volume["head"], ordinal=volume["ordinal"], unit=volume["unit"],
    )  # fmt: skip
    db.run(
        "insert into archive_number (number, seq, volume, item, record, reason)"
        " values (:number, :seq, :volume, :item, :record, :reason)",
        number=payload["number"], seq=event.seq, volume=volume["volume"], item=payload["item"],
        record=None if event.kind == "number-voided" else event.subject, reason=payload.get("reason"),
    )  # fmt: skip


NUMBERING_PROJECTIONS: Mapping[str, Callable[[Database, Event, Payload], None]] = {
    "numbered": _numbered,
    "number-voided": _numbered,
}


class NumberingReads:
    """The part of the catalogue that knows archive numbers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def archive_number(self, number: str) -> ArchiveNumber | None:
        """What there is under a printed number."""
        row = self._db.row("select * from archive_number where number = :number", number=number)
        return None if row is None else _number(row)

    def archive_numbers(self, records: Sequence[str]) -> dict[str, str]:
        """Printed numbers by record, of those that have one."""
        rows = self._db.rows(
            "select record, number from archive_number where record in (select value from json_each(:records))",
            records=json.dumps(list(records)),
        )
        return {row["record"]: row["number"] for row in rows}

    def volumes(self) -> tuple[Volume, ...]:
        """Every volume, by head and ordinal."""
        rows = self._db.rows("select * from archive_volume order by head, ordinal")
        return tuple(Volume(row["volume"], row["head"], row["ordinal"], row["unit"]) for row in rows)

    def contents(self, volume: str) -> tuple[ArchiveNumber, ...]:
        """Every number of a volume, void ones too, by item."""
        rows = self._db.rows("select * from archive_number where volume = :volume order by item", volume=volume)
        return tuple(map(_number, rows))


def _number(row: Any) -> ArchiveNumber:
    return ArchiveNumber(row["number"], row["volume"], row["item"], row["record"], row["reason"])
