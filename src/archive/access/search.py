"""Search: from what a person typed to a page of hits that misses nothing.

The index follows the catalogue a moment behind. What it has not seen yet is read from the catalogue
and matched by the naive engine, and its older state in the index is left out: a search answers for
every record of the moment at which it began.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from heapq import merge
from typing import TYPE_CHECKING

from archive.access.results import Hit, Page
from archive.errors import IndexDamaged
from archive.model.hit import EnginePage, IndexDocument, ScoredId
from archive.search.naive import NaiveEngine, sort_key
from archive.text.fold import search_form
from archive.text.parser import parse
from archive.text.query import And, Dates, Facet, Named, Node, Not, Or, Received, Records, texts_of
from archive.text.snippets import snippet

if TYPE_CHECKING:
    from archive.hooks.contracts import Grouping, Order, SearchEngine
    from archive.model.record import Record
    from archive.model.selection import Selection
    from archive.store import Store

__all__ = ["MOST_PENDING", "facets", "search"]

MOST_PENDING = 2000
"""Records that are read because the index has not seen them; beyond it totals are `at least`."""


def search(
    store: Store, query: str, selection: Selection, *, limit: int, offset: int = 0, order: Order = "relevance"
) -> Page:
    """A page of the records that match the query and the selection, in the order asked for.

    Pages of the same state of the archive never repeat or leave out a record. Raise QueryInvalid,
    CategoryUnknown.
    """
    node = restricted(resolved(parse(query), store), selection)
    with closing(_Reading(store)) as reading:
        found = reading.page(node, limit=limit, offset=offset, order=order)
    hits = _shown(store, node, found.hits)
    gone = len(found.hits) - len(hits)  # withdrawn since, while the index went on
    return Page(found.total - gone, found.total_is_exact, hits)


def facets(store: Store, query: str, selection: Selection, by: Grouping) -> dict[str, int]:
    """How many of the hits have each value; '' counts those without one. Raise as `search` does."""
    node = restricted(resolved(parse(query), store), selection)
    with closing(_Reading(store)) as reading:
        return reading.facets(node, by)


def resolved(node: Node, store: Store) -> Node:
    """The tree with units and categories looked up. Raise CategoryUnknown.

    A unit is meant by any part of a name or code that it bears or bore; one that nobody bears finds nothing.
    """
    if isinstance(node, Named):
        return Facet(node.field, _ids(node, store))
    if isinstance(node, And):
        return And(tuple(resolved(child, store) for child in node.nodes))
    if isinstance(node, Or):
        return Or(tuple(resolved(child, store) for child in node.nodes))
    return Not(resolved(node.node, store)) if isinstance(node, Not) else node


def _ids(named: Named, store: Store) -> tuple[str, ...]:
    if not named.name:
        return ("",)
    if named.field == "category":
        return (store.find_category(named.name).key,)
    catalogue = store.catalogue
    found = (catalogue.family(unit.id) for unit in catalogue.units_like(search_form(named.name)))
    return tuple(sorted({unit for family in found for unit in family}))


def restricted(node: Node, selection: Selection) -> Node:
    """The tree with the filters of a selection."""
    nodes = [node]
    if selection.units is not None:
        nodes.append(Facet("unit", selection.units))
    if selection.category is not None:
        nodes.append(Facet("category", (selection.category,)))
    if selection.states is not None:
        nodes.append(Facet("state", tuple(map(str, selection.states))))
    if selection.since is not None or selection.until is not None:
        nodes.append(Dates(selection.since, selection.until))
    if selection.undated:
        nodes.append(Facet("date", ("",)))
    if selection.received_since is not None or selection.received_until is not None:
        nodes.append(Received(selection.received_since, selection.received_until))
    return node if len(nodes) == 1 else And(tuple(nodes))


@dataclass(frozen=True, slots=True)
class _Pending:
    """What the index has not seen."""

    records: frozenset[str]
    engine: NaiveEngine
    documents: dict[str, IndexDocument]
    complete: bool


class _Reading:
    """The index together with what it has not seen yet."""

    def __init__(self, store: Store) -> None:
        self._catalogue = store.catalogue
        self._engine: SearchEngine = store.index.reader()
        try:
            self._pending = self._unseen()
        except IndexDamaged:
            self._do_without_index()

    def close(self) -> None:
        self._engine.close()

    def page(self, node: Node, *, limit: int, offset: int, order: Order) -> EnginePage:
        try:
            return self._page(node, limit=limit, offset=offset, order=order)
        except IndexDamaged:
            self._do_without_index()
            return self._page(node, limit=limit, offset=offset, order=order)

    def facets(self, node: Node, by: Grouping) -> dict[str, int]:
        try:
            return self._facets(node, by)
        except IndexDamaged:
            self._do_without_index()
            return self._facets(node, by)

    def _do_without_index(self) -> None:
        self._engine.close()
        self._engine = NaiveEngine()
        self._pending = self._unseen()

    def _unseen(self) -> _Pending:
        waiting = self._catalogue.outbox(self._engine.position(), MOST_PENDING + 1)
        records = list(dict.fromkeys(record for _, record in waiting))
        documents = {document.record: document for document in self._catalogue.index_documents(records)}
        return _Pending(
            frozenset(records), NaiveEngine(documents.values()), documents, complete=len(waiting) <= MOST_PENDING
        )

    def _seen(self, node: Node) -> Node:
        return And((node, Not(Records(self._pending.records)))) if self._pending.records else node

    def _page(self, node: Node, *, limit: int, offset: int, order: Order) -> EnginePage:
        fresh = self._pending.engine.search(node, limit=MOST_PENDING + 1, order=order)
        if not fresh.hits:
            page = self._engine.search(self._seen(node), limit=limit, offset=offset, order=order)
            return EnginePage(page.hits, page.total, page.total_is_exact and self._pending.complete)
        if order == "relevance":  # their scores do not compare: what is new comes first
            shown = fresh.hits[offset : offset + limit]
            rest = self._engine.search(
                self._seen(node), limit=limit - len(shown), offset=max(0, offset - fresh.total), order=order
            )
            hits = shown + rest.hits
        else:
            rest = self._engine.search(self._seen(node), limit=offset + limit, order=order)
            hits = self._merged(fresh.hits, rest.hits, order)[offset : offset + limit]
        return EnginePage(hits, fresh.total + rest.total, rest.total_is_exact and self._pending.complete)

    def _merged(self, fresh: tuple[ScoredId, ...], seen: tuple[ScoredId, ...], order: Order) -> tuple[ScoredId, ...]:
        ids = [hit.record for hit in seen]
        documents = self._pending.documents | {one.record: one for one in self._catalogue.index_documents(ids)}
        known = tuple(hit for hit in seen if hit.record in documents)
        return tuple(merge(fresh, known, key=lambda hit: sort_key(documents[hit.record], order)))

    def _facets(self, node: Node, by: Grouping) -> dict[str, int]:
        counts = dict(self._pending.engine.facets(node, by))
        for value, count in self._engine.facets(self._seen(node), by).items():
            counts[value] = counts.get(value, 0) + count
        return counts


def _shown(store: Store, node: Node, found: tuple[ScoredId, ...]) -> tuple[Hit, ...]:
    ids = [hit.record for hit in found]
    records, texts = store.catalogue.records(ids), store.catalogue.texts(ids)
    return tuple(
        _hit(records[hit.record], texts.get(hit.record, ""), node, hit.score) for hit in found if hit.record in records
    )


def _hit(record: Record, text: str, node: Node, score: float) -> Hit:
    shown = snippet(text, [wanted for wanted in texts_of(node) if wanted.field in (None, "body")])
    return Hit(
        record=record.id,
        unit=record.units[0] if record.units else None,
        category=record.category,
        title=record.title,
        doc_no=record.doc_no,
        date=record.date,
        name=record.original.name,
        score=score,
        snippet=shown.text,
        snippet_marks=shown.marks,
    )
