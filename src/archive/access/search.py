"""Search: from what a person typed to a page of hits that misses nothing.

The index follows the catalogue a moment behind. What it has not seen yet is read from the catalogue
and matched by the naive engine, and its older state in the index is left out: a search answers for
every record of the moment at which it began.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from heapq import merge
from typing import TYPE_CHECKING, Literal

from archive.access.results import FacetCounts, FacetValue, Hit, Page
from archive.errors import N_, CategoryUnknown, ConfigInvalid, IndexDamaged, QueryInvalid, UsageInvalid
from archive.model.hit import EnginePage, IndexDocument, ScoredId
from archive.model.selection import Selection
from archive.search.naive import NaiveEngine, sort_key
from archive.text.fold import search_form
from archive.text.parser import parse
from archive.text.query import (
    And,
    Dates,
    Everything,
    Facet,
    Named,
    Node,
    Not,
    Or,
    Received,
    Records,
    Text,
    texts_of,
)  # fmt: skip
from archive.text.snippets import snippet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from archive.access.results import Group
    from archive.catalogue.records import HitFacts
    from archive.hooks.contracts import Grouping, Order, SearchEngine
    from archive.store import Store
    from archive.text.synonyms import Expansion, Thesaurus

__all__ = [
    "MOST_PENDING", "Reading", "Understood", "all_hits", "facets", "filters_of", "resolved", "restricted", "search",
    "storable", "understand",
]  # fmt: skip

_MOST_LISTED = 8
"""Categories, the nearest first, that are named for one that there is not."""

MOST_PENDING = 2000
"""Records that are read because the index has not seen them; beyond it totals are `at least`."""


def search(
    store: Store,
    query: str,
    selection: Selection,
    *,
    limit: int,
    offset: int = 0,
    order: Order = "relevance",
    facets: Sequence[Group] = (),
    thesaurus: Thesaurus | None = None,
    within: frozenset[str] | None = None,
    words: bool = False,
    known: Callable[[], Thesaurus] | None = None,
    masked: bool = False,
) -> Page:
    """A page of the records that match the query and the selection, in the order asked for.

    Pages of the same state of the archive never repeat or leave out a record. With a `thesaurus` the
    query is widened by synonyms; `within` leaves only these records; `words` moves those of the first
    hits in front in which a word of two characters stands between borders of words. Where nothing is
    found, near words are looked for, also among those of the thesaurus that `known` gives. With `masked`,
    personal data is starred out of what is shown. Raise QueryInvalid, WordsUnavailable.
    """
    understood = understand(store, query, selection, thesaurus=thesaurus)
    node = understood.node if within is None else And((understood.node, Records(within)))
    with closing(Reading(store)) as reading:
        if words and order == "relevance":
            from archive.access.word_borders import page_by_words

            found = page_by_words(store, reading, node, limit=limit, offset=offset)
        else:
            found = reading.page(node, limit=limit, offset=offset, order=order)
        counted = tuple(_named(store, by, reading.facets(node, by)) for by in facets)
        index = reading.index
        near = () if found.total or within is not None or known is None else _near(
            store, reading, query, selection, known, exact=thesaurus is None
        )  # fmt: skip
    hits = _shown(store, node, found.hits, masked=masked)
    gone = len(found.hits) - len(hits)  # withdrawn since, while the index went on
    unread = store.catalogue.unread_count(understood.node)
    return Page(found.total - gone, found.total_is_exact, hits, unread, understood.also, counted, near, index)


def facets(
    store: Store, query: str, selection: Selection, by: Group, *, thesaurus: Thesaurus | None = None
) -> dict[str, int]:
    """How many of the hits have each value; '' counts those without one. Raise as `search` does."""
    node = understand(store, query, selection, thesaurus=thesaurus).node
    with closing(Reading(store)) as reading:
        return reading.facets(node, by)


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as the archive understands it."""

    node: Node
    """The whole tree, filters included."""
    filters: Node
    """What of it restricts records whatever their text says: a tree without texts."""
    also: tuple[Expansion, ...]
    """By what it was widened."""


def understand(store: Store, query: str, selection: Selection, *, thesaurus: Thesaurus | None = None) -> Understood:
    """Parse, widen, look up units and categories, add the filters. A query of blanks means every record where
    the selection says something. Raise QueryInvalid, also for a category that there is not.
    """
    typed: Node = Everything() if not query.strip() and selection != Selection() else parse(query)
    also: tuple[Expansion, ...] = ()
    if thesaurus is not None:
        from archive.text.synonyms import expanded

        typed, also = expanded(typed, thesaurus)
    try:
        node = restricted(resolved(typed, store), selection)
    except _NoCategory as error:
        raise QueryInvalid(
            query=query, position=error.position, reason=N_("there is no such category"), remedy=error.remedy
        ) from None
    return Understood(node, filters_of(node), also)


def storable(query: str) -> str:
    """The query as UTF-8 can hold it: lone surrogates, which are folded so anyway, as U+FFFD."""
    return "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in query)


