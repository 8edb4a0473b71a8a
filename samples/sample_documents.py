"""What the samples say. Everything here is invented: places, enterprises, people, numbers, telephones.

The words are ours; no form of any agency is copied. Region codes 99 are assigned to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sample_writers import Content

__all__ = ["AGENCY", "SAMPLES", "UNITS", "Sample", "SampleUnit"]

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _code(body: str, kind: str = "91", region: str = "990100") -> str:
    """A credit code with right check digits (GB 32100, GB 11714) for an organisation that does not exist."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = -sum(int(c, 36) * w for c, w in zip(body, weights, strict=True)) % 11
    first = kind + region + body + ("X" if rest == 10 else str(rest))
    total = sum(_ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(first))
    return first + _ALPHABET[-total % 31]


@dataclass(frozen=True)
class SampleUnit:
    code: str
    name: str
    kind: str
    parent: str = ""
    aliases: str = ""
    former: str = ""


CHEM = SampleUnit(_code("MA9A0001"), "澄湖市第3化工有限公司", "enterprise", "", "澄湖三化", "澄湖市第三化工厂")
MACHINE = SampleUnit(_code("MA9A0002"), "澄湖市宏川机械制造有限公司", "enterprise", "", "宏川机械")
MINE = SampleUnit(_code("MA9A0003", region="990122"), "云岭县青石湾矿业有限责任公司", "enterprise", "", "青石湾矿业")
SNACK = SampleUnit(_code("MA9B0004", "92", "990122"), "云岭县老槐树小吃店", "self-employed")
BUILDER = SampleUnit(_code("MA9A0005"), "澄湖市鼎筑建设工程有限公司", "enterprise", "", "鼎筑建设")
SITE = SampleUnit("CH-GD-002", "澄湖市滨河新城二期工地", "site", "澄湖市鼎筑建设工程有限公司")
FOOD = SampleUnit(_code("MA9A0006"), "澄湖市金穗粮油食品有限公司", "enterprise", "", "金穗粮油")
REGULATOR = SampleUnit(_code("00990007", "11"), "澄湖市应急管理局", "regulator")
UNITS = (CHEM, MACHINE, MINE, SNACK, BUILDER, SITE, FOOD, REGULATOR)
STRANGER = "澄湖市新锐包装材料有限公司"
AGENCY = REGULATOR.name


@dataclass(frozen=True)
class Sample:
    path: str
    """Below `inbox/`, without the extension."""
    kind: str
    content: Content
    purpose: str
    units: tuple[str, ...] = ()
    category: str | None = None
    doc_no: str | None = None
    date: str | None = None
    state: str = "filed"
    dues: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    alone: bool = True
    """Whether the document says all of this by itself, without its folder."""
    facts: dict[str, str] = field(default_factory=dict)


def _record(unit: SampleUnit, number: int, day: str, found: list[str], head: str, banner: bool = True) -> Content:
    """An inspection record whose signatures stand in the page footer only."""
    return Content(
        body=[
            *(["安全生产行政执法文书"] if banner else []),
            "现 场 检 查 记 录",
            f"（澄湖）应急检记〔2024〕{number}号",
            ["被检查单位", unit.name],
            ["统一社会信用代码", unit.code],
            ["地址", "澄湖市工业园区北环路9号", "联系电话", "0999-5550101"],
            ["法定代表人（负责人）", head, "职务", "总经理"],
            ["检查场所", "生产车间、仓库"],
            ["检查时间", f"{day}9时10分至{day}11时30分"],
            f"我们是{AGENCY}执法人员顾明远、沈若水，证件号码为CH20115、CH20127，已向现场人员出示。请予以配合。",
            "检查情况：",
            *[f"{place}.{text}" for place, text in enumerate(found, 1)],
        ],
        footer=[
            "检查人员（签名）：顾明远  证号：CH20115  沈若水  证号：CH20127",
            f"被检查单位现场负责人（签名）：{head}      {day}",
        ],
    )


