"""The contract of a recogniser (ask-hooks), as tests: subclass it, and give a fixture `recogniser`.

The fixture is the plugin: a module or object that implements any of `archive_screen`,
`archive_place` and `archive_describe`.
"""

from __future__ import annotations

from typing import Any

import pytest

from archive.hooks.cache import FactsCache
from archive.hooks.contracts import DocumentView
from archive.hooks.loading import Registry, load
from archive.model.placement import Proposal
from archive.testing.invented import DOCUMENTS, InventedUnits

__all__ = ["RecogniserContract"]

EVERY_DOCUMENT = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)


def answers(registry: Registry, document: DocumentView) -> tuple[Any, ...]:
    """All that the plugin says of a document."""
    units = InventedUnits()
    return registry.screen(document), registry.place(document, units), registry.describe(document, units)


class RecogniserContract:
    """Every recogniser must pass these. `documents` may add some of your own, which it must recognise."""

    documents: tuple[tuple[DocumentView, tuple[Proposal, ...]], ...] = ()
    """Documents with the proposals for unit and category that are expected, reasons and confidence aside."""

    @pytest.fixture
    def registry(self, recogniser: object) -> Registry:
        """The plugin alone, loaded as the archive loads it."""
        return load(plugins=False, extra=[recogniser], cache=FactsCache(None))

    def test_it_loads(self, registry: Registry) -> None:
        (info,) = registry.infos()
        assert info.broken is None
        assert set(info.offers) & {"archive_screen", "archive_place", "archive_describe"}

    @EVERY_DOCUMENT
    def test_any_document_gets_answers_of_the_right_shape(self, registry: Registry, document: DocumentView) -> None:
        answers(registry, document)
        (info,) = registry.infos()
        assert info.faults == ()

    @EVERY_DOCUMENT
    def test_the_same_document_gets_the_same_answers(self, registry: Registry, document: DocumentView) -> None:
        assert answers(registry, document) == answers(registry, document)

    def test_nothing_is_sure_of_a_document_without_text(self, registry: Registry) -> None:
        for document in DOCUMENTS[:3]:
            sure = [p for _, p in registry.place(document, InventedUnits()) if p.confidence >= 0.9]
            assert sure == [], document.name

    def test_every_answer_has_its_reason(self, registry: Registry) -> None:
        for document in DOCUMENTS:
            assert all(p.reason.strip() for _, p in registry.place(document, InventedUnits())), document.name

    def test_what_it_must_recognise(self, registry: Registry) -> None:
        for document, expected in self.documents:
            found = {(p.field, p.value) for _, p in registry.place(document, InventedUnits())}
            assert {(p.field, p.value) for p in expected} <= found, document.name
