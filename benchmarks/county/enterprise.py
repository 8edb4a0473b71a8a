# ruff: noqa: E501 - what a paper prints stands whole in one line
"""What an enterprise writes: its profile, registers, work tickets, duty rosters and logs, training, drills, plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from county.inspections import Danger
from county.papers import Paper, Pen, clock, signer
from county.world import APPOINTMENT, LAST, Unit, iso

__all__ = ["Card", "Facts", "Machine", "appointments", "daily", "duty_week", "papers_of", "registers", "tickets"]


@dataclass(frozen=True)
class Card:
    """A person's certificate, as the register says."""

    unit: int
    name: str
    number: str
    until: str


@dataclass(frozen=True)
class Machine:
    unit: int
    number: str
    until: str


@dataclass
class Facts:
    """What enterprises' papers say that questions ask for."""

    cards: list[Card]
    machines: list[Machine]
    dangers: list[Danger]
    plans: list[tuple[int, str]]
    drills: list[tuple[int, str]]
    trainings: list[tuple[int, str]]
    expired: list[tuple[str, str]]
    """Number of a ticket and of the certificate that had run out."""
    double: list[tuple[str, str]]
    """Numbers of tickets that overlap under one guardian."""
    gaps: list[tuple[int, str]]
    """Days of a duty week without a log."""
    strangers: list[tuple[int, str, str]]
    """Days on which a log names another than the roster, and whom."""


def papers_of(pen: Pen, unit: Unit, facts: Facts) -> None:
    """What every unit hands in at the beginning of the year: profile, letter of responsibility, appointment, plan."""
    day, people = date(2025, 1, 6) + timedelta(days=unit.key % 9), unit.people
    profile = pen.form("profile", "basic-info", unit, "企业基本情况表", day)
    profile.fields = [("企业名称", profile.unit.name), ("填表日期", profile.write_day(day)), ("统一社会信用代码", profile.unit.code),
                      ("注册地址", unit.address), ("主要负责人", people["principal"].name),
                      ("安全负责人", people["safety_head"].name), ("填表人", people["recorder"].name)]  # fmt: skip
    profile.people = {(people["principal"].name, "principal"), (people["safety_head"].name, "safety_head"),
                      (people["recorder"].name, "recorder")}  # fmt: skip
    pen.put(profile, unit)
    letter = pen.form("letter", "responsibility", unit, "安全生产责任书", day + timedelta(days=4))
    letter.fields += [("签订日期", letter.write_day(letter.day)), ("岗位", "主要负责人")]
    letter.text = ["为落实全员安全生产责任制，主要负责人对本单位安全生产工作全面负责，做到知责、履责、尽责。"]
    letter.signers = [signer("主要负责人", people["principal"], "principal")]
    pen.put(letter, unit)
    if unit.kind == "enterprise":
        plan = pen.form("plan", "emergency", unit, "生产安全事故应急预案", day + timedelta(days=20))
        plan.fields += [("发布日期", plan.write_day(plan.day)), ("批准人", people["principal"].name)]
        plan.text = ["本预案适用于本单位火灾、爆炸、中毒等生产安全事故的应急救援。"]
        plan.people = {(people["principal"].name, "approver")}
        pen.put(plan, unit)
        facts.plans.append((unit.key, plan.day.isoformat()))


def appointments(pen: Pen, unit: Unit, role: str, day: date) -> Paper:
    """The paper by which somebody is appointed."""
    person = unit.people[role]
    form = pen.form("appointment", "basic-info", unit, "安全管理人员任命书", day, sealed=True)
    post = "主要负责人" if "principal" in role else "安全负责人"
    form.number, form.number_label = APPOINTMENT, "编号"
    form.fields = []
    form.text = [f"经研究决定，自{form.write_day(day)}起任命{person.name}为{form.unit.name}{post}。"]
    form.seal = form.unit.name
    paper = pen.put(form, unit)
    paper.delivered = day
    return paper


