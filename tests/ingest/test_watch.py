from __future__ import annotations

import os
import socket
import unicodedata
from pathlib import Path

import pytest

from archive.ingest import settle

pytestmark = pytest.mark.timeout(300)  # each waits for conditions, however busy the machine


def test_a_dropped_file_is_archived_and_returned(desk) -> None:
    desk.watch()
    (desk.inbox / "a.txt").write_text("受限空间作业")
    (receipt,) = desk.until_receipts(1)
    assert (receipt.outcome, receipt.parse) == ("unfiled", "ok")
    desk.until(lambda: desk.filed() == {"a.txt": "受限空间作业".encode()})
    assert not (desk.inbox / "a.txt").exists()
    (payload,) = desk.events("accessioned")
    assert payload["delivery"]["inbox"] == "inbox"
    assert payload["delivery"]["path"] == "a.txt"


def test_what_was_there_at_start_is_taken(desk) -> None:
    (desk.inbox / "某公司" / "日常检查").mkdir(parents=True)
    (desk.inbox / "某公司" / "日常检查" / "a.txt").write_text("a")
    desk.watch()
    desk.until_receipts(1)
    (payload,) = desk.events("accessioned")
    assert payload["delivery"]["folder_category"] == "日常检查"
    assert payload["delivery"]["folders_ignored"] == ["某公司"]
    assert list(desk.filed()) == ["某公司/日常检查/a.txt"]


def test_renamed_and_linked_into_place(desk, tmp_path: Path) -> None:
    desk.watch()
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    (tmp_path / "a").rename(desk.inbox / "a.txt")
    os.link(tmp_path / "b", desk.inbox / "b.txt")
    (desk.inbox / "c.part").write_text("c")
    (desk.inbox / "c.part").rename(desk.inbox / "c.txt")
    desk.until_receipts(3)
    assert sorted(desk.names()) == ["a.txt", "b.txt", "c.txt"]
    links = {p["original"]["name"]: p["delivery"]["links"] for p in desk.events("accessioned")}
    assert links["b.txt"] == 2
    assert (tmp_path / "b").read_text() == "b"


def test_a_folder_moved_in_is_taken_whole(desk, tmp_path: Path) -> None:
    desk.watch()
    folder = tmp_path / "folder" / "deeper"
    folder.mkdir(parents=True)
    for number in range(50):
        (folder / f"{number}.txt").write_text(str(number))
    (tmp_path / "folder").rename(desk.inbox / "folder")
    (desk.inbox / "new" / "newer").mkdir(parents=True)
    (desk.inbox / "new" / "newer" / "x.txt").write_text("x")
    desk.until_receipts(51)
    assert len(set(desk.names())) == 51


def test_rewritten_under_the_same_name(desk) -> None:
    desk.watch()
    for number in range(3):
        (desk.inbox / "a.txt").write_text(f"version {number}")
        desk.until_receipts(number + 1)
    desk.until(lambda: len(desk.filed()) == 3)
    assert set(desk.filed()) == {"a.txt", "a (2).txt", "a (3).txt"}


def test_a_slow_writer_with_its_size_reserved(desk) -> None:
    desk.watch()
    path = desk.inbox / "slow.bin"
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, 4096)
        for number in range(8):
            file.seek(number * 512)
            file.write(bytes([65 + number]) * 512)
            file.flush()
            desk._stop.wait(0.1)
        assert desk.names() == []
    desk.until_receipts(1)
    ((_, content),) = desk.filed().items()
    assert content == b"".join(bytes([65 + number]) * 512 for number in range(8))


GBK = "检查记录.txt".encode("gbk")
LONG = ("长" * 83 + "ab.txt").encode()
assert len(LONG) == 255


