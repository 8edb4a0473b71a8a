"""Engines against the oracle on random queries: 0 missed, 0 wrong."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from archive_plugins.tantivy_engine import TantivyFactory, archive_search_engines
from archive_plugins.whoosh_engine import WhooshFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import QueryInvalid
from archive.search.naive import NaiveEngine
from archive.testing.search_cases import document
from archive.testing.search_texts import queries, records
from archive.text.parser import parse

LAWS = Path(__file__).parents[3] / "shared" / "corpus" / "laws-zh.zip"
FACTORIES = [WhooshFactory(), *([TantivyFactory()] if archive_search_engines() else [])]
pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning:whoosh", "ignore::DeprecationWarning:whoosh")


def opened(factory, folder, documents):
    known = {one.record: one for one in documents}
    engine = factory.open(folder, readonly=False, documents=lambda ids: [known[each] for each in ids if each in known])
    engine.apply(documents, [], 1)
    return closing(engine)


ALPHABET = '安全生产检記号12ab（）〔-，。 　＊*"“”()或非OR:：\ud800\u200b㎡'


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.name)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    texts=st.lists(st.text("安全生产检記号12ab（）〔-，。 \n\u200b㎡", max_size=25), min_size=1, max_size=8),
    asked=st.lists(st.text(ALPHABET, min_size=1, max_size=9), min_size=20, max_size=20),
)
def test_engines_agree_on_anything(factory, tmp_path_factory, texts, asked):
    documents = [document(number, text, title=text[:3]) for number, text in enumerate(texts)]
    oracle = NaiveEngine(documents)
    with opened(factory, tmp_path_factory.mktemp("index"), documents) as engine:
        for query in asked:
            try:
                node = parse(query)
            except QueryInvalid:
                continue
            assert sorted(engine.ids(node)) == sorted(oracle.ids(node)), query


@pytest.mark.skipif(not LAWS.is_file(), reason="the corpus of law texts is not here")
@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.name)
def test_engines_agree_over_law_texts(factory, tmp_path):
    documents = list(records(LAWS, 400))
    oracle = NaiveEngine(documents)
    with opened(factory, tmp_path / "index", documents) as engine:
        for query in queries(documents, 300, seed=1):
            node = parse(query)
            expected = sorted(oracle.ids(node))
            assert sorted(engine.ids(node)) == expected, query
            assert engine.count(node) == len(expected), query
