"""What a search asks the catalogue beside the index: what was not read, what is not there, and known words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from archive.catalogue.database import Database
from archive.text.query import And, Dates, Everything, Facet, Node, Not, Or, Received, Records, Text

__all__ = ["FindingReads"]

_DOUBTFUL = "(parse_outcome is null or parse_outcome <> 'ok' or characters = 0)"
"""As in the index `record_unread`, word for word, so that SQLite uses it."""
_READABLE = "state in ('received', 'filed', 'unfiled')"
_MOST_WORDS = 20_000
_BATCH = 10_000
_KNOWN_WORDS = (
    "select name from unit_name union select code from unit_code limit :most",
    "select distinct name from record_person limit :most",
    f"select doc_no from record where doc_no is not null and {_READABLE} order by seq desc limit :most",  # noqa: S608 - our own words
    f"select title from record where title is not null and {_READABLE} order by seq desc limit :most",  # noqa: S608 - our own words
)


class FindingReads:
    """The part of the catalogue that a search asks."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def unread_count(self, node: Node) -> int:
        """How many records that a reader may see and that `node` may mean have no text, or one not read in full.

        What nobody could read may hold any text, and a unit, a category or a date that is not known may be any:
        only what is known and differs rules a record out.
        """
        where, values = _possibility(node)
        sql = f"select count(*) from record where {_READABLE} and {_DOUBTFUL} and {where}"  # noqa: S608 - our own words, values are bound
        return int(self._db.value(sql, **values))

    def unread(self, node: Node, *, limit: int, offset: int = 0) -> tuple[str, ...]:
        """Their ids, latest received first."""
        where, values = _possibility(node)
        sql = (
            f"select id from record where {_READABLE} and {_DOUBTFUL} and {where}"  # noqa: S608 - as above
            " order by seq desc limit :page_limit offset :page_offset"
        )
        return tuple(row["id"] for row in self._db.rows(sql, page_limit=limit, page_offset=offset, **values))

    def without_link(self, kind: str, before: str, filters: Node) -> frozenset[str]:
        """Ids of records within `filters` to which no live record has a link of this kind.

        Only those whose day, that of the document or else of accession, is not after `before` (YYYY-MM-DD).
        """
        where, values = _condition(filters)
        sql = (
            f"select id from record where {_READABLE} and {where}"  # noqa: S608 - as above
            " and coalesce(date, substr(received_at, 1, 10)) <= :link_before and not exists"
            " (select 1 from record_link link join record other on other.id = link.record"
            "  where link.target = record.id and link.type = :link_kind"
            "  and other.state in ('received', 'filed', 'unfiled'))"
        )
        return frozenset(row["id"] for row in self._db.rows(sql, link_kind=kind, link_before=before, **values))

    def is_linked(self, record: str, kinds: Sequence[str]) -> bool:
        """Whether a live record has a link of one of these kinds to this one."""
        found = self._db.value(
            "select 1 from record_link link join record other on other.id = link.record where link.target = :record"
            " and link.type in (select value from json_each(:kinds))"
            " and other.state in ('received', 'filed', 'unfiled') limit 1",
            record=record, kinds=json.dumps(list(kinds)),
        )  # fmt: skip
        return found is not None

    def units_with(self, category: str, since: str | None, until: str | None) -> frozenset[str]:
        """Ids of units that have a live record of this category dated within the days (both included)."""
        filters: Node = And((Facet("category", (category,)), *_period(since, until)))
        where, values = _condition(filters)
        chosen = f"select id from record where {_READABLE} and {where}"  # noqa: S608 - as above
        sql = f"select distinct unit from record_unit where record in ({chosen})"  # noqa: S608 - as above
        return frozenset(row["unit"] for row in self._db.rows(sql, **values))

    def source_counts(self, ids: Iterable[str]) -> dict[str, int]:
        """How many of these records have each source; '' counts those without one."""
        counts: dict[str, int] = {}
        sql = (
            "select coalesce(source, '') as value, count(*) as count from record"
            " where id in (select value from json_each(:ids)) group by 1"
        )
        rest = iter(ids)
        while batch := list(islice(rest, _BATCH)):
            for row in self._db.rows(sql, ids=json.dumps(batch)):
                counts[row["value"]] = counts.get(row["value"], 0) + row["count"]
        return counts

    def accessions(self, ids: Sequence[str]) -> dict[str, tuple[int, str]]:
        """Accession event and SHA-256 of the original, by record id."""
        rows = self._db.rows(
            "select id, seq, sha256 from record where id in (select value from json_each(:ids))",
            ids=json.dumps(list(ids)),
        )
        return {row["id"]: (row["seq"], row["sha256"]) for row in rows}

    def known_words(self) -> Iterator[str]:
        """Names and codes of units, names of people, document numbers and titles, newest records first."""
        for sql in _KNOWN_WORDS:
            for row in self._db.rows(sql, most=_MOST_WORDS):
                yield row[0]


