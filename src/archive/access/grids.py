"""Which grid a person means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.errors import GridUnknown
from archive.text.fold import search_form

if TYPE_CHECKING:
    from archive.model.grid import Grid
    from archive.store import Store

__all__ = ["find_grid"]


def find_grid(store: Store, reference: str) -> Grid:
    """The grid with this name, code or id. Raises GridUnknown."""
    found = store.catalogue.grids_called(search_form(reference), reference.strip())
    if len(found) != 1:
        raise GridUnknown(reference=reference)
    return found[0]
