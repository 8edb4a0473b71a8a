"""What a search would pass over in silence: records that were not read, and what is not there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from archive.access.search import filters_of, restricted, understand
from archive.errors import N_, UsageInvalid
from archive.model.unit import UnitState
from archive.text.query import Everything

if TYPE_CHECKING:
    from archive.model.record import Record
    from archive.model.selection import Selection
    from archive.model.unit import Unit
    from archive.store import Store
    from archive.text.query import Node

__all__ = ["LINKS", "units_without", "unread", "without_link"]

LINKS: Mapping[str, str] = {
    "recheck": "rechecks",
    "order": "orders-from",
    "extension": "extends",
    "successor": "supersedes",
    "attachment": "attachment-of",
}
"""What a record may be without, and the kind of link by which another record would be that."""


def unread(
    store: Store, query: str, selection: Selection, *, limit: int, offset: int = 0
) -> tuple[int, tuple[Record, ...]]:
    """How many records with no or doubtful text the query and the selection may mean, and a page of them.

    They may hold any word, and a unit, category or date that is not known of them may be the one asked for.
    Latest received first. A query of blanks means every record. Raise QueryInvalid.
    """
    node = understand(store, query, selection).node if query.strip() else restricted(Everything(), selection)
    ids = store.catalogue.unread(node, limit=limit, offset=offset)
    return store.catalogue.unread_count(node), tuple(store.catalogue.records(ids).values())


def without_link(store: Store, query: str, selection: Selection, what: str, days: int) -> frozenset[str]:
    """Records within the filters that are at least `days` old and to which nothing has the link `LINKS[what]`.

    A record's day is that of the document, else that of its accession. Raise UsageInvalid for what there is no
    link for, QueryInvalid.
    """
    if what not in LINKS:
        raise UsageInvalid(reason=N_("there is no such link"))
    filters = _filters(store, query, selection)
    before = (store.clock() - timedelta(days=days)).date().isoformat()
    return store.catalogue.without_link(LINKS[what], before, filters)


def _filters(store: Store, query: str, selection: Selection) -> Node:
    if query.strip():
        return understand(store, query, selection).filters
    return filters_of(restricted(Everything(), selection))


def units_without(store: Store, category: str, since: str | None, until: str | None) -> tuple[Unit, ...]:
    """Active units that have no record of the category (a key) dated within the days; in the order of codes.

    What units merged into one have counts as its own.
    """
    having = store.catalogue.units_with(category, since, until)
    return tuple(
        unit
        for unit in store.catalogue.units()
        if unit.state is UnitState.ACTIVE and having.isdisjoint(store.catalogue.family(unit.id))
    )