def _order(unit: SampleUnit, number: int, day: str, found: list[str], deadline: str, record: str, head: str) -> Content:
    return Content(
        body=[
            AGENCY,
            "责令限期整改指令书",
            f"（澄湖）应急责改〔2024〕{number}号",
            f"{unit.name}：",
            f"我局对你单位进行了现场检查（记录编号{record}），发现下列问题：",
            *[f"{place}.{text}" for place, text in enumerate(found, 1)],
            f"现责令你单位将上述第1至{len(found)}项问题于{deadline}前整改完毕，并把整改结果书面报送我局。",
            "对本指令不服的，可以在六十日内依法申请行政复议，也可以在六个月内依法提起行政诉讼。",
        ],
        footer=[
            "执法人员（签名）：顾明远  证号：CH20115",
            "沈若水  证号：CH20127",
            f"被检查单位负责人（签名）：{head}",
            f"{AGENCY}（印章）  {day}",
        ],
    )


def _recheck(unit: SampleUnit, number: int, day: str, order: str, ordered: str, lines: list[str], head: str) -> Content:
    return Content(
        body=[
            "安全生产行政执法文书",
            "整改复查意见书",
            f"（澄湖）应急复查〔2024〕{number}号",
            f"{unit.name}：",
            f"我局于{ordered}向你单位下达了责令限期整改指令书〔{order}〕，今日到现场对整改情况进行复查，意见如下：",
            *lines,
        ],
        footer=[
            f"被复查单位负责人（签名）：{head}",
            "执法人员（签名）：顾明远  证号：CH20115  沈若水  证号：CH20127",
            f"{AGENCY}（印章）  {day}",
        ],
    )


_OFFICERS = (("顾明远", "inspector"), ("沈若水", "inspector"))
_R12 = "（澄湖）应急检记〔2024〕12号"
_O12 = "（澄湖）应急责改〔2024〕12号"
_O15 = "（澄湖）应急责改〔2024〕15号"
_FOUND12 = [
    "甲苯储罐区可燃气体报警器超过检定有效期",
    "二车间一处消防通道被物料占用",
    "未见与外来施工单位签订的安全管理协议",
]


def _chain() -> list[Sample]:
    """Inspection, order and recheck of one unit, and a second order that is rechecked as not done."""
    return [
        Sample(
            "现场检查记录-12号",
            "docx",
            _record(CHEM, 12, "2024年5月8日", _FOUND12, "周启航"),
            "检查→整改→复查链之一：签名只在页脚",
            (CHEM.name,),
            "inspection",
            _R12,
            "2024-05-08",
            people=(*_OFFICERS, ("周启航", "site_head")),
        ),
        Sample(
            "责令限期整改指令书-12号",
            "docx",
            _order(CHEM, 12, "2024年5月9日", _FOUND12, "2024年5月24日", _R12, "周启航"),
            "链之二：按抬头归户，三项限期",
            (CHEM.name,),
            "inspection",
            _O12,
            "2024-05-09",
            dues=(("1", "2024-05-24"), ("2", "2024-05-24"), ("3", "2024-05-24")),
            people=(*_OFFICERS, ("周启航", "site_head")),
            links=(("orders-from", _R12),),
        ),
        Sample(
            "整改复查意见书-12号",
            "pdf",
            _recheck(
                CHEM,
                12,
                "2024年5月27日",
                _O12,
                "2024年5月9日",
                ["第1项、第2项、第3项均已整改到位，复查合格。"],
                "周启航",
            ),
            "链之三：以编号指向所复查的指令书",
            (CHEM.name,),
            "recheck",
            "（澄湖）应急复查〔2024〕12号",
            "2024-05-27",
            people=(*_OFFICERS, ("周启航", "site_head")),
            links=(("rechecks", _O12),),
        ),
        Sample(
            f"{MACHINE.name}/日常检查/现场检查记录",
            "pdf",
            _record(MACHINE, 15, "2024年6月3日", ["砂轮机缺少防护罩", "配电箱未上锁"], "罗守成", banner=False),
            "文件夹与表单一致",
            (MACHINE.name,),
            "inspection",
            "（澄湖）应急检记〔2024〕15号",
            "2024-06-03",
            people=(*_OFFICERS, ("罗守成", "site_head")),
        ),
        Sample(
            f"{MACHINE.name}/责令限期整改指令书",
            "odt",
            _order(
                MACHINE,
                15,
                "2024年6月3日",
                ["砂轮机缺少防护罩", "配电箱未上锁"],
                "2024年6月18日",
                "（澄湖）应急检记〔2024〕15号",
                "罗守成",
            ),
            "只有单位一级文件夹，类别由题名得出",
            (MACHINE.name,),
            "inspection",
            _O15,
            "2024-06-03",
            dues=(("1", "2024-06-18"), ("2", "2024-06-18")),
            people=_OFFICERS,
            links=(("orders-from", "（澄湖）应急检记〔2024〕15号"),),
        ),
        Sample(
            "复查/宏川机械复查意见书",
            "rtf",
            _recheck(
                MACHINE,
                15,
                "2024年6月20日",
                _O15,
                "2024年6月3日",
                ["第1项已整改到位。", "第2项尚未整改，责令于2024年6月28日前整改完毕。"],
                "罗守成",
            ),
            "只有类别一级文件夹；复查不合格并给出新期限",
            (MACHINE.name,),
            "recheck",
            "（澄湖）应急复查〔2024〕15号",
            "2024-06-20",
            dues=(("2", "2024-06-28"),),
            people=_OFFICERS,
            links=(("rechecks", _O15),),
        ),
        Sample(
            f"{MACHINE.name}/复查/延期整改申请书",
            "docx",
            Content(
                body=[
                    "延期整改申请书",
                    f"{AGENCY}：",
                    f"贵局下达的{_O15}责令限期整改指令书已收悉。因配电箱锁具到货较晚，申请将第2项整改期限延期至2024年6月28日完成。",
                    "妥否，请批示。",
                    MACHINE.name,
                    "2024年6月12日",
                ]
            ),
            "企业写给机关的申请：抬头是机关，落款才是归户单位",
            (MACHINE.name,),
            "recheck",
            None,
            "2024-06-12",
            dues=(("2", "2024-06-28"),),
            links=(("extends", _O15),),
        ),
    ]


