"""Registers in spreadsheets: which rows there are, what is repaired, and what is no row."""

from __future__ import annotations

import pytest
from archive_plugins.safety_forms.recognise import describe, place
from archive_plugins.safety_forms.registers import register_category, register_rows
from archive_plugins.safety_forms.registers_cells import LOST, certain_number, days_in, digits
from desk import Directory, View, make_code, make_unit
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model.parsed import Block, ParsedDocument, Role

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNITS = Directory([make_unit(1, "安宁化工有限公司", "安宁化工"), make_unit(2, "长江电器厂")])


def view(*rows: str, name: str = "表.xlsx", sheet: str = "Sheet1", media_type: str = XLSX) -> View:
    """A workbook of one sheet; `|` parts the cells."""
    blocks = [Block(sheet, Role.SHEET, 1), *(Block(row.replace("|", "\t"), Role.TABLE, 1) for row in rows)]
    return View(ParsedDocument(tuple(blocks)), name, media_type)


HAZARDS = (
    "隐患排查治理台账",
    "填报单位：某街道|填报日期：2024年5月",
    "序号|企业名称|检查日期|隐患描述|隐患部位|整改责任人|整改期限|整改情况|联系电话",
    "示例|某公司|45000|示例内容|某处|张三|45010|完成|",
    "1|安宁化工|45413|配电箱未上锁|二车间|张三、李四|2024.5.20|已整改|13800138000.0",
    "||45414|灭火器过期|仓库|王五|45430|未整改|1.38E+10",
    "2|长江电器厂|2024年5月3日|乙炔瓶倒放|#REF!|赵六|无|整改中",
    "3||2024年5月3日|通道堵塞|楼梯|赵六|无|整改中",
    "4|未登记商贸有限公司|2024年5月3日|无消防器材|店内|钱七||",
    "5||||||||",
    "序号|企业名称|检查日期|隐患描述|隐患部位|整改责任人|整改期限|整改情况|联系电话",
    "合计|||5",
    "备注：本表一式两份",
)


def test_rows_of_a_register_of_dangers() -> None:
    rows = register_rows(view(*HAZARDS), UNITS)
    assert [row.title for row in rows] == [
        "配电箱未上锁 二车间",
        "灭火器过期 仓库",
        "乙炔瓶倒放",
        "通道堵塞 楼梯",
        "无消防器材 店内",
    ]
    first = rows[0]
    assert first.category == "hazard"
    assert first.date == "2024-05-01"
    assert first.sheet == "Sheet1"
    assert "隐患描述：配电箱未上锁\t隐患部位：二车间" in first.text
    assert "联系电话：13800138000" in first.text
    assert [(due.item, due.date) for due in first.dues] == [("整改期限", "2024-05-20")]
    assert [(person.name, person.role) for person in first.people] == [("张三", "rectifier"), ("李四", "rectifier")]
    assert "1.38E+10" + LOST in rows[1].text
    assert "#REF!" not in rows[2].text
    assert "整改期限" not in rows[2].text


def test_units_of_rows() -> None:
    rows = register_rows(view(*HAZARDS), UNITS)
    said = [[(p.field, p.value, p.confidence) for p in row.proposals if "unit" in p.field] for row in rows]
    anning, changjiang = UNITS.units[0].id, UNITS.units[1].id
    assert said[0] == [("unit", anning, 0.95)]
    assert said[1] == [("unit", anning, 0.95)], "merged with the row above: it has no number of its own"
    assert said[2] == [("unit", changjiang, 0.95)]
    assert said[3] == [("unit", changjiang, 0.7)], "numbered on its own: perhaps merged, perhaps left blank"
    assert said[4] == [("unit_name", "未登记商贸有限公司", 0.95)]


def test_header_of_two_rows() -> None:
    rows = register_rows(
        view(
            "特种作业人员台账",
            "序号|姓名|单位|证书||有效期||备注",
            "|||类别|编号|起|止|",
            "1|张三|安宁化工有限公司|低压电工|T320102199001011234|44000|46190|",
            "2|李四|安宁化工有限公司|焊工|320102199001011000|2021-03-04|2027-03-03|",
        ),
        UNITS,
    )
    assert [row.category for row in rows] == ["certificate", "certificate"]
    assert rows[0].doc_no == "T320102199001011234"
    assert rows[0].people[0].certificate == "T320102199001011234"
    assert [(due.item, due.date) for due in rows[0].dues] == [("有效期", "2026-06-17")]
    assert "有效期/起：2020-06-18" in rows[0].text
    assert rows[1].doc_no is None, "the last digits were lost, so it is no number"
    assert LOST in rows[1].text


