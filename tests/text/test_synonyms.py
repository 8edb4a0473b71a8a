"""Synonyms: what a query is widened by, and what it is never widened by."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import QueryInvalid
from archive.search.naive import NaiveEngine
from archive.testing.search_cases import document
from archive.text.fold import searchable
from archive.text.parser import parse, text_node
from archive.text.synonyms import Thesaurus, expanded, field_groups

FIELD = Thesaurus((), field_groups())


def widened(query, thesaurus=FIELD):
    return {each.word: each.also for each in expanded(parse(query), thesaurus)[1]}


def test_the_groups_are_in_their_searchable_form_and_can_be_searched():
    for group in field_groups():
        assert len(group) > 1
        for word in group:
            assert searchable(word) == word
            assert text_node(word) is not None
            assert len(text_node(word).pieces) == 1, word


def test_licensed_trades_are_no_dangerous_jobs():
    trade, job = {"特种作业", "特种作业证", "特种作业操作证"}, {"特殊作业", "八大作业"}
    for group in field_groups():
        assert not (trade & set(group) and job & set(group))
    assert widened("特种作业") == {}
    assert "特种作业" not in widened("特殊作业")["特殊作业"]


def test_a_word_is_widened_by_its_group():
    assert set(widened("动火票")["动火票"]) >= {"动火作业票", "动火安全作业证", "动火证"}
    assert widened("動火票").keys() == {"动火票"}
    assert widened("LEL") == {"lel": ("爆炸下限",)}
    assert widened("标题:动火票")


def test_a_term_inside_a_run_is_exchanged():
    assert widened("受限空间作业")["受限空间作业"] == ("有限空间作业", "密闭空间作业", "限制空间作业")
    assert widened("带班领导") == {}  # 带班 has two characters


@pytest.mark.parametrize(
    "query",
    ['"动火票"', "-动火票 x", "x NOT 动火票", "LEL*", "责任人:动火票", "编号:LEL", "动火票-1", "单位:动火票", "动 火"],
)
def test_what_is_never_widened(query):
    assert widened(query) == {}


def test_what_would_find_nothing_more_is_left_out():
    assert widened("隐患") == {}
    assert widened("安全隐患") == {"安全隐患": ("隐患",)}


def test_groups_do_not_join():
    thesaurus = Thesaurus([["甲甲", "乙乙"], ["乙乙", "丙丙"]])
    assert thesaurus.others("甲甲") == ("乙乙",)
    assert thesaurus.others("乙乙") == ("甲甲", "丙丙")
    assert thesaurus.digest == Thesaurus([["乙乙", "丙丙"], ["甲甲", "乙乙"]]).digest != FIELD.digest


def test_a_pasted_page_is_not_widened_without_end():
    words = sorted(FIELD.words())
    assert len(expanded(parse(" ".join(words[:120])), FIELD)[1]) == 16
    assert widened("受限空间" * 500) == {}


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(
        st.sampled_from(["动火票", "动火证明", "受限空间", "密闭空间作业", "隐患", "a LEL", "爆炸下限"]), max_size=6
    ),
    query=st.text('动火票证受限空间密闭隐患 lel爆炸下-"()OR', max_size=12),
)
def test_synonyms_only_add(texts, query):
    try:
        node = parse(query)
    except QueryInvalid:
        return
    engine = NaiveEngine(document(number, text) for number, text in enumerate(texts))
    wider, also = expanded(node, FIELD)
    assert set(engine.ids(node)) <= set(engine.ids(wider))
    if not also:
        assert wider == node
