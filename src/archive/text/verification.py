"""Quoted texts with punctuation: an engine finds candidates, the stored texts decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from archive.text.analyzer import field_values
from archive.text.fold import searchable
from archive.text.patterns import found_in
from archive.text.query import FIELDS, And, Node, Not, Or, Records, Text

if TYPE_CHECKING:
    from archive.model.hit import IndexDocument

__all__ = ["Literals"]

_BATCH = 256


class Literals:
    """Turns quoted texts into the records that hold them to the letter.

    `ids` answers a tree without literals; `documents` gives the texts of records.
    """

    def __init__(
        self, ids: Callable[[Node], Iterable[str]], documents: Callable[[Sequence[str]], Iterable[IndexDocument]]
    ) -> None:
        self._ids = ids
        self._documents = documents

    def resolved(self, query: Node) -> Node:
        """The same hits without literals: each becomes its phrase (for the score) and the records verified.

        A query without literals is returned as it is.
        """
        return self._resolve(query, ()) if _has_literal(query) else query

    def _resolve(self, node: Node, beside: tuple[Node, ...]) -> Node:
        """`beside` are literal-free trees that every hit in question also fulfils: they narrow the candidates."""
        if isinstance(node, Text) and node.literal is not None:
            return self._verified(node, beside)
        if isinstance(node, And):
            plain = tuple(child for child in node.nodes if not _has_literal(child))
            return And(tuple(self._resolve(child, beside + plain) for child in node.nodes))
        if isinstance(node, Or):
            return Or(tuple(self._resolve(child, beside) for child in node.nodes))
        if isinstance(node, Not):
            return Not(self._resolve(node.node, beside))
        return node

    def _verified(self, text: Text, beside: tuple[Node, ...]) -> Node:
        phrase = replace(text, literal=None)
        held: set[str] = set()
        candidates = iter(self._ids(And((phrase, *beside))))
        while batch := tuple(islice(candidates, _BATCH)):
            held.update(document.record for document in self._documents(batch) if _holds(document, text))
        return And((phrase, Records(frozenset(held))))


def _holds(document: IndexDocument, text: Text) -> bool:
    values = field_values(document)
    fields = FIELDS if text.field is None else (text.field,)
    return any(found_in(text, map(searchable, values[field])) for field in fields)


def _has_literal(node: Node) -> bool:
    if isinstance(node, Text):
        return node.literal is not None
    if isinstance(node, And | Or):
        return any(map(_has_literal, node.nodes))
    return isinstance(node, Not) and _has_literal(node.node)
