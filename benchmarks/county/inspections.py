# ruff: noqa: E501 - what a paper prints stands whole in one line
"""Inspections of the authority and what comes of them: orders, extensions, rechecks, and the dangers they name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from county.papers import AGENCY, Paper, Pen, officers, signer
from county.world import LAST, Person, Unit

__all__ = ["OUTCOMES", "Danger", "inspect"]

OUTCOMES = ("in time", "within ten days", "late", "never", "partly", "extended", "clean")
_PROBLEMS = (
    "危险化学品仓库未设置可燃气体检测报警装置", "车间配电箱未封闭", "叉车未按期检验", "储气罐安全阀超过校验期",
    "未如实记录安全生产教育和培训情况", "喷漆房防火分隔不符合要求", "灭火器压力不足", "未配备符合标准的劳动防护用品",
    "动火作业未执行审批制度", "安全出口堆放原料", "未签订安全生产管理协议", "应急照明灯损坏",
)  # fmt: skip


@dataclass
class Danger:
    """A hidden danger (隐患) as it truly was."""

    unit: int
    level: str
    text: str
    number: str
    """Of the order that names it, or of its row in a register."""
    item: str
    """Its number in the order; empty in a register."""
    found: str
    ordered: str
    due: list[tuple[str, str]]
    """Days of decision and the term that held from then on."""
    closed: str | None = None
    how: str | None = None
    steps: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Chinese name of a state: day and key of the paper."""

    def due_on(self, day: str) -> str | None:
        """The last day of its term as it stood; None while nobody had set one."""
        return next((due for since, due in reversed(self.due) if since <= day), None)

    def open_on(self, day: str) -> bool:
        return self.ordered <= day and (self.closed is None or day < self.closed)

    def overdue_on(self, day: str) -> bool:
        return self.open_on(day) and (self.due_on(day) or day) < day


def inspect(pen: Pen, unit: Unit, day: date, outcome: str) -> list[Danger]:
    """An inspection of the unit on the day, with what comes of it until the end of the year."""
    world, r = pen.world, pen.random
    first = world.supervisor(unit.key, day)
    other = next(each for each in world.at_work(day) if each != first)
    pair, head = [first, other], unit.people["principal"]
    number = pen.number("检查")
    problems = [] if outcome == "clean" else r.sample(_PROBLEMS, r.randrange(2, 5))
    record_no = f"（云屏）应急检记〔{day.year}〕{number}号"
    record = pen.form("record", "inspection", unit, "现场检查记录", day)
    record.number = record_no
    record.fields[0] = ("被检查单位", record.unit.name)
    record.fields += [("地址", unit.address), ("法定代表人（负责人）", head.name), ("检查场所", "生产车间、仓库"),
                      ("检查时间", f"{record.write_day(day)} 9时10分至{record.write_day(day)} 11时30分")]  # fmt: skip
    found = [f"{n}.{text}。" for n, text in enumerate(problems, 1)] or ["未发现安全隐患。"]
    record.text = ["检查情况：", *found]
    record.signers = [officers(pair), signer("被检查单位现场负责人", head, "site_head")]
    record.people = {(head.name, "legal_rep")}
    paper = pen.put(record, unit)
    if not problems:
        return []
    return _order(pen, unit, day, number, paper, problems, pair, outcome)


def _order(
    pen: Pen, unit: Unit, day: date, number: int, record: Paper, problems: list[str], pair: list[Person], outcome: str
) -> list[Danger]:
    head = unit.people["principal"]
    due = day + timedelta(days=pen.random.choice([10, 15, 20, 30]))
    order_no = f"（云屏）应急责改〔{day.year}〕{number}号"
    form = pen.form("order", "inspection", unit, "责令限期整改指令书", day, addressed=True, sealed=True)
    form.number = order_no
    form.text = [
        f"经查，你单位存在下列问题（现场检查记录文号：{record.form.number}）：",
        *[f"{n}.{text}；" for n, text in enumerate(problems, 1)],
        f"现责令你单位对上述第1至第{len(problems)}项问题于{form.write_day(due)}前整改完毕，达到有关法律法规规章和标准规定的要求。",
        "如果不服本指令，可以依法在60日内申请行政复议，或者在6个月内提起行政诉讼。",
    ]  # fmt: skip
    form.dues = {(str(n), due.isoformat()) for n in range(1, len(problems) + 1)}
    form.links = {("orders-from", record.form.number or "")}
    form.signers = [officers(pair), signer("被检查单位负责人", head, "site_head")]
    form.seal = AGENCY
    order = pen.put(form, unit)
    dangers = [
        Danger(unit.key, "general", text, order_no, str(n), day.isoformat(), day.isoformat(),
               [(day.isoformat(), due.isoformat())],
               steps={"排查": (day.isoformat(), record.key), "登记": (day.isoformat(), order.key)})
        for n, text in enumerate(problems, 1)
    ]  # fmt: skip
    _follow(pen, unit, order, dangers, due, outcome)
    return dangers


