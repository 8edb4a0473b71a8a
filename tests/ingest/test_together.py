"""Several processes and people at once."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from archive.testing.faults import FaultyDisk

pytestmark = pytest.mark.timeout(300)  # each waits for conditions, however busy the machine

ADD = (
    "import sys, os; from pathlib import Path; from archive.store import Store;"
    "from archive.ingest.pipeline import Intake; from archive.testing.pool import PlainPool\n"
    "with Store.open(Path(sys.argv[1]), plugins=False) as store, Intake(store, PlainPool()) as intake:\n"
    "    for receipt in intake.add([os.fsencode(sys.argv[2])]): print(receipt.outcome)"
)


def test_several_add_while_one_watches_and_one_withdraws(desk, tmp_path: Path) -> None:
    desk.watch()
    for name in ("x", "y", "z"):
        (tmp_path / name).mkdir()
        for number in range(40):
            (tmp_path / name / f"{name}{number}.txt").write_text(f"{name}{number}")
    children = [
        subprocess.Popen([sys.executable, "-c", ADD, str(desk.home), str(tmp_path / name)], stdout=subprocess.PIPE)
        for name in ("x", "y", "z")
    ]
    for number in range(40):
        (desk.inbox / f"w{number}.txt").write_text(f"w{number}")
    desk.until_receipts(1)
    with desk.open() as store, store.transaction("keeper") as tx:
        tx.append("withdrawn", desk.receipts[0].record, {"reason": "wrong"})
    for child in children:
        out, _ = child.communicate(timeout=50)
        assert child.returncode == 0
        assert out.split() == [b"unfiled"] * 40
    desk.until_receipts(40)
    names = desk.names()
    assert len(names) == len(set(names)) == 160
    assert len(desk.events("placed")) == 160


def test_two_watchers_of_one_inbox_take_each_file_once(desk) -> None:
    script = (
        "import sys, threading; from pathlib import Path; from archive.store import Store;"
        "from archive.ingest.pipeline import Intake; from archive.testing.pool import PlainPool\n"
        "stop = threading.Event(); threading.Thread(target=lambda: (sys.stdin.read(), stop.set())).start()\n"
        "with Store.open(Path(sys.argv[1]), plugins=False) as store, Intake(store, PlainPool()) as intake:\n"
        "    print('ready', flush=True); intake.watch(stop=stop, on_receipt=lambda r: print(r.outcome, flush=True))"
    )
    command = [sys.executable, "-c", script, str(desk.home)]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"ready\n"
    desk.watch()
    for number in range(100):
        (desk.inbox / f"{number}.txt").write_text(str(number))
    desk.until(lambda: len(desk.filed()) == 100 and len(desk.events("placed")) >= 100)
    other.communicate(timeout=30)
    assert other.returncode == 0
    assert len(desk.names()) == len(set(desk.names())) == 100


def test_a_full_disk_is_told_and_intake_resumes_by_itself(desk, caplog, monkeypatch) -> None:
    monkeypatch.setattr("archive.ingest.pipeline._FIRST_PAUSE", 0.05)
    desk.watch()
    (desk.inbox / "a.txt").write_text("before")
    desk.until_receipts(1)
    with FaultyDisk(1, errno.ENOSPC, lasting=True) as disk:
        (desk.inbox / "b.txt").write_text("during")
        desk.until(lambda: disk.failed and any(record.levelname == "ERROR" for record in caplog.records))
        desk._stop.wait(0.5)  # time for a second telling, which must not come
        assert desk.names() == ["a.txt"]
        assert (desk.inbox / "b.txt").exists()
    desk.until_receipts(2)
    assert desk.names() == ["a.txt", "b.txt"]
    told = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert len(told) == 1
    assert "No space left" in told[0]
