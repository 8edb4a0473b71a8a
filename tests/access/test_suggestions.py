"""What may have been meant: near words that are words."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.access.suggestions import _is_word, near, near_parts
from archive.text.synonyms import Thesaurus


class Catalogue:
    def __init__(self, *words: str) -> None:
        self.words = words

    def known_words(self):
        return iter(self.words)


class Store:
    """As much of a store as suggestions ask for."""

    def __init__(self, *words: str) -> None:
        self.catalogue = Catalogue(*words)
        self.registry = self

    def categories(self):
        return []


def meant(query, *known, found=lambda _: True):
    return near(Store(*known), query, Thesaurus([]), lambda other: other != query and found(other))


@pytest.mark.parametrize(
    ("query", "known", "expected"),
    [
        ("动火票", "动火作业登记簿", ("动火",)),  # 动火作 is as near and no word
        ("检查纪录", "现场检查记录", ("检查记录",)),
        ("张晓明", "章晓明", ("章晓明",)),
        ("HY-2024-0013", "HY-2024-0012", ("hy-2024-0012",)),
        ("ab", "91990100ma9a000100", ()),
        ("hyab", "HYABC-0012", ("hyabc",)),
        ("火", "动火", ()),
        ("动", "动火", ()),
        ("动或", "动火", ("动火",)),
        ("动或", "动火作业", ()),
    ],
)
def test_only_words_are_offered(query, known, expected):
    pytest.importorskip("rjieba")
    assert meant(query, known, found=lambda other: " " not in other) == expected


def test_without_rjieba_parts_are_words_only_where_punctuation_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "rjieba", None)
    assert meant("检查纪录", "现场检查记录", found=lambda other: " " not in other) == ()
    assert meant("检查纪录", "现场，检查记录（二）", found=lambda other: " " not in other) == ("检查记录",)
    assert meant("检查纪录", "检查记录") == ("检查记录", "检查 纪录")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("2024-05-09", ["date:2024-05-09"]),
        ("2024.5.9 检查", ["date:2024.5.9 检查"]),
        ("二〇二四年五月九日", ["日期:二〇二四年五月九日"]),
        ("二零二四年十二月三十一日", ["日期:二零二四年十二月三十一日"]),
        ("2024年13月", []),
        ("消防通道，灭火器", ["消防通道 灭火器"]),
        ("消防通道/2号门", ["消防通道 2号门"]),
    ],
)
def test_a_day_and_a_list_are_offered_as_such(query, expected):
    def found(other):
        return other.startswith(("date:", "日期:")) or other in expected

    assert list(meant(query, found=found)) == expected


def test_words_that_stand_nowhere_together_are_offered_alone():
    assert meant("消防通道 被占", found=lambda other: other == "消防通道") == ("消防通道",)
    assert meant("单位:甲厂 被占", found=lambda other: other == "单位:甲厂") == ("单位:甲厂",)
    assert meant("被占", found=lambda other: not other) == ()


def test_nothing_is_offered_that_finds_nothing():
    assert meant("检查纪录", "检查记录", found=lambda _: False) == ()


@pytest.mark.parametrize("query", ["-检查纪录", "非 检查纪录", "日期:2024", "状态:归档", "检查纪*", '"检查纪录"'])
def test_what_stands_under_not_or_is_no_word_stays(query):
    assert meant(query, "检查记录", "2023", found=lambda other: " " not in other.removeprefix("非 ")) == ()


def test_time_is_limited(monkeypatch):
    from archive.access import suggestions

    monkeypatch.setattr(suggestions, "_SECONDS", -1)
    assert len(meant("检查纪录", *["检查记录"] * 100)) <= 1


@settings(max_examples=80, deadline=None)
@given(st.text("甲乙丙ab1-，", min_size=1, max_size=6), st.text("甲乙丙ab1-，", min_size=1, max_size=12))
def test_parts_are_parts_and_none_is_a_torn_number(word, term):
    for distance, start, end in near_parts(word, term, 2):
        assert 0 <= distance <= 2
        assert 0 <= start <= end <= len(term)
        for place in (start, end):
            if 0 < place < len(term) and start < end:
                assert not (term[place - 1] in "ab1" and term[place] in "ab1")
    assert _is_word(word, term, 0, len(term))
