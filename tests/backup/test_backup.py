"""What a backup promises: whole, incremental, verified, and every change of it is found."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from disposition_place import PHRASE, Place

from archive.api import Archive
from archive.errors import ArchiveError, BackupDamaged, BackupMissing, BackupPlace, StorageFailed, TargetFull
from archive.preserve import backup as backups
from archive.preserve.backup_check import verify_backup
from archive.preserve.backup_manifest import read_manifest
from archive.testing.faults import FaultyDisk


@pytest.fixture
def there(place: Place) -> Path:
    return place.desk.folder / "备份"


def test_only_what_is_new_is_copied_and_the_old_catalogue_goes(place: Place, there: Path) -> None:
    place.drop("a.txt", "现场检查记录\n甲\n")
    first = place.run("backup", there, "--json").ok().json()
    assert (first["copied"], first["objects"], first["missing"]) == (1, 1, [])
    place.drop("b.txt", "现场检查记录\n乙\n")
    second = place.run("backup", there, "--json").ok().json()
    assert (second["copied"], second["objects"], second["removed"]) == (1, 2, 1)
    assert second["events"] > first["events"] + 1, "the event of the first backup is in the second"
    place.run("backup", "--verify", there).ok()


def test_no_private_key_is_in_it(place: Place, there: Path) -> None:
    place.drop("a.txt", "现场检查记录\n")
    place.run("backup", there).ok()
    secret = (place.home / "keys" / "checkpoint.key").read_bytes().splitlines()[1]
    assert not [path for path in there.rglob("*") if path.is_file() and secret in path.read_bytes()]


def test_it_is_of_one_moment_while_intake_runs(place: Place, there: Path) -> None:
    for number in range(3):
        place.drop(f"{number}.txt", f"现场检查记录 {number}\n")
    late = place.desk.folder / "late.txt"
    late.write_text("后来\n", encoding="utf-8")

    def meanwhile(done: int, total: int) -> None:
        if late.exists():
            place.run("add", late).ok()
            late.unlink()

    with Archive.open(place.home) as archive:
        made = archive.backup(there, progress=meanwhile)
    assert made.sound
    assert len(made.manifest.objects) == 3
    assert verify_backup(there).sound
    restored = place.desk.folder / "restored"
    place.run("restore", there, restored).ok()
    assert place.run("--home", restored, "verify").ok()


def test_every_change_of_a_backup_is_found(place: Place, there: Path) -> None:
    for number in range(3):
        place.drop(f"{number}.txt", f"现场检查记录 {number}\n" * 5)
    place.run("backup", there).ok()
    files = sorted(path for path in there.rglob("*") if path.is_file() and path.stat().st_size)
    chance = random.Random(6)
    for number in range(200):
        path = chance.choice(files) if number % 4 else there / "manifest.json"
        whole = path.read_bytes()
        path.chmod(0o600)
        bit = chance.randrange(len(whole) * 8)
        hurt = bytearray(whole)
        hurt[bit // 8] ^= 1 << bit % 8
        path.write_bytes(hurt if number % 5 else whole[: bit // 8])
        assert not _sound(there), f"{path.name}: bit {bit}"
        path.write_bytes(whole)
    assert _sound(there)


def _sound(there: Path) -> bool:
    try:
        return verify_backup(there).sound
    except (BackupDamaged, BackupMissing):
        return False


def test_missing_swapped_and_linked_files_are_found(place: Place, there: Path) -> None:
    first = place.drop("a.txt", "甲甲\n")
    place.drop("b.txt", "乙乙\n")
    place.run("backup", there).ok()
    manifest = read_manifest(there)
    one, other = (there / "objects" / each[:2] / each for each in sorted(manifest.objects))
    assert first
    kept = one.read_bytes(), other.read_bytes()
    for path, data in ((one, kept[1]), (other, kept[0])):
        path.chmod(0o600)
        path.write_bytes(data)
    place.run("backup", "--verify", there).failed(6)
    one.write_bytes(kept[0])
    other.unlink()
    other.symlink_to(one)
    place.run("backup", "--verify", there).failed(6)
    other.unlink()
    place.run("backup", "--verify", there, "--json").failed(6)
    place.run("backup", there).ok()
    place.run("backup", "--verify", there).ok()


def test_what_is_damaged_here_keeps_its_copy_there(place: Place, there: Path) -> None:
    place.drop("a.txt", "甲甲\n")
    place.run("backup", there).ok()
    place.drop("b.txt", "乙乙\n")
    for path in (place.home / "objects").rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            path.write_bytes(b"?" * path.stat().st_size)
    told = place.run("backup", there, "--json").failed(6).json()
    assert len(told["missing"]) == 1, "the second was never copied whole"
    assert told["objects"] == 1
    place.run("backup", "--verify", there).ok()


def test_what_was_destroyed_leaves_with_the_next_backup(place: Place, there: Path) -> None:
    record = place.drop("a.txt", f"现场检查记录\n{PHRASE}\n")
    stays = place.drop("b.txt", "一切正常\n")
    place.run("backup", there).ok()
    made = place.approved(record)
    place.execute(made).ok()
    told = place.run("backup", there, "--json").ok().json()
    assert told["removed"] == 2, "the original and the old catalogue"
    assert not [path for path in there.rglob("*") if path.is_file() and PHRASE.encode() in path.read_bytes()]
    restored = place.desk.folder / "restored"
    place.run("restore", there, restored).ok()
    place.run("--home", restored, "verify").ok()
    place.run("--home", restored, "show", stays).ok()


@pytest.mark.parametrize("name", ["", "inbox", "inbox/deeper", "objects"])
def test_a_place_in_the_home_is_refused(place: Place, name: str) -> None:
    with Archive.open(place.home) as archive, pytest.raises(BackupPlace):
        archive.backup(place.home / name)


def test_foreign_folders_files_and_links_are_refused(place: Place, there: Path) -> None:
    there.mkdir()
    (there / "别人的.txt").write_text("x")
    place.run("backup", there).failed(2)
    (there / "别人的.txt").unlink()
    elsewhere = place.desk.folder / "elsewhere"
    elsewhere.mkdir()
    (there / "objects").symlink_to(elsewhere)
    place.run("backup", there).failed(2)
    assert not list(elsewhere.iterdir())
    place.run("backup", place.desk.folder / "home" / "archive.toml").failed(2)
    place.run("backup", "--verify", there).failed(3)


def test_the_backup_of_another_archive_is_refused(place: Place, there: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    place.run("init", other).ok()
    place.run("--home", other, "backup", there).ok()
    before = (there / "manifest.json").read_bytes()
    told = place.run("backup", there).failed(6)
    assert "h-" in told.err
    assert (there / "manifest.json").read_bytes() == before


def test_a_home_that_is_older_than_its_backup_does_not_overwrite_it(place: Place, there: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(place.home, old)
    place.drop("a.txt", "甲\n")
    place.run("backup", there).ok()
    place.run("--home", old, "backup", there).failed(6)
    place.run("--home", old, "unit", "add", "别的单位", "--local", "Q9").ok()
    for number in range(5):
        place.run("--home", old, "unit", "add", f"单位{number}", "--local", f"Z{number}").ok()
    place.run("--home", old, "backup", there).failed(6)
    assert verify_backup(there).sound


def test_a_full_target_is_told_and_nothing_is_half_done(
    place: Place, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.drop("a.txt", "甲\n")
    place.run("backup", there).ok()
    before = read_manifest(there)
    place.drop("b.txt", "乙\n")
    usage = shutil.disk_usage(there)
    monkeypatch.setattr(backups.shutil, "disk_usage", lambda path: usage._replace(free=1))
    with Archive.open(place.home) as archive, pytest.raises(TargetFull):
        archive.backup(there)
    assert read_manifest(there) == before
    assert verify_backup(there).sound


def test_a_disk_that_fails_at_any_call_leaves_the_old_backup_whole(place: Place, there: Path) -> None:
    place.drop("a.txt", "甲\n")
    place.run("backup", there).ok()
    place.drop("b.txt", "乙\n")
    with Archive.open(place.home) as archive:
        for number in range(1, 500):
            with FaultyDisk(number, errno.ENOSPC if number % 2 else errno.EIO, lasting=True) as disk:
                with suppress(ArchiveError):
                    archive.backup(there)
            assert verify_backup(there).sound, f"call {number}"
            if not disk.failed:
                break
            if number > 60:  # what was copied stays: begin anew, so that each step fails once
                break
        made = archive.backup(there)
    assert made.sound
    assert len(made.manifest.objects) == 2


def test_what_reads_back_differently_is_no_backup(place: Place, there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place.drop("a.txt", "甲\n")
    real = backups.LocalStaging.commit

    def spoilt(staging, group):
        real(staging, group)
        for each in group:
            path = staging._store.path(each.sha256)
            path.chmod(0o600)
            path.write_bytes(b"!" * each.size)

    monkeypatch.setattr(backups.LocalStaging, "commit", spoilt)
    with Archive.open(place.home) as archive, pytest.raises(StorageFailed):
        archive.backup(there)
    monkeypatch.undo()
    place.run("backup", "--verify", there).failed(3)
    place.run("backup", there).ok()


def test_a_manifest_that_leads_elsewhere_is_refused(place: Place, there: Path) -> None:
    from archive.ledger import canonical

    place.run("backup", there).ok()
    table = json.loads((there / "manifest.json").read_bytes())
    for name in ("../climb", "a/b", ".hidden", ""):
        hurt = {**table, "files": {**table["files"], name: table["files"]["archive.toml"]}}
        del hurt["digest"]
        import hashlib

        hurt["digest"] = hashlib.sha256(canonical.encode(hurt)).hexdigest()
        (there / "manifest.json").write_bytes(canonical.encode(hurt) + b"\n")
        with pytest.raises(BackupDamaged):
            read_manifest(there)
    for junk in (b"", b"{}", b"[1]", b"\xff\xfe", b"[" * 5000, json.dumps(table).encode()):
        (there / "manifest.json").write_bytes(junk)
        with pytest.raises(BackupDamaged):
            read_manifest(there)
    (there / "manifest.json").unlink()
    os.symlink("/etc/passwd", there / "manifest.json")
    with pytest.raises(BackupDamaged):
        read_manifest(there)


def test_a_clock_set_back_is_told(place: Place, there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    from archive import store as stores

    place.run("backup", there).ok()
    monkeypatch.setattr(stores.Store.open.__func__, "__kwdefaults__", {
        **stores.Store.open.__func__.__kwdefaults__, "clock": lambda: datetime(2020, 1, 1, tzinfo=UTC),
    })  # fmt: skip
    told = place.run("backup", there, "--json").ok().json()
    assert told["clock_back"] is True
