"""Terms of texts and of queries: the traps of search.md section 3."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.analyzer import BARRIER, GAP_TERM, LONGEST_PREFIX, MORE, OPEN, index_terms, query_terms, term
from archive.text.parser import text_node

ALPHABET = "安全生产检记号12ab（）〔〕-，。 \n"


def terms_of(query):
    return query_terms(text_node(query).pieces)


def stands_in(wanted, terms):
    return any(
        all(map(is_meant, stretch, terms[place : place + len(stretch)]))
        for stretch in wanted
        for place in range(len(terms) - len(stretch) + 1)
    )


def is_meant(wanted, found):
    if wanted.startswith(OPEN):
        return len(found) <= 2 and found.endswith(wanted[1:])
    if wanted.endswith(OPEN):
        return len(found) <= 2 and found.startswith(wanted[:-1])
    if wanted.startswith(MORE):
        return len(found) == 2 and found.endswith(wanted[1:])
    if wanted.endswith(MORE):
        return len(found) == 2 and found.startswith(wanted[:-1])
    return wanted == found


def test_terms_of_a_text():
    assert index_terms(["检查记录"]) == ["检查", "查记", "记录"]
    assert index_terms(["火"]) == ["火"]
    assert index_terms(["第12条 2024 年"]) == ["第", "12", "条", "2024", "年"]
    assert index_terms(["，安全，。 生。"]) == ["安全", "生"]
    assert index_terms(["安全 ，全，1，2，号，3，号楼4"]) == [
        "安全", GAP_TERM, "全", GAP_TERM, "1", GAP_TERM, "2", GAP_TERM, "号", GAP_TERM, "3", "号楼", "楼", "4"
    ]  # fmt: skip
    assert index_terms(["据第12条款a 尾"]) == ["据第", "第", "12", "条", "条款", "款", "a", "尾"]
    assert index_terms(["甲", "乙"]) == ["甲", BARRIER, "乙"]
    assert index_terms([""]) == index_terms([]) == []


def test_terms_of_a_query_leave_its_ends_open():
    assert terms_of("检查") == [["检查"]]
    assert terms_of("12号楼") == [["12", "号", "号楼"]]
    assert terms_of("检记〔2024") == [["检记", "2024"]]
    assert terms_of("检记2024") == [["检记", "记", "2024"]]
    assert terms_of("记〔2024〕号") == [
        ["记", GAP_TERM, "2024", GAP_TERM, "号"],
        ["记", GAP_TERM, "2024", "号" + MORE],
        [MORE + "记", "2024", GAP_TERM, "号"],
        [MORE + "记", "2024", "号" + MORE],
    ]
    assert terms_of("记，号，年") == [[OPEN + "记", "号", "年" + OPEN]]
    assert terms_of("记，记") == [[OPEN + "记", GAP_TERM, "记" + OPEN]]
    assert terms_of("第12条") == [["第", "12", "条"]]
    assert terms_of("条") == [["条"]]


@pytest.mark.parametrize(
    "part",
    [
        "（苏宁）应急检记〔2024〕12号",
        "苏宁",
        "苏宁）应急",
        "检记〔2024〕12",
        "〔2024〕12号",
        "12号",
        "急检记",
        "宁）应",
    ],
)
def test_codes_with_brackets_whole_and_in_part(part):
    assert stands_in(terms_of(part), index_terms(["根据（苏宁）应急检记〔2024〕12号文件"]))


@pytest.mark.parametrize("part", ["HY-2024-0000031", "2024-0000031", "0000031", "0000031号", "号HY-2024"])
def test_tails_and_glued_numbers(part):
    assert stands_in(terms_of(part), index_terms(["编号HY-2024-0000031号"]))


@pytest.mark.parametrize("part", ["苏宁应急", "检记2024", "4〕12号", "1", "号根"])
def test_nothing_crosses_punctuation(part):
    assert not stands_in(terms_of(part), index_terms(["根据（苏宁）应急检记〔2024〕12号，根据"]))


def test_long_runs_become_short_terms():
    long = "QWxhZGRpbg" * 10_000
    made = term(long.lower())
    assert len(made) < 100
    assert made.startswith(long.lower()[:LONGEST_PREFIX])
    assert made != term(long.lower() + "x")
    assert index_terms([long]) == [made]


@given(st.text(ALPHABET, max_size=30), st.text(ALPHABET, max_size=30), st.text(ALPHABET, max_size=8))
@settings(max_examples=100, deadline=None)
def test_a_phrase_stands_in_terms_iff_its_pattern_is_found(before, after, query):
    """Terms at places against the definition read as text."""
    from archive.text.fold import searchable
    from archive.text.patterns import pattern

    node = text_node(query)
    if node is None or (len(node.pieces) == 1 and len(node.pieces[0].text) == 1):
        return
    for text in (before + query + after, before + after):
        by_terms = stands_in(query_terms(node.pieces), index_terms([text]))
        assert by_terms == (pattern(node).search(searchable(text)) is not None)
