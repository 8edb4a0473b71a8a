"""Corrections: what a person says of a record after it was filed. Each is an event with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from archive.errors import N_, FieldInvalid, ReasonMissing, RecordUnread, RecordWithheld, StateForbids
from archive.model.dates import find_date, find_dates
from archive.model.event import Described, DueData, Fields, Linked, Reasoned, Superseded
from archive.model.placement import DETAILS, REPEATED, SOURCES
from archive.model.record import Record, State
from archive.preserve.holds import refuse_held
from archive.preserve.second_person import ask_second

if TYPE_CHECKING:
    from archive.store import Store
    from archive.transaction import Transaction

__all__ = ["FIELDS", "describe", "reinstate", "withdraw"]

FIELDS = (
    "unit", "category", "title", "doc_no", "date", "due", "source", "supersedes", "supersedes_on", "attachment_of",
    "distinct_from", *sorted(DETAILS)
)  # fmt: skip
"""What `describe` changes; several units are parted by commas. An empty value empties the field.
`due` is a day, or several parted by semicolons, each with what is due before it.
`supersedes` names the record that this one replaces, `supersedes_on` the day from which it does,
`attachment_of` the record to which it belongs, `distinct_from` one with the same number that is another document."""

_RELATIONS = {"attachment_of": "attachment-of", "distinct_from": "distinct-from"}
"""Fields that name another record, and the links that they make."""

_SOURCE_WORDS = {
    "企业": "enterprise", "职工": "employees", "员工": "employees", "政府": "government", "协会": "association",
    "行业协会": "association", "第三方": "association", "公众": "public", "群众": "public", "社会公众": "public",
    "媒体": "media",
}  # fmt: skip

_ROWS = 256
"""Rows that are read at once."""
_OPEN = (State.FILED, State.UNFILED)


def describe(
    store: Store,
    record: Record,
    changes: Mapping[str, str],
    *,
    reason: str,
    first: Callable[[Transaction], None] | None = None,
) -> None:
    """Correct fields of a record. What it becomes filed to follows from unit and category.

    `first` is called at the beginning of the transaction: what it raises leaves everything as it was, what it
    appends becomes durable together with the correction.

    Raises ReasonMissing, RecordUnread, StateForbids unless it is filed or unfiled, FieldInvalid, UnitUnknown,
    UnitAmbiguous or CategoryUnknown; then nothing is changed. Raises SecondPersonNeeded under a hold that asks for two
    people: what the first one wants is recorded, and the same correction by another account is made.
    """
    _require(record, reason, _OPEN)
    payload: Described = {"reason": reason, "fields": {}}
    superseded: str | None = None
    links: list[Linked] = []
    since: str | None = None
    for field, value in changes.items():
        if field == "unit":
            payload["units"] = _units(store, value)
        elif field == "category":
            payload["category"] = store.find_category(value).key if value else None
        elif field == "supersedes":
            superseded = _superseded(store, record, value)
        elif field in _RELATIONS:
            links.append({"type": _RELATIONS[field], "record": _other(store, record, field, value), "doc_no": None})
        elif field == "supersedes_on":
            since = _date(field, value)
        else:
            _add_field(payload["fields"], field, value)
    ask_second(store, record, changes, reason)
    with store.transaction() as tx:
        if first is not None:
            first(tx)
        if payload["fields"] or "units" in payload or "category" in payload:
            tx.append("described", record.id, payload)
        if superseded is not None:
            for old, new in [(superseded, record.id), *_rows_replaced(tx, superseded, record.id)]:
                replaced: Superseded = {"by": new, "on": since, "reason": reason}
                tx.append("superseded", old, replaced)
        for link in links:
            tx.append("linked", record.id, {**link, "reason": reason})


def withdraw(store: Store, record: Record, *, reason: str) -> None:
    """Take a wrongly filed record out of search, dossiers and exports at once; `reinstate` brings it back.

    The rows of a register go with it, for they are its words. Members and attachments stay: they are documents.
    Raises ReasonMissing, RecordUnread, StateForbids, or RecordHeld while a hold is on it.
    """
    _require(record, reason, _OPEN)
    refuse_held(store, record.id, today=store.clock().date().isoformat())
    _change(store, record, "withdrawn", reason, _OPEN)


def reinstate(store: Store, record: Record, *, reason: str) -> None:
    """Undo a withdrawal, also of the rows that went with a register. Raises ReasonMissing or StateForbids."""
    _change(store, record, "reinstated", reason, (State.WITHDRAWN,))


def _change(store: Store, record: Record, kind: Any, reason: str, allowed: tuple[State, ...]) -> None:
    _require(record, reason, allowed)
    payload: Reasoned = {"reason": reason}
    with store.transaction() as tx:
        tx.append(kind, record.id, payload)
        for row in _rows_with(tx, record.id, kind):
            tx.append(kind, row, Reasoned({"reason": reason, "register": record.id}))


def _rows_with(tx: Transaction, register: str, kind: str) -> list[str]:
    """The rows of a register that go out or come back with it; one that was withdrawn by itself stays out."""
    rows = []
    for start in range(0, len(found := tx.catalogue.rows_of(register)), _ROWS):
        for row in tx.catalogue.records(found[start : start + _ROWS]).values():
            if kind == "withdrawn":
                if row.state in _OPEN:
                    rows.append(row.id)
            elif row.state is State.WITHDRAWN and _went_with(tx, row.id) == register:
                rows.append(row.id)
    return rows


def _went_with(tx: Transaction, row: str) -> str | None:
    last = [event.payload for event in tx.catalogue.events_of(row) if event.kind == "withdrawn"][-1]
    return None if last is None else last.get("register")


def _rows_replaced(tx: Transaction, register: str, by: str) -> list[tuple[str, str]]:
    """The rows of a register that another supersedes, each with what takes its place: the row with its words, or with
    its number, else the register itself. One that was superseded before is left.
    """
    words: dict[tuple[object, ...], str] = {}
    numbers: dict[str, str] = {}
    for row in _rows(tx, by):
        words.setdefault(_said(row), row.id)
        if row.doc_no is not None:
            numbers.setdefault(row.doc_no, row.id)
    return [
        (row.id, words.get(_said(row)) or numbers.get(row.doc_no or "") or by)
        for row in _rows(tx, register)
        if row.superseded_by is None
    ]


def _rows(tx: Transaction, register: str) -> Iterator[Record]:
    """Its rows that are live."""
    found = tx.catalogue.rows_of(register)
    for start in range(0, len(found), _ROWS):
        yield from (row for row in tx.catalogue.records(found[start : start + _ROWS]).values() if row.state in _OPEN)


def _said(row: Record) -> tuple[object, ...]:
    return (row.title, row.date, row.doc_no, tuple(unit.id for unit in row.units))


def _require(record: Record, reason: str, allowed: tuple[State, ...]) -> None:
    if not reason.strip():
        raise ReasonMissing
    if record.state is State.ISOLATED:
        raise RecordWithheld(record=record.id)
    if record.state is State.RECEIVED:
        raise RecordUnread(record=record.id)
    if record.state not in allowed:
        raise StateForbids(record=record.id, state=record.state)


def _units(store: Store, value: str) -> list[str]:
    names = [name.strip() for name in value.replace("，", ",").split(",") if name.strip()]
    units = [store.find_unit(name).id for name in names]
    return list(dict.fromkeys(units))


def _add_field(fields: Fields, field: str, value: str) -> None:
    """Put what `value` says of `field` into the fields of the correction."""
    if field not in DETAILS:
        fields.update(_field(field, value))
        return
    several = [each.strip() for each in value.replace("；", ";").split(";")] if field in REPEATED else [value.strip()]
    values: list[str | None] = [each for each in several if each]
    details = fields.setdefault("details", [])
    details.extend({"field": field, "value": each} for each in values or [None])


def _field(field: str, value: str) -> Fields:
    if field == "date":
        return {"date": _date(field, value)}
    if field == "due":
        return {"dues": [_due(each) for each in value.replace("；", ";").split(";") if each.strip()]}
    if field == "title":
        return {"title": value or None}
    if field == "doc_no":
        return {"doc_no": value or None}
    if field == "source":
        return {"source": _source(value)}
    raise FieldInvalid(field=field, value=value, reason=N_("there is no such field"))


def _source(value: str) -> str | None:
    """A source by its key or its Chinese word."""
    wanted = _SOURCE_WORDS.get(value, value) or None
    if wanted is not None and wanted not in SOURCES:
        raise FieldInvalid(
            field="source",
            value=value,
            reason=N_("a source is enterprise, employees, government, association, public or media"),
        )
    return wanted


def _due(value: str) -> DueData:
    """`2024-05-20`, or what is due before the day: `第3项 2024-05-20`."""
    found = next(find_dates(value), None)
    if found is None:
        raise FieldInvalid(field="due", value=value, reason=N_("a date is written YYYY-MM-DD"))
    return {"item": (value[: found.start] + value[found.end :]).strip(" :："), "date": found.iso}


def _date(field: str, value: str) -> str | None:
    iso = find_date(value) if value else None
    if value and iso is None:
        raise FieldInvalid(field=field, value=value, reason=N_("a date is written YYYY-MM-DD"))
    return iso


def _superseded(store: Store, record: Record, reference: str) -> str:
    other = _other(store, record, "supersedes", reference)
    if other in store.catalogue.successors(record.id):
        raise FieldInvalid(field="supersedes", value=reference, reason=N_("that record supersedes this one already"))
    return other


def _other(store: Store, record: Record, field: str, reference: str) -> str:
    found = store.catalogue.resolve(reference)
    if len(found) != 1 or found[0] == record.id:
        raise FieldInvalid(field=field, value=reference, reason=N_("name exactly one other record"))
    return found[0]
