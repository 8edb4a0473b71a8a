"""The commands on a real home, as a clerk and an auditor use them."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest

from archive.cli.fitting import columns
from archive.testing.desk import Desk


def record_of(office: Desk, query: str) -> str:
    (hit,) = office.run("search", query, "--json").ok().json()["hits"]
    found: str = hit["record"]
    return found


def test_init_names_its_inbox_and_refuses_a_second_time(desk: Desk) -> None:
    desk.run("init", desk.home).ok().shows("档案库已建立", str(desk.home / "inbox"))
    desk.run("init", desk.home).failed(2)


def test_init_proposes_a_place_for_real_use(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    desk.run("init", ARCHIVE_HOME="").ok().shows("/srv/safety-archive", "git")
    assert (tmp_path / "storage" / "catalogue.sqlite3").exists()
    desk.run("list", ARCHIVE_HOME="").ok()


def test_inboxes_are_added_listed_and_removed(desk: Desk, tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    desk.run("init", desk.home).ok()
    desk.run("config", "inbox", "add", inbox, "--mode", "poll", "--after", "leave", "--depositor", "李档").ok()
    lines = desk.run("config", "inbox", "list", "--json").ok().json_lines()
    assert lines[-1] | {"settle_seconds": 0, "interval_seconds": 0, "max_bytes": 0, "keep_days": 0} == {
        "path": str(inbox), "mode": "poll", "after": "leave", "depositor": "李档", "sealed": False,
        "settle_seconds": 0, "interval_seconds": 0, "max_bytes": 0, "keep_days": 0,
    }  # fmt: skip
    desk.run("config", "inbox", "list").ok().shows("定时读取", "留在原处", "李档")
    desk.run("config", "inbox", "add", desk.home).failed(2)
    desk.run("config", "inbox", "remove", inbox).ok()
    desk.run("config", "inbox", "remove", inbox).failed(3)


def test_add_prints_one_line_a_file_and_its_exit_code_tells_of_rejects(office: Desk, tmp_path: Path) -> None:
    (tmp_path / "更多.txt").write_text("又一份说明\n", encoding="utf-8")
    outcome = office.run("add", tmp_path / "更多.txt").ok().shows("1 个文件：1 待处理")
    assert len(outcome.out.splitlines()) == 1
    office.run("add", tmp_path / "更多.txt", tmp_path / "没有.txt", "--json").failed(5)


def test_names_that_are_not_utf8_come_with_their_bytes(office: Desk, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xb6\xaf\xbb\xf0.txt"
    Path(os.fsdecode(name)).write_text("动火作业\n", encoding="utf-8")
    (receipt,) = office.run("add", name, "--json").ok().json_lines()
    assert base64.b64decode(receipt["path_b64"]) == name
    assert "\ufffd" in receipt["path"]
    shown = office.run("show", receipt["record"], "--json").ok().json()
    assert base64.b64decode(shown["original"]["path_b64"]) == b"\xb6\xaf\xbb\xf0.txt"
    office.run("show", receipt["record"]).ok()


def test_hostile_names_and_texts_do_not_act(office: Desk, tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31m\u202e\n.txt").write_text("动土\u202e作业\u2066\n", encoding="utf-8")
    acting = "\x1b\u202e\x07"
    for command in (
        ("add", tmp_path / "a\x1b[31m\u202e\n.txt"), ("search", "动土"), ("search", "动土", "--json"), ("list",),
        ("triage",), ("show", "@1"), ("show", "@1", "--text"), ("list", "--json"),
    ):  # fmt: skip
        for terminal in (None, 80):
            outcome = office.run(*command, terminal=terminal).ok()
            seen = (outcome.out + outcome.err).replace("\x1b[1m", "").replace("\x1b[0m", "")
            assert not set(seen) & set(acting), command


def test_search_on_a_terminal_is_a_table_that_fits(office: Desk) -> None:
    record = record_of(office, "受限空间")
    for width in (60, 40):
        outcome = office.run("search", "受限空间", terminal=width).ok()
        lines = outcome.out.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()
        assert lines[0].split() == ["#", "日期", "单位", "类别", "题名"]
        assert lines[1].startswith("1  2024-05-06  南京")
        assert lines[2].strip().startswith(record)
        assert max(map(columns, lines)) <= width
        assert "\x1b[1m受限空间\x1b[0m" in outcome.out
        outcome.shows("1 条结果")


def test_search_in_a_pipe_is_one_line_a_hit(office: Desk) -> None:
    (line,) = office.run("search", "受限空间").ok().out.splitlines()
    cells = line.split("\t")
    assert cells[0] == "1"
    assert cells[2:6] == ["2024-05-06", "南京长江化工有限公司", "日常检查", "现场检查记录"]
    assert "\x1b" not in line


def test_search_marks_are_code_points(office: Desk) -> None:
    (hit,) = office.run("search", "受限空间", "--json").ok().json()["hits"]
    assert [hit["snippet"][start:end] for start, end in hit["snippet_marks"]] == ["受限空间"]


def test_a_search_without_hits_is_done(office: Desk) -> None:
    office.run("search", "不存在的词").ok().shows("0 条结果")
    found = office.run("search", "不存在的词", "--json").ok().json()
    assert (found["total"], found["total_is_exact"], found["hits"]) == (0, True, [])


def test_filters(office: Desk) -> None:
    def total(*filters: str) -> int:
        return len(office.run("list", "--json", *filters).ok().json_lines())

    assert total() == 2
    assert total("--unit", "长江化工") == total("--unit", "NJ001") == 1
    assert total("--unit", "NJ001", "--unit", "NJ002") == 1
    assert total("--category", "日常检查") == total("--category", "inspection") == 1
    assert total("--from", "2024-05", "--to", "2024-05") == total("--from", "2024", "--to", "2024") == 1
    assert total("--from", "2024-05-07") == total("--to", "2024-05-05") == 0
    assert total("--undated") == 1
    assert total("--received-from", "2020") == 2
    assert total("--received-to", "2020") == 0
    assert total("--state", "filed") == 1
    office.run("list", "--unit", "没有的单位").failed(3)
    office.run("list", "--category", "没有的类别").failed(3)
    office.run("list", "--from", "2024-06", "--to", "2024-05").failed(2).shows("首尾颠倒")
    office.run("list", "--from", "2024-02-30").failed(2)
    office.run("list", "--undated", "--from", "2024").failed(2)


def test_a_query_may_begin_with_a_minus_sign(office: Desk) -> None:
    assert office.run("search", "动火", "-受限空间", "--json").ok().json()["total"] == 1
    office.run("search", "动火", "--unknown").failed(2).shows("--unknown")
    office.run("search", "动火", "-x").failed(2)


def test_the_last_search_is_remembered(office: Desk) -> None:
    record = record_of(office, "受限空间")
    assert office.run("show", "@1", "--json").ok().json()["record"] == record
    office.run("show", "@2").failed(3).shows("@2")
    for command in (
        ("describe", "@1", "title=x"),
        ("withdraw", "@1"),
        ("reinstate", "@1"),
        ("add", "--part-of", "@1", "x"),
    ):
        office.run(*command, *(["--reason", "试"] if command[0] != "add" else [])).failed(2).shows("@1")


def test_a_record_is_meant_by_id_prefix_or_number(office: Desk) -> None:
    record = record_of(office, "受限空间")
    for reference in (record, record[:6], "（宁）应急检记〔2024〕12号"):
        assert office.run("show", reference, "--json").ok().json()["record"] == record
    office.run("show", record[:5]).failed(3)
    office.run("show", "zzzzzzzz").failed(3)


def test_show_writes_text_and_original(office: Desk, tmp_path: Path) -> None:
    record = record_of(office, "受限空间")
    original = (tmp_path / "in/南京长江化工有限公司/日常检查/检查记录.txt").read_bytes()
    office.run("show", record, "--text").ok().shows("受限空间作业未办理作业票")
    assert office.run("show", record, "--original", "-o", "-").ok().raw == original
    office.run("show", record, "--original", "-o", tmp_path / "副本").ok()
    assert (tmp_path / "副本").read_bytes() == original
    office.run("show", record, "--original", "-o", tmp_path / "副本").failed(2)
    office.run("show", record, "--text", "-o", tmp_path / "文本").ok()
    assert "受限空间" in (tmp_path / "文本").read_text(encoding="utf-8")
    office.run("show", record, "--original").failed(2)
    office.run("show", record, "-o", tmp_path / "x").failed(2)
    office.run("show", record, "--text", "--json").failed(2)
    office.run("show", record, "--history").ok().shows("接收入库")


def test_corrections_need_a_reason_and_are_seen_at_once(office: Desk) -> None:
    record = record_of(office, "没有单位")
    office.run("triage").ok().shows(record, "原因")
    office.run("describe", record, "unit=NJ002", "category=值班日志").failed(2).shows("--reason")
    office.run("describe", record, "colour=red", "--reason", "试").failed(2)
    office.run("describe", record, "unit", "--reason", "试").failed(2)
    office.run("describe", record, "title=a", "title=b", "--reason", "试").failed(2)
    office.run(
        "describe", record, "unit=NJ002", "category=值班日志", "date=2024-07-01", "--reason", "核对原件"
    ).ok().shows("已归档")
    shown = office.run("show", record, "--json").ok().json()
    assert (shown["state"], shown["unit"]["code"], shown["category"], shown["date"]) == (
        "filed",
        "NJ002",
        "duty-log",
        "2024-07-01",
    )
    assert office.run("search", "没有单位", "--unit", "安宁电器厂", "--json").ok().json()["total"] == 1
    office.run("triage").ok().shows("没有待处理")


def test_withdraw_and_reinstate(office: Desk) -> None:
    record = record_of(office, "受限空间")
    office.run("withdraw", record).failed(2)
    office.run("withdraw", record, "--reason", "误归").ok().shows("已撤出")
    assert office.run("search", "受限空间", "--json").ok().json()["total"] == 0
    office.run("withdraw", record, "--reason", "再撤").failed(2).shows("已撤出")
    office.run("reinstate", record, "--reason", "无误").ok().shows("已归档")
    assert office.run("search", "受限空间", "--json").ok().json()["total"] == 1


def test_dossier(office: Desk) -> None:
    shown = office.run("dossier", "长江化工").ok().shows("南京长江化工有限公司", "基本情况（0 件）", "日常检查（1 件）")
    assert "现场检查记录" in shown.out
    office.run("dossier", "没有").failed(3)


def test_units(office: Desk) -> None:
    office.run("unit", "add", "重复", "--local", "NJ001").failed(2)
    office.run("unit", "add", "坏代码", "--code", "913200001000000000").failed(2).shows("统一社会信用代码")
    office.run("unit", "rename", "NJ001", "南京长江新材料有限公司", "--since", "2025-01-01").ok()
    office.run("unit", "show", "南京长江化工有限公司").ok().shows("曾用名", "南京长江新材料有限公司")
    office.run("unit", "recode", "NJ002", "NJ022", "--local").ok()
    assert office.run("unit", "show", "NJ002", "--json").ok().json()["code"] == "NJ022"
    office.run("unit", "move", "NJ022", "--parent", "NJ001").ok()
    office.run("unit", "move", "NJ022", "--kind", "enterprise").ok()
    moved = office.run("unit", "show", "NJ022", "--json").ok().json()
    assert moved["parent"] == "NJ001"
    office.run("unit", "move", "NJ022").failed(2)
    office.run("unit", "move", "NJ022", "--parent", "NJ001", "--no-parent").failed(2)
    office.run("unit", "alias", "NJ022", "安宁").ok()
    office.run("unit", "close", "安宁", "--on", "2025-06-30").ok().shows("已注销")
    office.run("unit", "merge", "NJ022", "NJ001").ok().shows("已合并")


def test_units_come_from_a_table(desk: Desk, tmp_path: Path) -> None:
    desk.run("init", desk.home).ok()
    table = tmp_path / "单位.csv"
    table.write_bytes("单位名称,单位编号,曾用名\n北方厂,BF001,北方一厂\n安宁厂,AN001,\n".encode("gbk"))
    desk.run("unit", "import", table).ok().shows("第 2 行  已登记  BF001  北方厂", "2 已登记")
    desk.run("unit", "import", table).ok().shows("2 未变")
    table.write_text("单位名称,统一社会信用代码\n坏厂,913200001000000000\n,\n", encoding="utf-8-sig")
    desk.run("unit", "import", table).failed(5).shows("未登记", "不是有效的统一社会信用代码")
    desk.run("unit", "import", tmp_path / "没有.csv").failed(3)
    desk.run("unit", "show", "北方一厂").ok().shows("BF001")


def test_units_are_listed_by_pinyin(desk: Desk) -> None:
    desk.run("init", desk.home).ok()
    for number, name in enumerate(("中山厂", "安宁厂", "ABB 厂", "长江厂", "北方厂", "鑫源厂")):
        desk.run("unit", "add", name, "--local", f"U{number}").ok()
    names = [line.split("\t")[1] for line in desk.run("unit", "list").ok().out.splitlines()]
    assert names == ["ABB 厂", "安宁厂", "北方厂", "长江厂", "中山厂", "鑫源厂"]


def test_the_list_of_units_on_a_terminal(office: Desk) -> None:
    assert office.run("unit", "list", terminal=50).ok().out.replace("\x1b[1m", "").replace("\x1b[0m", "") == (
        "代码   名称                  类型  状态  上级单位\n"
        "NJ002  安宁电器厂            场所  正常\n"
        "NJ001  南京长江化工有限公司  企业  正常\n"
    )


def test_verify_finds_what_was_changed(office: Desk) -> None:
    office.run("verify").ok().shows("完好")
    office.run("verify", "--sample", "50%", "--since", "2024").ok()
    office.run("verify", "--sample", "none").failed(2)
    record = record_of(office, "受限空间")
    sha256 = office.run("show", record, "--json").ok().json()["original"]["sha256"]
    (path,) = [each for each in (office.home / "objects").rglob("*") if each.name == sha256]
    path.chmod(0o640)
    path.write_bytes(path.read_bytes().replace(b"2024", b"2025", 1))
    report = office.run("verify", "--json").failed(6).json()
    assert [(each["kind"], each["record"]) for each in report["findings"]] == [("object-changed", record)]
    office.run("verify").failed(6).shows("损坏：原件被改动", record, "发现 1 处损坏")


def test_proof_and_checkpoint(office: Desk, tmp_path: Path) -> None:
    office.run("search", "受限空间").ok()
    office.run("proof", "@1", "-o", tmp_path / "证明").ok().shows("verify.sh")
    assert (tmp_path / "证明" / "verify.sh").exists()
    office.run("proof", "@1", "-o", tmp_path / "证明").failed(2)
    note = tmp_path / "检查点.txt"
    note.write_text(office.run("checkpoint", "show").ok().out, encoding="utf-8")
    office.run("checkpoint", "compare", note).ok().shows("完好")
    office.run("unit", "alias", "NJ001", "又一名").ok()
    office.run("checkpoint", "compare", note).ok().shows("延续")
    office.run("checkpoint", "compare", tmp_path / "没有").failed(3)


def test_rebuild_gives_the_same_answers(office: Desk) -> None:
    before = [office.run(*command).ok().out for command in (["list", "--json"], ["search", "动火", "--json"])]
    office.run("rebuild").ok().shows("重建")
    assert [office.run(*command).ok().out for command in (["list", "--json"], ["search", "动火", "--json"])] == before


def test_doctor_speaks_to_a_clerk(office: Desk) -> None:
    outcome = office.run("doctor")
    assert outcome.code in {0, 7}
    outcome.shows("正常").hides("{")
    for line in office.run("doctor", "--json").json_lines():
        assert set(line) == {"name", "state", "what", "advice"}


def test_plugins_are_listed(office: Desk) -> None:
    office.run("plugins").ok().shows("docx", "safety_forms")
    assert json.loads(office.run("plugins", "--json").ok().out.splitlines()[0])["name"]
    office.run("--no-plugins", "plugins").ok().hides("docx")


def test_a_home_is_readable_and_provable_without_plugins(office: Desk) -> None:
    office.run("--no-plugins", "verify").ok().shows("完好")
    office.run("--no-plugins", "list").ok().shows("现场检查记录")


def test_parts(office: Desk, tmp_path: Path) -> None:
    (tmp_path / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0 not really a photo")
    record = record_of(office, "受限空间")
    (shown,) = (
        office.run("add", "--part-of", record, "--role", "photo", tmp_path / "照片.jpg", "--json").ok().json_lines()
    )
    assert shown["record"] == record
    (part,) = office.run("show", record, "--json").ok().json()["parts"]
    assert (part["part"], part["role"], part["name"]) == (shown["part"], "photo", "照片.jpg")
    office.run("show", record).ok().shows("照片.jpg")
    office.run("add", "--part-of", record, "--unit", "NJ001", tmp_path / "照片.jpg").failed(2)


@pytest.mark.parametrize("lang", ["en"])
def test_the_same_in_english(tmp_path: Path, lang: str) -> None:
    desk = Desk(tmp_path / "desk", lang=lang)
    desk.run("init", desk.home, "--language", "en").ok().shows("Archive home made")
    desk.run("list").ok().shows("0 records")
    desk.run("verify").ok().shows("Sound")
