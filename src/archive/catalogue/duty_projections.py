"""What an event changes about duties and grids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from archive.catalogue.database import Database
from archive.catalogue.people_projections import add_person_keys
from archive.model import credit_code
from archive.model.event import Event
from archive.text.fold import search_form

__all__ = ["DUTY_PROJECTIONS"]

Payload = Mapping[str, Any]

_SAID = ("role", "post", "unit", "grid", "scope", "since", "until", "source", "deputy_for", "reason")


def _duty_assigned(db: Database, event: Event, payload: Payload) -> None:
    _begin(db, event.subject, event.seq, payload)


def _duty_ended(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "update duty set until = :until, end_reason = :reason, end_source = :source where id = :duty",
        duty=event.subject,
        **{key: payload[key] for key in ("until", "reason", "source")},
    )


def _duties_handed_over(db: Database, event: Event, payload: Payload) -> None:
    last = _day_before(payload["on"])
    for duty in payload["ended"]:
        db.run(
            "update duty set until = :until, end_reason = :reason, end_source = :source where id = :duty",
            duty=duty,
            until=last,
            reason=payload["reason"],
            source=payload["source"],
        )
    for duty in payload["begun"]:
        _begin(db, duty["duty"], event.seq, duty)
    if payload["until"] is None:
        giver = payload["from"]
        db.run(
            "insert into duty_leave (seq, name, folded, certificate, employer, on_day)"
            " values (:seq, :name, :folded, :certificate, :employer, :on)",
            seq=event.seq,
            folded=search_form(giver["name"]),
            on=payload["on"],
            **{key: giver[key] for key in ("name", "certificate", "employer")},
        )


def _grid_defined(db: Database, event: Event, payload: Payload) -> None:
    code = payload["code"]
    db.run(
        "insert into grid (id, name, folded, code, code_key, parent, since)"
        " values (:id, :name, :folded, :code, :key, :parent, :since)",
        id=event.subject,
        folded=search_form(payload["name"]),
        key=None if code is None else credit_code.normalise(code),
        **{key: payload[key] for key in ("name", "code", "parent", "since")},
    )


def _grid_units(db: Database, event: Event, payload: Payload) -> None:
    grid, on = event.subject, payload["on"]
    for unit in payload["remove"]:
        db.run(
            "update grid_unit set until = :last where grid = :grid and unit = :unit and until is null",
            grid=grid,
            unit=unit,
            last=_day_before(on),
        )
    for unit in payload["add"]:
        db.run(
            "insert into grid_unit (grid, unit, since) values (:grid, :unit, :on)"
            " on conflict do update set until = null",  # taken out on the day on which it came in
            grid=grid,
            unit=unit,
            on=on,
        )


def _begin(db: Database, duty: str, seq: int, payload: Payload) -> None:
    person = payload["person"]
    add_person_keys(db, duty, search_form(person["name"]), person["certificate"], person["employer"])
    db.run(
        "insert into duty (id, seq, name, folded, certificate, employer, role, post, unit, grid, scope, since, until,"
        " source, deputy_for, reason) values (:id, :seq, :name, :folded, :certificate, :employer, :role, :post, :unit,"
        " :grid, :scope, :since, :until, :source, :deputy_for, :reason)",
        id=duty,
        seq=seq,
        folded=search_form(person["name"]),
        **{key: person[key] for key in ("name", "certificate", "employer")},
        **{key: payload[key] for key in _SAID},
    )


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


DUTY_PROJECTIONS: dict[str, Callable[[Database, Event, Payload], None]] = {
    "duty-assigned": _duty_assigned,
    "duty-ended": _duty_ended,
    "duties-handed-over": _duties_handed_over,
    "grid-defined": _grid_defined,
    "grid-units": _grid_units,
}
