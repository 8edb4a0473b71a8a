"""Forms that look like life, with truth: content of our own, laid out in thirteen ways, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from desk import Directory, make_unit

from archive.model.parsed import Block, Role
from archive.model.unit import Unit, UnitKind

__all__ = ["DIRECTORY", "LAYOUTS", "Form", "all_forms"]

_NAMES = [
    "云岭县第3化工有限公司",
    "清河市宏远机械制造有限公司",
    "清河市21号仓储服务有限公司",
    "云岭县青石湾矿业有限责任公司",
    "清河市老街面馆",
    "清河市华盛（云岭）食品股份有限公司",
    "云岭县第二人民医院",
    "清河市城北加油站",
    "清河市锦绣家园工地",
    "云岭县绿源农产品专业合作社",
    "清河市福满多超市",
    "云岭县第一中学",
    "清河市中冶建材厂",
    "清河市安泰物流有限公司云岭分公司",
    "清河市安泰物流有限公司",
]
UNITS = tuple(make_unit(number, name) for number, name in enumerate(_NAMES, 1))
_AGENCY = make_unit(90, "清河市应急管理局", kind=UnitKind.REGULATOR)
DIRECTORY = Directory([*UNITS, _AGENCY])

_PEOPLE = [
    "张伟",
    "李强",
    "王建国",
    "欧阳明月",
    "赵丽",
    "陈志远",
    "刘洋",
    "黄海波",
    "周启航",
    "吴国栋",
    "徐磊",
    "孙立群",
    "马晓红",
    "朱军",
    "胡一鸣",
    "郭建军",
    "何平",
    "高峰",
    "林雪",
    "罗守成",
]
_PROBLEMS = [
    "配电箱未上锁",
    "灭火器压力不足",
    "安全出口被货物堵塞",
    "特种设备未定期检验",
    "未建立隐患排查台账",
    "从业人员未经培训上岗",
    "气体报警器未检定",
    "操作平台无护栏",
    "临时用电线路拖地",
    "危险化学品混存",
]


@dataclass
class Form:
    """What a form says. `fields` are (label, value); `signed` are (label, name, role, certificate)."""

    key: str
    category: str
    unit: Unit
    titles: tuple[str, ...]
    number: str | None
    day: date
    fields: list[tuple[str, str]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    signed: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    agency: str | None = None
    addressed: bool = False
    """Whether it opens with `某公司：`."""
    number_label: str | None = None
    people: set[tuple[str, str]] = field(default_factory=set)
    dues: set[tuple[str, str]] = field(default_factory=set)
    links: set[tuple[str, str]] = field(default_factory=set)
    dated_by_field: bool = False
    """Whether one of the fields holds the date, else it stands at the signature."""
    title: str = ""


def _han(number: int) -> str:
    digits = "〇一二三四五六七八九"
    if number < 10:
        return digits[number]
    if number < 20:
        return "十" + (digits[number - 10] if number > 10 else "")
    return digits[number // 10] + "十" + (digits[number % 10] if number % 10 else "")


_DAYS: tuple[Callable[[date], str], ...] = (
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year} 年 {d.month} 月 {d.day} 日",
    lambda d: f"{d.year}年{d.month:02}月{d.day:02}日",
    lambda d: d.isoformat(),
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: "".join("〇一二三四五六七八九"[int(c)] for c in str(d.year)) + f"年{_han(d.month)}月{_han(d.day)}日",
)


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.unit = self.random.choice(UNITS)
        self.old = self.random.random() < 0.25
        self.day = date(2016, 3, 1) if self.old else date(2024, 1, 5)
        self.day += timedelta(days=self.random.randrange(700))
        self.number = self.random.randrange(1, 300)
        self.region = self.random.choice(["（清河）", "(清河)", "清", "（云）", "云岭"])
        self.era = "安监" if self.old else "应急"
        self.people = self.random.sample(_PEOPLE, 6)
        self.day_format = self.random.choice(_DAYS[:3])
        self.agency = self.random.choice(
            ["清河市安全生产监督管理局", "云岭县安监局"] if self.old else ["清河市应急管理局", "云岭县应急管理局"]
        )

    def doc_no(self, word: str, number: int | None = None) -> str:
        brackets = self.random.choice(["〔{}〕", "[{}]", "［{}］", "（{}）"])
        zi = "字" if self.old and self.random.random() < 0.7 else ""
        return f"{self.region}{self.era}{word}{zi}{brackets.format(self.day.year)}{number or self.number}号"

    def officers(self, label: str, role: str = "inspector") -> list[tuple[str, str, str, str | None]]:
        first, second = self.people[:2]
        return [(label, first, role, f"QH{self.number + 1000}"), (label, second, role, f"QH{self.number + 2000}")]

    def problems(self) -> list[str]:
        return self.random.sample(_PROBLEMS, self.random.randrange(2, 5))


def _record(m: _Maker) -> Form:
    problems = m.problems()
    form = Form(
        "record",
        "inspection",
        m.unit,
        ("现场检查记录", "现场检查笔录", "安全生产监督检查记录"),
        m.doc_no("检记"),
        m.day,
        agency=m.agency,
    )
    unit_label = m.random.choice(["被检查单位", "被检查单位名称", "受检单位", "被检查对象"])
    form.fields = [
        (unit_label, m.unit.name),
        ("地址", "清河市北环路7号"),
        ("法定代表人（负责人）", m.people[2]),
        ("职务", "经理"),
        ("联系电话", "0999-5550101"),
        ("检查场所", "车间"),
        ("检查时间", f"{m.day_format(m.day)}9时10分至{m.day_format(m.day)}11时30分"),
    ]
    form.text = ["检查情况：", *[f"{n}.{p}" for n, p in enumerate(problems, 1)]]
    form.signed = [
        *m.officers(m.random.choice(["检查人员（签名）", "检查人员签名"]), "checker"),
        ("被检查单位现场负责人（签名）", m.people[3], "site_head", None),
    ]
    form.people = {(m.people[2], "legal_rep")}
    form.dated_by_field = True
    return form


def _order(m: _Maker) -> Form:
    problems = m.problems()
    due = m.day + timedelta(days=m.random.randrange(5, 40))
    record = m.doc_no("检记", m.number + 1)
    form = Form(
        "order",
        "inspection",
        m.unit,
        ("责令限期整改指令书", "限期整改指令书", "责令整改通知书"),
        m.doc_no("责改"),
        m.day,
        agency=m.agency,
        addressed=True,
    )
    way = m.random.randrange(4)
    day = m.day_format
    if way == 0:
        demand = f"现责令你单位对上述第1至{len(problems)}项问题于{day(due)}前整改完毕。"
        form.dues = {(str(n), due.isoformat()) for n in range(1, len(problems) + 1)}
    elif way == 1:
        demand = f"现责令你单位于{day(due)}前将上述问题整改完毕，达到法律法规和标准的要求。"
        form.dues = {("", due.isoformat())}
    elif way == 2:
        later = due + timedelta(days=10)
        demand = f"现责令你单位对第1项于{day(due)}前整改完毕；对第2项于{day(later)}前整改完毕。"
        form.dues = {("1", due.isoformat()), ("2", later.isoformat())}
    else:
        demand = "责令你单位自收到本指令书之日起15日内整改完毕。"
        form.dues = {("", (m.day + timedelta(days=15)).isoformat())}
    form.text = [
        f"经检查（检查记录：{record}），你单位存在以下问题：",
        *[f"{n}.{p}" for n, p in enumerate(problems, 1)],
        demand,
        "如不服本指令，可在60日内申请行政复议，或者在6个月内提起行政诉讼。",
    ]
    form.links = {("orders-from", record)}
    form.signed = [
        *m.officers(m.random.choice(["执法人员（签名）", "安全生产监管执法人员（签名）"])),
        ("被检查单位负责人（签名）", m.people[3], "site_head", None),
    ]
    return form


def _recheck(m: _Maker) -> Form:
    order = m.doc_no("责改", m.number + 2)
    ordered = m.day - timedelta(days=20)
    form = Form(
        "recheck",
        "recheck",
        m.unit,
        ("整改复查意见书", "复查意见书", "隐患整改复查意见书"),
        m.doc_no("复查"),
        m.day,
        agency=m.agency,
        addressed=True,
    )
    form.text = [
        f"本机关于{m.day_format(ordered)}作出责令限期整改的决定〔{order}〕，经对你单位整改情况进行复查，提出如下意见：",
        "各项问题均已整改完毕。",
    ]
    form.links = {("rechecks", order)}
    form.signed = [("被复查单位负责人（签名）", m.people[3], "site_head", None), *m.officers("执法人员（签名）")]
    return form


def _ticket(m: _Maker) -> Form:
    kind, letters = m.random.choice(
        [("动火", "DH"), ("受限空间", "SX"), ("高处", "GC"), ("吊装", "DZ"), ("临时用电", "LD"), ("脚手架", "JSJ")]
    )
    ending = "安全作业证" if m.old else m.random.choice(["安全作业票", "作业票", "作业许可证"])
    other = f"LS-{m.day:%Y%m%d}-009"
    form = Form(
        "ticket",
        "work-ticket",
        m.unit,
        (f"{kind}{ending}",),
        f"{letters}-{m.day:%Y%m%d}-{m.number:03}",
        m.day,
        number_label=m.random.choice(["编号", "票号"]),
    )
    when = m.day_format(m.day)
    form.fields = [
        ("作业申请单位", m.unit.name),
        ("作业申请时间", f"{when}8时00分"),
        ("作业内容", "管线检修"),
        ("作业负责人", m.people[0]),
        ("作业人", m.people[1]),
        ("监护人", m.people[2]),
        ("关联的其他特殊作业及安全作业票编号", other),
        ("作业实施时间", f"{when}9时00分至{when}16时00分"),
        ("安全交底人", m.people[3]),
        ("接受交底人", m.people[1]),
        ("审批人", m.people[4]),
    ]
    form.people = {
        (m.people[0], "work_leader"),
        (m.people[1], "operator"),
        (m.people[2], "guardian"),
        (m.people[3], "briefer"),
        (m.people[1], "briefed"),
        (m.people[4], "approver"),
    }
    form.links = {("ticket", other)}
    form.dated_by_field = True
    return form


def _duty(m: _Maker) -> Form:
    form = Form("duty", "duty-log", m.unit, ("值班日志", "值班记录", "领导带班记录", "交接班记录"), None, m.day)
    form.fields = [
        ("单位", m.unit.name),
        ("日期", m.day_format(m.day)),
        ("班次", "夜班"),
        ("带班领导", m.people[0]),
        ("值班人员", f"{m.people[1]}、{m.people[2]}"),
        ("交班人", m.people[1]),
        ("接班人", m.people[3]),
    ]
    form.people = {
        (m.people[0], "duty_leader"),
        (m.people[1], "on_duty"),
        (m.people[2], "on_duty"),
        (m.people[1], "handover_from"),
        (m.people[3], "handover_to"),
    }
    form.text = ["各岗位运行正常，无异常情况。"]
    form.dated_by_field = True
    return form


def _basic(m: _Maker) -> Form:
    form = Form(
        "basic", "basic-info", m.unit, ("企业基本情况登记表", "安全生产基本情况表", "企业信息采集表"), None, m.day
    )
    form.fields = [
        ("单位名称", m.unit.name),
        ("统一社会信用代码", m.unit.code),
        ("法定代表人", m.people[0]),
        ("安全负责人", m.people[1]),
        ("从业人员数", "86"),
        ("填表日期", m.day_format(m.day)),
    ]
    form.people = {(m.people[0], "legal_rep"), (m.people[1], "safety_head")}
    form.dated_by_field = True
    return form


def _risk(m: _Maker) -> Form:
    form = Form(
        "risk",
        "risk-control",
        m.unit,
        ("安全风险分级管控清单", "危险源辨识与风险评价表", "工作危害分析（JHA）记录表", "重大危险源备案登记表"),
        None,
        m.day,
    )
    form.fields = [
        ("单位", m.unit.name),
        ("分析人", m.people[0]),
        ("审核人", m.people[1]),
        ("编制日期", m.day_format(m.day)),
    ]
    form.people = {(m.people[0], "analyst"), (m.people[1], "reviewer")}
    form.dated_by_field = True
    return form


def _extension(m: _Maker) -> Form:
    order = m.doc_no("责改", m.number + 3)
    due = m.day + timedelta(days=30)
    form = Form("extension", "recheck", m.unit, ("延期整改申请书", "整改延期申请书"), None, m.day)
    form.text = [
        f"{m.agency}：",
        f"我单位收到{order}后已组织整改，因设备未到货，申请将整改期限延期至{m.day_format(due)}完成。",
        m.unit.name,
    ]
    form.dues = {("", due.isoformat())}
    form.links = {("extends", order)}
    return form


def _penalty(m: _Maker) -> Form:
    form = Form(
        "penalty",
        "enforcement-case",
        m.unit,
        ("行政处罚决定书", "行政处罚告知书"),
        m.doc_no("罚"),
        m.day,
        agency=m.agency,
    )
    form.fields = [("被处罚单位", m.unit.name), ("法定代表人", m.people[2])]
    form.text = [
        "违法事实：未按要求整改事故隐患。决定给予罚款人民币贰万元的行政处罚。",
        "自收到本决定之日起15日内缴纳罚款；不服的可在60日内申请行政复议。",
    ]
    form.people = {(m.people[2], "legal_rep")}
    return form


def _training(m: _Maker) -> Form:
    form = Form("training", "training", m.unit, ("安全教育培训记录", "三级安全教育登记卡", "培训记录表"), None, m.day)
    form.fields = [
        ("单位", m.unit.name),
        ("培训时间", m.day_format(m.day)),
        ("授课人", m.people[0]),
        ("参加人员", f"{m.people[1]}、{m.people[2]}"),
    ]
    form.people = {(m.people[0], "trainer"), (m.people[1], "trainee"), (m.people[2], "trainee")}
    form.dated_by_field = True
    return form


def _notice(m: _Maker) -> Form:
    due = m.day + timedelta(days=7)
    form = Form(
        "notice",
        "hazard",
        m.unit,
        ("隐患整改通知单", "安全隐患整改单"),
        f"YH-{m.day.year}-{m.number:04}",
        m.day,
        number_label="编号",
    )
    form.fields = [
        ("整改单位", m.unit.name),
        ("整改期限", m.day_format(due)),
        ("整改责任人", m.people[0]),
        ("签发人", m.people[1]),
        ("签发日期", m.day_format(m.day)),
    ]
    form.people = {(m.people[0], "rectifier"), (m.people[1], "approver")}
    form.dues = {("", due.isoformat())}
    form.dated_by_field = True
    return form


def _drill(m: _Maker) -> Form:
    form = Form("drill", "emergency", m.unit, ("应急演练记录", "消防演练记录表", "应急演练总结"), None, m.day)
    form.fields = [
        ("演练单位", m.unit.name),
        ("演练时间", m.day_format(m.day)),
        ("总指挥", m.people[0]),
        ("记录人", m.people[1]),
    ]
    form.people = {(m.people[0], "commander"), (m.people[1], "recorder")}
    form.dated_by_field = True
    return form


def _third_party(m: _Maker) -> Form:
    form = Form("third-party", "inspection", m.unit, ("隐患整改意见书", "安全隐患排查报告"), None, m.day)
    form.fields = [
        ("受检单位", m.unit.name),
        ("检查时间", m.day_format(m.day)),
        ("检查人员", f"{m.people[0]}、{m.people[1]}"),
        ("受检单位负责人", m.people[2]),
    ]
    form.text = ["1.配电箱未上锁。", "服务机构：清河市诚信安全技术咨询有限公司"]
    form.people = {(m.people[0], "checker"), (m.people[1], "checker"), (m.people[2], "site_head")}
    form.dated_by_field = True
    return form


_MAKERS = (
    _record,
    _order,
    _recheck,
    _ticket,
    _duty,
    _basic,
    _risk,
    _extension,
    _penalty,
    _training,
    _notice,
    _drill,
    _third_party,
)


# Layouts


def _close(form: Form, m: _Maker, role: Role, *, one_line: bool = False) -> list[Block]:
    """Signatures, seal and day."""
    blocks: list[Block] = []
    groups: dict[str, list[tuple[str, str | None]]] = {}
    for label, name, _, certificate in form.signed:
        groups.setdefault(label, []).append((name, certificate))
    for label, people in groups.items():
        if one_line:
            names = "、".join(name for name, _ in people)
            numbers = "、".join(c for _, c in people if c)
            blocks.append(Block(f"{label}：{names}" + (f"    证号：{numbers}" if numbers else ""), role))
            continue
        for number, (name, certificate) in enumerate(people):
            before = f"{label}：" if number == 0 else "                "
            blocks.append(Block(f"{before}{name}" + (f"  证号：{certificate}" if certificate else ""), role))
    if not form.dated_by_field:
        if form.agency:
            blocks.append(Block(m.random.choice([f"{form.agency}（印章）", "（印章）", form.agency]), role))
        blocks.append(Block(m.day_format(form.day), role))
    return blocks


def _opening(form: Form, title: str) -> list[Block]:
    blocks = [Block(title, Role.BODY)]
    if form.number:
        blocks.append(Block(f"{form.number_label}：{form.number}" if form.number_label else form.number, Role.BODY))
    if form.addressed:
        blocks.append(Block(f"{form.unit.name}：", Role.BODY))
    return blocks


def _text(form: Form) -> list[Block]:
    return [Block(line, Role.BODY) for line in form.text]


def _paragraphs(form: Form, m: _Maker) -> list[Block]:
    return [
        *_opening(form, form.title),
        *[Block(f"{a}：{b}") for a, b in form.fields],
        *_text(form),
        *_close(form, m, Role.FOOTER),
    ]


def _two_columns(form: Form, m: _Maker) -> list[Block]:
    return [
        *_opening(form, form.title),
        *[Block(f"{a}\t{b}", Role.TABLE) for a, b in form.fields],
        *_text(form),
        *_close(form, m, Role.BODY),
    ]


def _four_columns(form: Form, m: _Maker) -> list[Block]:
    pairs = form.fields + ([("备注", "")] if len(form.fields) % 2 else [])
    rows = [Block("\t".join((*pairs[n], *pairs[n + 1])), Role.TABLE) for n in range(0, len(pairs), 2)]
    return [*_opening(form, form.title), *rows, *_text(form), *_close(form, m, Role.FOOTER, one_line=True)]


def _pdf_lines(form: Form, m: _Maker) -> list[Block]:
    """A page's lines: labels and values parted by a space only, sentences broken at 36 characters."""
    lines: list[str] = []
    for n in range(0, len(form.fields), 2):
        lines.append(" ".join(f"{a} {b}" for a, b in form.fields[n : n + 2]))
    for text in form.text:
        lines += [text[n : n + 36] for n in range(0, len(text), 36)]
    closing = [Block(block.text.strip(), Role.BODY, 1) for block in _close(form, m, Role.BODY)]
    return [*_opening(form, form.title), *[Block(line, Role.BODY, 1) for line in lines], *closing]


