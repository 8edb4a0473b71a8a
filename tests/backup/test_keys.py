"""Keys get lost: kept under a passphrase, brought back, exchanged; old checkpoints still verify."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from disposition_place import Place

from archive.errors import ArchiveError
from archive.ledger.keys import Signer, generate
from archive.preserve import key_backup
from archive.preserve.key_backup import back_up_keys, restore_keys, rotate
from archive.preserve.verify import verify
from archive.store import Store

PASSPHRASE = "三十六号井口的风机不能停"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real cost takes half a second a try; one test pays it."""
    monkeypatch.setattr(key_backup, "_COST", {"n": 1 << 10, "r": 8, "p": 1})


def lose(home: Path) -> dict[str, bytes]:
    held = {path.name: path.read_bytes() for path in (home / "keys").iterdir()}
    for name in held:
        (home / "keys" / name).unlink()
    return held


def run(place: Place, *command: object, passphrase: str = PASSPHRASE, by: str = "archivist"):
    return place.desk.run(*command, LOGNAME=by, ARCHIVE_PASSPHRASE=passphrase)


def test_keys_come_back_as_they_were(place: Place) -> None:
    file = place.desk.folder / "钥匙.json"
    run(place, "keys", "backup", file).ok().shows("checkpoint.key")
    assert file.stat().st_mode & 0o077 == 0
    assert b"PRIVATE KEY" not in file.read_bytes()
    held = lose(place.home)
    place.run("unit", "add", "甲", "--local", "A1").failed(7)
    run(place, "keys", "restore", file).ok()
    assert {path.name: path.read_bytes() for path in (place.home / "keys").iterdir()} == held
    place.run("unit", "add", "甲", "--local", "A1").ok()
    run(place, "keys", "restore", file, "--json").ok()
    with Store.open(place.home) as store:
        [row] = store.catalogue.safekeeping("keys-backed-up")
        assert row.payload["keys"] == [store._signer.digest]


