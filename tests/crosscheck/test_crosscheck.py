"""Tickets and duty logs held against other papers: what is found, what is not, and what broken papers do."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.access.crosscheck import CLAUSES, CrossFinding
from archive.access.duty_log_checks import read_roster
from archive.api import Archive
from archive.testing.desk import Desk

UNIT = "青山化工厂有限公司"


def ticket(number: str, guardian: str, span: str) -> str:
    return (
        f"动火安全作业票\n编号：{number}\n作业申请单位：{UNIT}\n作业单位：{UNIT}\n监护人：{guardian}\n"
        f"作业实施时间：{span}\n"
    )


def log(day: str, who: str, said: str) -> str:
    return f"值班日志\n单位名称：{UNIT}\n值班日期：{day}\n值班人员：{who}\n值班情况：{said}\n"


PAPERS = {
    "a": ticket("DH-1", "王强", "2024年5月1日9时00分至2024年5月1日12时00分"),
    "b": ticket("DH-2", "王强", "2024年5月1日12时00分至2024年5月1日15时00分"),
    "c": ticket("DH-3", "王强", "2024年5月1日14时00分至2024年5月1日16时00分"),
    "d": log("2024年6月1日", "李敏", "一切正常，未发生事故。"),
    "e": log("2024年6月2日", "李敏", "夜间发生一起火灾，已扑灭。"),
    "f": log("2024年6月4日", "李敏", "正常。"),
    "g": log("2024年6月5日", "李敏", "正常。"),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    base = tmp_path_factory.mktemp("crosscheck")
    with Archive.create(base / "home") as archive:
        archive.register_unit(UNIT, code=None, local="Q1", since="2024-01-01")
        for name, text in PAPERS.items():
            (base / f"{name}.txt").write_text(text, encoding="utf-8")
        assert {receipt.outcome for receipt in archive.add([base / f"{name}.txt" for name in PAPERS])} == {"filed"}
    return Desk(base)


def found(desk: Desk) -> list[CrossFinding]:
    with Archive.open(desk.home, readonly=True) as archive:
        return list(archive.cross_check(today="2024-12-31"))


def test_what_touches_does_not_overlap_and_an_accident_needs_its_report(desk: Desk) -> None:
    told = [(each.kind, each.on, each.names) for each in found(desk)]
    assert told == [
        ("guardian-of-two", "2024-05-01", ("王强",)),
        ("entry-without-report", "2024-06-02", ()),
        ("day-without-log", "2024-06-03", ()),
    ]


def test_as_its_reader_sees_it(desk: Desk) -> None:
    shown = desk.run("--lang", "zh", "cross-check", "--unit", UNIT).ok().out
    assert "GB 30871-2022 4.10" in shown
    lines = desk.run("cross-check", "--from", "2024-06-01", "--to", "2024-06-30", "--json").ok().out.splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["entry-without-report", "day-without-log"]
    desk.run("cross-check", "--unit", "无此单位").failed(3)


def test_every_kind_says_on_what_it_rests() -> None:
    assert all(bool(clause) == bool(status) for clause, status in CLAUSES.values())


def test_a_roster_is_read_by_its_heads() -> None:
    text = (
        "日期\t班次\t带班领导\t值班人员\n12月31日\t白班\t王强\t李敏、赵红\n1月1日\t白班\t王强\t\n"
        "2月30日\t白班\t王强\t李敏\n"
    )
    shifts = read_roster(text, "2024-12-28")
    assert [(each.day, each.people["on_duty"]) for each in shifts] == [
        ("2024-12-31", ("李敏", "赵红")), ("2025-01-01", ()),
    ]  # fmt: skip
    assert read_roster("班次 人员\n2024-01-01 王强", "2024-01-01") == ()


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="日期值班人员\t|、 \n2024-0531年月日王", max_size=200))
def test_no_text_breaks_the_reading_of_a_roster(text: str) -> None:
    for shift in read_roster(text, "2024-05-01"):
        assert len(shift.day) == 10
