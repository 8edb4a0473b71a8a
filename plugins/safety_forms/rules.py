"""The rules that checks of forms rest on, dated: `findings.toml`, read once a process."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from archive.model.placement import Finding

__all__ = ["Edition", "Rule", "edition_of", "explosive_limit", "finding", "rules"]


@dataclass(frozen=True, slots=True)
class Edition:
    """One rule as it holds in one time."""

    since: str
    """First day, YYYY-MM-DD; empty: always."""
    until: str
    """Last day; empty: still."""
    clause: str
    """May have blanks as the sentence has."""
    limits: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    severity: str
    text: str
    """A sentence with blanks in braces."""
    editions: tuple[Edition, ...]


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its code."""
    return {each["code"]: _rule(each) for each in _data()["rule"]}


def explosive_limit(gas: str) -> float | None:
    """Lower explosive limit in % by volume, None for a gas that the table does not name."""
    limits: dict[str, float] = _data()["lel"]
    return limits.get(gas)


@cache
def _data() -> dict[str, Any]:
    with (Path(__file__).parent / "findings.toml").open("rb") as file:
        return tomllib.load(file)


def _rule(entry: dict[str, Any]) -> Rule:
    editions = entry.get("edition") or [entry]
    return Rule(
        entry["code"],
        entry["severity"],
        entry["text"],
        tuple(
            Edition(one.get("since", ""), one.get("until", ""), one.get("clause", ""), one.get("limits", {}))
            for one in editions
        ),
    )


def edition_of(code: str, day: str) -> Edition | None:
    """The edition of a rule that holds on `day`; None where the rule did not hold then."""
    for edition in rules()[code].editions:
        if edition.since <= day and (not edition.until or day <= edition.until):
            return edition
    return None


def finding(code: str, day: str, where: str = "", severity: str | None = None, /, **facts: object) -> list[Finding]:
    """The finding of a rule as of `day`, with its blanks filled; none where the rule did not hold then."""
    edition = edition_of(code, day)
    if edition is None:
        return []
    rule = rules()[code]
    return [Finding(code, severity or rule.severity, rule.text.format(**facts), edition.clause.format(**facts), where)]
