"""Every engine against the conformance suite and, on random queries, against the oracle."""

from __future__ import annotations

from pathlib import Path

import pytest
from archive_plugins.tantivy_engine import TantivyFactory, archive_search_engines
from archive_plugins.whoosh_engine import WhooshFactory

from archive.search.naive import NaiveEngine
from archive.testing.search_engine import SearchEngineContract


class NaiveFactory:
    name = "naive"
    version = "1"

    def open(self, folder: Path, *, readonly: bool, documents: object) -> NaiveEngine:
        return NaiveEngine()


class TestNaive(SearchEngineContract):
    durable = False

    @pytest.fixture
    def factory(self):
        return NaiveFactory()


@pytest.mark.filterwarnings("ignore:.*:SyntaxWarning", "ignore:.*:DeprecationWarning:whoosh")
class TestWhoosh(SearchEngineContract):
    @pytest.fixture
    def factory(self):
        return WhooshFactory()


@pytest.mark.skipif(not archive_search_engines(), reason="tantivy has no wheel here")
class TestTantivy(SearchEngineContract):
    @pytest.fixture
    def factory(self):
        return TantivyFactory()
