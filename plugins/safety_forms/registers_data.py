"""The kinds of register and their columns, read from `registers.toml` once a process."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from archive_plugins.safety_forms.reading import half_width

__all__ = ["RegisterKind", "head_of", "is_head", "register_kinds"]

_BRACKETED = re.compile(r"\([^()]{0,30}\)|\[[^\[\]]{0,30}\]|【[^】]{0,30}】")
_LONGEST = 30
_MARKS = "*:,;。、'\"“”‘’.·-—_★"


@dataclass(frozen=True, slots=True)
class RegisterKind:
    """One kind of register, as the TOML file describes it."""

    key: str
    category: str
    names: tuple[str, ...]
    keys: tuple[str, ...]
    """Meanings one of which its header has, and every row fills."""
    needs: tuple[str, ...]
    """Meanings of which its header has `needed`: what tells it from other tables with the same key."""
    needed: int
    least: int
    title: tuple[str, ...]
    heads: dict[str, str]
    """Head -> meaning."""
    lengths: tuple[int, ...]
    """Lengths of heads of three or more characters, longest first: a longer head may end with one."""

    def meaning(self, head: str) -> str | None:
        """What a column with this head (`head_of`) means; None where this kind does not know it."""
        if not head or len(head) > _LONGEST:
            return None
        found = self.heads.get(head)
        if found is not None or len(head) < 4:
            return found
        for length in self.lengths:
            if length < len(head) and head[-length:] in self.heads:
                return self.heads[head[-length:]]
        return None


def head_of(printed: str) -> str:
    """A column's head as it is compared: half width, without white space, brackets and marks."""
    flat = "".join(half_width(printed).split())
    bare = _BRACKETED.sub("", flat).strip(_MARKS)
    return bare or flat.strip("()[]【】" + _MARKS)


@lru_cache(4096)
def is_head(printed: str) -> bool:
    """Whether a cell may be the head of a column of any kind: by its end, and quickly."""
    if len(printed) > 2 * _LONGEST:
        return False
    head = head_of(printed)
    words, lengths = _all_heads()
    return any(head[-length:] in words for length in lengths if length <= len(head))


@cache
def _all_heads() -> tuple[frozenset[str], tuple[int, ...]]:
    words = frozenset(head for kind in register_kinds() for head in kind.heads)
    return words, tuple(sorted({len(word) for word in words}))


@cache
def register_kinds() -> tuple[RegisterKind, ...]:
    """All kinds, in the order of the file: of two that fit a header equally well, the first is meant."""
    with (Path(__file__).parent / "registers.toml").open("rb") as file:
        data = tomllib.load(file)
    return tuple(_kind(entry, data["common"]) for entry in data["kind"])


def _kind(entry: dict[str, Any], common: dict[str, list[str]]) -> RegisterKind:
    heads: dict[str, str] = {}
    for columns in (entry["columns"], common):
        for meaning, words in columns.items():
            for word in words:
                heads.setdefault(head_of(word), meaning)
    lengths = {len(head) for head in heads if len(head) >= 3}
    return RegisterKind(
        key=entry["key"],
        category=entry["category"],
        names=tuple(entry["names"]),
        keys=tuple(entry["keys"]),
        needs=tuple(entry.get("needs", ())),
        needed=entry.get("needed", 1 if entry.get("needs") else 0),
        least=entry["least"],
        title=tuple(entry["title"]),
        heads=heads,
        lengths=tuple(sorted(lengths, reverse=True)),
    )
