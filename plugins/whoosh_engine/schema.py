"""What a Whoosh index holds. Its pickles name these classes: moving them needs a new `WhooshFactory.version`."""

from __future__ import annotations

from collections.abc import Sequence

from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, STORED, FieldType, Schema
from whoosh.formats import Existence

from archive.model.hit import IndexDocument
from archive.text.analyzer import field_values, index_terms
from archive.text.characters import is_chinese

__all__ = ["POSITION_KEY", "ExactTerms", "PositionedTerms", "columns_of", "milliseconds", "schema", "terms_of"]

POSITION_KEY = "\x00position"
"""Key of the one document that is no record: it carries the outbox position, in the same commit."""


class PositionedTerms(FieldType):  # type: ignore[misc]  # whoosh has no types
    """A field given as its list of terms, one a position."""

    def __init__(self) -> None:
        self.format = Existence()
        self.scorable = True


class ExactTerms(FieldType):  # type: ignore[misc]  # whoosh has no types
    """Terms of which only the existence is kept."""

    def __init__(self) -> None:
        self.format = Existence()
        self.scorable = False


def schema() -> Schema:
    return Schema(
        key=ExactTerms(),
        record=COLUMN(VarBytesColumn()),
        position=STORED(),
        title=PositionedTerms(),
        number=PositionedTerms(),
        person=PositionedTerms(),
        unit=PositionedTerms(),
        body=PositionedTerms(),
        characters=ExactTerms(),
        facet=ExactTerms(),
        order=COLUMN(NumericColumn("Q")),
        day=COLUMN(NumericColumn("I")),
        received=COLUMN(NumericColumn("q")),
        shelf=COLUMN(VarBytesColumn()),
    )


def terms_of(document: IndexDocument) -> dict[str, Sequence[str]]:
    """The record's terms by field."""
    terms = {field: index_terms(values) for field, values in field_values(document).items()}
    characters = {
        field[0] + character
        for field, found in terms.items()
        for character in set("".join(term for term in set(found) if is_chinese(term[0])))
    }
    found: dict[str, Sequence[str]] = dict(terms.items())
    found["key"] = (document.record,)
    found["characters"] = tuple(characters)
    found["facet"] = tuple(facet_terms(document))
    return found


def columns_of(document: IndexDocument) -> dict[str, object]:
    """What of a record is read by its number."""
    return {
        "record": document.record.encode(),
        "order": document.order,
        "day": int(document.date.replace("-", "")) if document.date else 0,
        "received": milliseconds(document.received),
        "shelf": document.units[0].encode() if document.units else b"",
    }


def facet_terms(document: IndexDocument) -> set[str]:
    """Exact terms: u unit, c category, s state, p person, y m d the date by year, month and day; bare if none."""
    date = document.date or ""
    return {
        *(f"u{unit}" for unit in document.units or ("",)),
        *(f"p{person}" for person in document.people or ("",)),
        f"c{document.category or ''}",
        f"s{document.state}",
        f"y{date[:4]}",
        f"m{date[:7]}",
        f"d{date}",
    }


def milliseconds(moment: str) -> int:
    """Milliseconds since 1970 of an ISO 8601 moment in UTC."""
    from datetime import UTC, datetime

    when = datetime.fromisoformat(moment)
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return round(when.timestamp() * 1000)
