"""Deciding who is who: two ids are one person, or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.access.person import find_person
from archive.errors import N_, FieldInvalid, ReasonMissing
from archive.text.fold import search_form

if TYPE_CHECKING:
    from archive.model.event import PeopleDecided
    from archive.store import Store

__all__ = ["decide"]


def decide(store: Store, one: str, other: str, *, same: bool, reason: str) -> tuple[str, str]:
    """Record that two people (ids, or names that fit only one) are one person, or that two ids of one are two people.

    A later decision wins. Returns the two ids. Raises ReasonMissing, PersonUnknown, PersonAmbiguous, or FieldInvalid
    where it is so already.
    """
    if not reason.strip():
        raise ReasonMissing
    first, second = find_person(store, one), find_person(store, other)
    if (set(first.ids) & set(second.ids) != set()) == same:
        why = N_("they are one person already") if same else N_("they are two people already")
        raise FieldInvalid(field=N_("person"), value=other, reason=why)
    ids = (_asked(one, first.id), _asked(other, second.id))
    if ids[0] == ids[1]:
        raise FieldInvalid(field=N_("person"), value=other, reason=N_("give the two ids that are to be parted"))
    payload: PeopleDecided = {
        "other": ids[1],
        "name": _name(store, ids[0], first.names[0]),
        "other_name": _name(store, ids[1], second.names[0]),
        "reason": reason.strip(),
    }
    with store.transaction() as tx:
        tx.append("people-merged" if same else "people-split", ids[0], payload)
    return ids


def _asked(written: str, own: str) -> str:
    """The id that was given, not that of the whole person: a split is of what was named."""
    folded = search_form(written)
    return folded if folded.startswith("n-") else own


def _name(store: Store, person: str, known: str) -> str:
    return min(store.catalogue.names_of_person(person), default=search_form(known))
