from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from archive.disk.layout import Layout
from archive.errors import CategoryUnknown, StorageFailed, UnitUnknown
from archive.hooks import hookimpl
from archive.hooks.loading import load
from archive.ingest import units
from archive.ingest.arrivals import litter
from archive.ingest.parts import add_part
from archive.ingest.pipeline import Intake
from archive.model.placement import Description, DueDate, LinkProposal, PersonMention, Proposal, SecrecyMark
from archive.testing.faults import FaultyDisk
from archive.testing.pool import PlainPool


class Forms:
    """Reads the first lines of a text as statements."""

    @hookimpl
    def archive_screen(self, document):
        return SecrecyMark("机密★5年", "in the first line") if "机密★" in document.text else None

    @hookimpl
    def archive_place(self, document, units):
        for line in document.text.splitlines():
            field, _, value = line.partition("=")
            if field in ("unit_name", "category", "unit_code"):
                found = units.by_name(value)
                if field == "unit_name" and found:
                    yield Proposal("unit", found[0].id, 0.95, "read")
                else:
                    yield Proposal(field, value, 0.95, "read")

    @hookimpl
    def archive_describe(self, document, units):
        return Description(
            proposals=(
                Proposal("title", "标题\ud800", 0.95, "read"),
                Proposal("doc_no", "安检〔2024〕1号", 0.5, "read"),
                Proposal("date", "2024-13-45", 0.99, "rubbish"),
            ),
            people=(
                PersonMention("张三", "inspector", None, 0.95, ""),
                PersonMention("李四", "approver", None, 0.2, ""),
            ),
            dues=(DueDate("1", "2024-05-01"), DueDate("2", "soon")),
            links=(LinkProposal("rechecks", "安检〔2023〕9号", 0.95, ""),),
        )


@pytest.fixture
def forms(monkeypatch):
    """The recognisers above, in every store that is opened."""
    from archive.store import Store

    registry = load(plugins=False, extra=[Forms()])
    monkeypatch.setattr(Store, "registry", property(lambda self: registry))


def register(desk, *names: str) -> dict[str, str]:
    with desk.open() as store:
        return {name: units.register(store, name, code=None, local=f"L-{name}").id for name in names}


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_every_file_has_its_receipt_in_the_order_of_names(desk, tmp_path) -> None:
    for name in ("b", "a", "c/d"):
        write(tmp_path / "in" / f"{name}.txt", name)
    write(tmp_path / "in" / "Thumbs.db", "x")
    write(tmp_path / "in" / "empty.txt", "")
    os.mkfifo(tmp_path / "in" / "fifo")
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "in" / "a.txt")
    before = {path: path.lstat().st_mtime_ns for path in (tmp_path / "in").rglob("*")}
    receipts = desk.add(tmp_path / "in", tmp_path / "missing", tmp_path / "in" / "a.txt")
    outcomes = sorted((os.path.basename(r.path), r.outcome) for r in receipts)
    assert outcomes == [
        ("Thumbs.db", "rejected"),
        ("a.txt", "duplicate"),
        ("a.txt", "unfiled"),
        ("b.txt", "unfiled"),
        ("d.txt", "unfiled"),
        ("empty.txt", "rejected"),
        ("fifo", "rejected"),
        ("link.txt", "rejected"),
        ("missing", "rejected"),
    ]
    assert all(receipt.reason for receipt in receipts)
    assert desk.names() == ["a.txt", "b.txt", "d.txt"]
    assert {path: path.lstat().st_mtime_ns for path in (tmp_path / "in").rglob("*")} == before


def test_the_convention_is_read_below_a_folder(desk, tmp_path) -> None:
    ids = register(desk, "甲公司")
    write(tmp_path / "in" / "甲公司" / "2024" / "检查" / "a.txt", "a")
    (receipt,) = desk.add(tmp_path / "in")
    assert (receipt.outcome, receipt.unit.id, receipt.category) == ("filed", ids["甲公司"], "inspection")
    assert desk.events("accessioned")[0]["delivery"]["folders_ignored"] == ["2024"]
    by = {(d["field"], d["by"]) for d in desk.events("placed")[0]["decisions"]}
    assert by == {("unit", "folder"), ("category", "folder")}


