"""Answers a query tree over one segment: which documents, and how well each fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from archive_plugins.whoosh_engine.blocks import DOCUMENT_BITS
from archive_plugins.whoosh_engine.postings import Leaf
from archive_plugins.whoosh_engine.schema import POSITION_KEY, milliseconds
from archive_plugins.whoosh_engine.statistics import Statistics

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
)  # fmt: skip

__all__ = ["Evaluation"]

_WORTH: dict[TextField, float] = {"title": 5.0, "number": 5.0, "person": 3.0, "unit": 3.0, "body": 1.0}
"""Above the 2.2 that BM25 can make of a text at most, so that a name counts for more than any mention."""
_K1, _B = 1.2, 0.75  # BM25, the usual values
_FACETS = {"unit": "u", "category": "c", "state": "s"}

Scores = dict[int, float]
"""Score by document number; a document that only filters let in has 0."""


class Evaluation:
    """One query over one segment, weighed by the whole index.

    `rarity` is that of the statistics; whoever asks several segments lets it remember its answers.
    """

    def __init__(
        self, leaf: Leaf, statistics: Statistics, rarity: Callable[[TextField, tuple[str, ...]], float]
    ) -> None:
        self.leaf = leaf
        self._statistics = statistics
        self._rarity = rarity
        self._length = leaf.reader.doc_field_length

    def run(self, node: Node) -> Scores:
        found = self._scores(node, None)
        for number in self.leaf.documents("key", POSITION_KEY):
            found.pop(number, None)
        return found

    def _scores(self, node: Node, within: set[int] | None) -> Scores:
        """The hits, at most those of `within` if it is given."""
        if isinstance(node, Text):
            return self._text(node, within)
        if isinstance(node, And):
            return self._all(node, within)
        if isinstance(node, Or):
            return self._any(node, within)
        return dict.fromkeys(self._filter(node, within), 0.0)

    def _all(self, node: And, within: set[int] | None) -> Scores:
        """Filters first, because they are cheap and narrow what the texts must be looked up for."""
        texts: list[Node] = []
        for child in node.nodes:
            if isinstance(child, Text | And | Or):
                texts.append(child)
            elif not isinstance(child, Not | Received):
                within = self._filter(child, within)
        found: Scores | None = None
        for child in texts:
            scores = self._scores(child, within)
            found = scores if found is None else {number: found[number] + score for number, score in scores.items()}
            within = set(found)
        if found is None:
            found = dict.fromkeys(self.leaf.everything() if within is None else within, 0.0)
        for child in node.nodes:
            if isinstance(child, Not | Received):
                kept = self._filter(child, set(found))
                found = {number: score for number, score in found.items() if number in kept}
        return found

    def _any(self, node: Or, within: set[int] | None) -> Scores:
        found: Scores = {}
        for child in node.nodes:
            for number, score in self._scores(child, within).items():
                found[number] = found.get(number, 0.0) + score
        return found

    # Filters

    def _filter(self, node: Node, within: set[int] | None) -> set[int]:
        if isinstance(node, Not):
            base = self.leaf.everything() if within is None else within
            return base.difference(self._scores(node.node, within))
        if isinstance(node, Received):
            return self._received(node, self.leaf.everything() if within is None else within)
        found = set(self._listed(node))
        return found if within is None else found & within

    def _listed(self, node: Node) -> Iterator[int]:
        if isinstance(node, Everything):
            yield from self.leaf.everything()
        elif isinstance(node, Records):
            for record in node.ids:
                yield from self.leaf.documents("key", record)
        else:
            for term in self._filter_terms(node):
                yield from self.leaf.documents("facet", term)

    def _filter_terms(self, node: Node) -> Iterator[str]:
        if isinstance(node, Facet):
            prefix = "d" if node.field == "date" else _FACETS[node.field]
            yield from (prefix + value for value in node.values)
        elif isinstance(node, Dates):
            years = [term[1:] for term in self.leaf.expand("facet", "y") if len(term) > 1]
            yield from _cover(years, node.since or "0000-00-00", node.until or "9999-99-99")
        else:
            raise NotImplementedError(f"{type(node).__name__} is no node for an engine")

    def _received(self, node: Received, base: set[int]) -> set[int]:
        moments = self.leaf.column("received")
        since = milliseconds(node.since) if node.since else -(2**63)
        until = milliseconds(node.until) if node.until else 2**63
        return {number for number in base if since <= moments[number] < until}

    # Texts

    def _text(self, text: Text, within: set[int] | None) -> Scores:
        found: Scores = {}
        for field in FIELDS if text.field is None else (text.field,):
            for number, score in self._in_field(text, field, within).items():
                found[number] = found.get(number, 0.0) + score
        return found

    def _in_field(self, text: Text, field: TextField, within: set[int] | None) -> Scores:
        counts: Counter[int] = Counter()
        stretches = query_terms(text.pieces)
        if len(stretches[0]) == 1 and len(stretches[0][0]) == 1 and is_chinese(stretches[0][0]):
            numbers = self.leaf.documents("characters", field[0] + stretches[0][0])
            return {number: _WORTH[field] for number in numbers if within is None or number in within}
        for terms in stretches:
            counts.update(self._phrase(field, terms, text.prefix, within))
        if not counts:
            return {}
        weight = _WORTH[field] * self._rarity(field, tuple(_known(stretches, text.prefix)))
        if field != "body":
            return dict.fromkeys(counts, weight)
        return {number: weight * self._saturated(count, number) for number, count in counts.items()}

    def _saturated(self, count: int, number: int) -> float:
        length: float = self._length(number, "body", 1) / self._statistics.mean_length
        return count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * length))

    def _phrase(self, field: TextField, terms: list[str], prefix: bool, within: set[int] | None) -> Mapping[int, int]:
        """How often the terms stand one behind the other, by document.

        The rarest is looked up first, and last those that stand for many.
        """
        slots = list(enumerate(terms))
        many = [(place, term) for place, term in slots if _is_open(term)]
        if prefix:
            many.append(slots.pop())
        exact = [(self.leaf.frequency(field, term), place, term) for place, term in slots if not _is_open(term)]
        if not all(frequency for frequency, _, _ in exact):
            return {}
        starts: set[int] | None = None
        for place, term in (*((place, term) for _, place, term in sorted(exact)), *many):
            near = within if starts is None else {start >> DOCUMENT_BITS for start in starts}
            begun = prefix and place == len(terms) - 1
            found = self._places(field, term, None if near is None else sorted(near), begun)
            beginnings = (at - place for at in found)
            starts = set(beginnings) if starts is None else starts.intersection(beginnings)
            if not starts:
                return {}
        counts = Counter(start >> DOCUMENT_BITS for start in starts or ())
        if within is None and not self.leaf.gone:
            return counts
        return {
            number: count
            for number, count in counts.items()
            if number not in self.leaf.gone and (within is None or number in within)
        }

    def _places(self, field: TextField, term: str, near: list[int] | None, prefix: bool) -> Iterable[int]:
        """Where any of the terms stands that a term of a query means."""
        if prefix:
            return chain.from_iterable(self.leaf.places_beginning(field, term, near))
        if _is_open(term):
            return chain.from_iterable(self.leaf.places(field, each, near) for each in self._meant(field, term))
        return self.leaf.places(field, term, near)

    def _meant(self, field: TextField, term: str) -> Iterator[str]:
        """The terms that one with a mark stands for."""
        character = term.strip(OPEN + MORE)
        if OPEN in term:
            yield character
        if term.startswith(character):
            yield from (each for each in self.leaf.expand(field, character) if len(each) == 2)
        else:
            yield from (known[1] + character for known in self.leaf.expand("characters", field[0]))


def _is_open(term: str) -> bool:
    return OPEN in term or MORE in term


def _known(stretches: list[list[str]], prefix: bool) -> set[str]:
    """The terms that stand in the index as they are."""
    whole = [terms[:-1] if prefix and len(terms) > 1 else terms for terms in stretches]
    return {term for terms in whole for term in terms if not _is_open(term)}


def _cover(years: Iterable[str], since: str, until: str) -> Iterator[str]:
    """The fewest year, month and day terms that make up the days from `since` to `until`, of these years only.

    Days that do not exist have no term, and cost one look-up.
    """
    for year in years:
        if since <= f"{year}-01-01" and f"{year}-12-31" <= until:
            yield f"y{year}"
        elif since[:4] <= year <= until[:4]:
            for month in (f"{year}-{number:02}" for number in range(1, 13)):
                if since <= f"{month}-01" and f"{month}-31" <= until:
                    yield f"m{month}"
                elif since[:7] <= month <= until[:7]:
                    days = (f"{month}-{number:02}" for number in range(1, 32))
                    yield from (f"d{day}" for day in days if since <= day <= until)
