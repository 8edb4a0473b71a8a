"""Homes: how they are made, opened, shared and refused."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from archive.catalogue import database
from archive.errors import (
    Busy,
    CatalogueDamaged,
    CatalogueMissing,
    ExitCode,
    HomeExists,
    HomeMissing,
    HomeNewer,
    HomeUnusable,
    KeyExposed,
    NotPermitted,
    StorageFailed,
)
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
    for readonly in (True, False):
        with pytest.raises(CatalogueDamaged) as refused:
            Store.open(tmp_path / "home", readonly=readonly)
        assert refused.value.exit_code == ExitCode.DAMAGED


def test_a_missing_catalogue_is_said_to_be_missing_and_no_new_home_hides_it(tmp_path: Path) -> None:
    Store.create(tmp_path / "home").close()
    (tmp_path / "home" / "catalogue.sqlite3").unlink()
    with pytest.raises(HomeMissing):  # nothing was in it: as an interrupted making leaves it
        Store.open(tmp_path / "home")
    (tmp_path / "home" / "objects" / "ab").mkdir()
    key = (tmp_path / "home" / "keys" / "checkpoint.key").read_bytes()
    with pytest.raises(CatalogueMissing, match=r"catalogue\.sqlite3 is missing"):
        Store.open(tmp_path / "home", readonly=True)
    with pytest.raises(HomeExists):
        Store.create(tmp_path / "home")
    assert (tmp_path / "home" / "keys" / "checkpoint.key").read_bytes() == key


def test_a_home_of_an_unreleased_version_is_refused(tmp_path: Path) -> None:
    Store.create(tmp_path / "home").close()
    with sqlite3.connect(tmp_path / "home" / "catalogue.sqlite3") as connection:
        connection.execute("pragma application_id = 0")
    connection.close()
    for readonly in (True, False):
        with pytest.raises(HomeUnusable, match="never released"):
            Store.open(tmp_path / "home", readonly=readonly)


def test_remarks_in_the_schema_may_change(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = database._mark(1)
    ((number, text),) = database._migrations()
    assert mark
    monkeypatch.setattr(database, "_migrations", lambda: [(number, f"-- a remark\n{text}\n")])
    assert database._mark(1) == mark
    monkeypatch.setattr(database, "_migrations", lambda: [(number, text.replace("seq integer", "seq text", 1))])
    assert database._mark(1) != mark


@pytest.mark.parametrize("readonly", [True, False])
def test_broken_pages_are_an_error_of_ours_wherever_they_are_met(tmp_path: Path, readonly: bool) -> None:
    path = tmp_path / "home" / "catalogue.sqlite3"
    with Store.create(tmp_path / "home") as store:
        for number in range(200):
            register(store, f"第{number}厂")
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(bytes(data))
    with pytest.raises(CatalogueDamaged), Store.open(tmp_path / "home", readonly=readonly) as store:
        list(store.catalogue.units())
        list(store.catalogue.events())


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("SQLITE_PROTOCOL", Busy), ("SQLITE_CORRUPT_VTAB", CatalogueDamaged), ("SQLITE_NOTADB", CatalogueDamaged),
     ("SQLITE_IOERR_READ", StorageFailed), ("SQLITE_FULL", StorageFailed), ("SQLITE_READONLY_DBMOVED", NotPermitted),
     ("SQLITE_CANTOPEN", HomeUnusable), ("SQLITE_ERROR", None)],
)  # fmt: skip
def test_what_sqlite_says_in_our_words(tmp_path: Path, name: str, wanted: type[Exception] | None) -> None:
    error = sqlite3.DatabaseError("so it is")
    error.sqlite_errorname = name
    found = database._translated(tmp_path / "catalogue.sqlite3", error)
    assert type(found) is (wanted or type(None))


@pytest.mark.parametrize("error", [OSError(errno.EIO, "broken"), OSError(errno.EMFILE, "many")])
def test_a_signing_key_on_a_failing_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    def fail(_: Path) -> bytes:
        raise error

    with Store.create(tmp_path / "home") as store:
        monkeypatch.setattr(Path, "read_bytes", fail)
        with pytest.raises(StorageFailed):
            register(store, "甲厂")


READ_WITHOUT_RIGHT = """
import os, sys
from pathlib import Path
from archive.errors import NotReadable
from archive.store import Store
os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    Store.open(Path(sys.argv[1]), readonly=True)
except NotReadable as error:
    print(error)
"""


@pytest.mark.root
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("mode", [0o2755, 0o2750])
def test_who_may_not_read_is_told_so(tmp_path: Path, mode: int) -> None:
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    Store.create(tmp_path / "home").close()
    (tmp_path / "home").chmod(mode)
    command = [sys.executable, "-c", READ_WITHOUT_RIGHT, str(tmp_path / "home")]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.stdout.startswith("You may not read "), answer.stderr


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
    # Every folder of pytest's above the home, with the one of a worker among them, is closed to other accounts.
    for folder in (tmp_path, *tmp_path.parents):
        folder.chmod(0o755)
        if folder.name.startswith("pytest-of-"):
            break
    store = Store.create(tmp_path / "home")
    register(store, "甲厂")
    if not writer_lives:
        store.close()
    command = [sys.executable, "-c", READ_AS_ANOTHER, str(tmp_path / "home"), str(os.getgid())]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    store.close()
    assert answer.stdout.strip() == "['甲厂']", answer.stderr