def registers(pen: Pen, unit: Unit, facts: Facts) -> None:
    """Certificates, equipment and hidden dangers in tables."""
    r, day = pen.random, date(2025, 2, 10) + timedelta(days=unit.key % 15)
    people = [unit.people[role] for role in ("operator", "guardian", "work_leader", "second")]
    ends = [date(2026, 8, 1), date(2025, 7, 15), date(2026, 1, 5), date(2025, 3, 1)]
    offset = timedelta(days=unit.key)
    cards = [Card(unit.key, each.name, each.certificate or "", (end + offset).isoformat())
             for each, end in zip(people, ends, strict=True)]  # fmt: skip
    form = pen.form("cards", "certificate", unit, "特种作业人员台账", day)
    form.fields.append(("填表日期", form.write_day(day)))
    form.table = [["序号", "姓名", "证书编号", "作业类别", "有效期至", "工作单位"]] + [
        [str(n), each.name, each.number, "焊接与热切割作业", each.until, form.unit.name]
        for n, each in enumerate(cards, 1)
    ]  # fmt: skip
    pen.put(form, unit, format="xlsx")
    facts.cards += cards
    form = pen.form("machines", "equipment", unit, "特种设备台账", day)
    form.fields.append(("填表日期", form.write_day(day)))
    machines = [Machine(unit.key, f"TS{unit.key:02}-{n}", (date(2025, 4 + 3 * n, 5) + offset).isoformat())
                for n in range(r.randrange(1, 4))]  # fmt: skip
    form.table = [["序号", "设备名称", "设备编号", "规格型号", "检验日期", "下次检验日期", "使用单位"]] + [
        [str(n), "桥式起重机", each.number, "QD10t", iso(1, 5), each.until, form.unit.name]
        for n, each in enumerate(machines, 1)
    ]  # fmt: skip
    pen.put(form, unit, format="xlsx")
    facts.machines += machines
    for quarter in (4, 10):
        when = date(2025, quarter, 8) + timedelta(days=unit.key % 12)
        if unit.alive(when):
            facts.dangers += _danger_register(pen, unit, when)


def _danger_register(pen: Pen, unit: Unit, day: date) -> list[Danger]:
    r = pen.random
    form = pen.form("dangers", "hazard", unit, "隐患排查治理台账", day)
    form.fields.append(("填表日期", form.write_day(day)))
    form.table = [["序号", "隐患编号", "隐患描述", "隐患级别", "排查日期", "整改期限", "整改责任人", "整改情况", "销号日期"]]
    found: list[Danger] = []
    for n, text in enumerate(r.sample(["应急灯不亮", "皮带轮无防护罩", "电焊机外壳未接地", "地沟盖板缺失", "气瓶未固定"], 3), 1):
        number = f"YH-{unit.key:02}-{day:%m}-{n}"
        seen = day - timedelta(days=20 - n)
        due = seen + timedelta(days=10)
        done = due - timedelta(days=2) if n < 3 or unit.key % 3 else None
        form.table.append([str(n), number, text, "一般", seen.isoformat(), due.isoformat(), unit.people["post_holder"].name,
                           "已完成" if done else "整改中", done.isoformat() if done else ""])  # fmt: skip
        found.append(Danger(unit.key, "general", text, number, "", seen.isoformat(), seen.isoformat(),
                            [(seen.isoformat(), due.isoformat())], done.isoformat() if done else None,
                            "register" if done else None))  # fmt: skip
    paper = pen.put(form, unit, format="xlsx")
    for each in found:
        each.steps["登记"] = (day.isoformat(), paper.key)
    return found


