"""What people confirmed and what they contest: how it comes about from events, and how it is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from archive.catalogue.database import Database
from archive.model.confirmation import Confirmation, Contest, Correction
from archive.model.event import Event
from archive.text.fold import search_form

__all__ = ["CORRECTION_PROJECTIONS", "CorrectionReads"]

Payload = Mapping[str, Any]

_CONFIRMATION = (
    "select confirmation.*, coalesce(actor.name, '') as actor_name from confirmation"
    " left join actor on actor.id = confirmation.actor"
)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - times in the catalogue are UTC and say so by Z
_SAME_NUMBERS = """
select min_seq.earlier as earlier, later.id as later from (
    select doc_no_key, id as earlier, min(seq) as seq from record
    where doc_no_key in (
        select doc_no_key from record where doc_no_key is not null group by doc_no_key having count(*) > 1
    )
    and state in ('filed', 'unfiled')
    and not exists (select 1 from record_link where record_link.record = record.id and type = 'row-of')
    and not exists (select 1 from record_link where target = record.id and type = 'supersedes')
    group by doc_no_key having count(*) > 1
) min_seq
join record later on later.doc_no_key = min_seq.doc_no_key and later.seq > min_seq.seq
where later.state in ('filed', 'unfiled')
and not exists (select 1 from record_link where record = later.id and type = 'row-of')
and not exists (select 1 from record_link where target = later.id and type = 'supersedes')
and (
    exists (select 1 from record_unit one join record_unit other on other.unit = one.unit
            where one.record = min_seq.earlier and other.record = later.id)
    or (instr(later.doc_no_key, '|') and (
        not exists (select 1 from record_unit where record = later.id)
        or not exists (select 1 from record_unit where record = min_seq.earlier)))
)
and not exists (
    select 1 from record_link link
    where link.type in ('supersedes', 'attachment-of', 'distinct-from', 'same-content')
    and ((link.record = min_seq.earlier and link.target = later.id)
         or (link.record = later.id and link.target = min_seq.earlier))
)
order by later.seq limit :most
"""
_SAME_PAPERS = """
with paper as (
    select record.id, record.seq, record_unit.unit, record.category, record.title, record.date, record.characters,
        record.text_sha256,
        exists (select 1 from enclosed where parent = record.id and kind = 'row') as register
    from record join record_unit on record_unit.record = record.id
    where state = 'filed' and doc_no_key is null and title is not null and characters > 0
    and not exists (select 1 from enclosed where enclosed.record = record.id and kind = 'row')
    and not exists (select 1 from record_link where target = record.id and type = 'supersedes')
), series as (
    select id, seq, date, text_sha256, characters, register, lag(id) over kept as earlier,
        lag(text_sha256) over kept as earlier_text, lag(characters) over kept as earlier_characters
    from paper where register or date is not null
    window kept as (partition by unit, category, title, register, case when register then '' else date end order by seq)
)
select earlier, id as later from series
where earlier is not null and earlier_text <> text_sha256
and min(characters, earlier_characters) >= 0.7 * max(characters, earlier_characters)
and not exists (
    select 1 from record_link link
    where link.type in ('supersedes', 'attachment-of', 'distinct-from', 'same-content')
    and ((link.record = series.earlier and link.target = series.id)
         or (link.record = series.id and link.target = series.earlier))
)
group by earlier, later order by max(seq) desc limit :most
"""
_CORRECTING = ("described", "withdrawn", "reinstated")


class CorrectionReads:
    """The part of the catalogue that knows what people said."""

    _db: Database

    def confirmations(self, folded: str) -> tuple[Confirmation, ...]:
        """What was confirmed of a printed name (`archive.text.fold.search_form`), oldest first."""
        rows = self._db.rows(f"{_CONFIRMATION} where folded = :folded order by seq", folded=folded)
        return tuple(_confirmation(row) for row in rows)

    def confirmations_of(self, unit: str) -> tuple[Confirmation, ...]:
        """Printed names that were confirmed to mean this unit, oldest first."""
        rows = self._db.rows(f"{_CONFIRMATION} where unit = :unit order by seq", unit=unit)
        return tuple(_confirmation(row) for row in rows)

    def newest_event(self, subject: str) -> int:
        """Number of the newest event that speaks of `subject`; -1 if none does."""
        newest = self._db.value("select max(seq) from event_subject where subject = :subject", subject=subject)
        return -1 if newest is None else int(newest)

    def same_numbers(self, most: int) -> tuple[tuple[str, str], ...]:
        """Pairs of live records with one number and no word yet on what they are to each other, oldest first.

        The first is the earliest accessioned. Both are of one unit, or the unit of one is not known and the number
        names its issuer. Rows of registers, which repeat the numbers of documents, are left out.
        """
        rows = self._db.rows(_SAME_NUMBERS, most=most)
        return tuple((row["earlier"], row["later"]) for row in rows)

    def same_papers(self, most: int) -> tuple[tuple[str, str], ...]:
        """Pairs of filed records that may be versions of one paper without a number, the newest first.

        Both are of one unit, category and title, of one day, or registers (whose day is often that of the newest
        entry), and of nearly one length; each is compared with the one before it. No word is given yet on what they are
        to each other.
        """
        return tuple((row["earlier"], row["later"]) for row in self._db.rows(_SAME_PAPERS, most=most))

    def file_times(self, records: Sequence[str]) -> dict[str, str]:
        """By record id: when its file was last changed before it came here, UTC."""
        rows = self._db.rows(
            "select record, min(mtime_ns) as mtime from delivery where part is null"
            " and record in (select value from json_each(:ids)) group by record",
            ids=json.dumps(list(records)),
        )
        moments = {row["record"]: _EPOCH + timedelta(milliseconds=row["mtime"] // 10**6) for row in rows}
        return {record: f"{moment.isoformat(timespec='milliseconds')}Z" for record, moment in moments.items()}

    def contests(self) -> tuple[Contest, ...]:
        """Corrections that were not made because somebody else had corrected the record first, oldest first."""
        rows = self._db.rows(
            "select contest.*, coalesce(actor.name, '') as actor_name from contest"
            " left join actor on actor.id = contest.actor order by seq"
        )
        return tuple(
            Contest(row["record"], json.loads(row["wanted"]), row["reason"], row["actor_name"], row["time"])
            for row in rows
        )

    def corrections_of(self, record: str, *, after: int = -1) -> tuple[Correction, ...]:
        """What people changed about a record in events later than number `after`, in order."""
        rows = self._db.rows(
            "select event.seq, event.envelope, payload.body from event_subject"
            " join event using (seq) left join payload using (seq)"
            " where subject = :record and seq > :after order by seq",
            record=record,
            after=after,
        )
        names = {row["id"]: row["name"] for row in self._db.rows("select id, name from actor")}
        told = [(row["seq"], json.loads(row["envelope"]), row["body"]) for row in list(rows)]
        return tuple(
            Correction(seq, head["kind"], names.get(head["actor"], ""), head["time"], json.loads(body) if body else {})
            for seq, head, body in told
            if head["kind"] in _CORRECTING
        )


def _confirmation(row: Any) -> Confirmation:
    return Confirmation(row["unit"], row["name"], row["record"], row["actor_name"], row["time"])


def _confirmed(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "insert or ignore into confirmation (unit, folded, name, record, actor, time, seq)"
        " values (:unit, :folded, :name, :record, :actor, :time, :seq)",
        unit=event.subject,
        folded=search_form(payload["value"]),
        name=payload["value"],
        record=payload["record"],
        actor=event.actor,
        time=event.time,
        seq=event.seq,
    )


def _unconfirmed(db: Database, event: Event, payload: Payload) -> None:
    folded = search_form(payload["value"])
    db.run("delete from confirmation where unit = :unit and folded = :folded", unit=event.subject, folded=folded)


def _contested(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "insert into contest (record, seq, actor, time, wanted, reason)"
        " values (:record, :seq, :actor, :time, :wanted, :reason)",
        record=event.subject,
        seq=event.seq,
        actor=event.actor,
        time=event.time,
        wanted=json.dumps(payload["wanted"], ensure_ascii=False, sort_keys=True),
        reason=payload["reason"],
    )


CORRECTION_PROJECTIONS: dict[str, Callable[[Database, Event, Payload], None]] = {
    "confirmed": _confirmed,
    "unconfirmed": _unconfirmed,
    "contested": _contested,
}
