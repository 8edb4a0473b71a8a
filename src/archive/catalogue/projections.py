"""What an event changes in the tables: the only code that writes part two of the schema.

`project` is called once when an event is appended and once more for every rebuild, so a
rebuilt catalogue equals the live one by construction. It reads nothing but the event and the
tables: no clock, no randomness, no files.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from archive.catalogue.database import Database
from archive.model import credit_code
from archive.model.doc_number import doc_number_key
from archive.model.event import Event
from archive.text.fold import search_form

__all__ = ["TABLES", "project", "reset"]

Payload = Mapping[str, Any]

TABLES = (
    "meta",
    "event_subject",
    "actor",
    "unit",
    "unit_name",
    "unit_code",
    "record",
    "record_unit",
    "record_person",
    "record_due",
    "record_link",
    "record_part",
    "decision",
    "record_alias",
    "delivery",
)
"""The projections that a rebuild must make again row for row. The queue and the outbox
are not among them: they say what is left to do, not what is known."""

_OF_RECORD = ("record_unit", "record_person", "record_due", "record_link", "record_part", "decision")


def reset(db: Database) -> None:
    """Empty every projection, queue and outbox included; outbox positions go on rising."""
    for table in (*TABLES, "queue", "outbox"):
        db.run(f"delete from {table}")  # noqa: S608 - names from the tuple above


def project(db: Database, event: Event) -> None:
    """Apply one event. Of an erased payload nothing is left but that the event happened."""
    db.run("insert into event_subject (subject, seq) values (:subject, :seq)", subject=event.subject, seq=event.seq)
    if event.payload is not None:
        _PROJECTIONS[event.kind](db, event, event.payload)


# Home and actors


def _home_created(db: Database, event: Event, payload: Payload) -> None:  # noqa: ARG001 - one shape for all
    db.run("insert into meta (key, value) values ('home', :home)", home=payload["home"])


def _actor_known(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "insert into actor (id, name, known_by) values (:id, :name, :known_by)",
        id=event.subject,
        name=payload["name"],
        known_by=payload["known_by"],
    )


# Units


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
    _look_again(db, event.subject)


def _placed(db: Database, event: Event, payload: Payload) -> None:
    record = event.subject
    db.run("delete from decision where record = :record", record=record)
    _add_decisions(db, record, payload["decisions"], suggested=0)
    _add_decisions(db, record, payload["suggestions"], suggested=1)
    _set_units(db, record, payload["units"])
    db.run("update record set category = :category where id = :record", record=record, category=payload["category"])
    _set_fields(db, record, payload["fields"])
    _settle(db, record, payload["reason"])


def _described(db: Database, event: Event, payload: Payload) -> None:
    record = event.subject
    changes: dict[str, Any] = dict(payload["fields"])
    if "units" in payload:
        _set_units(db, record, payload["units"])
        changes["unit"] = ", ".join(payload["units"])
    if "category" in payload:
        db.run("update record set category = :category where id = :record", record=record, category=payload["category"])
        changes["category"] = payload["category"]
    _set_fields(db, record, payload["fields"])
    for field, value in changes.items():
        db.run(
            "delete from decision where record = :record and (field = :field or (suggested and field like :more))",
            record=record,
            field=field,
            more=field + "_%",
        )
        decision = {"field": field, "value": _in_words(value), "by": "person", "confidence": 1.0}
        _add_decisions(db, record, [{**decision, "reason": payload["reason"]}], suggested=0)
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
    if reason is None and row["units"] and row["category"] is not None:
        state = "filed"
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
    _relink_number_of(db, record)
    _look_again(db, record)


def _duplicate(db: Database, event: Event, payload: Payload) -> None:
    record = event.subject
    for table in _OF_RECORD:
        db.run(f"delete from {table} where record = :record", record=record)  # noqa: S608 - names from a tuple
    db.run("delete from record where id = :record", record=record)
    db.run("delete from queue where record = :record", record=record)
    db.run("insert into record_alias (id, record) values (:id, :of)", id=record, of=payload["of"])
    _look_again(db, record)


def _isolated(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "update record set state = 'isolated', reason = :mark, text_sha256 = null where id = :record",
        record=event.subject,
        mark=payload["mark"],
    )
    db.run("delete from queue where record = :record", record=event.subject)
    _look_again(db, event.subject)


def _withdrawn(db: Database, event: Event, payload: Payload) -> None:
    db.run(
        "update record set state = 'withdrawn', reason = :reason where id = :record",
        record=event.subject,
        reason=payload["reason"],
    )
    db.run("delete from queue where record = :record", record=event.subject)
    _relink_number_of(db, event.subject)
    _look_again(db, event.subject)


def _reinstated(db: Database, event: Event, payload: Payload) -> None:  # noqa: ARG001 - one shape for all
    _settle(db, event.subject, None)


def _linked(db: Database, event: Event, payload: Payload) -> None:
    _add_links(db, event.subject, [payload])


def _superseded(db: Database, event: Event, payload: Payload) -> None:
    _add_links(
        db, payload["by"], [{"type": "supersedes", "record": event.subject, "doc_no": None, "since": payload["on"]}]
    )
    _look_again(db, event.subject)


# What a record says of itself


def _set_units(db: Database, record: str, units: Iterable[str]) -> None:
    db.run("delete from record_unit where record = :record", record=record)
    db.run_many(
        "insert into record_unit (record, unit, position) values (:record, :unit, :position)",
        [{"record": record, "unit": unit, "position": position} for position, unit in enumerate(units)],
    )


def _set_fields(db: Database, record: str, fields: Payload) -> None:
    for name in ("title", "date", "source"):
        if name in fields:
            db.run(f"update record set {name} = :value where id = :record", record=record, value=fields[name])  # noqa: S608 - names from a tuple
    if "doc_no" in fields:
        _set_number(db, record, fields["doc_no"])
    if "people" in fields:
        _replace(db, "record_person", record, fields["people"], ("name", "role", "certificate"))
    if "dues" in fields:
        _replace(db, "record_due", record, fields["dues"], ("item", "date"))
        earliest = min((due["date"] for due in fields["dues"]), default=None)
        db.run("update record set due = :due where id = :record", record=record, due=earliest)
    if "links" in fields:
        db.run("delete from record_link where record = :record", record=record)
        _add_links(db, record, fields["links"])


def _set_number(db: Database, record: str, number: str | None) -> None:
    before = db.value("select doc_no_key from record where id = :record", record=record)
    key = doc_number_key(number) if number else None
    db.run(
        "update record set doc_no = :number, doc_no_key = :key where id = :record",
        record=record,
        number=number,
        key=key or None,
    )
    for changed in {before, key} - {None, ""}:
        _relink(db, changed)


def _replace(db: Database, table: str, record: str, rows: Iterable[Payload], columns: tuple[str, ...]) -> None:
    db.run(f"delete from {table} where record = :record", record=record)  # noqa: S608 - a name of ours
    names, slots = ", ".join(columns), ", ".join(f":{column}" for column in columns)
    db.run_many(
        f"insert into {table} (record, position, {names}) values (:record, :position, {slots})",  # noqa: S608 - names of ours
        [
            {"record": record, "position": position, **{column: row[column] for column in columns}}
            for position, row in enumerate(rows)
        ],
    )


def _add_links(db: Database, record: str, links: Iterable[Payload]) -> None:
    for link in links:
        key = doc_number_key(link["doc_no"]) if link["doc_no"] else None
        db.run(
            "insert into record_link (record, position, type, target, doc_no, doc_no_key, since) values (:record,"
            " (select coalesce(max(position) + 1, 0) from record_link where record = :record),"
            " :type, :target, :doc_no, :key, :since)",
            record=record,
            type=link["type"],
            target=link["record"],
            doc_no=link["doc_no"],
            key=key if link["record"] is None else None,
            since=link.get("since"),
        )
        if key and link["record"] is None:
            _relink(db, key)


def _relink_number_of(db: Database, record: str) -> None:
    key = db.value("select doc_no_key from record where id = :record", record=record)
    if key:
        _relink(db, key)
    keys = db.rows("select distinct doc_no_key from record_link where record = :record", record=record)
    for row in list(keys):
        if row["doc_no_key"]:
            _relink(db, row["doc_no_key"])


def _relink(db: Database, key: str) -> None:
    """Tie every link that names this number to the record that bears it.

    Numbers such as DH-20240501-003 are unique within a unit only, so both must share one; of
    several that bear it the first accessioned is meant. A link without a target waits.
    """
    db.run(
        "update record_link set target = ("
        " select candidate.id from record candidate"
        " join record_unit theirs on theirs.record = candidate.id"
        " join record_unit ours on ours.unit = theirs.unit and ours.record = record_link.record"
        " where candidate.doc_no_key = :key and candidate.id <> record_link.record"
        " and candidate.state in ('filed', 'unfiled')"
        " order by candidate.seq limit 1)"
        " where doc_no_key = :key",
        key=key,
    )


def _add_decisions(db: Database, record: str, decisions: Iterable[Payload], suggested: int) -> None:
    start = db.value("select coalesce(max(position) + 1, 0) from decision where record = :record", record=record)
    db.run_many(
        "insert into decision (record, position, suggested, field, value, by, confidence, reason)"
        " values (:record, :position, :suggested, :field, :value, :by, :confidence, :reason)",
        [
            {
                "record": record,
                "position": position,
                "suggested": suggested,
                **{key: decision[key] for key in ("field", "value", "by", "confidence", "reason")},
            }
            for position, decision in enumerate(decisions, start)
        ],
    )


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
    """A drawing changes nothing that is known: the event itself is the record of it."""


_PROJECTIONS: dict[str, Callable[[Database, Event, Payload], None]] = {
    "home-created": _home_created,
    "actor-known": _actor_known,
    "unit-registered": _unit_registered,
    "unit-renamed": _unit_renamed,
    "unit-recoded": _unit_recoded,
    "unit-aliased": _unit_aliased,
    "unit-moved": _unit_moved,
    "unit-merged": _unit_merged,
    "unit-closed": _unit_closed,
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
}
