"""What a restore promises: verified before it is a home, nothing destroyed comes back, no second history begins."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from disposition_place import PHRASE, Place

from archive.errors import HomeRestored
from archive.store import Store


@pytest.fixture
def there(place: Place) -> Path:
    return place.desk.folder / "备份"


@pytest.fixture
def new(place: Place) -> Path:
    return place.desk.folder / "恢复"


def bring_keys(place: Place, home: Path) -> None:
    for path in (place.home / "keys").iterdir():
        shutil.copy2(path, home / "keys")


def test_a_restored_home_answers_as_before_and_is_not_written_to(place: Place, there: Path, new: Path) -> None:
    record = place.drop("a.txt", f"现场检查记录\n{PHRASE}\n")
    place.run("backup", there).ok()
    place.run("restore", there, new).ok().shows("restore --use")
    before = place.run("show", record, "--json").ok().json()
    assert place.run("--home", new, "show", record, "--json").ok().json() == before
    place.run("--home", new, "search", PHRASE).ok().shows(record)
    bring_keys(place, new)
    with Store.open(new) as store, pytest.raises(HomeRestored), store.transaction():
        pass
    place.run("--home", new, "restore", "--use").failed(11)
    place.run("--home", new, "restore", "--use", "--reason", "每季度演练").ok()
    place.run("--home", new, "unit", "add", "新单位", "--local", "Q2").ok()
    place.run("--home", new, "verify").ok()
    with Store.open(new) as store:
        [row] = store.catalogue.safekeeping("restored")
        assert row.payload["reason"] == "每季度演练"
        assert store.catalogue.differences() is not None
        assert not list(store.catalogue.differences())


def test_taking_it_into_use_twice_tells_it_once(place: Place, there: Path, new: Path) -> None:
    place.run("backup", there).ok()
    place.run("restore", there, new).ok()
    bring_keys(place, new)
    mark = (new / "restored.json").read_bytes()
    place.run("--home", new, "restore", "--use", "--reason", "演练").ok()
    (new / "restored.json").write_bytes(mark)  # as if the power had failed before it went
    place.run("--home", new, "restore", "--use", "--reason", "演练").ok()
    with Store.open(new) as store:
        assert len(store.catalogue.safekeeping("restored")) == 1


def test_the_target_must_be_empty_and_apart(place: Place, there: Path, new: Path) -> None:
    place.run("backup", there).ok()
    new.mkdir()
    (new / "x").write_text("x")
    place.run("restore", there, new).failed(2)
    (new / "x").unlink()
    place.run("restore", there, there / "inside").failed(2)
    place.run("restore", there, place.home / "inside").failed(2)
    place.run("restore", there, new / "not" / "there").failed(2)
    place.run("restore", place.desk.folder / "nothing", new).failed(3)
    place.run("restore", there).failed(2)
    place.run("restore", there, new).ok()


def test_a_damaged_backup_makes_no_home(place: Place, there: Path, new: Path) -> None:
    place.drop("a.txt", "甲\n")
    place.run("backup", there).ok()
    [path] = [each for each in (there / "objects").rglob("*") if each.is_file() and each.stat().st_size == 4]
    path.chmod(0o600)
    path.write_bytes(b"1234")
    place.run("restore", there, new).failed(6)
    assert not new.exists()


def test_a_forged_ledger_makes_no_home(place: Place, there: Path, new: Path) -> None:
    """Whoever changes the catalogue and writes a fitting manifest is found by the tree."""
    import dataclasses
    import hashlib
    import sqlite3

    from archive.preserve.backup_manifest import CATALOGUE, StoredFile, read_manifest, write_manifest

    place.drop("a.txt", "甲\n")
    place.run("backup", there).ok()
    manifest = read_manifest(there)
    path = there / "objects" / manifest.files[CATALOGUE].sha256[:2] / manifest.files[CATALOGUE].sha256
    path.chmod(0o600)
    with sqlite3.connect(path) as database:
        database.execute("update payload set body = replace(body, 'a.txt', 'b.txt')")
    database.close()
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    target = there / "objects" / digest[:2] / digest
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data)
    files = {**manifest.files, CATALOGUE: StoredFile(digest, len(data))}
    write_manifest(there, dataclasses.replace(manifest, files=files))
    place.run("backup", "--verify", there).ok()
    place.run("restore", there, new).failed(6)
    assert not new.exists()


def test_what_was_destroyed_later_does_not_come_back(place: Place, there: Path, new: Path) -> None:
    record = place.drop("a.txt", f"现场检查记录\n{PHRASE}\n")
    stays = place.drop("b.txt", "一切正常\n")
    place.run("backup", there).ok()
    place.execute(place.approved(record)).ok()
    note = place.desk.folder / "checkpoint.txt"
    note.write_text(place.run("checkpoint", "show").ok().out, encoding="utf-8")
    place.run("restore", there, new, "--checkpoint", note).failed(11).shows("--newer")
    assert not new.exists()
    place.run("restore", there, new, "--checkpoint", note, "--newer", place.home).ok()
    assert not [path for path in new.rglob("*") if path.is_file() and PHRASE.encode() in path.read_bytes()]
    place.run("--home", new, "verify").ok()
    place.run("--home", new, "show", stays).ok()
    bring_keys(place, new)
    place.run("--home", new, "restore", "--use", "--checkpoint", note).ok()


def test_a_newer_backup_lends_its_ledger(place: Place, there: Path, new: Path) -> None:
    record = place.drop("a.txt", f"{PHRASE}\n")
    place.run("backup", there).ok()
    place.execute(place.approved(record)).ok()
    later = place.drop("c.txt", "后来的\n")
    second = place.desk.folder / "second"
    place.run("backup", second).ok()
    place.run("restore", there, new, "--newer", second).ok()
    place.run("--home", new, "verify").ok()
    place.run("--home", new, "show", later).ok()
    assert not [path for path in new.rglob("*") if path.is_file() and PHRASE.encode() in path.read_bytes()]


def test_an_older_or_foreign_ledger_is_not_newer(place: Place, there: Path, new: Path, tmp_path: Path) -> None:
    old, other = tmp_path / "old", tmp_path / "other"
    shutil.copytree(place.home, old)
    place.drop("a.txt", "甲\n")
    place.run("backup", there).ok()
    place.run("restore", there, new, "--newer", old).failed(6)
    place.run("init", other).ok()
    place.run("restore", there, new, "--newer", other).failed(6)
    place.run("restore", there, new, "--newer", tmp_path / "nothing").failed(3)
    assert not new.exists()


def test_going_on_without_lost_events_needs_a_reason_and_is_told(place: Place, there: Path, new: Path) -> None:
    place.run("backup", there).ok()
    place.drop("a.txt", "甲\n")
    note = place.desk.folder / "checkpoint.txt"
    note.write_text(place.run("checkpoint", "show").ok().out, encoding="utf-8")
    place.run("restore", there, new, "--checkpoint", note, "--reason", "磁盘损毁，没有更新的副本").ok()
    bring_keys(place, new)
    told = place.run("--home", new, "restore", "--use", "--json").ok().json()
    assert told["ahead"] > 0
    with Store.open(new) as store:
        [row] = store.catalogue.safekeeping("restored")
        assert row.payload["ahead"] == told["ahead"]
        assert row.payload["ahead_root"] == note.read_text("utf-8").splitlines()[2]


def test_an_old_copy_of_a_home_is_recognised_by_the_folder_of_anchors(place: Place, tmp_path: Path) -> None:
    """Restored with cp, without our help: the checkpoint outside shows it before anything is written."""
    outside = tmp_path / "锚"
    outside.mkdir()
    with (place.home / "archive.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[[anchor]]\nkind = "directory"\nwhere = "{outside}"\n')
    old = tmp_path / "old"
    shutil.copytree(place.home, old)
    place.drop("a.txt", "甲\n")
    with Store.open(place.home) as store:
        name = f"{store.catalogue.home()}.checkpoint"
    (outside / name).write_text(place.run("checkpoint", "show").ok().out, encoding="utf-8")
    place.drop("b.txt", "乙\n")
    told = place.run("--home", old, "unit", "add", "新单位", "--local", "Q2").failed(6)
    assert str(outside) in told.err
    place.run("--home", old, "restore", "--use").failed(6)
    place.run("--home", old, "restore", "--use", "--reason", "新库已毁").ok()
    place.run("--home", old, "unit", "add", "新单位", "--local", "Q2").ok()
    for number in range(9):
        place.run("--home", old, "unit", "add", f"单位{number}", "--local", f"Z{number}").ok()
    place.run("--home", old, "verify").ok()


def test_another_history_is_not_written_on(place: Place, tmp_path: Path) -> None:
    outside = tmp_path / "锚"
    outside.mkdir()
    with (place.home / "archive.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[[anchor]]\nkind = "directory"\nwhere = "{outside}"\n')
    other = tmp_path / "other"
    shutil.copytree(place.home, other)
    place.run("--home", other, "unit", "add", "甲", "--local", "A1").ok()
    place.run("unit", "add", "乙", "--local", "B1").ok()
    with Store.open(place.home) as store:
        name = f"{store.catalogue.home()}.checkpoint"
    (outside / name).write_text(place.run("checkpoint", "show").ok().out, encoding="utf-8")
    place.run("--home", other, "unit", "add", "丙", "--local", "C1").failed(6)
    for junk in ("", "x" * 100_000, "\n\n\n", "safety-archive/h-0000000000000000\n1\nAAAA\n\n"):
        (outside / name).write_text(junk, encoding="utf-8")
        place.run("--home", other, "unit", "list").ok()


def test_an_interrupted_restore_goes_on(place: Place, there: Path, new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from archive.preserve import restore as restoring

    place.drop("a.txt", "甲\n")
    place.run("backup", there).ok()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "verify", killed)
    place.run("restore", there, new).failed(130)
    assert not new.exists()
    monkeypatch.undo()
    place.run("restore", there, new).ok()
    assert not list(new.parent.glob(".*restoring"))


@pytest.mark.parametrize("mark", [b"", b"{}", b"[1]", b'{"backup":1}', b"\xff"])
def test_a_broken_mark_keeps_the_home_shut(place: Place, there: Path, new: Path, mark: bytes) -> None:
    place.run("backup", there).ok()
    place.run("restore", there, new).ok()
    bring_keys(place, new)
    (new / "restored.json").write_bytes(mark)
    place.run("--home", new, "unit", "add", "新", "--local", "Q2").failed(11)
    assert place.run("--home", new, "restore", "--use", "--reason", "x").code != 0


def test_a_trial_proves_the_backup_and_leaves_nothing(place: Place, there: Path, new: Path, tmp_path: Path) -> None:
    place.drop("a.txt", "甲\n")
    place.run("backup", there).ok()
    place.run("restore", "--trial", there, new).ok()
    assert not new.exists()
    with Store.open(place.home) as store:
        [row] = store.catalogue.safekeeping("restore-tried")
        assert row.payload["sound"] is True
    place.run("verify").ok()
    place.run("restore", "--trial", there, new, "--reason", "x").failed(2)
    other = tmp_path / "other"
    place.run("init", other).ok()
    place.run("--home", other, "restore", "--trial", there, new).failed(6)
    new.mkdir()
    (new / "别人的").write_text("x")
    place.run("restore", "--trial", there, new).failed(2)
    assert (new / "别人的").exists()