@pytest.mark.parametrize(
    ("rows", "category", "title"),
    [
        (
            (
                "序号|设备名称|规格型号|使用登记证编号|使用单位|检验日期|下次检验日期",
                "1|叉车|CPCD30|车11苏A0001(24)|长江电器厂|2024/3/1|2026/3/1",
            ),
            "equipment",
            "叉车 CPCD30 车11苏A0001(24)",
        ),
        (
            (
                "序号|企业名称|统一社会信用代码|地址|行业|法定代表人|联系电话",
                "1|安宁化工有限公司||江边路1号|化工|孙八|02588880000.0",
            ),
            "basic-info",
            "安宁化工有限公司",
        ),
        (
            ("培训日期|培训内容|学时|授课人|参加人数|考核结果", "2024.3.5|消防安全|4|周九|30|合格"),
            "training",
            "消防安全",
        ),
        (
            ("物资名称|规格型号|数量|存放地点|责任人|有效期", "正压式呼吸器|RHZK6.8|4|应急库|吴十|2027-01-01"),
            "emergency",
            "正压式呼吸器 RHZK6.8",
        ),
        (
            (
                "风险点名称|可能性L|L|E|C|风险值D|风险等级|管控措施|责任部门",
                "液氨罐区|1|1|6|40|240|重大|双人巡检|仓储部",
            ),
            "risk-control",
            "液氨罐区 仓储部",
        ),
        (("姓名|部门|用品名称|数量|发放日期|领用人", "郑一|一车间|安全帽|1|2024-01-05|郑一"), "ppe", "郑一 安全帽"),
        (("序号|品名|CAS号|危险性类别|最大储量|储存地点", "1|甲醇|67-56-1|易燃液体|20t|罐区"), "substances", "甲醇"),
    ],
)
def test_kinds(rows: tuple[str, ...], category: str, title: str) -> None:
    (row,) = register_rows(view(*rows), UNITS)
    assert (row.category, row.title) == (category, title)


def test_csv_is_a_register_too() -> None:
    lines = [line.replace("|", ",") for line in HAZARDS]
    document = ParsedDocument(tuple(Block(line, Role.BODY) for line in lines))
    rows = register_rows(View(document, "隐患台账.csv", "text/csv"), UNITS)
    assert len(rows) == 5
    assert rows[0].sheet == ""


def test_a_title_over_the_header_is_no_group_of_columns() -> None:
    rows = register_rows(view("某街道隐患台账", *HAZARDS[2:5]), UNITS)
    assert rows[0].text.startswith("序号：1\t企业名称：安宁化工\t")


def test_code_and_name_of_a_row() -> None:
    code = make_code("00000001")
    head = "序号|企业名称|统一社会信用代码|地址|行业"
    (agree,) = register_rows(view(head, f"1|安宁化工有限公司|{code}|路1号|化工"), UNITS)
    assert {p.field for p in agree.proposals} == {"unit", "unit_code"}
    assert all(p.confidence >= 0.9 for p in agree.proposals)
    (differ,) = register_rows(view(head, f"1|长江电器厂|{code}|路1号|化工"), UNITS)
    assert all(p.confidence < 0.9 for p in differ.proposals)
    (wrong,) = register_rows(view(head, f"1|安宁化工有限公司|{code[:-1]}?|路1号|化工"), UNITS)
    assert [p.field for p in wrong.proposals] == ["unit"]


@pytest.mark.parametrize(
    "rows",
    [
        (),
        ("隐患",),
        ("姓名|年龄|爱好", "张三|20|钓鱼"),
        ("代码|项目名称|科目号|金额", "1|收入|4001|3"),
        ("被检查单位|安宁化工|检查日期|2024-05-01", "存在问题|配电箱未上锁"),
        ("\t" * 3000, "\t" * 3000),
        ("#REF!|#REF!|#REF!|#REF!", "#REF!|#REF!|#REF!|#REF!"),
        ("姓名\x0b|证书编号|有效期", "||"),
    ],
)
def test_what_is_no_register_says_nothing(rows: tuple[str, ...]) -> None:
    assert register_rows(view(*rows), UNITS) == ()


def test_other_formats_say_nothing() -> None:
    assert register_rows(view(*HAZARDS, name="台账.docx", media_type="application/msword"), UNITS) == ()
    assert register_rows(View(None, "坏.xlsx", XLSX), UNITS) == ()


def test_category_of_a_register() -> None:
    sure = register_category(view(*HAZARDS[2:5], name="隐患台账.xlsx"))
    unsure = register_category(view(*HAZARDS[2:5], name="新建.xlsx"))
    assert sure is not None
    assert sure.value == "hazard"
    assert sure.confidence >= 0.9
    assert unsure is not None
    assert unsure.value == "hazard"
    assert unsure.confidence < 0.9
    assert register_category(view("甲|乙|丙", "1|2|3")) is None


def test_many_sheets_and_rows() -> None:
    blocks: list[Block] = []
    for number in range(10_000):
        blocks += [
            Block(f"表{number}", Role.SHEET, number),
            Block("姓名\t证书编号\t有效期", Role.TABLE, number),
            Block("张三\tT1\t2027-01-01", Role.TABLE, number),
        ]
    rows = register_rows(View(ParsedDocument(tuple(blocks)), "a.xlsx", XLSX), UNITS)
    assert 0 < len(rows) <= 20_000
    assert len({(row.sheet, row.number) for row in rows}) == len(rows)
    wide = view("\t".join(f"列{n}" for n in range(16_384)), "\t".join("1" for _ in range(16_384)))
    assert register_rows(wide, UNITS) == ()


