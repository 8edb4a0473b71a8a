"""Every engine against the conformance suite and, on random queries, against the oracle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from archive_plugins.tantivy_engine import TantivyFactory, archive_search_engines
from archive_plugins.whoosh_engine import WhooshFactory

from archive.search.naive import NaiveEngine
from archive.testing.search_cases import document
from archive.testing.search_engine import SearchEngineContract
from archive.text.parser import parse


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

    def test_merged_away_segments_leave_no_files(self, factory, folder):
        """A writer that does not wait for its merges leaves them on the disk for ever."""
        writer = self.opened(factory, folder, [])
        for step in range(60):
            writer.apply([document(step)], [], step)
        segments = json.loads((folder / "meta.json").read_text())["segments"]
        live = {segment["segment_id"].replace("-", "") for segment in segments}
        there = {path.name.split(".")[0] for path in folder.iterdir() if not path.name.startswith(".")}
        assert there - {"meta"} == live
        assert len(live) < 20

    def test_a_prefix_of_very_many_terms_loses_none(self, factory, folder, monkeypatch):
        """tantivy refuses phrases that stand for too many terms: they are asked for in parts."""
        monkeypatch.setattr("archive_plugins.tantivy_engine.translate._MOST_EXPANSIONS", 7)
        documents = [document(number, f"HY-2024-{number:05}号") for number in range(0, 300, 2)]
        engine = self.filled(factory, folder, documents)
        assert engine.count(parse("HY-2024-00*")) == len(documents)
        assert engine.count(parse("HY-2024-0010*")) == 5
        assert engine.count(parse("HY-2024-00102*")) == 1
