"""A register that is kept on and handed in again: nothing is told twice, and nothing is lost."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from archive.testing.desk import Desk

HEAD = ("序号", "企业名称", "检查日期", "隐患描述", "隐患部位", "整改责任人", "整改期限", "整改情况")
ROWS = [
    (str(each), "安宁化工有限公司", f"2024-05-0{each}", f"第{each}处未上锁", "二车间", "张三", "2024-06-30", "未整改")
    for each in range(1, 9)
]


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "desk")
    desk.run("init", desk.home).ok()
    desk.run("unit", "add", "安宁化工有限公司", "--local", "NJ001").ok()
    return desk


def register(path: Path, rows: list[tuple[str, ...]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [("隐患排查治理台账",), HEAD, *rows]:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    path.write_bytes(written.getvalue())
    return path


def add(office: Desk, path: Path) -> str:
    (receipt,) = office.run("add", path, "--unit", "NJ001", "--json").ok().json_lines()
    return str(receipt["record"])


def rows_of(office: Desk, record: str) -> list[dict[str, Any]]:
    children = office.run("show", record, "--json").ok().json()["children"]
    return [office.run("show", each["record"], "--json").ok().json() for each in children]


def test_a_list_that_is_kept_on(office: Desk, tmp_path: Path) -> None:
    may = add(office, register(tmp_path / "五月.xlsx", ROWS))
    ninth = ("9", ROWS[0][1], "2024-06-01", "应急灯损坏", "仓库", "李四", "", "")
    changed = [*ROWS[:7], (*ROWS[7][:-1], "已整改"), ninth]
    june = add(office, register(tmp_path / "六月.xlsx", changed))
    old, new = rows_of(office, may), rows_of(office, june)
    assert (len(old), len(new)) == (8, 9)
    replaced = [each["superseded_by"] for each in old]
    assert [each["record"] if each else None for each in replaced] == [each["record"] for each in new[:7]] + [None]

    shelves = office.run("dossier", "NJ001", "--json").ok().json()["shelves"]
    (hazards,) = [shelf["records"] for shelf in shelves if shelf["category"] == "hazard"]
    assert len(hazards) == 2 + 9 + 1, "two registers, the rows of June, and the one of May that reads otherwise"

    (pair,) = office.run("triage", "--json").ok().json()["same_number"]
    assert (pair["first"], pair["second"], pair["relation"], pair["why"]) == (june, may, "supersedes", "version")
    office.run("describe", june, f"supersedes={may}", "--reason", "六月的台账").ok()
    assert office.run("triage", "--json").ok().json()["same_number"] == []
    last = rows_of(office, may)[7]["superseded_by"]
    assert last["record"] == new[7]["record"], "the same danger, done meanwhile"

    office.run("withdraw", june, "--reason", "放错").ok()
    assert [each["superseded_by"] for each in rows_of(office, may)] == [None] * 8
    office.run("reinstate", june, "--reason", "没错").ok()
    assert all(each["superseded_by"] for each in rows_of(office, may))
    office.run("rebuild").ok()
    assert all(each["superseded_by"] for each in rows_of(office, may))
    office.run("verify").ok()


def test_rows_without_day_and_number_stay_apart(office: Desk, tmp_path: Path) -> None:
    rows = [(number, name, "", what, place, who, "", done) for number, name, _, what, place, who, _, done in ROWS]
    first = add(office, register(tmp_path / "一.xlsx", rows))
    add(office, register(tmp_path / "二.xlsx", [*rows, ("9", *rows[0][1:])]))
    assert [each["superseded_by"] for each in rows_of(office, first)] == [None] * 8


def test_two_papers_of_one_day_without_a_number(office: Desk, tmp_path: Path) -> None:
    words = "培训内容：动火作业审批流程、气体检测要求与监护人职责、有限空间作业先通风再检测后作业、应急器材使用方法。"
    records = []
    for name, rest in (("初稿", "参加人员：张三、李四。"), ("修改", "参加人员：张三、李四、王五。")):
        path = tmp_path / f"{name}.txt"
        path.write_text(f"安全教育培训记录\n单位：安宁化工有限公司\n日期：2024年5月6日\n{words}\n{rest}\n", "utf-8")
        records.append(add(office, path))
    (pair,) = office.run("triage", "--json").ok().json()["same_number"]
    assert {pair["first"], pair["second"]} == set(records)
    assert (pair["doc_no"], pair["relation"]) == (None, "supersedes")
    office.run("describe", records[0], f"distinct_from={records[1]}", "--reason", "两次培训").ok()
    assert office.run("triage", "--json").ok().json()["same_number"] == []
