"""Roles of duties and the order of the chain of responsibility, as `chain.toml` beside this module has them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from archive.errors import RoleUnknown
from archive.text.fold import search_form

__all__ = ["Role", "find_role", "role", "roles"]


@dataclass(frozen=True, slots=True)
class Role:
    key: str
    """As it stands in the ledger."""
    zh: str
    side: str
    """`authority` or `enterprise`."""
    also: tuple[str, ...]
    """Other names of it."""
    in_chain: bool
    expected: frozenset[str]
    """Kinds of units in whose chain its absence is a gap."""


@lru_cache(maxsize=1)
def roles() -> tuple[Role, ...]:
    """Every role: those of the chain from the top down, then the others."""
    import tomllib
    from pathlib import Path

    data = tomllib.loads(Path(__file__).with_name("chain.toml").read_text("utf-8"))
    chain = tuple(_link(entry) for entry in data["link"])
    others = tuple(
        Role(key, zh, side, (), in_chain=False, expected=frozenset())
        for side in ("authority", "enterprise")
        for key, zh in data[side].items()
    )
    return chain + others


def role(key: str) -> Role:
    """The role with this key; one that is not in the file any more is its own name, of the authority."""
    known = next((each for each in roles() if each.key == key), None)
    return known or Role(key, key, "authority", (), in_chain=False, expected=frozenset())


def find_role(written: str) -> Role:
    """The role with this key or name, folded as for search. Raises RoleUnknown."""
    wanted = search_form(written.replace("_", " ")) if written.isascii() else search_form(written)
    for each in roles():
        if wanted in map(search_form, (each.key.replace("_", " "), each.zh, *each.also)):
            return each
    listing = ", ".join(f"{each.key} ({each.zh})" for each in roles() if each.in_chain)
    raise RoleUnknown(reference=written, listing=listing)


def _link(entry: dict[str, Any]) -> Role:
    return Role(
        entry["role"],
        entry["zh"],
        entry["side"],
        tuple(entry["also"]),
        in_chain=True,
        expected=frozenset(entry["expected"]),
    )
