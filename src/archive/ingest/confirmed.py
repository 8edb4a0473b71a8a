"""What clerks confirm is used again: a name printed on a form that a person said means a registered unit.

The rule is exact: the same name (folded as units' names are), in the addressee's place of a form, which no
registered unit bears. Confirmed for one unit, it means that unit, visibly: the decision says who confirmed it,
when and for which record. Confirmed for several, it is a suggestion for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from archive.errors import N_, FieldInvalid, ReasonMissing
from archive.ingest.place import ENOUGH
from archive.model.event import Confirmed, Unconfirmed
from archive.model.placement import Proposal
from archive.text.fold import search_form

if TYPE_CHECKING:
    from archive.model.record import Record
    from archive.model.unit import Unit
    from archive.store import Store
    from archive.transaction import Transaction

__all__ = ["BY", "CONFIDENCE", "confirm", "forget", "name_to_confirm", "remembered"]

BY = "confirmed"
"""Stands as the author of decisions that rest on a confirmation."""
CONFIDENCE = 0.95
"""Of a name confirmed for one unit; never more than the recogniser's own that it stands in the addressee's place."""
_DOUBT = 0.6
"""Of each unit where a name was confirmed for several."""
_NOT_FORMS = frozenset({"folder", "person", BY})

Proposals = Iterable[tuple[str, Proposal]]


def remembered(store: Store, proposals: Proposals) -> tuple[tuple[str, Proposal], ...]:
    """The proposals, with names that were confirmed earlier standing for the units that they mean."""
    told: list[tuple[str, Proposal]] = []
    for by, proposal in proposals:
        meant = _meant(store, proposal) if proposal.field == "unit_name" else ()
        if len(meant) != 1:
            told.append((by, proposal))
        told.extend((BY, each) for each in meant)
    return tuple(told)


def _meant(store: Store, proposal: Proposal) -> tuple[Proposal, ...]:
    if proposal.confidence < ENOUGH or store.units().by_name(proposal.value):
        return ()
    found = store.catalogue.confirmations(search_form(proposal.value))
    confidence = min(CONFIDENCE, proposal.confidence) if len(found) == 1 else _DOUBT
    return tuple(
        Proposal(
            "unit",
            each.unit,
            confidence,
            f"{proposal.reason}: {proposal.value} was confirmed by {each.by}"
            f" on {each.time[:10]} for record {each.record}",
        )
        for each in found
    )


def name_to_confirm(record: Record) -> str | None:
    """The one unregistered name that the form of a waiting record gives in the addressee's place, None if none does."""
    names = {
        search_form(each.value): each.value
        for each in record.suggestions
        if each.field == "unit_name" and each.by not in _NOT_FORMS and each.confidence >= ENOUGH
    }
    return next(iter(names.values())) if len(names) == 1 else None


def confirm(tx: Transaction, record: Record, unit: Unit, reason: str) -> str | None:
    """Remember, as part of the correction that files `record` to `unit`, what its form calls the unit.

    The name that is remembered, or None where there is none, the unit bears it, or it was confirmed already.
    """
    name = name_to_confirm(record)
    if name is None or search_form(name) in {search_form(each.name) for each in unit.names}:
        return None
    if any(each.unit == unit.id for each in tx.catalogue.confirmations(search_form(name))):
        return None
    confirmed: Confirmed = {"field": "unit_name", "value": name, "record": record.id, "reason": reason}
    tx.append("confirmed", unit.id, confirmed)
    return name


def forget(store: Store, unit: Unit, name: str, *, reason: str) -> None:
    """Take a confirmation back; records that were filed by it stay where they are.

    Raises ReasonMissing, or FieldInvalid where the name was not confirmed for this unit.
    """
    if not reason.strip():
        raise ReasonMissing
    with store.transaction() as tx:
        if not any(each.unit == unit.id for each in tx.catalogue.confirmations(search_form(name))):
            raise FieldInvalid(field="name", value=name, reason=N_("it was not confirmed for this unit"))
        taken_back: Unconfirmed = {"field": "unit_name", "value": name, "reason": reason}
        tx.append("unconfirmed", unit.id, taken_back)
