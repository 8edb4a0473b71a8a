"""Hidden dangers from their papers: item by item, as of a day, with everything that comes in the wrong order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from archive.access.hazards import closing_rates
from archive.api import Archive
from archive.errors import FieldInvalid, HazardUnknown, ReasonMissing, RuleUnknown
from archive.ingest.duties import Wish
from archive.model.hazard import STATES, Hazard

from .conftest import OTHER, UNIT, order, recheck

Give = Callable[[str, str], str]


def by_item(archive: Archive, on: str) -> dict[str, Hazard]:
    return {each.item: each for each in archive.hazards(on=on)}


def test_each_item_has_its_own_way(archive: Archive, give: Give) -> None:
    record = give("责改", order())
    first = "1. 配电箱已上锁，整改合格；\n3. 消防通道仍有杂物，不合格，责令于2024年6月5日前整改完毕。\n"
    first += "第2项期限未到，未复查。"
    give("复查一", recheck(first, "2024年5月22日"))
    assert archive.hazards(on="2024-05-06") == (), "what is dated later had not happened"
    before = by_item(archive, "2024-05-21")
    assert {item: (each.state, each.due) for item, each in before.items()} == {
        "1": ("registered", "2024-05-20"), "2": ("registered", "2024-06-10"), "3": ("registered", "2024-05-20"),
    }  # fmt: skip
    assert before["1"].overdue
    assert before["1"].late == 1
    after = by_item(archive, "2024-05-22")
    assert (after["1"].open, after["1"].closed_on, after["1"].late) == (False, "2024-05-22", 2)
    assert (after["2"].open, after["2"].due, after["2"].turns[0].kind) == (True, "2024-06-10", "unclear")
    assert (after["3"].open, after["3"].due, after["3"].first_due) == (True, "2024-06-05", "2024-05-20")
    give("复查二", recheck("第2项、第3项均已整改完毕，合格。", "2024年6月4日"))
    done = by_item(archive, "2024-06-04")
    assert [each.open for each in done.values()] == [False, False, False]
    assert done["3"].late == 0, "within the term that the failed recheck set"
    assert {step.how for step in done["3"].steps if step.state == "closed"} == {"recheck"}
    assert done["1"].id == f"z-{record}-1"


def test_a_later_failed_recheck_opens_it_again(archive: Archive, give: Give) -> None:
    give("责改", order())
    give("复查一", recheck("经复查，第1、2、3项均已整改完毕，合格。", "2024年5月19日"))
    assert not any(each.open for each in archive.hazards(on="2024-05-31"))
    give("复查二", recheck("第3项未整改，不合格，责令于2024年7月1日前整改完毕。", "2024年6月19日"))
    assert [each.item for each in archive.hazards(on="2024-06-30") if each.open] == ["3"]
    assert by_item(archive, "2024-07-02")["3"].overdue


def test_a_recheck_before_its_order_does_not_count_and_one_without_an_order_waits(archive: Archive, give: Give) -> None:
    early = give("复查", recheck("经复查，第1、2、3项均已整改完毕，合格。", "2024年5月2日"))
    assert archive.record(early).links[0].record is None
    give("责改", order())
    assert archive.record(early).links[0].record is not None
    told = archive.hazards(on="2024-06-01")
    assert all(each.open and each.problems == ("recheck-before-order",) for each in told)


def test_of_two_orders_with_one_number_neither_is_closed_by_chance(archive: Archive, give: Give) -> None:
    give("责改", order(body="1. 灭火器过期。\n现责令你单位于2024年5月20日前整改完毕。"))
    give("责改二", order(body="1. 护栏缺失。\n现责令你单位于2024年5月25日前整改完毕。", day="2024年5月9日"))
    give("复查", recheck("第1项已整改完毕，合格。", "2024年5月19日"))
    told = archive.hazards(on="2024-06-01")
    assert [(each.open, each.problems) for each in told] == [(True, ("number-shared",))] * 2


def test_items_without_numbers_are_one_danger(archive: Archive, give: Give) -> None:
    give("责改", order(body="存在消防通道堵塞等问题，现责令你单位于2024年5月20日前整改完毕。"))
    give("复查", recheck("已全部整改完毕，合格。", "2024年5月18日"))
    (told,) = archive.hazards(on="2024-05-18")
    assert (told.item, told.open, told.due) == ("0", False, "2024-05-20")


def test_an_answer_moves_the_term_and_a_request_does_not(archive: Archive, give: Give) -> None:
    give("责改", order(body="1. 护栏缺失。\n现责令你单位于2024年5月20日前整改完毕。"))
    asked = "延期整改申请书\n青山县应急管理局：\n"
    asked += "我单位收到（青）应急责改〔2024〕11号，申请延期至2024年6月30日前整改完毕。\n"
    give("申请", asked + f"申请单位：{UNIT}\n申请日期：2024年5月14日\n")
    assert by_item(archive, "2024-05-31")["1"].due == "2024-05-20"
    assert "extension-answer" in {each.rule for each in archive.due(today="2024-05-31")}
    answer = f"延期整改批复\n（青）应急延改〔2024〕3号\n{UNIT}：\n你单位关于（青）应急责改〔2024〕11号的延期申请收悉，"
    give("批复", answer + "同意延期至2024年6月15日前整改完毕。\n青山县应急管理局（印章）\n2024年5月16日\n")
    told = by_item(archive, "2024-05-31")["1"]
    assert (told.due, told.overdue, [turn.kind for turn in told.turns]) == ("2024-06-15", False, ["extended"])
    assert "extension-answer" not in {each.rule for each in archive.due(today="2024-05-31")}


def test_a_term_that_is_corrected_after_the_closing_changes_how_late_it_was(archive: Archive, give: Give) -> None:
    record = give("责改", order(body="1. 护栏缺失。\n现责令你单位于2024年5月20日前整改完毕。"))
    give("复查", recheck("第1项已整改完毕，合格。", "2024年5月25日"))
    assert by_item(archive, "2024-06-01")["1"].late == 5
    archive.describe(record, {"due": "2024-05-24"}, reason="抄错")
    assert by_item(archive, "2024-06-01")["1"].late == 1


def test_a_merged_unit_keeps_its_dangers(archive: Archive, give: Give) -> None:
    give("责改", order(unit=OTHER))
    archive.merge_unit("Q2", "Q1", on="2024-06-01", reason="合并")
    assert {each.unit.code for each in archive.hazards(unit="Q1", on="2024-05-31")} == {"Q1"}
    assert len(archive.hazards(unit=OTHER, on="2024-07-01")) == 3


def test_rows_of_a_register_close_by_what_they_say(archive: Archive, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["序号", "隐患描述", "单位名称", "隐患等级", "排查日期", "整改期限", "整改情况", "完成日期"],
        [1, "灭火器过期", UNIT, "一般", "2024-05-01", "2024-05-10", "已整改", "2024-05-12"],
        [2, "护栏缺失", UNIT, "一般", "2024-05-01", "2024-05-10", "整改中", None],
        [3, "液氨罐区联锁失效", UNIT, "重大", "2024-05-01", None, "已整改", "2024-05-09"],
    ):
        sheet.append(row)
    path = tmp_path / "隐患排查治理台账.xlsx"
    book.save(path)
    list(archive.add([path]))
    told = {each.text: each for each in archive.hazards(on="2024-06-01")}
    closed, still, major = (told[text] for text in ("灭火器过期", "护栏缺失", "液氨罐区联锁失效"))
    assert (closed.open, closed.closed_on, closed.late) == (False, "2024-05-12", 2)
    assert closed.steps[-1].how == "register"
    assert (still.open, still.overdue) == (True, True)
    assert (major.level, major.open, major.problems) == ("major", True, ("no-deadline",))
    assert set(major.missing) == {"reported", "monitored", "evaluated", "closed", "appraised"}


def test_a_major_danger_walks_all_eight_states_each_with_a_document(archive: Archive, give: Give) -> None:
    record = give("责改", order(body="1. 液氨罐区联锁失效。\n现责令你单位于2024年5月20日前整改完毕。"))
    danger = f"z-{record}-1"
    archive.decide_hazard_level(danger, "重大", reason="判定标准")
    give("复查", recheck("第1项已整改完毕，合格。", "2024年5月18日"))
    paper = give("材料", order(number="90", unit=OTHER))
    told = archive.hazard(danger, on="2024-05-31")
    assert (told.open, told.state) == (True, "registered")
    assert told.missing == ("reported", "monitored", "rectified", "closed", "appraised")
    with pytest.raises(FieldInvalid):
        archive.decide_hazard_step(danger, "上报", on="2024-05-08", reason="无文件")
    for state, day in (("上报", "08"), ("监控", "09"), ("整改", "17"), ("考核", "30")):
        archive.decide_hazard_step(danger, state, on=f"2024-05-{day}", record=paper, reason="见文件")
    assert archive.hazard(danger, on="2024-05-31").open, "no skipping: it is not written off"
    archive.decide_hazard_step(danger, "closed", on="2024-05-29", record=paper, reason="批复")
    told = archive.hazard(danger, on="2024-05-31")
    assert (told.open, told.state, told.missing, told.closed_on) == (False, "appraised", (), "2024-05-29")
    assert [step.state for step in told.steps] == list(STATES)
    assert not [each for each in archive.hazards(on="2024-05-31") if each.record == paper], "a step opens nothing"
    before = archive.hazards(on="2024-12-31")
    archive.rebuild()
    assert archive.hazards(on="2024-12-31") == before
    assert archive.verify().sound


def test_supervision_by_listing_begins_and_is_lifted(archive: Archive, give: Give) -> None:
    danger = f"z-{give('责改', order())}-2"
    archive.supervise(danger, level="市级", body="市安委办", due="2024-07-01", reason="督办通知")
    archive.supervise(danger, lifted_on="2024-06-20", reason="摘牌通知")
    told = archive.hazard(danger, on="2024-06-19").supervision
    assert told is not None
    assert (told.level, told.body, told.due, told.lifted_on) == ("市级", "市安委办", "2024-07-01", None)
    assert "listing" in {each.rule for each in archive.due(today="2024-06-19")}
    later = archive.hazard(danger, on="2024-06-20").supervision
    assert later is not None
    assert later.lifted_on == "2024-06-20"
    assert "listing" not in {each.rule for each in archive.due(today="2024-06-20")}


def test_what_cannot_be_said_is_refused(archive: Archive, give: Give) -> None:
    danger = f"z-{give('责改', order())}-1"
    for state, day in (("关闭", "2024-06-01"), ("closed", "2024-02-30"), ("closed", "2024-05-01")):
        with pytest.raises(FieldInvalid):
            archive.decide_hazard_step(danger, state, on=day, reason="试")
    with pytest.raises(ReasonMissing):
        archive.decide_hazard_level(danger, "major", reason=" ")
    with pytest.raises(FieldInvalid):
        archive.supervise(danger.split("-")[1], level="县级", reason="不是事故")
    with pytest.raises(RuleUnknown):
        archive.meet_deadline("没有这条", "Q1", on="2024-06-01", reason="试")
    for reference in ("z-", "z-0000-1", "", "z-" + "0" * 16 + "-1", danger[:-1] + "9"):
        with pytest.raises(HazardUnknown):
            archive.hazard(reference, on="2024-06-01")


def test_closing_rates_follow_the_supervisor_of_the_day(archive: Archive, give: Give) -> None:
    archive.assign_duty(Wish(person="张三", role="supervisor", unit="Q1", since="2024-01-01", until="2024-05-31"))
    archive.assign_duty(Wish(person="李四", role="supervisor", unit="Q1", since="2024-06-01"))
    give("责改", order())
    give("复查", recheck("第1项已整改完毕，合格。第2、3项未整改。", "2024年5月25日"))
    rates = {each.key: each for each in closing_rates(archive.hazards(on="2024-07-01"), "supervisor")}
    assert (rates["张三"].found, rates["张三"].closed, rates["张三"].in_time) == (1, 1, 0)
    assert (rates["李四"].found, rates["李四"].closed, rates["李四"].overdue) == (2, 0, 2)
    (month,) = closing_rates(archive.hazards(on="2024-07-01"), "month")
    assert (month.key, month.found, round(month.rate, 2)) == ("2024-05", 3, 0.33)


def test_handing_over_carries_open_dangers(archive: Archive, give: Give) -> None:
    archive.assign_duty(Wish(person="张三", role="supervisor", unit="Q1", since="2024-01-01"))
    record = give("责改", order())
    give("复查", recheck("第1项、第3项已整改完毕，合格。", "2024年5月19日"))
    done = archive.hand_over("张三", "李四", on="2024-06-11")
    assert [(each.item, each.overdue) for each in done.hazards] == [("2", True)]
    assert done.overdue == (record,)
    assert [(each.record, each.due) for each in done.orders] == [(record, "2024-06-10")]