@pytest.mark.parametrize(
    "name",
    [
        GBK,
        unicodedata.normalize("NFD", "résumé ガ.txt").encode(),
        LONG,
        b"new\nline\x1b[31m.txt",
        b"\xff" * 255,
        "\u202etxt".encode(),
    ],
    ids=["gbk", "nfd", "255", "control", "255-bytes-of-nothing", "bidi"],
)
def test_strange_names(desk, name: bytes) -> None:
    desk.watch()
    inbox = os.fsencode(desk.inbox)
    for number in range(2):
        with open(os.path.join(inbox, name), "w") as file:
            file.write(f"content {number}")
        desk.until_receipts(number + 1)
    desk.until(lambda: len(desk.filed()) == 2)
    payload = desk.events("accessioned")[0]
    try:
        shown = name.decode()
        assert payload["original"]["name_b64"] is None
    except UnicodeDecodeError:
        shown = name.decode("utf-8", "replace")
        assert payload["original"]["name_b64"] is not None
    assert payload["original"]["name"] == shown
    assert desk.receipts[0].path_raw == (None if payload["original"]["name_b64"] is None else desk.receipts[0].path_raw)


def test_a_folder_named_in_gbk_is_understood(desk) -> None:
    folder = os.path.join(os.fsencode(desk.inbox), "日常检查".encode("gbk"))
    os.mkdir(folder)
    with open(os.path.join(folder, b"a.txt"), "w") as file:
        file.write("a")
    desk.watch()
    desk.until_receipts(1)
    assert desk.events("accessioned")[0]["delivery"]["folder_category"] == "日常检查"
    assert desk.events("placed")[0]["category"] == "inspection"


def test_what_is_refused(desk, monkeypatch) -> None:
    monkeypatch.setattr(settle, "EMPTY_SECONDS", 0.3)
    desk.settings('[[inbox]]\npath = "inbox"\nsettle_seconds = 0.1\nmax_bytes = 10\ninterval_seconds = 0.5\n')
    inbox = desk.inbox
    (inbox / "empty\x1b.txt").touch()
    (inbox / "large.txt").write_text("x" * 11)
    os.mkfifo(inbox / "fifo")
    (inbox / "link.txt").symlink_to("/etc/hostname")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(inbox / "socket"))
        desk.watch()
        desk.until_receipts(5)
        desk._stop.wait(1.2)
    assert {receipt.outcome for receipt in desk.receipts} == {"rejected"}
    assert len(desk.receipts) == 5
    rejected = inbox / "退回"
    assert {path.name for path in rejected.iterdir()} == {"empty\x1b.txt", "large.txt", "退回原因.txt"}
    assert {path.name for path in inbox.iterdir()} == {"退回", "fifo", "link.txt", "socket"}
    words = (rejected / "退回原因.txt").read_text(encoding="utf-8-sig")
    assert "empty\\u{1b}.txt" in words
    assert "\x1b" not in words
    for name in ("large.txt", "fifo", "link.txt", "socket"):
        assert words.count(f"  {name}\n") == 1
    assert len(desk.events("refused")) == 5
    assert desk.names() == []
    desk.stop()
    desk.watch()  # what cannot be moved is met again and told once
    desk._stop.wait(1.0)
    desk.stop()
    assert len(desk.events("refused")) == 5
    assert (rejected / "退回原因.txt").read_text(encoding="utf-8-sig") == words


def test_an_empty_file_may_still_be_filled(desk) -> None:
    desk.watch()
    (desk.inbox / "a.txt").touch()
    desk._stop.wait(0.5)
    (desk.inbox / "a.txt").write_text("now")
    desk.until_receipts(1)
    assert desk.names() == ["a.txt"]


def test_litter_is_not_taken_until_renamed(desk) -> None:
    litter = ["Thumbs.db", ".DS_Store", ".hidden", "~$report.docx", "a.part", "b.tmp", "c.CRDOWNLOAD"]
    (desk.inbox / ".git").mkdir()
    (desk.inbox / ".git" / "config").write_text("x")
    for name in litter:
        (desk.inbox / name).write_text("x")
    desk.watch()
    for name in litter:
        (desk.inbox / name).write_text("xx")
    (desk.inbox / "a.part").rename(desk.inbox / "a.txt")
    desk.until_receipts(1)
    desk._stop.wait(0.5)
    assert desk.names() == ["a.txt"]
    assert (desk.inbox / ".git" / "config").exists()


