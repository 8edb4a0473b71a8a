"""The Whoosh index as a SearchEngine.

Whoosh is used as its measurements demand: segments are never compound (those are copied into memory
when opened), filters are exact terms, an index is reopened and never refreshed, phrases are
intersected block by block, and neither its query parser nor its searcher is imported.
"""

from __future__ import annotations

import pickle
import struct
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from heapq import nsmallest
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive_plugins.whoosh_engine.evaluate import Evaluation
from archive_plugins.whoosh_engine.postings import Leaf
from archive_plugins.whoosh_engine.schema import POSITION_KEY, columns_of, schema, terms_of
from archive_plugins.whoosh_engine.statistics import Statistics
from whoosh.filedb.filetables import FileFormatError
from whoosh.index import EmptyIndexError, LockError, create_in, open_dir
from whoosh.index import IndexError as WhooshIndexError

from archive.errors import Busy, IndexDamaged
from archive.model.hit import EnginePage, IndexDocument, ScoredId
from archive.text.query import Node
from archive.text.verification import Literals

if TYPE_CHECKING:
    from archive.hooks.contracts import Documents, Grouping, Order

__all__ = ["WhooshEngine"]

_ATTEMPTS = 20
_PAUSE_SECONDS = 0.02
_READ_BITS = 0o044
_GROUPS = {"category": "c", "unit": "u", "year": "y", "person": "p", "state": "s"}
_UNREADABLE = (
    *(WhooshIndexError, FileFormatError, pickle.UnpicklingError, struct.error, zlib.error),
    *(OSError, EOFError, LookupError, ValueError, TypeError, AttributeError, ImportError, ArithmeticError),
)
"""What Whoosh raises over files with wrong bytes; it checks next to nothing itself."""

Found = list[tuple[Leaf, dict[int, float]]]


