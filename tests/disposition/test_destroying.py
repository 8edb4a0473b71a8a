"""From the proposal to the certificate: what was destroyed is nowhere, and everything else is as it was."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

from disposition_place import NAME, PHRASE, Place

from archive.api import Archive
from archive.model.selection import Selection
from archive.preserve.disposition import dispositions_after
from archive.store import Store

TEXT = f"现场检查记录\n被检查单位：{NAME}\n检查日期：2019年3月4日\n检查情况：\n1. {PHRASE}。\n"
OTHER = "现场检查记录\n检查日期：2020年5月6日\n一切正常。\n"


def _sound(place: Place) -> None:
    """The ledger verifies, and a rebuild makes the same tables."""
    place.run("verify").ok()
    with Store.open(place.home, readonly=True) as store:
        assert list(store.catalogue.differences()) == []
    place.run("rebuild").ok()
    place.run("verify").ok()


def test_nothing_of_what_was_destroyed_is_left_in_the_home(place: Place) -> None:
    record, other = place.drop("检查.txt", TEXT), place.drop("另一份.txt", OTHER)
    assert place.holding(PHRASE)
    place.run("search", PHRASE).ok().shows(record[:6])
    made = place.approved(record)
    place.execute(made).ok()
    assert place.holding(PHRASE) == []
    place.run("search", PHRASE, "--json").ok().hides(record)
    place.run("search", "一切正常").ok().shows(other[:6])
    place.run("show", record).ok().shows("已处置", made)
    place.run("show", record, "--text").failed(3)
    place.run("show", record, "--original", "-o", "-").failed(3)
    place.run("show", record, "--history").ok()
    _sound(place)


def test_the_certificate_is_signed_and_stays(place: Place, tmp_path: Path) -> None:
    record = place.drop("=cmd.txt", TEXT)
    made = place.approved(record)
    place.run("dispose", "certificate", made, "-o", tmp_path / "c").failed(2)
    place.execute(made, "--place", "档案室").ok()
    place.run("dispose", "certificate", made, "-o", tmp_path / "c").ok()
    place.run("dispose", "certificate", made, "-o", tmp_path / "c").failed(2)
    names = sorted(path.name for path in (tmp_path / "c").iterdir())
    assert names == sorted(
        ["checkpoint.pub"] + [f"销毁清册-{made}.{end}" for end in ("csv", "csv.sig", "docx", "docx.sig")]
    )
    for end in ("csv", "docx"):
        paper = tmp_path / "c" / f"销毁清册-{made}.{end}"
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", tmp_path / "c" / "checkpoint.pub", "-rawin"]
        subprocess.run([*command, "-in", paper, "-sigfile", f"{paper}.sig"], check=True, capture_output=True)
    text = (tmp_path / "c" / f"销毁清册-{made}.csv").read_text("utf-8-sig")
    assert record in text
    assert PHRASE not in text
    for line in text.splitlines():
        assert not line.startswith(("=", "+", "-", "@"))


def test_others_prove_what_they_proved_and_the_destroyed_one_proves_its_end(place: Place, tmp_path: Path) -> None:
    record, other = place.drop("检查.txt", TEXT), place.drop("另一份.txt", OTHER)
    (tmp_path / "before").write_bytes(place.run("checkpoint", "show").ok().raw)
    made = place.approved(record)
    place.execute(made).ok()
    for each in (record, other):
        folder = tmp_path / each
        place.run("proof", each, "-o", folder).ok()
        done = subprocess.run(["sh", folder / "verify.sh"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert PHRASE not in (tmp_path / record / "events.jsonl").read_text()
    assert list((tmp_path / record / "original").iterdir()) == []
    place.run("checkpoint", "compare", tmp_path / "before").ok()
    with Archive.open(place.home, readonly=True) as archive:
        assert archive.disposal_of(record) == made
        assert archive.disposal_of(other) is None


def test_folders_of_filed_files_are_emptied_of_it_and_of_nothing_else(place: Place) -> None:
    inbox = place.home / "inbox"
    for name, text in (("查.txt", TEXT), ("别.txt", OTHER)):
        (inbox / NAME).mkdir(exist_ok=True)
        (inbox / NAME / name).write_text(text, encoding="utf-8")
    taken = place.watched("查.txt", "别.txt")
    filed = inbox / "已归档" / NAME
    (filed / "查 (2).txt").write_text(TEXT, encoding="utf-8")  # the same bytes under another name
    (filed / "查 (3).txt").write_text(TEXT + "手写", encoding="utf-8")  # a clerk's own
    made = place.approved(taken["查.txt"])
    place.run("dispose", "execute", made).ok().shows("2")
    assert (filed / "查.txt").exists(), "a dry run changes nothing"
    place.execute(made).ok()
    assert sorted(path.name for path in filed.iterdir()) == ["别.txt", "查 (3).txt"]
    assert place.holding(PHRASE) == [f"home/inbox/已归档/{NAME}/查 (3).txt"]
    _sound(place)


def test_bytes_stay_while_another_record_has_them(place: Place, tmp_path: Path) -> None:
    box = place.desk.folder / "包.zip"
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr("检查.txt", TEXT)
    place.run("add", box, "--unit", NAME).ok()
    inner = place.run("search", PHRASE, "--json").ok().json()["hits"][0]["record"]
    with Archive.open(place.home, readonly=True) as opened:
        outer = next(each.id for each in opened.records() if each.id != inner)
    made = place.approved(inner)
    place.execute(made).ok()
    with Archive.open(place.home, readonly=True) as opened:
        done = opened.disposal(made).certified
    assert done is not None
    assert [(each.record, each.others, each.inside) for each in done.shared] == [(inner, 1, 1)]
    _sound(place)
    last = place.approved(outer)
    place.execute(last).ok()
    with Archive.open(place.home, readonly=True) as opened:
        done = opened.disposal(last).certified
    assert done is not None
    assert done.shared == ()
    _sound(place)


def test_a_register_stays_while_its_rows_are_there(place: Place) -> None:
    with Store.open(place.home) as store, store.transaction() as tx:
        staging = store.objects.stage()
        staged = staging.take_bytes(PHRASE.encode())
        staging.commit([staged])
        staging.close()
        ids = [tx.new_id() for _ in range(2)]
        for number, each in enumerate(ids):
            payload = {
                "original": {"sha256": staged.sha256, "bytes": staged.size, "name": "台账.xlsx", "name_b64": None,
                             "encoding": "plain"},
                "delivery": {
                    "key": f"{number:064x}", "inbox": "", "path": "台账.xlsx", "path_b64": None, "device": 0,
                    "inode": 0, "mtime_ns": 0, "ctime_ns": 0, "size": staged.size, "links": 1,
                    "depositor": tx.actor("甲", "account"), "folder_unit": None, "folder_category": None,
                    "folders_ignored": [],
                },
            }  # fmt: skip
            if number:
                payload["row"] = {"record": ids[0], "sheet": "s", "number": 2}
            tx.append("accessioned", each, payload)
            placed = {"state": "unfiled", "reason": "no-unit", "units": [], "category": None,
                      "fields": {"title": f"第{number}件"}, "decisions": [], "suggestions": []}  # fmt: skip
            tx.append("placed", each, placed)
    register, row = ids
    made = place.approved(register)
    place.execute(made).ok()
    with Store.open(place.home, readonly=True) as store:
        assert store.objects.has(staged.sha256)
        size = store.catalogue.event_count()
    place.run("verify").ok()
    place.execute(place.approved(row)).ok()
    with Store.open(place.home, readonly=True) as store:
        assert not store.objects.has(staged.sha256)
        assert [each[2] for each in dispositions_after(store, size)] == [row]
    _sound(place)


def test_of_a_plain_copy_not_even_the_name_stays(place: Place) -> None:
    name = "欧阳铁柱举报.txt"
    record = place.drop(name, TEXT)
    place.run("describe", record, "title=欧阳铁柱反映问题", "--reason", "改题名").ok()
    place.run("sealed", "add", record, "--reason", "涉及举报人").ok()
    assert place.holding(PHRASE)
    made = place.approved(record, reason="已封存")
    place.run("dispose", "show", made).ok().hides("欧阳铁柱")
    place.execute(made).ok()
    assert place.holding(PHRASE) == []
    assert place.holding("欧阳铁柱") == []
    place.run("doctor")
    _sound(place)
    with Archive.open(place.home, readonly=True) as opened:
        [sealed] = [each.id for each in opened.records(Selection(states=("sealed",)))]
    place.run("sealed", "read", sealed, "--purpose", "核查", "-o", place.desk.folder / "读").ok()
    assert PHRASE in (place.desk.folder / "读").read_text("utf-8")


def test_the_same_file_is_a_new_record_afterwards(place: Place) -> None:
    record = place.drop("检查.txt", TEXT)
    place.execute(place.approved(record)).ok()
    again = place.drop("检查.txt", TEXT)
    assert again != record
    place.run("search", PHRASE).ok().shows(again[:6])
    place.run("verify").ok()
    place.execute(place.approved(again)).ok()
    assert place.holding(PHRASE) == []
    _sound(place)