def _tickets() -> list[Sample]:
    hot = [
        f"{CHEM.name}动火安全作业票",
        "编号：DH-20240501-003",
        ["作业申请单位", "生产一部", "作业申请时间", "2024年5月1日8时00分"],
        ["作业内容", "更换物料管线焊接", "动火地点及动火部位", "二车间南侧管廊"],
        ["动火作业级别", "一级动火", "动火方式", "电焊"],
        ["动火人及证书编号", "秦岳  T990100000000000011"],
        ["作业单位", MACHINE.name, "作业负责人", "孙立群"],
        ["关联的其他特殊作业及安全作业票编号", "GC-20240501-001"],
        ["监护人", "钱进", "安全交底人", "吴国栋", "接受交底人", "秦岳"],
        ["动火作业实施时间", "自2024年5月1日9时00分至2024年5月1日16时30分止"],
        ["气体取样时间", "代表性气体", "分析结果/%", "分析人"],
        ["2024年5月1日8时45分", "甲苯", "0.02", "蒋文静"],
        ["审批人", "郑安邦", "审批时间", "2024年5月1日8时50分"],
        ["完工验收", "现场清理完毕，无火种  签字：钱进  2024年5月1日16时40分"],
    ]
    high = [
        f"{CHEM.name}高处安全作业票",
        "编号：GC-20240501-001",
        ["作业申请单位", "生产一部", "作业申请时间", "2024年5月1日8时05分"],
        ["作业内容", "管廊上方支架安装", "作业高度", "6.5m", "作业级别", "Ⅱ级"],
        ["作业人", "秦岳", "监护人", "钱进"],
        ["作业负责人", "孙立群", "审批人", "郑安邦"],
        ["作业实施时间", "自2024年5月1日9时00分至2024年5月1日16时30分止"],
    ]
    space = [
        ["受限空间安全作业票"],
        ["编号：SX-20240612-002", "申请单位", FOOD.name],
        ["受限空间名称", "3号粮油罐", "作业申请时间", "2024-06-12"],
        ["作业人", "丁一鸣", "监护人", "袁晓东"],
        ["分析人", "蒋文静", "氧含量", "20.8%"],
        ["作业实施时间", "2024-06-12 13:00 至 2024-06-12 17:00"],
        ["审批人", "马永福", "验收人", "袁晓东"],
    ]
    old = [
        "临时用电安全作业证",
        "作业证编号：LD-2016-044",
        "申请单位：宏川机械     申请人：罗小虎",
        "用电地点：新建喷涂间    工作电压：380V",
        "电工：田大勇    监护人：罗小虎",
        "批准人：罗守成    2016年3月7日",
    ]
    scaffold = [
        ["脚手架搭设作业票"],
        ["票号", "JSJ-2024-017"],
        ["单位", SITE.name, "日期", "2024-07-02"],
        ["作业人员", "贺长林、尹志强", "监护人", "潘德海"],
        ["作业负责人", "潘德海", "审批人", "方文涛"],
    ]
    return [
        Sample(
            "动火安全作业票DH-20240501-003",
            "docx",
            Content(body=hot),
            "动火票：单位写在题名前；关联票号；外来作业单位不是归户单位",
            (CHEM.name,),
            "work-ticket",
            "DH-20240501-003",
            "2024-05-01",
            people=(("秦岳", "operator"), ("钱进", "guardian"), ("郑安邦", "approver"), ("蒋文静", "analyst")),
            links=(("ticket", "GC-20240501-001"),),
        ),
        Sample(
            "高处作业票",
            "html",
            Content(body=high, subject="高处安全作业票"),
            "被动火票引用的票",
            (CHEM.name,),
            "work-ticket",
            "GC-20240501-001",
            "2024-05-01",
            people=(("秦岳", "operator"), ("郑安邦", "approver")),
        ),
        Sample(
            "受限空间票SX-20240612-002",
            "xlsx",
            Content(body=space, sheet="受限空间"),
            "表格里的作业票，日期是表格日期",
            (FOOD.name,),
            "work-ticket",
            "SX-20240612-002",
            "2024-06-12",
            people=(("丁一鸣", "operator"), ("袁晓东", "guardian"), ("马永福", "approver")),
        ),
        Sample(
            f"{MACHINE.name}/作业票/临时用电作业证",
            "gbk",
            Content(body=old),
            "旧版“作业证”，GBK 文本，单位以简称填写",
            (MACHINE.name,),
            "work-ticket",
            "LD-2016-044",
            "2016-03-07",
            people=(("田大勇", "operator"), ("罗守成", "approver")),
        ),
        Sample(
            "滨河新城二期工地/作业票/脚手架搭设作业票",
            "xlsx",
            Content(body=scaffold, sheet="脚手架"),
            "标准之外的脚手架票；文件夹名不是登记名，按表单归户",
            (SITE.name,),
            "work-ticket",
            "JSJ-2024-017",
            "2024-07-02",
            people=(("潘德海", "guardian"), ("方文涛", "approver")),
        ),
    ]


