"""Further fields, findings and links of forms, from the file to the dossier."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive.api import Archive
from archive.errors import FieldInvalid
from archive.ingest.pipeline import Intake
from archive.model.record import Record
from archive.model.selection import Selection
from archive.store import Store
from archive.testing.pool import PlainPool

CHEM, MACHINE = "云岭县第3化工有限公司", "清河市宏远机械制造有限公司"
TICKET = f"""动火安全作业票
编号：DH-20240506-003
申请单位：{CHEM}
动火级别：一级
作业时间：2024年5月6日8时00分至2024年5月6日18时00分
动火人：张伟 证书编号：T110101199001011234
监护人：李强
关联的其他特殊作业票编号：GC-20240506-001
气体分析：可燃气体：0.1% 取样时间 2024年5月6日7时50分
审批人：马腾飞
"""
ORDER = """清河市应急管理局
责令限期整改指令书
（清河）应急责改〔2024〕7号
{unit}：
2024年5月8日对你单位进行检查（（清河）应急检记〔2024〕6号），发现下列问题：
1.灭火器失效
2.安全出口堵塞
现责令你单位于2024年5月20日前整改完毕。{more}
执法人员：张伟 证号：QH1001 李强 证号：QH1002
清河市应急管理局
2024年5月9日
"""
RECHECK = """清河市应急管理局
整改复查意见书
（清河）应急复查〔2024〕5号
{unit}：
我局作出的(清河)应急责改[2024]第007号要求2024年5月20日前整改完毕。经复查，已全部整改完毕。
执法人员：张伟 证号：QH1001 李强 证号：QH1002
清河市应急管理局
2024年5月24日
"""


class Office:
    """A home with two units, into which texts are dropped."""

    def __init__(self, root: Path) -> None:
        self.home = root / "home"
        self.folder = root / "texts"
        self.folder.mkdir()
        Store.create(self.home).close()
        with Archive.open(self.home) as archive:
            for code, name in (("U1", CHEM), ("U2", MACHINE)):
                archive.register_unit(name, code=None, local=code)

    def drop(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        with Store.open(self.home) as store, Intake(store, PlainPool()) as intake:
            (receipt,) = intake.add([os.fsencode(path)])
        assert receipt.record is not None
        return receipt.record

    def record(self, reference: str) -> Record:
        with Archive.open(self.home, readonly=True) as archive:
            return archive.record(reference)

    def target(self, record: str, kind: str) -> tuple[str | None, tuple[str, ...]]:
        (link,) = (each for each in self.record(record).links if each.type == kind)
        return link.record, link.candidates


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_what_a_ticket_says_stands_on_its_record(office: Office) -> None:
    record = office.record(office.drop("票.txt", TICKET))
    details = {detail.field: detail.value for detail in record.details}
    assert details["level"] == "一级"
    assert details["valid_to"] == "2024-05-06T18:00"
    assert details["gas"] == "可燃气体 0.1 % @2024-05-06T07:50"
    told = {decision.field: decision for decision in record.placed}
    assert told["level"].confidence >= 0.9
    assert "line 4" in told["level"].reason
    (long,) = (finding for finding in record.findings if finding.code == "hot-work-too-long")
    assert (long.severity, long.clause) == ("breach", "GB 30871-2022 5.1.5")
    assert record.source == "enterprise"


def test_findings_are_counted_listed_and_never_a_refusal(office: Office) -> None:
    ticket = office.drop("票.txt", TICKET)
    right = office.drop("责改.txt", ORDER.format(unit=CHEM, more=""))
    with Archive.open(office.home, readonly=True) as archive:
        assert archive.record(ticket).state == "filed"
        assert [each.id for each in archive.records(Selection(findings=True))] == [ticket]
        assert [each.id for each in archive.records(Selection(source="government"))] == [right]
        assert archive.dossier("U1").findings == len(archive.record(ticket).findings) > 0
        assert archive.dossier("U2").findings == 0


def test_hits_are_counted_by_source(office: Office) -> None:
    office.drop("票.txt", TICKET)
    office.drop("责改.txt", ORDER.format(unit=CHEM, more=""))
    office.drop("信.txt", "张伟的来信")
    with Archive.open(office.home, readonly=True) as archive:
        (facet,) = archive.search("张伟", facets=("source",)).facets
        assert (facet.by, {each.value: each.count for each in facet.values}) == (
            "source", {"enterprise": 1, "government": 1, None: 1},
        )  # fmt: skip


def test_a_correction_touches_only_the_fields_that_it_names(office: Office) -> None:
    ticket = office.drop("票.txt", TICKET)
    with Archive.open(office.home) as archive:
        before = [detail.field for detail in archive.record(ticket).details]
        archive.describe(ticket, {"level": "二级", "gas": "氧含量 20.9 %；可燃气体 0.2 %"}, reason="票面核对")
        record = archive.describe(ticket, {"place": "二车间"}, reason="票面核对")
        details = [(detail.field, detail.value) for detail in record.details]
        assert ("level", "二级") in details
        assert [field for field, _ in details if field in {"level", "valid_from", "valid_until"}] == [
            field for field in before if field in {"level", "valid_from", "valid_until"}
        ], "each stays in its place"
        assert ("valid_from", "2024-05-06T08:00") in details
        assert [value for field, value in details if field == "gas"] == ["氧含量 20.9 %", "可燃气体 0.2 %"]
        assert ("place", "二车间") in details
        record = archive.describe(ticket, {"level": "", "gas": ""}, reason="涂改")
        assert {detail.field for detail in record.details}.isdisjoint({"level", "gas"})
        (decision,) = (each for each in record.placed if each.field == "level")
        assert (decision.value, decision.by) == ("", "person")


def test_a_source_is_one_of_six(office: Office) -> None:
    ticket = office.drop("票.txt", TICKET)
    with Archive.open(office.home) as archive:
        assert archive.describe(ticket, {"source": "媒体"}, reason="剪报").source == "media"
        with pytest.raises(FieldInvalid):
            archive.describe(ticket, {"source": "火星"}, reason="试")


def test_a_rebuilt_catalogue_knows_the_same(office: Office) -> None:
    ticket = office.drop("票.txt", TICKET)
    office.drop("责改.txt", ORDER.format(unit=CHEM, more=""))
    with Archive.open(office.home) as archive:
        archive.describe(ticket, {"level": "二级"}, reason="核对")
        before = list(archive.records())
        archive.rebuild()
        assert list(archive.records()) == before


def test_a_recheck_waits_for_its_order_also_in_another_kind_of_brackets(office: Office) -> None:
    recheck = office.drop("复查.txt", RECHECK.format(unit=CHEM))
    assert office.target(recheck, "rechecks") == (None, ())
    other = office.drop("别家责改.txt", ORDER.format(unit=MACHINE, more=""))
    assert office.target(recheck, "rechecks")[0] is None
    order = office.drop("责改.txt", ORDER.format(unit=CHEM, more=""))
    assert office.target(recheck, "rechecks")[0] == order != other


def test_an_order_points_to_its_inspection_and_a_ticket_to_another(office: Office) -> None:
    order = office.drop("责改.txt", ORDER.format(unit=CHEM, more=""))
    ticket = office.drop("票.txt", TICKET)
    inspection = office.drop(
        "检查.txt", f"现场检查记录\n(清河)应急检记[2024]6号\n被检查单位：{CHEM}\n检查时间：2024年5月8日\n检查人员：张伟"
    )
    height = office.drop(
        "高处.txt", f"高处安全作业票\n编号：GC-20240506-001\n申请单位：{CHEM}\n作业时间：2024年5月6日8时至17时"
    )
    card = office.drop(
        "证.txt", f"特种作业操作证\n姓名：张伟\n证号：T110101199001011234\n工作单位：{CHEM}\n发证日期：2020年5月6日"
    )
    assert office.target(order, "orders-from")[0] == inspection
    assert office.target(ticket, "ticket")[0] == height
    assert office.target(ticket, "certificate")[0] == card


def test_of_a_draft_and_its_signed_copy_none_is_taken_by_chance(office: Office) -> None:
    recheck = office.drop("复查.txt", RECHECK.format(unit=CHEM))
    draft = office.drop("草稿.txt", ORDER.format(unit=CHEM, more="（草稿）"))
    assert office.target(recheck, "rechecks")[0] == draft
    signed = office.drop("签字.txt", ORDER.format(unit=CHEM, more=""))
    assert office.target(recheck, "rechecks") == (None, (draft, signed))
    with Archive.open(office.home) as archive:
        archive.describe(signed, {"supersedes": draft}, reason="签字件代替草稿")
    assert office.target(recheck, "rechecks") == (signed, ())
    with Archive.open(office.home) as archive:
        archive.withdraw(signed, reason="误收")
    assert office.target(recheck, "rechecks")[0] == draft


def test_a_receipt_that_bears_the_number_of_the_order_is_not_the_order(office: Office) -> None:
    recheck = office.drop("复查.txt", RECHECK.format(unit=CHEM))
    order = office.drop("责改.txt", ORDER.format(unit=CHEM, more=""))
    note = office.drop("回执.txt", f"送达回执\n受送达人：{CHEM}\n2024年5月9日")
    with Archive.open(office.home) as archive:
        archive.describe(note, {"doc_no": "（清河）应急责改〔2024〕7号"}, reason="回执上的文号")
    assert office.target(recheck, "rechecks")[0] == order
