"""Reading people: who is named where, what was decided about who is who, and the events that tell a life."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from archive.catalogue.database import Database

if TYPE_CHECKING:
    from archive.model.event import Event
    from archive.model.person import Ruling

__all__ = ["FactRow", "MentionRow", "PeopleReads"]

_PAPER = (
    "record.id, coalesce(record.category, '') as category, coalesce(record.title, record.name) as title,"
    " record.doc_no, coalesce(record.date, substr(record.received_at, 1, 10)) as day, record.received_at,"
    " (select unit from record_unit where record_unit.record = record.id and position = 0) as unit"
)
_SHOWN = "record.state in ('filed', 'unfiled')"


class FactRow(NamedTuple):
    """A record as far as a list of facts needs it."""

    record: str
    category: str
    title: str
    doc_no: str | None
    day: str
    """Its date; without one the day on which it was received."""
    received_at: str
    unit: str | None


class MentionRow(NamedTuple):
    paper: FactRow
    name: str
    folded: str
    role: str
    certificate: str | None
    until: str | None
    """The last day of its term, where it has one."""


class PeopleReads:
    """The part of the catalogue that knows people. Of what is withdrawn, isolated or sealed it tells nothing."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def mentions(self, folded: Iterable[str]) -> tuple[MentionRow, ...]:
        """Where people with one of these names (search forms) are named."""
        rows = self._db.rows(
            f"select {_PAPER}, p.name as person, p.folded, p.role, p.certificate, record.due"  # noqa: S608 - our own words
            f" from record_person p join record on record.id = p.record where {_SHOWN}"
            " and p.folded in (select value from json_each(:names)) order by day, record.seq, p.position",
            names=json.dumps(sorted(folded)),
        )
        return tuple(MentionRow(FactRow(*tuple(row)[:7]), *tuple(row)[7:]) for row in rows)

    def names_of_person(self, person: str) -> frozenset[str]:
        """Search forms of names of which this may be the id."""
        rows = self._db.rows("select distinct folded from person_key where id = :person", person=person)
        return frozenset(row["folded"] for row in rows)

    def names_of_certificate(self, certificate: str) -> frozenset[str]:
        """Search forms of the names that stand beside it."""
        rows = self._db.rows(
            "select folded from record_person join record on record.id = record"
            " where certificate = :certificate and record.state in ('filed', 'unfiled')"
            " union select folded from duty where certificate = :certificate",
            certificate=certificate,
        )
        return frozenset(row["folded"] for row in rows)

    def rulings(self, folded: Iterable[str]) -> tuple[tuple[Ruling, str, str], ...]:
        """Decisions about people with these names, oldest first, each with the two names."""
        from archive.model.person import Ruling

        rows = self._db.rows(
            "select * from person_decision where folded in (select value from json_each(:names))"
            " or other_folded in (select value from json_each(:names)) order by seq",
            names=json.dumps(sorted(folded)),
        )
        return tuple(
            (Ruling(row["person"], row["other"], bool(row["same"])), row["folded"], row["other_folded"]) for row in rows
        )

    def papers_of(self, units: Iterable[str]) -> tuple[FactRow, ...]:
        """Records in the dossiers of these units."""
        return self._papers("select record from record_unit where unit in (select value from json_each(:ids))", units)

    def papers_among(self, records: Iterable[str]) -> tuple[FactRow, ...]:
        return self._papers("select value from json_each(:ids)", records)

    def terms_of(self, records: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
        """Record, item and day of every term of these records."""
        rows = self._db.rows(
            "select record, item, date from record_due where record in (select value from json_each(:ids))"
            " order by date, record, position",
            ids=json.dumps(sorted(records)),
        )
        return tuple((row[0], row[1], row[2]) for row in rows)

    def events_about(self, subjects: Iterable[str], kinds: Iterable[str]) -> tuple[Event, ...]:
        """Events of these kinds that speak of any of these, in order."""
        from archive.catalogue.ledger_rows import read_event

        rows = self._db.rows(
            "select distinct event.seq, envelope, body from event_subject join event on event.seq = event_subject.seq"
            " left join payload on payload.seq = event.seq"
            " where event_subject.subject in (select value from json_each(:subjects))"
            " and json_extract(envelope, '$.kind') in (select value from json_each(:kinds)) order by event.seq",
            subjects=json.dumps(sorted(subjects)),
            kinds=json.dumps(sorted(kinds)),
        )
        return tuple(read_event(row["seq"], row["envelope"], row["body"]) for row in rows)

    def times_of(self, events: Iterable[int]) -> dict[int, str]:
        """When these events happened, by their numbers."""
        rows = self._db.rows(
            "select seq, json_extract(envelope, '$.time') from event where seq in (select value from json_each(:seqs))",
            seqs=json.dumps(sorted(set(events))),
        )
        return {row[0]: row[1] for row in rows}

    def duty_events(self, duties: Iterable[str]) -> dict[str, int]:
        """The event that began each duty."""
        rows = self._db.rows(
            "select id, seq from duty where id in (select value from json_each(:ids))", ids=json.dumps(sorted(duties))
        )
        return {row["id"]: row["seq"] for row in rows}

    def hazard_subjects(self, records: Iterable[str]) -> tuple[str, ...]:
        """Ids of hidden dangers of these records about which something was decided."""
        rows = self._db.rows(
            "select distinct hazard from hazard_step join json_each(:ids) on hazard >= 'z-' || value || '-'"
            " and hazard < 'z-' || value || '-~' order by hazard",
            ids=json.dumps(sorted(records)),
        )
        return tuple(row["hazard"] for row in rows)

    def _papers(self, among: str, ids: Iterable[str]) -> tuple[FactRow, ...]:
        rows = self._db.rows(
            f"select {_PAPER} from record where record.id in ({among}) and {_SHOWN} order by day, record.seq",  # noqa: S608 - our own words
            ids=json.dumps(sorted(ids)),
        )
        return tuple(FactRow(*row) for row in rows)