def _underlined(form: Form, m: _Maker) -> list[Block]:
    fields = [Block(f"{a}：____{b}______") for a, b in form.fields]
    return [
        Block(form.agency or "安全管理文件"),
        *_opening(form, form.title),
        *fields,
        *_text(form),
        *_close(form, m, Role.FOOTER),
    ]


def _spaced(form: Form, m: _Maker) -> list[Block]:
    title = " ".join(form.title)
    fields = [Block(" ".join(a) + "：" + b) for a, b in form.fields]
    return [Block("安全生产行政执法文书"), *_opening(form, title), *fields, *_text(form), *_close(form, m, Role.BODY)]


def _title_in_header(form: Form, m: _Maker) -> list[Block]:
    body = _opening(form, form.title)[1:] + [Block(f"{a}：{b}") for a, b in form.fields]
    return [Block(form.title, Role.HEADER), *body, *_text(form), *_close(form, m, Role.FOOTER)]


def _value_below(form: Form, m: _Maker) -> list[Block]:
    fields = [Block(part) for pair in form.fields for part in pair if part]
    return [*_opening(form, form.title), *fields, *_text(form), *_close(form, m, Role.BODY)]


def _sheet(form: Form, m: _Maker) -> list[Block]:
    blocks = [Block("Sheet1", Role.SHEET, 1), Block(f"{form.title}\t\t\t", Role.TABLE, 1)]
    if form.number:
        blocks.append(Block(f"{form.number_label or '文号'}\t{form.number}\t\t", Role.TABLE, 1))
    if form.addressed:
        blocks.append(Block(f"{form.unit.name}：\t\t\t", Role.TABLE, 1))
    blocks += [Block(f"{a}\t{b}\t\t", Role.TABLE, 1) for a, b in form.fields]
    blocks += [Block(f"{line}\t\t\t", Role.TABLE, 1) for line in form.text]
    return blocks + [Block(block.text, Role.TABLE, 1) for block in _close(form, m, Role.BODY)]


