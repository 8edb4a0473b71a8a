"""The triage list in a spreadsheet program: written, corrected, applied, and applied again."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from archive.testing.desk import Desk

UNIT = "单位（代码或名称）"


def cells(path: Path) -> list[list[str]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def fill(source: Path, target: Path, changes: Mapping[str, Mapping[str, Any]]) -> Path:
    """Save the list as a spreadsheet program would, with cells changed: file name -> heading -> value."""
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    heads = {cell.value: number for number, cell in enumerate(sheet[2])}
    for row in sheet.iter_rows(min_row=3):
        for heading, value in changes.get(str(row[heads["文件名"]].value), {}).items():
            row[heads[heading]].value = value
    book.save(target)
    return target


@pytest.fixture
def exported(office: Desk, tmp_path: Path) -> Path:
    office.run("triage", "--export", tmp_path / "待办.xlsx").ok().shows("3")
    return tmp_path / "待办.xlsx"


def test_every_cell_is_text_and_the_categories_are_a_list(exported: Path) -> None:
    book = openpyxl.load_workbook(exported)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[2]][:5] == ["记录", "位置", "文件名", "待办原因", "摘录"]
    assert sheet.column_dimensions["B"].hidden
    assert sheet.protection.sheet
    for row in sheet.iter_rows(min_row=3):
        assert {cell.data_type for cell in row if cell.value} == {"s"}, "no formula, no number"
        assert {cell.number_format for cell in row} == {"@"}
    rules = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert any("$A$1" in rule for rule in rules)
    titles = [cell.value for cell in book.worksheets[1]["A"]]
    assert {"日常检查", "值班日志", "隐患治理"} <= set(titles)
    assert book.worksheets[1].sheet_state == "hidden"


def test_a_list_is_never_overwritten_and_isolated_records_are_not_in_it(office: Desk, exported: Path) -> None:
    before = exported.read_bytes()
    office.run("triage", "--export", exported).failed(2)
    assert exported.read_bytes() == before


def test_rows_are_applied_once(office: Desk, exported: Path, tmp_path: Path) -> None:
    filled = fill(
        exported,
        tmp_path / "改.xlsx",
        {
            "一.txt": {UNIT: "NJ001", "期限": "2024年5月20日", "理由": "核对公章"},
            "=cmd.txt": {UNIT: "安宁电器厂", "类别": "值班日志"},
        },
    )
    rows = office.run("triage", "--apply", filled, "--json").ok().json_lines()
    assert sorted(row["outcome"] for row in rows) == ["done", "done", "unchanged"]
    first = next(row for row in rows if row["name"] == "一.txt")
    assert first["changes"] == {"unit": "NJ001", "due": "2024年5月20日"}
    shown = office.run("show", first["record"], "--json").ok().json()
    assert (shown["state"], shown["unit"]["code"], shown["due"]) == ("filed", "NJ001", "2024-05-20")
    events = len(office.run("show", first["record"], "--history").ok().out.splitlines())
    again = office.run("triage", "--apply", filled, "--json").ok().json_lines()
    assert {row["outcome"] for row in again} == {"unchanged"}
    assert len(office.run("show", first["record"], "--history").ok().out.splitlines()) == events


def test_a_row_that_is_refused_stops_no_other(office: Desk, exported: Path, tmp_path: Path) -> None:
    filled = fill(
        exported,
        tmp_path / "改.xlsx",
        {
            "一.txt": {UNIT: 9.13201e17},
            "二.txt": {UNIT: "NJ001"},
            "=cmd.txt": {"类别": "没有这一类", "日期": "2024-02-31"},
        },
    )
    done = office.run("triage", "--apply", filled).failed(5).shows("没有这一类", "二.txt", "已更正")
    assert done.out.count("长江化工") >= 1
    rows = office.run("triage", "--apply", filled, "--json").failed(5).json_lines()
    assert {row["name"]: row["outcome"] for row in rows} == {
        "一.txt": "refused", "二.txt": "unchanged", "=cmd.txt": "refused",
    }  # fmt: skip
    assert "digits" in next(row for row in rows if row["name"] == "一.txt")["reason"]


def as_csv(source: Path, target: Path) -> Path:
    with target.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(cells(source))
    return target


def as_ods(source: Path, target: Path) -> Path:
    book = OpenDocumentSpreadsheet()
    table = Table(name="待办")
    for row in cells(source):
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(str(target))
    return target


@pytest.mark.parametrize("save", [as_csv, as_ods])
def test_a_list_saved_in_another_format(office: Desk, exported: Path, tmp_path: Path, save: Any) -> None:
    filled = fill(exported, tmp_path / "改.xlsx", {"一.txt": {UNIT: "NJ001"}})
    saved = save(filled, tmp_path / ("改.csv" if save is as_csv else "改.ods"))
    rows = office.run("triage", "--apply", saved, "--json").ok().json_lines()
    assert {row["name"]: row["outcome"] for row in rows}["一.txt"] == "done"


def test_what_somebody_else_corrected_since_is_left_and_told_to_both(
    office: Desk, exported: Path, tmp_path: Path
) -> None:
    filled = fill(exported, tmp_path / "改.xlsx", {"=cmd.txt": {UNIT: "NJ001", "类别": "值班日志"}})
    record = next(row[0] for row in cells(exported) if "=cmd.txt" in row)
    office.run("describe", record, "unit=NJ002", "--reason", "看过原件", LOGNAME="李四").ok()
    refused = office.run("triage", "--apply", filled, LOGNAME="张三").failed(5)
    refused.shows("李四", "安宁电器厂", "看过原件")
    assert office.run("show", record, "--json").ok().json()["unit"]["code"] == "NJ002"
    office.run("triage", LOGNAME="李四").ok().shows("张三", "值班日志", record)
    office.run("triage", "--apply", filled, LOGNAME="张三").failed(5)
    assert office.run("triage", LOGNAME="李四").ok().out.count("张三") == 1, "told once, however often it is applied"
    office.run("describe", record, "category=值班日志", "--reason", "同意张三", LOGNAME="李四").ok()
    office.run("triage", LOGNAME="李四").ok().hides("张三")
    office.run("verify").ok()
    office.run("rebuild").ok()


def test_the_last_of_two_who_describe_one_record_learns_of_the_first(office: Desk, exported: Path) -> None:
    record = next(row[0] for row in cells(exported) if "=cmd.txt" in row)
    office.run("describe", record, "unit=NJ002", "--reason", "看过原件", LOGNAME="李四").ok()
    office.run("describe", record, "title=说明", "--reason", "题名", LOGNAME="张三").ok().hides("李四")
    office.run("describe", record, "unit=NJ001", "--reason", "公章", LOGNAME="张三").ok().shows("李四", "看过原件")


def test_suggestions_are_accepted_where_one_is_surest(office: Desk, exported: Path, tmp_path: Path) -> None:
    filled = fill(exported, tmp_path / "改.xlsx", {"一.txt": {UNIT: "NJ001"}, "=cmd.txt": {"采用建议": "是"}})
    refused = office.run("triage", "--apply", filled, "--json").failed(5).json_lines()
    assert {row["name"]: row["outcome"] for row in refused}["=cmd.txt"] == "refused"
    second = fill(exported, tmp_path / "再改.xlsx", {"二.txt": {"采用建议": "是"}})
    rows = office.run("triage", "--apply", second, "--json").ok().json_lines()
    assert {row["name"]: row["changes"] for row in rows}["二.txt"] == {"unit": "NJ001"}, "by what was confirmed for 一"


def test_a_title_that_must_be_escaped_is_not_written_back_escaped(office: Desk, tmp_path: Path) -> None:
    record = next(each["record"] for each in office.run("triage", "--json").ok().json()["records"])
    office.run("describe", record, "title=倒\u202e写", "--reason", "原文如此").ok()
    office.run("triage", "--export", tmp_path / "新.xlsx").ok()
    rows = office.run("triage", "--apply", tmp_path / "新.xlsx", "--json").ok().json_lines()
    assert {row["outcome"] for row in rows} == {"unchanged"}


@pytest.mark.parametrize("content", ["", "甲,乙\n1,2\n", "记录,位置\nzzz,1\n0123456789abcdef,x\n", "\x00\x01"])
def test_what_is_no_list(office: Desk, tmp_path: Path, content: str) -> None:
    path = tmp_path / "别的.csv"
    path.write_text(content, encoding="utf-8")
    assert office.run("triage", "--apply", path).code in {2, 3, 5, 10}
    office.run("triage", "--apply", tmp_path / "没有.xlsx").failed(3)
    office.run("triage", "--apply", tmp_path).hides("Traceback")
    office.run("triage", "--export", tmp_path / "a.xlsx", "--apply", path).failed(2)
