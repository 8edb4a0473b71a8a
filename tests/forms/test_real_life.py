"""Forms as clerks have them: spaced, merged, handwritten in part, of both eras, of agencies and of third parties."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from desk import Directory, make_unit, read

from archive.model.doc_number import doc_number_key
from archive.model.unit import UnitKind

CHEM = make_unit(1, "云岭县第3化工有限公司", "云岭三化")
MACHINE = make_unit(2, "清河市宏远机械制造有限公司")
SHOP = make_unit(3, "清河市福满多超市")
AGENCY = make_unit(9, "清河市应急管理局", kind=UnitKind.REGULATOR)
UNITS = Directory([CHEM, MACHINE, SHOP, AGENCY])
C, M = CHEM.name, MACHINE.name


@dataclass(frozen=True)
class Case:
    """A form and what must be read of it; None: the field must stay empty; "-": it is not looked at."""

    key: str
    text: str
    category: str | None = "-"
    unit: str | None = C
    number: str | None = "-"
    date: str | None = "-"
    dues: set[tuple[str, str]] | None = None
    people: set[tuple[str, str]] = field(default_factory=set)
    links: set[tuple[str, str]] = field(default_factory=set)
    details: dict[str, str] = field(default_factory=dict)
    findings: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)
    """Codes of findings that would be wrong."""
    name: str = "文件.docx"


CASES = [
    Case(
        "spaced title, underscores, footer",
        "安 全 生 产 行 政 执 法 文 书\n现 场 检 查 记 录\n（ 清 河 ） 应 急 检 记 〔 2024 〕 12 号\n"
        f"被检查单位：__{C}__  地址：__云岭县北路1号__\n检查时间：2024年5月8日9时10分至5月8日11时\n"
        "检查情况：1.配电箱未上锁。\n页脚:检查人员（签名）：张 伟、李强  证号：QH10001、QH10002    2024年5月8日",
        category="inspection",
        number="（清河）应急检记〔2024〕12号",
        date="2024-05-08",
        people={("张伟", "checker"), ("李强", "checker")},
        never={"officer-certificate-missing", "one-officer"},
    ),
    Case(
        "安监 era record",
        f"安全生产监督检查文书\n现场检查记录\n（清）安监检记字〔2015〕第7号\n被检查单位：{C}\n"
        "检查时间：二〇一五年三月五日\n检查人员（签名）：张伟 证号：A001 李强 证号：A002",
        category="inspection",
        number="（清）安监检记字〔2015〕第7号",
        date="2015-03-05",
    ),
    Case(
        "township order",
        f"清河镇安全生产监督管理站\n限期整改意见书\n安监整改〔2016督〕3号\n{C}：\n经检查发现以下问题：\n"
        "1.灭火器失效\n2.安全出口堵塞\n请于2016年6月1日前整改完毕。\n检查人员：张伟、李强\n2016年5月20日",
        category="inspection",
        date="2016-05-20",
        dues={("", "2016-06-01")},
        details={"item": "1 灭火器失效 @2016-06-01"},
    ),
    Case(
        "third party opinion",
        f"隐 患 整 改 意 见 书\n服务单位：{C}\n"
        "清河安评技术服务有限公司于2024年5月6日对你单位检查，发现下列隐患：\n1、灭火器过期\n"
        "要求2024年5月16日前完成整改。\n专家签名：张伟\n2024年5月6日",
        category="inspection",
        date="2024-05-06",
        dues={("", "2024-05-16")},
        never={"officers-missing", "one-officer"},
    ),
    Case(
        "unit named in passing",
        f"值班日志\n值班日期：2024年5月1日\n值班人员：张伟\n情况：{M}来人送货，无异常。",
        category="duty-log",
        unit=None,
        date="2024-05-01",
    ),
    Case(
        "two units in one form",
        f"责令限期整改指令书\n应急责改〔2024〕3号\n{C}：\n{M}：\n现责令你单位立即整改。\n2024年5月9日",
        category="inspection",
        unit=None,
    ),
    Case(
        "two addressees",
        f"现场检查记录\n被检查单位：{C}\n被检查单位：{M}\n检查时间：2024年5月8日",
        category="inspection",
        unit=None,
    ),
    Case(
        "31 February",
        f"现场检查记录\n被检查单位：{C}\n检查时间：2024年2月31日",
        category="inspection",
        date=None,
        findings={"day-does-not-exist"},
    ),
    Case(
        "30 February in numerals",
        f"值班记录\n单位：{C}\n值班日期：二〇二四年二月三十日\n值班人：张伟",
        category="duty-log",
        date=None,
    ),
    Case(
        "printed blank order",
        "责令限期整改指令书\n（   ）应急责改〔    〕   号\n________：\n经查，你单位存在下列问题：\n"
        "被检查单位负责人（签名）：____ 证号：____\n执法人员（签名）：____ 证号：____\n整改期限：____\n"
        "    年    月    日",
        category="inspection",
        unit=None,
        number=None,
        date=None,
        dues=set(),
        findings={"form-blank"},
        never={"number-missing", "officers-missing"},
    ),
    Case(
        "printed blank ticket",
        "动火安全作业票\n编号：\n作业申请单位||作业申请时间|年 月 日 时 分\n"
        "作业内容||动火级别|□特级 □一级 □二级\n动火人||监护人|\n"
        "动火作业实施时间|自 年 月 日 时 分始至 年 月 日 时 分止\n审批人||验收人|",
        category="work-ticket",
        unit=None,
        number=None,
        date=None,
        findings={"form-blank"},
        never={"guardian-missing"},
    ),
    Case(
        "footer with signatures only",
        f"责令限期整改指令书\n（清河）应急责改〔2024〕8号\n{C}：\n经查，你单位存在下列问题：\n1.未培训；\n"
        "现责令你单位于2024年6月1日前整改完毕。\n页脚:执法人员（签名）：张伟  证号：B1001\n"
        "页脚:            李强  证号：B1002\n页脚:清河市应急管理局（印章）\n页脚:2024年5月20日",
        category="inspection",
        date="2024-05-20",
        dues={("", "2024-06-01")},
        people={("张伟", "inspector"), ("李强", "inspector")},
        never={"one-officer"},
    ),
    Case(
        "label and value in one merged cell",
        f"现场检查记录\n被检查单位 {C}\t地址 云岭县北路1号\n检查时间 2024年5月8日\t检查场所 一车间\n"
        "检查人员 张伟 李强\t证号 A1001 A1002",
        category="inspection",
        date="2024-05-08",
        people={("张伟", "checker"), ("李强", "checker")},
    ),
    Case(
        "values beneath labels in columns",
        f"动火安全作业票\n编号|作业申请单位|作业申请时间\nDH-20240501-003|{C}|2024年5月1日8时\n"
        "动火级别|动火人|监护人\n二级|张伟|李强",
        category="work-ticket",
        number="DH-20240501-003",
        date="2024-05-01",
        people={("张伟", "operator"), ("李强", "guardian")},
        details={"level": "二级"},
    ),
    Case(
        "value on the next line",
        f"整改复查意见书\n（清河）应急复查〔2024〕9号\n被复查单位：\n{C}\n复查意见：\n上述隐患均已整改完毕。\n"
        "复查日期：2024年6月3日",
        category="recheck",
        date="2024-06-03",
        details={"conclusion": "合格"},
    ),
    Case(
        "以下空白",
        f"现场检查记录\n被检查单位：{C}\n检查时间：2024年5月8日\n检查情况：\n1.护栏缺失\n（以下空白）\n以下空白",
        category="inspection",
        details={"item": "1 护栏缺失"},
    ),
    Case(
        "handwriting placeholders",
        f"现场检查记录\n被检查单位：{C}\n检查时间：2024年5月8日\n检查人员（手签）：【手写签名】\n"
        "被检查单位现场负责人：（手写）\n见证人：/",
        category="inspection",
        date="2024-05-08",
    ),
    Case(
        "Chinese numerals",
        f"责令限期整改指令书\n{C}：\n现责令你单位于二〇二四年三月二十日前整改完毕。\n清河市应急管理局\n"
        "二〇二四年三月五日",
        category="inspection",
        date="2024-03-05",
        dues={("", "2024-03-20")},
    ),
    Case(
        "○ for zero",
        f"整改复查意见书\n{C}：\n复查合格。\n二○一六年十二月三十一日",
        category="recheck",
        date="2016-12-31",
    ),
    Case(
        "fifteen days from receipt",
        f"限期整改通知书\n{C}：\n请自收到之日起15日内整改完毕。\n清河镇人民政府\n2024年5月9日",
        category="inspection",
        dues={("", "2024-05-24")},
    ),
    Case(
        "working days",
        f"责令改正通知书\n{C}：\n责令你单位在5个工作日内改正。\n清河市应急管理局\n2024年5月9日",
        category="inspection",
        dues={("", "2024-05-16")},
    ),
    Case(
        "days in words",
        f"责令整改通知书\n{C}：\n限三十日内整改到位。\n清河市应急管理局\n2024年5月1日",
        category="inspection",
        dues={("", "2024-05-31")},
    ),
    Case(
        "remedy is no deadline",
        f"责令限期整改指令书\n{C}：\n现责令你单位立即整改。\n"
        "如不服，可在收到之日起60日内申请复议，6个月内起诉。\n2024年5月9日",
        category="inspection",
        dues=set(),
        findings={"deadline-missing"},
    ),
    Case(
        "deadline before the date",
        f"责令限期整改指令书\n{C}：\n现责令你单位于2024年4月1日前整改完毕。\n清河市应急管理局\n2024年5月9日",
        category="inspection",
        findings={"deadline-before-date"},
    ),
    Case(
        "order older than its inspection",
        f"责令限期整改指令书\n{C}：\n"
        "2024年5月12日对你单位进行检查时发现隐患，现责令于2024年6月1日前整改完毕。\n清河市应急管理局\n"
        "2024年5月9日",
        category="inspection",
        findings={"order-before-inspection"},
    ),
    Case(
        "recheck sixteen days after the term",
        f"整改复查意见书\n（清河）应急复查〔2024〕5号\n{C}：\n"
        "本机关于2024年5月9日作出了责令限期整改的决定（（清河）应急责改〔2024〕7号），整改期限至2024年5月20日。"
        "经复查，已整改完毕。\n清河市应急管理局\n2024年6月5日",
        category="recheck",
        dues=set(),
        links={("rechecks", "（清河）应急责改〔2024〕7号")},
        findings={"recheck-late"},
        never={"deadline-before-date", "recheck-before-order"},
    ),
    Case(
        "recheck on the tenth day",
        f"整改复查意见书\n（清河）应急复查〔2024〕5号\n{C}：\n"
        "（清河）应急责改〔2024〕7号要求于2024年5月20日前整改完毕。经复查，已整改完毕。\n清河市应急管理局\n"
        "2024年5月30日",
        category="recheck",
        never={"recheck-late"},
    ),
    Case(
        "recheck before its order",
        f"整改复查意见书\n（清河）应急复查〔2024〕5号\n{C}：\n"
        "我局于2024年5月19日下达了应急责改〔2024〕7号。经复查，已整改完毕。\n清河市应急管理局\n2024年5月10日",
        category="recheck",
        findings={"recheck-before-order"},
    ),
    Case(
        "recheck that names no order",
        f"清河市应急管理局\n整改复查意见书\n{C}：\n经复查，已全部整改到位。\n2024年5月10日",
        category="recheck",
        findings={"number-missing", "recheck-names-no-order"},
    ),
    Case(
        "one officer only",
        f"清河市应急管理局\n现场检查记录\n应急检记〔2024〕3号\n被检查单位：{C}\n检查时间：2024年5月8日\n"
        "检查人员：张伟 证号：QH1001",
        category="inspection",
        findings={"one-officer"},
    ),
    Case(
        "refusal to sign",
        f"清河市应急管理局\n现场检查记录\n应急检记〔2024〕3号\n被检查单位：{C}\n检查时间：2024年5月8日\n"
        "检查人员：张伟、李强\n被检查单位负责人拒绝签字",
        category="inspection",
        never={"one-officer", "site-head-missing"},
    ),
    Case(
        "own check needs no officers",
        f"安全生产检查记录\n单位：{C}\n检查日期：2024年5月8日\n检查人：张伟",
        category="inspection",
        never={"number-missing", "officer-certificate-missing", "one-officer"},
    ),
    Case(
        "hot work of ten hours",
        f"动火安全作业票\n编号：DH-1001\n申请单位：{C}\n动火级别：一级\n"
        "作业时间：2024年5月6日8时00分至2024年5月6日18时00分\n监护人：李强",
        category="work-ticket",
        details={"level": "一级", "valid_from": "2024-05-06T08:00", "valid_to": "2024-05-06T18:00"},
        findings={"gas-missing", "hot-work-too-long"},
    ),
    Case(
        "hot work of eight hours",
        f"动火安全作业票\n编号：DH-1001\n申请单位：{C}\n动火级别：一级\n作业时间：2024年5月6日8时至16时",
        category="work-ticket",
        never={"hot-work-too-long"},
    ),
    Case(
        "hot work of 2014",
        f"动火安全作业证\n编号：DH-1001\n申请单位：{C}\n动火级别：特殊动火\n申请时间：2018年5月7日\n"
        "作业时间：2018年5月7日8时至2018年5月7日20时",
        category="work-ticket",
        details={"level": "特级"},
        findings={"hot-work-too-long"},
        never={"old-ticket-wording"},
    ),
    Case(
        "second level of three days",
        f"二级动火安全作业票\n编号：DH-1001\n申请单位：{C}\n作业时间：2024年5月6日8时至2024年5月9日8时",
        category="work-ticket",
        details={"level": "二级"},
        never={"hot-work-too-long"},
    ),
    Case(
        "second level on a Sunday",
        f"动火安全作业票\n编号：DH-1001\n申请单位：{C}\n动火级别：二级\n作业时间：2024年5月5日8时至16时",
        category="work-ticket",
        findings={"level-not-raised"},
    ),
    Case(
        "special level",
        f"特级动火安全作业票\n编号：DH-1001\n申请单位：{C}\n作业时间：2024年5月6日8时至15时",
        category="work-ticket",
        findings={"hot-work-plan-not-seen", "video-not-seen"},
    ),
    Case(
        "gas too high and sampled too early",
        f"动火安全作业票\n编号：DH-1001\n申请单位：{C}\n动火级别：一级\n作业时间：2024年5月6日8时至15时\n"
        "取样时间|代表性气体|分析结果（%）|分析人\n2024年5月6日7时10分|甲苯|0.3|张伟",
        category="work-ticket",
        details={"gas": "甲苯 0.3 % @2024-05-06T07:10"},
        findings={"combustible-too-high", "gas-sample-too-early"},
        never={"gas-missing"},
    ),
    Case(
        "gas right for its explosive limit",
        f"动火安全作业票\n编号：DH-1001\n申请单位：{C}\n动火级别：一级\n作业时间：2024年5月6日8时至15时\n"
        "气体分析：甲烷：0.3% 取样时间 2024年5月6日7时50分",
        category="work-ticket",
        never={"combustible-too-high", "gas-sample-after-start", "gas-sample-too-early"},
    ),
    Case(
        "printed limits are no readings",
        f"受限空间安全作业票\n编号：SX-1\n申请单位：{C}\n合格标准：氧含量19.5%～21%，可燃气体≤0.5%\n"
        "作业时间：2024年5月6日8时至15时",
        category="work-ticket",
        findings={"gas-missing"},
        never={"combustible-too-high", "oxygen-out-of-range"},
    ),
    Case(
        "oxygen too low in a confined space",
        f"有限空间作业审批表\n编号：SX-1\n申请单位：{C}\n作业时间：2024年5月6日8时至2024年5月7日9时\n"
        "检测时间|氧含量%|可燃气体%LEL|硫化氢ppm\n2024-05-06 07:45|18.2|0|0",
        category="work-ticket",
        findings={"confined-space-too-long", "gas-records-too-few", "oxygen-out-of-range"},
    ),
    Case(
        "oxygen under the older standard",
        f"受限空间安全作业证\n编号：SX-1\n申请单位：{C}\n申请时间：2018年5月7日\n"
        "氧含量：18.2% 取样时间：2018年5月7日8时",
        category="work-ticket",
        never={"oxygen-out-of-range"},
    ),
    Case(
        "height and level",
        f"高处安全作业票\n编号：GC-1\n申请单位：{C}\n作业高度：16m\n作业级别：Ⅱ级\n"
        "作业时间：2024年5月6日至2024年5月20日",
        category="work-ticket",
        details={"height": "16", "level": "二级"},
        findings={"height-level-wrong", "height-work-too-long"},
    ),
    Case(
        "height at the border",
        f"高处安全作业票\n编号：GC-1\n申请单位：{C}\n作业高度（m）：15\n作业级别：Ⅱ级",
        category="work-ticket",
        never={"height-level-wrong"},
    ),
    Case(
        "lifting level",
        f"吊装安全作业票\n编号：QZ-1\n申请单位：{C}\n吊物质量（t）：45\n作业级别：三级\n申请时间：2024年5月6日",
        category="work-ticket",
        details={"mass": "45"},
        findings={"lifting-level-wrong"},
    ),
    Case(
        "temporary power",
        f"临时用电安全作业票\n编号：LS-1\n申请单位：{C}\n用电时间：2024年5月1日8时至2024年6月10日8时",
        category="work-ticket",
        findings={"power-too-long"},
    ),
    Case(
        "two blind plates",
        f"盲板抽堵安全作业票\n编号：MB-1\n申请单位：{C}\n申请时间：2024年5月6日\n盲板编号：MB01、MB02",
        category="work-ticket",
        findings={"blind-plates-several"},
    ),
    Case(
        "guardian works himself",
        f"动火安全作业票\n编号：DH-1\n申请单位：{C}\n申请时间：2024年5月6日\n动火人：张伟、李强\n监护人：李强",
        category="work-ticket",
        findings={"guardian-is-operator"},
    ),
    Case(
        "old wording",
        f"受限空间作业证\n编号：SX-1\n申请单位：{C}\n申请时间：2024年5月6日",
        category="work-ticket",
        findings={"old-ticket-wording"},
    ),
    Case(
        "approved before asked for",
        f"动火安全作业票\n编号：DH-1\n申请单位：{C}\n申请时间：2024年5月6日10时\n审批时间：2024年5月6日9时",
        category="work-ticket",
        findings={"ticket-times-out-of-order"},
    ),
    Case(
        "scaffolding",
        f"脚手架搭设作业票\n编号：JSJ-1\n申请单位：{C}\n搭设高度：30米\n搭设人员：张伟\n"
        "作业时间：2024年5月6日8时至2024年5月6日18时",
        category="work-ticket",
        details={"height": "30"},
        findings={"scaffold-acceptance-missing", "scaffold-erector-certificate", "scaffold-plan-not-seen"},
        never={"gas-missing"},
    ),
    Case(
        "scaffolding accepted",
        f"脚手架验收单\n编号：JSJ-1\n使用单位：{C}\n脚手架高度：10m\n验收结论：验收合格\n验收人：张伟\n"
        "验收日期：2024年5月6日",
        category="work-ticket",
        never={"scaffold-acceptance-missing", "scaffold-plan-not-seen"},
    ),
    Case(
        "a recheck of a ticket register is no ticket",
        f"动火作业台账\n单位：{C}\n日期：2024年5月6日",
        category="work-ticket",
        never={"gas-missing", "guardian-missing", "number-missing"},
    ),
    Case(
        "LEC rows",
        f"作业条件危险性评价表\n单位：{C}\n评价日期：2024年5月6日\n序号|作业活动|L|E|C|D|风险等级\n"
        "1|动火|3|6|7|126|一般\n2|吊装|3|6|15|200|较大\n3|登高|6|6|15|540|低",
        category="risk-control",
        findings={"risk-level-unusual", "risk-product-wrong"},
    ),
    Case(
        "LEC rows that are right",
        f"作业条件危险性评价表\n单位：{C}\n评价日期：2024年5月6日\n"
        "序号|作业活动|可能性L|暴露E|后果C|D=L×E×C\n1|动火|0.5|3|7|10.5",
        category="risk-control",
        never={"risk-product-wrong"},
    ),
    Case(
        "penalty in capitals",
        f"行政处罚决定书\n（清河）应急罚〔2024〕3号\n被处罚单位：{C}\n"
        "依据第九十七条，处十万元以下的罚款。决定给予罚款人民币伍万元整（¥50000.00）的行政处罚。\n"
        "清河市应急管理局（印章）\n2024年5月9日",
        category="enforcement-case",
        date="2024-05-09",
        details={"penalty": "50000"},
    ),
    Case(
        "penalties with a total",
        f"行政处罚决定书（单位）\n应急罚〔2024〕4号\n被处罚单位：{C}\n"
        "一、处罚款1万元；二、处罚款2.5万元。决定合并处罚款人民币3.5万元。\n2024年5月9日",
        category="enforcement-case",
        details={"penalty": "35000"},
    ),
    Case(
        "hearing within three days",
        f"行政处罚听证告知书\n应急听告〔2024〕1号\n{C}：\n"
        "如要求听证，请在收到本告知书之日起三日内提出听证申请。\n清河市应急管理局\n2024年5月9日",
        category="enforcement-case",
        findings={"hearing-term-outdated"},
    ),
    Case(
        "hearing in the older law",
        f"行政处罚听证告知书\n安监听告〔2015〕1号\n{C}：\n"
        "如要求听证，请在收到本告知书之日起三日内提出听证申请。\n清河市安全生产监督管理局\n2015年5月9日",
        category="enforcement-case",
        never={"hearing-term-outdated"},
    ),
    Case(
        "wrong credit code",
        f"现场检查记录\n被检查单位：{C}\n统一社会信用代码：91990100000000019X\n检查时间：2024年5月8日",
        category="inspection",
        findings={"credit-code-wrong"},
    ),
    Case(
        "shift and weather",
        f"值班日志\n单位：{C}\n值班日期：2024年5月1日 天气：晴\n班次：☑白班 □夜班\n值班人：张伟\n"
        "交班人：李强  接班人：李强",
        category="duty-log",
        details={"shift": "白班", "weather": "晴"},
        findings={"handover-to-oneself"},
    ),
    Case(
        "training hours",
        f"安全培训记录\n单位：{C}\n培训时间：2024年5月6日8:30-11:30  学时：4\n授课人：张伟",
        category="training",
        date="2024-05-06",
        details={"hours": "4", "period_from": "2024-05-06T08:30", "period_to": "2024-05-06T11:30"},
    ),
    Case(
        "publicity and its audience",
        f"警示教育活动记录\n单位：{C}\n活动时间：2024年6月16日\n活动对象：学校师生、社区居民",
        category="publicity",
        details={"audience": "学校、社区"},
    ),
    Case(
        "certificate term",
        "特种作业操作证\n姓名：张伟\n证号：T110101199001011234\n初领日期：2020年5月6日\n"
        f"有效期限：2020年5月6日至2026年5月5日\n工作单位：{C}",
        category="certificate",
        details={"valid_to": "2026-05-05"},
        never={"certificate-too-long"},
    ),
    Case(
        "certificate of ten years",
        "特种作业操作证\n姓名：张伟\n证号：T110101199001011234\n发证日期：2020年5月6日\n"
        f"有效期限：2020年5月6日至2030年5月5日\n工作单位：{C}",
        category="certificate",
        findings={"certificate-too-long"},
    ),
    Case(
        "seizure of forty days",
        f"查封扣押决定书\n应急查扣〔2024〕1号\n{C}：\n查封扣押期限：2024年5月1日至2024年6月10日\n"
        "清河市应急管理局\n2024年5月1日",
        category="inspection",
        findings={"seizure-too-long"},
    ),
    Case(
        "day of tomorrow",
        f"现场检查记录\n被检查单位：{C}\n检查时间：2031年5月8日",
        category="inspection",
        findings={"date-in-future"},
    ),
    Case(
        "roster with period",
        f"领导带班值班表\n单位：{C}\n值班周期：2024年5月1日至2024年5月31日\n制表日期：2024年4月28日",
        category="duty-log",
        date="2024-04-28",
        details={"period_from": "2024-05-01", "period_to": "2024-05-31"},
    ),
    Case(
        "extension to a later day",
        "延期整改申请书\n清河市应急管理局：\n"
        f"应急责改〔2024〕7号要求于2024年5月20日前整改完毕，因设备未到，申请延期至2024年6月20日。\n{C}\n"
        "2024年5月15日",
        category="recheck",
        dues={("", "2024-06-20")},
        links={("extends", "应急责改〔2024〕7号")},
    ),
    Case(
        "full-width digits",
        f"现场检查记录\n（清河）应急检记〔２０２４〕１２号\n被检查单位：{C}\n检查时间：２０２４年５月８日",
        category="inspection",
        number="（清河）应急检记〔2024〕12号",
        date="2024-05-08",
    ),
    Case(
        "letterhead above",
        f"{C}\n班前会记录\n会议时间：2024年5月6日\n主持人：张伟",
        category="shift-meeting",
        date="2024-05-06",
    ),
    Case(
        "a circular that quotes a title",
        "清河市应急管理局\n关于报送材料的通知\n请将责令限期整改指令书和整改复查意见书各报一份。\n2024年5月6日",
        category=None,
        unit=None,
    ),
    Case(
        "a letter about a contract",
        f"采购合同\n甲方：{C}\n乙方：{M}\n2024年5月6日",
        category=None,
        unit=None,
    ),
    Case(
        "a homework sheet",
        "数学作业\n姓名：张伟\n班级：三年级二班",
        category=None,
        unit=None,
    ),
    Case(
        "a law in articles",
        "清河市现场检查管理规定\n第一条 为了规范现场检查，执法人员应当出示证件。\n"
        "第二条 本市行政区域内适用本规定。\n第三条 检查人员：不少于两人。",
        category=None,
        unit=None,
    ),
    Case(
        "an invoice",
        f"电子发票\n购买方名称：{C}\n销售方名称：{M}\n开票日期：2024年5月6日",
        category=None,
        unit=None,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_a_form_of_real_life(case: Case) -> None:
    found = read(case.text, UNITS, case.name)
    assert found.unit == case.unit
    if case.category != "-":
        assert found.category == case.category
    if case.number != "-":
        assert doc_number_key(found.field("doc_no") or "") == doc_number_key(case.number or "")
    if case.date != "-":
        assert found.field("date") == case.date
    assert case.dues is None or found.dues == case.dues
    assert case.people <= {(name, role) for name, role, _ in found.people}
    links = {(kind, doc_number_key(number)) for kind, number in found.links}
    assert {(kind, doc_number_key(number)) for kind, number in case.links} <= links
    for name, value in case.details.items():
        assert value in [p.value for p in found.description.proposals if p.field == name and p.confidence >= 0.9]
    codes = {finding.code for finding in found.description.findings}
    assert case.findings <= codes
    assert not case.never & codes


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 60
