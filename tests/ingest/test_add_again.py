"""What is the same delivery again, and what is another one of the same file."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.testing.desk import Desk


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "desk")
    desk.run("init", desk.home).ok()
    for name in ("甲厂", "乙厂"):
        desk.run("unit", "add", name, "--local", f"{name}-1").ok()
    return desk


def add(office: Desk, *words: object) -> dict[str, object]:
    return office.run("add", *words, "--json").ok().json_lines()[0]


def test_the_same_file_for_another_unit_is_a_record_of_its_own(office: Desk, tmp_path: Path) -> None:
    notice = tmp_path / "通知.txt"
    notice.write_text("防汛安全提示", encoding="utf-8")
    first = add(office, notice, "--unit", "甲厂", "--category", "inspection")
    other = add(office, notice, "--unit", "乙厂", "--category", "inspection")
    assert (first["outcome"], other["outcome"]) == ("filed", "filed")
    assert first["record"] != other["record"]
    links = office.run("show", other["record"], "--json").ok().json()["links"]
    assert links == [{"type": "same-content", "record": first["record"], "doc_no": None, "candidates": []}]
    again = add(office, notice, "--unit", "乙厂", "--category", "inspection")
    assert (again["outcome"], again["record"]) == ("duplicate", other["record"])


def test_a_file_added_alone_is_placed_when_its_folder_is_added(office: Desk, tmp_path: Path) -> None:
    log = tmp_path / "in" / "甲厂" / "值班日志" / "记录.txt"
    log.parent.mkdir(parents=True)
    log.write_text("无标题的记录", encoding="utf-8")
    assert add(office, log)["outcome"] == "unfiled"
    assert add(office, tmp_path / "in")["outcome"] == "filed"


def test_the_same_part_is_attached_once(office: Desk, tmp_path: Path) -> None:
    form, photo = tmp_path / "记录.txt", tmp_path / "照片.txt"
    form.write_text("现场检查记录", encoding="utf-8")
    photo.write_bytes(b"photo")
    record = add(office, form, "--unit", "甲厂")["record"]
    for _ in range(2):
        office.run("add", photo, "--part-of", record, "--role", "photo").ok()
    assert len(office.run("show", record, "--json").ok().json()["parts"]) == 1


def test_placed_speaks_of_codes(office: Desk, tmp_path: Path) -> None:
    form = tmp_path / "记录.txt"
    form.write_text("现场检查记录", encoding="utf-8")
    record = add(office, form, "--unit", "甲厂")["record"]
    placed = office.run("show", record, "--json").ok().json()["placed"]
    assert [each["value"] for each in placed if each["field"] == "unit"] == ["甲厂-1"]
