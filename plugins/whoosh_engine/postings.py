"""One segment of an index, read by terms and by document numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from archive_plugins.whoosh_engine.blocks import documents_in, frequency_of, places_in
from archive_plugins.whoosh_engine.codec import Terms

__all__ = ["Leaf"]


class Leaf:
    """One segment of an index."""

    def __init__(self, reader: Any) -> None:
        self.reader = reader
        self._terms: Terms = reader._terms
        self.gone = frozenset(reader._perdoc.deleted_docs())
        self._deleted = sorted(self.gone)
        self._columns: dict[str, Any] = {}

    def close(self) -> None:
        self._columns.clear()
        self.reader.close()

    def frequency(self, field: str, term: str) -> int:
        """In how many documents the term stands, deleted ones included."""
        found = self._terms.postings(field, term)
        return 0 if found is None else frequency_of(found)

    def live_frequency(self, field: str, term: str) -> int:
        """In how many documents the term stands that are not deleted; only blocks near deleted ones are read."""
        found = self._terms.postings(field, term)
        if found is None:
            return 0
        deleted = self.gone.intersection(documents_in(found, self._deleted)) if self.gone else ()
        return frequency_of(found) - len(deleted)

    def length(self, field: str) -> int:
        """Sum of the lengths of a field, each rounded as it is kept, over the documents that are not deleted."""
        each = self.reader.doc_field_length
        return int(self.reader.field_length(field)) - sum(each(number, field, 0) or 0 for number in self._deleted)

    def documents(self, field: str, term: str) -> list[int]:
        """Numbers of the documents that hold the term, ascending, deleted ones left out; one an occurrence."""
        found = self._terms.postings(field, term)
        documents = [] if found is None else documents_in(found)
        return [number for number in documents if number not in self.gone] if self.gone else documents

    def places(self, field: str, term: str, within: Sequence[int] | None = None) -> list[int]:
        """Where the term stands (see `blocks`), also in deleted documents; with `within`, at least in these."""
        found = self._terms.postings(field, term)
        return [] if found is None else places_in(found, within)

    def places_beginning(self, field: str, prefix: str, within: Sequence[int] | None = None) -> Iterator[Iterable[int]]:
        """The places of each term that begins so."""
        return (places_in(found, within) for _, found in self._terms.beginning(field, prefix))

    def expand(self, field: str, prefix: str) -> Iterator[str]:
        """The terms of a field that begin so."""
        return self._terms.names_beginning(field, prefix)

    def everything(self) -> set[int]:
        return set(range(self.reader.doc_count_all())).difference(self.gone)

    def key(self, number: int) -> str:
        return bytes(self.column("record")[number]).decode()

    def stored(self, number: int) -> dict[str, Any]:
        return dict(self.reader.stored_fields(number))

    def column(self, name: str) -> Any:
        if name not in self._columns:
            self._columns[name] = self.reader.column_reader(name, translate=False)
        return self._columns[name]
