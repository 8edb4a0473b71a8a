"""Every engine against the conformance suite and, on random queries, against the oracle."""

from __future__ import annotations

import json
import os
from contextlib import closing
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


ORDER_FACTORIES = [WhooshFactory(), *([TantivyFactory()] if archive_search_engines() else [])]


@pytest.mark.filterwarnings("ignore:.*:SyntaxWarning", "ignore:.*:DeprecationWarning:whoosh")
@pytest.mark.parametrize("factory", ORDER_FACTORIES, ids=lambda factory: factory.name)
def test_equally_good_hits_come_newest_first_wherever_they_lie(factory, tmp_path):
    """Segments lie otherwise after a merge, so that pages would repeat hits and miss others."""
    documents = [document(number, "液氨", date="2024-01-01") for number in range(700)]
    scrambled = [documents[number * 337 % 700] for number in range(700)]
    with closing(factory.open(tmp_path / "index", readonly=False, documents=lambda _: [])) as engine:
        for step in range(10):
            engine.apply(scrambled[70 * step : 70 * step + 70], [], step + 1)
        newest = [one.record for one in reversed(documents)]
        for order, expected in (("relevance", newest), ("date", newest), ("date-reverse", newest[::-1])):
            pages = [engine.search(parse("液氨"), limit=90, offset=at, order=order).hits for at in range(0, 700, 90)]
            assert [hit.record for page in pages for hit in page] == expected


@pytest.mark.filterwarnings("ignore:.*:SyntaxWarning", "ignore:.*:DeprecationWarning:whoosh")
@pytest.mark.parametrize("factory", ORDER_FACTORIES, ids=lambda factory: factory.name)
def test_files_are_for_whoever_may_read_the_folder(factory, tmp_path):
    folder = tmp_path / "index"
    folder.mkdir()
    folder.chmod(0o750)
    before = os.umask(0o077)
    try:
        with closing(factory.open(folder, readonly=False, documents=lambda _: [])) as engine:
            for step in range(3):
                engine.apply([document(step, "液氨")], [], step + 1)
    finally:
        os.umask(before)
    assert {path.name for path in folder.iterdir() if path.stat().st_mode & 0o044 != 0o040} == set()


@pytest.mark.filterwarnings("ignore:.*:SyntaxWarning", "ignore:.*:DeprecationWarning:whoosh")
@pytest.mark.parametrize("factory", ORDER_FACTORIES, ids=lambda factory: factory.name)
def test_a_step_may_be_a_stream_with_repeats(factory, tmp_path):
    with closing(factory.open(tmp_path / "index", readonly=False, documents=lambda _: [])) as engine:
        texts = ["旧", "另一", "新"]
        engine.apply((document(number % 2, text) for number, text in enumerate(texts)), [], 1)
        assert [engine.count(parse(text)) for text in texts] == [0, 1, 1]
