"""A home of an older format is written to only after a backup was verified."""

from __future__ import annotations

from pathlib import Path

import pytest
from disposition_place import Place

from archive.catalogue import database
from archive.preserve import upgrade

MORE = "create table later (x integer);\n"


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch):
    """A version of the program that writes format 2."""

    def install() -> None:
        [first] = database._migrations()
        monkeypatch.setattr(database, "_migrations", lambda: [first, (2, MORE)])
        monkeypatch.setattr(database, "FORMAT", 2)
        monkeypatch.setattr(upgrade, "FORMAT", 2)

    return install


def test_nothing_to_do(place: Place) -> None:
    assert place.run("upgrade", "--check", "--json").ok().json() == {
        "found": 1, "known": 1, "needed": False, "backup": None,
    }  # fmt: skip
    place.run("upgrade").ok()
    place.run("upgrade", "--apply").failed(2)
    place.run("upgrade", "--apply", "--check").failed(2)
    place.run("--home", place.desk.folder / "none", "upgrade").failed(7)


def test_an_older_home_is_read_and_not_written_to_before(place: Place, newer) -> None:
    there = place.desk.folder / "备份"
    record = place.drop("a.txt", "甲\n")
    place.run("backup", there).ok()
    newer()
    place.run("show", record).ok()
    place.run("unit", "add", "甲", "--local", "A1").failed(7)
    place.run("upgrade").ok().shows("--apply")
    told = place.run("upgrade", "--apply", "--backup", there, "--json").ok().json()
    assert (told["found"], told["needed"]) == (2, False)
    place.run("unit", "add", "甲", "--local", "A1").ok()
    place.run("verify").ok()
    assert not (there / "catalogue.sqlite3").exists()


def test_without_a_whole_backup_nothing_is_changed(place: Place, newer, tmp_path: Path) -> None:
    there, other, theirs = place.desk.folder / "备份", tmp_path / "other", tmp_path / "theirs"
    place.run("init", other).ok()
    place.run("--home", other, "backup", theirs).ok()
    place.drop("a.txt", "甲\n")
    place.run("backup", there).ok()
    old = tmp_path / "old"
    place.run("backup", old).ok()
    place.drop("b.txt", "乙\n")
    place.run("backup", there).ok()
    newer()
    place.run("upgrade", "--apply", "--backup", tmp_path / "none").failed(3)
    place.run("upgrade", "--apply", "--backup", theirs).failed(6)
    place.run("upgrade", "--apply", "--backup", old).failed(11)
    victim = next((there / "objects").glob("*/*"))
    victim.chmod(0o600)
    victim.write_bytes(b"?")
    place.run("upgrade", "--apply", "--backup", there).failed(6)
    assert place.run("upgrade", "--json").ok().json()["needed"] is True
