"""Holds, schedules of periods, and corrections that wait for a second person: what events change, and reading it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from archive.catalogue.database import Database
from archive.model.event import Event
from archive.model.hold import PlacedHold
from archive.model.retention import ScheduleRow

__all__ = ["KEEPING_PROJECTIONS", "KeepingReads", "Schedule", "WantedCorrection"]

Payload = Mapping[str, Any]


class Schedule(NamedTuple):
    """A schedule of periods of an office or a unit."""

    name: str
    unit: str | None
    """None: for all units."""
    rows: tuple[ScheduleRow, ...]


class WantedCorrection(NamedTuple):
    """A correction that one person wants and a second one has to want too."""

    seq: int
    by: str
    """Name of the account."""
    wanted: Mapping[str, str]
    reason: str


def _held(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "insert into hold (id, seq, kind, case_name, basis, since, actor)"
        " values (:id, :seq, :kind, :case_name, :basis, :since, :actor)",
        id=event.subject, seq=event.seq, kind=payload["kind"], case_name=payload["case"], basis=payload["basis"],
        since=payload["since"], actor=event.actor,
    )  # fmt: skip
    db.run_many(
        "insert into hold_subject (subject, hold) values (:subject, :hold)",
        [{"subject": each, "hold": event.subject} for each in sorted({*payload["records"], *payload["units"]})],
    )


def _released(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "update hold set released_seq = :seq, released_on = :on_day, released_by = :by, release_reason = :reason"
        " where id = :id",
        id=event.subject, seq=event.seq, on_day=payload["on"], by=event.actor, reason=payload["reason"],
    )  # fmt: skip


def _scheduled(db: Database, event: Event, payload: Payload) -> None:  # noqa: ARG001 - one shape for all
    db.run("delete from schedule_row where schedule = :name", name=payload["name"])
    db.run_many(
        "insert into schedule_row (schedule, position, unit, row) values (:schedule, :position, :unit, :row)",
        [
            {
                "schedule": payload["name"], "position": position, "unit": payload["unit"],
                "row": json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
            }
            for position, row in enumerate(payload["rows"])
        ],
    )  # fmt: skip


def _wanted(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "insert into correction_wanted (record, seq, actor, wanted, reason)"
        " values (:record, :seq, :actor, :wanted, :reason)",
        record=event.subject, seq=event.seq, actor=event.actor, reason=payload["reason"],
        wanted=json.dumps(payload["wanted"], ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    )  # fmt: skip


KEEPING_PROJECTIONS: Mapping[str, Callable[[Database, Event, Payload], None]] = {
    "held": _held,
    "hold-released": _released,
    "schedule-set": _scheduled,
    "correction-wanted": _wanted,
}

_HOLDS = """
select hold.*, actor.name as placed_by, coalesce(other.name, '') as released_name,
    (select json_group_array(subject) from (select subject from hold_subject where hold = hold.id order by subject))
    as subjects
from hold left join actor on actor.id = hold.actor left join actor other on other.id = hold.released_by
"""


class KeepingReads:
    """The part of the catalogue that knows holds and schedules."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def placed_holds(self, *, released: bool = False) -> tuple[PlacedHold, ...]:
        """Holds in force, or with `released` all, in the order in which they were placed."""
        where = "" if released else "where released_seq is null "
        return tuple(map(_hold, self._db.rows(f"{_HOLDS} {where}order by hold.seq")))

    def placed_holds_of(self, subjects: Sequence[str]) -> tuple[PlacedHold, ...]:
        """Holds in force on any of these records and units, in the order in which they were placed."""
        rows = self._db.rows(
            f"{_HOLDS} where released_seq is null and hold.id in"  # noqa: S608 - our own words
            " (select hold from hold_subject where subject in (select value from json_each(:subjects)))"
            " order by hold.seq",
            subjects=json.dumps(list(subjects)),
        )
        return tuple(map(_hold, rows))

    def hold_like(self, beginning: str) -> tuple[str, ...]:
        """Ids of holds that begin so."""
        rows = self._db.rows(
            "select id from hold where id >= :low and id < :high order by id", low=beginning, high=beginning + "~"
        )
        return tuple(row["id"] for row in rows)

    def schedules(self) -> tuple[Schedule, ...]:
        """Every schedule in force, by name."""
        found: dict[tuple[str, str | None], list[ScheduleRow]] = {}
        for row in self._db.rows("select schedule, unit, row from schedule_row order by schedule, position"):
            data = json.loads(row["row"])
            found.setdefault((row["schedule"], row["unit"]), []).append(
                ScheduleRow(**{**data, "words": tuple(data["words"])})
            )
        return tuple(Schedule(name, unit, tuple(rows)) for (name, unit), rows in found.items())

    def corrections_wanted(self, record: str, after: int) -> tuple[WantedCorrection, ...]:
        """Corrections of the record that were wanted after the event `after`, in the order of the ledger."""
        rows = self._db.rows(
            "select seq, actor.name as by, wanted, reason from correction_wanted join actor on actor.id = actor"
            " where record = :record and seq > :after order by seq",
            record=record, after=after,
        )  # fmt: skip
        return tuple(WantedCorrection(row["seq"], row["by"], json.loads(row["wanted"]), row["reason"]) for row in rows)


def _hold(row: Any) -> PlacedHold:
    subjects = json.loads(row["subjects"])
    return PlacedHold(
        row["id"], row["kind"], row["case_name"], row["basis"], row["since"], row["placed_by"] or "", automatic=False,
        released_on=row["released_on"], released_by=row["released_name"], release_reason=row["release_reason"] or "",
        records=tuple(each for each in subjects if not each.startswith("u-")),
        units=tuple(each for each in subjects if each.startswith("u-")),
    )  # fmt: skip