def test_named_by_a_person(desk, tmp_path) -> None:
    register(desk, "甲公司")
    path = write(tmp_path / "a.txt", "a")
    (receipt,) = desk.add(path, unit="甲公司", category="日常检查")
    assert receipt.outcome == "filed"
    assert desk.events("accessioned")[0]["delivery"]["named"] == ["unit", "category"]
    assert {d["by"] for d in desk.events("placed")[0]["decisions"]} == {"person"}
    with pytest.raises(UnitUnknown):
        desk.add(path, unit="没有")
    with pytest.raises(CategoryUnknown):
        desk.add(path, category="没有")


def test_what_recognisers_say_is_used_and_recorded(desk, tmp_path, forms) -> None:
    register(desk, "甲公司", "乙公司")
    write(tmp_path / "甲公司" / "检查" / "agrees.txt", "unit_name=甲公司\ncategory=inspection")
    write(tmp_path / "甲公司" / "检查" / "contradicts.txt", "unit_name=乙公司")
    write(tmp_path / "alone.txt", "unit_name=乙公司\ncategory=recheck")
    write(tmp_path / "strange.txt", "unit_name=丁公司\ncategory=recheck")
    receipts = desk.add(*[tmp_path / name for name in ("甲公司", "alone.txt", "strange.txt")])
    outcomes = {os.path.basename(r.path): (r.outcome, r.category) for r in receipts}
    assert outcomes["alone.txt"] == ("filed", "recheck")
    assert outcomes["strange.txt"] == ("unfiled", "recheck")
    with desk.open() as store:
        placed = [event.subject for event in store.catalogue.events() if event.kind == "placed"]
        records = {record.original.name: record for record in store.catalogue.records(placed).values()}
    assert records["strange.txt"].reason == "unregistered"
    record = records["alone.txt"]
    assert record.title == "标题\ufffd"
    assert (record.doc_no, record.date) == (None, None)
    assert [(p.name, p.role) for p in record.people] == [("张三", "inspector")]
    assert [(d.item, d.date) for d in record.dues] == [("1", "2024-05-01")]
    assert [(link.type, link.doc_no) for link in record.links] == [("rechecks", "安检〔2023〕9号")]
    assert {"doc_no", "person"} <= {s.field for s in record.suggestions}


def test_a_folder_below_the_root_contradicted_by_the_form(desk, tmp_path, forms) -> None:
    ids = register(desk, "甲公司", "乙公司")
    write(tmp_path / "in" / "甲公司" / "检查" / "a.txt", "unit_name=乙公司")
    (receipt,) = desk.add(tmp_path / "in")
    assert (receipt.outcome, receipt.unit, receipt.category) == ("unfiled", None, "inspection")
    (placed,) = desk.events("placed")
    assert placed["reason"] == "conflict"
    assert {s["value"] for s in placed["suggestions"] if s["field"] == "unit"} == set(ids.values())


def test_a_mark_of_secrecy_isolates_and_leaves_no_text(desk, tmp_path, forms) -> None:
    path = write(tmp_path / "a.txt", "机密★5年\nthe secret itself")
    (receipt,) = desk.add(path)
    assert (receipt.outcome, receipt.unit, receipt.category) == ("isolated", None, None)
    assert receipt.reason
    with desk.open() as store:
        record = store.catalogue.record(receipt.record)
        assert record.state == "isolated"
        assert record.text_sha256 is None
        assert list(store.catalogue.text_digests()) == []
        assert all("the secret itself" not in (body or "") for *_, body in store.catalogue.sealed_events())


