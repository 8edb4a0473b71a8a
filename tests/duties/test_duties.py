"""Duties: assigned, ended, imported, and refused where they cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from archive.api import Archive
from archive.errors import (
    DutyExists,
    DutyUnknown,
    FieldInvalid,
    GridUnknown,
    HolderAmbiguous,
    HolderLeft,
    HolderUnknown,
    ReasonMissing,
    RecordUnknown,
    RoleUnknown,
    UnitUnknown,
    UsageInvalid,
)
from archive.ingest.duties import Wish
from archive.model.duty import full_day
from archive.testing.desk import Desk


def wish(person: str = "张三", role: str = "监管责任人", **more: Any) -> Wish:
    return Wish(**{"person": person, "role": role, "unit": "Q1", "since": "2024-01-01", **more})


def test_roles_are_known_by_key_and_by_chinese_names(archive: Archive) -> None:
    made = [archive.assign_duty(wish(name, role)).duty.role for name, role in zip("甲乙丙", ROLES, strict=True)]
    assert made == ["supervisor", "supervisor", "grid_officer"]


ROLES = ("监管责任人", "Supervisor", "安全网格员")

REFUSED = [
    ({"until": "2023-12-31"}, FieldInvalid, "before it begins"),
    ({"since": "2024-02-30"}, FieldInvalid, "a day that exists"),
    ({"since": "昨天"}, FieldInvalid, "a day that exists"),
    ({"since": None}, FieldInvalid, "a day that exists"),
    ({"role": "皇帝"}, RoleUnknown, "皇帝"),
    ({"unit": "无此厂"}, UnitUnknown, "无此厂"),
    ({"unit": None, "grid": "无此网格"}, GridUnknown, "无此网格"),
    ({"unit": None}, UsageInvalid, "--grid"),
    ({"grid": "城东"}, UsageInvalid, "--grid"),
    ({"source": "没有的文号"}, RecordUnknown, "没有的文号"),
    ({"person": "  "}, FieldInvalid, "letters"),
    ({"deputy_for": "d-0000000000"}, DutyUnknown, "d-0000000000"),
]


@pytest.mark.parametrize(("said", "error", "words"), REFUSED)
def test_what_cannot_be_is_refused(archive: Archive, said: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        archive.assign_duty(wish(**said))
    assert archive.duties() == ()


def test_an_overlap_of_two_people_is_allowed_and_said(archive: Archive) -> None:
    first = archive.assign_duty(wish()).duty
    assert archive.assign_duty(wish("李四", since="2024-06-01")).overlaps == (first,)
    with pytest.raises(DutyExists):
        archive.assign_duty(wish(since="2024-05-01", until="2024-05-31"))


def test_people_of_one_name_are_told_apart_by_certificate(archive: Archive) -> None:
    archive.assign_duty(wish(certificate="ZF-1"))
    other = archive.assign_duty(wish(certificate="ZF-2"))
    assert [each.certificate for each in other.overlaps] == ["ZF-1"]
    with pytest.raises(HolderAmbiguous, match="ZF-2"):
        archive.hand_over("张三", "王五", on="2024-06-01")
    assert len(archive.hand_over("ZF-2", "王五", on="2024-06-01").duties) == 1


def test_a_supervisor_and_a_guardian_of_one_name_are_two(archive: Archive) -> None:
    archive.assign_duty(wish())
    archive.assign_duty(wish(role="监护人"))
    with pytest.raises(HolderAmbiguous):
        archive.hand_over("张三", "王五", on="2024-06-01")


def test_a_duty_ends_once_and_not_before_it_begins(archive: Archive) -> None:
    duty = archive.assign_duty(wish()).duty
    with pytest.raises(FieldInvalid, match="2024-01-01"):
        archive.end_duty(duty.id, on="2023-12-31", reason="调离")
    with pytest.raises(ReasonMissing):
        archive.end_duty(duty.id, on="2024-03-31", reason=" ")
    assert archive.end_duty(duty.id[:10], on="2024-03-31", reason="调离").until == "2024-03-31"
    with pytest.raises(FieldInvalid, match="has ended"):
        archive.end_duty(duty.id, on="2024-05-31", reason="调离")


def test_nothing_is_assigned_over_a_unit_after_its_end(archive: Archive) -> None:
    archive.close_unit("Q2", on="2024-05-01")
    with pytest.raises(FieldInvalid, match="2024-05-01"):
        archive.assign_duty(wish(unit="Q2", since="2024-05-02"))
    assert archive.assign_duty(wish(unit="Q2", since="2024-05-01")).duty.unit


def test_whoever_has_left_is_not_assigned_to_unless_back(archive: Archive) -> None:
    archive.assign_duty(wish())
    archive.hand_over("张三", "李四", on="2024-06-01")
    with pytest.raises(HolderLeft, match="2024-06-01"):
        archive.assign_duty(wish(unit="Q2", since="2024-07-01"))
    assert archive.assign_duty(wish(unit="Q2", since="2024-02-01", until="2024-05-31")).duty
    assert archive.assign_duty(wish(unit="Q2", since="2024-07-01"), returned=True).duty
    assert archive.assign_duty(wish(unit="Q0", since="2024-08-01")).duty, "whoever came back is there"


def test_handing_over_needs_somebody_with_duties_and_another(archive: Archive) -> None:
    archive.assign_duty(wish(until="2024-05-31"))
    for day in ("2024-06-01", "2025-01-01"):
        with pytest.raises(HolderUnknown):
            archive.hand_over("张三", "李四", on=day)
    with pytest.raises(FieldInvalid, match="themselves"):
        archive.hand_over("张三", "张三", on="2024-03-01")
    with pytest.raises(FieldInvalid, match="before it begins"):
        archive.hand_over("张三", "李四", on="2024-03-01", until="2024-02-01")


def test_a_table_is_taken_row_by_row_and_again(desk: Desk, tmp_path: Path) -> None:
    desk.run("grid", "define", "城东网格").ok()
    table = tmp_path / "监管责任人名册.csv"
    head = "监管责任人名册,,,,,\n姓名,职责,单位,网格,起始日期,终止日期\n"
    rows = (
        "张三,监管责任人,青山化工厂,,2024年1月1日,\n李四,网格员,,城东网格,2024-01-01,\n王五,监管责任人,Q1,,2024-02-01,\n"
        "赵六,监管责任人,青山,,2024-02-30,\n孙七,总管,Q2,,2024-01-01,\n周八,监管责任人,Q2,,2024-03-01,2024-02-01\n"
    )
    table.write_bytes((head + rows).encode("gbk"))
    first = desk.run("duty", "import", table).failed(5).shows("第 3 行", "同一时期张三也有这项职责", "总管")
    assert [first.out.count(word) for word in ("已登记", "未收录")] == [3, 3] or "3" in first.err
    lines = desk.run("duty", "import", table, "--json").failed(5).json_lines()
    assert [line["outcome"] for line in lines] == ["unchanged"] * 3 + ["refused"] * 3
    table.write_text((head + rows).replace("2024年1月1日,", "2024年1月1日,2024.6.30", 1), encoding="utf-8-sig")
    lines = desk.run("duty", "import", table, "--json").failed(5).json_lines()
    assert lines[0]["outcome"] == "ended"
    assert desk.run("duty", "list", "--person", "张三", "--json").ok().json()["until"] == "2024-06-30"
    assert len(desk.run("duty", "list", "--json").ok().json_lines()) == 3


NO_REGISTERS = [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", "姓名,单位\n张三,青山\n".encode(), b"PK\x03\x04broken"]


@pytest.mark.parametrize("content", NO_REGISTERS)
def test_what_is_no_register_is_refused_as_a_whole(desk: Desk, tmp_path: Path, content: bytes) -> None:
    table = tmp_path / "名册.csv"
    table.write_bytes(content)
    assert desk.run("duty", "import", table).code in (2, 5)
    assert desk.run("duty", "list").ok().out == ""


@pytest.mark.parametrize(
    ("written", "day"),
    [("2024-06-01", "2024-06-01"), ("2024年6月1日", "2024-06-01"), ("2024-06-01 00:00:00", "2024-06-01"),
     (" 20240601 ", "2024-06-01"), ("2024-02-30", None), ("2024", None), ("自2024-06-01起", None), ("", None)],
)  # fmt: skip
def test_a_day_is_written_whole(written: str, day: str | None) -> None:
    assert full_day(written) == day
