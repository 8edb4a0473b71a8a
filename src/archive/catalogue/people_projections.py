"""What an event changes about people: the ids under which those named are found, and decisions on who is who."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from archive.catalogue.database import Database
from archive.model.duty import holder_id
from archive.model.event import Event

__all__ = ["PEOPLE_PROJECTIONS", "add_person_keys", "set_person_keys"]

Payload = Mapping[str, Any]


def set_person_keys(db: Database, record: str) -> None:
    """Make the ids of those whom a record names anew."""
    db.run("delete from person_key where record = :record", record=record)
    people = db.rows("select folded, certificate from record_person where record = :record", record=record)
    unit = db.value("select unit from record_unit where record = :record and position = 0", record=record)
    for row in list(people):
        add_person_keys(db, record, row["folded"], row["certificate"], unit)


def add_person_keys(db: Database, source: str, folded: str, certificate: str | None, employer: str | None) -> None:
    """Every id that may mean whoever a record or duty names so."""
    ids = {holder_id(folded, None, None)}
    ids |= {holder_id(folded, certificate, None)} if certificate else set()
    ids |= {holder_id(folded, None, employer)} if employer else set()
    db.run_many(
        "insert into person_key (id, record, folded) values (:id, :record, :folded) on conflict do nothing",
        [{"id": each, "record": source, "folded": folded} for each in sorted(ids)],
    )


def _decided(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "insert into person_decision (seq, person, other, folded, other_folded, same, reason)"
        " values (:seq, :person, :other, :folded, :other_folded, :same, :reason)",
        seq=event.seq,
        person=event.subject,
        other=payload["other"],
        folded=payload["name"],
        other_folded=payload["other_name"],
        same=int(event.kind == "people-merged"),
        reason=payload["reason"],
    )


PEOPLE_PROJECTIONS: dict[str, Callable[[Database, Event, Payload], None]] = {
    "people-merged": _decided,
    "people-split": _decided,
}