def _duty() -> list[Sample]:
    log = [
        f"{MINE.name}值班日志",
        ["值班日期", "2024年5月18日", "班次", "夜班", "天气", "小雨"],
        ["带班领导", "石磊", "值班人员", "冯小军、余波"],
        ["值班情况", "二十三时井下排水泵房巡查一次，水位正常；其余时段无异常。"],
        ["交班人", "冯小军", "接班人", "卢建平"],
    ]
    shift = [
        "领导带班下井记录",
        f"单位：{MINE.name}",
        "带班领导：石磊    带班日期：2024年5月20日",
        "下井时间：7时40分    升井时间：15时35分",
        "检查路线：主井—北翼大巷—四采区",
        "发现问题及处理：四采区一处照明损坏，当班已更换。",
        "记录人：余波",
    ]
    handover = [
        "交接班记录",
        ["单位", FOOD.name],
        ["日期", "2024-06-01", "班次", "白班"],
        ["交班人", "丁一鸣", "接班人", "袁晓东"],
        ["交接事项", "2号输送机轴承有异响，已报修"],
    ]
    roster = [
        ["澄湖市金穗粮油食品有限公司2024年6月值班表"],
        ["日期", "带班领导", "值班人员", "电话"],
        ["6月1日", "马永福", "丁一鸣", "0999-5550606"],
        ["6月2日", "邓雪梅", "袁晓东", "0999-5550606"],
        ["制表人", "邓雪梅", "制表日期", "2024-05-28"],
    ]
    return [
        Sample(
            "值班日志0518",
            "docx",
            Content(body=log),
            "值班日志，单位在题名前",
            (MINE.name,),
            "duty-log",
            None,
            "2024-05-18",
            people=(("石磊", "duty_leader"), ("冯小军", "on_duty"), ("余波", "on_duty"), ("卢建平", "handover_to")),
        ),
        Sample(
            f"{MINE.code}/值班日志/带班下井记录",
            "txt",
            Content(body=shift),
            "文件夹用信用代码命名",
            (MINE.name,),
            "duty-log",
            None,
            "2024-05-20",
            people=(("石磊", "duty_leader"), ("余波", "recorder")),
        ),
        Sample(
            "金穗粮油/交接班记录",
            "csv",
            Content(body=handover),
            "文件夹用简称（登记的别名）",
            (FOOD.name,),
            "duty-log",
            None,
            "2024-06-01",
            people=(("丁一鸣", "handover_from"), ("袁晓东", "handover_to")),
        ),
        Sample(
            "2024年6月值班表",
            "xlsx",
            Content(body=roster, sheet="值班表"),
            "排班表",
            (FOOD.name,),
            "duty-log",
            None,
            "2024-05-28",
            people=(("邓雪梅", "recorder"),),
        ),
    ]


