"""Folding, its way back, and what counts as a Chinese character."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text import fold as folding
from archive.text.characters import has_content, is_chinese
from archive.text.fold import _unsteady, fold, offsets, search_form, searchable, searchable_offsets

ANYTHING = st.text(
    st.one_of(
        st.characters(exclude_categories=[]),
        st.sampled_from("安全檢號，。 \n\t　〔〕（）ＡＢａ１2㎡㈠℃…ﬁİΣς\u0301\u200b\ufe0f\ud800\x00\u1161\u11a8가ｶﾞ"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("（蘇寧）應急檢記〔2024〕12號", "(苏宁)应急检记〔2024〕12号"),
        ("ＨＹ－２０２４", "hy-2024"),
        ("㎡ ㈠ ℃ ½ ﬁ", "m2 (一) °c 1⁄2 fi"),
        ("e\u0301\u200b\ufeffX\u00ad", "éx"),
        ("ΟΔΟΣ ς", "οδοσ σ"),
        ("\ud800", "\ufffd"),
        ("〇一二", "〇一二"),
        ("車\uf902", "车车"),
        ("a\x00b", "a\x00b"),
        ("", ""),
    ],
)
def test_folds(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("动 火\n作　业", "动火作业"),
        ("GB  30871 标 准", "gb 30871 标准"),
        (" 2024 年 ", "2024 年"),
        ("安全， 生产", "安全, 生产"),
        ("安\u200b 全", "安全"),
    ],
)
def test_white_space_between_chinese_vanishes(text, form):
    assert searchable(text) == form


def test_search_form_knows_no_white_space():
    assert search_form(" 江蘇 蘇寧\t有限公司 A B ") == "江苏苏宁有限公司ab"


@given(ANYTHING)
@settings(max_examples=100, deadline=None)
def test_the_way_back_folds_the_same(text):
    for derived, direct in ((offsets(text), fold(text)), (searchable_offsets(text), searchable(text))):
        assert derived.text == direct
        assert len(derived.origin) == len(direct) + 1
        assert derived.origin == sorted(derived.origin)
        assert derived.origin[-1] == len(text)
        for start in range(len(direct)):
            first, end = derived.span(start, start + 1)
            assert 0 <= first < end <= len(text)


def test_the_way_back_points_at_what_was_written():
    text = "检 查㎡ ㈠e\u0301x 號"
    derived = searchable_offsets(text)
    assert derived.text == "检查m2 (一)éx 号"
    where = derived.text.index("m2")
    assert text[slice(*derived.span(where, where + 2))] == "㎡"
    where = derived.text.index("é")
    assert text[slice(*derived.span(where, where + 1))] == "e\u0301"


def test_every_character_that_composes_backwards_is_known():
    composing = set()
    for number in range(0x110000):
        parts = unicodedata.decomposition(chr(number)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            first, second = (chr(int(part, 16)) for part in parts)
            if not unicodedata.combining(second) and unicodedata.normalize("NFC", first + second) == chr(number):
                composing.add(second)
    assert composing <= folding._TRAILERS


def test_the_table_of_characters_is_settled():
    table = folding._table()
    pairs = {key: value for key, value in table.items() if isinstance(value, int)}
    assert len(pairs) > 4000
    assert not [key for key, value in pairs.items() if value in pairs and not 0xD800 <= key < 0xE000]


@pytest.mark.parametrize("character", "安〇々㐀𠀀龥")
def test_chinese_characters(character):
    assert is_chinese(character)


@pytest.mark.parametrize("character", "aあカ한1，、〔 _😀")
def test_other_characters(character):
    assert not is_chinese(character)


def test_what_can_be_searched():
    assert has_content("，a")
    assert has_content("火")
    assert not has_content("，。_ 😀\x00")


def test_huge_and_hostile_texts_fold():
    for text in ("\u0301" * 20_000, "가" * 20_000, "\ufdfa" * 5_000, "a" * 1_000_000, " \u200b" * 20_000):
        assert searchable_offsets(text).text == searchable(text)


def test_long_texts_fold_as_their_parts_do():
    """Long texts of characters that fold one by one go another way: it may not be seen."""
    every = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    steady = "".join(each for each in every if not _unsteady().match(each))
    assert fold(steady) == "".join(map(fold, steady))
    assert fold(steady + "㎡") == "".join(map(fold, steady)) + "m2"
