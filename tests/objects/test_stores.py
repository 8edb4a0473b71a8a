from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from archive.disk import atomic
from archive.disk.layout import Layout
from archive.errors import StorageFailed
from archive.objects.local import LocalObjectStore
from archive.objects.memory import MemoryObjectStore
from archive.objects.staging import LocalStaging, abandoned, clear_abandoned
from archive.testing.object_store import ObjectStoreContract, _take


class TestMemory(ObjectStoreContract):
    @pytest.fixture
    def store(self) -> MemoryObjectStore:
        return MemoryObjectStore()


@pytest.fixture
def store(tmp_path: Path) -> LocalObjectStore:
    for name in ("objects", "staging"):
        (tmp_path / name).mkdir()
    return LocalObjectStore(Layout(tmp_path))


def stage(store: LocalObjectStore) -> LocalStaging:
    return store.stage()


class TestLocal(ObjectStoreContract):
    @pytest.fixture
    def store(self, store: LocalObjectStore) -> LocalObjectStore:
        return store

    def test_modes(self, store: LocalObjectStore) -> None:
        (digest,) = self.put(store, b"x")
        path = store.path(digest)
        assert stat.S_IMODE(path.stat().st_mode) == 0o440
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o2750

    @pytest.mark.parametrize("damage", [b"short", b"other bytes!"], ids=["size", "content"])
    def test_a_damaged_object_is_replaced_by_good_bytes(self, store: LocalObjectStore, damage: bytes) -> None:
        (digest,) = self.put(store, b"right bytes!")
        path = store.path(digest)
        path.chmod(0o640)
        path.write_bytes(damage)
        self.put(store, b"right bytes!")
        assert path.read_bytes() == b"right bytes!"

    def test_a_good_object_is_not_touched(self, store: LocalObjectStore) -> None:
        (digest,) = self.put(store, b"right")
        before = store.path(digest).stat()
        self.put(store, b"right")
        assert store.path(digest).stat().st_ino == before.st_ino

    def test_strange_files_are_no_objects(self, store: LocalObjectStore) -> None:
        (digest,) = self.put(store, b"x")
        (store.root / "lost+found").mkdir()
        (store.root / "ab").mkdir(exist_ok=True)
        (store.root / "ab" / "README").write_text("no object")
        (store.root / "file").write_text("no object")
        assert list(store.iter()) == [digest]

    def test_no_digest_reaches_the_file_system(self, store: LocalObjectStore) -> None:
        with pytest.raises(ValueError):
            store.open("../../etc/passwd")

    def test_flushes_a_group_in_two_calls(self, store: LocalObjectStore) -> None:
        staging = stage(store)
        staging.commit([_take(staging, str(n).encode()) for n in range(64)])
        assert staging.flushes == 2
        staging.close()

    def test_a_full_disk_leaves_nothing_in_staging(self, store, monkeypatch: pytest.MonkeyPatch) -> None:
        staging = stage(store)
        group = [_take(staging, b"a"), _take(staging, b"b")]

        def full(descriptor: int) -> bool:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(atomic, "_syncfs", full)
        with pytest.raises(StorageFailed):
            staging.commit(group)
        monkeypatch.undo()
        assert list((store.root.parent / "staging" / staging.name).iterdir()) == []
        assert list(store.iter()) == []
        staging.commit([_take(staging, b"a")])
        staging.close()

    def test_without_syncfs_each_file_is_flushed(self, store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(atomic, "_LIBC", object())
        assert len(self.put(store, b"1", b"2", b"3")) == 3
        assert len(list(store.iter())) == 3


def test_only_folders_of_dead_owners_are_cleared(store: LocalObjectStore) -> None:
    root = store.root.parent / "staging"
    living = stage(store)
    script = (
        "import sys, time; from pathlib import Path; from archive.objects.local import LocalObjectStore as S;"
        "from archive.disk.layout import Layout; r = Path(sys.argv[1]);"
        "s = S(Layout(r)).stage(); (r / 'staging' / s.name / '00000001').write_bytes(b'half');"
        "print(s.name, flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", script, str(root.parent)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    name = child.stdout.readline().strip()
    assert clear_abandoned(root) == ()
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert abandoned(root) == (name,)
    assert clear_abandoned(root) == (name,)
    assert [path.name for path in root.iterdir()] == [living.name]
    living.close()
