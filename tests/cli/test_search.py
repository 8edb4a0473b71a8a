"""What issue B adds to `archive search` and beside it, as a clerk and an auditor use it."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from archive.testing.desk import Desk


def found(office: Desk, *query: str) -> list[str]:
    return [hit["record"] for hit in office.run("search", *query, "--json").ok().json()["hits"]]


@pytest.fixture
def shelf(office: Desk, tmp_path: Path) -> Desk:
    """The office with a certificate, a picture that cannot be read, and a dozen notes."""
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "证.txt").write_text("动火安全作业证\n作业单位：=1+1\n", encoding="utf-8")
    (folder / "照片.png").write_bytes(b"\x89PNG\r\n\x1a\n no text")
    for number in range(12):
        (folder / f"{number}.txt").write_text(f"第{number}份笔记，编号 HY-2024-{number:04}\n", encoding="utf-8")
    office.run("add", folder)
    return office


def test_synonyms_are_found_and_told(shelf: Desk) -> None:
    shelf.run("search", "动火票").ok().shows("动火安全作业证", "也查了")
    page = shelf.run("search", "动火票", "--json").ok().json()
    assert page["total"] == 1
    assert page["also_searched"][0]["word"] == "动火票"
    for exact in (["动火票", "--exact"], ['"动火票"']):
        page = shelf.run("search", *exact, "--json").ok().json()
        assert (page["total"], page["also_searched"]) == (0, [])


def test_a_home_has_synonyms_of_its_own(shelf: Desk) -> None:
    assert found(shelf, "热工条子") == []
    (shelf.home / "synonyms.toml").write_text('groups = [["热工条子", "动火安全作业证"]]\n', encoding="utf-8")
    assert len(found(shelf, "热工条子")) == 1
    for wrong in ("groups = 3", 'groups = [["a"]]', "x = 1\ngroups = []", "groups = [[1, 2]]", "\udcff"):
        (shelf.home / "synonyms.toml").write_bytes(wrong.encode("utf-8", "surrogateescape"))
        shelf.run("search", "动火").failed(7).shows("synonyms.toml")
        shelf.run("search", "动火", "--exact").ok()


def test_facets_count_the_hits(shelf: Desk) -> None:
    page = shelf.run("search", "动火", "--facets", "--json").ok().json()
    counts = {facet["by"]: {each["value"]: each["count"] for each in facet["values"]} for facet in page["facets"]}
    assert counts["category"] == {"inspection": 1, "work-ticket": 1, None: 1}
    assert counts["unit"] == {"NJ001": 1, None: 2}
    assert counts["year"] == {"2024": 1, None: 2}
    assert counts["state"] == {"filed": 1, "unfiled": 2}
    shelf.run("search", "动火", "--facets", terminal=80).ok().shows("年份", "南京长江化工有限公司", "（无）")


def test_pages_repeat_nothing(shelf: Desk) -> None:
    for order in ("relevance", "date", "date-reverse", "received", "unit"):
        pages = [found(shelf, "笔记", "--sort", order, "--limit", "5", "--page", str(page)) for page in (1, 2, 3, 4)]
        assert [len(page) for page in pages] == [5, 5, 2, 0]
        assert len({record for page in pages for record in page}) == 12
    shelf.run("search", "笔记", "--page", "2", "--offset", "1").failed(2)
    shelf.run("search", "笔记", "--page", "0").failed(2)


def test_count(shelf: Desk) -> None:
    assert shelf.run("search", "笔记", "--count").ok().out == "12\n"
    shelf.run("search", "笔记", "--count", "--json").failed(2)


def test_what_was_not_read_is_said_and_listed(shelf: Desk) -> None:
    page = shelf.run("search", "笔记", "--json").ok().json()
    assert page["unread"] == 1
    assert shelf.run("search", "笔记", "类别:日常检查", "--json").ok().json()["unread"] == 0
    assert shelf.run("search", "笔记", "--category", "日常检查", "--json").ok().json()["unread"] == 0
    shelf.run("search", "笔记").shows("1 件")
    listed = shelf.run("search", "--unread", "--json").ok().json()
    assert [each["original"]["name"] for each in listed["records"]] == ["照片.png"]
    assert shelf.run("search", "--unread", "单位:长江", "--json").ok().json() == {"unread": 0, "records": []}
    shelf.run("search", "--unread").ok().shows("照片.png")
    shelf.run("search", "--unread", terminal=80).ok().shows("照片.png")
    assert shelf.run("search", "--unread", "--count").ok().out == "1\n"


def test_csv_computes_nothing(shelf: Desk, tmp_path: Path) -> None:
    (tmp_path / "=cmd|x.txt").write_text("=1+1 动土\n", encoding="utf-8")
    shelf.run("add", tmp_path / "=cmd|x.txt").ok()
    raw = shelf.run("search", "动土", "--csv").ok().raw
    assert raw.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
    assert row["name"] == "'=cmd|x.txt"
    assert row["snippet"] == "'=1+1 动土"


def test_did_you_mean(shelf: Desk) -> None:
    assert "受限空间" in shelf.run("search", "受限空闲", "--json").ok().json()["did_you_mean"]
    assert "受限空间作业" in shelf.run("search", "受限空闲作业", "--json").ok().json()["did_you_mean"]
    assert "长江化工" in shelf.run("search", "长江化公", "--json").ok().json()["did_you_mean"]
    shelf.run("search", "受限空闲").ok().shows("受限空间")
    for query in ("受限空闲 类别:日常检查", "受限空闲 -动火", "(受限空闲 OR 无此)", "受限空闲 AND 或"):
        shelf.run("search", query).ok()
    assert shelf.run("search", "受限空间", "--json").ok().json()["did_you_mean"] == []


def test_searches_are_saved_for_oneself(shelf: Desk) -> None:
    shelf.run("search", "动火", "--unit", "NJ001", "--save", "长江 动火").ok()
    assert found(shelf, "--saved", "长江 动火") == found(shelf, "动火", "--unit", "NJ001") != []
    assert found(shelf, "--saved", "长江 动火", "--unit", "NJ002") == []
    shelf.run("search", "--saved", "没有").failed(3).shows("长江 动火")
    shelf.run("search", "x", "--saved", "长江 动火").failed(2)
    shelf.run("search", "x", "--save", "a\x1b").failed(2)
    shelf.run("search", '"', "--save", "b").failed(2)
    shelf.run("search", "--saved", "b").failed(3)
    assert not list(shelf.home.rglob("searches"))
    (file,) = (shelf.folder / "state").rglob("searches/*.json")
    for broken in ("[", "[]", '{"a": 1}', '{"a": {"query": "x", "options": {"limit": 3}}}'):
        file.write_text(broken, encoding="utf-8")
        shelf.run("search", "--saved", "a").failed(3)


def test_a_query_of_nothing(shelf: Desk) -> None:
    shelf.run("search").failed(2)
    shelf.run("search", "").failed(2)
    assert len(found(shelf, "--unit", "NJ001")) == 1
    shelf.run("search", "，。").failed(2)
    shelf.run("search", "动火", "--state", "withdrawn").failed(2).shows("archive list")


def test_what_is_not_there(shelf: Desk) -> None:
    assert len(found(shelf, "--category", "日常检查", "--without", "recheck", "--after", "30d")) == 1
    assert found(shelf, "笔记", "--without", "recheck", "--after", "30") == []
    assert len(found(shelf, "笔记", "--without", "recheck", "--limit", "100")) == 12
    shelf.run("search", "笔记", "--after", "30d").failed(2)
    for wrong in ("x", "-1", "1.5d", "999999d"):
        shelf.run("search", "笔记", "--without", "recheck", f"--after={wrong}").failed(2)
    names = [unit["name"] for unit in shelf.run("unit", "list", "--without", "日常检查", "--json").ok().json_lines()]
    assert names == ["安宁电器厂"]
    assert len(shelf.run("unit", "list", "--without", "日常检查", "--from", "2025", "--json").ok().json_lines()) == 2
    shelf.run("unit", "list", "--from", "2025").failed(2)
    shelf.run("unit", "list", "--without", "没有的").failed(3)


def test_a_sample_can_be_drawn_again_and_stands_in_the_ledger(shelf: Desk) -> None:
    drawn = [shelf.run("sample", "笔记", "--size", "5", "--seed", "甲", "--json").ok().json() for _ in range(2)]
    assert drawn[0]["records"] == drawn[1]["records"]
    assert (drawn[0]["total"], len(drawn[0]["records"]), drawn[1]["event"]) == (12, 5, drawn[0]["event"] + 1)
    other = shelf.run("sample", "笔记", "--size", "5", "--seed", "乙", "--json").ok().json()
    assert other["records"] != drawn[0]["records"]
    shelf.run("sample", "笔记", "--seed", "甲", "--size", "50").ok().shows("存证账本")
    shelf.run("sample", "--seed", "甲").failed(2)
    shelf.run("sample", "笔记").failed(2)
    shelf.run("verify").ok()


def test_a_certified_search_is_repeated(shelf: Desk, tmp_path: Path) -> None:
    certificate, none = tmp_path / "证明.json", tmp_path / "无.json"
    shelf.run("search", "笔记", "--certify", "-o", certificate).ok()
    shelf.run("search", "绝无此词", "--certify", "-o", none).ok()
    shelf.run("search", "笔记", "--certify", "-o", certificate).failed(2)
    shelf.run("search", "笔记", "--certify").failed(2)
    told = json.loads(certificate.read_text(encoding="utf-8"))
    assert (told["total"], told["unread"], len(told["records"])) == (12, 1, 12)
    assert told["ledger"]["checkpoint"].startswith("safety-archive/")
    (tmp_path / "又.txt").write_text("又一份笔记，绝无此词\n", encoding="utf-8")
    shelf.run("add", tmp_path / "又.txt").ok()
    shelf.run("withdraw", told["records"][0]["record"], "--reason", "误归").ok()
    check = shelf.run("search", "--certify-check", certificate, "--json").ok().json()
    assert (check["total_then"], check["total_now"], len(check["added"])) == (12, 12, 1)
    assert check["gone"] == [told["records"][0]["record"]]
    assert shelf.run("search", "--certify-check", none, "--json").ok().json()["total_then"] == 0
    told["records"][1]["sha256"] = "0" * 64
    certificate.write_text(json.dumps(told), encoding="utf-8")
    shelf.run("search", "--certify-check", certificate).failed(6)
    for broken in ("", "[]", "{}", json.dumps(told | {"home": "h-x"}), json.dumps(told | {"records": 3})):
        certificate.write_text(broken, encoding="utf-8")
        shelf.run("search", "--certify-check", certificate).failed(2)
    shelf.run("search", "--certify-check", tmp_path / "没有").failed(3)


def test_a_hit_is_opened_or_printed(shelf: Desk, tmp_path: Path) -> None:
    (record,) = found(shelf, "受限空间")
    shelf.run("open", "1", DISPLAY="").ok().shows(record, "未办理作业票")
    shelf.run("open", "9", DISPLAY="").failed(3)
    program = tmp_path / "bin" / "xdg-open"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\ncp "$1" "{tmp_path}/opened"\n', encoding="utf-8")
    program.chmod(0o755)
    desktop = {"DISPLAY": ":0", "PATH": f"{program.parent}:{os.environ['PATH']}", "XDG_RUNTIME_DIR": str(tmp_path)}
    shelf.run("open", "1", **desktop).ok()
    assert "受限空间" in (tmp_path / "opened").read_text(encoding="utf-8")
    shelf.run("open", "1", "--print", **desktop).ok().shows("未办理作业票")


def test_words_come_first(shelf: Desk, tmp_path: Path) -> None:
    pytest.importorskip("rjieba")
    (tmp_path / "a.txt").write_text("自动火灾报警系统，自动火灾报警系统，自动火灾报警。\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("今天的动火作业已经结束，现场清理完毕，人员全部撤离。\n", encoding="utf-8")
    shelf.run("add", tmp_path / "a.txt", tmp_path / "b.txt").ok()
    plain, ranked = found(shelf, "动火"), found(shelf, "动火", "--words")
    assert sorted(plain) == sorted(ranked)
    assert shelf.run("show", ranked[-1], "--json").ok().json()["original"]["name"] == "a.txt"
    pages = [found(shelf, "动火", "--words", "--limit", "2", "--page", str(page)) for page in (1, 2, 3)]
    assert [record for page in pages for record in page] == ranked


def test_the_index_is_chosen_and_made_anew(shelf: Desk) -> None:
    before = found(shelf, "笔记", "--limit", "20", "--sort", "received")
    settings = shelf.home / "archive.toml"
    settings.write_text("# ours\n" + settings.read_text(encoding="utf-8"), encoding="utf-8")
    shelf.run("index", "use", "whoosh").ok()
    assert settings.read_text(encoding="utf-8").startswith("# ours\n")
    status = shelf.run("index", "status", "--json").ok().json()
    assert (status["setting"], status["engine"], status["position"]) == ("whoosh", "whoosh", status["head"])
    shelf.run("index", "rebuild").ok()
    again = shelf.run("index", "status", "--json").ok().json()
    assert again["generation"] != status["generation"]
    assert found(shelf, "笔记", "--limit", "20", "--sort", "received") == before
    shelf.run("index", "use", "没有").failed(7).shows("tantivy, whoosh")
    shelf.run("index", "status").ok().shows("whoosh")


def test_completion(shelf: Desk) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_ARCHIVE_COMPLETE" in shelf.run("completion", shell).ok().out
    shelf.run("completion", "tcsh").failed(2)


def test_the_shell_is_offered_units_categories_and_saved_searches(shelf: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from archive.cli.completing import complete_category, complete_saved, complete_unit

    shelf.run("search", "动火", "--save", "每月动火").ok()
    asked: tuple[Any, Any] = (None, None)
    monkeypatch.setenv("XDG_STATE_HOME", str(shelf.folder / "state"))
    monkeypatch.setenv("ARCHIVE_HOME", str(shelf.home))
    assert complete_unit(*asked, "南京") == ["南京长江化工有限公司"]
    assert complete_unit(*asked, "NJ0") == ["NJ001", "NJ002"]
    assert "inspection" in complete_category(*asked, "insp")
    assert complete_saved(*asked, "每") == ["每月动火"]
    monkeypatch.setenv("ARCHIVE_HOME", str(shelf.folder / "none"))
    assert complete_unit(*asked, "") == complete_category(*asked, "") == complete_saved(*asked, "") == []
