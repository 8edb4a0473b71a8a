"""What the recogniser must and must not conclude, form by form."""

from __future__ import annotations

import pytest
from archive_plugins.safety_forms import archive_describe, archive_place, archive_screen
from archive_plugins.safety_forms.categories import CATEGORIES
from archive_plugins.safety_forms.forms_data import vocabulary
from desk import Directory, View, blocks_of, make_code, make_unit, read

from archive.model.parsed import Block, ParsedDocument, Role
from archive.model.unit import UnitKind

CHEM = make_unit(1, "云岭县第3化工有限公司", "云岭三化")
MACHINE = make_unit(2, "清河市宏远机械制造有限公司")
AGENCY = make_unit(3, "清河市应急管理局", kind=UnitKind.REGULATOR)
UNITS = Directory([CHEM, MACHINE, AGENCY])


def test_every_category_of_a_form_is_known() -> None:
    known = {"basic-info", "risk-control", "inspection", "recheck", "duty-log", "work-ticket"} | {
        c.key for c in CATEGORIES
    }
    assert {form.category for form in vocabulary().forms} <= known


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("责 令 限 期 整 改 指 令 书", "inspection"),
        ("现场处理措施决定书", "inspection"),
        ("查封（扣押）决定书", "inspection"),
        ("现场检查方案", "inspection"),
        ("清河市第一建筑公司消防安全检查表", "inspection"),
        ("整改复查意见书", "recheck"),
        ("关于延期整改的批复", "recheck"),
        ("隐患整改验收报告", "recheck"),
        ("领导带班下井记录", "duty-log"),
        ("2024年5月值班表", "duty-log"),
        ("受限空间作业证", "work-ticket"),
        ("脚手架搭设作业许可证", "work-ticket"),
        ("第一种工作票", "work-ticket"),
        ("岗位风险告知卡（焊工）", "risk-control"),
        ("工作危害分析（JHA）记录表", "risk-control"),
        ("营业执照（副本）", "basic-info"),
        ("行政处罚决定书（单位）", "enforcement-case"),
        ("卷 内 目 录", "enforcement-case"),
        ("三级安全教育卡", "training"),
        ("生产安全事故应急预案备案登记表", "emergency"),
        ("事故隐患排查治理台账", "hazard"),
        ("压力容器定期检验报告", "equipment"),
        ("特种作业操作证", "certificate"),
        ("生产安全事故快报", "accident"),
        ("举报登记表", "report"),
        ("安全生产奖惩台账", "reward-penalty"),
        ("安全生产责任书", "responsibility"),
        ("网格员名册", "responsibility"),
        ("安全操作规程", "institution"),
        ("班前会记录", "shift-meeting"),
        ("安全技术交底", "briefing"),
        ("警示教育活动记录", "publicity"),
        ("劳动防护用品发放台账", "ppe"),
        ("危险化学品出入库台账", "substances"),
        ("安全生产责任制考核表", "performance-check"),
        ("职业病危害因素检测报告", "occupational-health"),
        ("承包商安全管理协议", "contractor"),
        ("安全生产费用台账", "safety-cost"),
    ],
)
def test_the_shelf_follows_from_the_title(title: str, category: str) -> None:
    assert read(f"{title}\n单位：云岭三化", UNITS).category == category


@pytest.mark.parametrize(
    "line",
    [
        "1.未建立隐患排查台账",
        "请在收到责令限期整改指令书后立即整改，并书面回复。",
        "根据应急预案，组织演练。",
        "会议通知",
        "",
    ],
)
def test_what_is_no_title(line: str) -> None:
    assert read(f"清河市应急管理局\n{line}\n正文", UNITS).category is None


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("外来施工单位入厂安全告知书", "contractor"), ("安全生产举报受理单", "report"),
        ("安全生产奖励审批表", "reward-penalty"),
        ("2024年度安全生产费用提取和使用情况表", "safety-cost"), ("平安机械有限公司安全检查日志", "inspection"),
        ("2025年度安全生产监督检查计划", "inspection"), ("受限空间作业许可审批表", "work-ticket"),
    ],
)  # fmt: skip
def test_a_title_that_no_form_bears_tells_by_what_it_is_about(title: str, category: str) -> None:
    assert read(f"{title}\n某某文字\n", Directory([])).category == category


