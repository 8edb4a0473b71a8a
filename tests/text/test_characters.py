"""The functions and the expressions for classes of characters say the same of every character."""

from __future__ import annotations

import re
import sys

from archive.text.characters import CHINESE, GAP, WORD, has_content, is_chinese, is_word, kind_of

EVERY = "".join(map(chr, range(sys.maxunicode + 1)))


def those_that(expression):
    return set(re.findall(expression, EVERY))


def test_every_character_has_one_class_whoever_is_asked():
    chinese, word, gap = those_that(f"[{CHINESE}]"), those_that(WORD), those_that(GAP)
    assert {character for character in EVERY if is_chinese(character)} == chinese
    assert {character for character in EVERY if is_word(character)} == word
    assert {character for character in EVERY if kind_of(character) == "gap"} == gap - chinese
    assert {character for character in EVERY if kind_of(character) == "space"} == those_that(r"\s")
    assert not chinese & word


def test_content_is_a_letter_a_digit_or_a_chinese_character():
    assert all(map(has_content, ["。火", "a-", "(1)", "々", "⼀"]))
    assert not any(map(has_content, ["", " ", "_", "（）", "\u0301", "🔥"]))