def test_numbers_that_programs_spoiled() -> None:
    assert digits("13800138000.0") == "13800138000"
    assert digits("1.3800138000E+10") == "13800138000"
    assert digits("9.1E+17") == "9.1E+17" + LOST
    assert certain_number("9.1E+17") is None
    assert digits("320102199001010000") == "320102199001010000" + LOST
    assert digits("91320100MA1K000000") == "91320100MA1K000000"
    assert digits("１３８００１３８０００") == "13800138000"
    assert days_in("45413") == ["2024-05-01"]
    assert days_in("45413.75") == ["2024-05-01"]
    assert days_in("12345") == []
    assert days_in("99999") == []
    assert days_in("13800138000") == []
    assert days_in("2021.3.4-2027.3.3") == ["2021-03-04", "2027-03-03"]


CELLS = st.sampled_from(
    [
        "隐患描述",
        "整改期限",
        "检查日期",
        "企业名称",
        "姓名",
        "证书编号",
        "有效期",
        "示例",
        "合计",
        "45413",
        "9.1E+17",
        "#REF!",
        "安宁化工",
        "",
        "：",
        "a" * 300,
        "备注：",
        "\ud800",
        "2024.2.31",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS | st.text(max_size=8), max_size=9), max_size=9))
def test_any_sheet_is_survived(rows: list[list[str]]) -> None:
    found = register_rows(view(*("\t".join(row) for row in rows)), UNITS)
    assert all(row.text and "\n" not in row.title for row in found)


def test_a_register_of_several_units_is_none_of_theirs() -> None:
    of_two = view(*HAZARDS, name="隐患台账.xlsx")
    assert all(p.confidence <= 0.5 for p in place(of_two, UNITS) if p.field.startswith("unit"))
    described = describe(of_two, UNITS)
    assert described is not None
    assert len(described.rows) == 5
    of_one = view("隐患台账", "填报单位：长江电器厂", HAZARDS[2], HAZARDS[6], name="隐患台账.xlsx")
    assert [(p.field, p.value) for p in place(of_one, UNITS) if p.confidence >= 0.9] == [
        ("unit", UNITS.units[1].id),
        ("category", "hazard"),
    ]


def test_rows_are_counted_as_a_spreadsheet_program_counts_them() -> None:
    lines = [(HAZARDS[2], 3), (HAZARDS[4], 7)]
    blocks = [Block(text.replace("|", "\t"), Role.TABLE, 1, row) for text, row in lines]
    (row,) = register_rows(View(ParsedDocument((Block("表", Role.SHEET, 1), *blocks)), "a.xlsx", XLSX), UNITS)
    assert row.number == 7


def test_what_stands_in_rows_is_no_fact_of_the_register() -> None:
    described = describe(view(*HAZARDS), UNITS)
    assert described is not None
    assert (described.people, described.dues, described.links) == ((), (), ())
    assert len(described.rows) == 5


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def written(title: str, *rows: str, name: str = "材料.docx") -> View:
    """A written document: a title, a line, a table, a line and its going on."""
    lines = [Block(title, Role.BODY, 1), Block("填报单位：安宁化工有限公司", Role.BODY, 1)]
    table = [Block(row.replace("|", "\t"), Role.TABLE, 1) for row in rows]
    return View(ParsedDocument((*lines, *table, Block("填表人：张三", Role.BODY, 1))), name, DOCX)


LIST = (
    "序号|企业名称|隐患描述|整改责任人|整改期限|整改情况",
    "1|安宁化工|配电箱未上锁|张三|2024.5.20|已整改",
    "2|长江电器厂|灭火器过期|李四|2024.5.21|未整改",
)


@pytest.mark.parametrize("title", ["隐患排查治理台账", "安全隐患 整改 清单", "问题隐患清单（第二批）"])
def test_a_list_that_was_written_as_a_document(title: str) -> None:
    view = written(title, *LIST)
    rows = register_rows(view, UNITS)
    assert [(row.number, row.title) for row in rows] == [(2, "配电箱未上锁"), (3, "灭火器过期")]
    assert [row.sheet for row in rows] == [title] * 2
    category = register_category(view)
    assert category is not None
    assert (category.value, category.confidence) == ("hazard", 0.92)


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        ("责令限期整改指令书", LIST),
        ("现场检查记录", LIST),
        ("关于印发隐患排查治理台账的通知", LIST),
        ("隐患排查治理台账", ("被检查单位|安宁化工有限公司", "地址|某路 1 号", "隐患描述|配电箱未上锁")),
        ("会议材料清单", ("序号|材料|份数", "1|汇报|2", "2|讲话|3")),
    ],
)
def test_a_form_in_a_table_is_no_list(title: str, rows: tuple[str, ...]) -> None:
    assert register_rows(written(title, *rows), UNITS) == ()
