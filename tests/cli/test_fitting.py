"""Display width, cutting, padding and breaking of Chinese and Latin text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.cli.fitting import columns, cut, pad, wrap


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("动火", 4), ("ＡＢ", 4), ("é", 1), ("e\u0301", 1), ("…", 1), ("（苏）", 6), ("ｱ", 1)],
)
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [("动火作业", 8, "动火作业"), ("动火作业", 7, "动火作…"), ("动火作业", 6, "动火…"), ("abc", 0, ""), ("动", 1, "…")],
)
def test_cut_stays_within_its_columns(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown
    assert columns(shown) <= width


def test_pad_counts_columns() -> None:
    assert pad("动火", 6) == "动火  "
    assert pad("12", 4, right=True) == "  12"


def test_wrap_keeps_closing_marks_off_the_start_and_opening_ones_off_the_end() -> None:
    lines = wrap("受限空间作业，动火作业（特级），高处作业。", 12)
    assert "".join(lines) == "受限空间作业，动火作业（特级），高处作业。"
    assert not any(line[0] in "，）。" or line[-1] == "（" for line in lines)


def test_wrap_breaks_english_at_blanks_only() -> None:
    assert wrap("one two three four", 9) == ["one two", "three", "four"]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="动火作业 abc，。（）-12", max_size=60), st.integers(min_value=4, max_value=30))
def test_wrap_loses_nothing(text: str, width: int) -> None:
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())
