"""Applying a corrected triage list: row by row, each for itself, repeatable, and never over another's head."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archive.access.triage import best_suggestion, with_confirmed
from archive.errors import N_, ArchiveError, FieldInvalid
from archive.ingest.corrections import Corrected, Overtaken, contest, remembering
from archive.ingest.triage_table import FilledRow, read_filled
from archive.model.confirmation import Correction
from archive.model.dates import find_date, find_dates

if TYPE_CHECKING:
    from archive.model.record import Record
    from archive.store import Store
    from archive.transaction import Transaction

__all__ = ["AppliedRow", "Describe", "apply_table"]

_REASON = "confirmed in the triage list {name}"
_LOST = re.compile(r"\d(?:\.\d*)?[eE]\+?\d+|\d{15}0{1,6}(?:\.0)?")
"""What programs make of a long number: an exponent, or zeros after the fifteenth digit."""

Describe = Callable[["Record", Mapping[str, str], str, Callable[["Transaction"], None]], None]
"""Makes a correction (`archive.preserve.curate.describe`): record, changes, reason, what to do first."""


@dataclass(frozen=True, slots=True)
class AppliedRow:
    """What became of one row."""

    line: int
    record: str
    name: str
    """File name, as in the table."""
    outcome: Literal["done", "unchanged", "refused"]
    changes: Mapping[str, str]
    """What was, or would have been, corrected."""
    error: ArchiveError | None = None
    """Why it was refused, None where somebody else's correction is why."""
    since: tuple[Correction, ...] = ()
    """Corrections that somebody else made since the list was written."""
    remembered: str | None = None
    """The printed name that from now on means the unit."""


def apply_table(store: Store, path: Path, describe: Describe) -> Iterator[AppliedRow]:
    """Apply the rows of a list that was exported, as the iteration goes, each in a transaction of its own.

    A row changes what it says otherwise than the record; an empty cell changes nothing. A second run of the same
    list therefore changes nothing, and one that was interrupted goes on. Raises as `read_filled`.
    """
    for row in read_filled(path):
        yield _apply(store, row, path.name, describe)


def _apply(store: Store, row: FilledRow, table: str, describe: Describe) -> AppliedRow:
    record = store.catalogue.record(row.record)
    if record is None:
        error = FieldInvalid(field="record", value=row.record, reason=N_("there is no such record here"))
        return AppliedRow(row.line, row.record, row.name, "refused", {}, error)
    wanted: dict[str, str] = {}
    told = Corrected()
    try:
        wanted = _wanted(store, record, row)
        if not wanted:
            return AppliedRow(row.line, row.record, row.name, "unchanged", {})
        reason = row.reason or _REASON.format(name=table)
        describe(record, wanted, reason, remembering(store, record, wanted, reason, row.position, told))
    except Overtaken as overtaken:
        contest(store, record.id, wanted, row.reason or _REASON.format(name=table), row.position)
        return AppliedRow(row.line, row.record, row.name, "refused", wanted, since=overtaken.since)
    except ArchiveError as error:
        return AppliedRow(row.line, row.record, row.name, "refused", wanted, error)
    return AppliedRow(row.line, row.record, row.name, "done", wanted, remembered=told.remembered)


def _wanted(store: Store, record: Record, row: FilledRow) -> dict[str, str]:
    """Field -> value, of all that the row says otherwise than the record."""
    fields = dict(row.fields)
    if row.accept:
        fields = {**_suggested(store, record, fields), **fields}
    return {field: value for field, value in fields.items() if not _is_so(store, record, field, _whole(field, value))}


def _suggested(store: Store, record: Record, fields: Mapping[str, str]) -> dict[str, str]:
    """What is accepted of the suggestions: for unit and category, where the record has none and the row names none."""
    accepted: dict[str, str] = {}
    record = with_confirmed(store, record)
    for field, known in (("unit", record.units), ("category", record.category)):
        if known or field in fields:
            continue
        best = best_suggestion(record, field)
        if best is None:
            raise FieldInvalid(field=field, value="", reason=N_("no one suggestion is surest; write what it is"))
        ref = store.catalogue.unit_ref(best.value) if field == "unit" else None
        accepted[field] = best.value if ref is None else ref.code
    return accepted


def _whole(field: str, value: str) -> str:
    """The value if no program has spoiled it. Raises FieldInvalid."""
    if field in {"unit", "doc_no"} and _LOST.fullmatch(value):
        raise FieldInvalid(field=field, value=value, reason=N_("a program has cut off its digits; write it as text"))
    return value


def _dues(value: str) -> list[tuple[str, str]]:
    """What is due and the day, of each part, as a correction reads them; a part without a day is like no due date."""
    dues: list[tuple[str, str]] = []
    for part in value.replace("；", ";").split(";"):
        found = next(find_dates(part), None)
        if found is not None:
            dues.append(((part[: found.start] + part[found.end :]).strip(" :："), found.iso))
        elif part.strip():
            dues.append((part, ""))
    return dues


def _is_so(store: Store, record: Record, field: str, value: str) -> bool:
    if field == "unit":
        names = [name.strip() for name in value.replace("，", ",").split(",") if name.strip()]
        return [store.find_unit(name).id for name in names] == [unit.id for unit in record.units]
    if field == "category":
        return store.find_category(value).key == record.category
    if field == "due":
        return _dues(value) == [(due.item, due.date) for due in record.dues]
    if field == "date":
        return record.date is not None and find_date(value) == record.date
    return value == ((record.title if field == "title" else record.doc_no) or "")
