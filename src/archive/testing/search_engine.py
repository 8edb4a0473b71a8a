"""The conformance suite of search engines: subclass `SearchEngineContract` and run it with pytest.

    class TestMine(SearchEngineContract):
        @pytest.fixture
        def factory(self):
            return MyFactory()

Expected answers are written out where they teach, and come from `NaiveEngine` where they are many.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive.model.hit import IndexDocument
from archive.search.naive import NaiveEngine
from archive.testing.search_cases import MATCHES, QUERIES, document, shelf
from archive.text.parser import parse
from archive.text.query import And, Dates, Everything, Facet, Node, Not, Received, Records

if TYPE_CHECKING:
    from archive.hooks.contracts import EngineFactory, Grouping, Order, SearchEngine

__all__ = ["SearchEngineContract"]

ORDERS: tuple[Order, ...] = ("relevance", "date", "date-reverse", "received", "unit")
GROUPINGS: tuple[Grouping, ...] = ("category", "unit", "year", "person", "state")


class SearchEngineContract:
    """What every search engine must do. Give the fixture `factory`."""

    durable = True
    """Whether the engine keeps what it was given beyond the process."""

    @pytest.fixture
    def factory(self) -> EngineFactory:
        raise NotImplementedError

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "index"

    @pytest.fixture(autouse=True)
    def close_engines(self) -> Iterator[None]:
        self._engines: list[SearchEngine] = []
        yield
        for engine in self._engines:
            engine.close()

    def opened(
        self, factory: EngineFactory, folder: Path, documents: Sequence[IndexDocument], *, readonly: bool = False
    ) -> SearchEngine:
        """The engine of `folder`, closed after the test; quoted texts are verified against `documents`."""
        engine = _open(factory, folder, documents, readonly=readonly)
        self._engines.append(engine)
        return engine

    def filled(self, factory: EngineFactory, folder: Path, documents: Sequence[IndexDocument]) -> SearchEngine:
        """An engine that was given `documents` in three steps, and some of them twice."""
        engine = self.opened(factory, folder, documents)
        third = len(documents) // 3 + 1
        engine.apply(documents[:third], [], 1)
        engine.apply([*documents[third : 2 * third], *documents[:3]], [], 2)
        engine.apply(documents[2 * third :], ["never-there"], 3)
        return engine

    # What a match is

    @pytest.mark.parametrize(("text", "finding", "missing"), MATCHES)
    def test_what_a_match_is(self, factory: EngineFactory, folder: Path, text: str, finding: str, missing: str) -> None:
        self.finds(factory, folder, text, finding.split(" | "), missing.split(" | "))

    def test_runs_of_any_length(self, factory: EngineFactory, folder: Path) -> None:
        run = "x" * 70_000
        self.finds(factory, folder, run, [run[:48] + "*", "x*"], [run[:48], run[:2000]])

    def finds(
        self, factory: EngineFactory, folder: Path, text: str, finding: Sequence[str], missing: Sequence[str]
    ) -> None:
        documents = [document(0, text), document(1, "别的")]
        engine = self.filled(factory, folder, documents)
        answers = {query: list(engine.ids(parse(query))) for query in (*finding, *missing)}
        assert {query for query, ids in answers.items() if ids} == set(finding)
        assert all(ids == [documents[0].record] for ids in answers.values() if ids)

    def test_fields_are_apart(self, factory: EngineFactory, folder: Path) -> None:
        documents = [
            document(0, "产", title="安全", doc_no="生", people=("张", "三"), unit_names=("苏", "宁"), name="甲.乙")
        ]
        engine = self.filled(factory, folder, documents)
        for query in ("安全生", "安全-生", "张三", "张-三", "苏宁", "苏-宁", "乙产", "乙-产"):
            assert engine.count(parse(query)) == 0, query
        for query in ("安全 生 张 三 苏 宁 甲 产", "甲.乙", "标题:安全 编号:生 责任人:张 责任人:三"):
            assert engine.count(parse(query)) == 1, query
        for query in ("标题:生", "编号:安全", "责任人:苏"):
            assert engine.count(parse(query)) == 0, query

    # Against the oracle

    def test_agrees_with_the_oracle(self, factory: EngineFactory, folder: Path) -> None:
        documents = shelf()
        engine, oracle = self.filled(factory, folder, documents), NaiveEngine(documents)
        for query in QUERIES:
            self.agree(engine, oracle, parse(query))

    def test_filters_agree_with_the_oracle(self, factory: EngineFactory, folder: Path) -> None:
        documents = shelf()
        engine, oracle = self.filled(factory, folder, documents), NaiveEngine(documents)
        text = parse("检查 OR 安全")
        moment = "2024-01-01T00:00:17.000Z"
        filters: list[Node] = [
            Facet("unit", ("u-1aaaaaaa", "u-2aaaaaaa")),
            Facet("unit", ("",)),
            Facet("category", ("recheck",)),
            Facet("category", ("",)),
            Facet("state", ("unfiled",)),
            Facet("unit", ("u-none",)),
            Dates("2021-02-01", "2022-03-07"),
            Dates(None, "2021-12-31"),
            Dates("2022-01-01", None),
            Dates(None, None),
            Received(moment, None),
            Received(None, moment),
            Received("2024-01-01T00:00:05.000Z", "2024-01-01T00:00:06.000Z"),
            Received(None, None),
            Records(frozenset({"r000000000000003", "nobody"})),
            Records(frozenset()),
            Everything(),
        ]
        for node in filters:
            for query in (node, Not(node), And((text, node)), And((text, Not(node))), And((Not(text), node))):
                self.agree(engine, oracle, query)

    @staticmethod
    def agree(engine: SearchEngine, oracle: NaiveEngine, query: Node) -> None:
        """Same hits, counts, orders and facets."""
        expected = sorted(oracle.ids(query))
        assert sorted(engine.ids(query)) == expected, query
        assert engine.count(query) == len(expected)
        for order in ORDERS:
            page = engine.search(query, limit=len(expected) + 1, order=order)
            assert page.total == len(expected)
            assert page.total_is_exact
            hits = [hit.record for hit in page.hits]
            assert sorted(hits) == expected
            if order != "relevance":
                assert hits == [hit.record for hit in oracle.search(query, limit=len(expected) + 1, order=order).hits]
        for by in GROUPINGS:
            assert dict(engine.facets(query, by)) == dict(oracle.facets(query, by)), (query, by)

    # Order and pages

    @pytest.mark.parametrize("order", ORDERS)
    def test_pages_never_repeat_a_hit(self, factory: EngineFactory, folder: Path, order: Order) -> None:
        documents = shelf()
        engine = self.filled(factory, folder, documents)
        query = parse("检查")
        whole = [hit.record for hit in engine.search(query, limit=1000, order=order).hits]
        paged: list[str] = []
        while page := engine.search(query, limit=7, offset=len(paged), order=order).hits:
            paged += [hit.record for hit in page]
        assert paged == whole
        assert len(set(whole)) == len(whole) == engine.count(query)
        assert engine.search(query, limit=0).total == len(whole)
        assert not engine.search(query, limit=0).hits

    def test_title_number_and_unit_rank_above_text(self, factory: EngineFactory, folder: Path) -> None:
        filler = "企业应当落实主体责任并建立台账。" * 3
        documents = [
            document(0, filler + "液氨" + filler), document(1, filler, title="液氨泄漏演练"),
            document(2, filler, unit_names=("液氨厂",)), document(3, filler, doc_no="液氨2024"),
            *(document(number, filler) for number in range(4, 20)),
        ]  # fmt: skip
        engine = self.filled(factory, folder, documents)
        hits = engine.search(parse("液氨"), limit=10).hits
        assert hits[-1].record == documents[0].record
        assert len(hits) == 4
        assert all(before.score >= after.score for before, after in pairwise(hits))

    # Changes

    def test_replaces_and_removes(self, factory: EngineFactory, folder: Path) -> None:
        documents = [document(number, "旧文本") for number in range(5)]
        engine = self.filled(factory, folder, documents)
        engine.apply([replace(documents[1], text="新文本")], [documents[2].record], 4)
        assert sorted(engine.ids(parse("旧文本"))) == [documents[0].record, documents[3].record, documents[4].record]
        assert list(engine.ids(parse("新文本"))) == [documents[1].record]
        assert engine.count(Everything()) == 4
        engine.apply([documents[2], replace(documents[2], text="再来")], [], 5)
        assert engine.count(parse("再来")) == 1
        assert engine.count(Everything()) == 5

    def test_a_repeated_step_is_harmless(self, factory: EngineFactory, folder: Path) -> None:
        documents = shelf()
        engine = self.opened(factory, folder, documents)
        for _ in range(3):
            engine.apply(documents[:10], [documents[20].record], 7)
        assert engine.count(Everything()) == 10
        assert engine.position() == 7

    def test_an_empty_index_answers(self, factory: EngineFactory, folder: Path) -> None:
        engine = self.opened(factory, folder, [])
        assert engine.position() == 0
        for query in (parse("检查"), parse("-检查"), Everything(), parse("日期:无"), parse("检*"), parse('"检，查"')):
            assert engine.count(query) == 0
            assert engine.search(query, limit=5).hits == ()
            assert not engine.facets(query, "unit")
        engine.apply([], [], 3)
        assert engine.position() == 3
        assert engine.count(Everything()) == 0

    # Durability

    def test_reopens_where_it_was(self, factory: EngineFactory, folder: Path) -> None:
        self.needs_a_disk()
        documents = shelf()
        self.filled(factory, folder, documents).close()
        for readonly in (True, False):
            engine = self.opened(factory, folder, documents, readonly=readonly)
            assert engine.position() == 3
            self.agree(engine, NaiveEngine(documents), parse("苏宁"))
            engine.close()

    def test_a_reader_sees_what_another_process_wrote(self, factory: EngineFactory, folder: Path) -> None:
        self.needs_a_disk()
        documents = shelf()
        writer = self.opened(factory, folder, documents)
        writer.apply(documents[:5], [], 1)
        reader = self.opened(factory, folder, documents, readonly=True)
        assert (reader.count(Everything()), reader.position()) == (5, 1)
        writer.apply(documents[5:9], [documents[0].record], 2)
        assert (reader.count(Everything()), reader.position()) == (8, 2)

    def test_nothing_to_read_is_said(self, factory: EngineFactory, folder: Path) -> None:
        self.needs_a_disk()
        with pytest.raises(FileNotFoundError):
            self.opened(factory, folder, [], readonly=True)

    def test_a_killed_writer_leaves_a_whole_state(self, factory: EngineFactory, folder: Path) -> None:
        """SIGKILL at several moments: the index is at some step, never between two, and takes the next."""
        self.needs_a_disk()
        documents = [document(number, f"批次文本{number}") for number in range(400)]
        self.opened(factory, folder, documents).close()
        for delay in (0.02, 0.1, 0.25, 0.4):
            _kill_a_writer(factory, folder, documents, delay)
            engine = self.opened(factory, folder, documents)
            step = engine.position()
            assert engine.count(Everything()) == 20 * step
            assert sorted(engine.ids(parse("批次文本"))) == [one.record for one in documents[: 20 * step]]
            engine.close()
        engine = self.opened(factory, folder, documents)
        engine.apply(documents, [], 99)
        assert (engine.count(Everything()), engine.position()) == (400, 99)

    def needs_a_disk(self) -> None:
        if not self.durable:
            pytest.skip("this engine keeps nothing")


def _open(factory: EngineFactory, folder: Path, documents: Sequence[IndexDocument], *, readonly: bool) -> SearchEngine:
    known = {one.record: one for one in documents}
    return factory.open(
        folder, readonly=readonly, documents=lambda ids: [known[record] for record in ids if record in known]
    )  # fmt: skip


def _kill_a_writer(factory: EngineFactory, folder: Path, documents: Sequence[IndexDocument], delay: float) -> None:
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_write_in_steps, args=(factory, folder, documents))
    process.start()
    time.sleep(delay)
    if process.pid is not None and process.is_alive():
        os.kill(process.pid, signal.SIGKILL)
    process.join()


def _write_in_steps(factory: EngineFactory, folder: Path, documents: Sequence[IndexDocument]) -> None:
    engine = _open(factory, folder, documents, readonly=False)
    for step in range(engine.position(), len(documents) // 20):
        engine.apply(documents[20 * step : 20 * step + 20], [], step + 1)
