"""What people decide about hidden dangers and deadlines, where documents do not say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from archive.catalogue.database import Database
from archive.model.event import Event

__all__ = ["HAZARD_PROJECTIONS"]

Payload = Mapping[str, Any]


def _step(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "insert into hazard_step (hazard, seq, state, on_day, record, reason)"
        " values (:hazard, :seq, :state, :on, :record, :reason)",
        hazard=event.subject,
        seq=event.seq,
        **{key: payload[key] for key in ("state", "on", "record", "reason")},
    )


def _level(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "insert into hazard_level (hazard, seq, level, reason) values (:hazard, :seq, :level, :reason)",
        hazard=event.subject,
        seq=event.seq,
        **{key: payload[key] for key in ("level", "reason")},
    )


def _supervised(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "insert into hazard_supervision (subject, seq, level, body, doc_no, due, lifted_on, record, reason)"
        " values (:subject, :seq, :level, :body, :doc_no, :due, :lifted_on, :record, :reason)",
        subject=event.subject,
        seq=event.seq,
        **{key: payload[key] for key in ("level", "body", "doc_no", "due", "lifted_on", "record", "reason")},
    )


def _met(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "insert into deadline_met (rule, subject, seq, on_day, record, reason)"
        " values (:rule, :subject, :seq, :on, :record, :reason)",
        subject=event.subject,
        seq=event.seq,
        **{key: payload[key] for key in ("rule", "on", "record", "reason")},
    )


HAZARD_PROJECTIONS: dict[str, Callable[[Database, Event, Payload], None]] = {
    "hazard-step": _step,
    "hazard-level": _level,
    "hazard-supervised": _supervised,
    "deadline-met": _met,
}
