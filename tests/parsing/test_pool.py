"""The pool as the intake uses it: many at once, never waiting, never losing one."""

from __future__ import annotations

import io
import os
import select
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.errors import StorageFailed
from archive.model.parsed import Attempt, Block, Child, Outcome, ParsedDocument, ParseReport, Role
from archive.parsing import gates
from archive.parsing.children import Incoming, Outgoing
from archive.parsing.confine import LAYERS
from archive.parsing.limits import Limits
from archive.parsing.pool import Pool
from archive.parsing.sandbox import layers
from archive.parsing.wire import Frames, ReportInvalid, decode_report, encode_report, frame


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(2) as pool:
        yield pool


def test_many_documents_come_back_once_each(pool: Pool, tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}").write_text(f"记录 {number}")
        pool.submit(number, tmp_path / f"{number}", "x")
    seen = {}
    while pool.pending:
        for key, report in pool.poll(None):
            seen[key] = report.document.text() if report.document else None
    assert seen == {number: f"记录 {number}" for number in range(300)}
    assert pool.poll(5.0) == []


def test_an_event_loop_can_sleep_on_it(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("文字")
    pool.submit("x", tmp_path / "x", "x")
    done: list[object] = []
    while not done:
        select.select(pool.filenos(), [], [], pool.wait_seconds())
        done = [key for key, _ in pool.poll()]
    assert done == ["x"]
    assert pool.wait_seconds() is None


def test_a_descriptor_may_be_closed_at_once_and_keeps_its_offset(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("0123456789")
    descriptor = os.open(tmp_path / "x", os.O_RDONLY)
    os.lseek(descriptor, 5, os.SEEK_SET)
    pool.submit("x", descriptor, "x")
    assert os.lseek(descriptor, 0, os.SEEK_CUR) == 5
    os.close(descriptor)
    ((_, report),) = pool.poll(None)
    assert report.document is not None
    assert report.document.text() == "0123456789"


def test_a_file_that_is_gone_is_an_outcome(pool: Pool, tmp_path: Path) -> None:
    report = pool.parse(tmp_path / "missing", "missing")
    assert report.outcome is Outcome.CRASHED
    assert "opened" in (report.reason or "")


def test_parse_leaves_the_others_for_poll(pool: Pool, tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_text(name)
    pool.submit("a", tmp_path / "a", "a")
    pool.submit("b", tmp_path / "b", "b")
    report = pool.parse(tmp_path / "c", "c")
    assert report.document is not None
    assert report.document.text() == "c"
    seen = set()
    while pool.pending:
        seen |= {key for key, _ in pool.poll(None)}
    assert seen == {"a", "b"}


def test_workers_are_replaced_after_their_share(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with Pool(1, plugins=False, limits=Limits(documents=3)) as pool:
        for number in range(10):
            pool.submit(number, tmp_path / "x", "x")
        while pool.pending:
            assert all(report.outcome is Outcome.UNSUPPORTED for _, report in pool.poll(None))


def test_no_descriptor_and_no_process_is_left(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    before = sorted(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else []
    for _ in range(2):
        pool = Pool(1, plugins=False)
        for number in range(20):
            pool.submit(number, tmp_path / "x", "x")
        pool.poll(None)
        pool.close()
        pool.close()
    if before:
        assert sorted(os.listdir("/proc/self/fd")) == before


def test_a_worker_that_cannot_start_is_said(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("text")
    with Pool(1, plugins=False, extra=("no_such_module_anywhere",)) as pool:
        report = pool.parse(tmp_path / "x", "x")
    assert report.outcome is Outcome.CRASHED
    assert report.media_type == "text/plain"
    assert report.reason == "No worker for reading files could be started."


def test_an_answer_that_is_too_long_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("长" * 50_000)
    with Pool(1, limits=Limits(answer_bytes=20_000)) as pool:
        report = pool.parse(tmp_path / "x", "x")
    assert report.document is None
    assert report.outcome is Outcome.CRASHED


def test_the_layers_are_named() -> None:
    found = layers()
    assert tuple(found) == LAYERS
    assert found["memory-limit"]


def test_the_intake_imports_no_parser() -> None:
    """Nor does a worker's parent need more than what it says."""
    code = (
        "import sys; import archive.parsing.pool, archive.parsing.sniff\n"
        "heavy = {'lxml', 'docx', 'pypdf', 'pypdfium2', 'python_calamine', 'olefile', 'striprtf', 'zipfile', 'email'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- what goes over the wire


def test_a_report_survives_the_wire() -> None:
    document = ParsedDocument(
        (Block("甲\t乙", Role.TABLE, 2), Block("尾")), {"title": "题"}, 3, Outcome.PARTIAL, ("缺页",),
        (Child("照片.jpg", b"\xff\xd8", "image/jpeg"), Child("大.bin", bytes(600_000)), Child("空", b"")),
    )  # fmt: skip
    report = ParseReport(Outcome.PARTIAL, "text/plain", (Attempt("p", "1", Outcome.PARTIAL, "缺页"),), document, "缺页")
    frames = Frames(1 << 20)
    sent: list[bytes] = []
    outgoing, incoming = Outgoing(sent.append, Limits()), Incoming(None, Limits())
    for child in document.children:
        outgoing.give(child)
    data = b"".join(sent) + frame({"report": encode_report(report), "children": outgoing.kept})
    for start in range(0, len(data), 999):
        frames.feed(data[start : start + 999])
    for message in frames.messages():
        if isinstance(message, bytes):
            incoming.write(message)
        elif "child" in message:
            incoming.begin(message["child"])
        elif "kept" in message:
            incoming.end(message["kept"])
        else:
            assert decode_report(message["report"], incoming.take(message["children"])) == report


def test_children_beyond_the_limits_or_out_of_place_are_refused(tmp_path: Path) -> None:
    few = Limits(children=1, children_bytes=10)
    for abuse in (
        [lambda i: i.write(b"x")],
        [lambda i: i.end(True)],
        [lambda i: i.begin("name")],
        [lambda i: i.begin([1, None])],
        [lambda i: i.begin(["a", None]), lambda i: i.begin(["b", None])],
        [lambda i: i.begin(["a", None]), lambda i: i.write(b"x" * 21)],
        [lambda i: i.begin(["a", None]), lambda i: i.end(True), lambda i: i.begin(["b", None])],
        [lambda i: i.begin(["a", None]), lambda i: i.end(True), lambda i: i.take(2)],
        [lambda i: i.begin(["a", None]), lambda i: i.take(0)],
    ):
        incoming = Incoming(tmp_path, few)
        with pytest.raises(ReportInvalid):
            for step in abuse:
                step(incoming)
        incoming.forget()
    assert list(tmp_path.iterdir()) == []


def test_children_come_as_files_and_those_of_a_failed_try_go(tmp_path: Path) -> None:
    incoming = Incoming(tmp_path, Limits())
    incoming.begin(["坏", None])
    incoming.write(b"half")
    incoming.forget()
    for name, keep in (("甲/乙.txt", True), ("弃", False)):
        incoming.begin([name, "text/plain"])
        incoming.write(b"1" * 10)
        incoming.end(keep)
    (child,) = incoming.take(1)
    assert (child.name, child.data, child.media_type) == ("甲/乙.txt", b"", "text/plain")
    assert child.path is not None
    assert Path(child.path).read_bytes() == b"1" * 10
    assert list(tmp_path.iterdir()) == [Path(child.path)]


def test_a_large_archive_comes_out_whole(tmp_path: Path) -> None:
    """More than may be held in memory: 60 members of 1 MB."""
    archive, folder = tmp_path / "照片.zip", tmp_path / "children"
    folder.mkdir()
    photo = os.urandom(1 << 20)
    with zipfile.ZipFile(archive, "w") as target:
        for number in range(60):
            target.writestr(f"照片/{number}.jpg", photo)
    with Pool(1, children=folder) as pool:
        report = pool.parse(archive, "照片.zip")
    assert report.outcome is Outcome.OK
    assert report.document is not None
    assert [child.name for child in report.document.children] == [f"照片/{number}.jpg" for number in range(60)]
    assert all(child.path and Path(child.path).read_bytes() == photo for child in report.document.children)
    with Pool(1) as pool:
        report = pool.parse(archive, "照片.zip")
    assert report.outcome is Outcome.PARTIAL
    assert report.document is not None
    assert len(report.document.children) == 24


def test_a_disk_that_takes_no_child_is_told_and_the_document_read_again(tmp_path: Path) -> None:
    archive, folder = tmp_path / "a.zip", tmp_path / "children"
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("a.txt", "a")
    with Pool(1, children=folder) as pool:
        pool.submit("a", archive, "a.zip")
        with pytest.raises(StorageFailed):
            while not pool.poll(10.0):
                pass
        folder.mkdir()
        ((key, report),) = pool.poll(None)
    assert key == "a"
    assert report.outcome is Outcome.OK


GOOD = encode_report(ParseReport(Outcome.OK, "text/plain", (), ParsedDocument((Block("x"),)), None))


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "fine"},
        {"media_type": None},
        {"attempts": [["p", "1", "ok"]]},
        {"attempts": 5},
        {"document": []},
        {"document": {**GOOD["document"], "blocks": [["x", "nowhere", None, None]]}},  # type: ignore[dict-item]
        {"document": {**GOOD["document"], "blocks": [[5, "body", None, None]]}},  # type: ignore[dict-item]
        {"document": {**GOOD["document"], "blocks": [["x", "body", "1", None]]}},  # type: ignore[dict-item]
        {"document": {**GOOD["document"], "metadata": {"a": 1}}},  # type: ignore[dict-item]
        {"document": {**GOOD["document"], "pages": True}},  # type: ignore[dict-item]
    ],
)
def test_what_is_no_report_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ReportInvalid):
        decode_report({**GOOD, **change})
    with pytest.raises(ReportInvalid):
        decode_report(None)


def test_text_from_a_worker_is_cleaned_again() -> None:
    blocks = [["a\x00\ud800\rb", "body", None, None]]
    report = decode_report({**GOOD, "document": {**GOOD["document"], "blocks": blocks}})  # type: ignore[dict-item]
    assert report.document is not None
    assert report.document.text() == "a\ufffd b"


@pytest.mark.parametrize("data", [b"\xff" * 16, frame({})[:8] + b"[]", frame({})[:8] + b"{x"])
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    frames = Frames(1 << 20)
    frames.feed(data)
    with pytest.raises(ReportInvalid):
        list(frames.messages())


# --- gates


def package(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        for name, data in members.items():
            target.writestr(name, data)
    return memory.getvalue()


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({"word/document.xml": b"x" * (2 << 20)}, "200 times"),
        ({f"word/{number}": b"" for number in range(10_001)}, "10,000"),
    ],
)
def test_bombs_stop_at_the_gate(pool: Pool, tmp_path: Path, members: dict[str, bytes], word: str) -> None:
    (tmp_path / "x.docx").write_bytes(package(members))
    report = pool.parse(tmp_path / "x.docx", "x.docx")
    assert report.outcome is Outcome.LIMIT
    assert word in (report.reason or "")
    assert report.attempts == ()


def test_declared_sizes_are_believed_before_anything_is_opened(tmp_path: Path) -> None:
    """A gigabyte that is declared and not there stops at the gate; a lie that is too small at zipfile."""
    honest = package({"word/document.xml": b"<x/>"}, zipfile.ZIP_STORED)
    at = honest.rfind(b"PK\x01\x02")
    for size, outcome in ((1 << 30, Outcome.LIMIT), (1, None)):
        lying = bytearray(honest)
        lying[at + 24 : at + 28] = size.to_bytes(4, "little")
        if outcome is None:
            gates.check(io.BytesIO(lying), "application/ofd")
            continue
        with pytest.raises(gates.ParseFailed) as failed:
            gates.check(io.BytesIO(lying), "application/ofd")
        assert failed.value.outcome is outcome