@pytest.mark.parametrize(
    "line",
    ["我们开展了安全检查，并作了记录", "安全投入：清单", "现将警示教育报告", "关于做好天气预报的通知", "举报有奖"],
)
def test_what_only_speaks_of_a_subject_is_no_title(line: str) -> None:
    assert read(f"{line}\n某某文字\n", Directory([])).category is None


def test_one_of_many_that_are_named_is_not_the_unit() -> None:
    unit = make_unit(1, "平安机械有限公司")
    for others in ("等46家企业", "等企业", "等有关单位"):
        assert read(f"检查通知书\n检查对象：平安机械有限公司{others}\n", Directory([unit])).unit is None
    assert read("检查通知书\n检查对象：平安机械有限公司\n", Directory([unit])).unit == "平安机械有限公司"


def test_a_unit_named_in_passing_is_not_proposed() -> None:
    found = read("关于叉车的说明\n我们向清河市宏远机械制造有限公司租用叉车一台。\n2024年7月12日", UNITS)
    assert found.proposals == ()


def test_the_agency_is_never_the_addressee() -> None:
    found = read(
        "清河市应急管理局\n责令限期整改指令书\n云岭县第3化工有限公司：\n清河市应急管理局（印章）\n2024年5月9日", UNITS
    )
    assert found.unit == CHEM.name
    assert (
        read("延期整改申请书\n清河市应急管理局：\n申请延期。\n云岭县第3化工有限公司\n2024年5月9日", UNITS).unit
        == CHEM.name
    )


@pytest.mark.parametrize(
    "line", [f"致：{CHEM.name}", f"{CHEM.name}", f"__{CHEM.name}__ ：", f"{CHEM.name}：经查，你单位"]
)
def test_ways_to_address_a_unit(line: str) -> None:
    found = read(
        f"清河市应急管理局\n责令限期整改指令书\n应急责改〔2024〕3号\n{line}\n现责令你单位整改。\n2024年5月9日", UNITS
    )
    assert found.unit == CHEM.name


def test_two_units_in_one_form_are_suggestions_only() -> None:
    found = read(f"现场检查记录\n被检查单位：{CHEM.name}\n被检查单位：{MACHINE.name}\n检查时间：2024年5月8日", UNITS)
    assert found.units == ()
    assert {p.value for p in found.proposals if p.field == "unit"} == {CHEM.id, MACHINE.id}


def test_a_joint_notice_is_addressed_to_both() -> None:
    found = read(
        f"清河市应急管理局\n关于开展联合检查的通知\n{CHEM.name}、{MACHINE.name}：\n请做好准备。\n2024年6月5日", UNITS
    )
    assert set(found.units) == {CHEM.name, MACHINE.name}


def test_code_and_name_of_two_units_are_a_contradiction() -> None:
    found = read(f"现场检查记录\n被检查单位：{CHEM.name}\n统一社会信用代码：{MACHINE.code}", UNITS)
    assert found.units == ()


def test_the_contractor_on_a_ticket_is_not_the_unit() -> None:
    text = f"动火安全作业票\n作业申请单位|{CHEM.name}\n作业单位|{MACHINE.name}|统一社会信用代码|{MACHINE.code}"
    assert read(text, UNITS).unit == CHEM.name
    found = read(f"动火安全作业票\n作业申请单位|生产一部\n作业单位|{MACHINE.name}", UNITS)
    assert found.unit is None
    assert [p.value for p in found.proposals if p.field == "unit"] == [MACHINE.id]


def test_an_unregistered_addressee_is_named() -> None:
    found = read("现场检查记录\n被检查单位：清河市新锐包装有限公司\n检查人员：张伟", UNITS)
    assert found.units == ("?清河市新锐包装有限公司",)


