"""What a tantivy index holds. A change of it needs a new `TantivyFactory.version`."""

from __future__ import annotations

import json
from bisect import bisect_left
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import tantivy
from archive_plugins.tantivy_engine.keys import NO_RECORD, halves

from archive.model.hit import IndexDocument
from archive.text.analyzer import field_values, index_terms
from archive.text.query import FIELDS

__all__ = ["days", "document_of", "make", "milliseconds", "position_of"]

_GROUPS = ("category", "unit", "year", "person", "state")
_LONGEST_VALUE = 1000
_ORDER_BITS = 32
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


def make(folder: Path) -> Any:
    """A new index in `folder`.

    tantivy keeps the length of every text field of a document, one byte each; only that of the body is ever
    asked for. Its Python words cannot say so, but the table that it reads the fields from can.
    """
    tantivy.Index(_schema(), path=str(folder))
    table = folder / "meta.json"
    described = json.loads(table.read_bytes())
    for field in described["schema"]:
        indexing = field["options"].get("indexing")
        if isinstance(indexing, dict):
            indexing["fieldnorms"] = field["name"] == "body"
    table.write_text(json.dumps(described), encoding="utf-8")
    return tantivy.Index.open(str(folder))


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key_first", indexed=True, fast=True)
    builder.add_integer_field("position", stored=True)
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="terms", index_option="position")
    for group in _GROUPS:
        builder.add_text_field(f"{group}_group", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("received", fast=True)
    for number in ("key_second", "newest", "by_day", "shelf"):
        builder.add_unsigned_field(number, fast=True)
    return builder.build()


def document_of(document: IndexDocument) -> Any:
    """The record as tantivy takes it. Exact values begin with `=`, so that having none is a value too."""
    made = tantivy.Document()
    first, second = halves(document.record)
    made.add_unsigned("key_first", first)
    made.add_unsigned("key_second", second)
    for field, values in field_values(document).items():
        made.add_text(field, " ".join(index_terms(values)))
    groups = {
        "category": (document.category or "",),
        "unit": document.units or ("",),
        "year": ((document.date or "")[:4],),
        "person": document.people or ("",),
        "state": (document.state,),
    }
    for group, found in groups.items():
        for value in dict.fromkeys(found):
            made.add_text(f"{group}_group", f"={value[:_LONGEST_VALUE]}")
    day = date.fromisoformat(document.date).toordinal() if document.date else 0
    made.add_integer("received", milliseconds(document.received))
    made.add_unsigned("newest", document.order)
    made.add_unsigned("by_day", day << _ORDER_BITS | document.order)
    made.add_unsigned("shelf", _shelf(document.units[0]) if document.units else 0)
    return made


def days(first: int, last: int) -> tuple[int, int]:
    """The least and the greatest `by_day` of documents dated from one day to another (ordinals); 0 is undated."""
    return first << _ORDER_BITS, (last + 1 << _ORDER_BITS) - 1


def position_of(position: int) -> Any:
    """The one document that is no record: it carries the outbox position, in the same commit."""
    made = tantivy.Document()
    made.add_unsigned("key_first", NO_RECORD)
    made.add_integer("position", position)
    return made


def _shelf(unit: str) -> int:
    """A number that orders units as their ids do, by the 8 characters after the prefix (40 random bits)."""
    number = 1  # 0 is no unit
    for character in unit.removeprefix("u-")[:8].ljust(8, "0"):
        number = number << 5 | min(bisect_left(_DIGITS, character), 31)
    return number


def milliseconds(moment: str) -> int:
    """Milliseconds since 1970 of an ISO 8601 moment in UTC."""
    when = datetime.fromisoformat(moment)
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return round(when.timestamp() * 1000)
