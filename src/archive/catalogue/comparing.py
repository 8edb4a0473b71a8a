"""Are the tables what the events say? Everything is made again in a private database and compared row by row.

Nothing here trusts what it reads: values may be of any type, texts need not be UTF-8, tables may be gone.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from archive.catalogue.database import Database
from archive.catalogue.ledger_rows import read_event
from archive.catalogue.outbox_check import hidden_records
from archive.catalogue.projections import TABLES, project
from archive.errors import N_, ArchiveError

__all__ = ["Difference", "SealedRow", "differences", "schema_differences"]

SealedRow = tuple[int, Any, Any, Any]
"""Number, envelope, salt and body of an event, as they are stored."""

_UNREADABLE = (sqlite3.Error, ArchiveError, UnicodeDecodeError)

_UNREPLAYABLE = (
    *(AssertionError, AttributeError, LookupError, OverflowError, RecursionError, TypeError, ValueError),
    *(sqlite3.Error, ArchiveError),
)
"""What projecting an event may raise whose envelope or payload is not what we wrote."""

_LONGEST = 80

_TO_DO = {"queue": ("record", "seq"), "ocr_queue": ("record", "seq", "pages")}
"""Who does what is left to do changes without an event; that there is something to do follows from the events."""


class Difference(NamedTuple):
    what: str
    """In words."""
    record: str | None
    """The record concerned, where that can be told."""


def differences(live: Database, events: Iterable[SealedRow]) -> Iterator[Difference]:
    """Where the projections are not what a rebuild from `events` would make. The home is only read."""
    scratch = Database.scratch()
    try:
        yield from _replay(scratch, events)
        for table in (*TABLES, *_TO_DO):
            yield from _compare(table, live, scratch)
        yield from _compare_outbox(live, scratch)
    finally:
        scratch.close()


def _compare_outbox(live: Database, made: Database) -> Iterator[Difference]:
    try:
        hidden = hidden_records(live, made)
    except _UNREADABLE as error:
        what = N_("The table {table} cannot be read: {reason}")
        yield Difference(what.format(table="outbox", reason=_reason(error)), None)
        return
    if hidden is not None:
        what = N_("The list of what the search index has to look at was changed, so a search may miss records")
        yield from (Difference(what, record) for record in hidden or (None,))


def schema_differences(live: Database) -> Iterator[str]:
    """Tables, indexes, triggers and views that are missing, of another form or not made by the archive, in words."""
    scratch = Database.scratch()
    try:
        found, made = _schema(live), _schema(scratch)
    finally:
        scratch.close()
    for kind, name in sorted(found.keys() | made.keys()):
        fact = {"kind": kind, "name": name}
        if (kind, name) not in found:
            yield N_("The {kind} {name} is missing").format(**fact)
        elif (kind, name) not in made:
            yield N_("There is a {kind} {name} that the archive did not make").format(**fact)
        elif found[kind, name] != made[kind, name]:
            yield N_("The {kind} {name} is not of the form in which the archive makes it").format(**fact)


def _schema(db: Database) -> dict[tuple[str, str], str]:
    """What there is by kind and name, with the statement that makes it, remarks and layout left out."""
    rows = db.rows("select type, name, sql from sqlite_master where name not like 'sqlite!_%' escape '!'")
    return {(str(row[0]), str(row[1])): _bare(str(row[2])) for row in rows}


def _bare(statement: str) -> str:
    return " ".join(re.sub(r"--[^\n]*", "", statement).split())


def _replay(scratch: Database, events: Iterable[SealedRow]) -> Iterator[Difference]:
    """Project every event into `scratch`; one that was tampered with is told and passed over."""
    try:
        for seq, envelope, _, body in events:
            try:
                project(scratch, read_event(seq, envelope, body))
            except _UNREPLAYABLE:
                what = N_("Event {seq} cannot be replayed: it does not fit what came before it")
                yield Difference(what.format(seq=seq), _subject(envelope))
    except _UNREADABLE as error:
        yield Difference(N_("The events cannot be read: {reason}").format(reason=error), None)


def _subject(envelope: object) -> str | None:
    """The record that an envelope speaks of, as far as it is one."""
    found = re.search(r'"subject":"([0-9a-z]+)"', envelope) if isinstance(envelope, str) else None
    return None if found is None else found[1]


class _Table:
    """One table as both databases have it; columns and key are those of the schema."""

    def __init__(self, name: str, made: Database) -> None:
        described = list(made.rows("select name, pk from pragma_table_info(:table)", table=name))
        self.name = name
        self.columns = _TO_DO.get(name) or tuple(row["name"] for row in described)
        self.key = sum(bool(row["pk"]) for row in described)
        """So many columns at the beginning tell a row from the others."""

    def rows(self, db: Database, *, exact: bool) -> Iterator[tuple[Any, ...]]:
        """Every row in the order of its key; with `exact` also such as hold what is no UTF-8."""
        columns = [f"typeof({each}), cast({each} as blob)" if exact else each for each in self.columns]
        order = ", ".join(self.columns[: self.key])
        sql = f"select {', '.join(columns)} from {self.name} order by {order}"  # noqa: S608 - names from the schema
        last: tuple[tuple[int, Any], ...] = ()
        for row in db.rows(sql):
            values = _values(tuple(row)) if exact else tuple(row)
            key = _key(self, values)
            if key < last:  # a broken tree of pages may lead back, and round for ever
                raise sqlite3.DatabaseError("its rows are not in their order")
            last = key
            yield values


def _values(row: Sequence[Any]) -> tuple[Any, ...]:
    """Values out of pairs of type and bytes; bytes of a text that are not UTF-8 become surrogates."""
    kinds: dict[str, Callable[[bytes], Any]] = {
        "null": lambda _: None,
        "integer": int,
        "real": float,
        "text": lambda data: data.decode("utf-8", "surrogateescape"),
        "blob": bytes,
    }
    return tuple(kinds[kind](data) for kind, data in zip(row[::2], row[1::2], strict=True))


def _compare(name: str, live: Database, made: Database) -> Iterator[Difference]:
    """The differences of one table; where a quick look does not get through, the row that is to blame is found."""
    table = _Table(name, made)
    try:
        yield from list(_merge(table, live, made, exact=False))
    except _UNREADABLE:
        try:
            yield from _merge(table, live, made, exact=True)
        except _UNREADABLE as error:
            what = N_("The table {table} cannot be read: {reason}")
            yield Difference(what.format(table=name, reason=_reason(error)), None)


def _reason(error: Exception) -> str:
    return str(error.facts.get("reason", error)) if isinstance(error, ArchiveError) else str(error)


def _merge(table: _Table, live: Database, made: Database, *, exact: bool) -> Iterator[Difference]:
    """Merge two readings of one table that are sorted by its key."""
    there, again = table.rows(live, exact=exact), table.rows(made, exact=exact)
    left, right = next(there, None), next(again, None)
    while left is not None or right is not None:
        if left is not None and left == right:
            left, right = next(there, None), next(again, None)
            continue
        first, second = _key(table, left), _key(table, right)
        if left is not None and right is not None and first == second:
            yield _changed(table, left, right)
            left, right = next(there, None), next(again, None)
        elif right is None or (left is not None and first < second):
            assert left is not None
            yield _told(N_("Table {table}: the row {row} is not what the events say"), table, left)
            left = next(there, None)
        else:
            yield _told(N_("Table {table}: the row {row} is missing"), table, right)
            right = next(again, None)


def _key(table: _Table, row: tuple[Any, ...] | None) -> tuple[tuple[int, Any], ...]:
    """SQLite's order of values: null, numbers, text, blobs."""
    return () if row is None else tuple(_rank(value) for value in row[: table.key])


