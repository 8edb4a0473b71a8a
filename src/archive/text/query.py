"""The query tree: what an engine is asked, whatever the engine.

`docs/search.md` defines what each node matches. `archive.text.parser` makes a tree from what a
person typed; `archive.access.search` replaces `Named` by `Facet` and adds the filters, so that
engines see every node but `Named`. Trees are values: equal queries are equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as _field
from typing import Literal

__all__ = [
    "FIELDS", "And", "Dates", "Everything", "Facet", "FacetField", "Named", "Node", "Not", "Or", "Piece", "Received",
    "Records", "Text", "TextField", "texts_of",
]  # fmt: skip

TextField = Literal["title", "number", "person", "unit", "body"]
FIELDS: tuple[TextField, ...] = ("title", "number", "person", "unit", "body")
"""The parts of a record that are searched, each apart from the others; `body` is file name and stored text."""

FacetField = Literal["unit", "category", "state", "date"]


class Node:
    """A node of the query tree."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One run of a searched text, folded: Chinese characters only, or letters and digits only."""

    text: str
    gap: bool
    """Whether punctuation stands between this run and the one before it; False for the first."""


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A word, a code or a quoted text."""

    pieces: tuple[Piece, ...]
    """At least one."""
    prefix: bool = False
    """The last piece, of letters and digits, is only the beginning of a run."""
    literal: str | None = None
    """Searchable form of a quoted text with punctuation: what must stand there to the letter."""
    field: TextField | None = None
    """None: in any of `FIELDS`."""
    quoted: bool = _field(default=False, compare=False)
    """It was typed in quotation marks: nothing is looked for in its place. Says nothing of what matches."""


@dataclass(frozen=True, slots=True)
class And(Node):
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    node: Node


@dataclass(frozen=True, slots=True)
class Facet(Node):
    """Exact values of which a record has at least one; '' stands for having none."""

    field: FacetField
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dates(Node):
    """Records whose document date lies within, both days included (YYYY-MM-DD); undated ones never."""

    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Received(Node):
    """Records accessioned from one moment until before another (UTC, ISO 8601 with Z)."""

    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Records(Node):
    """Exactly these records, as far as they are in the index."""

    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Everything(Node):
    """Every record of the index."""


@dataclass(frozen=True, slots=True)
class Named(Node):
    """A unit or category as a person named it, still to be looked up; '' asks for records without one."""

    field: Literal["unit", "category"]
    name: str
    """As typed, without surrounding white space."""
    position: int
    """Offset of the name in the query, in code points."""


def texts_of(node: Node) -> tuple[Text, ...]:
    """Every text that a hit may contain (not those under Not), in the order of the query, each once."""
    found: dict[Text, None] = {}
    _collect(node, found)
    return tuple(found)


def _collect(node: Node, found: dict[Text, None]) -> None:
    if isinstance(node, Text):
        found[node] = None
    elif isinstance(node, And | Or):
        for child in node.nodes:
            _collect(child, found)