def _follow(pen: Pen, unit: Unit, order: Paper, dangers: list[Danger], due: date, outcome: str) -> None:
    r = pen.random
    if outcome == "in time":
        _recheck(pen, unit, order, dangers, due - timedelta(days=r.randrange(0, 3)), set())
    elif outcome == "within ten days":
        _recheck(pen, unit, order, dangers, due + timedelta(days=r.randrange(1, 10)), set())
    elif outcome == "late":
        _recheck(pen, unit, order, dangers, due + timedelta(days=r.randrange(14, 40)), set())
    elif outcome == "partly":
        first, later = due + timedelta(days=2), due + timedelta(days=22)
        _recheck(pen, unit, order, dangers, first, {dangers[-1].item}, later)
        _recheck(pen, unit, order, dangers[-1:], later, set())
    elif outcome == "extended":
        later = due + timedelta(days=20)
        if _extend(pen, unit, order, dangers, due, later):
            _recheck(pen, unit, order, dangers, later, set())


def _recheck(
    pen: Pen, unit: Unit, order: Paper, dangers: list[Danger], day: date, failed: set[str], later: date | None = None
) -> None:
    if day > LAST or not unit.alive(day):
        return
    first = pen.world.supervisor(unit.key, day)
    pair = [first, next(each for each in pen.world.at_work(day) if each != first)]
    form = pen.form("recheck", "recheck", unit, "整改复查意见书", day, addressed=True, sealed=True)
    form.number = f"（云屏）应急复查〔{day.year}〕{pen.number('复查')}号"
    day_of = form.write_day
    form.text = [
        f"本机关于{day_of(order.form.day)}作出了责令限期整改的决定[{order.form.number}]，经对你单位整改情况进行复查，提出如下意见：",
        *[
            f"{n}.第{each.item}项未整改完毕，复查不合格，限{day_of(later or day)}前整改完毕。"
            if each.item in failed
            else f"{n}.第{each.item}项已整改完毕，复查合格。"
            for n, each in enumerate(dangers, 1)
        ],
    ]  # fmt: skip
    form.links = {("rechecks", order.form.number or "")}
    if later is not None:
        form.dues = {(item, later.isoformat()) for item in failed}
    form.signers = [signer("被复查单位负责人", unit.people["principal"], "site_head"), officers(pair)]
    form.seal = AGENCY
    paper = pen.put(form, unit)
    paper.conclusion = "部分合格" if failed else "合格"
    for each in dangers:
        if each.item in failed and later is not None:
            each.due.append((day.isoformat(), later.isoformat()))
        else:
            each.closed, each.how = day.isoformat(), "recheck"
            for state in ("整改", "销号"):
                each.steps[state] = (day.isoformat(), paper.key)


def _extend(pen: Pen, unit: Unit, order: Paper, dangers: list[Danger], due: date, later: date) -> bool:
    asked, answered = due - timedelta(days=6), due - timedelta(days=3)
    if answered > LAST or not unit.alive(answered):
        return False
    form = pen.form("extension", "recheck", unit, "整改延期申请书", asked, addressed=True, sealed=True)
    form.addressed = False
    form.fields = []
    day_of = form.write_day
    form.text = [f"{AGENCY}：",
                 f"贵局{order.form.number}责令限期整改指令书收悉。因设备到货延迟，现申请将整改期限延期至{day_of(later)}。",
                 "特此申请，请予批准。"]  # fmt: skip
    form.seal = form.unit.name
    form.dues, form.links = {("", later.isoformat())}, {("extends", order.form.number or "")}
    pen.put(form, unit)
    reply = pen.form("extension-answer", "recheck", unit, "整改延期答复书", answered, addressed=True, sealed=True)
    day_of = reply.write_day
    reply.text = [f"你单位关于{order.form.number}责令限期整改指令书的延期整改申请收悉。经研究，同意你单位将整改期限延期至{day_of(later)}。"]
    reply.seal = AGENCY
    reply.dues, reply.links = {("", later.isoformat())}, {("extends", order.form.number or "")}
    pen.put(reply, unit)
    for each in dangers:
        each.due.append((answered.isoformat(), later.isoformat()))
    return True


