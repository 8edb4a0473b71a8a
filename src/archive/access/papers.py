"""What a paper is by its title: the tables of words in `hazards.toml` and `due.toml`, read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

__all__ = ["Sort", "read_sorts", "role_of"]


_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, eq=False)
class Sort:
    """Papers that one entry of a table means."""

    category: str
    role: str
    any: tuple[str, ...]
    """One of these stands in the title; empty: any title will do."""
    all: tuple[str, ...]
    none: tuple[str, ...]
    numbers: tuple[str, ...]
    """Or one of these stands in the number."""
    due: bool
    """Or it sets a term."""

    def fits(self, title: str, number: str, due: bool) -> bool:
        """Whether a paper of its category is meant."""
        if not self.any or (self.due and due) or any(word in number for word in self.numbers):
            return True
        return (
            any(word in title for word in self.any)
            and all(word in title for word in self.all)
            and not any(word in title for word in self.none)
        )


@lru_cache(maxsize=2)
def read_sorts(file: str) -> Mapping[str, tuple[Sort, ...]]:
    """The entries of a table beside this module by category, in their order."""
    import tomllib
    from pathlib import Path

    sorts: dict[str, list[Sort]] = {}
    for entry in tomllib.loads(Path(__file__).with_name(file).read_text("utf-8"))["paper"]:
        sorts.setdefault(entry["category"], []).append(_sort(entry))
    return {category: tuple(entries) for category, entries in sorts.items()}


def role_of(sorts: Mapping[str, tuple[Sort, ...]], category: str, title: str, number: str | None, due: bool) -> str:
    """The role of a paper by the first entry that fits it; `other` where none does."""
    found = sorts.get(category)
    return "other" if found is None else _role(found, "".join(title.split()), _words(number or ""), due)


def _words(number: str) -> str:
    """Its code words, without what differs from paper to paper."""
    return _DIGITS.sub("", number)


@lru_cache(maxsize=8192)
def _role(sorts: tuple[Sort, ...], title: str, words: str, due: bool) -> str:
    return next((sort.role for sort in sorts if sort.fits(title, words, due)), "other")


def _sort(entry: Mapping[str, Any]) -> Sort:
    words = {name: tuple(entry.get(name, ())) for name in ("any", "all", "none", "numbers")}
    return Sort(entry["category"], entry["role"], due=bool(entry.get("due", False)), **words)