def test_at_the_real_cost(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    file = place.desk.folder / "钥匙.json"
    with Store.open(place.home) as store:
        back_up_keys(store, file, PASSPHRASE)
        lose(place.home)
        assert restore_keys(store, file, PASSPHRASE) == ("checkpoint.key",)
    assert json.loads(file.read_bytes())["n"] == 1 << 17


def test_wrong_passphrases_and_places_are_refused(place: Place) -> None:
    file = place.desk.folder / "钥匙.json"
    run(place, "keys", "backup", file, passphrase="短").failed(2)
    run(place, "keys", "backup", place.home / "钥匙.json").failed(2)
    run(place, "keys", "backup", place.home / "keys" / "x").failed(2)
    run(place, "keys", "backup", place.desk.folder / "no" / "x").failed(3)
    there = place.desk.folder / "备份"
    place.run("backup", there).ok()
    run(place, "keys", "backup", there / "钥匙.json").failed(2)
    run(place, "keys", "backup", there / "objects" / "钥匙.json").failed(2)
    assert not file.exists()
    run(place, "keys", "backup", file).ok()
    run(place, "keys", "backup", file).failed(2)
    lose(place.home)
    run(place, "keys", "restore", file, passphrase=PASSPHRASE + "！").failed(9)
    run(place, "keys", "restore", place.desk.folder / "none").failed(3)
    assert not list((place.home / "keys").iterdir())


def test_the_passphrase_may_come_from_a_file_and_must_come_from_somewhere(place: Place) -> None:
    file, secret = place.desk.folder / "钥匙.json", place.desk.folder / "secret"
    secret.write_text(f"{PASSPHRASE}\r\nmore", encoding="utf-8")
    place.run("keys", "backup", file, "--passphrase-file", secret).ok()
    lose(place.home)
    run(place, "keys", "restore", file).ok()
    place.run("keys", "restore", file, "--passphrase-file", place.desk.folder / "none").failed(3)
    place.run("keys", "restore", file).failed(2)


def test_every_change_of_the_file_is_found(place: Place) -> None:
    file = place.desk.folder / "钥匙.json"
    run(place, "keys", "backup", file).ok()
    whole = file.read_bytes()
    lose(place.home)
    chance = random.Random(6)
    hurts = [whole[:cut] for cut in (0, 1, 50, len(whole) - 5)]
    for _ in range(60):
        bit = chance.randrange(len(whole) * 8 - 8)
        hurts.append(bytes(byte ^ (1 << bit % 8 if at == bit // 8 else 0) for at, byte in enumerate(whole)))
    hurts += [b"[]", b"{}", b'"x"', b"\xff", b"[" * 9000, whole.replace(b'"n":1024', b'"n":1099511627776')]
    with Store.open(place.home) as store:
        for hurt in hurts:
            file.chmod(0o600)
            file.write_bytes(hurt)
            with pytest.raises(ArchiveError) as raised:
                restore_keys(store, file, PASSPHRASE)
            assert raised.value.code in ("keys-file-invalid", "passphrase-wrong", "keys-foreign"), hurt
    assert not list((place.home / "keys").iterdir())


def test_keys_of_another_archive_or_another_time_are_refused(place: Place, tmp_path: Path) -> None:
    other, file = tmp_path / "other", place.desk.folder / "钥匙.json"
    place.run("init", other).ok()
    run(place, "--home", other, "keys", "backup", file).ok()
    run(place, "keys", "restore", file).failed(5)
    old = place.desk.folder / "旧.json"
    run(place, "keys", "backup", old).ok()
    place.run("keys", "rotate", "--reason", "保管人离任").ok()
    run(place, "keys", "restore", old).failed(5)
    private, _ = generate()
    new = place.desk.folder / "新.json"
    run(place, "keys", "backup", new).ok()
    key = place.home / "keys" / "checkpoint.key"
    key.write_bytes(private)
    run(place, "keys", "restore", new).failed(11)
    assert key.read_bytes() == private
    place.run("unit", "add", "甲", "--local", "A1").failed(7)


def test_sealed_keys_go_along(place: Place) -> None:
    file = place.desk.folder / "钥匙.json"
    keys = place.home / "keys"
    for name, text in (("sealed.key", "0" * 64 + "\n"), ("sealed.intake", "1" * 64 + "\n" + "2" * 64 + "\n")):
        (keys / name).write_text(text)
        (keys / name).chmod(0o600)
    run(place, "keys", "backup", file).ok().shows("sealed.key", "sealed.intake")
    held = lose(place.home)
    run(place, "keys", "restore", file).ok()
    assert {path.name: path.read_bytes() for path in keys.iterdir()} == held
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in keys.iterdir())


# Exchanging


def test_after_an_exchange_everything_verifies(place: Place, tmp_path: Path) -> None:
    note = tmp_path / "note"
    note.write_text(place.run("checkpoint", "show").ok().out, encoding="utf-8")
    before = (place.home / "checkpoint.pub").read_bytes()
    for number in range(300):  # so that one checkpoint of the old key stays
        if number % 100 == 0:
            place.run("unit", "add", f"单位{number}", "--local", f"U{number}").ok()
    with Store.open(place.home) as store:
        for _ in range(3):
            with store.transaction() as tx:
                for _ in range(120):
                    tx.append("unit-aliased", store.find_units("U0")[0].id, {"alias": f"又名{_}"})
    place.run("keys", "rotate", "--reason", "保管人离任").ok()
    assert (place.home / "checkpoint.pub").read_bytes() != before
    assert not (place.home / "keys" / "checkpoint.key.next").exists()
    place.run("verify").ok()
    place.run("checkpoint", "compare", note).ok()
    record = place.drop("a.txt", "甲\n")
    place.run("keys", "rotate", "--reason", "再换").ok()
    place.run("verify").ok()
    place.run("doctor")
    out = tmp_path / "proof"
    place.run("proof", record, "-o", out).ok()
    place.run("rebuild").ok()
    place.run("verify").ok()
    place.run("checkpoint", "compare", note).ok()
    there = place.desk.folder / "备份"
    place.run("backup", there).ok()
    place.run("restore", there, tmp_path / "new").ok()
    place.run("--home", tmp_path / "new", "verify").ok()
    place.run("keys", "rotate", "--reason", " ").failed(2)


def test_another_process_goes_on_with_the_new_key(place: Place) -> None:
    with Store.open(place.home) as watcher:
        with watcher.transaction() as tx:
            tx.append("unit-aliased", watcher.find_units("Q1")[0].id, {"alias": "甲"})
        place.run("keys", "rotate", "--reason", "换").ok()
        with watcher.transaction() as tx:
            tx.append("unit-aliased", watcher.find_units("Q1")[0].id, {"alias": "乙"})
        assert verify(watcher).sound


@pytest.mark.parametrize("step", ["before the commit", "after the commit", "after the public key"])
def test_an_exchange_that_was_interrupted_is_finished_by_the_next_writer(
    place: Place, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    from archive import key_files

    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with Store.open(place.home) as store:
        if step == "before the commit":
            monkeypatch.setattr(Store, "transaction", killed)
        elif step == "after the commit":
            real, calls = key_backup.settle, []
            monkeypatch.setattr(key_backup, "settle", lambda *a: killed() if calls else calls.append(real(*a)))
        else:
            monkeypatch.setattr(key_files, "rename", killed)
        with pytest.raises(Killed):
            rotate(store, reason="换")
    monkeypatch.undo()
    monkeypatch.setattr(key_backup, "_COST", {"n": 1 << 10, "r": 8, "p": 1})
    place.run("unit", "add", "甲", "--local", "A1").ok()
    place.run("verify").ok()
    place.run("keys", "rotate", "--reason", "换").ok()
    place.run("verify").ok()
    assert not (place.home / "keys" / "checkpoint.key.next").exists()


def test_a_key_that_the_old_one_did_not_answer_for_is_found(place: Place) -> None:
    """Somebody with the machine and without the old key puts his own in its place."""
    private, public = generate()
    stranger = Signer.from_pem(private)
    with Store.open(place.home) as store:
        old = (place.home / "checkpoint.pub").read_text()
        payload = {"old": old, "key": public.decode(), "proof": "AAAA", "reason": "x"}
        with store.transaction(signer=stranger) as tx:
            tx.append("key-rotated", store.catalogue.home(), payload)
    (place.home / "checkpoint.pub").write_bytes(public)
    place.run("verify").failed(6).shows("checkpoint.pub")


def test_the_key_file_alone_exchanged_is_found(place: Place) -> None:
    place.run("keys", "rotate", "--reason", "换").ok()
    _, public = generate()
    (place.home / "checkpoint.pub").write_bytes(public)
    place.run("verify").failed(6)
    place.run("checkpoint", "compare", place.home / "archive.toml").failed(6)


def test_a_changed_table_of_keys_is_found(place: Place) -> None:
    place.run("keys", "rotate", "--reason", "换").ok()
    for body in ("{}", "[]", '{"old":1,"key":2,"proof":3}', "x"):
        hurt = place.desk.folder / "hurt"
        shutil.copytree(place.home, hurt)
        with sqlite3.connect(hurt / "catalogue.sqlite3") as database:
            database.execute("update safekeeping set body = ? where kind = 'key-rotated'", (body,))
        database.close()
        assert place.run("--home", hurt, "verify").code == 6, body
        shutil.rmtree(hurt)
