"""What `show --history` tells of every event, and what may not be done to a record that waits to be read."""

from __future__ import annotations

from archive.testing.desk import Desk


def test_history_says_what_each_event_said_and_changed(office: Desk, tmp_path) -> None:
    records = {each["original"]["name"]: each["record"] for each in office.run("list", "--json").json_lines()}
    record, other = records["检查记录.txt"], records["说明.txt"]
    office.run("describe", record, "unit=NJ002", "title=新题", "--reason", "放错了单位").ok()
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"\xff\xd8\xff")
    office.run("add", "--part-of", record, "--role", "photo", photo).ok()
    office.run("describe", other, f"supersedes={record}", "supersedes_on=2024-06-01", "--reason", "有了新的").ok()
    shown = office.run("show", record, "--history").ok()
    lines = {line.split("\t")[2]: line for line in shown.out.splitlines()}
    assert "状态：已归档" in lines["归档或转待处理"]
    assert "单位：南京长江化工有限公司" in lines["归档或转待处理"]
    assert "类别：日常检查" in lines["归档或转待处理"]
    assert "单位：南京长江化工有限公司 → 安宁电器厂" in lines["已更正"]
    assert "题名：现场检查记录 → 新题" in lines["已更正"]
    assert "放错了单位" in lines["已更正"]
    assert "照片：照片.jpg" in lines["增加附属件"]
    assert f"{other}  2024-06-01" in lines["被取代"]
    terminal = office.run("show", record, "--history", terminal=80).ok()
    terminal.shows("    单位：南京长江化工有限公司 → 安宁电器厂")


def test_a_record_that_waits_to_be_read_is_not_called_forbidden(office: Desk, tmp_path) -> None:
    (tmp_path / "新.txt").write_text("稍后再读", encoding="utf-8")
    receipt = office.run("add", "--no-wait", "--json", tmp_path / "新.txt").ok().json()
    for command in (["describe", receipt["record"], "title=甲"], ["withdraw", receipt["record"]]):
        office.run(*command, "--reason", "试").failed(8).shows("尚未读取")
    office.run("add", "--part-of", receipt["record"], tmp_path / "新.txt").failed(8).shows("尚未读取")