def filters_of(node: Node) -> Node:
    """The conditions of a resolved tree that hold for every hit and do not speak of text."""
    kept = tuple(part for part in _parts(node) if not isinstance(part, Everything) and not _speaks_of_text(part))
    return And(kept) if kept else Everything()


def _parts(node: Node) -> Iterator[Node]:
    if isinstance(node, And):
        for child in node.nodes:
            yield from _parts(child)
    else:
        yield node


def _speaks_of_text(node: Node) -> bool:
    if isinstance(node, And | Or):
        return any(map(_speaks_of_text, node.nodes))
    return _speaks_of_text(node.node) if isinstance(node, Not) else isinstance(node, Text)


def _named(store: Store, by: Group, counts: dict[str, int]) -> FacetCounts:
    values = []
    for value, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        unit = store.catalogue.unit_ref(value) if by == "unit" and value else None
        values.append(FacetValue((unit.code if unit else value) or None, unit.name if unit else None, count))
    return FacetCounts(by, tuple(values))


def all_hits(store: Store, node: Node) -> list[str]:
    """Ids of all hits, of one moment of the catalogue if called within its `reading`.

    Raise UsageInvalid where the index is too far behind to tell, or goes ahead of that moment all the time.
    """
    with closing(Reading(store)) as reading:
        if not reading.complete or reading.position() > store.catalogue.outbox_head():
            raise UsageInvalid(reason=N_("too many changes wait for the index; try again once it has caught up"))
        return list(reading.ids(node))


def _near(
    store: Store,
    reading: Reading,
    query: str,
    selection: Selection,
    known: Callable[[], Thesaurus],
    *,
    exact: bool,
) -> tuple[str, ...]:
    """Queries near to one without hits that find something."""
    from archive.access.suggestions import near

    def finds(other: str) -> bool:
        try:
            node = understand(store, other, selection).node
        except QueryInvalid:  # a known word may hold what the language takes for an operator
            return False
        return reading.page(node, limit=0, offset=0, order="relevance").total > 0

    try:
        thesaurus = known()
    except ConfigInvalid:  # who asks for no synonyms is not bothered with what is wrong with them
        return ()
    return near(store, query, thesaurus, finds, exact=exact)


class _NoCategory(Exception):
    """A category in the query that there is not."""

    def __init__(self, position: int, remedy: str) -> None:
        super().__init__(position, remedy)
        self.position = position
        self.remedy = remedy


def resolved(node: Node, store: Store) -> Node:
    """The tree with units and categories looked up. Raise _NoCategory.

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
        try:
            return (store.find_category(named.name).key,)
        except CategoryUnknown as error:
            nearest = str(error.facts["listing"]).split(", ")
            listing = ", ".join(nearest[:_MOST_LISTED]) + (", …" if len(nearest) > _MOST_LISTED else "")
            remedy = N_("Use one of: {listing}").format(listing=listing)
            raise _NoCategory(named.position, remedy) from None
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


class Reading:
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

    def facets(self, node: Node, by: Group) -> dict[str, int]:
        if by == "source":  # no engine knows it: the catalogue counts what the engine finds
            return self._catalogue.source_counts(self.ids(node))
        try:
            return self._facets(node, by)
        except IndexDamaged:
            self._do_without_index()
            return self._facets(node, by)

    def ids(self, node: Node) -> Iterator[str]:
        """Every hit once, in no promised order. Read it to its end before anything else is asked."""
        try:
            found = [*self._pending.engine.ids(node), *self._engine.ids(self._seen(node))]
        except IndexDamaged:
            self._do_without_index()
            found = [*self._pending.engine.ids(node)]
        return iter(found)

    def position(self) -> int:
        """The outbox position of the index, which may be beyond what an older state of the catalogue knows."""
        return self._engine.position()

    @property
    def complete(self) -> bool:
        """Whether nothing is left out because too many changes wait for the index."""
        return self._pending.complete

    @property
    def index(self) -> Literal["ready", "behind", "missing"]:
        """How far the index answers (see `Page.index`)."""
        if not self._engine.position() and self._pending.documents:
            return "missing"
        return "ready" if self._pending.complete else "behind"

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


def _shown(store: Store, node: Node, found: tuple[ScoredId, ...], *, masked: bool) -> tuple[Hit, ...]:
    ids = [hit.record for hit in found]
    facts, texts = store.catalogue.hit_facts(ids), store.catalogue.texts(ids)
    return tuple(
        _hit(facts[hit.record], texts.get(hit.record, ""), node, hit.score, masked=masked)
        for hit in found
        if hit.record in facts
    )


def _hit(facts: HitFacts, text: str, node: Node, score: float, *, masked: bool) -> Hit:
    shown = snippet(text, [wanted for wanted in texts_of(node) if wanted.field in (None, "body")], masked=masked)
    return Hit(
        record=facts.record,
        unit=facts.unit,
        category=facts.category,
        title=facts.title,
        doc_no=facts.doc_no,
        date=facts.date,
        name=facts.name,
        score=score,
        snippet=shown.text,
        snippet_marks=shown.marks,
    )
