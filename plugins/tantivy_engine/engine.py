"""The tantivy index as a SearchEngine.

Text comes analysed (`archive.text.analyzer`): its terms are joined by spaces and cut again at white
space, so that places are positions; tantivy's own n-grams give all terms one position and find no
phrase. Prefixes are regular expressions, because its prefix phrases are cut off silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tantivy
from archive_plugins.tantivy_engine.keys import NO_RECORD, halves, keys_at, the_one
from archive_plugins.tantivy_engine.order import page
from archive_plugins.tantivy_engine.readers import may_lock, readable_for_readers, shadow
from archive_plugins.tantivy_engine.schema import document_of, make, position_of
from archive_plugins.tantivy_engine.translate import Translation

from archive.errors import Busy, IndexDamaged
from archive.model.hit import EnginePage, IndexDocument, ScoredId
from archive.text.query import Node
from archive.text.verification import Literals

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from archive.hooks.contracts import Documents, Grouping, Order

__all__ = ["TantivyEngine"]

_HEAP_BYTES = 256_000_000
_MOST_GROUPS = 1_000_000
_ATTEMPTS = 5


class TantivyEngine:
    """See `archive.hooks.contracts.SearchEngine`. Not to be shared between threads."""

    def __init__(self, folder: Path, *, readonly: bool, documents: Documents) -> None:
        self._folder = folder
        self._literals = Literals(self.ids, documents)
        self._seen: tuple[int, int] | None = None
        self._shadow: TemporaryDirectory[str] | None = None
        if readonly:
            if not (folder / "meta.json").is_file():
                raise FileNotFoundError(folder)
        else:
            folder.mkdir(parents=True, exist_ok=True)
        self._shaded = readonly and not may_lock(folder)
        self._open()

    def _open(self) -> None:
        for _ in range(_ATTEMPTS if self._shaded else 1):
            try:
                return self._open_once()
            except IndexDamaged as error:
                failure = error  # the files that a shadow shows may be merged away while it is being opened
        raise failure

    def _open_once(self) -> None:
        with self._readable():
            state = self._state() if (self._folder / "meta.json").is_file() else None
            self._index = self._opened()
            self._schema = self._index.schema
            self._searcher = self._index.searcher()
            self._seen = state

    def _opened(self) -> Any:
        where = self._folder
        if self._shaded:
            self._forget_shadow()
            self._shadow = shadow(self._folder)
            where = Path(self._shadow.name)
        known = (where / "meta.json").is_file()
        index = tantivy.Index.open(str(where)) if known else make(where)
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("terms", analyzer)  # not kept in the index
        if not known:
            readable_for_readers(where)
        return index

    def _forget_shadow(self) -> None:
        if self._shadow is not None:
            self._shadow.cleanup()
            self._shadow = None

    # Writing

    def apply(self, documents: Iterable[IndexDocument], removed: Iterable[str], position: int) -> None:
        """As the contract says. Raise Busy if another process is writing to this index."""
        try:
            writer = self._index.writer(_HEAP_BYTES, 1)
        except ValueError as error:
            if "LockBusy" in str(error):
                raise Busy(seconds=0) from None
            raise IndexDamaged(path=self._folder, reason=str(error)) from error
        try:
            before = self._current()
            writer.delete_documents_by_query(tantivy.Query.term_query(self._schema, "key_first", NO_RECORD))
            for record in removed:
                self._drop(writer, record)
            put: set[str] = set()
            for document in documents:
                if document.record in put or before.doc_freq("key_first", halves(document.record)[0]):
                    self._drop(writer, document.record)
                writer.add_document(document_of(document))
                put.add(document.record)
            writer.add_document(position_of(position))
            writer.commit()
            readable_for_readers(self._folder)
        finally:
            writer.wait_merging_threads()  # or merged segments stay on the disk for ever
            readable_for_readers(self._folder)

    def _drop(self, writer: Any, record: str) -> None:
        try:
            writer.delete_documents_by_query(the_one(self._schema, record))
        except ValueError:  # no id, so that nothing was ever put under it
            return

    def position(self) -> int:
        searcher = self._current()
        found = searcher.search(tantivy.Query.term_query(self._schema, "key_first", NO_RECORD), 1).hits
        return int(searcher.doc(found[0][1])["position"][0]) if found else 0

    # Reading

    def search(self, query: Node, *, limit: int, offset: int = 0, order: Order = "relevance") -> EnginePage:
        translation = self._translate(query)
        searcher = self._current()
        hits, total = page(
            self._schema, searcher, translation.query, limit, offset, order, scored=translation.scored
        )  # fmt: skip
        keys = keys_at(searcher, [address for _, address in hits])
        return EnginePage(tuple(ScoredId(key, float(hit[0])) for key, hit in zip(keys, hits, strict=True)), total)

    def count(self, query: Node) -> int:
        unweighed = tantivy.Query.const_score_query(self._translate(query).query, 0.0)  # half the time
        return int(self._current().search(unweighed, 1).count)

    def facets(self, query: Node, by: Grouping) -> Mapping[str, int]:
        translation = self._translate(query)
        terms = {"groups": {"terms": {"field": f"{by}_group", "size": _MOST_GROUPS}}}
        answer = self._current().aggregate(translation.query, terms)
        return {bucket["key"][1:]: bucket["doc_count"] for bucket in answer["groups"]["buckets"]}

    def ids(self, query: Node) -> Iterator[str]:
        translation = self._translate(query)
        searcher = self._current()
        found = searcher.search(translation.query, max(1, searcher.num_docs), order_by_field="newest").hits
        return iter(keys_at(searcher, [address for _, address in found]))

    def close(self) -> None:
        self._forget_shadow()

    # The state that is read

    def _translate(self, query: Node) -> Translation:
        plain = self._literals.resolved(query)
        return Translation(self._schema, self._current(), plain)

    def _state(self) -> tuple[int, int]:
        """Different for any two states: each commit puts a new meta.json in place."""
        found = (self._folder / "meta.json").stat()
        return found.st_ino, found.st_mtime_ns

    def _current(self) -> Any:
        """A searcher of the newest whole state."""
        state = self._state()
        if state == self._seen:
            return self._searcher
        if self._shaded:
            self._open()
            return self._searcher
        with self._readable():
            self._index.reload()
            self._searcher = self._index.searcher()
            self._seen = state
        return self._searcher

    def _readable(self) -> _Readable:
        return _Readable(self._folder)


class _Readable:
    """Turns tantivy's one error into ours."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, ValueError | PermissionError):
            raise IndexDamaged(path=self._folder, reason=str(error)) from error