class WhooshEngine:
    """See `archive.hooks.contracts.SearchEngine`. Not to be shared between threads."""

    def __init__(self, folder: Path, *, readonly: bool, documents: Documents) -> None:
        self._folder = folder
        self._readonly = readonly
        self._literals = Literals(self.ids, documents)
        self._leaves: list[Leaf] = []
        self._statistics = Statistics(())
        self._read: frozenset[str] | None = None
        if readonly:
            if not folder.is_dir():
                raise FileNotFoundError(folder)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            if not any(folder.glob("_MAIN_*.toc")):
                create_in(str(folder), schema())
                self._hand_on()
        self._reopen()

    # Writing

    def apply(self, documents: Iterable[IndexDocument], removed: Iterable[str], position: int) -> None:
        """As the contract says. Raise Busy if another process is writing to this index."""
        from archive_plugins.whoosh_engine.writer import Writer  # no search needs it

        put = {document.record: document for document in documents}
        gone = {*removed, *put, POSITION_KEY}
        try:
            writer = Writer(self._open())
        except LockError:
            raise Busy(seconds=0) from None
        try:
            self._reopen()
            base = 0
            for leaf in self._leaves:
                for key in gone:
                    for number in leaf.documents("key", key):
                        writer.delete_document(base + number)
                base += leaf.reader.doc_count_all()
            for document in put.values():
                writer.put(terms_of(document), {}, columns_of(document))
            writer.put({"key": (POSITION_KEY,)}, {"position": position}, {})
            writer.commit()
            self._hand_on()
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise
        self._reopen()

    def _hand_on(self) -> None:
        """Let whoever may read the folder read all its files, whatever the umask."""
        bits = self._folder.stat().st_mode & _READ_BITS
        for path in self._folder.iterdir():
            mode = path.stat().st_mode & 0o777
            if mode | bits != mode:
                path.chmod(mode | bits)

    def position(self) -> int:
        with self._current() as leaves:
            for leaf in leaves:
                for number in leaf.documents("key", POSITION_KEY):
                    return int(leaf.stored(number)["position"])
        return 0

    # Reading

    def search(self, query: Node, *, limit: int, offset: int = 0, order: Order = "relevance") -> EnginePage:
        with self._found(query) as found:
            total = sum(len(scores) for _, scores in found)
            keyed = (
                (key, leaf, number, scores[number])
                for leaf, scores in found
                for number, key in _ordered(leaf, scores, order)
            )
            page = nsmallest(offset + limit, keyed, key=itemgetter(0))[offset:]
            return EnginePage(tuple(ScoredId(leaf.key(number), score) for _, leaf, number, score in page), total)

    def count(self, query: Node) -> int:
        with self._found(query) as found:
            return sum(len(scores) for _, scores in found)

    def facets(self, query: Node, by: Grouping) -> Mapping[str, int]:
        counts: Counter[str] = Counter()
        with self._found(query) as found:
            for leaf, scores in found:
                for term in leaf.expand("facet", _GROUPS[by]):
                    number = len(scores.keys() & leaf.documents("facet", term)) if scores else 0
                    if number:
                        counts[term[1:]] += number
        return counts

    def ids(self, query: Node) -> Iterator[str]:
        with self._found(query) as found:
            keys = [leaf.key(number) for leaf, scores in found for number in scores]
        return iter(keys)

    def close(self) -> None:
        for leaf in self._leaves:
            leaf.close()
        self._leaves = []
        self._statistics = Statistics(())
        self._read = None

    # The state that is read

    def _open(self) -> Any:
        """The newest state; a writer may take its table of contents away between listing and opening."""
        for _ in range(_ATTEMPTS):
            try:
                return open_dir(str(self._folder), readonly=self._readonly)
            except FileNotFoundError:
                continue
            except PermissionError:  # until the writer has handed on what it wrote
                time.sleep(_PAUSE_SECONDS)
            except EmptyIndexError:
                raise FileNotFoundError(self._folder) from None
            except _UNREADABLE as error:
                raise IndexDamaged(path=self._folder, reason=repr(error)) from error
        raise FileNotFoundError(self._folder)

    def _reopen(self) -> None:
        self.close()
        state = self._state()
        try:
            reader = self._open().reader()
            self._leaves = [Leaf(leaf) for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]
        except FileNotFoundError:
            raise
        except _UNREADABLE as error:
            raise IndexDamaged(path=self._folder, reason=repr(error)) from error
        self._statistics = Statistics(self._leaves)
        self._read = state

    def _state(self) -> frozenset[str]:
        """Names that differ for any two states: each commit writes a table of contents under a new one."""
        return frozenset(path.name for path in self._folder.glob("_MAIN_*.toc"))

    @contextmanager
    def _current(self) -> Iterator[list[Leaf]]:
        """The segments of one whole state, the newest if the folder has changed since."""
        try:
            if self._read != self._state():
                self._reopen()
            yield self._leaves
        except FileNotFoundError:
            raise
        except _UNREADABLE as error:
            raise IndexDamaged(path=self._folder, reason=repr(error)) from error

    @contextmanager
    def _found(self, query: Node) -> Iterator[Found]:
        plain = self._literals.resolved(query)
        with self._current() as leaves:
            rarity = cache(self._statistics.rarity)
            yield [(leaf, Evaluation(leaf, self._statistics, rarity).run(plain)) for leaf in leaves]


def _ordered(leaf: Leaf, scores: dict[int, float], order: Order) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Each document with the key by which hits ascend in this order (`archive.hooks.contracts.Order`)."""
    arrival = leaf.column("order")
    if order == "relevance":
        return ((number, (-score, -arrival[number])) for number, score in scores.items())
    if order == "received":
        return ((number, (-arrival[number],)) for number in scores)
    day = leaf.column("day")
    if order == "date-reverse":
        return ((number, (day[number] == 0, day[number], arrival[number])) for number in scores)
    if order == "date":
        return ((number, (day[number] == 0, -day[number], -arrival[number])) for number in scores)
    shelf = leaf.column("shelf")
    return (
        (number, (shelf[number] == b"", shelf[number], day[number] == 0, -day[number], -arrival[number]))
        for number in scores
    )
