# ruff: noqa: E501 - what a form prints stands whole in one line
"""What the look-alike forms say, and the truth beside them. Nothing is copied: enterprises, people and numbers are
invented, drawn from a seed. Written from the handbook's field lists, not from the rules of the recogniser.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from archive.model.credit_code import inner_check_character, outer_check_character

__all__ = ["Enterprise", "Form", "Signer", "enterprises", "forms"]


@dataclass(frozen=True)
class Enterprise:
    name: str
    code: str
    address: str


@dataclass(frozen=True)
class Signer:
    """A signature line: what stands before it, who signed with which certificate, and who that is."""

    label: str
    people: tuple[tuple[str, str | None], ...]
    role: str


@dataclass
class Form:
    """One form: what is printed, then the truth."""

    kind: str
    category: str
    unit: Enterprise
    title: str
    day: date
    banner: str = ""
    number: str | None = None
    number_label: str | None = None
    addressed: bool = False
    """Whether it opens with `某公司：`."""
    fields: list[tuple[str, str]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    table: list[list[str]] = field(default_factory=list)
    """A list inside the form, its header row first."""
    signers: list[Signer] = field(default_factory=list)
    seal: str | None = None
    """Who issues it, above the date at the end."""
    sealed_day: bool = True
    """Whether the date stands at the end (else a field holds it)."""
    write_day: Callable[[date], str] = date.isoformat
    dues: set[tuple[str, str]] = field(default_factory=set)
    people: set[tuple[str, str]] = field(default_factory=set)
    links: set[tuple[str, str]] = field(default_factory=set)


# --- enterprises and people that do not exist

_PLACES = ["泉湖市", "岚山县", "泉湖市临河区", "岚山县东坪镇", "白鹭区", "青川市"]
_WORDS = [
    "恒泰",
    "瑞丰",
    "金源",
    "兴达",
    "鑫盛",
    "东升",
    "远大",
    "华宇",
    "三合",
    "顺成",
    "铭扬",
    "佳禾",
    "博润",
    "天工",
]
_TRADES = [
    "化工",
    "精细化工",
    "机械",
    "铸造",
    "食品",
    "木业",
    "纺织",
    "包装材料",
    "仓储",
    "新能源科技",
    "矿业",
    "建材",
    "塑料制品",
]
_ENDS = ["有限公司", "有限责任公司", "股份有限公司", "（集团）有限公司", "厂", "有限公司岚山分公司"]
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高梁郑谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺毛郝顾龚邵万覃武钱戚莫孔向汤"
_GIVEN = "伟芳娜敏静秀丽强磊洋艳勇军杰娟涛超明霞平刚桂英华玉萍红建国文辉力志永健世广义兴良海山仁波宁贵福生龙元全胜学祥才发武新利清飞彬富顺信子杰涛昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆民友裕河哲江超浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以家致树炎德行时泰盛雄琛钧冠策腾楠榕风航弘"


def _code(number: int, generator: random.Random) -> str:
    body = f"{'MA' if generator.random() < 0.6 else '57'}{number:06d}"
    first = "91" + generator.choice(["990100", "990122", "990203"]) + body + inner_check_character(body)
    return first + outer_check_character(first)


def enterprises(seed: int, count: int) -> list[Enterprise]:
    """Invented enterprises with valid credit codes of a region that nobody has."""
    generator = random.Random(f"enterprises {seed}")
    names: dict[str, None] = {}
    while len(names) < count:
        names.setdefault(
            generator.choice(_PLACES) + generator.choice(_WORDS) + generator.choice(_TRADES) + generator.choice(_ENDS)
        )
    return [
        Enterprise(
            name,
            _code(seed % 100 * 1000 + number, generator),
            f"{generator.choice(_PLACES)}{generator.choice(['工业大道', '滨河路', '创业街', '解放北路'])}{generator.randrange(1, 300)}号",
        )
        for number, name in enumerate(names)
    ]


_OTHERS = ["青川市永固脚手架工程有限公司", "泉湖安信检测技术有限公司", "岚山县迅捷物流有限公司", "北方重型设备制造厂"]
_PROBLEMS = [
    "危险化学品仓库未设置可燃气体检测报警装置",
    "车间内2处配电箱未封闭，线路私拉乱接",
    "3号叉车（2019年购入）未按期检验",
    "空压机储气罐安全阀校验日期为2019年3月，已超期",
    "未按照规定对从业人员进行安全生产教育和培训",
    "喷漆房与相邻作业区之间防火分隔不符合要求",
    "灭火器压力不足，应急照明灯损坏4个",
    "未为从业人员提供符合标准的劳动防护用品",
    "动火作业未执行审批制度",
    "安全出口处堆放原料，疏散通道宽度不足1.4米",
    "与承包单位未签订安全生产管理协议",
]


def _han(number: int) -> str:
    digits = "〇一二三四五六七八九"
    if number < 10:
        return digits[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def _in_han(day: date) -> str:
    return "".join("〇一二三四五六七八九"[int(c)] for c in str(day.year)) + f"年{_han(day.month)}月{_han(day.day)}日"


_WIDE_DIGITS = {ord("0") + n: ord("０") + n for n in range(10)}
WRITERS: tuple[Callable[[date], str], ...] = (
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year} 年 {d.month} 月 {d.day} 日",
    lambda d: f"{d.year}年{d.month:02}月{d.day:02}日",
    lambda d: f"{d.year}-{d.month:02}-{d.day:02}",
    lambda d: f"{d.year}.{d.month:02}.{d.day:02}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}年{d.month}月{d.day}日".translate(_WIDE_DIGITS),
    _in_han,
)


class _Hand:
    """Whoever writes one form: its unit, people, day and habits."""

    def __init__(self, generator: random.Random, unit: Enterprise, others: list[str], day: date, number: int) -> None:
        self.random, self.unit, self.others, self.day, self.number = generator, unit, others, day, number
        self.old = day.year < 2018
        names: dict[str, None] = {}
        while len(names) < 10:
            names.setdefault(
                generator.choice(_SURNAMES)
                + "".join(generator.choice(_GIVEN) for _ in range(generator.choice([1, 2, 2])))
            )
        self.people = list(names)
        self.write = generator.choice(WRITERS[:6]) if generator.random() < 0.8 else generator.choice(WRITERS)
        self.region = generator.choice(["（泉湖）", "(岚)", "泉", "岚山", "（青川）", ""])
        self.agency = generator.choice(["泉湖市", "岚山县", "青川市临河区"]) + (
            "安全生产监督管理局" if self.old else "应急管理局"
        )
        self.cert = [
            f"{generator.choice(['QH', '苏A', 'No', ''])}{generator.randrange(10**6, 10**7)}" for _ in range(4)
        ]

    def pick(self, *words: str) -> str:
        return self.random.choice(words)

    def doc_no(self, word: str, number: int | None = None) -> str:
        left, right = self.random.choice(["〔〕", "[]", "［］", "（）", "()", "【】"][: 6 if self.region == "" else 5])
        letters = "字" if self.old and self.random.random() < 0.6 else ""
        order = self.pick("{}号", "{}号", "第{}号", "{:03d}号").format(number or self.number)
        return f"{self.region}{'安监' if self.old else '应急'}{word}{letters}{left}{self.day.year}{right}{order}"

    def time(self, day: date) -> str:
        start = self.random.randrange(8, 11)
        return self.pick(
            f"{self.write(day)} {start}时10分至{self.write(day)} {start + 2}时30分",
            f"{self.write(day)} {start}:10 — {start + 2}:30",
            f"{self.write(day)} {start}时10分至{start + 2}时30分",
        )

    def noise(self) -> list[tuple[str, str]]:
        """Fields that say nothing of what is asked, some empty."""
        pool = [
            (self.pick("地址", "单位地址", "生产经营地址", "住所"), self.unit.address),
            (self.pick("联系电话", "电话", "联系方式"), self.pick("0999-5550123", "13900000000", "")),
            ("邮编", "999000"),
            ("所属行业", self.pick("化学原料制造", "金属制品业", "")),
        ]
        return self.random.sample(pool, self.random.randrange(1, 4))

    def problems(self) -> list[str]:
        chosen = self.random.sample(_PROBLEMS, self.random.randrange(2, 6))
        if self.random.random() < 0.3:
            chosen.append(f"{self.random.choice(self.others)}在厂区内施工，未签订安全管理协议")
        style = self.random.randrange(3)
        marks = [f"{n}." if style == 0 else f"{n}、" if style == 1 else f"（{n}）" for n in range(1, 20)]
        end = self.pick("；", "。", "")
        return [f"{mark}{text}{end}" for mark, text in zip(marks, chosen, strict=False)]

    def signer(self, label: str, role: str, *places: int, certs: bool = False) -> Signer:
        label = label + self.pick("", "", "（签名）", "（签字）", "签名", "签字")
        return Signer(label, tuple((self.people[p], self.cert[p % 4] if certs else None) for p in places), role)

    def officers(self, role: str = "inspector", label: str | None = None) -> Signer:
        label = label or self.pick("执法人员", "行政执法人员", "安全生产监管执法人员", "安全生产行政执法人员")
        return self.signer(label, role, 0, 1, certs=True)

    def head(self, kind: str = "被检查单位") -> Signer:
        return self.signer(
            self.pick(f"{kind}负责人", f"{kind}现场负责人") if kind != "受检单位" else "受检单位负责人", "site_head", 3
        )


# --- the forms


def _record(h: _Hand) -> Form:
    form = Form("record", "inspection", h.unit, h.pick("现场检查记录", "现场检查记录", "安全生产现场检查记录"), h.day)
    form.banner = h.pick("安全生产行政执法文书", "安全生产监督检查文书", "")
    form.number = h.doc_no("检记")
    form.fields = [
        (h.pick("被检查单位", "受检单位", "检查对象", "单位名称", "被检查单位名称", "被检查单位（公章）"), h.unit.name),
        *h.noise(),
        (h.pick("法定代表人（负责人）", "法定代表人", "法定代表人或负责人"), h.people[2]),
        ("职务", h.pick("总经理", "厂长", "")),
        ("检查场所", h.pick("生产车间、仓库", "罐区", "")),
        (h.pick("检查时间", "检查起止时间"), h.time(h.day)),
    ]
    if h.random.random() < 0.4:
        form.fields.insert(1, (h.pick("统一社会信用代码", "社会信用代码"), h.unit.code))
    intro = h.pick(
        f"我们是{h.agency}的执法人员{h.people[0]}、{h.people[1]}，证件号码为{h.cert[0]}、{h.cert[1]}，这是我们的证件（出示证件）。现依法对你单位进行现场检查，请予以配合。",
        "",
    )
    form.text = [*([intro] if intro else []), "检查情况：", *h.problems(), h.pick("（以下空白）", "")]
    form.signers = [h.officers(*h.random.choice([("inspector", None), ("checker", "检查人员")])), h.head()]
    form.sealed_day = h.random.random() < 0.5
    form.seal = None
    form.people = {(h.people[2], "legal_rep")}
    if intro:
        form.people |= {(h.people[0], "inspector"), (h.people[1], "inspector")}
    return form


def _order(h: _Hand) -> Form:
    due = h.day + timedelta(days=h.random.randrange(7, 45))
    title = h.pick("责令限期整改指令书", "责令限期整改指令书", "限期整改指令书", "责令改正指令书")
    form = Form("order", "inspection", h.unit, title, h.day)
    form.banner = h.pick("安全生产行政执法文书", "")
    form.number = h.doc_no("责改")
    form.addressed = True
    problems = h.problems()
    record = h.doc_no("检记")
    way = h.random.randrange(6)
    when = h.write(due)
    if way == 0:
        demand = (
            f"现责令你单位对上述第1至第{len(problems)}项问题于{when}前整改完毕，达到有关法律法规规章和标准规定的要求。"
        )
        form.dues = {(str(n), due.isoformat()) for n in range(1, len(problems) + 1)}
    elif way == 1:
        later = due + timedelta(days=15)
        demand = (
            f"现责令你单位对上述第1项问题立即整改，第2项问题于{h.write(later)}前整改完毕，其余问题于{when}前整改完毕。"
        )
        form.dues = {("2", later.isoformat()), ("", due.isoformat())}
        if len(problems) == 2:
            demand = f"现责令你单位对第1项于{when}前整改完毕，第2项于{h.write(later)}前整改完毕。"
            form.dues = {("1", due.isoformat()), ("2", later.isoformat())}
    elif way == 2:
        demand = f"限你单位于{when}前整改完毕，逾期不整改的，将依法给予行政处罚。"
        form.dues = {("", due.isoformat())}
    elif way == 3:
        demand = f"以上问题责令你单位立即组织整改，整改期限：{when}。"
        form.dues = {("", due.isoformat())}
    elif way == 4:
        days = h.random.choice([7, 10, 15, 30])
        demand = f"责令你单位自收到本指令书之日起{days}日内整改完毕，并将整改情况书面报我局。"
        form.dues = {("", (h.day + timedelta(days=days)).isoformat())}
    else:
        demand = f"现责令你单位于{when}前将上述问题整改完毕，在整改期间应采取措施保证安全。"
        form.dues = {("", due.isoformat())}
    opening = h.pick(
        f"我局执法人员于{h.write(h.day)}对你单位进行了检查（现场检查记录文号：{record}），发现存在下列问题：",
        f"经查，你单位存在下列问题（详见{record}）：",
        f"{h.write(h.day)}，我局对你单位进行安全生产检查，检查中发现以下问题：",
    )
    if record in opening:
        form.links = {("orders-from", record)}
    form.text = [
        opening,
        *problems,
        h.pick("上述行为违反了《中华人民共和国安全生产法》（2021年6月10日修正）第四十一条的规定。", ""),
        demand,
        "如果不服本指令，可以依法在60日内向岚山县人民政府申请行政复议，或者在6个月内向岚山县人民法院提起行政诉讼。",
        h.pick("本指令书一式两份，一份由应急管理部门备案，一份交被检查单位。", ""),
    ]
    form.signers = [h.officers(), h.head()]
    form.seal = h.agency
    return form


def _township(h: _Hand) -> Form:
    due = h.day + timedelta(days=10)
    form = Form(
        "township", "inspection", h.unit, h.pick("限期整改意见书", "隐患整改意见书", "安全隐患整改意见书"), h.day
    )
    form.seal = h.pick("东坪镇人民政府", "东坪镇安全生产监督管理办公室", "白鹭街道应急管理中心")
    form.addressed = h.random.random() < 0.5
    if not form.addressed:
        form.fields = [(h.pick("受检单位", "被检查单位", "被检查企业"), h.unit.name), *h.noise()]
    form.text = [
        f"{h.write(h.day)}，我镇对你单位进行了安全检查，发现以下问题：",
        *h.problems(),
        h.pick(f"以上问题请于{h.write(due)}前整改完毕。", f"限{h.write(due)}前完成整改，并将整改情况报送我镇。"),
    ]
    form.signers = [h.signer(h.pick("检查人员", "检查人"), "checker", 0, 1), h.signer("受检单位负责人", "site_head", 3)]
    form.dues = {("", due.isoformat())}
    return form


def _third_party(h: _Hand) -> Form:
    form = Form(
        "third-party", "inspection", h.unit, h.pick("安全检查记录表", "隐患排查记录表", "安全隐患检查表"), h.day
    )
    form.fields = [
        (h.pick("受检单位", "被检查单位", "受检单位名称"), h.unit.name),
        (h.pick("检查日期", "检查时间"), h.write(h.day)),
        (h.pick("检查单位", "检查机构"), "泉湖安信检测技术有限公司"),
        *h.noise(),
    ]
    form.table = [["序号", "存在问题", "整改建议"]] + [
        [str(n), text, "立即整改"] for n, text in enumerate(h.random.sample(_PROBLEMS, 3), 1)
    ]
    form.signers = [h.signer(h.pick("检查人员", "检查人"), "checker", 0, 1), h.signer("受检单位负责人", "site_head", 3)]
    form.sealed_day = False
    return form


def _self_check(h: _Hand) -> Form:
    form = Form(
        "self-check", "inspection", h.unit, h.pick("安全生产自查表", "日常安全检查记录表", "安全巡检记录"), h.day
    )
    form.fields = [
        (h.pick("单位", "单位名称", "企业名称"), h.unit.name),
        (h.pick("检查日期", "检查时间"), h.write(h.day)),
        ("检查部门", h.pick("安环部", "生产一车间")),
        (h.pick("检查人", "检查人员"), "、".join(h.people[:2])),
    ]
    form.table = [
        ["检查项目", "检查内容", "结果"],
        ["消防", "灭火器是否在有效期内", "√"],
        ["用电", "配电箱是否上锁", "×"],
    ]
    form.people = {(h.people[0], "checker"), (h.people[1], "checker")}
    form.sealed_day = False
    return form


def _decision(h: _Hand) -> Form:
    form = Form("decision", "inspection", h.unit, "现场处理措施决定书", h.day)
    form.number = h.doc_no("现决")
    form.addressed = True
    form.text = [
        f"本机关于{h.write(h.day)}现场检查时，发现你单位有下列违法违规行为和事故隐患：",
        *h.problems(),
        "以上存在的问题无法保证安全生产，依据《中华人民共和国安全生产法》第六十五条第一款第（三）项的规定，现作出以下现场处理决定：",
        h.pick("从危险区域内撤出作业人员，暂时停产停业。", "责令立即停止使用该设备。"),
        "如果不服本决定，可以依法在60日内申请行政复议，或者在6个月内提起行政诉讼，但本决定不停止执行。",
    ]
    form.signers = [h.officers(), h.head()]
    form.seal = h.agency
    return form


def _recheck(h: _Hand) -> Form:
    order, ordered = h.doc_no("责改"), h.day - timedelta(days=h.random.randrange(10, 40))
    form = Form("recheck", "recheck", h.unit, h.pick("整改复查意见书", "整改复查意见书", "复查意见书"), h.day)
    form.banner = h.pick("安全生产行政执法文书", "")
    form.number = h.doc_no("复查")
    form.addressed = True
    form.text = [
        h.pick(
            f"本机关于{h.write(ordered)}作出了责令限期整改的决定[{order}]，经对你单位整改情况进行复查，提出如下意见：",
            f"我局于{h.write(ordered)}对你单位下达了《责令限期整改指令书》（{order}），现经复查，意见如下：",
            f"根据{order}责令限期整改指令书，{h.write(h.day)}对你单位进行复查，提出如下意见：",
        ),
        *h.random.choice([["上述问题已全部整改完毕，符合要求。"], ["1.第1项已整改。", "2.第2项已整改完毕。"]]),
    ]
    form.links = {("rechecks", order)}
    form.signers = [
        h.signer(h.pick("被复查单位负责人", "被复查单位现场负责人"), "site_head", 3),
        h.random.choice([h.officers(), h.signer("复查人员", "rechecker", 0, 1, certs=True)]),
    ]
    form.seal = h.agency
    return form


def _extension(h: _Hand) -> Form:
    due, order = h.day + timedelta(days=20), h.doc_no("责改")
    form = Form("extension", "recheck", h.unit, h.pick("延期整改申请", "整改延期申请书", "关于延期整改的申请"), h.day)
    form.text = [
        f"{h.agency}：",
        f"贵局{order}责令限期整改指令书收悉。我公司高度重视，立即组织整改，因采购的防爆设备到货延迟（供货方为{h.others[0]}），无法按期完成，现申请将整改期限延期至{h.write(due)}。",
        "特此申请，请予批准。",
    ]
    form.seal = h.unit.name
    form.dues, form.links = {("", due.isoformat())}, {("extends", order)}
    return form


_TICKETS = [
    ("动火", "DHZY", "动火人"), ("受限空间", "YXKJ", "作业人"), ("盲板抽堵", "MBCD", "作业人"), ("高处", "GCZY", "作业人"),
    ("吊装", "QZDZ", "作业人"), ("临时用电", "LSYD", "作业人"), ("动土", "PTZY", "作业人"), ("断路", "DLZY", "作业人"),
    ("脚手架", "JSJ", "作业人"),
]  # fmt: skip


def _ticket(h: _Hand) -> Form:
    kind, letters, worker = h.random.choice(_TICKETS)
    ending = h.pick("安全作业证", "作业证") if h.old else h.pick("安全作业票", "安全作业票", "作业票", "作业许可证")
    title = (
        f"{kind}作业许可证" if ending == "作业许可证" else f"{kind}作业票" if ending == "作业票" else f"{kind}{ending}"
    )
    form = Form("ticket", "work-ticket", h.unit, title, h.day)
    form.number, form.number_label = (
        f"{letters}-{h.day:%Y%m%d}-{h.number:03}",
        h.pick("编号", "票号", "作业票编号", "NO"),
    )
    linked = f"LSYD-{h.day:%Y%m%d}-{h.number + 1:03}"
    with_link = h.random.random() < 0.6
    form.fields = [
        (h.pick("作业申请单位", "申请单位"), h.unit.name),
        (h.pick("作业申请时间", "申请时间"), f"{h.write(h.day)} 8时05分"),
        ("作业内容", h.pick("更换阀门", "管线检修焊接", "外墙维护")),
        ("作业地点", h.pick("一车间", "二号罐区")),
        ("作业单位", h.pick(h.unit.name, h.random.choice(h.others))),
        ("作业负责人", h.people[0]),
        (worker, h.people[1]),
        ("监护人", h.people[2]),
        ("关联的其他特殊作业及安全作业票编号", linked if with_link else h.pick("/", "无", "")),
        ("作业实施时间", f"{h.write(h.day)} 9时00分至{h.write(h.day)} 16时30分"),
        ("安全交底人", h.people[4]),
        ("接受交底人", h.people[1]),
    ]
    form.table = [
        ["序号", "安全措施", "是否涉及", "确认人"],
        ["1", "设备已与系统隔离", "是", h.people[2]],
        ["2", "配备灭火器2具", "是", h.people[2]],
    ]
    form.signers = [h.signer("审批人", "approver", 5)]
    form.people = {
        (h.people[0], "work_leader"),
        (h.people[1], "operator"),
        (h.people[2], "guardian"),
        (h.people[4], "briefer"),
        (h.people[1], "briefed"),
    }
    if with_link:
        form.links = {("ticket", linked)}
    form.sealed_day = False
    return form


def _simple(
    h: _Hand,
    kind: str,
    category: str,
    titles: list[str],
    who: str,
    when: str,
    people: list[tuple[str, str]],
    more: list[tuple[str, str]],
    *,
    fixed: bool = False,
) -> Form:
    """A form of one block of fields: the unit, the day and people beside labels."""
    form = Form(kind, category, h.unit, h.random.choice(titles), h.day)
    named = [(label, h.people[n]) for n, (label, _) in enumerate(people)]
    rest = [(when, h.write(h.day)), *more, *named]
    if not fixed:
        h.random.shuffle(rest)
    form.fields = [(who, h.unit.name), *rest]
    form.people = {(h.people[n], role) for n, (_, role) in enumerate(people)}
    form.sealed_day = False
    return form


def _duty(h: _Hand) -> Form:
    return _simple(
        h, "duty", "duty-log", ["值班日志", "值班记录", "领导带班记录", "交接班记录", "值班记录表"], h.pick("单位", "值班单位", "单位名称"),
        h.pick("日期", "值班日期", "值班时间"),
        [(h.pick("带班领导", "值班领导"), "duty_leader"), (h.pick("值班人员", "值班人"), "on_duty"), ("交班人", "handover_from"), ("接班人", "handover_to")],
        [("天气", "晴"), ("值班电话", "0999-5550188"), ("值班情况", f"设备运行正常。15时20分{h.others[0]}车辆进厂卸货。")],
    )  # fmt: skip


def _basic(h: _Hand) -> Form:
    return _simple(
        h, "basic", "basic-info", ["企业基本情况表", "企业基本情况登记表", "安全生产基本情况登记表"], h.pick("企业名称", "单位名称"),
        h.pick("填表日期", "填报日期"),
        [("法定代表人", "legal_rep"), ("主要负责人", "principal"), ("安全负责人", "safety_head"), ("填表人", "recorder")],
        [("统一社会信用代码", h.unit.code), ("注册地址", h.unit.address), ("成立日期", "2009年4月1日"), ("从业人员数", "126")],
    )  # fmt: skip


def _risk(h: _Hand) -> Form:
    form = _simple(
        h, "risk", "risk-control", ["安全风险分级管控清单", "作业条件危险性分析（LEC）评价表", "工作危害分析（JHA）评价记录", "风险辨识评估表"],
        h.pick("单位", "单位名称", "企业名称"), h.pick("分析日期", "评价日期", "编制日期"), [("分析人", "analyst"), ("审核人", "reviewer")], [("岗位", "配料工")],
    )  # fmt: skip
    form.table = [
        ["作业活动", "潜在危害", "L", "E", "C", "D", "风险等级"],
        ["配料", "粉尘爆炸", "1", "6", "15", "90", "一般风险"],
    ]
    return form


def _penalty(h: _Hand) -> Form:
    form = Form(
        "penalty",
        "enforcement-case",
        h.unit,
        h.pick("行政处罚决定书（单位）", "行政处罚决定书", "行政处罚告知书"),
        h.day,
    )
    form.number = h.doc_no("罚" if "决定" in form.title else "罚告")
    form.fields = [
        (h.pick("被处罚单位", "当事人"), h.unit.name),
        *h.noise(),
        (h.pick("法定代表人（负责人）", "法定代表人"), h.people[2]),
    ]
    form.text = [
        f"违法事实及证据：{h.write(h.day - timedelta(days=30))}，执法人员检查发现你单位未如实记录安全生产教育和培训情况。",
        "以上事实违反了《中华人民共和国安全生产法》第二十八条第四款的规定，依据该法第九十七条的规定，决定给予罚款人民币叁万元的行政处罚。",
        "处以罚款的，罚款自收到本决定书之日起15日内缴至指定银行，到期不缴的每日按罚款数额的3%加处罚款。",
    ]
    form.seal = h.agency
    form.people = {(h.people[2], "legal_rep")}
    return form


def _training(h: _Hand) -> Form:
    return _simple(
        h, "training", "training", ["安全教育培训记录", "安全教育培训记录表", "安全培训签到表", "员工三级安全教育卡"], h.pick("单位", "培训单位", "单位名称"),
        h.pick("培训时间", "培训日期"), [(h.pick("授课人", "主讲人", "培训讲师"), "trainer"), ("记录人", "recorder")],
        [("培训内容", "《安全生产法》及岗位操作规程"), ("学时", "4"), ("培训地点", "三楼会议室")],
    )  # fmt: skip


def _notice(h: _Hand) -> Form:
    due = h.day + timedelta(days=h.random.randrange(3, 20))
    form = _simple(
        h, "notice", "hazard", ["隐患整改通知单", "事故隐患整改通知单"], h.pick("整改单位", "受检单位", "责任单位"),
        h.pick("签发日期", "下达日期", "检查日期"), [("整改责任人", "rectifier"), ("签发人", "approver")],
        [(h.pick("整改期限", "整改时限", "完成时限", "要求完成时间", "限期整改日期"), h.write(due)), ("隐患描述", h.random.choice(_PROBLEMS))],
    )  # fmt: skip
    form.number, form.number_label = f"AQ-YH-{h.day.year}-{h.number:03}", h.pick("编号", "通知单编号")
    form.dues = {("", due.isoformat())}
    return form


def _drill(h: _Hand) -> Form:
    return _simple(
        h, "drill", "emergency", ["应急演练记录", "应急演练记录表", "消防应急演练总结", "应急预案演练评估报告"], h.pick("演练单位", "组织单位", "单位名称"),
        h.pick("演练时间", "演练日期"), [("记录人", "recorder")], [("演练内容", "液氨泄漏应急处置"), ("演练地点", "厂区广场"), ("演练形式", "实战")],
    )  # fmt: skip


def _accident(h: _Hand) -> Form:
    return _simple(
        h, "accident", "accident", ["生产安全事故快报", "事故信息快报", "生产安全事故快报表"], h.pick("事故单位", "事故发生单位"),
        h.pick("报告时间", "填报时间"), [("报告人", "reporter")], [("事故简况", "一名工人在检修时手部受伤"), ("死亡人数", "0"), ("受伤人数", "1")],
    )  # fmt: skip


def _meeting(h: _Hand) -> Form:
    return _simple(
        h, "meeting", "shift-meeting", ["班前会记录", "班前安全会记录", "班前会记录表"], h.pick("单位", "单位名称"), h.pick("日期", "会议时间"),
        [("主持人", "trainer|recorder|principal"), ("记录人", "recorder")], [("班组", "电工班"), ("会议内容", "强调劳保穿戴")],
    )  # fmt: skip


def _equipment(h: _Hand) -> Form:
    return _simple(
        h, "equipment", "equipment", ["设备检修记录", "设备维护保养记录", "特种设备定期自行检查记录"], h.pick("使用单位", "单位名称"), h.pick("检查日期", "维护日期", "检修日期"),
        [("审核人", "reviewer")], [("设备名称", "桥式起重机"), ("规格型号", "QD10t"), ("设备编号", "E-017")],
    )  # fmt: skip


def _report(h: _Hand) -> Form:
    return _simple(
        h, "report", "report", ["安全生产举报登记表", "举报受理登记表", "安全生产举报投诉登记表"], h.pick("被举报单位", "被举报单位名称"), h.pick("举报时间", "登记日期", "受理日期"),
        [("受理人", "undertaker")], [("举报内容", "夜间违规动火"), ("举报方式", "电话")],
    )  # fmt: skip


_MAKERS: tuple[tuple[Callable[[_Hand], Form], int], ...] = (
    (_record, 5), (_order, 6), (_recheck, 5), (_township, 2), (_third_party, 2), (_self_check, 2), (_decision, 2),
    (_extension, 2), (_ticket, 6), (_duty, 3), (_basic, 2), (_risk, 2), (_penalty, 2), (_training, 2), (_notice, 3),
    (_drill, 1), (_accident, 1), (_meeting, 1), (_equipment, 1), (_report, 1),
)  # fmt: skip
_CHAIN = {"record": 0, "order": 1, "recheck": 2}


def _typo(form: Form, generator: random.Random) -> None:
    """A slip of the keyboard, where it changes no truth."""
    if form.text and generator.random() < 0.3:
        place = generator.randrange(len(form.text))
        form.text[place] = (
            form.text[place].replace("问题", "间题", 1) if generator.random() < 0.5 else form.text[place] + " "
        )


def forms(seed: int, count: int, units: list[Enterprise]) -> list[Form]:
    """`count` forms of these units, in a mixed order; every third belongs to a chain record, order, recheck."""
    generator = random.Random(f"forms {seed}")
    made: list[Form] = []
    makers = [maker for maker, share in _MAKERS for _ in range(share)]
    numbers = iter(range(1, 10**6))
    while len(made) < count:
        unit = generator.choice(units)
        others = [*_OTHERS, *(other.name for other in units if other is not unit)]
        generator.shuffle(others)
        day = date(2015, 3, 1) if generator.random() < 0.25 else date(2023, 2, 1)
        day += timedelta(days=generator.randrange(900))
        number = next(numbers)
        chain = [_record, _order, _recheck] if generator.random() < 0.15 else [generator.choice(makers)]
        region, agency = None, None
        for step, maker in enumerate(chain):
            hand = _Hand(generator, unit, others, day + timedelta(days=12 * step), number)
            if region is not None and agency is not None and len(chain) > 1:
                hand.region, hand.agency, hand.old = region, agency, day.year < 2018
                hand.day = day + timedelta(days=min(12 * step, (date(day.year, 12, 31) - day).days))
            region, agency = hand.region, hand.agency
            form = maker(hand)
            form.write_day = hand.write
            form.people |= {(name, signer.role) for signer in form.signers for name, _ in signer.people}
            _typo(form, generator)
            made.append(form)
    made = made[:count]
    generator.shuffle(made)
    return made
