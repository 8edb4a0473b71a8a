"""Hands records over as a list: one tab-separated line a record, UTF-8."""

from __future__ import annotations

from pathlib import Path

from archive.hooks.contracts import ExportSource
from archive.model.record import Record

HEAD = ("record", "unit", "category", "date", "title", "sha256")


class ListExporter:
    """Same records, same bytes: nothing of today's date or of this machine is written."""

    name = "drill-list"
    version = "1"
    description = "one tab-separated line a record"

    def export(self, source: ExportSource, target: Path) -> None:
        with target.open("x", encoding="utf-8", newline="\n") as out:
            out.write("\t".join(HEAD) + "\n")
            for record in source.records():
                out.write("\t".join(map(_cell, _row(record))) + "\n")


def _row(record: Record) -> tuple[str | None, ...]:
    unit = record.units[0].name if record.units else None
    return record.id, unit, record.category, record.date, record.title, record.original.sha256


def _cell(value: str | None) -> str:
    """A title may hold anything; in a table it may not hold a tab or the end of a line."""
    return "".join(character if character.isprintable() else " " for character in value or "")
