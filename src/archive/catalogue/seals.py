"""Reading what is known of sealed records, of who looked, and of the steps of reports."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from archive.catalogue.database import Database

__all__ = ["LookRow", "SealReads", "SealRow", "StepRow"]


class SealRow(NamedTuple):
    """A sealed record, as far as the clear tables know it."""

    record: str
    key: str
    of: str | None


class LookRow(NamedTuple):
    """Somebody looked at a record."""

    seq: int
    time: str
    actor: str
    how: str
    purpose: str
    record: str


class StepRow(NamedTuple):
    record: str
    seq: int
    step: str
    on: str
    document: str | None
    reason: str | None


class SealReads:
    """The part of the catalogue that knows seals, looks and steps."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def seals(self) -> tuple[SealRow, ...]:
        """Every sealed record that was not destroyed, in the order of accession."""
        rows = self._db.rows(
            "select record, key, of from sealed join record on record.id = sealed.record"
            " where record.state <> 'disposed' order by sealed.seq"
        )
        return tuple(SealRow(row["record"], row["key"], row["of"]) for row in rows)

    def seal(self, record: str) -> SealRow | None:
        """What is known of a sealed record; None also once it is destroyed."""
        row = self._db.row(
            "select record, key, of from sealed join record on record.id = sealed.record"
            " where record = :record and record.state <> 'disposed'",
            record=record,
        )
        return None if row is None else SealRow(row["record"], row["key"], row["of"])

    def plain_copy_of(self, record: str) -> str | None:
        """The sealed record by which a plain copy, or what lay inside one, is withheld; None if it is none."""
        if self.seal(record) is not None:
            return None
        found: str | None = self._db.value(
            "select json_extract(payload.body, '$.by') from event_subject join event on event.seq = event_subject.seq"
            " join payload on payload.seq = event.seq where event_subject.subject = :record"
            " and json_extract(event.envelope, '$.kind') = 'sealed' order by event.seq desc limit 1",
            record=record,
        )
        return found

    def plain_copies(self) -> int:
        """Plain copies of sealed records that wait for their disposition."""
        return int(self._db.value("select count(*) from record where state = 'sealed' and encoding = 'plain'"))

    def excluded(self, who: str) -> frozenset[str]:
        """Sealed records that the account with this keyed digest may not read."""
        rows = self._db.rows("select record from seal_exclusion where who = :who", who=who)
        return frozenset(row["record"] for row in rows)

    def looks(self, record: str | None = None, limit: int = -1) -> tuple[LookRow, ...]:
        """Who looked, the latest first; at one record or at any."""
        rows = self._db.rows(
            "select seq, time, actor, how, purpose, record from look where :record is null or record = :record"
            " order by seq desc, record limit :limit",
            record=record,
            limit=limit,
        )
        return tuple(LookRow(*row) for row in rows)

    def report_steps(self, records: Sequence[str]) -> tuple[StepRow, ...]:
        """Steps of these reports, in the order in which they were recorded."""
        rows = self._db.rows(
            "select record, seq, step, on_day, document, reason from report_step"
            " where record in (select value from json_each(:records)) order by seq",
            records=json.dumps(list(records)),
        )
        return tuple(StepRow(*row) for row in rows)
