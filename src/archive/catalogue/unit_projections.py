"""What an event changes about units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from archive.catalogue.database import Database
from archive.model import credit_code
from archive.model.event import Event
from archive.text.fold import search_form

__all__ = ["UNIT_PROJECTIONS"]

Payload = Mapping[str, Any]


def _unit_registered(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "insert into unit (id, code, name, kind, state, parent, since)"
        " values (:id, :code, :name, :kind, 'active', :parent, :since)",
        id=event.subject,
        **{key: payload[key] for key in ("code", "name", "kind", "parent", "since")},
    )
    _add_name(db, event.subject, payload["name"], "name", payload["since"])
    _add_code(db, event.subject, payload["code"], payload["code_kind"], payload["since"])
    for alias in payload["aliases"]:
        _add_name(db, event.subject, alias, "alias", None)


def _unit_renamed(db: Database, event: Event, payload: Payload) -> None:
    unit, since = event.subject, payload["since"]
    db.run(
        "update unit_name set until = :since where unit = :unit and kind = 'name' and until is null",
        unit=unit,
        since=since,
    )
    db.run("update unit set name = :name where id = :unit", unit=unit, name=payload["name"])
    _add_name(db, unit, payload["name"], "name", since)
    _look_at_unit_again(db, unit)


def _unit_recoded(db: Database, event: Event, payload: Payload) -> None:
    unit, since = event.subject, payload["since"]
    db.run("update unit_code set until = :since where unit = :unit and until is null", unit=unit, since=since)
    db.run("update unit set code = :code where id = :unit", unit=unit, code=payload["code"])
    _add_code(db, unit, payload["code"], payload["code_kind"], since)
    _look_at_unit_again(db, unit)


def _unit_aliased(db: Database, event: Event, payload: Payload) -> None:
    _add_name(db, event.subject, payload["alias"], "alias", None)
    _look_at_unit_again(db, event.subject)


def _unit_moved(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "update unit set parent = :parent, kind = :kind where id = :unit",
        unit=event.subject,
        parent=payload["parent"],
        kind=payload["kind"],
    )


def _unit_merged(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "update unit set state = 'merged', merged_into = :into, ended = :ended where id = :unit",
        unit=event.subject,
        into=payload["into"],
        ended=payload["on"],
    )
    _look_at_unit_again(db, event.subject)


def _unit_closed(db: Database, event: Event, payload: Payload) -> None:
    db.run("update unit set state = 'closed', ended = :ended where id = :unit", unit=event.subject, ended=payload["on"])


def _add_name(db: Database, unit: str, name: str, kind: str, since: str | None) -> None:
    db.run(
        "insert into unit_name (unit, position, name, folded, kind, since) values"
        " (:unit, (select count(*) from unit_name where unit = :unit), :name, :folded, :kind, :since)",
        unit=unit,
        name=name,
        folded=search_form(name),
        kind=kind,
        since=since,
    )


def _add_code(db: Database, unit: str, code: str, kind: str, since: str | None) -> None:
    db.run(
        "insert into unit_code (unit, position, code, key, kind, since) values"
        " (:unit, (select count(*) from unit_code where unit = :unit), :code, :key, :kind, :since)",
        unit=unit,
        code=code,
        key=credit_code.normalise(code),
        kind=kind,
        since=since,
    )


def _look_at_unit_again(db: Database, unit: str) -> None:
    """All names and codes ever borne find its records, so the index has to see them anew."""
    db.run("insert into outbox (record) select record from record_unit where unit = :unit", unit=unit)


UNIT_PROJECTIONS: dict[str, Callable[[Database, Event, Payload], None]] = {
    "unit-registered": _unit_registered,
    "unit-renamed": _unit_renamed,
    "unit-recoded": _unit_recoded,
    "unit-aliased": _unit_aliased,
    "unit-moved": _unit_moved,
    "unit-merged": _unit_merged,
    "unit-closed": _unit_closed,
}
