# ruff: noqa: E501 - what a paper prints stands whole in one line
"""What is rarer: major dangers under listed supervision, accidents, reports by the public, rewards and penalties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from county.inspections import Danger
from county.papers import AGENCY, Paper, Pen, officers, signer
from county.world import LAST, Unit
from form_pages.contents import Form

__all__ = ["Listing", "Report", "accident", "major", "penalty", "report"]



@dataclass
class Report:
    """A report by the public: its number, unit, and the days of what became of it."""

    number: str
    unit: int
    steps: dict[str, str]
    record: str = ""
    """Key of the paper by which it came."""


@dataclass
class Listing:
    """Listed supervision (挂牌督办) of a major danger."""

    number: str
    doc_no: str
    due: str
    lifted: str | None


def major(pen: Pen, unit: Unit, day: date, reached: int) -> tuple[Danger, Listing]:
    """A major danger that walks the first `reached` of the eight states; supervision is lifted with the closing."""
    number = f"ZDYH-2025-{pen.number('重大'):03}"
    text = "液氨储罐区安全仪表系统失效"
    due = day + timedelta(days=90)
    danger = Danger(unit.key, "major", text, number, "", day.isoformat(), day.isoformat(), [])
    listed = f"云安办督办〔2025〕{pen.number('督办')}号"
    listing = Listing(number, listed, due.isoformat(), None)
    makers = (
        ("排查", "隐患排查记录表", "inspection", 0), ("登记", "重大事故隐患登记表", "hazard", 1),
        ("上报", "重大事故隐患报告", "hazard", 3), ("监控", "重大事故隐患监控记录", "hazard", 20),
        ("整改", "重大事故隐患整改情况报告", "recheck", 70), ("评价", "重大事故隐患治理评估报告", "hazard", 78),
        ("销号", "重大事故隐患销号审批表", "hazard", 84), ("考核", "安全考核表", "performance-check", 95),
    )  # fmt: skip
    for place, (state, title, category, after) in enumerate(makers[:reached]):
        when = day + timedelta(days=after)
        if when > LAST:
            break
        paper = _step(pen, unit, danger, title, category, when)
        danger.steps[state] = (when.isoformat(), paper.key)
        if place == 2:
            _listing(pen, unit, danger, listed, due, when + timedelta(days=4))
        if state == "销号":
            danger.closed, danger.how = when.isoformat(), "document"
            listing.lifted = (when + timedelta(days=2)).isoformat()
            _lifting(pen, unit, danger, listed, when + timedelta(days=2))
    return danger, listing


def _step(pen: Pen, unit: Unit, danger: Danger, title: str, category: str, day: date) -> Paper:
    form = pen.form(f"major {title}", category, unit, title, day)
    label = "检查日期" if category == "inspection" else "考核日期" if category == "performance-check" else "日期"
    form.fields += [(label, form.write_day(day)), ("隐患编号", danger.number), ("隐患级别", "重大"),
                    ("隐患描述", danger.text), ("整改责任人", unit.people["post_holder"].name)]  # fmt: skip
    form.people = {(unit.people["post_holder"].name, "rectifier")}
    form.signers = [signer("主要负责人", unit.people["principal"], "principal")]
    return pen.put(form, unit)


def _listing(pen: Pen, unit: Unit, danger: Danger, listed: str, due: date, day: date) -> None:
    form = pen.form("listing", "hazard", unit, "重大事故隐患挂牌督办通知书", day, addressed=True, sealed=True)
    form.number = listed
    form.text = [f"经核查，你单位存在重大事故隐患（隐患编号：{danger.number}）：{danger.text}。",
                 "经研究，决定对该隐患实行县级挂牌督办，督办单位：云屏县安全生产委员会办公室。",
                 f"督办期限：{form.write_day(due)}。"]  # fmt: skip
    form.dues = {("", due.isoformat())}
    form.links = {("orders-from", danger.number)}
    danger.due.append((day.isoformat(), due.isoformat()))
    form.seal = "云屏县安全生产委员会办公室"
    pen.put(form, unit, late=1)


def _lifting(pen: Pen, unit: Unit, danger: Danger, listed: str, day: date) -> None:
    form = pen.form("lifting", "hazard", unit, "解除挂牌督办通知书", day, addressed=True, sealed=True)
    form.number = f"云安办摘〔2025〕{pen.number('摘牌')}号"
    form.text = [f"你单位重大事故隐患（隐患编号：{danger.number}，督办文号：{listed}）已治理完毕，经验收合格，决定解除挂牌督办。"]
    form.links = {("orders-from", danger.number), ("orders-from", listed)}
    form.seal = "云屏县安全生产委员会办公室"
    pen.put(form, unit, late=1)


def accident(pen: Pen, unit: Unit, day: date) -> None:
    """An accident with its first notice and, forty days later, its investigation."""
    form = pen.form("accident", "accident", unit, "生产安全事故快报", day)
    form.fields = [("事故单位", form.unit.name), ("报告时间", form.write_day(day)), ("报告人", unit.people["safety_head"].name),
                   ("事故简况", "检修时一人手部受伤"), ("死亡人数", "0"), ("受伤人数", "1")]  # fmt: skip
    form.people = {(unit.people["safety_head"].name, "reporter")}
    pen.put(form, unit, late=0)
    later = day + timedelta(days=40)
    if later <= LAST and unit.alive(later):
        found = pen.form("investigation", "accident", unit, "生产安全事故调查报告", later)
        found.fields = [("事故单位", found.unit.name), ("报告日期", found.write_day(later)), ("事故等级", "一般")]
        found.text = ["事故直接原因：未执行能量隔离。", "整改措施：完善检修作业制度。"]
        pen.put(found, unit)


def report(pen: Pen, unit: Unit, day: date, steps: int) -> Report:
    """A report by the public that goes `steps` of the four ways: taken up, checked, answered, rewarded."""
    number = f"举〔2025〕{pen.number('举报')}号"
    officer = pen.world.supervisor(unit.key, day)
    made = Report(number, unit.key, {})
    for name, title, label, after in (
        ("受理", "举报受理登记表", "受理日期", 0), ("核查", "举报核查报告", "核查日期", 5),
        ("答复", "举报答复书", "答复日期", 30), ("奖励", "举报奖励审批表", "登记日期", 40),
    )[:steps]:  # fmt: skip
        when = day + timedelta(days=after)
        if when > LAST:
            break
        form = pen.form(f"report {name}", "report", unit, title, when)
        form.number, form.number_label = number if name == "受理" else None, "举报编号"
        form.fields = [("被举报单位", form.unit.name), (label, form.write_day(when)), ("受理人", officer.name),
                       ("举报内容", "夜间违规动火"), ("举报方式", "电话")]  # fmt: skip
        if name != "受理":
            form.fields.append(("原举报编号", number))
        form.people = {(officer.name, "undertaker")}
        paper = pen.put(form, unit, late=1)
        made.record = made.record or paper.key
        made.steps[name] = when.isoformat()
    return made


def penalty(pen: Pen, unit: Unit, day: date, *, reward: bool) -> None:
    """A commendation of the unit's own people, or a penalty of the authority."""
    if reward:
        form = pen.form("reward", "reward-penalty", unit, "安全生产先进个人表彰决定", day, sealed=True)
        form.title = "表彰决定"
        form.fields = []
        form.text = [f"经研究，决定授予{unit.people['on_duty'].name}安全生产先进个人称号，奖励人民币1000元。"]
        form.seal = form.unit.name
        pen.put(form, unit)
        return
    form = _decision(pen, unit, day)
    pen.put(form, unit)


def _decision(pen: Pen, unit: Unit, day: date) -> Form:
    form = pen.form("penalty", "enforcement-case", unit, "行政处罚决定书", day, sealed=True)
    form.number = f"（云屏）应急罚〔2025〕{pen.number('罚')}号"
    form.fields = [("被处罚单位", form.unit.name), ("地址", unit.address)]
    form.text = ["违法事实及证据：执法人员检查发现你单位未如实记录安全生产教育和培训情况。",
                 "决定给予罚款人民币叁万元的行政处罚。"]  # fmt: skip
    first = pen.world.supervisor(unit.key, day)
    other = next(each for each in pen.world.at_work(day) if each != first)
    form.signers = [officers([first, other])]
    form.seal = AGENCY
    return form
