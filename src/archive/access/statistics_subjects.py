"""What the subjects of a figure are called, for following it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.access.chain import role
from archive.model.hazard import split_hazard_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.store import Store

__all__ = ["titles"]


def titles(store: Store, subjects: Sequence[str]) -> dict[str, str]:
    """By id: number and title of a record, of a hidden danger those of its record, name of a unit, whose duty it is."""
    found: dict[str, str] = {}
    records = {each: (split_hazard_id(each) or (each, ""))[0] for each in subjects}
    facts = store.catalogue.hit_facts(sorted(set(records.values())))
    for each in subjects:
        fact = facts.get(records[each])
        if fact is not None:
            unit = "" if fact.unit is None else fact.unit.name
            found[each] = "  ".join(filter(None, (fact.date, unit, fact.doc_no, fact.title or fact.name)))
        elif each.startswith("u-"):
            ref = store.catalogue.unit_ref(each)
            found[each] = each if ref is None else f"{ref.code}  {ref.name}"
        elif each.startswith("d-"):
            duty = store.catalogue.duty(each)
            found[each] = each if duty is None else f"{duty.name}  {role(duty.role).zh}  {duty.since}"
        else:
            found[each] = each
    return found