def _rank(value: Any) -> tuple[int, Any]:
    if value is None:
        return 0, 0
    if isinstance(value, int | float):
        return 1, value
    return (2, value.encode("utf-8", "surrogateescape")) if isinstance(value, str) else (3, value)


def _changed(table: _Table, left: tuple[Any, ...], right: tuple[Any, ...]) -> Difference:
    """One row that is there, but otherwise than the events say: which columns."""
    found, expected = [], []
    for column, value, wanted in zip(table.columns, left, right, strict=True):
        if (type(value), value) != (type(wanted), wanted):
            found.append(f"{column} {_shown(value)}")
            expected.append(f"{column} {_shown(wanted)}")
    what = N_("Table {table}, row {row}: there is {found}, by the events it is {expected}").format(
        table=table.name, row=_words(table, left), found=", ".join(found), expected=", ".join(expected)
    )
    return Difference(what, _record_of(table, right))


def _told(template: str, table: _Table, row: tuple[Any, ...]) -> Difference:
    return Difference(template.format(table=table.name, row=_words(table, row)), _record_of(table, row))


def _words(table: _Table, row: tuple[Any, ...]) -> str:
    """The key of a row."""
    key = zip(table.columns, row[: table.key], strict=False)
    return ", ".join(f"{column} {_shown(value)}" for column, value in key)


def _shown(value: Any) -> str:
    """A value in words that any reader understands, kept short."""
    if value is None:
        return "null"
    if isinstance(value, bytes):
        text = f"x'{value[:_LONGEST].hex()}"
        return text + ("…" if len(value) > _LONGEST else "'")
    if isinstance(value, str):
        text = value[:_LONGEST].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return f'"{text}{"…" if len(value) > _LONGEST else ""}"'
    return str(value)


def _record_of(table: _Table, row: tuple[Any, ...]) -> str | None:
    """The record that a row speaks of: ids of other things have a prefix."""
    column = {"record": "id", "event_subject": "subject"}.get(table.name, "record")
    value = row[table.columns.index(column)] if column in table.columns else None
    return value if isinstance(value, str) and value.isalnum() else None