def _basic_and_risk() -> list[Sample]:
    licence = [
        "营业执照",
        f"统一社会信用代码：{SNACK.code}",
        f"名称：{SNACK.name}",
        "类型：个体工商户",
        "经营者：白春生",
        "经营场所：云岭县城关镇南街21号",
        "登记机关：云岭县市场监督管理局",
        "2021年3月15日",
    ]
    profile = [
        ["企业安全生产基本情况表"],
        ["单位名称", FOOD.name],
        ["统一社会信用代码", FOOD.code],
        ["法定代表人", "马永福", "安全负责人", "邓雪梅"],
        ["从业人员数", "86"],
        ["填表日期", "2024-01-10"],
    ]
    appoint = [
        BUILDER.name,
        "关于成立安全生产领导小组的通知",
        "鼎筑安〔2024〕3号",
        "公司各部门、各项目部：",
        "为加强安全生产管理，经研究决定成立公司安全生产领导小组，方文涛任组长，潘德海任副组长。",
        BUILDER.name,
        "2024年2月20日",
    ]
    licence2 = [
        "安全生产许可证",
        "编号：（澄）FM安许证字〔2023〕0019",
        f"单位名称：{MINE.name}",
        "主要负责人：石磊",
        "有效期：2023年8月1日至2026年7月31日",
        "发证机关：澄湖市应急管理局",
        "发证日期：2023年7月28日",
    ]
    lec = [
        [f"{MACHINE.name}作业条件危险性分析表"],
        ["分析人", "罗小虎", "分析日期", "2024-03-05"],
        ["作业活动", "潜在危害", "L", "E", "C", "D", "风险等级"],
        ["打磨", "砂轮碎片飞出", "3", "6", "3", "54", "低风险"],
        ["冲压", "挤压手指", "3", "6", "7", "126", "一般风险"],
        ["审核人", "罗守成"],
    ]
    register = [
        [f"{CHEM.name}安全风险分级管控清单"],
        ["编制日期", "2024-02-28", "编制人", "吴国栋"],
        ["风险点", "风险等级", "管控措施", "管控层级"],
        ["甲苯储罐区", "较大风险", "紧急切断、气体检测、双人巡检", "公司级"],
        ["二车间反应釜", "一般风险", "温度联锁、岗位巡检", "车间级"],
    ]
    major = [
        "危险化学品重大危险源备案登记表",
        f"填报单位：{CHEM.name}",
        f"统一社会信用代码：{CHEM.code}",
        "重大危险源名称：甲苯储罐区    级别：三级",
        "主要负责人：周启航",
        "填表日期：2023年11月6日",
    ]
    card = [
        "岗位风险告知卡",
        "单位：青石湾矿业    岗位：爆破工",
        "主要风险：冒顶片帮、物体打击、爆炸",
        "应急处置：立即撤离并报告值班室",
        "编制日期：2024年4月9日",
    ]
    return [
        Sample(
            "营业执照-老槐树",
            "pdf",
            Content(body=licence),
            "个体工商户的营业执照，按信用代码归户",
            (SNACK.name,),
            "basic-info",
            None,
            "2021-03-15",
            people=(("白春生", "legal_rep"),),
            facts={"code": SNACK.code},
        ),
        Sample(
            "企业基本情况表",
            "xlsx",
            Content(body=profile, sheet="基本情况"),
            "一企一档首页",
            (FOOD.name,),
            "basic-info",
            None,
            "2024-01-10",
            people=(("马永福", "legal_rep"), ("邓雪梅", "safety_head")),
        ),
        Sample(
            f"{BUILDER.name}/基本情况/成立领导小组的通知",
            "docx",
            Content(body=appoint),
            "机构任命文件",
            (BUILDER.name,),
            "basic-info",
            "鼎筑安〔2024〕3号",
            "2024-02-20",
        ),
        Sample(
            "安全生产许可证",
            "docx",
            Content(body=licence2),
            "许可证：发证机关不是归户单位",
            (MINE.name,),
            "basic-info",
            "（澄）FM安许证字〔2023〕0019",
            "2023-07-28",
            people=(("石磊", "principal"),),
        ),
        Sample(
            f"{MACHINE.name}/风险预控/LEC分析表",
            "xlsx",
            Content(body=lec, sheet="LEC"),
            "LEC 分析表",
            (MACHINE.name,),
            "risk-control",
            None,
            "2024-03-05",
            people=(("罗小虎", "analyst"), ("罗守成", "reviewer")),
        ),
        Sample(
            "风险分级管控清单",
            "xlsx",
            Content(body=register, sheet="清单"),
            "风险清单",
            (CHEM.name,),
            "risk-control",
            None,
            "2024-02-28",
        ),
        Sample(
            "重大危险源备案登记表",
            "rtf",
            Content(body=major),
            "填报单位与信用代码一致",
            (CHEM.name,),
            "risk-control",
            None,
            "2023-11-06",
            people=(("周启航", "principal"),),
        ),
        Sample(
            "岗位风险告知卡-爆破工",
            "pptx",
            Content(body=card),
            "幻灯片上的告知卡，单位写简称",
            (MINE.name,),
            "risk-control",
            None,
            "2024-04-09",
        ),
    ]


