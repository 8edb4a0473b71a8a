"""Draft, signed copy, rescan or later version of one document: proposed and never merged.

Looked at are records that bear one number, and those without any that are of one unit, title and day, or are
registers of one title.

What is compared is what a person would look at: the format, the date, who signed, when the file was made, and
how much of the text is the same. What they are to each other is decided by `archive describe`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from archive.text.fold import search_form

if TYPE_CHECKING:
    from archive.model.record import Record
    from archive.store import Store

__all__ = ["Pair", "Relation", "alike"]

Relation = Literal["supersedes", "attachment_of", "distinct_from"]
"""Fields of `archive.preserve.curate.describe`: what the first record of a pair is to the second."""

_MOST_PAIRS = 500
_MOST_PAPERS = 200
_TEXT = 20_000
"""Characters of each text that are compared."""
_SAME, _OTHER = 0.85, 0.3
"""From this share of common text on two files say the same; below, they say different things."""
_SHORT = 60
"""Characters below which a text says too little to be compared."""
_DRAFT = re.compile(r"草案|(?<![定终])稿|未签|draft", re.IGNORECASE)
"""What a file of a draft is called."""
_FIXED = ("application/pdf", "image/", "application/ofd")
"""Types in which a document is signed and scanned, rather than written."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, and what the first seems to be to the second."""

    first: Record
    second: Record
    relation: Relation
    why: str
    """draft, rescan, version, attachment or different: which case it seems to be."""
    similarity: float | None
    """Share of text that both have, 0 to 1; None where one of them has too little."""
    differences: tuple[tuple[str, str, str], ...]
    """What differs: format, date, people or file-time, and its value in the first and in the second."""


def alike(store: Store) -> Iterator[Pair]:
    """Pairs whose relation nobody has decided: those of one number, oldest first, then those without a number.

    Of one number: of one unit, or one issuer where a unit is not known. Without a number only those are told whose
    texts are nearly the same; of the newest, for there may be many forms of one title.
    """
    for earlier, later in store.catalogue.same_numbers(_MOST_PAIRS):
        yield from _compared(store, earlier, later)
    for earlier, later in store.catalogue.same_papers(_MOST_PAPERS):
        yield from (pair for pair in _compared(store, earlier, later) if (pair.similarity or 0) >= _SAME)


def _compared(store: Store, earlier: str, later: str) -> Iterator[Pair]:
    records = store.catalogue.records([earlier, later])
    if len(records) == 2:
        texts = store.catalogue.texts([earlier, later])
        times = store.catalogue.file_times([earlier, later])
        yield _pair(records[earlier], records[later], texts, times)


def _pair(earlier: Record, later: Record, texts: dict[str, str], times: dict[str, str]) -> Pair:
    similarity = _similarity(texts.get(earlier.id, ""), texts.get(later.id, ""))
    first, second, relation, why = _guess(earlier, later, similarity, times)
    told = (
        ("format", _format(first), _format(second)),
        ("date", first.date or "", second.date or ""),
        ("people", _people(first), _people(second)),
        ("file-time", times.get(first.id, ""), times.get(second.id, "")),
    )
    differences = tuple((name, one, other) for name, one, other in told if one != other)
    return Pair(first, second, relation, why, similarity, differences)


def _guess(
    earlier: Record, later: Record, similarity: float | None, times: dict[str, str]
) -> tuple[Record, Record, Relation, str]:
    if similarity is not None and similarity < _OTHER:
        return later, earlier, "distinct_from", "different"
    if _is_fixed(earlier) != _is_fixed(later):
        signed, draft = (earlier, later) if _is_fixed(earlier) else (later, earlier)
        return signed, draft, "supersedes", "draft"
    drafts = [record for record in (earlier, later) if _DRAFT.search(record.original.name)]
    if len(drafts) == 1 and similarity is not None:
        return (later if drafts[0] is earlier else earlier), drafts[0], "supersedes", "draft"
    newer, older = _in_order(earlier, later, times)
    if similarity is None or similarity >= _SAME:
        return newer, older, "supersedes", "rescan" if _is_fixed(earlier) else "version"
    if earlier.category != later.category:
        return newer, older, "attachment_of", "attachment"
    return newer, older, "supersedes", "version"


def _in_order(earlier: Record, later: Record, times: dict[str, str]) -> tuple[Record, Record]:
    """The newer and the older: by the date of the document, else of the file, else of accession."""
    one = (earlier.date or "", times.get(earlier.id, ""))
    other = (later.date or "", times.get(later.id, ""))
    return (earlier, later) if one > other else (later, earlier)


def _is_fixed(record: Record) -> bool:
    return (record.original.media_type or "").startswith(_FIXED)


def _format(record: Record) -> str:
    return record.original.media_type or ""


def _people(record: Record) -> str:
    return ", ".join(dict.fromkeys(person.name for person in record.people))


def _similarity(one: str, other: str) -> float | None:
    """Share of the pairs of neighbouring characters that both texts have; None where one is too short."""
    first, second = search_form(one[:_TEXT]), search_form(other[:_TEXT])
    if min(len(first), len(second)) < _SHORT:
        return None
    left, right = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (first, second))
    return len(left & right) / len(left | right)
