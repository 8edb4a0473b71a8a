"""Scores of the Whoosh engine depend on the records that are there, and not on what has been there before."""

from __future__ import annotations

import random
from contextlib import closing

import pytest
from archive_plugins.whoosh_engine import WhooshFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.testing.search_cases import document
from archive.text.parser import parse

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning:whoosh", "ignore::DeprecationWarning:whoosh")

QUERIES = [
    "液氨",
    "安全生产",
    "安全 OR 检查",
    "生产*",
    "ab12",
    "ab*",
    "标题:检查",
    "液氨 -检查",
    "安",
    '"产，检"',
    "state:filed",
]
TEXTS = st.lists(st.sampled_from(["液氨", "安全", "生产", "检查", "，", " ab12 ", "票" * 40, "火" * 700]), max_size=9)
STEPS = st.lists(
    st.tuples(
        st.dictionaries(st.integers(0, 12), TEXTS.map("".join), max_size=6), st.sets(st.integers(0, 12), max_size=4)
    ),
    min_size=2,
    max_size=7,
)


def opened(folder, known):
    texts = lambda ids: [known[each] for each in ids if each in known]  # noqa: E731
    return closing(WhooshFactory().open(folder, readonly=False, documents=texts))


def replayed(engine, known, steps):
    """Apply the steps; afterwards `known` holds the live documents."""
    for position, (put, removed) in enumerate(steps, 1):
        documents = {number: document(number, text, title=text[:4]) for number, text in put.items()}
        gone = [document(number).record for number in removed - put.keys()]
        engine.apply(documents.values(), gone, position)
        for record in gone:
            known.pop(record, None)
        known.update({one.record: one for one in documents.values()})


def hits(engine, query):
    return [(hit.record, hit.score) for hit in engine.search(parse(query), limit=1000).hits]


def assert_as_fresh(tmp_path_factory, steps):
    known = {}
    with opened(tmp_path_factory.mktemp("worn"), known) as worn, opened(tmp_path_factory.mktemp("new"), known) as fresh:
        replayed(worn, known, steps)
        fresh.apply(known.values(), [], 1)
        for query in QUERIES:
            assert hits(worn, query) == hits(fresh, query), query
        return [leaf for leaf in worn._leaves if leaf.gone], len(worn._leaves)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_scores_are_those_of_a_fresh_index(tmp_path_factory, steps):
    assert_as_fresh(tmp_path_factory, steps)


def test_scores_are_those_of_a_fresh_index_over_worn_segments(tmp_path_factory):
    """Enough documents that Whoosh leaves deleted ones in a segment, beside others, and lengths that it rounds."""
    chance = random.Random(4)

    def text():
        return "，".join(chance.choices(["液氨", "安全生产", "检查", "ab12", "票据" * 30], k=chance.randint(1, 40)))

    steps = [({number: text() for number in range(1500)}, set())]
    for _ in range(3):
        put = {number: text() for number in chance.sample(range(1700), 60)}
        steps.append((put, set(chance.sample(range(1700), 40))))
    worn, leaves = assert_as_fresh(tmp_path_factory, steps)
    assert worn
    assert leaves > 1