def test_the_same_file_for_the_same_shelf_is_a_duplicate(desk, tmp_path) -> None:
    register(desk, "甲公司", "乙公司")
    for where in ("甲公司/检查/a.txt", "甲公司/检查/b.txt", "甲公司/复查/a.txt", "乙公司/检查/a.txt"):
        write(tmp_path / "in" / where, "one notice")
    receipts = {os.path.relpath(r.path, tmp_path / "in"): r for r in desk.add(tmp_path / "in")}
    outcomes = {path: r.outcome for path, r in receipts.items()}
    assert sorted(outcomes.values()) == ["duplicate", "filed", "filed", "filed"]
    pair = [receipts["甲公司/检查/a.txt"], receipts["甲公司/检查/b.txt"]]
    assert pair[0].record == pair[1].record
    assert len(desk.events("accessioned")) == 4
    assert len(desk.events("duplicate")) == 1
    with desk.open() as store:
        links = [store.catalogue.record(r.record).links for r in receipts.values() if r.outcome == "filed"]
        assert len(list(store.objects.iter())) == 1
    assert sorted(len(each) for each in links) == [0, 1, 1]
    assert {link.type for each in links for link in each} == {"same-content"}


def test_one_notice_in_fifty_folders_of_unknown_units(desk, tmp_path) -> None:
    for number in range(50):
        write(tmp_path / "in" / f"第{number}号有限公司" / "检查" / "notice.txt", "one notice")
    write(tmp_path / "in" / "第0号有限公司" / "检查" / "again.txt", "one notice")
    pool = PlainPool()
    with desk.open() as store, Intake(store, pool) as intake:
        outcomes = [r.outcome for r in intake.add([os.fsencode(tmp_path / "in")])]
    assert sorted(outcomes) == ["duplicate"] + ["unfiled"] * 50
    assert pool.parsed == 1


def test_a_withdrawn_record_does_not_swallow_a_new_delivery(desk, tmp_path) -> None:
    first = desk.add(write(tmp_path / "a.txt", "same"))[0]
    with desk.open() as store, store.transaction() as tx:
        tx.append("withdrawn", first.record, {"reason": "wrong"})
    second = desk.add(write(tmp_path / "b.txt", "same"))[0]
    assert (second.outcome, second.record != first.record) == ("unfiled", True)
    again = desk.add(tmp_path / "a.txt")[0]
    assert (again.outcome, again.record) == ("duplicate", first.record)
    assert "withdrawn" in again.reason


def test_without_waiting_the_next_one_reads(desk, tmp_path) -> None:
    (receipt,) = desk.add(write(tmp_path / "a.txt", "a"), wait=False)
    assert (receipt.parse, bool(receipt.record)) == ("pending", True)
    assert desk.events("placed") == []
    (again,) = desk.add(tmp_path / "a.txt")
    assert (again.outcome, again.record, again.parse) == ("unfiled", receipt.record, "ok")
    assert len(desk.events("accessioned")) == len(desk.events("placed")) == 1


def test_a_record_left_by_a_dead_process_is_finished(desk, tmp_path) -> None:
    script = (
        "import sys, os; from pathlib import Path; from archive.store import Store;"
        "from archive.ingest.pipeline import Intake; from archive.testing.pool import PlainPool\n"
        "store = Store.open(Path(sys.argv[1]), plugins=False); intake = Intake(store, PlainPool())\n"
        "intake._read_down_to = lambda *a: os._exit(0)\n"
        "list(intake.add([os.fsencode(sys.argv[2])]))"
    )
    path = write(tmp_path / "a.txt", "a")
    subprocess.run([sys.executable, "-c", script, str(desk.home), str(path)], check=True)
    assert desk.events("placed") == []
    assert len(list(Layout(desk.home).staging.iterdir())) == 1
    desk.add(write(tmp_path / "b.txt", "b"))
    assert len(desk.events("placed")) == 2
    assert list(Layout(desk.home).staging.iterdir()) == []


