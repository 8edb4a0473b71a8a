"""Where the catalogue is gone, and what lies among the originals: every byte is still hashed against its name."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from archive.api import Archive
from archive.errors import CatalogueDamaged, CatalogueMissing, HomeIncomplete, HomeMissing
from archive.preserve.verify import verify
from archive.store import Store
from archive.testing.desk import Desk

from .conftest import Made


def destroy(database: Path, how: str) -> None:
    data = database.read_bytes()
    if how == "missing":
        database.unlink()
    elif how == "folder":
        database.unlink()
        database.mkdir()
    else:
        database.write_bytes({
            "no-database": b"not a database at all" * 300,
            "empty": b"",
            "header": bytes(100) + data[100:],
            "schema": data[:100] + b"\xa5" * 3996 + data[4096:],
            "cut": data[:5000],
        }[how])  # fmt: skip


@pytest.fixture
def closed_home(home: Made) -> Made:
    home.store.catalogue._db.run("pragma wal_checkpoint(truncate)")
    home.store.close()
    path = home.object(b"original 1")
    path.chmod(0o600)
    path.write_bytes(b"original X")
    (home.store.layout.objects / "zz").write_bytes(b"strange")
    return home


@pytest.mark.parametrize("how", ["missing", "folder", "no-database", "empty", "header", "schema", "cut"])
def test_the_originals_are_hashed_whatever_became_of_the_catalogue(closed_home: Made, how: str, tmp_path: Path) -> None:
    destroy(closed_home.database, how)
    root = closed_home.store.layout.root
    report = Archive.verify_home(root)
    kinds = {finding.kind for finding in report.findings}
    assert kinds & {"catalogue-missing", "database-damaged"}
    assert (report.objects, report.bytes) == (3, 30)
    changed = [each.what.split()[2] for each in report.findings if each.kind == "object-changed"]
    assert changed == [closed_home.object(b"original 1").name]
    assert [note.kind for note in report.notes] == ["object-stray"]
    desk = Desk(tmp_path / "desk", lang="en")
    shown = desk.run("--home", root, "verify").failed(6)
    shown.shows("DAMAGED", closed_home.object(b"original 1").name, "objects/zz", "originals checked")
    found = desk.run("--home", root, "verify", "--json").failed(6).json()
    assert not found["sound"]
    assert found["objects"] == 3


def test_nothing_is_made_in_an_emptied_catalogue(home: Made) -> None:
    home.store.close()
    home.database.write_bytes(b"")
    for readonly in (True, False):
        with pytest.raises(CatalogueDamaged, match="empty"):
            Store.open(home.store.layout.root, readonly=readonly)
    assert home.database.read_bytes() == b""


def test_the_message_names_the_file_that_is_missing(home: Made) -> None:
    root = home.store.layout.root
    home.store.close()
    home.database.unlink()
    with pytest.raises(CatalogueMissing, match=r"catalogue\.sqlite3 is missing"):
        Store.open(root)
    shutil.rmtree(home.store.layout.objects)
    with pytest.raises(HomeIncomplete, match=r"catalogue\.sqlite3 is missing"):
        Store.open(root)
    with pytest.raises(HomeIncomplete):
        Archive.verify_home(root)
    home.store.layout.config.unlink()
    with pytest.raises(HomeMissing, match="There is no archive home"):
        Store.open(root)


def test_what_lies_among_the_originals_is_noted_and_is_no_damage(home: Made) -> None:
    objects = home.store.layout.objects
    right = home.object(b"original 0")
    wrong_folder = "00" if right.name[:2] != "00" else "01"
    (objects / wrong_folder).mkdir(exist_ok=True)
    shutil.copy(right, objects / wrong_folder / right.name)
    (right.parent / "strange").write_bytes(b"x")
    (objects / "ab2").mkdir()
    (objects / "AB").mkdir()
    (objects / os.fsdecode(b"\xff.txt")).write_bytes(b"x")
    os.mkfifo(right.parent / (right.name[:2] + "0" * 62))
    report = verify(home.store)
    assert report.sound
    assert {note.kind for note in report.notes} == {"object-stray"}
    told = "\n".join(note.what for note in report.notes)
    for path in (f"{wrong_folder}/{right.name}", f"{right.name[:2]}/strange", "ab2", "AB", "\ufffd.txt",
                 f"{right.name[:2]}/{right.name[:2]}{'0' * 62}"):  # fmt: skip
        assert f"objects/{path} " in told
    assert len(report.notes) == 6


def test_an_object_that_no_record_refers_to_must_still_be_what_its_name_says(home: Made) -> None:
    digest = home.put(b"left by a crash")
    path = home.store.layout.objects / digest[:2] / digest
    path.chmod(0o600)
    path.write_bytes(b"something else")
    (finding,) = verify(home.store).findings
    assert (finding.kind, finding.record) == ("object-changed", None)
    assert digest in finding.what


def test_a_link_to_another_place_is_no_original(home: Made, tmp_path: Path) -> None:
    path = home.object(b"original 1")
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    (finding,) = verify(home.store).findings
    assert (finding.kind, finding.record) == ("object-changed", home.records[1])
    assert "link" in finding.what


def test_without_the_folder_of_originals_every_record_is_named(home: Made) -> None:
    shutil.rmtree(home.store.layout.objects)
    report = verify(home.store)
    assert {each.record for each in report.findings if each.kind == "object-missing"} == set(home.records)


def test_where_no_list_of_originals_can_be_read_all_are_hashed(home: Made) -> None:
    home.store.catalogue._db.run("drop table record_part")
    path = home.object(b"original 1")
    path.chmod(0o600)
    path.write_bytes(b"original X")
    report = verify(home.store)
    assert report.objects == 3
    assert [each.what.split()[2] for each in report.findings if each.kind == "object-changed"] == [path.name]
    assert report.notes == ()
