"""Rows: those of a register that concern a registered unit become records of their own.

A row's record shares the register's original, has its own text, and is filed in the same transaction as
the register, so that it exists with it or not at all. What else the register says stays its text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.catalogue.enclosed import RowWords
from archive.errors import N_
from archive.hooks.contracts import UnitDirectory
from archive.ingest.describe import described
from archive.ingest.place import ENOUGH, Placement, Statements, decide
from archive.model.doc_number import doc_number_key
from archive.model.event import (
    Accessioned,
    DecisionData,
    DeliveryData,
    Fields,
    LinkData,
    Parsed,
    Placed,
    Superseded,
)
from archive.model.placement import Description, Proposal, RowProposal

if TYPE_CHECKING:
    from archive.model.unit import Unit
    from archive.transaction import Transaction

__all__ = ["MOST_ROWS", "RowPlan", "Rows", "add_rows", "plan_rows"]

MOST_ROWS = 20_000
_SAID_AGAIN = N_("a later register says the same")
_NAMED = 5
"""Unregistered names that a remark gives."""
_UNFIT = re.compile("[\ud800-\udfff\0\r\n]+")
_TEXT = 100_000
_UNIT_FIELDS = frozenset({"unit_code", "unit", "unit_name"})


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A row that becomes a record."""

    sheet: str
    number: int
    text: str
    units: tuple[str, ...]
    category: str
    fields: Fields
    decisions: tuple[DecisionData, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """What becomes of a register's rows."""

    plans: tuple[RowPlan, ...] = ()
    suggestions: tuple[DecisionData, ...] = ()
    """What is to be said of the rows that stay text."""


def plan_rows(
    answers: Sequence[tuple[str, Description]],
    register: Placement,
    units: UnitDirectory,
    unit_by_id: Callable[[str], Unit | None],
    category_key: Callable[[str], str | None],
) -> Rows:
    """Which rows become records, and where each belongs. Of two that claim one place in a sheet, the first counts."""
    told = [(by, row) for by, answer in answers for row in answer.rows]
    if not told:
        return Rows()
    plans: dict[tuple[str, int], RowPlan] = {}
    strange: dict[str, int] = {}
    directory = _Remembering(units)
    for by, row in told[:MOST_ROWS]:
        placement = _placed(by, row, register, directory, unit_by_id, category_key)
        if placement.units and placement.category is not None:
            plans.setdefault((row.sheet, row.number), _plan(by, row, placement))
        elif _units(row):
            name = next((each.value for each in _units(row) if each.field != "unit"), "?")
            strange[name] = strange.get(name, 0) + 1
    remarks = [*_of_strange(told[0][0], strange)]
    if len(told) > MOST_ROWS:
        words = f"records were made of the first {MOST_ROWS} rows of {len(told)}; the others are text of the register"
        remarks.append(_remark(told[0][0], str(len(told) - MOST_ROWS), words))
    return Rows(tuple(plans.values()), tuple(remarks))


def _placed(
    by: str,
    row: RowProposal,
    register: Placement,
    units: UnitDirectory,
    unit_by_id: Callable[[str], Unit | None],
    category_key: Callable[[str], str | None],
) -> Placement:
    """Where the row belongs by its own words, else by its register's; no unit where its own is not registered."""
    where = _where(row)
    said = [(by, each) for each in _units(row)]
    said_of_units = bool(said)
    if row.category is not None:
        said.append((by, Proposal("category", row.category, 1.0, where)))
    placement = decide(Statements(proposals=tuple(said)), units, unit_by_id, category_key)
    decisions = list(placement.decisions)
    own, category = placement.units, placement.category
    if not own and not said_of_units:
        own = register.units
        decisions += [_decision("unit", unit, f"{where}, in a register of this unit") for unit in own]
    if category is None and row.category is None and register.category is not None:
        category = register.category
        decisions.append(_decision("category", category, f"{where}, in a register of this category"))
    return Placement(units=own, category=category, decisions=tuple(decisions))


def _plan(by: str, row: RowProposal, placement: Placement) -> RowPlan:
    where = _where(row)
    text = _clean(row.text)
    values = (("title", row.title or text[:80]), ("doc_no", row.doc_no or ""), ("date", row.date or ""))
    proposals = tuple(Proposal(name, _clean(value), 1.0, where) for name, value in values if value)
    answer = Description(proposals=(*proposals, *row.proposals), people=row.people, dues=row.dues)
    fields, decisions, _ = described((), ((by, answer),))
    assert placement.category is not None
    return RowPlan(
        sheet=_clean(row.sheet),
        number=row.number,
        text=text,
        units=placement.units,
        category=placement.category,
        fields=fields,
        decisions=(*placement.decisions, *decisions),
    )


def _units(row: RowProposal) -> tuple[Proposal, ...]:
    return tuple(each for each in row.proposals if each.field in _UNIT_FIELDS)


def _where(row: RowProposal) -> str:
    return f"row {row.number} of the sheet {_clean(row.sheet)}" if row.sheet else f"row {row.number}"


def _of_strange(by: str, strange: dict[str, int]) -> Iterable[DecisionData]:
    if strange:
        names = ", ".join(list(strange)[:_NAMED]) + (", …" if len(strange) > _NAMED else "")
        count = sum(strange.values())
        yield _remark(by, str(count), f"{count} rows name units that are not registered: {names}")


def _remark(by: str, value: str, reason: str) -> DecisionData:
    return {"field": "rows", "value": value, "by": by, "confidence": 0.5, "reason": _clean(reason)}


def _decision(field: str, value: str, reason: str) -> DecisionData:
    return {"field": field, "value": value, "by": "register", "confidence": ENOUGH, "reason": reason}


def _clean(text: str) -> str:
    return _UNFIT.sub(" ", text)[:_TEXT]


class _Remembering:
    """A directory that is asked once for each name and code: a register names one unit a thousand times."""

    def __init__(self, units: UnitDirectory) -> None:
        self._units = units
        self._codes: dict[str, Unit | None] = {}
        self._names: dict[str, Sequence[Unit]] = {}

    def by_code(self, code: str) -> Unit | None:
        if code not in self._codes:
            self._codes[code] = self._units.by_code(code)
        return self._codes[code]

    def by_name(self, name: str) -> Sequence[Unit]:
        if name not in self._names:
            self._names[name] = self._units.by_name(name)
        return self._names[name]


# Inside the commit


def add_rows(
    tx: Transaction, register: str, accession: Accessioned, parsed: Parsed, plans: Iterable[RowPlan]
) -> tuple[str, ...]:
    """Make records of the rows, filed at once; their ids. What another register on the same bytes gave is not repeated.

    A row that a register before had word by word takes the place of that one: a list that is kept on and handed
    in every month would otherwise tell everything twelve times. `parsed` is how the register was read.
    """
    plans = tuple(plans)
    before = tx.catalogue.dated_rows(sorted({plan.units[0] for plan in plans})) if plans else {}
    known = tx.catalogue.rows_on(accession["original"]["sha256"]) if plans else frozenset()
    records = []
    for plan in plans:
        key = hashlib.sha256(f"row\0{register}\0{plan.sheet}\0{plan.number}".encode()).hexdigest()
        if (plan.sheet, plan.number, plan.units[0]) in known or tx.catalogue.delivery(key) is not None:
            continue
        record = tx.new_id()
        row: Accessioned = {
            "original": accession["original"],
            "delivery": _delivery(accession["delivery"], register, plan, key),
            "row": {"record": register, "sheet": plan.sheet, "number": plan.number},
        }
        tx.append("accessioned", record, row)
        tx.append("parsed", record, _parsed(parsed, tx.put_text(plan.text), len(plan.text)))
        tx.append("placed", record, _placed_data(register, plan))
        records.append(record)
        same = before.get(_words_of(plan))
        if same is not None:
            tx.append("superseded", same, Superseded({"by": record, "on": None, "reason": _SAID_AGAIN}))
    return tuple(records)


def _words_of(plan: RowPlan) -> RowWords:
    number = plan.fields.get("doc_no")
    return RowWords(
        plan.units[0],
        plan.category,
        hashlib.sha256(plan.text.encode()).hexdigest(),
        plan.fields.get("date"),
        None if number is None else doc_number_key(number),
    )


def _delivery(of: DeliveryData, register: str, plan: RowPlan, key: str) -> DeliveryData:
    return {
        "key": key,
        "inbox": f"record:{register}",
        "path": f"{plan.sheet}/{plan.number}",
        "path_b64": None,
        "device": 0,
        "inode": 0,
        "mtime_ns": 0,
        "ctime_ns": 0,
        "size": of["size"],
        "links": 0,
        "depositor": of["depositor"],
        "folder_unit": None,
        "folder_category": None,
        "folders_ignored": [],
    }


def _parsed(register: Parsed, text: str, characters: int) -> Parsed:
    return {
        "outcome": "ok",
        "media_type": register["media_type"],
        "parser": register["parser"],
        "version": register["version"],
        "attempts": [],
        "reason": None,
        "text": text,
        "characters": characters,
        "pages": None,
        "metadata": {},
        "warnings": [],
    }


def _placed_data(register: str, plan: RowPlan) -> Placed:
    link: LinkData = {"type": "row-of", "record": register, "doc_no": None}
    return {
        "state": "filed",
        "reason": None,
        "units": list(plan.units),
        "category": plan.category,
        "fields": Fields({**plan.fields, "links": [link]}),
        "decisions": list(plan.decisions),
        "suggestions": [],
    }
