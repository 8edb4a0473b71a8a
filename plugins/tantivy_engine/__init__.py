"""Search engine `tantivy`: for archives of any size, where there is a wheel of it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from archive.hooks.specs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.hooks.contracts import Documents, EngineFactory, SearchEngine

__all__ = ["TantivyFactory", "archive_search_engines"]


class TantivyFactory:
    name = "tantivy"
    version = "3"
    """Changes with the layout of the index, so that an older one is made anew."""

    def open(self, folder: Path, *, readonly: bool, documents: Documents) -> SearchEngine:
        from archive_plugins.tantivy_engine.engine import TantivyEngine

        return TantivyEngine(folder, readonly=readonly, documents=documents)


@hookimpl
def archive_search_engines() -> Sequence[EngineFactory]:
    """Nothing where tantivy has no wheel: everything works without it."""
    return [TantivyFactory()] if find_spec("tantivy") else []
