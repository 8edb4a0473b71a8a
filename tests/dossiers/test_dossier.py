"""A unit's file as a page, on the screen and on paper."""

from __future__ import annotations

import os
import stat
import zipfile
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from archive.api import Archive
from archive.testing.desk import Desk
from dossiers.conftest import DAY, PHONE, UNIT, file

Files = dict[str, str]


def test_the_page_repeats_what_the_questions_say(archive: Archive) -> None:
    told = archive.overview(UNIT, on=DAY)
    assert told.chain == archive.who(UNIT, DAY)
    assert set(told.hazards) == {each for each in archive.hazards(unit=UNIT, on=DAY) if each.open}
    assert [each.due for each in told.hazards] == ["2024-05-20", "2024-07-10"]
    due = [each for each in archive.due(today=DAY, unit=UNIT, within=60) if each.rule != "inspection-frequency"]
    assert list(told.deadlines) == due
    assert told.requirements == archive.completeness(UNIT, on=DAY)
    assert [(unit.name, day) for unit, day in told.merged] == [("老青山溶剂厂", "2024-04-01")]


def test_asked_of_one_unit_and_of_all_the_answers_are_the_same(archive: Archive) -> None:
    every = archive.due(today=DAY)
    for code in ("Q1", "Q2", "Q4"):
        theirs = [each for each in every if each.unit is not None and each.unit.code == code]
        assert list(archive.due(today=DAY, unit=code)) == theirs
        assert archive.hazards(unit=code, on=DAY) == tuple(
            each for each in archive.hazards(on=DAY) if each.unit.code == code
        )


def test_the_last_inspection_and_when_the_next_is_due(archive: Archive, records: Files) -> None:
    found = archive.overview(UNIT, on=DAY).inspected
    assert found is not None
    assert (found.on, found.record, found.next_on) == ("2024-05-07", records["责令限期整改指令书"], "2025-05-07")
    assert not found.overdue
    never = archive.overview("Q4", on="2024-06-15").inspected
    assert never is not None
    assert (never.on, never.next_on, never.overdue) == (None, "2020-12-31", True)
    assert archive.overview("Q2", on=DAY).inspected is None


def test_on_the_screen(desk: Desk) -> None:
    shown = desk.run("dossier", "Q1", "--on", DAY, terminal=200).ok()
    shown.shows(
        "青山新材料有限公司", "曾用名", UNIT, "老青山溶剂厂 (Q3)，2024-04-01", "赵六", "总经理", "未销号隐患（2）",
        "氨气报警器失效", "档案完整性", "营业执照", "已过期", "风险预控（0 件）", "日常检查（2 件）", "最近检查",
        "—— 空缺",
    )  # fmt: skip
    shown.hides(PHONE)
    english = desk.run("--lang", "en", "dossier", "Q1", "--on", DAY, terminal=200).ok()
    english.shows("Open hidden dangers (2)", "business licence", "expired", "— gap")


def test_what_is_dated_later_has_not_happened(desk: Desk) -> None:
    desk.run("dossier", "Q1", "--on", "2024-05-06").ok().shows("日常检查（1 件）", "未销号隐患（0）")
    told = desk.run("dossier", "Q1", "--on", "2024-05-06", "--json").ok().json()
    (shelf,) = (each for each in told["shelves"] if each["category"] == "inspection")
    assert [record["date"] for record in shelf["records"]] == ["2024-03-01"]
    assert told["hazards"] == []


def test_as_json_it_has_every_record_and_the_answers(desk: Desk, records: Files) -> None:
    told = desk.run("dossier", UNIT, "--on", DAY, "--json").ok().json()
    held = {record["record"] for shelf in told["shelves"] for record in shelf["records"]}
    assert set(records.values()) < held
    assert told["took_over"] == [{"code": "Q3", "name": "老青山溶剂厂", "on": "2024-04-01"}]
    assert {each["state"] for each in told["requirements"]} == {"present", "running-out", "expired", "missing"}
    assert PHONE not in desk.run("dossier", UNIT, "--format", "json").ok().out


def test_a_merged_unit_names_its_heir_and_a_closed_one_its_end(desk: Desk) -> None:
    desk.run("dossier", "Q3", "--on", DAY).ok().shows("并入", "青山新材料有限公司", "2024-04-01").hides("档案完整性")
    told = desk.run("dossier", "Q3", "--on", DAY, "--json").ok().json()
    assert told["merged_into"]["code"] == "Q1"
    assert told["requirements"] == []
    desk.run("dossier", "Q2", "--on", DAY).ok().shows("2024-05-01", "当时已经终止")
    assert desk.run("dossier", "Q2", "--on", DAY, "--json").ok().json()["ended"] == "2024-05-01"


def test_a_unit_with_nothing_on_file(desk: Desk) -> None:
    desk.run("dossier", "Q4").ok().shows("档案中没有检查记录", "基本情况（0 件）", "未销号隐患（0）")
    desk.run("dossier", "没有这家").failed(3)
    desk.run("dossier", "Q4", "--on", "2024-02-30").failed(2)


