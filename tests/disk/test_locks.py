from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from archive.disk import locks


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "index.lock"
    first = locks.attempt(path)
    assert first is not None
    assert locks.attempt(path) is None
    first.release()
    first.release()
    with locks.held(path):
        assert locks.attempt(path) is None
    again = locks.attempt(path)
    assert again is not None
    again.release()


def test_the_lock_of_a_dead_process_is_free(tmp_path: Path) -> None:
    script = (
        "import sys, os; from pathlib import Path; from archive.disk.locks import attempt;"
        "lock = attempt(Path(sys.argv[1])); os._exit(0 if lock else 1)"
    )
    path = tmp_path / "lock"
    subprocess.run([sys.executable, "-c", script, str(path)], check=True)
    lock = locks.attempt(path)
    assert lock is not None
    lock.release()


def test_new_folders_are_distinct_and_held(tmp_path: Path) -> None:
    first, second = locks.hold_new_folder(tmp_path), locks.hold_new_folder(tmp_path)
    assert first.path != second.path
    assert locks.attempt(first.path) is None
    first.release()
    taken = locks.attempt(first.path)
    assert taken is not None
    taken.release()
    second.release()
