"""What an event changes in the tables: the only code that writes part two of the schema.

`project` is called once when an event is appended and once more for every rebuild, so a
rebuilt catalogue equals the live one by construction. It reads nothing but the event and the
tables: no clock, no randomness, no files.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from archive.catalogue.corrections import CORRECTION_PROJECTIONS
from archive.catalogue.database import Database
from archive.catalogue.disposition_projections import DISPOSITION_PROJECTIONS
from archive.catalogue.duty_projections import DUTY_PROJECTIONS
from archive.catalogue.enclosed import keep_enclosed
from archive.catalogue.hazard_projections import HAZARD_PROJECTIONS
from archive.catalogue.keeping import KEEPING_PROJECTIONS
from archive.catalogue.numbering import NUMBERING_PROJECTIONS
from archive.catalogue.people_projections import PEOPLE_PROJECTIONS, set_person_keys
from archive.catalogue.record_fields import (
    add_decisions,
    add_links,
    relink_number_of,
    set_fields,
    set_findings,
    set_units,
)
from archive.catalogue.rereading import forget_reread, queue_for_ocr
from archive.catalogue.safekeeping import SAFEKEEPING_PROJECTIONS
from archive.catalogue.seal_projections import SEAL_PROJECTIONS, keep_sealed
from archive.catalogue.unit_projections import UNIT_PROJECTIONS
from archive.model.event import Event

__all__ = ["TABLES", "project", "reset"]

Payload = Mapping[str, Any]

TABLES = (
    "meta",
    "event_subject",
    "actor",
    "unit",
    "unit_name",
    "unit_code",
    "confirmation",
    "contest",
    "record",
    "record_unit",
    "record_person",
    "person_key",
    "person_decision",
    "record_due",
    "record_detail",
    "record_finding",
    "record_link",
    "record_part",
    "decision",
    "record_alias",
    "enclosed",
    "delivery",
    "ocr_done",
    "duty",
    "duty_leave",
    "grid",
    "grid_unit",
    "sealed",
    "seal_exclusion",
    "look",
    "hold",
    "hold_subject",
    "schedule_row",
    "correction_wanted",
    "archive_number",
    "archive_volume",
    "report_step",
    "hazard_step",
    "hazard_level",
    "hazard_supervision",
    "deadline_met",
    "disposal",
    "disposal_item",
    "disposal_paper",
    "disposed",
    "disposed_event",
    "disposed_text",
    "kept_on",
    "safekeeping",
)
"""The projections that a rebuild must make again row for row. The queue and the outbox
are not among them: they say what is left to do, not what is known. So it is with the two of reading again."""

_OF_RECORD = (
    "record_unit", "record_person", "record_due", "record_detail", "record_finding", "record_link", "record_part",
    "decision", "person_key",
)  # fmt: skip


def reset(db: Database) -> None:
    """Empty every projection, queues and outbox included; outbox positions go on rising."""
    for table in (*TABLES, "queue", "ocr_queue", "reread_queue", "outbox"):
        db.run(f"delete from {table}")  # noqa: S608 - names from the tuple above


def project(db: Database, event: Event) -> None:
    """Apply one event. Of an erased payload nothing is left but that the event happened."""
    db.run("insert into event_subject (subject, seq) values (:subject, :seq)", subject=event.subject, seq=event.seq)
    if event.payload is not None:
        _PROJECTIONS[event.kind](db, event, event.payload)


# Home and actors


def _home_created(db: Database, event: Event, payload: Payload) -> None:  # noqa: ARG001 - one shape for all
    db.run("insert into meta (key, value) values ('home', :home)", home=payload["home"])
    db.run("insert into meta (key, value) values ('key', :key)", key=payload["key"])


def _actor_known(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "insert into actor (id, name, known_by) values (:id, :name, :known_by)",
        id=event.subject,
        name=payload["name"],
        known_by=payload["known_by"],
    )


# Coming in


def _accessioned(db: Database, event: Event, payload: Payload) -> None:
    original = payload["original"]
    db.run(
        "insert into record (id, seq, state, sha256, bytes, name, name_raw, encoding, depositor, received_at)"
        " values (:id, :seq, 'received', :sha256, :bytes, :name, :name_raw, :encoding, :depositor, :time)",
        id=event.subject,
        seq=event.seq,
        sha256=original["sha256"],
        bytes=original["bytes"],
        name=original["name"],
        name_raw=_raw(original["name_b64"]),
        encoding=original["encoding"],
        depositor=payload["delivery"]["depositor"],
        time=event.time,
    )
    _add_delivery(db, event, payload["delivery"], part=None)
    keep_enclosed(db, event.subject, event.seq, payload)
    if "sealed" in payload:
        keep_sealed(db, event.subject, event.seq, payload["sealed"])
        return
    db.run("insert into queue (record, seq) values (:record, :seq)", record=event.subject, seq=event.seq)


def _delivered(db: Database, event: Event, payload: Payload) -> None:
    _add_delivery(db, event, payload["delivery"], part=None)


def _part_added(db: Database, event: Event, payload: Payload) -> None:
    original = payload["original"]
    db.run(
        "insert into record_part (record, position, id, role, sha256, bytes, name, name_raw) values"
        " (:record, (select count(*) from record_part where record = :record),"
        " :id, :role, :sha256, :bytes, :name, :name_raw)",
        record=event.subject,
        id=payload["part"],
        role=payload["role"],
        sha256=original["sha256"],
        bytes=original["bytes"],
        name=original["name"],
        name_raw=_raw(original["name_b64"]),
    )
    _add_delivery(db, event, payload["delivery"], part=payload["part"])


def _add_delivery(db: Database, event: Event, delivery: Payload, part: str | None) -> None:
    db.run(
        "insert into delivery (key, record, part, inbox, path, path_raw, size, mtime_ns, ctime_ns,"
        " folder_unit, folder_category, seq) values (:key, :record, :part, :inbox, :path, :path_raw, :size,"
        " :mtime_ns, :ctime_ns, :folder_unit, :folder_category, :seq)",
        record=event.subject,
        part=part,
        seq=event.seq,
        path_raw=_raw(delivery["path_b64"]),
        **{
            key: delivery[key]
            for key in ("key", "inbox", "path", "size", "mtime_ns", "ctime_ns", "folder_unit", "folder_category")
        },
    )


def _refused(db: Database, event: Event, payload: Payload) -> None:
    """A refusal concerns no record: it stands in the ledger only."""


# Read and placed


def _parsed(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "update record set media_type = :media_type, parse_outcome = :outcome, parser = :parser,"
        " parser_version = :version, pages = :pages, characters = :characters, text_sha256 = :text where id = :id",
        id=event.subject,
        **{key: payload[key] for key in ("media_type", "outcome", "parser", "version", "pages", "characters", "text")},
    )
    queue_for_ocr(db, event.subject, event.seq, payload)
    _look_again(db, event.subject)


def _placed(db: Database, event: Event, payload: Payload) -> None:
    record = event.subject
    db.run("delete from decision where record = :record", record=record)
    add_decisions(db, record, payload["decisions"], suggested=0)
    add_decisions(db, record, payload["suggestions"], suggested=1)
    set_units(db, record, payload["units"])
    db.run("update record set category = :category where id = :record", record=record, category=payload["category"])
    db.run("delete from record_detail where record = :record", record=record)
    set_fields(db, record, payload["fields"])
    set_person_keys(db, record)
    set_findings(db, record, payload.get("findings", ()))
    _settle(db, record, payload["reason"])


def _described(db: Database, event: Event, payload: Payload) -> None:
    record = event.subject
    db.run("delete from contest where record = :record", record=record)  # somebody looked at it and decided
    changes: dict[str, Any] = {field: value for field, value in payload["fields"].items() if field != "details"}
    for detail in payload["fields"].get("details", ()):
        before = changes.get(detail["field"])
        changes[detail["field"]] = f"{before}; {detail['value']}" if before else detail["value"]
    if "units" in payload:
        set_units(db, record, payload["units"])
        changes["unit"] = ", ".join(payload["units"])
    if "category" in payload:
        db.run("update record set category = :category where id = :record", record=record, category=payload["category"])
        changes["category"] = payload["category"]
    set_fields(db, record, payload["fields"])
    if "units" in payload or "people" in payload["fields"]:
        set_person_keys(db, record)
    for field, value in changes.items():
        db.run(
            "delete from decision where record = :record and (field = :field or (suggested and field like :more))",
            record=record,
            field=field,
            more=field + "_%",
        )
        decision = {"field": field, "value": _in_words(value), "by": "person", "confidence": 1.0}
        add_decisions(db, record, [{**decision, "reason": payload["reason"]}], suggested=0)
    state = db.value("select state from record where id = :record", record=record)
    if state in ("filed", "unfiled") and ("units" in payload or "category" in payload):
        _settle(db, record, None)
    else:
        _look_again(db, record)


def _settle(db: Database, record: str, reason: str | None) -> None:
    """Filed is what has a unit and a category; what has not says which is missing."""
    row = db.row(
        "select category, (select count(*) from record_unit where record = :record) as units from record"
        " where id = :record",
        record=record,
    )
    assert row is not None
    if reason in {None, "contradicted"} and row["units"] and row["category"] is not None:
        state = "filed"  # where it was filed it stays; that its text contradicts is a question to a person
    else:
        state = "unfiled"
        reason = reason or ("no-category" if row["units"] else "no-unit")
    db.run(
        "update record set state = :state, reason = :reason where id = :record",
        record=record,
        state=state,
        reason=reason,
    )
    db.run("delete from queue where record = :record", record=record)
    relink_number_of(db, record)
    _look_again(db, record)


def _duplicate(db: Database, event: Event, payload: Payload) -> None:
    record = event.subject
    for table in _OF_RECORD:
        db.run(f"delete from {table} where record = :record", record=record)  # noqa: S608 - names from a tuple
    db.run("delete from record where id = :record", record=record)
    db.run("delete from queue where record = :record", record=record)
    forget_reread(db, record)
    db.run("insert into record_alias (id, record) values (:id, :of)", id=record, of=payload["of"])
    _look_again(db, record)


def _isolated(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "update record set state = 'isolated', reason = :mark, text_sha256 = null where id = :record",
        record=event.subject,
        mark=payload["mark"],
    )
    db.run("delete from queue where record = :record", record=event.subject)
    forget_reread(db, event.subject)
    _look_again(db, event.subject)


def _withdrawn(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "update record set state = 'withdrawn', reason = :reason where id = :record",
        record=event.subject,
        reason=payload["reason"],
    )
    db.run("delete from queue where record = :record", record=event.subject)
    relink_number_of(db, event.subject)
    _look_again(db, event.subject)


def _reinstated(db: Database, event: Event, payload: Payload) -> None:  # noqa: ARG001 - one shape for all
    _settle(db, event.subject, None)


def _linked(db: Database, event: Event, payload: Payload) -> None:
    add_links(db, event.subject, [payload])


def _superseded(db: Database, event: Event, payload: Payload) -> None:
    add_links(
        db, payload["by"], [{"type": "supersedes", "record": event.subject, "doc_no": None, "since": payload["on"]}]
    )
    relink_number_of(db, payload["by"])
    _look_again(db, event.subject)


def _look_again(db: Database, record: str) -> None:
    db.run("insert into outbox (record) values (:record)", record=record)


def _in_words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(" ".join(str(part) for part in row.values() if part) for row in value)
    return str(value)


def _raw(encoded: str | None) -> bytes | None:
    return None if encoded is None else base64.b64decode(encoded)


def _sampled(db: Database, event: Event, payload: Payload) -> None:
    """A drawing changes nothing that is known: the event itself is the record of it. So with the others here."""


_PROJECTIONS: dict[str, Callable[[Database, Event, Payload], None]] = {
    "home-created": _home_created,
    "actor-known": _actor_known,
    **UNIT_PROJECTIONS,
    **CORRECTION_PROJECTIONS,
    **DUTY_PROJECTIONS,
    **SEAL_PROJECTIONS,
    **PEOPLE_PROJECTIONS,
    **HAZARD_PROJECTIONS,
    **DISPOSITION_PROJECTIONS,
    **KEEPING_PROJECTIONS,
    **NUMBERING_PROJECTIONS,
    **SAFEKEEPING_PROJECTIONS,
    "accessioned": _accessioned,
    "delivered": _delivered,
    "refused": _refused,
    "parsed": _parsed,
    "placed": _placed,
    "duplicate": _duplicate,
    "isolated": _isolated,
    "described": _described,
    "withdrawn": _withdrawn,
    "reinstated": _reinstated,
    "linked": _linked,
    "part-added": _part_added,
    "superseded": _superseded,
    "sampled": _sampled,
    "checked": _sampled,
    "scrubbed": _sampled,
    "incident": _sampled,
    "repaired": _sampled,
    "certified": _sampled,
}
