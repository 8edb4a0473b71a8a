"""Search engine `whoosh`: pure Python, runs everywhere, fit for about 20 million characters of text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from archive.hooks.specs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.hooks.contracts import Documents, EngineFactory, SearchEngine

__all__ = ["WhooshFactory", "archive_search_engines"]


class WhooshFactory:
    name = "whoosh"
    version = "3"
    """Changes with the layout of the index or with what its numbers mean, so that an older one is made anew."""

    def open(self, folder: Path, *, readonly: bool, documents: Documents) -> SearchEngine:
        from archive_plugins.whoosh_engine.without_web import import_whoosh

        import_whoosh()
        from archive_plugins.whoosh_engine.engine import WhooshEngine

        return WhooshEngine(folder, readonly=readonly, documents=documents)


@hookimpl
def archive_search_engines() -> Sequence[EngineFactory]:
    return [WhooshFactory()]
