from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model.doc_number import doc_number_key

SAME = [
    [
        "（苏宁）应急检记〔2024〕12号",
        "苏宁应急检记[2024]12号",
        "(苏宁)应急检记【2024】第12号",
        "（苏宁）应急检记 ［２０２４］ １２ 号",
        "（苏宁）应急检记字〔2024〕第012号",
        "编号：（苏宁）应急检记〔2024〕12号",
        "苏宁应急检记2024年第12号",
        "（苏宁）应急检记〔2024年〕（12）号",
    ],
    [
        "DH-20240501-003",
        "dh-20240501-003",
        "ＤＨ－20240501－003",
        "编号：DH-20240501-003",
        "DH—20240501—003",
        " DH-20240501-003 ",
    ],
    ["宁安监现记〔2016督〕7号", "宁安监现记[2016督]07号"],
    ["危应急罚〔2026〕危化-3号", "危应急罚[2026]危化－3号"],
]


@pytest.mark.parametrize("printed", SAME)
def test_one_number_in_many_printings(printed: list[str]) -> None:
    assert len({doc_number_key(form) for form in printed}) == 1


def test_the_form_that_is_matched() -> None:
    assert doc_number_key("（苏宁）应急检记〔2024〕12号") == "苏宁应急检记|2024|12"
    assert doc_number_key("DH-20240501-003") == "DH-20240501-003"


def test_other_numbers_stay_apart() -> None:
    numbers = [
        "应急检记〔2024〕12号",
        "应急检记〔2024〕120号",
        "应急检记〔2023〕12号",
        "应急责改〔2024〕12号",
        "（苏宁）应急检记〔2024〕12号",
        "应急检记〔2024〕12-1号",
        "2024年5月1号",
        "DH-20240501-003",
        "DH-20240501-03",
    ]
    assert len({doc_number_key(number) for number in numbers}) == len(numbers)


@pytest.mark.parametrize("odd", ["", "号", "〔2024〕", "字〔2024〕号", "编号：", "]" * 50 + "[", "\x00", "〔" * 50_000])
def test_odd_text_has_a_key(odd: str) -> None:
    doc_number_key(odd)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="苏宁应急检记字第号年〔〕[]（）0123456789-ＡabNo. ", max_size=60))
def test_any_text_has_a_key_that_ignores_spaces(text: str) -> None:
    assert doc_number_key(" ".join(text)) == doc_number_key(text)