def test_files_that_cannot_be_read_by_others_than_root(desk, tmp_path) -> None:
    if os.getuid() != 0:
        pytest.skip("needs root to become somebody else")
    write(tmp_path / "in" / "a.txt", "a").chmod(0)
    write(tmp_path / "in" / "closed" / "b.txt", "b")
    (tmp_path / "in" / "closed").chmod(0)
    script = (
        "import sys, os; from archive.ingest.given import walk; from archive.ingest.accept import open_regular\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "for g in walk([os.fsencode(sys.argv[1])]): print(g.refusal, open_regular(g.arrival.path))"
    )
    for folder in tmp_path.parents:
        if Path(tempfile.gettempdir()) in folder.parents:
            folder.chmod(0o755)
    tmp_path.chmod(0o755)
    (tmp_path / "in").chmod(0o755)
    command = [sys.executable, "-c", script, str(tmp_path / "in")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["None None", "unreadable None"], done.stderr


def test_a_disk_that_fails_at_any_call_loses_and_doubles_nothing(desk, tmp_path) -> None:
    paths = [write(tmp_path / "in" / f"{number}.txt", f"content {number}") for number in range(3)]
    failures = 0
    for number in range(1, 200):
        home = Layout(desk.home)
        with FaultyDisk(number, errno.ENOSPC if number % 2 else errno.EIO) as disk:
            try:
                desk.add(tmp_path / "in")
            except StorageFailed:
                failures += 1
        names = desk.names()
        assert len(names) == len(set(names)), number
        assert list(home.staging.iterdir()) == [] or disk.failed
        if not disk.failed:
            break
    assert failures > 5
    assert sorted(desk.names()) == [path.name for path in paths]
    assert len(desk.events("placed")) == 3


def test_parts(desk, tmp_path) -> None:
    receipt = desk.add(write(tmp_path / "a.txt", "a"))[0]
    photo = write(tmp_path / "照片.jpg", "\x89 no text")
    with desk.open() as store:
        record = store.catalogue.record(receipt.record)
        part = add_part(store, record, os.fsencode(photo), role="photo")
        again = add_part(store, store.catalogue.record(receipt.record), os.fsencode(photo), role="photo")
        assert (part.role, part.original.name) == ("photo", "照片.jpg")
        assert part == again, "the same bytes in the same role are attached once"
        draft = add_part(store, store.catalogue.record(receipt.record), os.fsencode(photo), role="draft")
        assert draft.id != part.id
        assert store.objects.has(part.original.sha256)
        assert len(store.catalogue.record(receipt.record).parts) == 2


def test_litter_is_told_after_a_day(desk) -> None:
    for name in ("Thumbs.db", "new.part", "~$a.docx"):
        write(desk.inbox / name, "x")
    for name in ("Thumbs.db", "~$a.docx"):
        os.utime(desk.inbox / name, (0, 0))
    with desk.open() as store:
        assert list(litter(store)) == []
        real = store.clock
        store.clock = lambda: real() + timedelta(days=2)
        assert [(each.inbox, each.path) for each in litter(store)] == [
            ("inbox", "Thumbs.db"),
            ("inbox", "new.part"),
            ("inbox", "~$a.docx"),
        ]


def test_a_full_disk_leaves_no_file_without_a_receipt(desk, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("archive.ingest.pipeline.GROUP_FILES", 2)
    for number in range(6):
        write(tmp_path / "in" / f"{number}.txt", f"content {number}")
    (tmp_path / "in" / "Thumbs.db").write_text("x")
    outcomes = set()
    for number in range(1, 120):
        told = []
        with desk.open() as store, Intake(store, PlainPool()) as intake:
            with FaultyDisk(number, errno.ENOSPC, lasting=True) as disk, suppress(StorageFailed):
                told.extend(intake.add([os.fsencode(tmp_path / "in")]))
        assert sorted(Path(each.path).name for each in told) == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt", "5.txt",
                                                                 "Thumbs.db"], number  # fmt: skip
        safe = {each.path for each in told if each.record is not None}
        assert {each.path for each in told if each.outcome == "rejected"}.isdisjoint(safe)
        assert all(each.reason for each in told if each.outcome != "filed")
        outcomes |= {(each.outcome, each.parse) for each in told}
        if not disk.failed:
            break
    assert len(desk.names()) == 6
    assert {("rejected", None), ("unfiled", "pending")} <= outcomes