def _period(since: str | None, until: str | None) -> tuple[Node, ...]:
    return () if since is None and until is None else (Dates(since, until),)


def _condition(node: Node) -> tuple[str, dict[str, object]]:
    """A condition of SQL, never null, and the values bound in it."""
    values: dict[str, object] = {}
    return _sql(node, values), values


def _possibility(node: Node) -> tuple[str, dict[str, object]]:
    """A condition of SQL: that a record without a readable text may match, as far as is known of it."""
    values: dict[str, object] = {}
    return _possible(node, values, wanted=True), values


def _possible(node: Node, values: dict[str, object], *, wanted: bool) -> str:
    """That the node may hold of a record; where it is not `wanted`, that it may fail to hold."""
    if isinstance(node, Text):
        return "1"
    if isinstance(node, Not):
        return _possible(node.node, values, wanted=not wanted)
    if isinstance(node, And | Or):
        word = " and " if isinstance(node, And) == wanted else " or "
        return "(" + word.join(_possible(child, values, wanted=wanted) for child in node.nodes) + ")"
    holds = _sql(node, values) if wanted else f"not {_sql(node, values)}"
    unknown = _unknown(node)
    return f"({holds} or {unknown})" if unknown else holds


def _unknown(node: Node) -> str | None:
    """That what the leaf asks for is not known of a record; None if it always is."""
    if isinstance(node, Dates):
        return "date is null"
    if not isinstance(node, Facet) or node.field == "state":
        return None
    if node.field == "unit":
        return "not exists (select 1 from record_unit where record_unit.record = id)"
    return f"{node.field} is null"


def _sql(node: Node, values: dict[str, object]) -> str:
    if isinstance(node, And | Or):
        word = " and " if isinstance(node, And) else " or "
        return "(" + word.join(_sql(child, values) for child in node.nodes) + ")"
    if isinstance(node, Not):
        return f"not {_sql(node.node, values)}"
    if isinstance(node, Facet):
        return _facet(node, values)
    if isinstance(node, Records):
        return f"id in {_listed(sorted(node.ids), values)}"
    if isinstance(node, Dates):
        return _within("date", node.since, "<=", node.until, values)
    if isinstance(node, Received):
        return _within("received_at", node.since, "<", node.until, values)
    if isinstance(node, Everything):
        return "1"
    raise TypeError(f"{type(node).__name__} is no filter")


def _facet(node: Facet, values: dict[str, object]) -> str:
    listed = _listed(node.values, values)
    if node.field != "unit":
        return f"coalesce({node.field}, '') in {listed}"
    having = f"id in (select record from record_unit where unit in {listed})"  # noqa: S608 - as above
    none = "id not in (select record from record_unit)"
    return f"({having} or {none})" if "" in node.values else having


def _listed(listed: Sequence[str], values: dict[str, object]) -> str:
    return f"(select value from json_each({_bound(json.dumps(list(listed)), values)}))"  # noqa: S608 - as above


def _within(column: str, first: str | None, sign: str, last: str | None, values: dict[str, object]) -> str:
    parts = [f"{column} is not null"]
    if first is not None:
        parts.append(f"{column} >= {_bound(first, values)}")
    if last is not None:
        parts.append(f"{column} {sign} {_bound(last, values)}")
    return "(" + " and ".join(parts) + ")"


def _bound(value: object, values: dict[str, object]) -> str:
    name = f"filter{len(values)}"
    values[name] = value
    return f":{name}"
