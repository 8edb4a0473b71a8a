"""Deadlines by rules: what is asked, what answers it, working days, and the calendar file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.access.due import Deadline
from archive.access.due_ics import calendar_file
from archive.access.due_rules import rules
from archive.access.holidays import read_calendar
from archive.api import Archive
from archive.errors import ConfigInvalid
from archive.ingest.duties import Wish
from archive.model.unit_ref import UnitRef

from .conftest import UNIT, order, recheck

Give = Callable[[str, str], str]


def asked(archive: Archive, today: str, **chosen: object) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in archive.due(today=today, **chosen):  # type: ignore[arg-type]  # as a test says
        found.setdefault(each.rule, []).append(each.on)
    return found


def test_terms_and_rechecks_go_when_they_are_met(archive: Archive, give: Give) -> None:
    archive.assign_duty(Wish(person="张三", role="supervisor", unit="Q1", since="2024-01-01"))
    record = give("责改", order())
    told = asked(archive, "2024-05-25", unit="Q1")
    assert told["rectification"] == ["2024-05-20", "2024-05-20", "2024-06-10"]
    assert told["recheck"] == ["2024-05-30"]
    assert asked(archive, "2024-05-25", unit="Q1", within=7)["rectification"] == ["2024-05-20", "2024-05-20"]
    assert asked(archive, "2024-05-25", person="张三")["recheck"] == ["2024-05-30"]
    assert asked(archive, "2024-05-25", person="李四") == {}
    give("复查", recheck("第1项、第2项、第3项均已整改完毕，合格。", "2024年5月28日"))
    assert not {"rectification", "recheck"} & asked(archive, "2024-05-29").keys()
    assert archive.due(today="2024-05-27", unit="Q1")[0].record == record


def test_what_no_paper_shows_is_said(archive: Archive, give: Give) -> None:
    first = asked(archive, "2024-06-01", unit="Q1")
    assert first == {"inspection-frequency": ["2024-12-31"]}, "counted from the first day of the unit"
    archive.meet_deadline("监督检查", "Q1", on="2024-05-30", reason="乡镇检查，无文书")
    assert asked(archive, "2024-06-01", unit="Q1") == {"inspection-frequency": ["2025-05-30"]}
    plan = give("预案", f"生产安全事故应急预案\n编制单位：{UNIT}\n发布日期：2024年9月2日\n")
    told = asked(archive, "2024-09-03", unit="Q1")
    assert told["plan-filing"] == ["2024-09-30"], "twenty working days, two of them at a weekend, over a holiday"
    assert told["plan-evaluation"] == ["2027-09-02"]
    assert told["drill"] == ["2025-09-02"]
    archive.meet_deadline("plan-filing", plan, on="2024-09-20", reason="已备案")
    assert "plan-filing" not in asked(archive, "2024-09-21", unit="Q1")
    assert "plan-filing" in asked(archive, "2024-09-19", unit="Q1"), "as it was known to be that day"


def test_a_rule_is_that_of_the_papers_own_day() -> None:
    hearing = [rule for rule in rules() if rule.key == "hearing"]
    calendar = read_calendar(None)
    old = next(rule for rule in hearing if rule.holds("2020-05-08"))
    new = next(rule for rule in hearing if rule.holds("2024-04-30"))
    assert old.after("2020-05-08", calendar) == "2020-05-11"
    assert new.after("2024-04-30", calendar) == "2024-05-10", "five working days, over a holiday and a moved Saturday"
    assert all(rule.clause for rule in rules())
    assert {rule.status for rule in rules()} == {"verified", "default"}
    for rule in rules():
        others = [other for other in rules() if other.key == rule.key and other is not rule]
        assert not any(other.holds(rule.since or "0001-01-01") for other in others), rule.key


def test_a_home_may_have_a_calendar_of_its_own(archive: Archive, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[2027]\noff = ["02-05..02-11"]\nwork = ["02-13"]\n', encoding="utf-8")
    calendar = read_calendar(own)
    assert calendar.after(date(2027, 2, 4), 1) == date(2027, 2, 12)
    assert calendar.is_working(date(2027, 2, 13))
    assert not calendar.is_working(date(2024, 10, 1)), "other years stay as they are shipped"
    for broken in ('[2027]\noff = ["02-30"]\n', "[2027\n", '[spring]\noff = []\n', "x = 1\n"):
        own.write_text(broken, encoding="utf-8")
        with pytest.raises(ConfigInvalid):
            read_calendar(own)
    with pytest.raises(ConfigInvalid):
        read_calendar(tmp_path / "not there.toml")


def deadline(what: str) -> Deadline:
    unit = UnitRef("u-1", "Q1", "甲；乙,丙\\丁")
    return Deadline("drill", "演练", "办法 第三十三条", "verified", unit, "r1", what, None, "2024-06-01", 3, False, ())


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_a_calendar_file_keeps_to_its_grammar(what: str) -> None:
    data = calendar_file([deadline(what)], home="h-1", today="2024-05-01")
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in data.replace(b"\r\n", b"")
    text = data.decode("utf-8").replace("\r\n ", "")
    assert "SUMMARY:演练 甲；乙\\,丙\\\\丁\r\n" in text
    assert text.count("BEGIN:VEVENT") == text.count("\r\nEND:VEVENT") == 1


def test_the_event_of_a_deadline_stays_the_same_when_its_day_moves() -> None:
    def uid(data: bytes) -> bytes:
        return next(line for line in data.split(b"\r\n") if line.startswith(b"UID:"))

    one = calendar_file([deadline("甲")], home="h-1", today="2024-05-01")
    assert uid(one) == uid(calendar_file([deadline("乙")], home="h-1", today="2024-05-02"))
    assert one == calendar_file([deadline("甲")], home="h-1", today="2024-05-01")
