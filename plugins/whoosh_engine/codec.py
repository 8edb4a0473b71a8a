"""How terms and postings lie in a segment: Whoosh's ordered hash of terms, each with its postings as `blocks` says.

Whoosh's own codec pickles and compresses every block of 128 postings and asks for the length of a
document once a posting: it builds a quarter as fast, and its indexes take three times the room.
Columns, stored fields, segments, tables of contents and locks are Whoosh's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from archive_plugins.whoosh_engine.blocks import encoded
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filetables import OrderedHashReader, OrderedHashWriter

__all__ = ["Codec", "Terms"]

Gathered = Iterable[tuple[str, bytes, Sequence[int], bool]]
"""Field, term, its places and whether they have positions; by field and term, ascending."""


class Codec(W3Codec):  # type: ignore[misc]  # whoosh has no types
    """Named by the table of contents of every index, as a pickle: moving it needs a new `WhooshFactory.version`."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> _TermsWriter:
        return _TermsWriter(segment.create_file(storage, self.TERMS_EXT))

    def terms_reader(self, storage: Any, segment: Any) -> Terms:
        name = segment.make_filename(self.TERMS_EXT)
        return Terms(storage.open_file(name), storage.file_length(name))


class _TermsWriter:
    def __init__(self, file: Any) -> None:
        self._table = OrderedHashWriter(file)
        self.is_closed = False

    def add_postings(self, _schema: Any, _lengths: Any, gathered: Gathered) -> None:
        for field, term, places, positioned in gathered:
            self._table.add(_key(field, term), encoded(places, positioned=positioned))

    def close(self) -> None:
        self._table.close()
        self.is_closed = True


class Terms:
    """The terms of a segment, ascending by field and then by their UTF-8 bytes, and the postings of each."""

    def __init__(self, file: Any, length: int) -> None:
        self._table = OrderedHashReader(file, length)

    def postings(self, field: str, term: str) -> bytes | None:
        found = self._table.get(_key(field, term.encode()))
        return None if found is None else bytes(found)

    def beginning(self, field: str, prefix: str) -> Iterator[tuple[str, bytes]]:
        """The terms of a field that begin so, and their postings."""
        start = _key(field, prefix.encode())
        skipped = len(field.encode()) + 1
        for key, postings in self._table.items_from(start):
            if not key.startswith(start):
                return
            yield bytes(key[skipped:]).decode(), bytes(postings)

    def names_beginning(self, field: str, prefix: str) -> Iterator[str]:
        start = _key(field, prefix.encode())
        skipped = len(field.encode()) + 1
        for key in self._table.keys_from(start):
            if not key.startswith(start):
                return
            yield bytes(key[skipped:]).decode()

    def all(self) -> Iterator[tuple[str, bytes, bytes]]:
        """Field, term and postings of every term."""
        for key, postings in self._table.items():
            field, _, term = bytes(key).partition(b"\0")
            yield field.decode(), term, bytes(postings)

    def indexed_field_names(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        self._table.close()


def _key(field: str, term: bytes) -> bytes:
    return field.encode() + b"\0" + term