@pytest.mark.parametrize("ending", ["html", "docx", "pdf", "xlsx", "txt", "json"])
def test_it_is_written_for_paper_masked_and_never_over_another_file(desk: Desk, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"一企一档.{ending}"
    desk.run("dossier", "Q1", "--on", DAY, "-o", path).ok().shows("已写入")
    text = words(path)
    assert "青山新材料有限公司" in text
    assert "氨气报警器失效" in text
    assert PHONE not in text
    assert "139" in text, "starred out, not left away"
    before = path.read_bytes()
    desk.run("dossier", "Q1", "--on", DAY, "-o", path).failed(2)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if each.name != "desk"] == [path.name]


def words(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".pdf":
        return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(data)).pages)
    if path.suffix in {".docx", ".xlsx"}:
        with zipfile.ZipFile(BytesIO(data)) as members:
            return "".join(members.read(name).decode() for name in members.namelist() if name.endswith(".xml"))
    return data.decode()


def test_unmasked_it_is_for_its_owner_only_and_leaves_an_event(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "全.html"
    desk.run("dossier", "Q1", "--unmask", "-o", path).failed(2)
    assert not path.exists()
    desk.run("dossier", "Q1", "--unmask", "--purpose", "复核", "--on", DAY, "-o", path).ok()
    assert PHONE in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    desk.run("access-log").ok().shows("复核")


def test_where_nothing_can_be_written(desk: Desk, tmp_path: Path) -> None:
    desk.run("dossier", "Q1", "-o", tmp_path / "文件").failed(2).shows("--format")
    desk.run("dossier", "Q1", "--format", "pdf").failed(2).shows("-o")
    desk.run("dossier", "Q1", "--format", "html", "-o", tmp_path).failed(2)
    desk.run("dossier", "Q1", "-o", tmp_path / "没有" / "d.html").failed(3)
    desk.run("dossier", "Q1", "--json", "--format", "html").failed(2)
    link = tmp_path / "link.html"
    link.symlink_to(tmp_path / "nowhere")
    desk.run("dossier", "Q1", "-o", link).failed(2)
    if os.geteuid():
        closed = tmp_path / "zu"
        closed.mkdir(mode=0o500)
        desk.run("dossier", "Q1", "-o", closed / "d.html").failed(7)


def test_html_goes_to_a_pipe(desk: Desk) -> None:
    assert desk.run("dossier", "Q1", "--format", "html").ok().out.lstrip().lower().startswith("<!doctype html")


def test_strange_names_and_titles(desk: Desk, folder: Path, tmp_path: Path) -> None:
    name = "长" * 400
    with Archive.open(folder / "home") as archive:
        archive.register_unit(name, code=None, local="Q9", since="2020-01-01")
        record = file(archive, tmp_path, "Q9", "怪", "正文", "training")
        archive.correct(record, {"title": "题\u202e名<script>&" + "长" * 3000}, reason="试")
    for ending in ("html", "docx", "pdf", "xlsx"):
        desk.run("dossier", "Q9", "-o", tmp_path / f"怪.{ending}").ok()
    assert "<script>" not in (tmp_path / "怪.html").read_text(encoding="utf-8")
    assert "\u202e" not in desk.run("dossier", "Q9").ok().out


def test_the_board(desk: Desk, tmp_path: Path) -> None:
    shown = desk.run("board", "Q1", "--on", DAY).ok()
    shown.shows("安全生产挂牌责任牌", UNIT, "Q1", "12350", "监管责任人", "赵六", "主要负责人", "陈总", "总经理")
    shown.shows("—— 空缺")
    for ending in ("html", "docx", "pdf"):
        desk.run("board", "Q1", "--on", DAY, "-o", tmp_path / f"牌.{ending}").ok()
        assert "12350" in words(tmp_path / f"牌.{ending}")
    desk.run("board", "Q3", "--on", DAY).ok().shows("Q1")
    desk.run("board", "Q2", "--on", DAY).ok().shows("当时已经终止")
    desk.run("board", "没有这家").failed(3)


def test_the_list_of_a_handover_is_printed_for_signature(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "交接清单.docx"
    path.touch()
    desk.run("duty", "handover", "赵六", "钱七", "--on", "2024-06-16", "--list", path).failed(2)
    assert desk.run("duty", "list", "--person", "钱七", "--json").ok().json_lines() == []
    path.unlink()
    desk.run("duty", "handover", "赵六", "钱七", "--on", "2024-06-16", "--list", path).ok().shows("赵六", "已写入")
    text = words(path)
    for word in ("赵六", "钱七", "监交人", "氨气报警器失效", "11号"):
        assert word in text
    assert PHONE not in text


def test_hidden_dangers_as_a_workbook(desk: Desk, tmp_path: Path) -> None:
    desk.run("hazards", "--on", DAY, "-o", tmp_path / "隐患.xlsx").ok()
    assert "氨气报警器失效" in words(tmp_path / "隐患.xlsx")
    desk.run("hazards", "--json", "-o", tmp_path / "x.html").failed(2)
    desk.run("hazards", "--rate", "unit", "--on", DAY, "--format", "html", "-o", "-").ok().shows("<html", "%")