def test_a_misprinted_code_is_suggested_and_never_repaired() -> None:
    misread = CHEM.code.replace("0", "O", 1)
    found = read(f"现场检查记录\n统一社会信用代码：{misread}\n检查时间：2024年5月8日", UNITS)
    assert found.units == ()
    assert [(p.value, p.confidence < 0.9) for p in found.proposals if p.field == "unit_code"] == [(CHEM.code, True)]
    wrong = CHEM.code[:8] + ("1" if CHEM.code[8] != "1" else "2") + CHEM.code[9:]
    found = read(f"现场检查记录\n统一社会信用代码：{wrong}", UNITS)
    assert found.units == ()
    assert CHEM.code in {p.value for p in found.proposals if p.field == "unit_code"}


def test_a_blank_form_says_nothing_of_its_fields() -> None:
    text = "现场检查记录\n（  ）应急检记〔    〕   号\n被检查单位：________\n检查时间：   年  月  日\n"
    text += "检查人员（签名）：____ 证号：____"
    found = read(text, UNITS)
    assert found.category == "inspection"
    assert found.units == ()
    assert found.field("date") is None
    assert found.field("doc_no") is None
    assert found.people == set()


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert read("值班日志\n单位：云岭三化\n值班日期：2024年2月31日", UNITS).field("date") is None


def test_deadlines_of_items_and_no_remedies() -> None:
    text = f"""责令限期整改指令书
{CHEM.name}：
现责令你单位对第1、3至5项于2024年5月20日前整改完毕，第2项于5月12日前整改完毕。
如不服，可在60日内申请行政复议，或者在6个月内提起诉讼。
2024年5月9日"""
    assert read(text, UNITS).dues == {
        ("1", "2024-05-20"), ("3", "2024-05-20"), ("4", "2024-05-20"), ("5", "2024-05-20"), ("2", "2024-05-12"),
    }  # fmt: skip


def test_a_deadline_in_days_runs_from_the_day_of_issue() -> None:
    text = f"限期整改意见书\n{CHEM.name}：\n责令你单位在十五日内整改完毕。\n清河镇人民政府\n2024年5月9日"
    assert read(text, UNITS).dues == {("", "2024-05-24")}


def test_a_recheck_points_to_its_order() -> None:
    text = f"复查意见书\n安监复查字[2016]第3号\n{CHEM.name}：\n2016年5月9日\n"
    text += "经对（云）安监责改字〔2016〕第12号指令书的落实情况进行复查，已整改。"
    found = read(text, UNITS)
    assert found.links == {("rechecks", "（云）安监责改字〔2016〕第12号")}
    assert found.field("doc_no") == "安监复查字[2016]第3号"


def test_signatures_under_opinions_on_a_ticket() -> None:
    text = f"""动火安全作业票
作业申请单位|{CHEM.name}
作业负责人意见：同意  签字：孙立 2024年5月1日8时40分
动火审批人意见：
同意    签字：马腾飞   2024年5月1日8时55分
完工验收：合格 签字：钱进 2024年5月1日17时"""
    people = {(name, role) for name, role, _ in read(text, UNITS).people}
    assert people == {("孙立", "work_leader"), ("马腾飞", "approver"), ("钱进", "acceptor")}


def test_whoever_reported_a_wrong_stays_unnamed() -> None:
    found = read(f"举报登记表\n举报人：张伟\n被举报单位：{CHEM.name}\n受理人：李强", UNITS)
    assert found.unit == CHEM.name
    assert {(name, role) for name, role, _ in found.people} == {("李强", "undertaker")}


def test_the_title_of_an_older_standard_is_less_sure_on_a_later_day() -> None:
    then = read(f"动火安全作业证\n申请单位：{CHEM.name}\n申请时间：2020年5月1日", UNITS)
    now = read(f"动火安全作业证\n申请单位：{CHEM.name}\n申请时间：2024年5月1日", UNITS)
    sure = [next(p for p in found.proposals if p.field == "category") for found in (then, now)]
    assert sure[0].confidence > sure[1].confidence >= 0.9
    assert "2022-09-30" in sure[1].reason


