# ruff: noqa: E501 - what a paper prints stands whole in one line
"""The further shelves of a dossier, one paper each: what the mechanism asks for beside inspections and tickets."""

from __future__ import annotations

from datetime import date, timedelta

from county.papers import Pen, signer
from county.world import Unit

__all__ = ["PHONE", "fill"]

PHONE = "13912345678"
"""Of somebody who reported by telephone; it stands in the minutes of a meeting."""


def fill(pen: Pen, unit: Unit) -> None:
    """Rules, risks, meeting, briefing, publicity, protective equipment, substances, health, contractor, appraisal."""
    first, people = date(2025, 3, 6) + timedelta(days=unit.key % 20), unit.people
    _fields(pen, unit, "institution", "institution", "安全生产管理制度", first, "发布日期", [],
            ["第一条 动火作业必须办理作业票，作业前进行气体分析。", "第二条 外来人员入厂须经安全教育。"])  # fmt: skip
    _fields(pen, unit, "meeting", "shift-meeting", "班前会记录", first + timedelta(days=2), "日期",
            [("主持人", "trainer", people["trainer"].name), ("记录人", "recorder", people["recorder"].name)],
            ["会议内容：强调劳保穿戴，进入储罐区须释放静电。", f"昨日{PHONE}来电反映夜间动火，今日核实。"])  # fmt: skip
    _fields(pen, unit, "briefing", "briefing", "安全技术交底记录", first + timedelta(days=3), "交底日期",
            [("交底人", "briefer", people["work_leader"].name), ("接受交底人", "briefed", people["operator"].name)],
            ["交底内容：管线检修前隔离、置换、分析。"])  # fmt: skip
    _fields(pen, unit, "publicity", "publicity", "警示教育活动记录", first + timedelta(days=9), "活动时间",
            [("记录人", "recorder", people["recorder"].name)], [], more=[("教育对象", "企业、社区"), ("活动内容", "观看事故警示教育片")])  # fmt: skip
    _fields(pen, unit, "contractor", "contractor", "安全生产管理协议", first + timedelta(days=12), "签订日期", [],
            ["双方就检修作业的安全管理达成协议，承包单位人员入厂前接受安全教育。"])  # fmt: skip
    _fields(pen, unit, "appraisal", "performance-check", "岗位责任考核表", first + timedelta(days=15), "考核日期", [],
            [f"{people['post_holder'].name}：车间主任，考核得分92分。", f"{people['safety_head'].name}：安全负责人，考核得分95分。"])  # fmt: skip
    _fields(pen, unit, "health", "occupational-health", "职业病危害因素检测报告", first + timedelta(days=17), "检测日期", [],
            ["检测结论：噪声、粉尘符合职业接触限值。"])  # fmt: skip
    _tables(pen, unit, first + timedelta(days=20))
    _scaffold(pen, unit, first + timedelta(days=30))


def _fields(
    pen: Pen, unit: Unit, kind: str, category: str, title: str, day: date, label: str,
    people: list[tuple[str, str, str]], text: list[str], *, more: list[tuple[str, str]] | None = None,
) -> None:  # fmt: skip
    form = pen.form(kind, category, unit, title, day)
    form.fields += [(label, form.write_day(day)), *(more or []), *((role, name) for role, _, name in people)]
    form.people = {(name, role) for _, role, name in people}
    form.text = text
    pen.put(form, unit)


def _tables(pen: Pen, unit: Unit, day: date) -> None:
    name = unit.name_on(day.isoformat())
    tables = (
        ("ppe", "ppe", "劳保用品发放台账", "发放日期", ["序号", "姓名", "用品名称", "数量", "发放日期"],
         [["1", unit.people["operator"].name, "防静电工作服", "2", day.isoformat()], ["2", unit.people["second"].name, "安全帽", "1", day.isoformat()]]),
        ("risk", "risk-control", "安全风险分级管控清单", "编制日期", ["序号", "风险点名称", "风险等级", "管控措施", "责任人"],
         [["1", "液氨储罐区", "重大风险", "联锁、监测、双人巡检", unit.people["post_holder"].name], ["2", "配电室", "一般风险", "上锁挂牌", unit.people["post_holder"].name]]),
        ("substances", "substances", "危险化学品出入库台账", "登记日期", ["序号", "品名", "CAS号", "入库数量", "日期", "领用人"],
         [["1", "甲苯", "108-88-3", "200kg", day.isoformat(), unit.people["operator"].name]]),
    )  # fmt: skip
    for kind, category, title, label, head, rows in tables:
        form = pen.form(kind, category, unit, title, day)
        form.fields = [("单位名称", name), (label, form.write_day(day))]
        form.table = [head, *rows]
        pen.put(form, unit, format="xlsx")


def _scaffold(pen: Pen, unit: Unit, day: date) -> None:
    people = unit.people
    form = pen.form("scaffold", "work-ticket", unit, "脚手架作业票", day)
    form.number, form.number_label = f"JSJ-{day:%Y%m%d}-{pen.number('架'):03}", "编号"
    form.fields = [("作业申请单位", form.unit.name), ("作业内容", "外墙维护"), ("搭设高度", "12米"),
                   ("作业负责人", people["work_leader"].name), ("监护人", people["guardian"].name),
                   ("作业实施时间", f"{form.write_day(day)} 8时00分至{form.write_day(day + timedelta(days=3))} 17时00分")]  # fmt: skip
    form.people = {(people["work_leader"].name, "work_leader"), (people["guardian"].name, "guardian")}
    form.signers = [signer("审批人", people["principal"], "approver")]
    pen.put(form, unit)
