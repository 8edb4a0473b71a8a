"""The oracle: a search engine that reads every text from end to end.

It implements the definition of a match as it stands in `docs/search.md`, over text and not over
terms, so that an engine that agrees with it agrees with the definition. It also answers for records
that an index has not seen yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from archive.model.hit import EnginePage, IndexDocument, ScoredId
from archive.text.analyzer import field_values
from archive.text.fold import searchable
from archive.text.patterns import found_in, pattern
from archive.text.query import (
    FIELDS,
    And,
    Dates,
    Everything,
    Facet,
    Node,
    Not,
    Or,
    Received,
    Records,
    Text,
    TextField,
    texts_of,
)  # fmt: skip

if TYPE_CHECKING:
    from archive.hooks.contracts import Grouping, Order

__all__ = ["NaiveEngine", "group_values", "sort_key"]

_WORTH: dict[TextField, float] = {"title": 8.0, "number": 8.0, "person": 4.0, "unit": 4.0, "body": 1.0}


class _Entry:
    """A document with its fields made searchable once."""

    __slots__ = ("document", "fields")

    def __init__(self, document: IndexDocument) -> None:
        self.document = document
        self.fields = {field: tuple(map(searchable, values)) for field, values in field_values(document).items()}

    def matches(self, node: Node) -> bool:
        if isinstance(node, Text):
            return any(found_in(node, self.fields[field]) for field in (FIELDS if node.field is None else [node.field]))
        if isinstance(node, And):
            return all(map(self.matches, node.nodes))
        if isinstance(node, Or):
            return any(map(self.matches, node.nodes))
        if isinstance(node, Not):
            return not self.matches(node.node)
        return self._is_among(node)

    def _is_among(self, node: Node) -> bool:
        document = self.document
        if isinstance(node, Facet):
            return not set(node.values).isdisjoint(_facet_values(document, node.field))
        if isinstance(node, Dates):
            return document.date is not None and _within(document.date, node.since, node.until)
        if isinstance(node, Received):
            late = node.until is not None and document.received >= node.until
            return not late and (node.since is None or document.received >= node.since)
        if isinstance(node, Records):
            return document.record in node.ids
        if isinstance(node, Everything):
            return True
        raise TypeError(f"{type(node).__name__} is no node for an engine")

    def score(self, wanted: tuple[Text, ...]) -> float:
        """How often the wanted texts stand here, weighed by field."""
        return sum(
            _WORTH[field] * sum(1 for value in self.fields[field] for _ in pattern(text).finditer(value))
            for text in wanted
            for field in (FIELDS if text.field is None else [text.field])
        )


class NaiveEngine:
    """A SearchEngine over documents in memory."""

    def __init__(self, documents: Iterable[IndexDocument] = (), position: int = 0) -> None:
        self._entries: dict[str, _Entry] = {}
        self._position = 0
        self.apply(documents, (), position)

    def apply(self, documents: Iterable[IndexDocument], removed: Iterable[str], position: int) -> None:
        for record in removed:
            self._entries.pop(record, None)
        for document in documents:
            self._entries[document.record] = _Entry(document)
        self._position = position

    def position(self) -> int:
        return self._position

    def search(self, query: Node, *, limit: int, offset: int = 0, order: Order = "relevance") -> EnginePage:
        wanted = texts_of(query)
        found = [(entry.score(wanted), entry.document) for entry in self._found(query)]
        if order == "relevance":
            found.sort(key=lambda hit: (-hit[0], -hit[1].order))
        else:
            found.sort(key=lambda hit: sort_key(hit[1], order))
        hits = tuple(ScoredId(document.record, score) for score, document in found[offset : offset + limit])
        return EnginePage(hits, len(found))

    def count(self, query: Node) -> int:
        return sum(1 for _ in self._found(query))

    def facets(self, query: Node, by: Grouping) -> Mapping[str, int]:
        counts: Counter[str] = Counter()
        for entry in self._found(query):
            counts.update(group_values(entry.document, by))
        return counts

    def ids(self, query: Node) -> Iterator[str]:
        return (entry.document.record for entry in self._found(query))

    def close(self) -> None:
        self._entries.clear()

    def _found(self, query: Node) -> Iterator[_Entry]:
        return (entry for entry in self._entries.values() if entry.matches(query))


def _within(day: str, since: str | None, until: str | None) -> bool:
    return (since is None or day >= since) and (until is None or day <= until)


def _facet_values(document: IndexDocument, field: str) -> tuple[str, ...]:
    if field == "unit":
        return document.units or ("",)
    if field == "category":
        return (document.category or "",)
    if field == "date":
        return (document.date or "",)
    return (document.state,)


def group_values(document: IndexDocument, by: Grouping) -> frozenset[str]:
    """The groups that the record counts in, '' if it has no value."""
    if by == "year":
        return frozenset({document.date[:4] if document.date else ""})
    if by == "person":
        return frozenset(document.people) or frozenset({""})
    return frozenset(_facet_values(document, by))


def sort_key(document: IndexDocument, order: Order) -> tuple[object, ...]:
    """Ascending, total: equal for no two records. See `Order` for what comes first."""
    newest = -document.order
    if order == "received":
        return (newest,)
    undated = document.date is None
    day = int((document.date or "0").replace("-", ""))
    if order == "date-reverse":
        return (undated, day, document.order)
    if order == "unit":
        return (not document.units, document.units[0] if document.units else "", undated, -day, newest)
    return (undated, -day, newest)
