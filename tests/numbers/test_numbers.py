"""Archive numbers: given once, never changed, never given again; gaps are explained; lists are made from them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model.archive_number import Pattern, PatternInvalid
from archive.testing.desk import Desk

UNITS = ("南京长江化工有限公司", "安宁电器厂")
TEXT = "现场检查记录\n被检查单位：{unit}\n检查时间：{day}\n检查情况：正常。\n"


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    """Two units with five dated records, one without a date, and a fonds."""
    desk = Desk(tmp_path / "desk")
    desk.run("init", desk.home).ok()
    for number, unit in enumerate(UNITS):
        desk.run("unit", "add", unit, "--local", f"NJ00{number}", "--kind", "site").ok()
        folder = tmp_path / "in" / unit / "日常检查"
        folder.mkdir(parents=True)
        for month in (5, 3):
            text = TEXT.format(unit=unit, day=f"2024年{month}月6日")
            (folder / f"检查{month}.txt").write_text(text, encoding="utf-8")
    other = tmp_path / "in" / UNITS[0] / "日常检查" / "检查旧.txt"
    other.write_text(TEXT.format(unit=UNITS[0], day="2023年5月6日"), encoding="utf-8")
    (tmp_path / "in" / UNITS[0] / "日常检查" / "无日期.txt").write_text("情况说明，没有日子。\n", encoding="utf-8")
    desk.run("add", tmp_path / "in").ok()
    (desk.home / "numbers.toml").write_text('fonds = "J001"\n', encoding="utf-8")
    return desk


def numbers(desk: Desk) -> dict[str, str]:
    """Printed number by record."""
    return {each["record"]: each["archive_no"] for each in desk.run("list", "--json").ok().json_lines()}


def given_numbers(desk: Desk) -> list[str]:
    return sorted(filter(None, numbers(desk).values()))


def test_they_are_shown_first_and_given_then(office: Desk) -> None:
    office.run("number", "volumes").ok().shows("尚未编制档号")
    office.run("number", "give").ok().shows("将编制 5 个档号", "没有日期")
    assert given_numbers(office) == []
    office.run("number", "give", "--apply").ok().shows("已编制 5 个档号")
    assert given_numbers(office) == [
        "J001-AQ·2023-Y-001-0001",
        "J001-AQ·2024-Y-001-0001", "J001-AQ·2024-Y-001-0002",
        "J001-AQ·2024-Y-002-0001", "J001-AQ·2024-Y-002-0002",
    ]  # fmt: skip
    office.run("verify").ok()
    before = numbers(office)
    office.run("rebuild").ok()
    assert numbers(office) == before
    office.run("number", "give", "--apply").ok().shows("已编制 0 个档号", "已有档号")


def test_a_record_is_called_by_its_number(office: Desk) -> None:
    office.run("number", "give", "--apply").ok()
    office.run("show", "J001-AQ·2023-Y-001-0001").ok().shows("J001-AQ·2023-Y-001-0001", "检查旧.txt")
    office.run("show", "j001-aq·2023-y-001-0001").ok().shows("检查旧.txt")


def test_a_number_stays_with_its_record_whatever_becomes_of_it(office: Desk, tmp_path: Path) -> None:
    office.run("number", "give", "--apply").ok()
    (record,) = [each for each, number in numbers(office).items() if number == "J001-AQ·2024-Y-001-0002"]
    office.run("describe", record, "date=2022-01-01", "--reason", "日期读错").ok()
    office.run("withdraw", record, "--reason", "重复").ok()
    late = tmp_path / "晚到.txt"
    late.write_text(TEXT.format(unit=UNITS[0], day="2024年7月6日"), encoding="utf-8")
    office.run("add", late).ok()
    office.run("number", "give", "--apply").ok()
    assert "J001-AQ·2024-Y-001-0003" in given_numbers(office)
    office.run("number", "contents", "J001-AQ·2024-Y-001").ok().shows("J001-AQ·2024-Y-001-0002", "已撤出")


def test_numbers_of_old_papers_are_taken_over_and_gaps_explained(office: Desk) -> None:
    records = [each["record"] for each in office.run("list", "--json", "--unit", "NJ001").ok().json_lines()]
    office.run("number", "give", records[0], "--as", "J001-AQ·2024-Y-007-0003", "--apply").ok()
    office.run("number", "volumes").failed(6).shows("1, 2")
    office.run("number", "void", "J001-AQ·2024-Y-007-0001", "--reason", "原件遗失，见说明").ok()
    office.run("number", "void", "J001-AQ·2024-Y-007-0002", "--reason", "编号时跳过").ok()
    office.run("number", "volumes").ok()
    office.run("number", "give", records[1], "--as", "J001-AQ·2024-Y-007-0002", "--apply").failed(2).shows("作废")
    office.run("number", "give", records[1], "--apply").ok().shows("J001-AQ·2024-Y-007-0004")
    office.run("number", "contents", "J001-AQ·2024-Y-007").ok().shows("原件遗失，见说明")
    office.run("verify").ok()


@pytest.mark.parametrize(
    "number",
    [
        "J001-AQ·2024-Y-001-0000", "J001-AQ·2024-Y-001-1", "J001-AQ·2023-Y-001-0001", "J001-AQ·2024-D30-001-0001",
        "J002-AQ·2024-Y-001-0001", "", "'; drop table record; --", "J001-AQ·2024-Y-001-00010", "١٢٣",
    ],
)  # fmt: skip
def test_what_is_no_number_of_the_record_is_refused(office: Desk, number: str) -> None:
    record = office.run("list", "--json", "--unit", "NJ001").ok().json_lines()[0]["record"]
    office.run("number", "give", record, "--as", number, "--apply").failed(2)
    assert given_numbers(office) == []


def test_another_units_volume_is_not_taken(office: Desk) -> None:
    office.run("number", "give", "--apply", "--unit", "NJ000").ok()
    record = office.run("list", "--json", "--unit", "NJ001").ok().json_lines()[0]["record"]
    office.run("number", "give", record, "--as", "J001-AQ·2024-Y-001-0009", "--apply").failed(2)


@pytest.mark.parametrize(
    "settings_",
    [
        "", "fonds = 7", 'fonds = "j001"', 'fonds = "J001"\npattern = "{year}-{item}"', "fonds = ", 'fons = "J001"',
        'fonds = "J001"\npattern = "{fonds}{year}-{term}-{item}"', 'fonds = "J001"\n[classes]\nother = "安全"',
        'fonds = "J001"\npattern = "{fonds}-{year}-{term}-{item:99}"', 'fonds = "J001"\nclasses = 3',
        'fonds = "J001"\npattern = "{fonds}-{year.__class__}-{term}-{item}"', "\0",
    ],
)  # fmt: skip
def test_settings_that_are_none_say_so(office: Desk, settings_: str) -> None:
    (office.home / "numbers.toml").write_text(settings_, encoding="utf-8")
    office.run("number", "give", "--apply").failed(7).shows("numbers.toml")
    assert given_numbers(office) == []


def test_lists_for_paper(office: Desk, tmp_path: Path) -> None:
    office.run("number", "give", "--apply").ok()
    office.run("number", "volumes", "-o", tmp_path / "案卷目录.xlsx").ok()
    office.run("number", "contents", "J001-AQ·2024-Y-002", "-o", tmp_path / "卷内目录.docx").ok()
    book = openpyxl.load_workbook(tmp_path / "案卷目录.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "J001-AQ·2024-Y-002" in cells
    office.run("number", "contents", "J001-AQ·2024-Y-009").failed(2)


def test_the_checks_look_at_numbers(office: Desk) -> None:
    skipped = {each["number"] for each in office.run("check", "--stage", "accession", "--json").ok().json()["findings"]}
    assert {9, 21} <= skipped
    office.run("number", "give", "--apply").ok()
    made = office.run("check", "--stage", "accession", "--json").ok().json()["checks"]
    checks = {each["number"]: each for each in made}
    assert checks[9]["passed"] == 5
    assert checks[21]["passed"] == 1


def test_by_item_without_volumes(office: Desk) -> None:
    text = 'fonds = "J001"\npattern = "{fonds}-{class}·{year}-{term}-{item:4}"\n[classes]\ninspection = "JC"\n'
    (office.home / "numbers.toml").write_text(text, encoding="utf-8")
    office.run("number", "give", "--apply").ok()
    assert given_numbers(office)[1:] == [f"J001-JC·2024-Y-{item:04}" for item in (1, 2, 3, 4)]


@settings(max_examples=100, deadline=None)
@given(
    ordinal=st.integers(1, 10**6), item=st.integers(1, 10**6), volumes=st.booleans(),
    digits=st.tuples(st.integers(1, 6), st.integers(1, 6)),
)  # fmt: skip
def test_what_is_built_is_read_back(ordinal: int, item: int, volumes: bool, digits: tuple[int, int]) -> None:
    middle = f"-{{volume:{digits[0]}}}" if volumes else ""
    pattern = Pattern(f"{{fonds}}-{{class}}·{{year}}-{{term}}{middle}-{{item:{digits[1]}}}")
    head = pattern.head({"fonds": "J001", "class": "AQ", "year": "2024", "term": "D30"})
    number = pattern.number(pattern.volume(head, ordinal), item)
    assert pattern.read(head, number) == (ordinal if volumes else 1, item)
    assert pattern.read(head, number + "0") != (ordinal if volumes else 1, item)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"(\{(fonds|year|term|volume|item)(:\d)?\}[-·x]?){1,6}", fullmatch=True))
def test_no_text_breaks_the_pattern(text: str) -> None:
    try:
        pattern = Pattern(text)
    except PatternInvalid:
        return
    head = pattern.head({"fonds": "J001", "class": "AQ", "year": "2024", "term": "Y"})
    assert pattern.read(head, pattern.number(pattern.volume(head, 3), 4)) in {(3, 4), (1, 4)}
