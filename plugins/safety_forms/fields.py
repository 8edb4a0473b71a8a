"""Labels on a form and the values that stand beside or below them."""

from __future__ import annotations

from dataclasses import dataclass

from archive.model.parsed import Role
from archive_plugins.safety_forms.forms_data import Label, Vocabulary
from archive_plugins.safety_forms.reading import Line

__all__ = ["Field", "find_fields"]

_BOUNDARY = frozenset("\t,;:。、|()/【】[]<>·")
_STRICT = frozenset({"unit", "code", "number", "date", "stop", "due"})
"""Kinds of label that count only at the beginning of a cell, a clause or after a gap."""


@dataclass(frozen=True, slots=True)
class Field:
    line: Line
    label: str
    """In half width without white space."""
    kind: str
    argument: str
    at: int
    """Where the label begins in `line.flat`."""
    value: str
    """As printed, stripped; empty where the form was left blank."""
    where: Line
    """The line in which the value stands."""
    firm: bool
    """Whether a colon, a cell border or white space parts the label from its value."""


@dataclass(slots=True)
class _Hit:
    start: int
    end: int
    word: str
    label: Label
    firm: bool


def find_fields(lines: list[Line], vocabulary: Vocabulary) -> list[Field]:
    """Every labelled value in reading order. Linear in the text."""
    hits = [_hits(line, vocabulary) for line in lines]
    fields: list[Field] = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        below = hits[number + 1] if following is not None else []
        for place, hit in enumerate(hits[number]):
            limit = hits[number][place + 1].start if place + 1 < len(hits[number]) else len(line.flat)
            value, where = _value(line, hit, limit), line
            if not value and following is not None and following.role is line.role:
                value = _value_below(line, hit, limit, hits[number], following, below)
                where = following if value else line
            fields.append(Field(line, hit.word, hit.label.kind, hit.label.argument, hit.start, value, where, hit.firm))
    return fields


def _hits(line: Line, vocabulary: Vocabulary) -> list[_Hit]:
    flat = line.flat
    hits: list[_Hit] = []
    for found in vocabulary.pattern.finditer(flat):
        start, end = found.span()
        label = vocabulary.labels[found[1]]
        begins = start == 0 or flat[start - 1] in _BOUNDARY or line.gap(start) or bool(hits and hits[-1].end == start)
        parted = found[2] == ":" or end == len(flat) or flat[end] == "\t" or line.gap(end)
        if not begins and (label.kind in _STRICT or not parted):
            continue
        if parted or (begins and label.kind in {"unit", "code", "date"}):
            hits.append(_Hit(start, end, found[1], label, parted))
    return hits


def _value(line: Line, hit: _Hit, limit: int) -> str:
    """What stands between the label and the next one: for people through all cells, else to the end of the cell."""
    start = hit.end
    while start < limit and line.flat[start] in "\t:":
        start += 1
    end = limit
    if hit.label.kind not in {"people", "certificate", "code"}:
        tab = line.flat.find("\t", start, limit)
        end = tab if tab >= 0 else limit
    return line.slice(start, end).strip(" \t:：,，;；")


def _value_below(line: Line, hit: _Hit, limit: int, hits: list[_Hit], following: Line, below: list[_Hit]) -> str:
    """The cell below a column's head; or, for a label that ends its line, the next line if that begins no label."""
    if line.role is not Role.FOOTER and "\t" in line.flat and "\t" in following.flat and len(hits) > 1:
        column = line.flat.count("\t", 0, hit.start)
        cells = following.flat.split("\t")
        if len(cells) == line.flat.count("\t") + 1 and not below:
            start = sum(len(cell) + 1 for cell in cells[:column])
            return following.slice(start, start + len(cells[column]))
        return ""
    if limit != len(line.flat) or (below and below[0].start == 0) or hit.label.kind == "stop":
        return ""
    first = below[0].start if below else len(following.flat)
    tab = following.flat.find("\t")
    return following.slice(0, min(first, tab if tab >= 0 else first))