def _extra() -> list[Sample]:
    training = [
        f"{FOOD.name}安全教育培训记录表",
        ["培训日期", "2024年4月16日", "学时", "4"],
        ["授课人", "邓雪梅", "培训内容", "粉尘防爆基本知识"],
        ["参加人员", "丁一鸣、袁晓东、马小兰"],
    ]
    card = [
        "三级安全教育卡",
        f"所在单位：{BUILDER.name}",
        "姓名：贺长林    工种：架子工",
        "教育时间：2024年6月25日",
        "厂级教育人：方文涛",
        "班组教育人：潘德海",
    ]
    drill = [
        "应急演练记录",
        f"演练单位：{CHEM.name}",
        "演练时间：2024年6月14日15时",
        "演练内容：甲苯储罐泄漏处置    总指挥：周启航",
        "记录人：吴国栋",
        "效果评价：报警及时，隔离到位，个别人员防护用品佩戴不规范。",
    ]
    hazards = [
        [f"{BUILDER.name}隐患排查治理台账"],
        ["制表日期", "2024-06-30"],
        ["序号", "隐患描述", "责任人", "计划完成", "状态"],
        ["1", "塔吊限位器失灵", "尹志强", "2024-07-05", "整改完成"],
        ["2", "临边防护缺失", "贺长林", "2024-07-03", "整改完成"],
    ]
    notice = [
        "隐患整改通知单",
        "编号：YH-2024-0031",
        f"整改单位：{SITE.name}",
        "问题：三层临边防护栏杆缺失",
        "整改期限：2024年7月6日    整改责任人：贺长林",
        "签发人：方文涛    签发日期：2024年7月3日",
    ]
    equipment = [
        [f"{FOOD.name}特种设备台账"],
        ["设备名称", "设备编号", "使用登记证号", "下次检验日期"],
        ["叉车", "CC-01", "厂内990101", "2025-03-01"],
        ["制表日期", "2024-03-20"],
    ]
    people = [
        ["特种作业人员持证台账"],
        ["填报单位", MACHINE.name, "填报日期", "2024-05-06"],
        ["姓名", "作业类别", "证号", "有效期至"],
        ["田大勇", "低压电工", "T990100000000000022", "2027-04-18"],
    ]
    accident = [
        "生产安全事故快报",
        "事故单位：云岭县青石湾矿业有限责任公司",
        "事故时间：2023年10月2日14时20分",
        "简况：运输巷矿车掉道，一人轻伤。",
        "报告人：余波",
        "报告时间：2023年10月2日14时55分",
    ]
    penalty = [
        AGENCY,
        "行政处罚决定书",
        "（澄湖）应急罚〔2024〕4号",
        f"被处罚单位：{MACHINE.name}",
        "法定代表人：罗守成",
        "违法事实：未按整改指令消除配电箱事故隐患。决定给予警告，并处罚款人民币贰万元。",
        "限于2024年8月1日前缴纳罚款。",
        f"{AGENCY}（印章）",
        "2024年7月15日",
    ]
    letter = ["安全生产目标责任书", f"责任单位：{SNACK.name}", "责任人：白春生", "签订日期：2024年1月5日"]
    meeting = [
        "班前会记录",
        "单位：滨河新城二期工地项目  （澄湖市滨河新城二期工地）",
        "日期：2024年7月2日    主持人：潘德海",
        "参加人员：贺长林、尹志强",
        "内容：脚手架搭设风险提示，检查安全带。",
    ]
    briefing = [
        "安全技术交底",
        f"单位：{BUILDER.name}",
        "交底日期：2024年7月1日",
        "交底人：方文涛    接受交底人：潘德海",
        "内容：落地式脚手架搭设顺序与连墙件设置。",
    ]
    return [
        Sample(
            "培训记录0416",
            "docx",
            Content(body=training),
            "教育培训",
            (FOOD.name,),
            "training",
            None,
            "2024-04-16",
            people=(("邓雪梅", "trainer"), ("丁一鸣", "trainee")),
        ),
        Sample(
            "三级安全教育卡-贺长林",
            "odt",
            Content(body=card),
            "三级教育卡",
            (BUILDER.name,),
            "training",
            None,
            "2024-06-25",
            people=(("方文涛", "trainer"),),
        ),
        Sample(
            "应急演练记录",
            "txt",
            Content(body=drill),
            "演练记录",
            (CHEM.name,),
            "emergency",
            None,
            "2024-06-14",
            people=(("吴国栋", "recorder"),),
        ),
        Sample(
            "鼎筑隐患台账",
            "xlsx",
            Content(body=hazards, sheet="台账"),
            "隐患台账，表头在标题行之下",
            (BUILDER.name,),
            "hazard",
            None,
            "2024-06-30",
        ),
        Sample(
            "隐患整改通知单0031",
            "pdf",
            Content(body=notice),
            "企业对工地的整改通知单",
            (SITE.name,),
            "hazard",
            "YH-2024-0031",
            "2024-07-03",
            dues=(("", "2024-07-06"),),
            people=(("贺长林", "rectifier"), ("方文涛", "approver")),
        ),
        Sample(
            "金穗特种设备台账",
            "xlsx",
            Content(body=equipment, sheet="特种设备"),
            "设备台账",
            (FOOD.name,),
            "equipment",
            None,
            "2024-03-20",
        ),
        Sample(
            "特种作业人员台账",
            "xlsx",
            Content(body=people, sheet="人员"),
            "人员证书台账",
            (MACHINE.name,),
            "certificate",
            None,
            "2024-05-06",
        ),
        Sample(
            "事故快报1002",
            "eml",
            Content(body=accident, subject="生产安全事故快报"),
            "邮件正文里的快报",
            (MINE.name,),
            "accident",
            None,
            "2023-10-02",
            people=(("余波", "reporter"),),
        ),
        Sample(
            "行政处罚决定书-4号",
            "docx",
            Content(body=penalty),
            "处罚决定",
            (MACHINE.name,),
            "enforcement-case",
            "（澄湖）应急罚〔2024〕4号",
            "2024-07-15",
            people=(("罗守成", "legal_rep"),),
        ),
        Sample(
            "目标责任书",
            "gbk",
            Content(body=letter),
            "责任书，GBK 文本",
            (SNACK.name,),
            "responsibility",
            None,
            "2024-01-05",
        ),
        Sample(
            "班前会0702",
            "txt",
            Content(body=meeting),
            "班前会；单位名在括号里写全",
            (SITE.name,),
            "shift-meeting",
            None,
            "2024-07-02",
            people=(("潘德海", "trainer"),),
        ),
        Sample(
            "脚手架安全技术交底",
            "html",
            Content(body=briefing, subject="安全技术交底"),
            "安全交底",
            (BUILDER.name,),
            "briefing",
            None,
            "2024-07-01",
            people=(("方文涛", "briefer"), ("潘德海", "briefed")),
        ),
    ]


