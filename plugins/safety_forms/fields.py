"""Labels on a form and the values that stand beside or below them."""

from __future__ import annotations

from dataclasses import dataclass

from archive_plugins.safety_forms.forms_data import Label, Vocabulary
from archive_plugins.safety_forms.reading import Line

__all__ = ["Field", "find_fields"]

_MOST_ROWS = 40
_BOUNDARY = frozenset("\t,;:。、|()/【】[]<>·")
_STRICT = frozenset({"unit", "code", "number", "date", "stop", "due", "detail"})
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
    more: tuple[str, ...] = ()
    """For a unit whose name ends its line: the next lines, flat, into which a narrow cell may have broken it."""


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
                value = _column(lines, hits, number, hit) or _next_line(line, hit, limit, following, below)
                where = following if value else line
            more = _broken(lines, hits, where, value) if hit.label.kind == "unit" and value else ()
            fields.append(
                Field(line, hit.word, hit.label.kind, hit.label.argument, hit.start, value, where, hit.firm, more)
            )
    return fields


def _broken(lines: list[Line], hits: list[list[_Hit]], where: Line, value: str) -> tuple[str, ...]:
    """The lines after a value that ends its line, as far as they are short, of one cell and begin no label."""
    if not where.printed.rstrip().endswith(value):
        return ()
    more: list[str] = []
    for number in range(where.index + 1, min(where.index + 4, len(lines))):
        line = lines[number]
        if line.role is not where.role or "\t" in line.flat or len(line.flat) > 30:
            break
        if hits[number] and hits[number][0].start == 0:
            break
        more.append(line.flat)
    return tuple(more)


def _hits(line: Line, vocabulary: Vocabulary) -> list[_Hit]:
    flat = line.flat
    hits: list[_Hit] = []
    for found in vocabulary.pattern.finditer(flat):
        start, end = found.span()
        label = vocabulary.labels[found[1]]
        if start and not line.gap(start):
            start, label = _after_gap(line, start, found[1], label, vocabulary)
        begins = start == 0 or flat[start - 1] in _BOUNDARY or line.gap(start) or bool(hits and hits[-1].end == start)
        parted = found[2] == ":" or end == len(flat) or flat[end] == "\t" or line.gap(end)
        if not begins and (label.kind in _STRICT or not parted):
            continue
        if parted or (begins and label.kind in {"unit", "code", "date", "detail"}):
            hits.append(_Hit(start, end, found[1][start - found.start() :], label, parted))
    return hits


def _after_gap(line: Line, start: int, word: str, label: Label, vocabulary: Vocabulary) -> tuple[int, Label]:
    """Where a label begins that white space parts from the end of a title (作业票  编号 is not 作业票编号)."""
    for skipped in range(1, len(word) - 1):
        if line.gap(start + skipped) and word[skipped:] in vocabulary.labels:
            return start + skipped, vocabulary.labels[word[skipped:]]
    return start, label


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


def _column(lines: list[Line], hits: list[list[_Hit]], number: int, hit: _Hit) -> str:
    """What stands in the rows below a column's head: the first row, for people all rows of the table."""
    line = lines[number]
    cells = line.flat.split("\t")
    column = line.flat.count("\t", 0, hit.start)
    if len(cells) < 2 or len(cells[column]) > hit.end - hit.start:
        return ""
    rows = _MOST_ROWS if hit.label.kind == "people" or hit.word == "姓名" else 1
    values: list[str] = []
    for below in range(number + 1, min(number + 1 + rows, len(lines))):
        parts = lines[below].flat.split("\t")
        start = sum(len(part) + 1 for part in parts[:column])
        if len(parts) != len(cells) or _is_head(parts, hits[below], start, start + len(parts[column])):
            break
        values.append(lines[below].slice(start, start + len(parts[column])))
    return "、".join(value for value in values if value)


def _is_head(parts: list[str], hits: list[_Hit], start: int, end: int) -> bool:
    """Whether a row names columns itself: a label in the cell from `start` to `end`, or in half of the cells.

    One alone is a value that is also a label (总经理 below 职务).
    """
    return any(start <= hit.start < end for hit in hits) or len(hits) * 2 >= sum(1 for part in parts if part)


def _next_line(line: Line, hit: _Hit, limit: int, following: Line, below: list[_Hit]) -> str:
    """For a label that ends its line: the next line, if that begins no label."""
    if limit != len(line.flat) or (below and below[0].start == 0) or hit.label.kind in {"stop", "opinion"}:
        return ""
    if len(hit.word) <= 2 and line.flat[hit.end - 1] != ":":
        return ""  # 值班 or 记录 at the end of a title is no label
    if "\t" in line.flat.strip("\t") and "\t" in following.flat:
        return ""
    first = below[0].start if below else len(following.flat)
    tab = following.flat.find("\t")
    return following.slice(0, min(first, tab if tab >= 0 else first))
