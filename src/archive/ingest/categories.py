"""Categories by any of their names, for one process: they do not change while it lives."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from archive.text.fold import search_form

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["CategoryNames"]


class CategoryNames:
    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def _keys(self) -> dict[str, str]:
        keys: dict[str, str] = {}
        for category in self._store.registry.categories():
            for name in (category.key, category.zh, category.en, *category.aliases):
                keys.setdefault(search_form(name), category.key)
        return keys

    def key(self, name: str) -> str | None:
        """The key of the category with this key, title or alias, folded as for search."""
        return self._keys.get(search_form(name))
