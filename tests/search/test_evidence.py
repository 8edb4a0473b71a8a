"""Samples, certificates, what was not read and what is not there, on a real home and against plain reasoning."""

from __future__ import annotations

import sqlite3
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.access.sample import drawn, sample
from archive.access.search import filters_of
from archive.access.suggestions import nearest_part
from archive.access.word_borders import stands_as_word
from archive.api import Archive
from archive.catalogue.finding import _condition
from archive.errors import CategoryUnknown, NotPermitted, QueryInvalid
from archive.model.selection import Selection
from archive.search.naive import NaiveEngine
from archive.store import Store
from archive.testing.search_cases import document
from archive.text.parser import parse
from archive.text.query import And, Dates, Everything, Facet, Not, Or, Records


@pytest.fixture
def archive(tmp_path):
    with Archive.create(tmp_path / "home") as made:
        for number in range(6):
            path = tmp_path / f"{number}.txt"
            path.write_text(f"第{number}份动火记录\n", encoding="utf-8")
            list(made.add([path]))
        yield made


def test_a_sample_grows_and_depends_on_nothing_but_seed_and_hits():
    ids = [f"r{number:03}" for number in range(200)]
    chosen = drawn(ids, 30, "甲")
    assert chosen == drawn(ids[::-1], 30, "甲")
    assert chosen[:10] == drawn(ids, 10, "甲")
    assert set(chosen) != set(drawn(ids, 30, "乙"))
    assert set(drawn([*ids, "new"], 30, "甲")) - {"new"} <= set(chosen)


def test_who_may_not_write_draws_the_same_sample_unrecorded(archive, monkeypatch):
    recorded = archive.sample("动火", size=3, seed="7")
    monkeypatch.setattr(Store, "transaction", lambda *_: (_ for _ in ()).throw(NotPermitted(path="home")))
    unrecorded = sample(archive._store, "动火", Selection(), size=3, seed="7", thesaurus=None, record=True)
    assert unrecorded.records == recorded.records
    assert (unrecorded.event, recorded.event) == (None, recorded.ledger_size)


def test_a_rebuild_of_the_index_goes_on_where_it_was_interrupted(archive, monkeypatch):
    from archive.search import generations

    before = archive.index_status().generation
    monkeypatch.setattr(generations.Generations, "activate", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        archive.rebuild_index()
    monkeypatch.undo()
    status = archive.index_status()
    assert (status.generation, status.building) == (before, True)
    assert archive.search("动火").total == 6
    begun = {path.name for path in (archive.home / "index").iterdir()}
    assert archive.rebuild_index() == 0  # everything was indexed before the interruption
    assert archive.index_status().generation in begun - {before}
    assert archive.search("动火").total == 6
    assert not archive.index_status().building


@settings(max_examples=60, deadline=None)
@given(st.text('动火票受限空间 -"“”()（）*:：或非ORNOT\ud800\u200b\x00㎡😀。，日期2024..单位', max_size=14))
def test_every_query_is_answered_or_refused(tmp_path_factory, query):
    with asked(tmp_path_factory) as archive:
        try:
            page = archive.search(query, facets=("unit", "year"))
        except (QueryInvalid, CategoryUnknown):
            return
        exact = archive.search(query, exact=True)
        assert exact.total <= page.total == len(page.hits)
        assert {hit.record for hit in exact.hits} <= {hit.record for hit in page.hits}
        for near in page.did_you_mean:
            assert archive.search(near).total


_HOMES = []


def asked(factory):
    """One home for all examples."""
    if not _HOMES:
        folder = factory.mktemp("asked")
        with Archive.create(folder / "home") as made:
            for number, text in enumerate(["动火安全作业证", "受限空间", "密闭空间 2024", "票"]):
                (folder / f"{number}.txt").write_text(text, encoding="utf-8")
                list(made.add([folder / f"{number}.txt"]))
        _HOMES.append(folder / "home")
    return Archive.open(_HOMES[0], readonly=True)


KEYS = st.lists(st.sampled_from(["", "a", "filed"]), min_size=1, max_size=2).map(tuple)
UNITS = st.lists(st.sampled_from(["", "u1", "u2"]), min_size=1, max_size=2).map(tuple)
LEAVES = st.one_of(
    st.just(Everything()),
    st.builds(Facet, st.sampled_from(["category", "state", "date"]), KEYS),
    st.builds(Facet, st.just("unit"), UNITS),
    st.builds(Dates, st.sampled_from([None, "2024-01-01"]), st.sampled_from([None, "2024-06-30"])),
    st.builds(Records, st.frozensets(st.sampled_from(["r0", "r1", "r9"]))),
)
FILTERS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(FILTERS)
def test_filters_mean_the_same_in_the_catalogue_and_in_an_engine(node):
    shelf = [
        document(0, "x", category="a", units=("u1",), date="2024-03-01"),
        document(1, "x", category=None, units=(), date=None),
        document(2, "x", category="b", units=("u1", "u2"), date="2025-03-01"),
        document(3, "x", category="a", units=("u2",), date="2023-03-01"),
    ]
    db = sqlite3.connect(":memory:")
    db.execute("create table record (id, category, state, date, received_at)")
    db.execute("create table record_unit (record, unit)")
    for one in shelf:
        db.execute("insert into record values (?, ?, ?, ?, ?)", (one.record, one.category, one.state, one.date, ""))
        db.executemany("insert into record_unit values (?, ?)", [(one.record, unit) for unit in one.units])
    where, values = _condition(node)
    found = {row[0] for row in db.execute(f"select id from record where {where}", values)}
    assert found == set(NaiveEngine(shelf).ids(node))
    db.close()


def test_only_what_holds_for_every_hit_is_a_filter():
    assert filters_of(parse("动火 日期:2024 状态:已归档")) == And(
        (Dates("2024-01-01", "2024-12-31"), Facet("state", ("filed",)))
    )
    assert filters_of(parse("动火 OR 日期:2024")) == Everything()
    assert filters_of(parse("动火 (日期:2024 OR 日期:2023)")) != Everything()


@pytest.mark.parametrize(
    ("word", "term", "part", "wrong"),
    [
        ("受限空闲", "受限空间", "受限空间", 1),
        ("长江化公", "南京长江化工有限公司", "长江化工", 1),
        ("hy-2024-0013", "hy-2024-0012", "hy-2024-0012", 1),
        ("检查纪录", "现场检查记录", "检查记录", 1),
    ],
)
def test_the_nearest_part_of_a_known_word(word, term, part, wrong):
    assert nearest_part(word, term) == (wrong, part)


@settings(max_examples=60, deadline=None)
@given(st.text("甲乙丙ab1", min_size=1, max_size=6), st.text("甲乙丙ab1-", max_size=12))
def test_a_distance_is_never_below_that_of_the_whole(word, term):
    distance, part = nearest_part(word, term)
    assert part in term
    assert 0 <= distance <= len(word)
    assert (distance == 0) == (word in term)


def test_words_between_borders():
    pytest.importorskip("rjieba")
    assert stands_as_word("动火", "今天动火作业")
    assert not stands_as_word("动火", "自动火灾报警系统")
    assert not stands_as_word("动火", "")


def test_pages_by_words_fit_together(archive):
    pytest.importorskip("rjieba")
    whole = [hit.record for hit in archive.search("动火", words=True).hits]
    pages = [archive.search("动火", words=True, limit=2, offset=at).hits for at in (0, 2, 4, 6)]
    assert [hit.record for page in pages for hit in page] == whole
    assert all(one != other for one, other in pairwise(whole))
