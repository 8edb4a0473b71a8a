"""Records with one number: proposed as one document's copies, never merged."""

from __future__ import annotations

import zipfile
from pathlib import Path

from waiting_forms import write

from archive.testing.desk import Desk

LONG = "受限空间作业未办理作业票，动火点未配灭火器，配电箱未上锁，安全出口堵塞，应急照明损坏，消防栓无水，"


def pair_of(office: Desk) -> list[dict[str, str]]:
    return office.run("triage", "--json").ok().json()["same_number"]  # type: ignore[no-any-return]  # JSON


def add(office: Desk, path: Path) -> str:
    (receipt,) = office.run("add", path, "--json").ok().json_lines()
    return str(receipt["record"])


def test_two_versions(office: Desk, tmp_path: Path) -> None:
    old = add(office, write(tmp_path / "a", "稿.txt", 21, "安宁电器厂", LONG + "未培训。"))
    new = add(office, write(tmp_path / "a", "定稿.txt", 21, "安宁电器厂", LONG + "未培训员工。"))
    (pair,) = pair_of(office)
    assert {pair["first"], pair["second"]} == {old, new}
    assert (pair["first"], pair["relation"], pair["why"]) == (new, "supersedes", "draft")
    office.run("triage").ok().shows(old, new, "应急检记〔2024〕21号")
    assert office.run("list", "--unit", "NJ002", "--json").ok().out.count("\n") == 2, "nothing was merged"
    office.run("describe", new, f"supersedes={old}", "--reason", "定稿").ok()
    assert pair_of(office) == []


def test_two_documents_that_bear_one_number_by_mistake(office: Desk, tmp_path: Path) -> None:
    one = add(office, write(tmp_path / "a", "甲.txt", 21, "安宁电器厂", LONG * 3))
    words = "叉车司机无证，特种设备未检验，粉尘车间积尘严重，除尘系统停用，职工未戴口罩。"
    other = add(office, write(tmp_path / "a", "乙.txt", 21, "安宁电器厂", words * 3))
    (pair,) = pair_of(office)
    assert pair["relation"] in {"distinct_from", "supersedes"}
    office.run("describe", one, f"distinct_from={other}", "--reason", "编号重复").ok()
    assert pair_of(office) == []
    office.run("rebuild").ok()
    assert pair_of(office) == []


def test_one_number_of_two_units_is_no_pair(office: Desk, tmp_path: Path) -> None:
    add(office, write(tmp_path / "a", "甲.txt", 21, "安宁电器厂", LONG))
    add(office, write(tmp_path / "a", "乙.txt", 21, "南京长江化工有限公司", LONG))
    assert pair_of(office) == []
    record = add(office, write(tmp_path / "a", "丙.txt", 22, "安宁电器厂", LONG))
    office.run("describe", record, f"attachment_of={record}", "--reason", "x").failed(2)


def test_an_archive_waits_only_for_what_lies_in_it(office: Desk, tmp_path: Path) -> None:
    filed = write(tmp_path / "a", "记录.txt", 21, "安宁电器厂", LONG)
    for name, others in (("齐.zip", {}), ("缺.zip", {"说明.txt": "没有单位的说明"})):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("记录.txt", filed.read_text(encoding="utf-8").replace("21", str(len(name + str(others)))))
            for each, text in others.items():
                archive.writestr(each, text)
        add(office, tmp_path / name)
    waiting = {each["name"] for each in office.run("triage", "--json").ok().json()["records"]}
    assert {"缺.zip", "说明.txt"} <= waiting
    assert "齐.zip" not in waiting
