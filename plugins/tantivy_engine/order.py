"""Pages of hits in every order, the same ones whatever way the segments of the index lie.

tantivy leaves hits that are equal in an order as they lie in its segments, which a merge changes.
Every order here ends in the arrival of the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tantivy
from archive_plugins.tantivy_engine.schema import days
from tantivy import Occur, Query

if TYPE_CHECKING:
    from archive.hooks.contracts import Order

__all__ = ["page"]

Page = tuple[list[tuple[float, Any]], int]
"""Scores and addresses of the hits of a page, and how many hits there are."""

_FIELDS = {"relevance": "newest", "received": "newest", "date": "by_day"}
_LOOKED_AT = 256
"""Hits beyond a page that are ranked at once, because many of them are often equally good."""


def page(schema: Any, searcher: Any, query: Any, limit: int, offset: int, order: Order, *, scored: bool) -> Page:
    """The hits from `offset` on, at most `limit`; `scored` says whether anything in the query ranks."""
    if limit <= 0:
        return [], searcher.search(query, 1).count
    if order == "relevance" and scored:
        return _by_score(searcher, query, limit, offset)
    if order == "unit":
        return _by_unit(searcher, query, limit, offset)
    if order == "date-reverse":
        return _oldest_first(schema, searcher, query, limit, offset)
    found = searcher.search(query, limit, offset=offset, order_by_field=_FIELDS[order])
    return _unscored(found.hits), found.count


def _by_score(searcher: Any, query: Any, limit: int, offset: int) -> Page:
    """Best first, of equally good ones the newest: so all that are as good as the last of the page are looked at."""
    end = offset + limit
    found = searcher.search(query, end + _LOOKED_AT)
    total = found.count
    if len(found.hits) < total and found.hits[-1][0] == found.hits[end - 1][0]:
        found = searcher.search(query, total, count=False)
    addresses = [address for _, address in found.hits]
    newest = searcher.fast_field_values("newest", addresses) if addresses else []
    ranked = sorted(zip(found.hits, newest, strict=True), key=lambda hit: (-hit[0][0], -hit[1]))
    return [hit for hit, _ in ranked[offset:end]], total


def _by_unit(searcher: Any, query: Any, limit: int, offset: int) -> Page:
    found = searcher.search(query, max(1, searcher.num_docs), order_by_field="by_day")
    addresses = [address for _, address in found.hits]
    shelves = searcher.fast_field_values("shelf", addresses) if addresses else []
    # sorting is stable, so that within a unit the order by day remains
    ranked = sorted(range(len(addresses)), key=lambda index: (shelves[index] == 0, shelves[index]))
    return [(0.0, addresses[index]) for index in ranked[offset : offset + limit]], found.count


def _oldest_first(schema: Any, searcher: Any, query: Any, limit: int, offset: int) -> Page:
    """Dated ones, then undated ones: those of day 0, which tantivy would put first."""
    undated = Query.range_query(schema, "by_day", tantivy.FieldType.Unsigned, *days(0, 0))
    dated = Query.boolean_query([(Occur.Must, query), (Occur.MustNot, undated)])
    found = searcher.search(dated, limit, offset=offset, order_by_field="by_day", order=tantivy.Order.Asc)
    hits, total = _unscored(found.hits), found.count
    rest = limit - len(hits)
    both = Query.boolean_query([(Occur.Must, query), (Occur.Must, undated)])
    found = searcher.search(
        both, max(1, rest), offset=max(0, offset - total), order_by_field="by_day", order=tantivy.Order.Asc
    )  # fmt: skip
    return hits + _unscored(found.hits)[:rest], total + found.count


def _unscored(hits: Any) -> list[tuple[float, Any]]:
    return [(0.0, address) for _, address in hits]
