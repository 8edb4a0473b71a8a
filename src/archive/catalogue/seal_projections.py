"""What an event changes about sealed records, about who looked, and about the steps of reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from archive.catalogue.database import Database
from archive.catalogue.rereading import forget_reread
from archive.model.event import Event

__all__ = ["SEAL_PROJECTIONS", "keep_sealed"]

Payload = Mapping[str, Any]

_SAYING = (
    "record_unit", "record_person", "record_due", "record_detail", "record_finding", "record_link", "decision",
    "person_key",
)  # fmt: skip
"""Tables of what a record says, which a plain copy that was sealed says no more."""


def keep_sealed(db: Database, record: str, seq: int, seal: Payload) -> None:
    """A sealed record stands from its accession: there is nothing to read or to place."""
    db.run(
        "insert into sealed (record, seq, token, key, of) values (:record, :seq, :token, :key, :of)",
        record=record,
        seq=seq,
        **{name: seal[name] for name in ("token", "key", "of")},
    )
    db.run(
        "update record set state = 'sealed', category = :category where id = :record",
        record=record,
        category=seal["category"],
    )


def _sealed(db: Database, event: Event, payload: Payload) -> None:  # noqa: ARG001 - one shape for all
    """Nothing of what the plain copy says stays in a table: not its words, its name, nor where it lay."""
    record = event.subject
    for table in _SAYING:
        db.run(f"delete from {table} where record = :record", record=record)  # noqa: S608 - names from a tuple
    db.run(
        "update record set state = 'sealed', reason = 'plain-copy', title = null, doc_no = null, doc_no_key = null,"
        " date = null, due = null, source = null, name = '', name_raw = null, text_sha256 = null where id = :record",
        record=record,
    )
    db.run("update record_part set name = '', name_raw = null where record = :record", record=record)
    db.run("update enclosed set path = '' where parent = :record or record = :record", record=record)
    db.run(
        "update delivery set path = '', path_raw = null, folder_unit = null, folder_category = null"
        " where record = :record",
        record=record,
    )
    db.run("delete from queue where record = :record", record=record)
    forget_reread(db, record)
    db.run("insert into outbox (record) values (:record)", record=record)


def _seal_excluded(db: Database, event: Event, payload: Payload) -> None:
    said = {"record": event.subject, "who": payload["who"]}
    db.run("delete from seal_exclusion where record = :record and who = :who", **said)
    if payload["excluded"]:
        db.run("insert into seal_exclusion (record, who) values (:record, :who)", **said)


def _looked(db: Database, event: Event, payload: Payload) -> None:
    """It belongs to the history of every record that was looked at."""
    records = sorted(set(payload["records"]))
    db.run_many(
        "insert into look (record, seq, actor, time, how, purpose)"
        " values (:record, :seq, :actor, :time, :how, :purpose)",
        [
            {
                "record": record,
                "seq": event.seq,
                "actor": event.actor,
                "time": event.time,
                "how": payload["how"],
                "purpose": payload["purpose"],
            }
            for record in records
        ],
    )
    _remember(db, event, records)


def _report_step(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "insert into report_step (record, seq, step, on_day, document, reason)"
        " values (:record, :seq, :step, :on_day, :document, :reason)",
        record=event.subject,
        seq=event.seq,
        step=payload["step"],
        on_day=payload["on"],
        document=payload["record"],
        reason=payload["reason"],
    )


def _exported(db: Database, event: Event, payload: Payload) -> None:
    """It belongs to the history of every record in it; unmasked it is a look, too."""
    if not payload["masked"]:
        _looked(db, event, {"records": payload["records"], "how": "exported", "purpose": payload["purpose"]})
        return
    _remember(db, event, payload["records"])


def _imported(db: Database, event: Event, payload: Payload) -> None:
    _remember(db, event, payload["records"])


def _remember(db: Database, event: Event, records: Iterable[str]) -> None:
    db.run_many(
        "insert or ignore into event_subject (subject, seq) values (:record, :seq)",
        [{"record": record, "seq": event.seq} for record in sorted(set(records))],
    )


SEAL_PROJECTIONS: dict[str, Callable[[Database, Event, Payload], None]] = {
    "sealed": _sealed,
    "seal-excluded": _seal_excluded,
    "looked": _looked,
    "exported": _exported,
    "imported": _imported,
    "report-step": _report_step,
}
