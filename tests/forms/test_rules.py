"""The dated rules of checks, their borders, and values with a shape of their own."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import archive_plugins.safety_forms as plugin
import pytest
from archive_plugins.safety_forms import archive_describe, archive_place, archive_screen
from archive_plugins.safety_forms.measures import conclusion_in, level_in, metres_in, shift_in, tonnes_in
from archive_plugins.safety_forms.moments import moments_in
from archive_plugins.safety_forms.penalties import yuan_in
from archive_plugins.safety_forms.rules import edition_of, rules
from desk import Directory, View, make_unit, read
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model.parsed import Block, ParsedDocument
from archive.model.placement import DETAILS, SEVERITIES

UNITS = Directory([make_unit(1, "云岭县第3化工有限公司")])
HEAD = "编号：A-1\n申请单位：云岭县第3化工有限公司\n"


def codes(text: str) -> set[str]:
    return {finding.code for finding in read(text, UNITS).description.findings}


def test_rules_are_well_formed() -> None:
    for code, rule in rules().items():
        assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", code)
        assert rule.severity in SEVERITIES
        last = ""
        for edition in sorted(rule.editions, key=lambda each: each.since):
            for day in (edition.since, edition.until):
                assert not day or date.fromisoformat(day)
            assert not edition.until or edition.since <= edition.until
            assert not last or not edition.since or last < edition.since, code
            last = edition.until


def test_every_rule_is_used_and_every_check_has_its_rule() -> None:
    folder = Path(plugin.__file__).parent
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    used = {code for code in rules() if f'"{code}"' in sources}
    assert used == set(rules())


def test_findings_and_fields_are_documented() -> None:
    page = (Path(__file__).parents[2] / "docs/forms.md").read_text(encoding="utf-8")
    assert {code for code in rules() if f"`{code}`" not in page} == set()
    assert {name for name in DETAILS if f"`{name}`" not in page} == set()


def test_a_rule_holds_on_its_days() -> None:
    old, new = edition_of("hot-work-too-long", "2022-09-30"), edition_of("hot-work-too-long", "2022-10-01")
    assert old is not None
    assert new is not None
    assert (old.clause, new.clause) == ("GB 30871-2014", "GB 30871-2022 5.1.5")
    assert edition_of("hot-work-too-long", "2010-01-01") is None


@pytest.mark.parametrize(
    ("height", "level", "wrong"),
    [
        ("5", "一级", False),
        ("5.1", "一级", True),
        ("15", "二级", False),
        ("15.1", "二级", True),
        ("30", "三级", False),
        ("30.1", "三级", True),
        ("4", "二级", False),
        ("31", "四级", False),
    ],
)
def test_levels_of_height(height: str, level: str, wrong: bool) -> None:
    text = f"高处安全作业票\n{HEAD}申请时间：2024年5月6日\n作业高度：{height}m\n作业级别：{level}"
    assert ("height-level-wrong" in codes(text)) is wrong


@pytest.mark.parametrize(
    ("mass", "level", "wrong"),
    [
        ("39.9", "三级", False),
        ("40", "三级", True),
        ("40", "二级", False),
        ("100", "二级", False),
        ("100.5", "二级", True),
    ],
)
def test_levels_of_lifting(mass: str, level: str, wrong: bool) -> None:
    text = f"吊装安全作业票\n{HEAD}申请时间：2024年5月6日\n吊物质量（t）：{mass}\n作业级别：{level}"
    assert ("lifting-level-wrong" in codes(text)) is wrong


@pytest.mark.parametrize(
    ("gas", "value", "wrong"),
    [
        ("甲烷", "0.5", False),
        ("甲烷", "0.6", True),
        ("氢气", "0.5", False),
        ("苯", "0.2", False),
        ("苯", "0.3", True),
        ("可燃气体", "0.5", False),
        ("可燃气体", "0.51", True),
        ("某种气体", "9", False),
    ],
)
def test_gas_by_its_explosive_limit(gas: str, value: str, wrong: bool) -> None:
    text = (
        f"动火安全作业票\n{HEAD}申请时间：2024年5月6日\n取样时间|代表性气体|分析结果(%)\n2024年5月6日8时|{gas}|{value}"
    )
    assert ("combustible-too-high" in codes(text)) is wrong


@pytest.mark.parametrize(
    ("begin", "sample", "code"),
    [
        ("8时30分", "8时00分", None),
        ("8时31分", "8时00分", "gas-sample-too-early"),
        ("8时00分", "8时01分", "gas-sample-after-start"),
    ],
)
def test_the_first_sample(begin: str, sample: str, code: str | None) -> None:
    text = f"动火安全作业票\n{HEAD}作业时间：2024年5月6日{begin}至12时\n"
    found = codes(text + f"取样时间|可燃气体%|氧含量%\n2024年5月6日{sample}|0.1|20.9")
    assert found & {"gas-sample-too-early", "gas-sample-after-start"} == ({code} if code else set())


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("□特级 ☑一级 □二级", "一级"),
        ("特级□一级√二级□", "一级"),
        ("□特级□一级□二级", None),
        ("☑特级☑一级", None),
        ("Ⅱ级", "二级"),
        ("壹级", "一级"),
        ("特殊动火", "特级"),
        ("", None),
        ("一级或二级", None),
    ],
)
def test_levels_as_printed(text: str, level: str | None) -> None:
    assert level_in(text.replace(" ", "")) == level


def test_values_with_a_shape() -> None:
    assert metres_in("6.5m", deep=False) == "6.5"
    assert metres_in("长20m宽1m", deep=True) is None
    assert tonnes_in("3500kg", "") == "3.5"
    assert shift_in("□白班☑夜班") == "夜班"
    assert conclusion_in("第1项已整改完毕，第2项未整改") == "部分合格"
    assert conclusion_in("□合格 □不合格") is None
    assert yuan_in("人民币贰拾万零伍佰元整") == "200500"
    assert yuan_in("一万元以上二万元以下") is None


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("自2024年5月1日8时30分始至2024年5月1日16时30分止", ["2024-05-01T08:30", "2024-05-01T16:30"]),
        ("2024-05-0108:30", ["2024-05-01T08:30"]),
        ("2024年5月1日下午3时", ["2024-05-01T15:00"]),
        ("2024年5月1日25时", ["2024-05-01"]),
        ("2024年2月31日8时", []),
    ],
)
def test_moments(text: str, isos: list[str]) -> None:
    assert [moment.iso for moment in moments_in(text)] == isos


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789年月日时分至:.- 级特一二ⅠⅡm吨元万壹拾%√□未已整改合格", max_size=60))
def test_no_text_breaks_a_measure(text: str) -> None:
    level_in(text), shift_in(text), conclusion_in(text), yuan_in(text), moments_in(text)
    metres_in(text, deep=True), tonnes_in(text, "(t)")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(
            alphabet="动火作业票申请单位：\t取样时间氧含量可燃气体级别盲板编号序号是否涉及确认人LECD风险0123456789.%√年月日",
            max_size=40,
        ),
        max_size=12,
    )
)
def test_no_form_breaks_a_check(lines: list[str]) -> None:
    for title in ("动火安全作业票", "LEC评价表", "整改复查意见书"):
        view = View(ParsedDocument((Block(title), *map(Block, lines))))
        archive_describe(view, UNITS)


@pytest.mark.parametrize(
    "line",
    [
        "审批意见：" * 5_000,
        "完工验收：" * 5_000,
        "2024年2月31日" * 5_000,
        "可燃气体\t取样时间\t" * 2_000,
        "序号\t隐患描述\t" * 3_000,
        "罚款1万元" * 5_000,
        "盲板编号：MB1、" * 3_000,
    ],
)
def test_hostile_forms_are_checked_in_bounded_work(line: str) -> None:
    blocks = (Block("动火安全作业票"), *(Block(line) for _ in range(40)))
    view = View(ParsedDocument(blocks))
    archive_screen(view)
    list(archive_place(view, UNITS))
    description = archive_describe(view, UNITS)
    assert description is not None
    assert len(description.findings) <= 50