def test_sources_left_in_place_are_delivered_once(desk) -> None:
    desk.settings('[[inbox]]\npath = "inbox"\nsettle_seconds = 0.1\nafter = "leave"\ninterval_seconds = 0.2\n')
    (desk.inbox / "a.txt").write_text("a")
    desk.watch()
    desk.until_receipts(1)
    desk._stop.wait(0.6)
    (desk.inbox / "a.txt").write_text("other")
    desk.until_receipts(2)
    desk._stop.wait(0.6)
    desk.stop()
    desk.watch()
    desk._stop.wait(0.6)
    assert len(desk.names()) == 2
    assert [path.name for path in desk.inbox.iterdir()] == ["a.txt"]


def test_return_folders_can_be_named_and_are_no_input(desk) -> None:
    desk.settings('filed_folder = "done"\n[[inbox]]\npath = "inbox"\nsettle_seconds = 0.1\ninterval_seconds = 0.3\n')
    for name in ("done", "退回"):
        (desk.inbox / name).mkdir()
        (desk.inbox / name / "old.txt").write_text("old")
    (desk.inbox / "sub" / "done").mkdir(parents=True)
    (desk.inbox / "sub" / "done" / "deep.txt").write_text("deep")
    (desk.inbox / "a.txt").write_text("a")
    desk.watch()
    desk.until_receipts(2)
    (desk.inbox / "done" / "new.txt").write_text("new")
    desk._stop.wait(0.8)
    assert sorted(desk.names()) == ["a.txt", "deep.txt"]
    assert (desk.inbox / "done" / "a.txt").exists()


def test_poll_mode_needs_no_events(desk, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    desk.settings(f'[[inbox]]\npath = "{share}"\nmode = "poll"\nsettle_seconds = 0.2\ninterval_seconds = 0.1\n')
    desk.watch()
    (share / "a.txt").write_text("a")
    desk.until_receipts(1)
    assert (share / "已归档" / "a.txt").exists()


def test_the_depositor_is_the_settings_or_the_owner(desk, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    desk.settings(
        '[[inbox]]\npath = "inbox"\nsettle_seconds = 0.1\n'
        f'[[inbox]]\npath = "{other}"\ndepositor = "王五"\nsettle_seconds = 0.1\n'
    )
    (desk.inbox / "a.txt").write_text("a")
    (other / "b.txt").write_text("b")
    if os.getuid() == 0:
        os.chown(desk.inbox / "a.txt", 54321, -1)
    desk.watch()
    desk.until_receipts(2)
    desk.stop()
    with desk.open() as store:
        found = store.catalogue.records([each.record for each in desk.receipts])
        records = {record.original.name: record for record in found.values()}
    assert (records["b.txt"].depositor, records["b.txt"].depositor_known_by) == ("王五", "inbox")
    assert records["a.txt"].depositor_known_by == "file-owner"
    if os.getuid() == 0:
        assert records["a.txt"].depositor == "uid 54321"


def test_six_thousand_folders(desk) -> None:
    for number in range(6000):
        (desk.inbox / f"{number // 100}" / f"{number % 100}").mkdir(parents=True)
    desk.watch()
    (desk.inbox / "59" / "99" / "a.txt").write_text("a")
    desk.until_receipts(1)
    for number in range(20):
        (desk.inbox / "30" / f"{number}" / f"{number}.txt").write_text(str(number))
    desk.until_receipts(21)
    (desk.inbox / "30" / "50").rename(desk.inbox / "30" / "moved")
    (desk.inbox / "30" / "moved" / "b.txt").write_text("b")
    desk.until_receipts(22)