def tickets(pen: Pen, unit: Unit, facts: Facts, count: int) -> None:
    """Work tickets over the year, two on a day, which overlap under one guardian; later ones have a certificate
    that ran out, where the operator is `second` after its last day.
    """
    cards = {card.name: card for card in facts.cards if card.unit == unit.key}
    for n in range(count):
        day = date(2025, 3, 3) + timedelta(days=(unit.key * 5 + n // 2 * (290 // max(count // 2, 1))) % 290)
        if not unit.alive(day):
            continue
        role = "guardian" if n == 3 else "operator"
        operator = unit.people[role if n != 3 else "second"]
        number = _ticket(pen, unit, day, n, operator.name, cards[operator.name].number)
        if cards[operator.name].until < day.isoformat():
            facts.expired.append((number, cards[operator.name].number))
        if n % 2 == 0:
            first = number
        else:
            facts.double.append((first, number))


def _ticket(pen: Pen, unit: Unit, day: date, n: int, operator: str, certificate: str) -> str:
    kind, letters = (("动火", "DHZY"), ("高处", "GCZY"))[n % 2]
    people = unit.people
    form = pen.form("ticket", "work-ticket", unit, f"{kind}安全作业票", day)
    form.number, form.number_label = f"{letters}-{day:%Y%m%d}-{pen.number('票'):03}", "编号"
    start = 9 + n % 2
    form.fields = [
        ("作业申请单位", form.unit.name), ("作业申请时间", clock(day, 8, 5)), ("作业内容", "管线检修"),
        ("作业级别", "二级" if kind == "动火" else "Ⅰ级"), ("作业地点", f"{1 + n % 3}车间"),
        ("作业单位", form.unit.name), ("作业负责人", people["work_leader"].name),
        ("动火人及证书编号" if kind == "动火" else "作业人及证书编号", f"{operator} {certificate}"),
        ("监护人", people["guardian"].name),
        ("作业实施时间", f"{clock(day, start)}至{clock(day, start + 6)}"),
        ("安全交底人", people["work_leader"].name), ("接受交底人", operator),
    ]  # fmt: skip
    form.people = {(people["work_leader"].name, "work_leader"), (operator, "operator"),
                   (people["guardian"].name, "guardian"), (people["work_leader"].name, "briefer"), (operator, "briefed")}  # fmt: skip
    form.signers = [signer("审批人", people["principal"], "approver")]
    pen.put(form, unit, late=8)
    return form.number


def duty_week(pen: Pen, unit: Unit, monday: date, facts: Facts) -> None:
    """A roster and the logs of its week: one day is missing, on another somebody else was there."""
    people = unit.people
    if not unit.alive(monday + timedelta(days=7)) or monday + timedelta(days=7) > LAST:
        return
    form = pen.form("roster", "duty-log", unit, "值班表", monday - timedelta(days=3))
    form.fields.append(("制表日期", form.write_day(form.day)))
    days = [monday + timedelta(days=n) for n in range(7)]
    form.table = [["日期", "班次", "带班领导", "值班人员"]] + [
        [day.isoformat(), "24小时", people["duty_leader"].name, people["on_duty"].name] for day in days
    ]  # fmt: skip
    pen.put(form, unit, format="xlsx", late=1)
    for n, day in enumerate(days):
        if n == 4:
            facts.gaps.append((unit.key, day.isoformat()))
            continue
        who = people["recorder"] if n == 2 else people["on_duty"]
        if n == 2:
            facts.strangers.append((unit.key, day.isoformat(), who.name))
        log = pen.form("duty-log", "duty-log", unit, "值班日志", day)
        log.fields += [("值班日期", log.write_day(day)), ("班次", "24小时"), ("带班领导", people["duty_leader"].name),
                       ("值班人员", who.name), ("值班情况", "设备运行正常，巡查无异常。")]  # fmt: skip
        log.people = {(people["duty_leader"].name, "duty_leader"), (who.name, "on_duty")}
        pen.put(log, unit, late=6)


def daily(pen: Pen, unit: Unit, facts: Facts, months: tuple[int, ...]) -> None:
    """Training, drill, own inspection and shift meeting in these months."""
    people = unit.people
    for n, month in enumerate(months):
        day = date(2025, month, 11) + timedelta(days=unit.key % 14)
        if not unit.alive(day):
            continue
        form = pen.form("training", "training", unit, "安全教育培训记录", day)
        form.fields += [("培训时间", form.write_day(day)), ("授课人", people["trainer"].name),
                        ("记录人", people["recorder"].name), ("培训内容", "岗位操作规程"), ("学时", "4")]  # fmt: skip
        form.people = {(people["trainer"].name, "trainer"), (people["recorder"].name, "recorder")}
        pen.put(form, unit)
        facts.trainings.append((unit.key, day.isoformat()))
        check = pen.form("self-check", "inspection", unit, "安全生产自查表", day + timedelta(days=1))
        check.fields += [("检查日期", check.write_day(check.day)), ("检查人员", people["safety_head"].name)]
        check.table = [["检查项目", "检查内容", "结果"], ["消防", "灭火器是否在有效期内", "√"], ["用电", "配电箱是否上锁", "√"]]
        check.people = {(people["safety_head"].name, "checker")}
        pen.put(check, unit)
        if n == 0 and unit.key % 4 != 2:
            drill = pen.form("drill", "emergency", unit, "应急演练记录", day + timedelta(days=2))
            drill.fields += [("演练时间", drill.write_day(drill.day)), ("演练内容", "火灾疏散"), ("记录人", people["recorder"].name)]
            drill.people = {(people["recorder"].name, "recorder")}
            pen.put(drill, unit)
            facts.drills.append((unit.key, drill.day.isoformat()))
