"""Retention rules of China: dated rows with their legal basis, in `rules.toml` beside this module.

A row is `verified` where the text of its basis was read, and a minimum then; `default` rows are usual values that the
schedule of an office or unit overrides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from archive.hooks import hookimpl
from archive.hooks.contracts import RetentionRule, RetentionVerdict
from archive.model.record import Record

__all__ = ["Row", "archive_retention_rules", "rows"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table, as a rule."""

    name: str
    version: str
    categories: frozenset[str]
    words: tuple[str, ...]
    """One of them stands in the title; none: any title."""
    without: tuple[str, ...]
    """None of them stands in the title."""
    years: int | None
    months: int
    trigger: str
    """year-end, date, or the fields of the form of which the first that is there counts."""
    said: str
    """The trigger in words."""
    basis: str
    verified: bool
    since: str
    until: str

    def verdict(self, record: Record) -> RetentionVerdict | None:
        """What the row says of a record of its category, title and day."""
        day = record.date or record.received_at[:10]
        title = "".join((record.title or "").split())
        if record.category not in self.categories or not self.since <= day <= self.until:
            return None
        if self.words and not any(word in title for word in self.words):
            return None
        if any(word in title for word in self.without):
            return None
        return RetentionVerdict(
            self.years, self.said, self.basis, self.verified, months=self.months, starts=self._starts(record)
        )

    def _starts(self, record: Record) -> str | None:
        if self.trigger == "year-end":
            return None if record.date is None else f"{record.date[:4]}-12-31"
        if self.trigger == "date":
            return record.date
        details = {each.field: each.value[:10] for each in reversed(record.details)}
        return next((details[field] for field in self.trigger.split("|") if field in details), None)


@cache
def rows() -> tuple[Row, ...]:
    """Every row, in the order of the file."""
    table = tomllib.loads((Path(__file__).parent / "rules.toml").read_text("utf-8"))
    return tuple(_row(entry, table["version"]) for entry in table["rule"])


def _row(entry: Mapping[str, Any], version: str) -> Row:
    permanent = entry.get("permanent", False)
    return Row(
        name=entry["key"],
        version=version,
        categories=frozenset(entry["categories"]),
        words=tuple(entry.get("any", ())),
        without=tuple(entry.get("none", ())),
        years=None if permanent else entry.get("years", 0),
        months=0 if permanent else entry.get("months", 0),
        trigger=entry["trigger"],
        said=entry["said"],
        basis=entry["basis"],
        verified=entry["status"] == "verified",
        since=entry.get("since", ""),
        until=entry.get("until", "9999-12-31"),
    )


@hookimpl
def archive_retention_rules() -> Iterable[RetentionRule]:
    return rows()
