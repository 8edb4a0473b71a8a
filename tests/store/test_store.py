"""Homes: how they are made, opened, shared and refused."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from archive.catalogue import database
from archive.errors import Busy, HomeExists, HomeMissing, HomeNewer, HomeUnusable, KeyExposed
from archive.ledger import checkpoint, keys
from archive.store import Store

READ_AS_ANOTHER = """
import os, sys
from pathlib import Path
from archive.store import Store
os.setgroups([int(sys.argv[2])]); os.setgid(65534); os.setuid(65534)
with Store.open(Path(sys.argv[1]), readonly=True) as store:
    print(store.settled(lambda: [unit.name for unit in store.catalogue.units()]))
"""


def register(store: Store, name: str) -> None:
    with store.transaction() as tx:
        payload = {"code": name, "code_kind": "local", "name": name, "kind": "enterprise", "parent": None}
        tx.append("unit-registered", tx.new_id("u-"), {**payload, "aliases": [], "since": None})


def test_a_new_home_is_signed_and_closed_to_strangers(tmp_path: Path) -> None:
    with Store.create(tmp_path / "home") as store:
        layout = store.layout
        note = store.catalogue.newest_checkpoint()
        assert note is not None
        verifier = keys.Verifier.from_pem(layout.public_key.read_bytes())
        assert checkpoint.verify(note, store.origin, verifier).size == store.catalogue.event_count()
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (layout.keys, layout.signing_key, layout.catalogue)}
    assert modes == {layout.keys: 0o700, layout.signing_key: 0o600, layout.catalogue: 0o640}
    assert stat.S_IMODE(layout.objects.stat().st_mode) == 0o2750


def test_a_folder_that_holds_something_is_no_place_for_a_home(tmp_path: Path) -> None:
    (tmp_path / "报告.docx").write_bytes(b"x")
    with pytest.raises(HomeExists):
        Store.create(tmp_path)
    with pytest.raises(HomeMissing):
        Store.open(tmp_path)


def test_a_home_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    Store.create(tmp_path / "home").close()
    with sqlite3.connect(tmp_path / "home" / "catalogue.sqlite3") as connection:
        connection.execute("pragma user_version = 99")
    connection.close()
    with pytest.raises(HomeNewer):
        Store.open(tmp_path / "home")


def test_a_catalogue_that_is_no_database_is_named(tmp_path: Path) -> None:
    Store.create(tmp_path / "home").close()
    (tmp_path / "home" / "catalogue.sqlite3").write_bytes(b"not a database at all" * 100)
    with pytest.raises(HomeUnusable):
        Store.open(tmp_path / "home")


def test_an_exposed_key_signs_nothing(tmp_path: Path) -> None:
    with Store.create(tmp_path / "home") as store:
        size = store.catalogue.event_count()
        store.layout.signing_key.chmod(0o640)
    with Store.open(tmp_path / "home") as store:
        with pytest.raises(KeyExposed):
            register(store, "甲厂")
        assert store.catalogue.event_count() == size


def test_a_change_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with Store.create(tmp_path / "home") as store:
        size = store.catalogue.event_count()
        with pytest.raises(RuntimeError), store.transaction() as tx:
            tx.append("unit-aliased", tx.new_id("u-"), {"alias": "甲"})
            raise RuntimeError
        assert store.catalogue.event_count() == size
        register(store, "甲厂")
        assert store.catalogue.event_count() == size + 1


def test_a_writer_that_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with Store.create(tmp_path / "home") as first, Store.open(tmp_path / "home") as second, first.transaction():
        with pytest.raises(Busy):
            register(second, "乙厂")


def test_writers_take_turns(tmp_path: Path) -> None:
    Store.create(tmp_path / "home").close()

    def write(number: int) -> None:
        with Store.open(tmp_path / "home") as store:
            for step in range(5):
                register(store, f"{number}-{step}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Store.open(tmp_path / "home", readonly=True) as store:
        assert len(list(store.catalogue.units())) == 20
        assert [seq for seq, _ in store.catalogue.envelopes()] == list(range(store.catalogue.event_count()))


@pytest.mark.root
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("writer_lives", [True, False])
def test_whoever_may_read_the_files_may_read_the_archive(tmp_path: Path, writer_lives: bool) -> None:
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    store = Store.create(tmp_path / "home")
    register(store, "甲厂")
    if not writer_lives:
        store.close()
    command = [sys.executable, "-c", READ_AS_ANOTHER, str(tmp_path / "home"), str(os.getgid())]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    store.close()
    assert answer.stdout.strip() == "['甲厂']", answer.stderr