def _hard_ones() -> list[Sample]:
    """A notice in two folders, and what stays unfiled on purpose."""
    joint = Content(
        body=[
            AGENCY,
            "关于开展夏季联合检查的通知",
            "澄应急〔2024〕38号",
            f"{CHEM.name}、{MACHINE.name}：",
            "定于近期对你们两家单位开展夏季联合检查，重点检查防雷、防汛和临时用电，请做好准备。",
            AGENCY,
            "2024年6月5日",
        ]
    )
    fifty = Content(
        body=[AGENCY, "防汛安全提示", "各生产经营单位：", "近期有持续降雨，请检查排水设施并落实值班。", "2024年6月10日"]
    )
    stranger = _record(
        SampleUnit(_code("MA9A0099"), STRANGER, "enterprise"), 21, "2024年7月9日", ["叉车作业区无标线"], "毕春雷"
    )
    wrong_folder = _record(FOOD, 22, "2024年7月10日", ["粉尘清扫记录不全"], "马永福")
    misread = Content(
        body=[
            "现场检查记录",
            "（澄湖）应急检记〔2024〕23号",
            f"统一社会信用代码：{_misread(FOOD.code)}",
            "检查时间：2024年7月11日",
            "检查情况：输送机急停按钮损坏。",
            "检查人员：顾明远、沈若水",
        ]
    )
    passing = Content(
        body=["关于叉车租赁的说明", f"我们近期向{MACHINE.name}租用叉车一台，租期两个月，特此说明。", "2024年7月12日"]
    )
    blank = Content(
        body=[
            "现场检查记录",
            "（  ）应急检记〔    〕   号",
            "被检查单位：________________",
            "检查时间：    年   月   日   时   分",
            "检查人员（签名）：________  证号：________",
        ]
    )
    february = Content(body=["值班日志", f"单位：{FOOD.name}", "值班日期：2024年2月31日", "值班人员：丁一鸣"])
    return [
        Sample(
            f"{CHEM.name}/联合检查通知",
            "docx",
            joint,
            "一份通知两家单位：同一文件也在另一家的文件夹里",
            (CHEM.name, MACHINE.name),
            "inspection",
            "澄应急〔2024〕38号",
            "2024-06-05",
            state="filed-or-duplicate",
        ),
        Sample(
            f"{MACHINE.name}/联合检查通知",
            "docx",
            joint,
            "与上一件逐字节相同：第二次收到",
            (CHEM.name, MACHINE.name),
            "inspection",
            "澄应急〔2024〕38号",
            "2024-06-05",
            state="filed-or-duplicate",
        ),
        Sample(
            f"{CHEM.name}/警示教育/防汛安全提示",
            "docx",
            fifty,
            "没有抬头单位的提示，按文件夹归户",
            (CHEM.name,),
            "publicity",
            None,
            "2024-06-10",
            alone=False,
        ),
        Sample(
            f"{FOOD.name}/警示教育/防汛安全提示",
            "docx",
            fifty,
            "同一文件发给另一家：各立一件，原件只存一份",
            (FOOD.name,),
            "publicity",
            None,
            "2024-06-10",
            alone=False,
        ),
        Sample(
            "待登记单位的检查记录",
            "docx",
            stranger,
            "有意不归档：单位尚未登记，建议登记",
            (),
            "inspection",
            "（澄湖）应急检记〔2024〕21号",
            "2024-07-09",
            state="unfiled:unregistered",
        ),
        Sample(
            f"{MACHINE.name}/日常检查/现场检查记录-22号",
            "docx",
            wrong_folder,
            "有意不归档：表单写明金穗粮油，却放在宏川机械的文件夹里",
            (),
            None,
            "（澄湖）应急检记〔2024〕22号",
            "2024-07-10",
            state="unfiled:conflict",
        ),
        Sample(
            "扫描误读的检查记录",
            "txt",
            misread,
            "有意不归档：信用代码把 0 读成 O，只作建议，不自动改",
            (),
            "inspection",
            "（澄湖）应急检记〔2024〕23号",
            "2024-07-11",
            state="unfiled:no-unit",
        ),
        Sample(
            "租赁说明",
            "docx",
            passing,
            "有意不归档：单位只是被提到",
            (),
            None,
            None,
            "2024-07-12",
            state="unfiled:no-unit",
        ),
        Sample(
            "空白现场检查记录",
            "docx",
            blank,
            "有意不归档：没有填写的空白表",
            (),
            "inspection",
            None,
            None,
            state="unfiled:no-unit",
        ),
        Sample(
            "值班日志-错误日期",
            "txt",
            february,
            "2月31日不是日期：归档，日期留空",
            (FOOD.name,),
            "duty-log",
            None,
            None,
            people=(("丁一鸣", "on_duty"),),
        ),
    ]


def _misread(code: str) -> str:
    return code.replace("0", "O", 1)


SAMPLES: tuple[Sample, ...] = (
    *_chain(),
    *_tickets(),
    *_duty(),
    *_basic_and_risk(),
    *_extra(),
    *_hard_ones(),
)
