"""The categories of all plugins together: one word means one category."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from archive.hooks.isolation import Plugin
from archive.model.category import BUILT_IN, Category

__all__ = ["merged"]


def merged(offered: Iterable[tuple[Plugin, Category]]) -> tuple[Category, ...]:
    """The six built-in categories and those of `offered`, in that order.

    A category whose key or title is taken, or means one of the six, is refused. An alias that is
    another's title, or was another's first, is left out.
    """
    kept: list[Category] = []
    owners = {name: "the archive" for category in BUILT_IN for name in _names(category)}
    for plugin, category in offered:
        taken = next((title for title in _titles(category) if title in owners), None)
        if taken is not None:
            plugin.refuse(f"the category {category.key}: '{taken}' is {owners[taken]}'s already")
            continue
        owners.update(dict.fromkeys(_titles(category), plugin.name))
        kept.append(category)
    return (*BUILT_IN, *_with_aliases_of_their_own(kept, set(owners)))


def _with_aliases_of_their_own(categories: Sequence[Category], taken: set[str]) -> Iterator[Category]:
    """`categories` without the aliases in `taken`, to which each one's are added in turn."""
    for category in categories:
        free = tuple(alias for alias in category.aliases if _folded(alias) not in taken)
        taken.update(map(_folded, free))
        yield category if free == category.aliases else replace(category, aliases=free)


def _titles(category: Category) -> list[str]:
    return [_folded(name) for name in (category.key, category.zh, category.en)]


def _names(category: Category) -> list[str]:
    return [*_titles(category), *map(_folded, category.aliases)]


def _folded(name: str) -> str:
    return name.strip().casefold()
