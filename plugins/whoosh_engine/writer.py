"""Writes segments: places are gathered term by term, without an object an occurrence."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from archive_plugins.whoosh_engine.blocks import DOCUMENT_BITS, documents_in, places_in
from archive_plugins.whoosh_engine.codec import Codec
from archive_plugins.whoosh_engine.schema import PositionedTerms
from whoosh.util.numeric import byte_to_length, length_to_byte
from whoosh.writing import SegmentWriter

__all__ = ["Writer"]

_PLACE = (1 << DOCUMENT_BITS) - 1
_Gathered = tuple[str, bytes, Sequence[int], bool]


class _Pool:
    """The places of every term of the segment that is being written."""

    def __init__(self, positioned: Mapping[str, bool]) -> None:
        self._fields: dict[str, defaultdict[str, array[int]]] = {
            field: defaultdict(partial(array, "Q")) for field in positioned
        }
        self._positioned = positioned

    def add(self, field: str, terms: Sequence[str], document: int) -> None:
        places = self._fields[field]
        if self._positioned[field]:
            for place, term in enumerate(terms, document << DOCUMENT_BITS):
                places[term].append(place)
        else:
            for term in terms:
                places[term].append(document)

    def extend(self, field: str, term: str, places: Sequence[int]) -> None:
        self._fields[field][term].extend(places)

    def iter_postings(self) -> Iterator[_Gathered]:
        for field, terms in sorted(self._fields.items()):
            positioned = self._positioned[field]
            for term in sorted(terms):  # code points sort as their UTF-8 bytes do
                yield field, term.encode(), terms[term], positioned

    def cleanup(self) -> None:
        self._fields.clear()


class Writer(SegmentWriter):  # type: ignore[misc]  # whoosh has no types
    """Whoosh's writer but for how postings get into a segment. Raise LockError if another one is at work."""

    def __init__(self, index: Any) -> None:
        super().__init__(index, codec=Codec(), compound=False)
        kinds = {name: isinstance(kind, PositionedTerms) for name, kind in self.schema.items() if kind.indexed}
        self.pool = _Pool(kinds)

    def put(
        self, terms: Mapping[str, Sequence[str]], stored: Mapping[str, object], columns: Mapping[str, object]
    ) -> None:
        """Add a document: its terms and what is kept of it, by field."""
        kept = self.perdocwriter
        kept.start_doc(self.docnum)
        for field, found in terms.items():
            self.pool.add(field, found, self.docnum)
            if field == "body":  # the only field whose length counts
                kept.add_field(field, self.schema[field], None, _rounded(len(found)))
        for field, value in stored.items():
            kept.add_field(field, self.schema[field], value, 0)
        for field, value in columns.items():
            kept.add_column_value(field, self.schema[field].column_type, value)
        kept.finish_doc()
        self._added = True
        self.docnum += 1

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: Mapping[int, int] | None) -> None:
        """Take over a segment merged into this one; `docmap` tells where its documents went if some are gone."""
        for field, term, postings in reader._terms.all():
            if isinstance(self.schema[field], PositionedTerms):
                places = _moved(places_in(postings), startdoc, docmap)
            else:
                places = _moved_documents(documents_in(postings), startdoc, docmap)
            if places:
                self.pool.extend(field, term.decode(), places)


def _rounded(length: int) -> int:
    """The length that is read back, as Whoosh keeps one byte of it: sums of lengths must be sums of these."""
    return int(byte_to_length(length_to_byte(length)))


def _moved(places: list[int], start: int, moved: Mapping[int, int] | None) -> list[int]:
    if moved is None:
        shift = start << DOCUMENT_BITS
        return [place + shift for place in places]
    return [
        moved[place >> DOCUMENT_BITS] << DOCUMENT_BITS | place & _PLACE
        for place in places
        if place >> DOCUMENT_BITS in moved
    ]


def _moved_documents(documents: list[int], start: int, moved: Mapping[int, int] | None) -> list[int]:
    if moved is None:
        return [document + start for document in documents]
    return [moved[document] for document in documents if document in moved]
