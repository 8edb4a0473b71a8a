"""What issue B adds to `archive search` and beside it, as a clerk and an auditor use it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.access.certificate import digest_of
from archive.testing.desk import Desk, Outcome


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
    shelf.run("search", "笔记").shows("1 件")
    listed = shelf.run("search", "--unread", "--json").ok().json()
    assert [each["original"]["name"] for each in listed["records"]] == ["照片.png"]
    shelf.run("search", "--unread").ok().shows("照片.png")
    shelf.run("search", "--unread", terminal=80).ok().shows("照片.png")
    assert shelf.run("search", "--unread", "--count").ok().out == "1\n"


MAY_FIT = [
    ("日期:2020", True),
    ("-日期:2020", True),
    ("日期:无", True),
    ("单位:长江", True),
    ("类别:日常检查", True),
    ("-类别:日常检查", True),
    ("责任人:张三", True),
    ("编号:HY-2024*", True),
    ("标题:检查", True),
    ("日期:2020 或 笔记", True),
    ("状态:已归档", False),
    ("-状态:未归档", False),
    ("日期:2020 状态:已归档", False),
    ("(日期:2020 状态:已归档) 或 (笔记 状态:已归档)", False),
]


@pytest.mark.parametrize(("filters", "counts"), MAY_FIT)
def test_a_scan_of_which_nothing_is_known_may_be_what_was_asked_for(shelf: Desk, filters: str, counts: bool) -> None:
    """Nobody could read its date, unit and category: a search for them passes over it."""
    assert shelf.run("search", f"笔记 {filters}", "--json").ok().json()["unread"] == counts
    listed = shelf.run("search", "--unread", filters, "--json").ok().json()
    assert (listed["unread"], len(listed["records"])) == (counts, counts)


def test_what_is_known_of_a_scan_rules_it_out(shelf: Desk) -> None:
    (record,) = shelf.run("search", "--unread", "--json").ok().json()["records"]
    fields = ("unit=NJ002", "category=inspection", "date=2021-05-06")
    shelf.run("describe", record["record"], *fields, "--reason", "看过原件").ok()
    for options, counts in (
        (["--from", "2020", "--to", "2020"], 0), (["--from", "2021"], 1), (["--unit", "NJ001"], 0),
        (["--unit", "NJ002"], 1), (["--category", "作业票"], 0), (["--category", "日常检查"], 1), (["--undated"], 0),
        (["类别:日常检查", "-单位:安宁"], 0), (["类别:无 或 日期:2021"], 1),
    ):  # fmt: skip
        assert shelf.run("search", "笔记", *options, "--json").ok().json()["unread"] == counts, options
        assert shelf.run("search", "--unread", *options, "--count").ok().out == f"{counts}\n"


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


def meant(desk: Desk, *query: str) -> list[str]:
    found: list[str] = desk.run("search", *query, "--json").ok().json()["did_you_mean"]
    for each in found:
        assert desk.run("search", each, "--exact", "--count").ok().out != "0\n", f"{each} finds nothing itself"
    return found


def test_nothing_is_meant_by_a_character_that_is_not_there(office: Desk) -> None:
    assert meant(office, "龘") == meant(office, "龘龘") == meant(office, "龘龘龘龘") == []


def test_a_word_is_parted_where_its_halves_stand_together(office: Desk) -> None:
    assert meant(office, "长江化工受限空间") == ["长江化工 受限空间"]
    assert meant(office, "受限空间灭火器") == ["受限空间 灭火器"]


def test_exact_searches_are_told_what_may_have_been_meant(shelf: Desk) -> None:
    assert "动火安全作业证" in meant(shelf, "动火票", "--exact")
    assert "受限空间" in meant(shelf, "受限空闲", "--exact")
    (shelf.home / "synonyms.toml").write_text("groups = 3", encoding="utf-8")
    assert shelf.run("search", "受限空闲", "--exact", "--json").ok().json()["did_you_mean"] == []


def test_values_of_fields_are_put_right_too(shelf: Desk) -> None:
    assert "单位:长江化工" in meant(shelf, "单位:长江化公")
    assert "检查 单位:长江化工" in meant(shelf, "检查 单位:长江化公")
    assert meant(shelf, "受限空闲 -单位:长江化公") == ["受限空间 -单位:长江化公"]
    assert meant(shelf, "日期:1999") == []


def test_half_a_name_of_a_unit_is_answered_with_the_units(shelf: Desk) -> None:
    shelf.run("search", "动火", "--unit", "长江").failed(3).shows("NJ001 南京长江化工有限公司", "单位")
    shelf.run("list", "--unit", "NJ00").failed(3).shows("NJ001", "NJ002")
    shelf.run("list", "--unit", "没有").failed(3).hides("NJ001")
    shelf.run("list", "--unit", " ").failed(3).hides("NJ001")


def test_an_unknown_category_is_pointed_at(shelf: Desk) -> None:
    said = shelf.run("search", "动火 类别:作业漂").failed(2).shows("  动火 类别:作业漂\n            ^")
    assert said.err.index("work-ticket (作业票)") < said.err.index("inspection (日常检查)")
    shelf.run("--lang", "en", "search", 'category:"no such"').failed(2).shows("no such category", "Use one of: ", "…")
    shelf.run("search", "--unread", "类别:作业漂").failed(2).shows("^")
    shelf.run("search", "动火", "--category", "作业漂").failed(3).shows("work-ticket")


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
    for broken in ("", "[]", "{}", json.dumps(told | {"home": "h-x"}), json.dumps(told | {"records": 3})):
        certificate.write_text(broken, encoding="utf-8")
        shelf.run("search", "--certify-check", certificate).failed(2)
    shelf.run("search", "--certify-check", tmp_path / "没有").failed(3)


Change = Callable[[dict[str, Any]], object]
ALTERATIONS: dict[str, Change] = {
    "a hit left out": lambda told: told["records"].pop(),
    "a hit left out, total and all": lambda told: told.update(records=told["records"][:-1], total=11),
    "a hit added": lambda told: told["records"].append(told["records"][0]),
    "another order": lambda told: told["records"].reverse(),
    "another original": lambda told: told["records"][1].update(sha256="0" * 64),
    "another accession": lambda told: told["records"][1].update(accession=1),
    "another query": lambda told: told.update(query="动火"),
    "another time": lambda told: told.update(time="2020-01-01T00:00:00Z"),
    "more left unread": lambda told: told.update(unread=1),
    "another filter": lambda told: told["filters"].update(since="2024-01-01"),
    "another event": lambda told: told.update(event=1),
    "no such event": lambda told: told.update(event=10**30),
    "an event of text": lambda told: told.update(event="5"),
    "another digest": lambda told: told.update(digest="0" * 64),
    "a key more": lambda told: told.update(remark="checked"),
    "a number as a fraction": lambda told: told.update(total=12.0),
    "a lone surrogate": lambda told: told.update(remark="\ud800"),
}


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, dict[str, Any]]:
    """A desk that certified a search of twelve hits, and the certificate."""
    desk, folder = Desk(tmp_path_factory.mktemp("certified") / "desk"), tmp_path_factory.mktemp("notes")
    desk.run("init", desk.home).ok()
    for number in range(12):
        (folder / f"{number}.txt").write_text(f"第{number}份笔记\n", encoding="utf-8")
    desk.run("add", folder).ok()
    desk.run("search", "笔记", "--certify", "-o", folder / "证明").ok().shows("存证账本")
    desk.run("search", "--certify-check", folder / "证明").ok().shows("摘要")
    told = json.loads((folder / "证明").read_text(encoding="utf-8"))
    assert (told["total"], told["event"]) == (12, told["ledger"]["size"])
    return desk, told


def asked_again(desk: Desk, told: object) -> Outcome:
    path = desk.folder / "检索证明.json"
    path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return desk.run("search", "--certify-check", path, "--json")


@pytest.mark.parametrize("change", ALTERATIONS.values(), ids=ALTERATIONS.keys())
def test_an_altered_certificate_is_noticed(certified: tuple[Desk, dict[str, Any]], change: Change) -> None:
    desk, told = certified
    altered = json.loads(json.dumps(told))
    change(altered)
    check = asked_again(desk, altered).failed(6).json()
    assert (check["sound"], check["altered"]) == (False, True)


def test_an_alteration_with_a_new_digest_contradicts_the_ledger(certified: tuple[Desk, dict[str, Any]]) -> None:
    desk, told = certified
    shorter = told | {"records": told["records"][:-1], "total": 11}
    assert asked_again(desk, shorter | {"digest": digest_of(shorter)}).failed(6).json()["altered"]
    alone = shorter | {"digest": digest_of(shorter), "event": None}  # nobody can tell, and that is said
    check = asked_again(desk, alone).ok().json()
    assert (check["altered"], check["recorded"], len(check["appeared"])) == (False, False, 1)
    desk.run("search", "--certify-check", desk.folder / "检索证明.json").ok().shows("存证账本")
    strange: list[dict[str, object]] = [
        {"since": 5}, {"since": "heute"}, {"units": "u-1"}, {"undated": "yes"}, {"x": "y"}, {"category": ["a"]},
    ]  # fmt: skip
    for hostile in strange:
        asked_again(desk, alone | {"filters": hostile}).failed(2)
    asked_again(desk, json.dumps(told)[:-1] + ', "total": 12}').failed(2)
    asked_again(desk, told | {"ledger": {"size": float("inf"), "checkpoint": ""}}).failed(2)
    asked_again(desk, told | {"query": '"'}).failed(2)


def test_a_stranger_can_take_the_digest(certified: tuple[Desk, dict[str, Any]]) -> None:
    _, told = certified
    said = {key: value for key, value in told.items() if key not in ("digest", "event")}
    plain = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(plain.encode()).hexdigest() == told["digest"]


def test_no_event_and_no_file_for_a_search_that_failed(shelf: Desk, tmp_path: Path) -> None:
    events = shelf.run("checkpoint", "show").ok().out
    shelf.run("search", '"', "--certify", "-o", tmp_path / "a").failed(2)
    assert not (tmp_path / "a").exists()
    (tmp_path / "b").touch()
    shelf.run("search", "动火", "--certify", "-o", tmp_path / "b").failed(2)
    assert shelf.run("checkpoint", "show").ok().out == events


IDLE = [
    ("x", "--certify-check", "f"), ("--certify-check", "f", "--unit", "NJ001"), ("--certify-check", "f", "--count"),
    ("--certify-check", "f", "--save", "s"), ("x", "--csv", "--facets"), ("x", "--count", "--facets"),
    ("x", "--count", "--sort", "date"), ("x", "--count", "--limit", "3"), ("x", "--count", "--page", "2"),
    ("x", "--csv", "--json"), ("x", "--json", "--count"), ("x", "--csv", "--count"), ("x", "-o", "f"),
    ("--unread", "--facets"), ("--unread", "--exact"), ("--unread", "--sort", "date"), ("--unread", "--csv"),
    ("--unread", "--words"), ("--unread", "--without", "recheck"), ("--unread", "--json", "--count"),
    ("x", "--certify", "-o", "f", "--limit", "3"), ("x", "--certify", "-o", "f", "--words"),
    ("x", "--certify", "-o", "f", "--json"), ("x", "--certify", "-o", "f", "--facets"),
    ("x", "--certify", "-o", "f", "--unread"), ("x", "--words", "--sort", "date"), ("x", "--after", "30d"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", IDLE, ids=" ".join)
def test_no_option_is_dropped_without_a_word(
    certified: tuple[Desk, dict[str, Any]], arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, _ = certified
    monkeypatch.chdir(desk.folder)
    assert not desk.run("search", *arguments).failed(2).out
    assert not (desk.folder / "f").exists()


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
