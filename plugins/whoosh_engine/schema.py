"""What a Whoosh index holds. Its pickles name these classes: moving them needs a new `WhooshFactory.version`."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, STORED, FieldType, Schema
from whoosh.formats import Existence, Format

from archive.model.hit import IndexDocument
from archive.text.analyzer import field_values, index_terms
from archive.text.characters import is_chinese

__all__ = ["POSITION_KEY", "ExactTerms", "PositionedTerms", "facet_terms", "fields_of", "milliseconds", "schema"]

POSITION_KEY = "\x00position"
"""Key of the one document that is no record: it carries the outbox position, in the same commit."""

Posting = tuple[bytes, int, float, bytes]


class _Packed(Format):  # type: ignore[misc]
    """Positions as an array of unsigned 32-bit integers in the machine's order, not a pickled list."""

    posting_size = -1


class PositionedTerms(FieldType):  # type: ignore[misc]
    """A field given as its list of terms, one a position."""

    def __init__(self) -> None:
        self.format = _Packed()
        self.scorable = True

    def index(self, value: Sequence[str], **_: Any) -> Iterator[Posting]:
        positions: dict[str, array[int]] = {}
        for position, term in enumerate(value):
            found = positions.get(term)
            if found is None:
                positions[term] = array("I", (position,))
            else:
                found.append(position)
        for term, found in positions.items():
            yield term.encode(), len(found), float(len(found)), found.tobytes()

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else value.encode()  # merging hands over bytes

    def from_bytes(self, value: bytes) -> str:
        return value.decode()


class ExactTerms(FieldType):  # type: ignore[misc]
    """Terms of which only the existence is kept."""

    def __init__(self) -> None:
        self.format = Existence()
        self.scorable = False

    def index(self, value: Iterable[str], **_: Any) -> Iterator[Posting]:
        for term in value:
            yield term.encode(), 1, 1.0, b""

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else value.encode()  # merging hands over bytes

    def from_bytes(self, value: bytes) -> str:
        return value.decode()


def schema() -> Schema:
    return Schema(
        key=ID(stored=True),
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


def fields_of(document: IndexDocument) -> dict[str, object]:
    """The arguments of `add_document`."""
    terms = {field: index_terms(values) for field, values in field_values(document).items()}
    characters = {
        field[0] + character
        for field, found in terms.items()
        for character in set("".join(term for term in set(found) if is_chinese(term[0])))
    }
    return {
        "key": document.record,
        **{field: found for field, found in terms.items() if found},
        "characters": characters,
        "facet": facet_terms(document),
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
