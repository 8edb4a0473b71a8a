"""Words of two characters that stand between borders of words come first.

动火 also stands in 自动火灾, 电工 in 水电工程. Among the first hundred hits those are moved to the front
in which the typed word is a word; the set of hits and its size stay the same. rjieba cuts the text;
loading it costs about 100 ms, so this is done on demand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.errors import WordsUnavailable
from archive.model.hit import EnginePage
from archive.text.characters import is_chinese
from archive.text.fold import searchable
from archive.text.query import texts_of

if TYPE_CHECKING:
    from archive.access.search import Reading
    from archive.model.hit import IndexDocument
    from archive.store import Store
    from archive.text.query import Node

__all__ = ["RANKED", "page_by_words", "stands_as_word"]

RANKED = 100
"""Hits by relevance that are looked at."""

_BESIDE = 12
"""Characters on either side of a place that are cut together with it: borders depend on what is near."""
_MOST_PLACES = 50


def page_by_words(store: Store, reading: Reading, node: Node, *, limit: int, offset: int) -> EnginePage:
    """A page by relevance with the first `RANKED` hits ordered anew. Raise WordsUnavailable without rjieba.

    Pages fit together: each is cut out of the same order.
    """
    words = _short_words(node)
    first = reading.page(node, limit=RANKED, offset=0, order="relevance")
    if words and first.hits:
        documents = {one.record: one for one in store.catalogue.index_documents([hit.record for hit in first.hits])}
        hits = tuple(sorted(first.hits, key=lambda hit: -_worth(documents.get(hit.record), words)))
    else:
        hits = first.hits
    shown = hits[offset : offset + limit]
    if len(shown) < limit and offset + limit > RANKED:
        after = max(offset, RANKED)
        rest = reading.page(node, limit=offset + limit - after, offset=after, order="relevance")
        shown += rest.hits
    return EnginePage(shown, first.total, first.total_is_exact)


def _short_words(node: Node) -> list[str]:
    runs = (text.pieces[0].text for text in texts_of(node) if len(text.pieces) == 1)
    return [run for run in runs if len(run) == 2 and is_chinese(run[0])]


def _worth(document: IndexDocument | None, words: list[str]) -> int:
    """How many of the words stand in the document as words."""
    if document is None:
        return 0
    text = "\n".join((document.title, *document.people, searchable(document.text)))
    return sum(stands_as_word(word, text) for word in words)


def stands_as_word(word: str, text: str) -> bool:
    """Whether one of the first places of `word` in the searchable text is a word, or several, of its own."""
    try:
        import rjieba
    except ImportError:
        raise WordsUnavailable from None
    place = text.find(word)
    for _ in range(_MOST_PLACES):
        if place < 0:
            return False
        start = max(0, place - _BESIDE)
        borders, at = {0}, 0
        for piece in rjieba.cut(text[start : place + len(word) + _BESIDE]):
            at += len(piece)
            borders.add(at)
        if {place - start, place - start + len(word)} <= borders:
            return True
        place = text.find(word, place + 1)
    return False
