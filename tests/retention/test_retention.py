"""How long records are kept: the longest period wins, and what a person is told is what is done."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from archive_plugins.retention_cn import rows
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.api import Archive
from archive.errors import ReasonMissing, ScheduleInvalid
from archive.model.record import Detail, Record
from archive.model.retention import Retention, last_day
from archive.preserve.retention import RetentionReader
from archive.testing import RetentionRuleContract
from archive.testing.invented import record

TICKET = (
    "动火安全作业票\n编号：DH-20240612-002\n单位：东港恒远化工有限公司\n"
    "作业实施时间：2024年6月12日9时00分至2024年6月12日17时00分\n"
)


class TestRows(RetentionRuleContract):
    """Every shipped row keeps the contract."""

    @pytest.fixture(params=rows(), ids=lambda row: row.name)
    def rule(self, request: pytest.FixtureRequest) -> object:
        return request.param


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "home") as made:
        made.register_unit("东港恒远化工有限公司", code=None, local="DG001")
        made.register_unit("临河县宏泰铸造有限公司", code=None, local="LH001")
        yield made


@pytest.fixture
def ticket(archive: Archive, tmp_path: Path) -> str:
    path = tmp_path / "票.txt"
    path.write_text(TICKET, encoding="utf-8")
    (receipt,) = archive.add([path])
    assert receipt.record is not None
    return receipt.record


def schedule(folder: Path, *lines: str) -> Path:
    path = folder / "期限表.csv"
    path.write_text("\n".join(("编号,类别,题名,保管期限,起算,依据,自,至", *lines)), encoding="utf-8")
    return path


def set_(archive: Archive, path: Path | None, name: str = "县局", unit: str | None = None) -> None:
    archive.set_schedule(path, name=name, unit=unit, reason="县局规定", apply=True)


def test_the_names_of_the_rows_are_their_own() -> None:
    assert len({row.name for row in rows()}) == len(rows())
    assert all(row.basis and row.said for row in rows())


def test_a_unit_s_file_is_kept_for_ever_and_a_ticket_s_year_is_a_minimum(archive: Archive, ticket: str) -> None:
    found = archive.retention(ticket)
    assert found.permanent
    assert found.expires is None
    spoken = {each.rule: each for each in found.spoken}
    assert spoken["special-work-ticket"].verified
    assert spoken["special-work-ticket"].expires == "2025-06-12"
    assert not spoken["lifelong"].verified
    assert archive.retention_due(today="2099-01-01") == ()


def test_a_schedule_sets_defaults_aside_and_shortens_no_law(archive: Archive, ticket: str, tmp_path: Path) -> None:
    set_(archive, schedule(tmp_path, "1,作业票,,6个月,日期,县局第1条,,"))
    found = archive.retention(ticket)
    assert found.expires == "2025-06-12", "GB 30871 asks for a year"
    assert [each.counts for each in found.spoken if each.rule == "lifelong"] == [False]
    set_(archive, schedule(tmp_path, "1,作业票,,3年,日期,县局第1条,,"))
    assert archive.retention(ticket).expires == "2027-06-12"
    set_(archive, None)
    assert archive.retention(ticket).permanent


def test_a_unit_s_own_schedule_goes_before_the_office_s(archive: Archive, ticket: str, tmp_path: Path) -> None:
    set_(archive, schedule(tmp_path, "1,作业票,,30年,年末,县局,,"))
    assert archive.retention(ticket).expires == "2054-12-31"
    set_(archive, schedule(tmp_path, "1,作业票,,5年,年末,企业,,"), "企业", "DG001")
    assert archive.retention(ticket).expires == "2029-12-31"
    set_(archive, schedule(tmp_path, "1,作业票,,9年,年末,企业,,"), "别家", "LH001")
    assert archive.retention(ticket).expires == "2029-12-31"


def test_a_change_tells_what_it_moves_before_it_is_made(archive: Archive, ticket: str, tmp_path: Path) -> None:
    path = schedule(tmp_path, "1,作业票,,3年,日期,县局,,")
    before = archive.retention(ticket)
    moves = archive.set_schedule(path, name="县局", unit=None, reason="", apply=False)
    assert moves == {ticket: (None, "2027-06-12")}
    assert archive.retention(ticket) == before
    assert archive.set_schedule(path, name="县局", unit=None, reason="试", apply=True) == moves
    assert archive.set_schedule(path, name="县局", unit=None, reason="试", apply=False) == {}
    with pytest.raises(ReasonMissing):
        archive.set_schedule(path, name="县局", unit=None, reason=" ", apply=True)


def test_an_expired_row_speaks_of_the_documents_of_its_days_only(archive: Archive, ticket: str, tmp_path: Path) -> None:
    set_(archive, schedule(tmp_path, "1,作业票,,3年,日期,旧表,2010-01-01,2023-12-31"))
    assert archive.retention(ticket).permanent
    set_(archive, schedule(tmp_path, "1,作业票,,3年,日期,旧表,2010-01-01,2024-12-31"))
    assert archive.retention(ticket).expires == "2027-06-12"


def test_a_period_whose_beginning_is_not_known_has_not_run_out(
    archive: Archive, ticket: str, tmp_path: Path
) -> None:
    set_(archive, schedule(tmp_path, "1,作业票,,1年,关闭,县局,,"))
    assert [each.field for each in archive.record(ticket).details].count("accepted_at") == 0
    found = archive.retention(ticket)
    assert (found.expires, found.permanent) == (None, False)


def test_a_spreadsheet_and_toml_say_the_same(archive: Archive, ticket: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("某县保管期限表",), ("类别", "保管期限", "起算", "依据"), ("作业票", "D10", "年末", "第3条")):
        book.active.append(row)
    book.save(tmp_path / "表.xlsx")
    set_(archive, tmp_path / "表.xlsx")
    assert archive.retention(ticket).expires == "2034-12-31"
    toml = tmp_path / "表.toml"
    toml.write_text('[[row]]\ncategory = "work-ticket"\nperiod = "10年"\nbasis = "第3条"\n', encoding="utf-8")
    assert archive.set_schedule(toml, name="县局", unit=None, reason="", apply=False) == {}


@pytest.mark.parametrize(
    "line",
    [
        "1,没有的类别,,3年,日期,县局,,", "1,作业票,,三年多,日期,县局,,", "1,作业票,,0年,日期,县局,,",
        "1,作业票,,3年,某天,县局,,",
        "1,作业票,,3年,日期,,,", "1,,,3年,日期,县局,,", "1,作业票,,3年,日期,县局,2024-02-30,",
        "1,作业票,,3年,日期,县局,2025-01-01,2024-01-01", "",
    ],
)  # fmt: skip
def test_a_bad_schedule_changes_nothing(archive: Archive, tmp_path: Path, line: str) -> None:
    with pytest.raises(ScheduleInvalid):
        set_(archive, schedule(tmp_path, line))
    assert archive.schedules() == ()


@pytest.mark.parametrize("text", ["", "row = 1", "[[row]]\nx", "[[row]]\n", "\x00", "row = [1]"])
def test_a_bad_toml_changes_nothing(archive: Archive, tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScheduleInvalid):
        set_(archive, path)


def test_two_rows_of_one_number_are_refused(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(ScheduleInvalid):
        set_(archive, schedule(tmp_path, "1,作业票,,3年,日期,甲,,", "1,培训,,3年,日期,乙,,"))


def test_due_says_what_explain_says_and_a_rebuild_changes_nothing(
    archive: Archive, ticket: str, tmp_path: Path
) -> None:
    set_(archive, schedule(tmp_path, "1,作业票,,3年,日期,县局,,"))
    (due,) = archive.retention_due(today="2027-06-13")
    assert due == archive.retention(ticket)
    assert archive.retention_due(today="2027-06-11") == ()
    assert archive.retention_due(today="2027-06-11", within=1) == (due,)
    archive.rebuild()
    assert archive.retention(ticket) == due
    assert archive.verify().sound


@settings(max_examples=60, deadline=None)
@given(
    day=st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31)),
    months=st.integers(0, 1200),
)
def test_a_last_day_is_so_many_months_later(day: date, months: int) -> None:
    found = last_day(str(day), months)
    assert found >= str(day)
    assert found[:7] == last_day(str(day)[:8] + "01", months)[:7]


class _Catalogue:
    def schedules(self) -> tuple[()]:
        return ()

    def kept_on(self, record: str) -> None:
        return None


class _Store:
    """Only what a reader asks for, with rules of the test."""

    def __init__(self, rules: list[object]) -> None:
        self.catalogue, self.registry, self._rules = _Catalogue(), self, rules

    def retention_rules(self) -> tuple[object, ...]:
        return tuple(self._rules)

    def ask_retention(self, rule: object, of: Record) -> object:
        return rule.verdict(of)  # type: ignore[attr-defined]


def reading(rules: list[object], of: Record) -> Retention:
    return RetentionReader(_Store(rules)).of(of)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["work-ticket", "emergency", "substances", "training", "accident"]))
def test_the_longest_wins_whatever_the_order(seed: int, category: str) -> None:
    chance = random.Random(seed)
    details = (Detail("valid_to", f"{chance.randrange(1990, 2030)}-05-06"),)
    of = replace(record(1), category=category, date=f"{chance.randrange(1990, 2030)}-02-28", details=details)
    of = replace(of, title=chance.choice(["煤矿应急演练记录", "危险化学品销售台账", "作业票", None]))
    shuffled = [row for row in rows() if chance.random() < 0.7 and row.years is not None]
    first = reading(shuffled, of)
    chance.shuffle(shuffled)
    again = reading(shuffled, of)
    assert again == first
    ends = [each.expires for each in first.spoken]
    if not ends:
        assert first.permanent
        assert first.winner is None
    elif None in ends:
        assert first.expires is None
    else:
        assert first.expires == max(ends)  # type: ignore[type-var]
