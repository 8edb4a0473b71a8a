"""What `docs/scripting.md` promises and what the commands print are the same, key by key and type by type."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from archive.cli.door import READER_GONE
from archive.errors import ExitCode
from archive.testing.desk import Desk, Outcome

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "scripting.md").read_text(encoding="utf-8")
SIMPLE: Mapping[str, type | tuple[type, ...]] = {"text": str, "integer": int, "number": (int, float), "boolean": bool}


def documented() -> dict[str, dict[str, str]]:
    """Objects of the page: key -> type."""
    objects: dict[str, dict[str, str]] = {}
    for section in PAGE.split("\n### ")[1:]:
        rows = re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", section, flags=re.MULTILINE)
        objects[section.partition("\n")[0].strip()] = dict(rows)
    return objects


OBJECTS = documented()


def faults(value: Any, kind: str, where: str, seen: set[str]) -> Iterator[str]:
    """What of `value` is not of the documented `kind`; `seen` collects the objects and lists that held something."""
    if kind.endswith("?"):
        if value is not None:
            yield from faults(value, kind[:-1], where, seen)
    elif kind.startswith("list of "):
        if not isinstance(value, list):
            yield f"{where} is no list"
            return
        for each in value:
            yield from faults(each, kind.removeprefix("list of "), where, seen)
    elif kind.startswith("map of "):
        for key, each in value.items():
            yield from faults(each, kind.removeprefix("map of "), f"{where}.{key}", seen)
    elif kind in SIMPLE:
        if not isinstance(value, SIMPLE[kind]) or (kind != "boolean" and isinstance(value, bool)):
            yield f"{where} is {value!r}, no {kind}"
    else:
        seen.add(kind)
        if set(value) != set(OBJECTS[kind]):
            yield f"{where} ({kind}) has {sorted(set(value) ^ set(OBJECTS[kind]))} on one side only"
            return
        for key, inner in OBJECTS[kind].items():
            yield from faults(value[key], inner, f"{where}.{key}", seen)


def retitled(table: Path, title: str) -> None:
    """Write a title into every row of an exported triage list."""
    book = openpyxl.load_workbook(table)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[2]]
    for row in sheet.iter_rows(min_row=3):
        row[heads.index("题名")].value = title
    book.save(table)


@pytest.fixture
def printed(office: Desk, tmp_path: Path) -> list[tuple[str, Any]]:
    """One or more objects of every kind that a command prints."""
    photo, note = tmp_path / "照片.jpg", tmp_path / "检查点"
    photo.write_bytes(b"\xff\xd8\xff\xe0 a photo")
    note.write_text(office.run("checkpoint", "show").ok().out, encoding="utf-8")
    certificate = tmp_path / "检索证明.json"
    office.run("search", "动火", "--certify", "-o", certificate).ok()
    office.run("unit", "move", "NJ002", "--parent", "NJ001").ok()
    record = office.run("search", "受限空间", "--json").ok().json()["hits"][0]["record"]
    table = tmp_path / "单位.csv"
    table.write_bytes("单位名称,单位编号\n北方厂,BF001\n,BF002\n".encode("gbk"))
    order, given = record, tmp_path / "名册.csv"
    office.run("describe", order, "due=2024-06-01", "--reason", "补").ok()
    given.write_text("姓名,职责,单位,起始日期\n张三,监管责任人,NJ001,2024-01-01\n", encoding="utf-8")
    imported = office.run("duty", "import", given, "--json").ok()
    office.run("duty", "assign", "陈总", "--role", "主要负责人", "--unit", "NJ001", "--from", "2024-01-01",
               "--source", order).ok()  # fmt: skip
    office.run("duty", "handover", "张三", "李四", "--on", "2024-07-01", "--json").ok()
    office.run("grid", "define", "城东", "--code", "G1").ok()
    office.run("grid", "units", "城东", "--add", "NJ001", "--on", "2024-01-01").ok()
    bundle = tmp_path / "一包.zip"
    with zipfile.ZipFile(bundle, "w") as members:
        members.writestr("里面.txt", "包里的说明，也提到动火。")
    office.run("add", bundle).ok()
    waiting, inner = tmp_path / "待处理.xlsx", office.run("search", "包里", "--json").ok().json()["hits"][0]["record"]
    office.run("triage", "--export", waiting).ok()
    office.run("describe", inner, "title=另一个题名", "--reason", "改").ok()
    retitled(waiting, "第三个题名")
    office.run("describe", inner, "category=report", "unit=NJ001", "date=2024-03-01", "--reason", "举报").ok()
    office.run("reports", "step", inner, "accepted", "--on", "2024-03-02", "--reason", "登记").ok()
    office.run("show", inner, "--unmask", "--purpose", "核对").ok()
    danger = _danger(office, tmp_path)
    periods = tmp_path / "期限表.csv"
    periods.write_text("类别,保管期限,依据\n检查,10年,第3条\n", encoding="utf-8")
    moves = office.run("retention", "set", periods, "--name", "县局", "--reason", "试", "--apply", "--json")
    held = office.run("hold", "place", "--unit", "NJ001", "--kind", "audit", "--case", "检查", "--basis", "通知",
                      "--json")  # fmt: skip
    (office.home / "numbers.toml").write_text('fonds = "J001"\n', encoding="utf-8")
    numbered = office.run("number", "give", "--apply", "--json").ok()
    volume = office.run("number", "volumes", "--json").ok().json_lines()[0]["volume"]
    lines = {
        "given_number": numbered,
        "volume": office.run("number", "volumes", "--json"),
        "listed_number": office.run("number", "contents", volume, "--json"),
        "anchoring": office.run("anchor", "place", "--to", "directory", "--at", tmp_path, "--json"),
        "anchored": office.run("anchor", "list", "--json"),
        "window": office.run("anchor", "window", record, "--json"),
        "hazard": office.run("hazards", "--json"),
        "closing_rate": office.run("hazards", "--rate", "supervisor", "--json"),
        "deadline": office.run("due", "--json"),
        "report": office.run("reports", "list", "--json"),
        "person_file": office.run("person", "张三", "--json"),
        "timeline_fact": office.run("timeline", "NJ001", "--json"),
        "look": office.run("access-log", "--json"),
        "retention": office.run("retention", "due", "--within", "99y", "--json"),
        "schedule_row": office.run("retention", "schedule", "--json"),
        "moved": moves,
        "placed_hold": office.run("hold", "list", "--json"),
        "applied_row": office.run("triage", "--apply", waiting, "--json"),
        "reread": office.run("reparse", "--all", "--json"),
        "imported_duty": imported,
        "duty": office.run("duty", "list", "--json"),
        "grid": office.run("grid", "list", "--json"),
        "imported_row": office.run("unit", "import", table, "--json").failed(5),
        "part_receipt": office.run("add", "--part-of", record, photo, "--json"),
        "receipt": office.run("add", tmp_path / "in", "--json"),
        "record": office.run("list", "--json"),
        "unit": office.run("unit", "list", "--json"),
        "check": office.run("doctor", "--json"),
        "plugin": office.run("plugins", "--json"),
        "inbox": office.run("config", "inbox", "list", "--json"),
    }
    wholes = {
        "ocr_status": office.run("ocr", "--status", "--json"),
        "page": office.run("search", "动火票 OR 动火", "--facets", "--json"),
        "sample": office.run("sample", "动火", "--seed", "7", "--json"),
        "index_status": office.run("index", "status", "--json"),
        "unread": office.run("search", "--unread", "--json"),
        "certificate_check": office.run("search", "--certify-check", certificate, "--json"),
        "record": office.run("show", record, "--json"),
        "triage": office.run("triage", "--json"),
        "unit": office.run("unit", "show", "NJ002", "--json"),
        "handover": office.run("duty", "handover", "李四", "王五", "--on", "2024-09-01", "--json"),
        "hazard": office.run("hazards", "show", danger, "--json"),
        "met": office.run("due", "met", "recheck", danger, "--on", "2024-06-01", "--reason", "已复查", "--json"),
        "chain": office.run("who", "NJ001", "--on", "2024-08-01", "--json"),
        "dossier": office.run("dossier", "NJ002", "--json"),
        "verification": office.run("verify", "--json"),
        "retention": office.run("retention", "explain", record, "--json"),
        "placed_hold": held,
        "statistics": office.run("report", "supervision", "--period", "2024", "--json"),
        "followed_figure": office.run("report", "supervision", "--period", "2024", "--number", "units", "--json"),
        "examination": office.run("check", "--stage", "accession", "--json"),
        "comparison": office.run("checkpoint", "compare", note, "--json"),
        **_kept_safe(office, tmp_path),
        "scrub": _scrubbed(office),
    }
    found = [(kind, each) for kind, outcome in lines.items() for each in outcome.json_lines()]
    return found + [(kind, outcome.json()) for kind, outcome in wholes.items()]


def _danger(office: Desk, folder: Path) -> str:
    """A hidden danger that is supervised by listing; its id."""
    notice = folder / "整改指令.txt"
    notice.write_text("请整改：通道堵塞。", encoding="utf-8")
    added = office.run("add", notice, "--unit", "NJ001", "--category", "inspection", "--json").ok()
    record = added.json_lines()[0]["record"]
    office.run("describe", record, "title=整改指令书", "date=2024-05-01", "due=2024-05-20", "--reason", "补").ok()
    danger = f"z-{record}-0"
    office.run("hazards", "supervise", danger, "--level", "县级", "--due", "2024-06-30", "--reason", "督办").ok()
    return danger


def _kept_safe(office: Desk, folder: Path) -> dict[str, Outcome]:
    """Copies of the home and of its keys; the copy is taken into use."""
    copy, new, keys = folder / "备份", folder / "恢复", folder / "密钥.json"
    secret = folder / "口令"
    secret.write_text("十二个字以上的一句话才行", encoding="utf-8")
    made = {
        "keys_file": office.run("keys", "backup", keys, "--passphrase-file", secret, "--json"),
        "backup": office.run("backup", copy, "--json"),
        "backup_check": office.run("backup", "--verify", copy, "--json"),
        "upgrade": office.run("upgrade", "--check", "--json"),
        "replica": office.run("replicate", folder / "副本", "--json"),
        "restored_home": office.run("restore", copy, new, "--json"),
        "keys_restored": office.run("--home", new, "keys", "restore", keys, "--passphrase-file", secret, "--json"),
        "home_in_use": office.run("--home", new, "restore", "--use", "--reason", "演练", "--json"),
        "new_key": office.run("--home", new, "keys", "rotate", "--reason", "演练", "--json"),
    }
    return {kind: outcome.ok() for kind, outcome in made.items()}


RARE = {
    "backup_finding", "token",
    "hazard_turn",
    "confirmed", "correction",
    "decision", "detail", "difference", "due", "finding", "form_finding", "hold", "link", "litter", "pair",
    "person", "successor", "merged_unit",
}  # fmt: skip
"""Objects that these few records need not hold; `tests/cli/test_json_objects.py` makes them."""


def test_every_printed_object_is_as_documented(printed: list[tuple[str, Any]]) -> None:
    seen: set[str] = set()
    wrong = [fault for kind, value in printed for fault in faults(value, kind, kind, seen)]
    assert wrong == []
    assert " ".join(sorted(set(OBJECTS) - seen - RARE)) == ""


def test_exit_codes_are_documented() -> None:
    table = PAGE.partition("## Exit codes")[2].partition("\n## ")[0]
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", table, flags=re.MULTILINE)}
    assert codes == {int(code) for code in ExitCode} | {READER_GONE}


def _scrubbed(office: Desk) -> Outcome:
    """One original is cut off; the last thing that is done here."""
    victim = min((office.home / "objects").glob("??/*"))
    victim.chmod(0o600)
    victim.write_bytes(b"?")
    return office.run("scrub", "--json").failed(6)
