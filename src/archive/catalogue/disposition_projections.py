"""What an event changes about lists of disposition, and about what they destroy.

A record that was destroyed is put together from its tombstone alone. So a rebuild that finds the payloads of its
earlier events erased makes the same rows as the catalogue that still had them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from archive.catalogue.database import Database
from archive.catalogue.record_fields import relink, relink_all, set_units
from archive.catalogue.rereading import forget_reread, keep_reading_time
from archive.model.doc_number import doc_number_key
from archive.model.event import Event

__all__ = ["DISPOSITION_PROJECTIONS"]

Payload = Mapping[str, Any]

_SAYING = (
    "record_unit", "record_person", "record_due", "record_detail", "record_finding", "record_link", "record_part",
    "decision", "person_key", "contest",
)  # fmt: skip


def _proposed(db: Database, event: Event, payload: Payload) -> None:
    db.run("insert into disposal (id, seq, state) values (:id, :seq, 'proposed')", id=event.subject, seq=event.seq)
    db.run_many(
        "insert into disposal_item (list, position, record) values (:list, :position, :record)",
        [
            {"list": event.subject, "position": position, "record": item["record"]}
            for position, item in enumerate(payload["items"])
        ],
    )


def _reviewed(db: Database, event: Event, payload: Payload) -> None:
    goes = any(each["destroy"] for each in payload["verdicts"])
    _set_state(db, event.subject, "reviewed" if goes else "closed")
    for each in payload["verdicts"]:
        said = {"record": each["record"], "seq": event.seq, "until": each["until"], "reason": each["reason"]}
        db.run("delete from kept_on where record = :record", record=each["record"])
        if not each["destroy"]:
            db.run(
                "insert into kept_on (record, seq, until, reason) values (:record, :seq, :until, :reason)", **said
            )


def _approved(db: Database, event: Event, payload: Payload) -> None:  # noqa: ARG001 - one shape for all
    _set_state(db, event.subject, "approved")


def _begun(db: Database, event: Event, payload: Payload) -> None:  # noqa: ARG001 - one shape for all
    _set_state(db, event.subject, "incomplete")


def _certified(db: Database, event: Event, payload: Payload) -> None:
    _set_state(db, event.subject, "executed")
    db.run_many(
        "insert into disposal_paper (list, name, sha256, bytes, signature)"
        " values (:list, :name, :sha256, :bytes, :signature)",
        [{"list": event.subject, **paper} for paper in payload["papers"]],
    )


def _set_state(db: Database, of: str, state: str) -> None:
    db.run("update disposal set state = :state where id = :id", id=of, state=state)


def _disposed(db: Database, event: Event, payload: Payload) -> None:
    record, tombstone = event.subject, payload["tombstone"]
    _note(db, event, payload)
    for table in _SAYING:
        db.run(f"delete from {table} where record = :record", record=record)  # noqa: S608 - names from a tuple
    db.run("delete from queue where record = :record", record=record)
    db.run("delete from ocr_queue where record = :record", record=record)
    forget_reread(db, record)
    _put_record(db, record, payload["list"], tombstone)
    set_units(db, record, tombstone["units"])
    _put_parts(db, record, tombstone["parts"])
    _put_deliveries(db, record, tombstone["deliveries"])
    _put_enclosed(db, record, tombstone["enclosed"])
    for each in tombstone["readings"]:
        keep_reading_time(db, each["seq"], each["pages"], each["seconds"])
    if tombstone["name"]:
        key = doc_number_key(tombstone["doc_no"]) if tombstone["doc_no"] else None
        if key:
            relink(db, key)
    else:  # its number is not told, and links that meant it are not to be found by it
        relink_all(db)
    db.run("insert into outbox (record) values (:record)", record=record)


def _note(db: Database, event: Event, payload: Payload) -> None:
    """The tombstone, and what was authorised to go."""
    db.run(
        "insert into disposed (record, seq, list, tombstone) values (:record, :seq, :list, :tombstone)",
        record=event.subject,
        seq=event.seq,
        list=payload["list"],
        tombstone=json.dumps(payload["tombstone"], ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    )
    db.run_many(
        "insert into disposed_event (seq, record) values (:seq, :record)",
        [{"seq": seq, "record": event.subject} for seq in payload["erased"]],
    )
    db.run_many(
        "insert into disposed_text (record, sha256) values (:record, :sha256)",
        [{"record": event.subject, "sha256": each} for each in payload["texts"]],
    )


def _put_record(db: Database, record: str, of: str, tombstone: Payload) -> None:
    said = ("seq", "category", "title", "doc_no", "date", "source", "sha256", "bytes", "name", "encoding", "media_type",
            "depositor", "received_at")  # fmt: skip
    db.run(
        "insert or replace into record (id, seq, state, reason, category, title, doc_no, doc_no_key, date, source,"
        " sha256, bytes, name, name_raw, encoding, media_type, depositor, received_at) values (:id, :seq, 'disposed',"
        " :reason, :category, :title, :doc_no, :key, :date, :source, :sha256, :bytes, :name, :raw, :encoding,"
        " :media_type, :depositor, :received_at)",
        id=record,
        reason=of,
        key=(doc_number_key(tombstone["doc_no"]) if tombstone["doc_no"] else None) or None,
        raw=_raw(tombstone["name_b64"]),
        **{name: tombstone[name] for name in said},
    )


def _put_parts(db: Database, record: str, parts: list[Payload]) -> None:
    db.run_many(
        "insert into record_part (record, position, id, role, sha256, bytes, name, name_raw)"
        " values (:record, :position, :id, :role, :sha256, :bytes, :name, :raw)",
        [
            {"record": record, "position": position, "raw": _raw(part["name_b64"])}
            | {name: part[name] for name in ("id", "role", "sha256", "bytes", "name")}
            for position, part in enumerate(parts)
        ],
    )


def _put_deliveries(db: Database, record: str, deliveries: list[Payload]) -> None:
    """Rows in place of those of its own and of its duplicates."""
    db.run("delete from delivery where record in (select id from record_alias where record = :of)", of=record)
    db.run("delete from delivery where record = :record", record=record)
    db.run_many(
        "insert into delivery (key, record, part, inbox, path, path_raw, size, mtime_ns, ctime_ns, folder_unit,"
        " folder_category, seq) values (:key, :record, :part, :inbox, :path, :raw, :size, :mtime_ns, :ctime_ns,"
        " :folder_unit, :folder_category, :seq)",
        [{**each, "raw": _raw(each["path_b64"])} for each in deliveries],
    )


def _put_enclosed(db: Database, record: str, places: list[Payload]) -> None:
    db.run("delete from enclosed where record in (select id from record_alias where record = :of)", of=record)
    db.run("delete from enclosed where record = :record", record=record)
    db.run_many(
        "insert into enclosed (parent, seq, record, kind, path, number)"
        " values (:parent, :seq, :record, :kind, :path, :number)",
        places,
    )


def _raw(encoded: str | None) -> bytes | None:
    return None if encoded is None else base64.b64decode(encoded)


DISPOSITION_PROJECTIONS: dict[str, Callable[[Database, Event, Payload], None]] = {
    "disposal-proposed": _proposed,
    "disposal-reviewed": _reviewed,
    "disposal-approved": _approved,
    "disposal-begun": _begun,
    "disposed": _disposed,
    "disposal-certified": _certified,
}
