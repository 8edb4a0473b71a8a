"""Contract suites and fixtures for authors of plugins.

A suite is a class of tests: subclass it in your own tests and give it a fixture. Each class
below can be imported from here; it is loaded when it is asked for, so that a pytest run in
an environment that merely has the archive installed pays nothing.

    from archive.testing import ParserContract

    class TestMyParser(ParserContract):
        ...
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.testing.anchor import AnchorContract
    from archive.testing.category import CategoryContract
    from archive.testing.exporter import ExporterContract
    from archive.testing.object_store import ObjectStoreContract
    from archive.testing.parser import ParserContract
    from archive.testing.quality import QualityCheckContract
    from archive.testing.recogniser import RecogniserContract
    from archive.testing.retention import RetentionRuleContract
    from archive.testing.search_engine import SearchEngineContract

__all__ = [
    "AnchorContract", "CategoryContract", "ExporterContract", "ObjectStoreContract", "ParserContract",
    "QualityCheckContract", "RecogniserContract", "RetentionRuleContract", "SearchEngineContract",
]  # fmt: skip

HOMES = {
    "AnchorContract": "anchor",
    "CategoryContract": "category",
    "ExporterContract": "exporter",
    "ObjectStoreContract": "object_store",
    "ParserContract": "parser",
    "QualityCheckContract": "quality",
    "RecogniserContract": "recogniser",
    "RetentionRuleContract": "retention",
    "SearchEngineContract": "search_engine",
}
"""Where each suite is written."""


def __getattr__(name: str) -> object:
    if name in HOMES:
        return getattr(import_module(f"archive.testing.{HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
