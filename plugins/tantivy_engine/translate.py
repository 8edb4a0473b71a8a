"""A query tree in tantivy's own queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import log
from typing import Any

import tantivy
from archive_plugins.tantivy_engine.keys import NO_RECORD, one_of
from archive_plugins.tantivy_engine.schema import days, milliseconds
from tantivy import Occur, Query

from archive.text.analyzer import MORE, OPEN, query_terms
from archive.text.characters import is_chinese
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

__all__ = ["Translation"]

_WORTH: dict[TextField, float] = {"title": 5.0, "number": 5.0, "person": 3.0, "unit": 3.0, "body": 1.0}
"""Above the 2.2 that BM25 can make of a text at most, so that a name counts for more than any mention."""
_MOST_EXPANSIONS = 8000
"""Half of what tantivy allows in one phrase with regular expressions."""


class Translation:
    """`query` finds records only; `scored` says whether anything in it ranks."""

    def __init__(self, schema: Any, searcher: Any, node: Node) -> None:
        self._schema = schema
        self._searcher = searcher
        self.scored = bool(texts_of(node))
        self.query = self._node(node)

    def _node(self, node: Node) -> Any:
        if isinstance(node, Text):
            return self._text(node)
        if isinstance(node, And):
            return self._all(node.nodes)
        if isinstance(node, Or):
            return Query.boolean_query([(Occur.Should, self._node(child)) for child in node.nodes])
        if isinstance(node, Not):
            return self._all((node,))
        return Query.const_score_query(self._filter(node), 0.0)

    def _all(self, nodes: Sequence[Node]) -> Any:
        clauses = [
            (Occur.MustNot, self._node(child.node)) if isinstance(child, Not) else (Occur.Must, self._node(child))
            for child in nodes
        ]
        if all(isinstance(child, Not) for child in nodes):
            clauses.append((Occur.Must, self._node(Everything())))
        return Query.boolean_query(clauses)

    # Filters

    def _filter(self, node: Node) -> Any:
        if isinstance(node, Facet):
            return self._facet(node)
        if isinstance(node, Dates):
            return self._days(_ordinal(node.since, 1), _ordinal(node.until, date.max.toordinal()))
        if isinstance(node, Received):
            since = milliseconds(node.since) if node.since else None
            until = milliseconds(node.until) - 1 if node.until else None
            return self._received(since, until)
        if isinstance(node, Records):
            return one_of(self._schema, self._searcher, node.ids)
        if isinstance(node, Everything):
            position = Query.term_query(self._schema, "key_first", NO_RECORD)
            return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, position)])
        raise TypeError(f"{type(node).__name__} is no node for an engine")

    def _facet(self, node: Facet) -> Any:
        if node.field == "date":
            return self._days(0, 0)
        values = [f"={value}" for value in node.values]
        return Query.term_set_query(self._schema, f"{node.field}_group", values)

    def _days(self, first: int, last: int) -> Any:
        """The document of the position has no value here, and is left out."""
        return Query.range_query(self._schema, "by_day", tantivy.FieldType.Unsigned, *days(first, last))

    def _received(self, since: int | None, until: int | None) -> Any:
        if since is None and until is None:
            return self._filter(Everything())
        return Query.range_query(self._schema, "received", tantivy.FieldType.Integer, since, until)

    # Texts

    def _text(self, text: Text) -> Any:
        fields = FIELDS if text.field is None else (text.field,)
        clauses = [
            (Occur.Should, query if field == "body" else Query.const_score_query(query, self._worth(text, field)))
            for field in fields
            for query in self._in_field(text, field)
        ]
        return Query.boolean_query(clauses)

    def _worth(self, text: Text, field: TextField) -> float:
        """BM25 without the length, which says nothing in names, by the rarest term."""
        terms = {each for stretch in query_terms(text.pieces) for each in stretch if not {OPEN, MORE} & set(each)}
        frequency = min((self._searcher.doc_freq(field, each) for each in terms), default=0)
        return _WORTH[field] * log(1 + (self._searcher.num_docs - frequency + 0.5) / (frequency + 0.5))

    def _in_field(self, text: Text, field: TextField) -> Iterator[Any]:
        for terms in query_terms(text.pieces):
            if len(terms) > 1:
                yield from self._phrase(terms, field, prefix=text.prefix)
            elif text.prefix:
                yield Query.regex_query(self._schema, field, f"{terms[0]}.*")
            elif len(terms[0]) == 1 and is_chinese(terms[0]):
                yield Query.regex_query(self._schema, field, f"{terms[0]}.?|.{terms[0]}")
            else:
                yield Query.term_query(self._schema, field, terms[0])

    def _phrase(self, terms: list[str], field: TextField, *, prefix: bool) -> Iterator[Any]:
        words = [each.replace(OPEN, ".?").replace(MORE, ".") for each in terms]
        if not prefix and words == terms:
            yield Query.phrase_query(self._schema, field, terms)
            return
        for last in self._expansions(field, terms[-1]) if prefix else words[-1:]:
            yield Query.regex_phrase_query(self._schema, field, [*words[:-1], last])

    def _expansions(self, field: TextField, prefix: str) -> list[str]:
        """Regular expressions that together stand for every term with the prefix, none for too many terms."""
        found = [term for term, _ in self._searcher.terms_with_prefix(field, prefix)]
        if len(found) <= _MOST_EXPANSIONS:
            return [f"{prefix}.*"] if found else []
        longer = sorted({term[: len(prefix) + 1] for term in found})
        return [part for start in longer for part in ([prefix] if start == prefix else self._expansions(field, start))]


def _ordinal(day: str | None, default: int) -> int:
    return date.fromisoformat(day).toordinal() if day else default
