"""What is handed to a stranger: he needs no software of ours, and nothing can be changed unnoticed."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import Damaged, RecordUnknown, RecordWithheld, StateForbids, TargetExists
from archive.preserve import proof as module
from archive.preserve.proof import prove

from .conftest import Made

SHELLS = [shell for shell in (["dash"], ["bash", "--posix"], ["busybox", "sh"]) if shutil.which(shell[0])]


def run(folder: Path, shell: list[str] | None = None) -> subprocess.CompletedProcess[str]:
    """The script, in an environment that holds nothing but the standard tools."""
    return subprocess.run(
        ["env", "-i", "PATH=/usr/bin:/bin", *(shell or ["sh"]), "verify.sh"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def refresh_manifest(folder: Path) -> None:
    names = [line.partition("  ")[2] for line in (folder / "manifest-sha256.txt").read_text().splitlines()]
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "manifest-sha256.txt").write_text("".join(lines))


@pytest.fixture
def folder(home: Made, tmp_path: Path) -> Path:
    """The proof of a record with a part, among others."""
    home.add_part(home.records[1], b"\xff\xd8 photo", "现场照片.jpg")
    prove(home.store, home.records[1], tmp_path / "proof")
    return tmp_path / "proof"


def test_holds_what_it_should(home: Made, folder: Path) -> None:
    assert set(content(folder)) == {
        "checkpoint", "checkpoint.pub", "events.jsonl", "manifest-sha256.txt", "original/检查记录1.docx",
        "original/现场照片.jpg", "proofs/12.tlog-proof", "proofs/6.tlog-proof", "proofs/7.tlog-proof",
        "proofs/8.tlog-proof", "verify.sh", "说明.txt",
    }  # fmt: skip
    assert (folder / "original/检查记录1.docx").read_bytes() == b"original 1"
    assert (folder / "checkpoint").read_text() == home.store.catalogue.newest_checkpoint()
    assert (folder / "checkpoint.pub").read_bytes() == home.store.layout.public_key.read_bytes()
    assert all(len(path.read_bytes()) < 2048 for path in (folder / "proofs").iterdir())
    for line in (folder / "events.jsonl").read_text().splitlines():
        event = json.loads(line)
        assert json.loads(event["envelope"])["subject"] == home.records[1]
    assert not list(folder.parent.glob(".*.tmp"))


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_verifies_in_a_bare_environment(folder: Path, shell: list[str]) -> None:
    before = content(folder)
    done = run(folder, shell)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "通过 VERIFIED" in done.stdout
    assert not done.stderr
    assert content(folder) == before


def test_verifies_by_path_and_from_elsewhere(folder: Path, tmp_path: Path) -> None:
    done = subprocess.run(["sh", str(folder / "verify.sh")], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0


def test_the_manifest_is_one_of_sha256sum(folder: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--strict", "--quiet", "-c", "manifest-sha256.txt"], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0


def test_every_single_edit_is_noticed(folder: Path) -> None:
    edits = 0
    for name, data in content(folder).items():
        middle = len(data) // 2
        for other in (
            bytes([data[0] ^ 1]) + data[1:],
            data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
            data[:-1],
            data + b"\n",
            data[:middle] + b" " + data[middle:],
            b"",
        ):
            if name == "verify.sh" and other[:3] != data[:3]:
                continue  # no script left to notice anything
            (folder / name).write_bytes(other)
            assert run(folder).returncode != 0, (name, other)
            edits += 1
        (folder / name).unlink()
        assert run(folder).returncode != 0, name
        (folder / name).write_bytes(data)
        edits += 1
    (folder / "proofs/99.tlog-proof").write_bytes(b"")
    assert run(folder).returncode != 0
    (folder / "proofs/99.tlog-proof").unlink()
    (folder / "extra").write_bytes(b"")
    assert run(folder).returncode != 0
    (folder / "extra").unlink()
    assert edits > 60
    assert run(folder).returncode == 0


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("original/检查记录1.docx", "original 1", "original 2"),
        ("original/现场照片.jpg", "photo", "phoXo"),
        ("events.jsonl", "检查记录1.docx", "检查记录2.docx"),
        ("events.jsonl", '\\"kind\\":\\"placed\\"', '\\"kind\\":\\"filed\\"'),
        ("events.jsonl", '"salt":"', '"salt":"AAAA'),
        ("events.jsonl", '"}\n', '"}x\n'),
        ("events.jsonl", '"}\n', '","more":"x"}\n'),
        ("events.jsonl", "unfiled", "filed"),
        ("events.jsonl", "T", "t"),
        ("checkpoint", "\n1", "\n2"),
        ("checkpoint", "safety-archive", "safety-archivf"),
        ("checkpoint", "\n\n", "\nextension\n\n"),
        ("checkpoint.pub", "MCowBQYDK2VwAyEA", "MCowBQYDK2VwAyEB"),
        ("proofs/6.tlog-proof", "index 6", "index 7"),
        ("proofs/6.tlog-proof", "index 6", "index 06"),
        ("proofs/6.tlog-proof", "\n\n", "\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"),
        ("proofs/6.tlog-proof", "tlog-proof@v1", "tlog-proof@v2"),
        ("proofs/6.tlog-proof", "safety-archive", "safety-archivf"),
    ],
)
def test_edits_under_a_manifest_made_anew_are_noticed(folder: Path, name: str, old: str, new: str) -> None:
    data = (folder / name).read_bytes()
    other = data.replace(old.encode(), new.encode(), 1)
    assert other != data
    (folder / name).write_bytes(other)
    refresh_manifest(folder)
    done = run(folder)
    assert done.returncode == 1
    assert "FAILED" in done.stderr


def test_every_hash_of_a_path_counts(folder: Path) -> None:
    proof = folder / "proofs/7.tlog-proof"
    lines = proof.read_text().split("\n")
    path = range(2, lines.index(""))
    assert len(path) == 4
    for number in path:
        for other in ("A" * 43 + "=", lines[number][:-2] + chr(ord(lines[number][-2]) + 1) + "=", None):
            changed = [*lines[:number], *([] if other is None else [other]), *lines[number + 1 :]]
            proof.write_text("\n".join(changed))
            refresh_manifest(folder)
            assert run(folder).returncode == 1, (number, other)


def test_another_key_is_noticed(home: Made, folder: Path) -> None:
    from archive.ledger import keys

    (folder / "checkpoint.pub").write_bytes(keys.generate()[1])
    refresh_manifest(folder)
    assert "key" in run(folder).stderr


def test_an_original_that_no_event_speaks_of_is_noticed(folder: Path) -> None:
    lines = (folder / "events.jsonl").read_text().splitlines(keepends=True)
    (folder / "events.jsonl").write_text("".join(lines[1:]))
    (folder / "proofs/6.tlog-proof").unlink()
    manifest = (folder / "manifest-sha256.txt").read_text().splitlines(keepends=True)
    (folder / "manifest-sha256.txt").write_text("".join(line for line in manifest if "proofs/6." not in line))
    refresh_manifest(folder)
    assert "no event speaks of original" in run(folder).stderr


def test_an_original_that_is_missing_is_noticed(folder: Path) -> None:
    (folder / "original/现场照片.jpg").unlink()
    manifest = (folder / "manifest-sha256.txt").read_text().splitlines(keepends=True)
    (folder / "manifest-sha256.txt").write_text("".join(line for line in manifest if "照片" not in line))
    refresh_manifest(folder)
    assert "is missing" in run(folder).stderr


def test_an_event_of_another_record_is_noticed(home: Made, folder: Path, tmp_path: Path) -> None:
    prove(home.store, home.records[2], tmp_path / "other")
    (folder / "events.jsonl").write_bytes(
        (folder / "events.jsonl").read_bytes() + (tmp_path / "other/events.jsonl").read_bytes().splitlines(True)[0]
    )
    shutil.copy(tmp_path / "other/proofs/9.tlog-proof", folder / "proofs/9.tlog-proof")
    manifest = (folder / "manifest-sha256.txt").read_text()
    (folder / "manifest-sha256.txt").write_text(manifest.replace("verify.sh", "proofs/9.tlog-proof\n0  verify.sh"))
    refresh_manifest(folder)
    assert "another record" in run(folder).stderr


def test_the_same_record_and_checkpoint_give_the_same_bytes(home: Made, folder: Path, tmp_path: Path) -> None:
    prove(home.store, home.records[1], tmp_path / "again")
    assert content(tmp_path / "again") == content(folder)


def test_any_text_survives_the_shell(home: Made, tmp_path: Path) -> None:
    every = "".join(map(chr, [*range(0x20, 0x250), *range(0x2000, 0x2070), 0x4E00, 0x8FDB, 0xFFFD, 0x1F6A7]))
    name = every + "\\\\\" $(touch x) `id` ${HOME} %s %n \\n 'END'\nEND\n\x00\x07\x1b[31m\u2028"
    record = home.add(b"strange", name)
    prove(home.store, record, tmp_path / "proof")
    for shell in SHELLS:
        done = run(tmp_path / "proof", shell)
        assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "proof").iterdir())) == 8


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("检查 记录(1).docx", "检查 记录(1).docx"), ("../../etc/passwd", "_.._etc_passwd"), (".hidden", "hidden"),
        ("-rf", "_-rf"), ("", "_"), ("..", "_"),
        ("a\nb\x1b[2J\u202ecod.exe", "a_b_[2J_cod.exe"), ("a\\b:c*?.txt", "a_b_c__.txt"),
        ("名" * 85 + ".docx", "名" * 65 + ".docx"), ("x." + "y" * 300, "x." + "y" * 198),
    ],
)  # fmt: skip
def test_names_are_made_harmless(home: Made, tmp_path: Path, name: str, expected: str) -> None:
    record = home.add(b"named", name)
    prove(home.store, record, tmp_path / "proof")
    assert [path.name for path in (tmp_path / "proof/original").iterdir()] == [expected]
    assert run(tmp_path / "proof").returncode == 0


def test_names_in_gbk_are_read(home: Made, tmp_path: Path) -> None:
    record = home.add(b"gbk", "\ufffd\ufffd.txt", raw="检查.txt".encode("gbk"))
    prove(home.store, record, tmp_path / "gbk")
    assert (tmp_path / "gbk/original/检查.txt").exists()
    record = home.add(b"neither", "\ufffd.txt", raw=b"\xff.txt")
    prove(home.store, record, tmp_path / "neither")
    assert (tmp_path / "neither/original/_.txt").exists()


def test_names_that_collide_are_counted(home: Made, tmp_path: Path) -> None:
    record = home.add(b"one", "Photo.JPG")
    home.add_part(record, b"two", "photo.jpg")
    home.add_part(record, b"three", "photo.jpg")
    home.add_part(record, b"three", "same content.jpg")
    prove(home.store, record, tmp_path / "proof")
    assert len(list((tmp_path / "proof/original").iterdir())) == 3
    assert run(tmp_path / "proof").returncode == 0


def test_what_exists_is_not_touched(home: Made, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("there", "link"):
        with pytest.raises(TargetExists):
            prove(home.store, home.records[0], tmp_path / name)
    assert not list((tmp_path / "there").iterdir())


def test_a_parent_that_is_missing_is_made(home: Made, tmp_path: Path) -> None:
    prove(home.store, home.records[0], tmp_path / "a/b/proof")
    assert (tmp_path / "a/b/proof/verify.sh").exists()


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_damaged_original_is_not_handed_over(home: Made, tmp_path: Path, damage: str) -> None:
    path = home.object(b"original 0")
    path.unlink()
    if damage == "changed":
        path.write_bytes(b"Original 0")
    with pytest.raises(Damaged):
        prove(home.store, home.records[0], tmp_path / "proof")
    assert [each.name for each in tmp_path.iterdir()] == ["home"]


@pytest.mark.parametrize(
    "statement",
    [
        "update payload set body = replace(body, 'unfiled', 'filed') where seq = 5",
        "delete from payload where seq = 5",
        "update event set envelope = replace(envelope, 'placed', 'plaved') where seq = 5",
        "update tile set hashes = zeroblob(352) where level = 0",
        "update checkpoint set note = replace(note, 'safety', 'safetx')",
        "delete from checkpoint",
    ],
)
def test_a_damaged_ledger_is_not_handed_over(home: Made, tmp_path: Path, statement: str) -> None:
    with sqlite3.connect(home.database) as database:
        assert database.execute(statement).rowcount
    database.close()
    with pytest.raises(Damaged):
        prove(home.store, home.records[0], tmp_path / "proof")
    assert [each.name for each in tmp_path.iterdir()] == ["home"]


def test_a_missing_key_is_damage(home: Made, tmp_path: Path) -> None:
    home.store.layout.public_key.unlink()
    with pytest.raises(Damaged):
        prove(home.store, home.records[0], tmp_path / "proof")


def test_records_that_may_not_leave(home: Made, tmp_path: Path) -> None:
    with home.store.transaction() as tx:
        tx.append("withdrawn", home.records[0], {"reason": "wrong"})
        tx.append("isolated", home.records[1], {"mark": "秘密★", "reason": "mark"})
    with pytest.raises(StateForbids):
        prove(home.store, home.records[0], tmp_path / "proof")
    with pytest.raises(RecordWithheld):
        prove(home.store, home.records[1], tmp_path / "proof")
    with pytest.raises(RecordUnknown):
        prove(home.store, "nothing", tmp_path / "proof")
    assert not (tmp_path / "proof").exists()


def test_nothing_half_written_stays(home: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module.atomic, "move_fresh", fail)
    with pytest.raises(KeyboardInterrupt):
        prove(home.store, home.records[0], tmp_path / "proof")
    assert [each.name for each in tmp_path.iterdir()] == ["home"]


def test_a_reader_without_the_private_key_can_prove(home: Made, tmp_path: Path) -> None:
    from archive.store import Store

    shutil.rmtree(home.store.layout.keys)
    with Store.open(home.store.layout.root, readonly=True) as reader:
        prove(reader, home.records[0], tmp_path / "proof")
    assert run(tmp_path / "proof").returncode == 0


def test_proofs_of_a_large_ledger_stay_small(make_home: Callable[..., Made], tmp_path: Path) -> None:
    made = make_home("large")
    record = made.add(b"first")
    with made.store.transaction() as tx:
        for number in range(700):
            tx.append("refused", "h-1", {"inbox": "/", "path": f"{number}", "path_b64": None, "reason": "empty"})
    prove(made.store, record, tmp_path / "proof")
    assert run(tmp_path / "proof").returncode == 0
    assert max(path.stat().st_size for path in (tmp_path / "proof/proofs").iterdir()) < 1024


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_a_record_of_a_long_ledger_is_proved_by_every_shell(home: Made, tmp_path: Path, shell: list[str]) -> None:
    for number in range(3):
        with home.store.transaction() as tx:
            for each in range(3400):
                path = f"{number}/{each}"
                tx.append("refused", "h-1", {"inbox": "/", "path": path, "path_b64": None, "reason": "empty"})
    last = home.add(b"last", "末件.docx")
    for record in (home.records[0], last):
        prove(home.store, record, tmp_path / record)
        done = run(tmp_path / record, shell)
        assert done.returncode == 0, done.stderr
        assert f"{home.store.catalogue.event_count()} events" in done.stdout
        assert home.store.catalogue.event_count() > 10_000
