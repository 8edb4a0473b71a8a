"""Masking: what is a person's is starred, what is an enterprise's or a document's stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.masking import mask, mask_all


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("身份证号11010519491231002X。", "身份证号110***********002X。"),
        ("操作证 T11010519491231002X", "操作证 T110***********002X"),
        ("110105194912310027", "110***********0027"),  # a check digit that was misread
        ("１１０１０５１９４９１２３１００２Ｘ", "１１０***********００２Ｘ"),
        ("110105 19491231 002X", "110*** ******** 002X"),
        ("老证130503670401001", "老证130*********001"),
        ("电话13957412268转", "电话139****2268转"),
        ("139 5741 2268", "139 **** 2268"),
        ("+8613957412268", "+86139****2268"),
        ("１３９５７４１２２６８", "１３９****２２６８"),
        ("0571-88886666", "0571-8888****"),
        ("(010)62345678", "(010)6234****"),
        ("4111 1111 1111 1111", "**** **** **** 1111"),
        ("6222021234567890128", "***************0128"),
        ("健康状况：高血压三级，其他", "健康状况：*****，其他"),
        ("病史\t糖尿病\t合格", "病史\t***\t合格"),
    ],
)
def test_personal_data_is_starred(text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "91330100MA27XF0T5K",
        "911101081019491233",  # no birth date
        "（甬）应急罚〔2024〕12号",
        "AJ-20240612-0013",
        "2024-06-12 08:30:00",
        "20240612083000123",
        "sha 13957412268abcdef",
        "1.13957412268",
        "110105199902300021",  # 30 February
        "990105194912310021",  # no province
        "12345678901234567890",
        "体检后上岗",
        "12350",
        "",
    ],
)
def test_what_is_no_personal_data_stays(text: str) -> None:
    assert mask(text) == text


@given(st.text(alphabet="0123456789 -Xx：病史１３健康状况\n、张", max_size=80))
@settings(max_examples=100, deadline=None)
def test_it_keeps_the_length_and_is_done_at_once(text: str) -> None:
    shown = mask(text)
    assert len(shown) == len(text)
    assert mask(shown) == shown
    assert all(new in (old, "*") for old, new in zip(text, shown, strict=True))


def test_json_is_masked_by_its_texts() -> None:
    value = {"bytes": 13957412268, "title": "13957412268", "rows": ["0571-88886666", None, True]}
    assert mask_all(value) == {"bytes": 13957412268, "title": "139****2268", "rows": ["0571-8888****", None, True]}
