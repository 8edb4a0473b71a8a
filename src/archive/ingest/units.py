"""Registering units and recording what changes about them: each change is one dated event."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from archive.errors import (
    N_,
    CreditCodeInvalid,
    FieldInvalid,
    UnitExists,
    UsageInvalid,
)
from archive.model import credit_code
from archive.model.dates import find_date
from archive.model.event import UnitAliased, UnitClosed, UnitMerged, UnitMoved, UnitRecoded, UnitRegistered, UnitRenamed
from archive.model.unit import CodeKind, Unit, UnitKind
from archive.text.fold import search_form

if TYPE_CHECKING:
    from archive.store import Store
    from archive.transaction import Transaction

__all__ = ["alias", "close", "merge", "move", "recode", "register", "rename"]


def register(
    store: Store,
    name: str,
    *,
    code: str | None,
    local: str | None = None,
    kind: UnitKind = UnitKind.ENTERPRISE,
    parent: str | None = None,
    aliases: Sequence[str] = (),
    since: str | None = None,
) -> Unit:
    """Register a unit by its credit code (`code`) or, until it is known, by a code of the office's own (`local`).

    `parent` is a reference to a registered unit. Raises CreditCodeInvalid, UnitExists if the code or
    the name is taken, FieldInvalid for an empty name or neither code.
    """
    name = _checked_name(name)
    with store.transaction() as tx:
        checked, code_kind = _checked_code(tx, code, local)
        _refuse_taken(tx.catalogue.units_by_name(search_form(name)), name)
        unit = tx.new_id("u-")
        payload: UnitRegistered = {
            "code": checked,
            "code_kind": code_kind,
            "name": name,
            "kind": UnitKind(kind),
            "parent": None if parent is None else store.find_unit(parent).id,
            "aliases": [_checked_name(each) for each in aliases],
            "since": _checked_date("since", since),
        }
        tx.append("unit-registered", unit, payload)
    return _read(store, unit)


def rename(store: Store, reference: str, name: str, *, since: str | None = None, reason: str | None = None) -> Unit:
    """Give the unit a new name from a day on; the old one stays findable."""
    unit = store.find_unit(reference)
    payload: UnitRenamed = {"name": _checked_name(name), "since": _checked_date("since", since), "reason": reason}
    with store.transaction() as tx:
        others = [each for each in tx.catalogue.units_by_name(search_form(name)) if each.id != unit.id]
        _refuse_taken(others, name)
        tx.append("unit-renamed", unit.id, payload)
    return _read(store, unit.id)


def recode(
    store: Store, reference: str, code: str, *, local: bool = False, since: str | None = None, reason: str | None = None
) -> Unit:
    """Give the unit another code; the old one stays findable."""
    unit = store.find_unit(reference)
    with store.transaction() as tx:
        checked, kind = _checked_code(tx, None if local else code, code if local else None)
        payload: UnitRecoded = {
            "code": checked,
            "code_kind": kind,
            "since": _checked_date("since", since),
            "reason": reason,
        }
        tx.append("unit-recoded", unit.id, payload)
    return _read(store, unit.id)


def alias(store: Store, reference: str, name: str) -> Unit:
    """Add a name by which documents and people also mean this unit."""
    unit = store.find_unit(reference)
    payload: UnitAliased = {"alias": _checked_name(name)}
    if search_form(name) not in {search_form(each.name) for each in unit.names}:
        with store.transaction() as tx:
            tx.append("unit-aliased", unit.id, payload)
    return _read(store, unit.id)


def move(store: Store, reference: str, *, parent: str | None, kind: UnitKind | None = None) -> Unit:
    """Put the unit under another one, or say of what kind it is."""
    unit = store.find_unit(reference)
    above = None if parent is None else store.find_unit(parent).id
    if above is not None and unit.id in _line(store, above):
        raise FieldInvalid(field="parent", value=parent, reason=N_("a unit cannot stand below itself"))
    payload: UnitMoved = {"parent": above, "kind": UnitKind(kind or unit.kind)}
    with store.transaction() as tx:
        tx.append("unit-moved", unit.id, payload)
    return _read(store, unit.id)


def merge(store: Store, reference: str, into: str, *, on: str | None = None, reason: str | None = None) -> Unit:
    """Record that `into` took the unit over: new documents addressed to it go there, its dossier shows there."""
    unit, heir = store.find_unit(reference), store.find_unit(into)
    if unit.id in {heir.id, store.catalogue.successor(heir).id}:
        raise FieldInvalid(field="into", value=into, reason=N_("a unit cannot be merged into itself"))
    payload: UnitMerged = {"into": heir.id, "on": _checked_date("on", on), "reason": reason}
    with store.transaction() as tx:
        tx.append("unit-merged", unit.id, payload)
    return _read(store, unit.id)


def close(store: Store, reference: str, *, on: str | None = None, reason: str | None = None) -> Unit:
    """Record that the unit has ended; its dossier stays."""
    unit = store.find_unit(reference)
    payload: UnitClosed = {"on": _checked_date("on", on), "reason": reason}
    with store.transaction() as tx:
        tx.append("unit-closed", unit.id, payload)
    return _read(store, unit.id)


def _read(store: Store, unit: str) -> Unit:
    found = store.catalogue.unit(unit)
    assert found is not None, "it was registered just now"
    return found


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not search_form(name):
        raise FieldInvalid(field="name", value=name, reason=N_("a name needs letters, digits or characters"))
    return name


def _checked_code(tx: Transaction, code: str | None, local: str | None) -> tuple[str, CodeKind]:
    if (code is None) == (local is None):
        raise UsageInvalid(reason=N_("A unit needs one code: its credit code (--code) or a local one (--local)"))
    if code is not None:
        checked = credit_code.normalise(code)
        fault = credit_code.check(checked)
        if fault is not None:
            raise CreditCodeInvalid(value=code, reason=fault)
    else:
        checked = " ".join(unicodedata.normalize("NFKC", local or "").split())
        if not credit_code.normalise(checked):
            raise FieldInvalid(field="code", value=local, reason=N_("a code needs letters or digits"))
    _refuse_taken(tx.catalogue.units_by_code(credit_code.normalise(checked)), checked)
    return checked, CodeKind.LOCAL if code is None else CodeKind.USCC


def _refuse_taken(units: Sequence[Unit], reference: str) -> None:
    if units:
        raise UnitExists(reference=reference, code=units[0].code, name=units[0].name)


def _checked_date(field: str, date: str | None) -> str | None:
    if date is None:
        return None
    iso = find_date(date)
    if iso is None:
        raise FieldInvalid(field=field, value=date, reason=N_("a date is written YYYY-MM-DD"))
    return iso


def _line(store: Store, unit: str) -> set[str]:
    """The unit and all above it."""
    seen: set[str] = set()
    at: str | None = unit
    while at is not None and at not in seen:
        seen.add(at)
        found = store.catalogue.unit(at)
        at = None if found is None else found.parent
    return seen
