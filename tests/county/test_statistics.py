"""Leaders' figures of a county whose truth is known: each number is right, and leads to what it was counted from."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from archive.access.statistics import KINDS, Figure, Statistics, parse_period
from archive.api import Archive
from archive.errors import ConfigInvalid, UsageInvalid
from archive.testing.desk import Desk
from county.filing import Filed
from county.story import Story
from county.truth import truth


def figures(found: Statistics) -> list[Figure]:
    return [figure for section in found.sections for line in section.lines for figure in line.figures]


def value(found: Statistics, key: str) -> float | None:
    figure = found.figure(key)
    assert figure is not None, key
    return figure.value


@pytest.mark.parametrize("day", ["2025-06-30", "2025-12-31"])
def test_hidden_dangers_are_counted_as_the_truth_has_them(story: Story, filed: Filed, day: str) -> None:
    told = filed.archive.statistics("hazards", f"2025-01-01..{day}")
    every, closed = truth(story)["closing"][day]
    assert sum(value(told, f"found.{level}") or 0 for level in ("general", "major")) == every
    assert sum(value(told, f"closed.{level}") or 0 for level in ("general", "major")) == closed
    by_month = next(section for section in told.sections if section.key == "hazards-by-month")
    assert sum(line.figures[0].value or 0 for line in by_month.lines) == every


def test_hidden_dangers_of_each_month(story: Story, filed: Filed) -> None:
    told = filed.archive.statistics("hazards", "2025")
    months = [each["found"][:7] for each in truth(story)["hazards"]]
    for month in set(months):
        assert value(told, f"found.{month}") == months.count(month)


def test_penalties_and_drills_are_those_of_the_documents(story: Story, filed: Filed) -> None:
    documents = truth(story)["documents"]
    penalties = [each for each in documents if each["category"] == "enforcement-case" and "处罚决定" in each["title"]]
    told = filed.archive.statistics("enterprise", "2025")
    rewards = next(section for section in told.sections if section.key == "rewards")
    assert sum(line.figures[1].value or 0 for line in rewards.lines) >= len(penalties)
    drills = [each for each in documents if each["category"] == "emergency" and "演练" in each["title"]]
    trained = filed.archive.statistics("training", "2025")
    living = {line.label for section in trained.sections for line in section.lines}
    assert 0 < sum(f.value or 0 for f in figures(trained) if f.key.startswith("drills.")) <= len(drills)
    assert living


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_can_be_followed(filed: Filed, kind: str) -> None:
    told = filed.archive.statistics(kind, "2025")  # type: ignore[arg-type]
    keys = [figure.key for figure in figures(told)]
    assert len(keys) == len(set(keys)), "a key means one number"
    for figure in figures(told):
        if figure.share:
            assert figure.value is None or 0 <= figure.value <= 1
        elif figure.subjects and not figure.key.startswith(("hours.", "people.", "days.", "present.")):
            assert figure.value == len(figure.subjects), figure.key
        named = [each for each in figure.subjects if not each.startswith(("u-", "d-"))]
        if not figure.key.startswith(("required.", "missing.", "expired.", "complete.")):
            titles = filed.archive.subject_titles(named)
            assert all(titles[each] != each for each in named if each), figure.key


def test_a_period_without_anything_counts_nothing(filed: Filed) -> None:
    for kind in KINDS:
        told = filed.archive.statistics(kind, "1999")  # type: ignore[arg-type]
        shared = [figure for figure in figures(told) if figure.share and not figure.key.startswith("day-share")]
        assert all(figure.value in (None, 0.0, 1.0) for figure in shared if "complete" not in figure.key)


def test_one_supervisor_with_the_annex(filed: Filed) -> None:
    (first, *_rest) = filed.archive.statistics("performance", "2025").sections[0].lines
    told = filed.archive.statistics("performance", "2025", person=first.label)
    assert [section.key for section in told.sections] == ["scores", "annex"]
    assert told.sections[0].lines == (first,)
    with pytest.raises(UsageInvalid):
        filed.archive.statistics("performance", "2025", person="无此人")
    with pytest.raises(UsageInvalid):
        filed.archive.statistics("hazards", "2025", person=first.label)


def test_a_home_has_a_scoring_table_of_its_own(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "home") as archive:
        own = tmp_path / "home" / "appraisal.toml"
        good = '[[item]]\nkey = "a"\nzh = "甲"\nen = "a"\nmeasure = "inspected"\npoints = 100\n'
        own.write_text(good, encoding="utf-8")
        assert archive.statistics("performance", "2025").sections[0].columns == ("supervisor", "item:a", "score")
        unfit = (good.replace("inspected", "luck"), good * 2, good.replace("100", "-1"))
        for broken in ("", "item = 1", '[[item]]\nkey = "a"', *unfit):
            own.write_text(broken, encoding="utf-8")
            with pytest.raises(ConfigInvalid):
                archive.statistics("performance", "2025")


@pytest.mark.parametrize(
    ("written", "since", "until"),
    [
        ("2024", "2024-01-01", "2024-12-31"), ("2024Q1", "2024-01-01", "2024-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-02-29", "2024-02-29", "2024-02-29"), ("2024-01-05..2024-02-06", "2024-01-05", "2024-02-06"),
    ],
)  # fmt: skip
def test_periods(written: str, since: str, until: str) -> None:
    assert (parse_period(written).since, parse_period(written).until) == (since, until)


@pytest.mark.parametrize(
    "written",
    ["", "24", "2024Q5", "2024-13", "2023-02-29", "2024-02-01..2024-01-01", "2024..2025-01-01", "去年"],
)
def test_bad_periods(written: str) -> None:
    with pytest.raises(UsageInvalid):
        parse_period(written)


def test_as_its_reader_sees_it(filed: Filed, tmp_path: Path) -> None:
    desk = Desk(filed.archive.home.parent)
    shown = desk.run("--lang", "zh", "report", "hazards", "--period", "2025").ok().out
    assert "隐患" in shown
    assert "%" in shown
    sheet = tmp_path / "统计.xlsx"
    desk.run("--lang", "zh", "report", "hazards", "--period", "2025", "-o", sheet).ok()
    book = openpyxl.load_workbook(sheet)
    cells = [cell for row in book["来源"].iter_rows(values_only=True) for cell in row]
    assert any(str(cell).startswith("z-") for cell in cells)
    for ending in ("html", "docx"):
        desk.run("report", "performance", "--period", "2025", "-o", tmp_path / f"x.{ending}").ok()
    listed = json.loads(desk.run("report", "hazards", "--period", "2025", "--number", "found.major", "--json").ok().out)
    assert listed["value"] == len(listed["subjects"])
    desk.run("report", "hazards", "--period", "2025", "--number", "nothing").failed(2)
    assert "found.major" in desk.run("report", "hazards", "--period", "2025", "--keys").ok().out
