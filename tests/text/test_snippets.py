"""Snippets show the hit in its sentence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.parser import parse
from archive.text.query import texts_of
from archive.text.snippets import snippet

FILLER = "企业应当建立台账。" * 30


def cut(text, query, **more):
    shown = snippet(text, texts_of(parse(query)), **more)
    return shown.text, [shown.text[start:end] for start, end in shown.marks]


def test_marks_what_was_written_not_what_was_folded():
    text, marked = cut("必须办理動 火作業票㎡", "动火作业 m2")
    assert text == "必须办理動 火作業票㎡"
    assert marked == ["動 火作業", "㎡"]


def test_begins_with_the_sentence_of_the_hit():
    text, marked = cut(FILLER + "受限空间内氧含量应当合格。" + FILLER, "氧含量")
    assert text.startswith("…受限空间内")
    assert text.endswith("…")
    assert marked == ["氧含量"]


def test_prefers_the_place_with_most_words():
    text, marked = cut("动火。" + FILLER + "动火与受限空间。" + FILLER, "受限空间 动火")
    assert text.startswith("…动火与受限空间")
    assert marked[:2] == ["动火", "受限空间"]


def test_white_space_is_squeezed_and_marks_move_along():
    text, marked = cut("  一\n\n\n二   ab   cd  ", '"ab cd" 一')
    assert text == "一 二 ab cd"
    assert marked == ["一", "ab cd"]


def test_overlapping_marks_are_one():
    assert cut("安全生产责任", "安全生产 生产责任")[1] == ["安全生产责任"]


def test_without_a_hit_the_beginning_is_shown():
    assert cut("标题\n正文", "无关") == ("标题 正文", [])
    assert cut(FILLER, "无关")[0] == FILLER[:80] + "…"
    assert cut("", "无关") == ("", [])


def test_a_hit_far_behind_is_found():
    text, marked = cut(FILLER * 60 + "液氨泄漏", "液氨")
    assert marked == ["液氨"]
    assert text.startswith("…")


def test_what_is_excluded_is_not_marked():
    assert cut("动火 受限", "动火 -受限")[1] == ["动火"]


def test_a_hit_as_long_as_the_text_is_cut():
    text, marked = cut("a" * 100_000, "a*")
    assert len(text) <= 330
    assert marked == ["a" * 1] or len(marked) == 1


@given(st.text(st.sampled_from("安全生产ab12，。 \n㎡\u0301\ud800\u200b"), max_size=200), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_marks_lie_in_order_within_the_snippet(text, width):
    shown = snippet(text, texts_of(parse("安 生产 OR ab OR 1*")), width=width)
    last = 0
    for start, end in shown.marks:
        assert last <= start < end <= len(shown.text)
        last = end
