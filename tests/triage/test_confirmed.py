"""What a clerk confirms is used again: by rule, visibly, and until it is taken back."""

from __future__ import annotations

from pathlib import Path

from waiting_forms import write

from archive.testing.desk import Desk


def waiting(office: Desk) -> dict[str, str]:
    return {each["name"]: each["record"] for each in office.run("triage", "--json").ok().json()["records"]}


def outcome(office: Desk, path: Path) -> dict[str, object]:
    (receipt,) = office.run("add", path, "--json").ok().json_lines()
    return receipt  # type: ignore[no-any-return]  # JSON


def test_a_confirmed_name_is_recognised(office: Desk, tmp_path: Path) -> None:
    assert outcome(office, write(tmp_path / "a", "三.txt", 13))["outcome"] == "unfiled"
    record = waiting(office)["一.txt"]
    told = office.run("describe", record, "unit=NJ001", "--reason", "公章相同", LOGNAME="王五").ok()
    told.shows("长江化工厂有限公司")
    next_one = outcome(office, write(tmp_path / "a", "四.txt", 14))
    assert (next_one["outcome"], next_one["unit"]) == ("filed", {"code": "NJ001", "name": "南京长江化工有限公司"})
    shown = office.run("show", next_one["record"], "--json").ok().json()
    (decision,) = [each for each in shown["placed"] if each["field"] == "unit"]
    assert decision["by"] == "confirmed"
    assert decision["confidence"] == 0.95
    assert "王五" in decision["reason"]
    assert record in decision["reason"]
    office.run("unit", "show", "NJ001").ok().shows("长江化工厂有限公司", "王五", record)
    (known,) = office.run("unit", "show", "NJ001", "--json").ok().json()["confirmed"]
    assert (known["name"], known["by"], known["record"]) == ("长江化工厂有限公司", "王五", record)
    office.run("triage").ok().shows("王五")
    office.run("verify").ok()


def test_only_the_same_name_in_the_same_place(office: Desk, tmp_path: Path) -> None:
    office.run("describe", waiting(office)["一.txt"], "unit=NJ001", "--reason", "公章").ok()
    assert outcome(office, write(tmp_path / "a", "近.txt", 15, unit="长江化工二厂有限公司"))["outcome"] == "unfiled"
    mentioned = "未落实长江化工厂有限公司的整改要求。"
    other = outcome(office, write(tmp_path / "a", "提.txt", 16, unit="安宁电器厂", found=mentioned))
    assert other["unit"] == {"code": "NJ002", "name": "安宁电器厂"}


def test_a_name_confirmed_for_two_units_is_a_suggestion(office: Desk, tmp_path: Path) -> None:
    records = waiting(office)
    office.run("describe", records["一.txt"], "unit=NJ001", "--reason", "公章").ok()
    office.run("describe", records["二.txt"], "unit=NJ002", "--reason", "公章").ok()
    assert outcome(office, write(tmp_path / "a", "三.txt", 13))["outcome"] == "unfiled"
    (third,) = [each for each in office.run("triage", "--json").ok().json()["records"] if each["name"] == "三.txt"]
    assert {each["value"] for each in third["suggestions"] if each["field"] == "unit"} == {"NJ001", "NJ002"}


def test_a_confirmation_is_taken_back(office: Desk, tmp_path: Path) -> None:
    record = waiting(office)["一.txt"]
    office.run("describe", record, "unit=NJ001", "--reason", "公章").ok()
    office.run("unit", "forget", "NJ001", "长江化工厂有限公司").failed(2)
    office.run("unit", "forget", "NJ001", "没有这个名", "--reason", "误").failed(2)
    office.run("unit", "forget", "NJ001", "长江化工厂有限公司", "--reason", "另一家").ok()
    office.run("unit", "show", "NJ001").ok().hides("长江化工厂有限公司")
    assert outcome(office, write(tmp_path / "a", "三.txt", 13))["outcome"] == "unfiled"
    assert office.run("show", record, "--json").ok().json()["state"] == "filed", "what was filed stays where it is"
    office.run("rebuild").ok()
    office.run("unit", "show", "NJ001").ok().hides("长江化工厂有限公司")


def test_a_unit_registered_under_the_name_needs_no_confirmation(office: Desk, tmp_path: Path) -> None:
    records = waiting(office)
    office.run("describe", records["一.txt"], "unit=NJ001", "--reason", "公章").ok()
    office.run("unit", "add", "长江化工厂有限公司", "--local", "NJ003").ok()
    office.run("describe", records["二.txt"], "unit=NJ003", "--reason", "新登记").ok().hides("unit forget")
    third = outcome(office, write(tmp_path / "a", "三.txt", 13))
    assert third["unit"] == {"code": "NJ003", "name": "长江化工厂有限公司"}