_WIDE = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(0x30, 0x3A)} | {"-": "－", ":": "："})


def _wide(form: Form, m: _Maker) -> list[Block]:
    return [Block(block.text.translate(_WIDE), block.role) for block in _paragraphs(form, m)]


def _letterhead(form: Form, m: _Maker) -> list[Block]:
    """The title follows the issuer's name in one line, the number at its right."""
    who = form.agency or form.unit.name
    number = (
        [Block(f"            {form.number_label or ''}{'：' if form.number_label else ''}{form.number}")]
        if form.number
        else []
    )
    addressed = [Block(f"{form.unit.name}:")] if form.addressed else []
    fields = [(a, b) for a, b in form.fields if a != "单位"]
    return [
        Block(f"{who}{form.title}"),
        *number,
        *addressed,
        *[Block(f"{a}: {b}") for a, b in fields],
        *_text(form),
        *_close(form, m, Role.BODY),
    ]


def _quoted(form: Form, m: _Maker) -> list[Block]:
    return [
        Block(f"《{form.title}》"),
        *_opening(form, form.title)[1:],
        *[Block(f"{a}：{b}；") for a, b in form.fields],
        *_text(form),
        *_close(form, m, Role.FOOTER, one_line=True),
    ]


def _dense(form: Form, m: _Maker) -> list[Block]:
    """Three labelled values a line, parted by spaces, as text files have them."""
    lines = ["    ".join(f"{a}：{b}" for a, b in form.fields[n : n + 3]) for n in range(0, len(form.fields), 3)]
    return [*_opening(form, form.title), *map(Block, lines), *_text(form), *_close(form, m, Role.BODY, one_line=True)]


LAYOUTS: dict[str, Callable[[Form, _Maker], list[Block]]] = {
    "paragraphs": _paragraphs,
    "two columns": _two_columns,
    "four columns": _four_columns,
    "pdf lines": _pdf_lines,
    "underlined": _underlined,
    "spaced": _spaced,
    "title in header": _title_in_header,
    "value below": _value_below,
    "sheet": _sheet,
    "wide": _wide,
    "letterhead": _letterhead,
    "quoted": _quoted,
    "dense": _dense,
}


def all_forms(rounds: int) -> Iterator[tuple[str, Form, list[Block]]]:
    """`rounds` times every form in every layout: the layout's name, the truth, the document."""
    seed = 0
    for _ in range(rounds):
        for make in _MAKERS:
            for name, layout in LAYOUTS.items():
                seed += 1
                maker = _Maker(seed)
                form = make(maker)
                form.title = maker.random.choice(form.titles)
                form.people |= {(person, role) for _, person, role, _ in form.signed}
                yield name, form, layout(form, maker)
