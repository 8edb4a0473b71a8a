"""A second home, and where the scrubber finds whole copies of a damaged object."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from disposition_place import PHRASE, Place

from archive.disk.config import read_config
from archive.disk.layout import Layout
from archive.errors import ConfigInvalid
from archive.preserve.replicate import replica_object

BYTES = "动火作业票".encode()
DIGEST = hashlib.sha256(BYTES).hexdigest()


def lay(folder: Path, data: bytes) -> Path:
    path = folder / "objects" / DIGEST[:2] / DIGEST
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    return path


def test_a_whole_object_is_found_and_a_damaged_one_is_not(tmp_path: Path) -> None:
    whole, damaged = tmp_path / "a", tmp_path / "b"
    path = lay(whole, BYTES)
    lay(damaged, BYTES[:-1])
    assert replica_object(whole, DIGEST) == path
    assert replica_object(damaged, DIGEST) is None
    assert replica_object(tmp_path / "away", DIGEST) is None


def test_links_and_folders_are_no_objects(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(BYTES)
    link = tmp_path / "c" / "objects" / DIGEST[:2] / DIGEST
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    (tmp_path / "d" / "objects" / DIGEST[:2] / DIGEST).mkdir(parents=True)
    assert replica_object(tmp_path / "c", DIGEST) is None
    assert replica_object(tmp_path / "d", DIGEST) is None


def settings(tmp_path: Path, text: str) -> Layout:
    (tmp_path / "archive.toml").write_text(text, encoding="utf-8")
    return Layout(tmp_path)


def test_the_settings_name_replicas_and_anchors(tmp_path: Path) -> None:
    text = (
        '[replicas]\ndirectories = ["/mnt/备份", "../second"]\n'
        '[[anchor]]\nkind = "directory"\nwhere = "/mnt/锚"\n'
        '[[anchor]]\nkind = "rfc3161"\nwhere = "http://tsa.example/"\ncertificate = "tsa.pem"\n'
    )
    found = read_config(settings(tmp_path, text))
    assert found.replicas == (Path("/mnt/备份"), tmp_path.parent / "second")
    assert [(each.kind, each.where) for each in found.anchors] == [
        ("directory", "/mnt/锚"), ("rfc3161", "http://tsa.example/"),
    ]  # fmt: skip
    assert found.anchors[1].certificate == tmp_path / "tsa.pem"


@pytest.mark.parametrize(
    "text",
    ['replicas = ["/mnt"]', "[replicas]\ndirectories = [1]", "[replicas]\nfolders = []", "anchor = 1",
     '[[anchor]]\nkind = "directory"', '[[anchor]]\nkind = "a"\nwhere = "b"\nwhen = "c"'],
)  # fmt: skip
def test_settings_that_are_wrong_are_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigInvalid):
        read_config(settings(tmp_path, text))


# The second home


def test_a_replica_is_read_and_not_written_to(place: Place) -> None:
    there = place.desk.folder / "副本"
    record = place.drop("a.txt", f"现场检查记录\n{PHRASE}\n")
    told = place.run("replicate", there, "--json").ok().json()
    assert (told["copied"], told["objects"], told["missing"]) == (1, 1, [])
    place.run("--home", there, "verify").ok()
    place.run("--home", there, "show", record).ok()
    place.run("--home", there, "index", "rebuild")
    place.run("--home", there, "search", PHRASE).ok().shows(record)
    assert not list((there / "keys").iterdir())
    assert place.run("--home", there, "unit", "add", "甲", "--local", "A1").code in (7, 11)
    place.drop("b.txt", "乙\n")
    told = place.run("replicate", there, "--json").ok().json()
    assert (told["copied"], told["objects"]) == (1, 2)
    place.run("--home", there, "verify").ok()
    assert replica_object(there, next((there / "objects").glob("*/*")).name) is not None


def test_what_is_destroyed_leaves_the_replica(place: Place) -> None:
    there = place.desk.folder / "副本"
    record = place.drop("a.txt", f"现场检查记录\n{PHRASE}\n")
    place.run("replicate", there).ok()
    place.run("--home", there, "index", "rebuild")
    place.execute(place.approved(record)).ok()
    place.run("replicate", there).ok()
    assert not [path for path in there.rglob("*") if path.is_file() and PHRASE.encode() in path.read_bytes()]
    place.run("--home", there, "verify").ok()


def test_a_replica_takes_over(place: Place) -> None:
    there, file = place.desk.folder / "副本", place.desk.folder / "密钥.json"
    place.drop("a.txt", "甲\n")
    note = place.desk.folder / "note"
    place.desk.run("keys", "backup", file, ARCHIVE_PASSPHRASE="十二个字以上的一句话才行").ok()
    note.write_text(place.run("checkpoint", "show").ok().out, encoding="utf-8")
    place.run("replicate", there).ok()
    shutil.rmtree(place.home)
    place.desk.run("--home", there, "keys", "restore", file, ARCHIVE_PASSPHRASE="十二个字以上的一句话才行").ok()
    place.run("--home", there, "unit", "add", "甲", "--local", "A1").failed(11)
    place.run("--home", there, "restore", "--use", "--checkpoint", note).ok()
    place.run("--home", there, "unit", "add", "甲", "--local", "A1").ok()
    place.run("--home", there, "verify").ok()


def test_a_replica_goes_nowhere_else(place: Place, tmp_path: Path) -> None:
    other = tmp_path / "other"
    place.run("init", other).ok()
    place.run("replicate", other).failed(2)
    place.run("replicate", place.home / "inside").failed(2)
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "x").write_text("x")
    place.run("replicate", folder).failed(2)
    (folder / "x").unlink()
    (folder / "objects").symlink_to(tmp_path)
    place.run("replicate", folder).failed(2)
    (folder / "objects").unlink()
    place.run("--home", other, "replicate", folder).ok()
    place.run("replicate", folder).failed(6)


def test_a_home_that_is_older_than_its_replica_leaves_it(place: Place, tmp_path: Path) -> None:
    old, there = tmp_path / "old", tmp_path / "副本"
    shutil.copytree(place.home, old)
    place.drop("a.txt", "甲\n")
    place.run("replicate", there).ok()
    before = (there / "catalogue.sqlite3").read_bytes()
    place.run("--home", old, "replicate", there).failed(6)
    for number in range(9):
        place.run("--home", old, "unit", "add", f"单位{number}", "--local", f"Z{number}").ok()
    place.run("--home", old, "replicate", there).failed(6)
    assert (there / "catalogue.sqlite3").read_bytes() == before


def test_a_log_that_was_left_is_not_mixed_with_the_new_catalogue(place: Place, tmp_path: Path) -> None:
    there = tmp_path / "副本"
    place.run("replicate", there).ok()
    child = os.fork()
    if child == 0:  # a reader that dies with the log open
        database = sqlite3.connect(there / "catalogue.sqlite3")
        database.execute("pragma journal_mode = wal")
        database.execute("create table left_over (x)")
        database.commit()
        os._exit(0)
    os.waitpid(child, 0)
    assert (there / "catalogue.sqlite3-wal").exists()
    place.drop("a.txt", "甲\n")
    place.run("replicate", there).ok()
    place.run("--home", there, "verify").ok()
