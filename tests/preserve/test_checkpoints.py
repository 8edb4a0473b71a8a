"""A checkpoint held elsewhere tells what no look into the home itself can tell."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import CheckpointForeign, CheckpointUnreadable, Damaged, InputMissing
from archive.ledger import checkpoint as notes
from archive.ledger import keys
from archive.preserve.checkpoints import compare, compare_file, newest
from archive.store import Store

from .conftest import Made


def test_the_newest_is_the_same(home: Made) -> None:
    note = newest(home.store)
    found = compare(home.store, note)
    assert (found.relation, found.sound, found.reason) == ("same", True, None)
    assert found.size_here == found.size_there == 12
    assert found.root_here == found.root_there == note.splitlines()[2]


def test_an_earlier_one_is_consistent(home: Made) -> None:
    earlier = []
    for number in range(8):
        earlier.append(newest(home.store))
        home.add(b"later %d" % number)
    for note in earlier:
        found = compare(home.store, note)
        assert (found.relation, found.sound) == ("ahead", True)
        assert found.size_there < found.size_here == 36


def test_an_old_state_that_was_restored_is_behind(home: Made, tmp_path: Path) -> None:
    home.store.close()
    shutil.copytree(home.store.layout.root, tmp_path / "backup")
    with Store.open(home.store.layout.root) as store:
        home.store = store
        home.add(b"lost by the rollback")
        outside = newest(store)
    with Store.open(tmp_path / "backup") as old:
        found = compare(old, outside)
        assert (found.relation, found.sound) == ("behind", False)
        assert found.reason is not None
        home.store = old
        home.add(b"another history")
        assert compare(old, outside).relation == "diverged"
        home.add(b"and longer")
        assert compare(old, outside).relation == "diverged"
        assert not compare(old, outside).sound


def test_another_archive_is_refused(home: Made, make_home: Callable[..., Made]) -> None:
    other = make_home("other")
    with pytest.raises(CheckpointForeign, match="it is of"):
        compare(home.store, newest(other.store))


def test_another_key_is_foreign(home: Made) -> None:
    forged = notes.sign(notes.parse(newest(home.store)).checkpoint, keys.Signer.from_pem(keys.generate()[0]))
    found = compare(home.store, forged)
    assert (found.relation, found.sound) == ("foreign", False)


@pytest.mark.parametrize("text", ["", "rubbish", "a\n1\nb\n\n— a b\n", "\x00" * 10, "x" * 100_000])
def test_what_is_no_checkpoint_is_refused(home: Made, text: str) -> None:
    with pytest.raises(CheckpointUnreadable):
        compare(home.store, text)


def test_a_changed_checkpoint_does_not_count(home: Made) -> None:
    note = newest(home.store)
    assert compare(home.store, note.replace("\n12\n", "\n11\n")).relation == "foreign"


def test_files_as_mail_programs_leave_them(home: Made, tmp_path: Path) -> None:
    note = newest(home.store)
    for number, data in enumerate((note.encode(), b"\xef\xbb\xbf" + note.replace("\n", "\r\n").encode(),
                                   note.rstrip("\n").encode(), note.encode() + b"\n\n")):  # fmt: skip
        (tmp_path / f"{number}").write_bytes(data)
        assert compare_file(home.store, tmp_path / f"{number}").relation == "same"


def test_files_that_cannot_be_compared(home: Made, tmp_path: Path) -> None:
    with pytest.raises(InputMissing):
        compare_file(home.store, tmp_path / "missing")
    for name, data in (("latin", b"caf\xe9"), ("large", b"x" * 1_000_000), ("empty", b"")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(CheckpointUnreadable) as caught:
            compare_file(home.store, tmp_path / name)
        assert str(tmp_path / name) in str(caught.value)


def test_a_home_without_its_key_or_tiles_is_damaged(home: Made) -> None:
    early = newest(home.store)
    home.add(b"more")
    pem = home.store.layout.public_key.read_bytes()
    home.store.layout.public_key.unlink()
    with pytest.raises(Damaged, match="public key"):
        compare(home.store, early)
    home.store.layout.public_key.write_bytes(pem)
    database = sqlite3.connect(home.database)
    database.execute("update tile set hashes = zeroblob(length(hashes))")
    database.commit()
    database.close()
    with pytest.raises(Damaged, match="tiles"):
        compare(home.store, early)


def test_a_home_without_checkpoint_is_damaged(home: Made) -> None:
    database = sqlite3.connect(home.database)
    database.execute("delete from checkpoint")
    database.commit()
    database.close()
    with pytest.raises(Damaged, match="no checkpoint"):
        newest(home.store)
