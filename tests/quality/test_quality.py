"""The four-property checks find what is wrong, skip with a reason what they cannot see, and never call that passed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.api import Archive
from archive.errors import RecordWithheld
from archive.hooks import hookimpl
from archive.hooks.contracts import QualityVerdict
from archive.hooks.loading import load
from archive.model.record import Record
from archive.preserve.quality import Declared, Examination, Finding, check_kinds
from archive.testing.desk import Desk

ORDER = """责令限期整改指令书
（临河）应急责改〔2025〕31号
临河县宏泰铸造有限公司：
经查，你单位存在下列问题：1.行车吊钩防脱装置缺失。
现责令你单位对上述第1项问题于2025年3月20日前整改完毕。
附件：现场照片
安全生产监管行政执法人员（签名）：周永强 李思远
临河县应急管理局
2025年3月5日
共2页
"""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "home") as made:
        made.register_unit("临河县宏泰铸造有限公司", code=None, local="LH001")
        yield made


def add(archive: Archive, folder: Path, name: str, text: str | bytes) -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (receipt,) = archive.add([path])
    assert receipt.record is not None
    return receipt.record


def found(run: Examination, key: str, record: str | None = None) -> Finding | None:
    """What did not pass of a check."""
    return next((each for each in run.findings if each.kind.key == key and each.record == record), None)


def outcome(run: Examination, key: str, record: str | None = None) -> str:
    finding = found(run, key, record)
    return "pass" if finding is None else finding.verdict.outcome


def test_every_check_of_the_stage_is_counted_for_every_record(archive: Archive, tmp_path: Path) -> None:
    records = [add(archive, tmp_path, f"{number}.txt", f"{ORDER}{number}") for number in range(3)]
    for stage, letter in (("accession", "A"), ("transfer", "T"), ("preservation", "P")):
        run = archive.examine(references=records, stage=stage)  # type: ignore[arg-type]
        kinds = [kind for kind in check_kinds() if letter in kind.stages]
        assert [each.kind for each in run.totals] == kinds
        for each in run.totals:
            assert each.passed + each.failed + each.skipped == (1 if each.kind.whole else 3), each.kind.key
        assert all(each.verdict.reason for each in run.findings)


def test_the_table_holds_the_38_checks() -> None:
    assert [kind.number for kind in check_kinds()] == list(range(1, 39))
    assert all(set(kind.stages) <= set("ATP") and kind.stages for kind in check_kinds())


def test_a_sound_order_and_what_is_missing_beside_it(archive: Archive, tmp_path: Path) -> None:
    record = add(archive, tmp_path, "责改31.txt", ORDER)
    run = archive.examine(references=[record], stage="accession")
    for key in ("fixity", "linked", "attributes", "agrees", "types", "plausible", "metadata-filled", "process"):
        assert outcome(run, key, record) == "pass", (key, found(run, key, record))
    assert outcome(run, "attachments", record) == "fail"
    assert outcome(run, "expected-set", record) == "fail"
    for key in ("signature", "malware", "fonts"):
        assert outcome(run, key, record) == "skip"
    assert not run.sound


def test_a_recheck_is_what_an_order_waits_for(archive: Archive, tmp_path: Path) -> None:
    order = add(archive, tmp_path, "责改31.txt", ORDER)
    add(archive, tmp_path, "复查.txt", (
        "整改复查意见书\n（临河）应急复查〔2025〕12号\n临河县宏泰铸造有限公司：\n本机关于2025年3月5日作出了责令限期整改的决定"
        "〔（临河）应急责改〔2025〕31号〕，经复查，提出如下意见：合格。\n临河县应急管理局\n2025年3月21日\n"
    ))  # fmt: skip
    assert outcome(archive.examine(references=[order]), "expected-set", order) == "pass"


def test_damage_is_found(archive: Archive, tmp_path: Path) -> None:
    kept = add(archive, tmp_path, "一.txt", ORDER)
    changed, lost = add(archive, tmp_path, "二.txt", ORDER + "二"), add(archive, tmp_path, "三.txt", ORDER + "三")

    def file(record: str) -> Path:
        digest = archive.record(record).original.sha256
        return tmp_path / "home" / "objects" / digest[:2] / digest

    file(changed).chmod(0o600)
    file(changed).write_bytes(file(changed).read_bytes()[:-1] + b"x")
    file(lost).unlink()
    run = archive.examine()
    assert [outcome(run, "fixity", each) for each in (kept, changed, lost)] == ["pass", "fail", "fail"]
    assert [outcome(run, "linked", each) for each in (kept, changed, lost)] == ["pass", "pass", "fail"]


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("断.pdf", b"%PDF-1.7\nbroken", "opens"),
        ("脚本.html", "<html><script>alert(1)</script>安全检查</html>".encode(), "active-content"),
        ("脚本.pdf", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(1)>>>>endobj", "active-content"),
        ("伪装.pdf", "其实是文本".encode(), "format"),
        ("程序.exe", b"MZ\x90\x00" + b"\x00" * 100, "format"),
        ("反\u202e转.txt", "文字".encode(), "characters"),
        ("长" * 80 + ".txt", "共3页\n".encode(), "metadata-filled"),
    ],
)  # fmt: skip
def test_what_is_strange_fails_its_check(archive: Archive, tmp_path: Path, name: str, data: bytes, key: str) -> None:
    record = add(archive, tmp_path, name, data)
    assert outcome(archive.examine(references=[record], stage="accession"), key, record) == "fail"


def test_declared_numbers_and_the_medium(archive: Archive, tmp_path: Path) -> None:
    add(archive, tmp_path, "一.txt", ORDER)
    silent = archive.examine(stage="transfer")
    assert {outcome(silent, key) for key in ("items", "bytes", "medium")} == {"skip"}
    right = archive.examine(stage="transfer", declared=Declared(1, len(ORDER.encode()), "光盘完好"))
    assert {outcome(right, key) for key in ("items", "bytes", "medium")} == {"pass"}
    wrong = archive.examine(stage="transfer", declared=Declared(2, 1, None))
    assert [outcome(wrong, key) for key in ("items", "bytes")] == ["fail", "fail"]


def test_the_ledger_keeps_how_it_ended_and_a_rebuild_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    record = add(archive, tmp_path, "一.txt", ORDER)
    first, second = archive.examine(references=[record]), archive.examine(references=[record])
    assert first.digest == second.digest, "the same records and state, the same digest"
    event = next(each for each in archive._store.catalogue.events() if each.seq == second.event)
    assert (event.kind, event.payload["digest"], event.payload["failing"]) == ("checked", second.digest, [record])
    archive.rebuild()
    assert archive.verify().sound


def test_what_is_isolated_is_refused(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "密.txt"
    path.write_text("机密★5年\n" + ORDER, encoding="utf-8")
    (receipt,) = archive.add([path])
    assert receipt.record is not None
    with pytest.raises(RecordWithheld):
        archive.examine(references=[receipt.record])
    assert archive.examine().records == 0


class Stubborn:
    """A plugin's check that fails itself on some records."""

    name, version, zh, en, dimension, stages = "stubborn", "1", "固执", "stubborn", "security", "P"

    def look(self, record: Record, text: str) -> Any:
        if "甲" in text:
            raise SystemExit(1)
        return QualityVerdict("fail", "固执得很") if "乙" in text else "nonsense"


class Plugin:
    @hookimpl
    def archive_checks(self) -> list[Stubborn]:
        return [Stubborn()]


def test_a_plugin_s_check_that_fails_itself_was_skipped(archive: Archive, tmp_path: Path) -> None:
    archive._store.__dict__["registry"] = load(extra=[Plugin()])
    records = [add(archive, tmp_path, f"{word}.txt", word * 5) for word in "甲乙丙"]
    run = archive.examine(references=records)
    assert [outcome(run, "stubborn", each) for each in records] == ["skip", "fail", "skip"]
    assert run.totals[-1].kind.number == 101


def test_as_its_user_sees_it(office: Desk, tmp_path: Path) -> None:
    shown = office.run("--lang", "zh", "check", "--stage", "accession").ok().out
    assert "四性检测报告" in shown
    assert "跳过" in shown
    office.run("check", "-o", tmp_path / "报告.xlsx").ok()
    assert (tmp_path / "报告.xlsx").stat().st_size > 1000
    told = json.loads(office.run("check", "--json").ok().out)
    assert told["records"] > 0
    office.run("check", "--stage", "accession", "--from", "2030").ok().shows("0")
    office.run("check", "--json", "-o", tmp_path / "x.html").failed(2)
