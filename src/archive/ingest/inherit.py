"""Inheriting: an attachment that says nothing itself belongs where the document is that it came with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.errors import N_
from archive.ingest.place import ENOUGH, Placement
from archive.model.event import Accessioned, DecisionData
from archive.model.record import State

if TYPE_CHECKING:
    from archive.catalogue import Catalogue
    from archive.model.record import Record

__all__ = ["BY", "inherited"]

BY = "parent"
"""Stands as the author of decisions that rest on the document around."""
_UNIT = N_("it names no unit, and the document that it came with is filed to this one")
_CATEGORY = N_("it names no category, and the document that it came with is of this one")


def inherited(placement: Placement, accession: Accessioned, catalogue: Catalogue) -> Placement:
    """The placement, filled from the document around where neither the child's folders nor its form speak.

    Only of attachments: what lies in a plain container is there for reasons that nobody knows. A child whose
    own words contradict each other, or name a unit that is not registered, waits for a person.
    """
    within = accession.get("within")
    if within is None or within["inside"] != "document":
        return placement
    if placement.reason not in ("no-unit", "no-category"):
        return placement
    parent = catalogue.record(within["record"])
    if parent is None or parent.state is not State.FILED:
        return placement
    return _category(_units(placement, parent), parent)


def _units(placement: Placement, parent: Record) -> Placement:
    if placement.units:
        return placement
    decisions = tuple(_decision("unit", unit.id, _UNIT) for unit in parent.units)
    return replace(
        placement,
        units=tuple(unit.id for unit in parent.units),
        reason=None if placement.category is not None else "no-category",
        decisions=(*placement.decisions, *decisions),
    )


def _category(placement: Placement, parent: Record) -> Placement:
    """Also the category, unless the child names another unit than its document."""
    shared = {unit.id for unit in parent.units} & set(placement.units)
    if placement.category is not None or parent.category is None or not shared:
        return placement
    decision = _decision("category", parent.category, _CATEGORY)
    decided = (*placement.decisions, decision)
    return replace(placement, category=parent.category, reason=None, decisions=decided)


def _decision(field: str, value: str, reason: str) -> DecisionData:
    return {"field": field, "value": value, "by": BY, "confidence": ENOUGH, "reason": reason}
