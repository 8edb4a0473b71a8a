"""Formats of export: the contract, what is in them, and that they come whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from unittest import mock

import bagit
import pytest
from archive_plugins.export_bagit import Bag
from archive_plugins.export_jsonl import JsonLines
from archive_plugins.export_tables import Tables
from archive_plugins.registers import defused

from archive.testing import ExporterContract
from archive.testing.desk import Desk

FORMATS = ("bagit", "jsonl", "tables")


class TestBag(ExporterContract):
    @pytest.fixture
    def exporter(self) -> Bag:
        return Bag()


class TestJsonLines(ExporterContract):
    @pytest.fixture
    def exporter(self) -> JsonLines:
        return JsonLines()


class TestTables(ExporterContract):
    @pytest.fixture
    def exporter(self) -> Tables:
        return Tables()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("export")
    desk = Desk(folder / "desk")
    desk.run("init", desk.home).ok()
    desk.run("unit", "add", "南京长江化工有限公司", "--local", "NJ001").ok()
    source = folder / "in"
    source.mkdir()
    for name, text in (
        ("检查 记录 100%.txt", "现场检查记录\n联系电话13957102268\n"),
        ("换\n行.txt", "第二件，值班日志\n"),
        ("长" * 80 + ".txt", "第三件\n"),
        ("=cmd|' !A1.txt", "=1+1\n"),
    ):
        (source / name).write_text(text, encoding="utf-8")
    desk.run("add", source, "--unit", "NJ001", "--category", "inspection").ok()
    return desk


def records(desk: Desk) -> list[str]:
    return [each["record"] for each in desk.run("list", "--json").ok().json_lines()]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_records_are_the_same_bytes_and_leave_an_event(desk: Desk, tmp_path: Path, kind: str) -> None:
    told = [desk.run("export", "--all", "--format", kind, "-o", tmp_path / name, "--json").json() for name in "ab"]
    assert told[0]["digest"] == told[1]["digest"]
    assert told[0]["records"] == 4
    desk.run("show", records(desk)[0], "--history").ok().shows("已导出移交")
    desk.run("verify").ok()
    desk.run("export", "--all", "--format", kind, "-o", tmp_path / "a").failed(2)


def test_a_line_is_what_show_says(desk: Desk, tmp_path: Path) -> None:
    first = records(desk)[0]
    desk.run("export", first, "--format", "jsonl", "-o", tmp_path / "x").ok()
    (line,) = (tmp_path / "x").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == desk.run("show", first, "--json").json()


def test_a_bag_is_valid_and_has_every_byte(desk: Desk, tmp_path: Path) -> None:
    desk.run("export", "--unit", "NJ001", "--format", "bagit", "-o", tmp_path / "bag").ok()
    bag = bagit.Bag(str(tmp_path / "bag"))
    bag.validate()
    assert {each.split("-")[0] for each in bag.algorithms} == {"sha256", "sha512"}
    texts = {path.read_text() for path in (tmp_path / "bag" / "data" / "originals").rglob("*") if path.is_file()}
    assert len(texts) == 4
    (victim,) = (tmp_path / "bag").rglob("检查*.txt")
    victim.write_text("别的")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(tmp_path / "bag")).validate()


def test_no_cell_is_a_formula(desk: Desk, tmp_path: Path) -> None:
    desk.run("export", "--all", "--format", "tables", "-o", tmp_path / "t").ok()
    rows = list(csv.reader(io.StringIO((tmp_path / "t" / "档案目录.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == 5
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)
    cells = ("=1", "＝1", " @x", "-1", "a=1", "")
    assert [defused(each) for each in cells] == ["'=1", "'＝1", "' @x", "'-1", "a=1", ""]


def test_masked_unless_a_purpose_is_given(desk: Desk, tmp_path: Path) -> None:
    home = ("export", "--all", "--format", "jsonl", "-o")
    desk.run(*home, tmp_path / "a", "--unmask").failed(2)
    desk.run(*home, tmp_path / "a", "--purpose", "移送").failed(2)
    desk.run(*home, tmp_path / "whole", "--unmask", "--purpose", "移送检察机关").ok()
    assert (tmp_path / "whole").stat().st_mode & 0o777 == 0o600
    desk.run("access-log").ok().shows("移送检察机关")


def test_nothing_selected_and_what_does_not_fit(desk: Desk, tmp_path: Path) -> None:
    out = ("-o", tmp_path / "x")
    desk.run("export", "--category", "recheck", "--format", "jsonl", *out).failed(3)
    desk.run("export", "--format", "jsonl", *out).failed(2)
    desk.run("export", "--all", "--format", "nothing", *out).failed(3)
    desk.run("export", "--all", "--format", "jsonl", "-o", tmp_path / "no" / "x").failed(3)
    assert list(tmp_path.iterdir()) == []


def test_withdrawn_records_stay(desk: Desk, tmp_path: Path) -> None:
    last = records(desk)[-1]
    desk.run("withdraw", last, "--reason", "错件").ok()
    try:
        desk.run("export", last, "--format", "jsonl", "-o", tmp_path / "x").failed(2)
        assert desk.run("export", "--all", "--format", "jsonl", "-o", tmp_path / "y", "--json").json()["records"] == 3
    finally:
        desk.run("reinstate", last, "--reason", "对的").ok()
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_full_disk_leaves_nothing(desk: Desk, tmp_path: Path, kind: str) -> None:
    with mock.patch("archive.disk.atomic.flush_group", side_effect=OSError(28, "No space left on device")):
        desk.run("export", "--all", "--format", kind, "-o", tmp_path / "x").failed(10)
    assert list(tmp_path.iterdir()) == []


def test_damaged_originals_do_not_go(desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(desk.folder, tmp_path / "desk")
    other = Desk(tmp_path / "desk")
    victim = next(path for path in (other.home / "objects").rglob("*") if path.is_file())
    victim.chmod(0o600)
    victim.write_bytes(b"other")
    other.run("export", "--all", "--format", "bagit", "-o", tmp_path / "x").failed(6)
    assert not (tmp_path / "x").exists()
