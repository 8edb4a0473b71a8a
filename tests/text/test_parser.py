"""The query language: every string is a tree or QueryInvalid."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import QueryInvalid
from archive.text.lexer import LONGEST_QUERY
from archive.text.parser import parse
from archive.text.query import And, Dates, Facet, Named, Node, Not, Or, Piece, Text


def word(*runs, **more):
    """Runs with their gaps: a str is touched by the one before, a tuple stands behind punctuation."""
    pieces = tuple(Piece(run[0], True) if isinstance(run, tuple) else Piece(run, False) for run in runs)
    return Text(pieces, **more)


A, B, C = word("甲"), word("乙"), word("丙")
CODE = word("苏宁", ("应急检记",), ("2024",), ("12",), "号")


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("甲", A),
        ("甲 乙　丙", And((A, B, C))),
        ("甲 AND 乙", And((A, B))),
        ("甲 or 乙", And((A, word("or"), B))),
        ("甲 OR 乙 丙", Or((A, And((B, C))))),
        ("甲 或 乙 或 丙", Or((A, B, C))),
        ("甲 ＯＲ 乙", Or((A, B))),
        ("甲或乙", word("甲或乙")),
        ("或", word("或")),
        ("甲 或", And((A, word("或")))),
        ("或 甲", And((word("或"), A))),
        ("(或) 甲", And((word("或"), A))),
        ("非", word("非")),
        ("甲 非", And((A, word("非")))),
        ("非 甲", Not(A)),
        ("甲 非 乙", And((A, Not(B)))),
        ("非 或 甲", Or((word("非"), A))),
        ("非煤矿山", word("非煤矿山")),
        ("-甲", Not(A)),
        ("－甲", Not(A)),
        ("--甲", A),
        ("NOT NOT NOT 甲", Not(A)),
        ("甲 -(乙 OR 丙)", And((A, Not(Or((B, C)))))),
        ("甲-乙", word("甲", ("乙",))),
        ("甲 - 乙", And((A, B))),
        ("((甲) (乙 OR 丙))", And((A, Or((B, C))))),
        ("甲 😀 ，", A),
        ("（苏宁）应急检记〔2024〕12号", CODE),
        ("(苏宁)应急检记[2024]12号", CODE),
        ("（甲 OR 乙）", Or((A, B))),
        ("(甲)(乙)", word("甲", ("乙",))),
        ("HY-2024-00*", word("hy", ("2024",), ("00",), prefix=True)),
        ("ＨＹ＊", word("hy", prefix=True)),
        ("安全*", word("安全")),
        ('"甲 乙"', word("甲乙")),
        ("“甲，乙”", word("甲", ("乙",), literal="甲,乙")),
        ("＂甲＂乙", And((A, B))),
        ('-"a b"', Not(word("a", "b"))),
        ('"（甲）"', word("甲", literal="(甲)")),
        ('"a*"', word("a", literal="a*")),
        ("单位:苏宁 unit:a", And((Named("unit", "苏宁", 3), Named("unit", "a", 11)))),
        ("類別：檢查", Named("category", "檢查", 3)),
        ("category:无", Named("category", "", 9)),
        ('unit:"a b"', Named("unit", "a b", 5)),
        ("编号:HY-1*", word("hy", ("1",), prefix=True, field="number")),
        ("责任人:张三 person:李", And((word("张三", field="person"), word("李", field="person")))),
        ("标题:(甲)乙", word("甲", ("乙",), field="title")),
        ("标题: 甲", word("甲", field="title")),
        ('title:"甲，乙"', word("甲", ("乙",), literal="甲,乙", field="title")),
        ("日期:2023..2024-06", Dates("2023-01-01", "2024-06-30")),
        ("日期：２０２４", Dates("2024-01-01", "2024-12-31")),
        ("date:2024-02", Dates("2024-02-01", "2024-02-29")),
        ("date:..2024/2/3", Dates(None, "2024-02-03")),
        ("date:2024年6月..", Dates("2024-06-01", None)),
        ("date:20240601", Dates("2024-06-01", "2024-06-01")),
        ("日期:无", Facet("date", ("",))),
        ("date:none", Facet("date", ("",))),
        ("状态:已归档 state:unfiled", And((Facet("state", ("filed",)), Facet("state", ("unfiled",))))),
        ("时间:12:30", word("时间", ("12",), ("30",))),
        ("甲\x00乙\ud800", word("甲", ("乙",))),
        ("关于“甲”的“乙", word("关于", ("甲",), ("的",), ("乙",))),
    ],
)
def test_trees(query, tree):
    assert parse(query) == tree


@pytest.mark.parametrize(
    ("query", "position"),
    [
        ("", 0),
        ("  ", 0),
        ("，。", 0),
        ("😀", 0),
        ("甲 OR", 4),
        ("甲 OR OR 乙", 4),
        ("OR 甲", 0),
        ("甲 AND", 5),
        ("NOT", 3),
        ("甲 (乙", 2),
        ("甲 乙)", 3),
        ("()", 1),
        ("甲 ( OR 乙)", 4),
        ('甲 "乙', 2),
        ("“乙", 0),
        ('""', 0),
        ('甲 "，"', 2),
        ("*", 0),
        ("*甲", 0),
        ("a*b", 0),
        ("甲-*", 0),
        ("a" * 49 + "*", 0),
        ("单位:", 3),
        ("甲 日期: OR 乙", 5),
        ("日期:2024-13", 3),
        ("日期:2023-02-29", 3),
        ("日期:0000", 3),
        ("日期:明天", 3),
        ("日期:..", 3),
        ("日期:2024..2023", 3),
        ("日期:2024..2025..2026", 3),
        ("状态:丢失", 3),
        ("单位:，", 3),
        ("(" * 40 + "甲" + ")" * 40, 32),
        ("甲" * (LONGEST_QUERY + 1), LONGEST_QUERY),
    ],
)
def test_errors_say_where_and_what_would_be_right(query, position):
    with pytest.raises(QueryInvalid) as caught:
        parse(query)
    assert caught.value.position == position
    assert caught.value.facts["reason"]
    assert caught.value.advice.format(**caught.value.facts)


PARTS = (
    "甲",
    "安全",
    "a1",
    "HY-2024",
    " ",
    " ",
    " ",
    "(",
    ")",
    "（",
    "）",
    '"',
    "“",
    "”",
    "-",
    "－",
    "*",
    ":",
    "：",
    "OR",
    "AND",
    "NOT",
    "或",
    "非",
    "单位:",
    "日期:",
    "标题:",
    "类别：",
    "2024",
    "..",
    "2024-02-31",
    "无",
    "，",
    "。",
    "\x00",
    "\ud800",
    "😀",
    "\u200b",
    "\u3000",
    "\n",
    "'",
    "\\",
    "%",
    "〔",
    "〕",
    "İ",
    "ﷺ",
)


@given(
    st.one_of(st.text(st.characters(exclude_categories=[]), max_size=40), st.lists(st.sampled_from(PARTS), max_size=25))
)
@settings(max_examples=100, deadline=None)
def test_every_string_is_a_query_or_an_error(query):
    check("".join(query))


def test_many_strings_are_queries_or_errors():
    chance = random.Random(7)
    for _ in range(3000):
        check("".join(chance.choices(PARTS, k=chance.randrange(1, 30))))


@pytest.mark.parametrize(
    "unit",
    ["(", ")", '"', "-", "甲 ", "( ", ") ", "NOT ", "或 ", "a*", "单位:", "(甲 ", "\x00", "“", "*", "甲 OR ", "-("],
)
def test_long_monotonous_strings_end(unit):
    for count in (50, 400, 4000, 100_000):
        check((unit * count)[:100_000])


def check(query):
    try:
        assert isinstance(parse(query), Node)
    except QueryInvalid as error:
        position = error.position
    else:
        position = 0
    assert 0 <= position <= len(query)


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("二〇二四年五月九日", "2024-05-09", "2024-05-09"),
        ("二零二四年十二月三十一日", "2024-12-31", "2024-12-31"),
        ("二〇二四年二月", "2024-02-01", "2024-02-29"),
        ("一九九九年", "1999-01-01", "1999-12-31"),
        ("二〇二三年十月..二〇二四年二十日", None, None),
        ("二〇二四年十三月", None, None),
        ("二〇二四年三十二日", None, None),
        ("二〇二四年五月二十二十日", None, None),
        ("十十十十年", None, None),
    ],
)
def test_dates_in_chinese_numerals(typed: str, since: str | None, until: str | None) -> None:
    if since is None:
        with pytest.raises(QueryInvalid):
            parse(f"日期:{typed}")
    else:
        assert parse(f"日期:{typed}") == Dates(since, until)