MARKED = [
    "绝密★启封前",
    "机密★",
    "秘密★5年",
    "机 密 ★ 10 年",
    "000123\t秘密★1年\t特急",
    "秘密 10年",
    "密级：机密",
    "★绝密",
    "★机密级 5年",
    "密级：★秘密",
]
UNMARKED = [
    "商业秘密★",
    "应当保守国家秘密",
    "内部资料 注意保密",
    "机密性要求：一级",
    "秘密",
    "1.泄露商业秘密5年内不得录用",
    "保守秘密10年",
    "技术秘密 5年",
    "★秘密武器展览",
    "★ 秘密文件的管理人要逐项登记",
]


@pytest.mark.parametrize("mark", MARKED)
@pytest.mark.parametrize("role", [Role.BODY, Role.HEADER])
def test_a_mark_of_secrecy_in_its_place(mark: str, role: Role) -> None:
    document = ParsedDocument((Block(mark, role), Block("关于某事的通知"), Block("正文")))
    assert archive_screen(View(document)) is not None


@pytest.mark.parametrize("text", UNMARKED)
def test_secrets_in_running_text_are_no_mark(text: str) -> None:
    document = ParsedDocument((Block("保密管理制度"), Block(text), Block("员工应当保守公司机密5年，违者处分。")))
    assert archive_screen(View(document)) is None


@pytest.mark.parametrize("branch", ["分公司", "北区分厂", "新城子公司"])
def test_a_branch_is_not_the_company_it_belongs_to(branch: str) -> None:
    found = read(f"现场检查记录\n被检查单位：{CHEM.name}{branch}", UNITS)
    assert CHEM.id not in {p.value for p in found.proposals if p.field == "unit" and p.confidence >= 0.9}


HOSTILE = [
    "",
    "\t" * 500,
    "：" * 5_000,
    "（" * 20_000,
    "被检查单位：" * 5_000,
    "第1、" * 20_000,
    "2024年" * 20_000,
    "执法人员（签名）：" * 3_000,
    "〔2024〕" * 10_000,
    "一二三四" * 20_000,
    "A1-" * 20_000,
    "公司" * 20_000,
    "\u0300" * 5_000,
    "现场检查记录" * 10_000,
    "张伟、" * 20_000,
    "于2024年5月1日前整改，" * 5_000,
    "ﷺ" * 3_000,
    "🏭" * 10_000,
]


@pytest.mark.parametrize("line", HOSTILE)
def test_hostile_text_is_read_in_bounded_work(line: str) -> None:
    blocks = tuple(Block(line) for _ in range(40))
    view = View(ParsedDocument(blocks), "值班日志" * 50 + ".txt")
    archive_screen(view)
    list(archive_place(view, UNITS))
    archive_describe(view, UNITS)


def test_a_huge_document_is_read_at_its_ends() -> None:
    body = [Block(f"第{n}行：一切正常，无异常情况，继续观察。") for n in range(200_000)]
    blocks = (*blocks_of(f"值班日志\n单位：{CHEM.name}"), *body, *blocks_of("值班人员：张伟\n2024年5月1日"))
    view = View(ParsedDocument(tuple(blocks)))
    assert {p.value for p in archive_place(view, UNITS)} == {CHEM.id, "duty-log"}


def test_nothing_to_read_is_no_answer() -> None:
    for view in (View(None), View(ParsedDocument(()))):
        assert archive_screen(view) is None
        assert list(archive_place(view, UNITS)) == []
        assert archive_describe(view, UNITS) is None


def test_the_file_name_alone_suggests() -> None:
    view = View(ParsedDocument((Block("（扫描件）"),)), "动火安全作业票-0501.pdf")
    assert [(p.value, p.confidence < 0.9) for p in archive_place(view, UNITS)] == [("work-ticket", True)]


def test_a_valid_code_of_nobody_is_proposed_for_registration() -> None:
    code = make_code("MA9ZZZ99".replace("Z", "Y"))
    found = read(f"现场检查记录\n被检查单位：清河市新锐包装有限公司\n统一社会信用代码：{code}", UNITS)
    assert code in {p.value for p in found.proposals if p.field == "unit_code"}
    assert found.unit is None
