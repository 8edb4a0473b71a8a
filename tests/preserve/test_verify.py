"""Verification: what is sound is said to be sound, and every damage is named where it is."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import Damaged, UsageInvalid
from archive.ledger import checkpoint as notes
from archive.ledger import keys
from archive.preserve.report import VerifyReport
from archive.preserve.verify import verify
from archive.store import Store

from .conftest import Made


def spoil(home: Made, *statements: str) -> None:
    """Change the database behind the archive's back."""
    database = sqlite3.connect(home.database)
    for statement in statements:
        assert database.execute(statement).rowcount, statement
    database.commit()
    database.close()


def spoil_tile(home: Made, level: int, idx: int, change: Callable[[bytes], bytes]) -> None:
    database = sqlite3.connect(home.database)
    where = "where level = ? and idx = ?"
    (hashes,) = database.execute(f"select hashes from tile {where}", (level, idx)).fetchone()
    database.execute(f"update tile set hashes = ? {where}", (change(hashes), level, idx))
    database.commit()
    database.close()


def first_hash_gone(hashes: bytes) -> bytes:
    return bytes(32) + hashes[32:]


def found(home: Made) -> dict[str, list[str]]:
    """Kinds of findings, with their words."""
    kinds: dict[str, list[str]] = {}
    for finding in verify(home.store).findings:
        kinds.setdefault(finding.kind, []).append(finding.what)
    return kinds


def records_of(report: VerifyReport, kind: str) -> set[str | None]:
    return {finding.record for finding in report.findings if finding.kind == kind}


@pytest.fixture
def long_home(make_home: Callable[..., Made]) -> Made:
    """Some 600 events in commits of 40: three tiles and several checkpoints."""
    made = make_home("long")
    made.add(b"first")
    for number in range(15):
        with made.store.transaction() as tx:
            for each in range(40):
                path = f"{number}/{each}"
                tx.append("refused", "h-1", {"inbox": "/", "path": path, "path_b64": None, "reason": "empty"})
    return made


def test_a_sound_home(home: Made) -> None:
    report = verify(home.store)
    assert report.sound
    assert report.findings == report.notes == ()
    assert (report.objects, report.bytes, report.events) == (3, 30, 12)
    note = home.store.catalogue.newest_checkpoint()
    assert note is not None
    assert report.root == note.splitlines()[2]
    assert [name for name, _ in report.seconds] == ["ledger", "database", "texts", "projections", "objects"]


def test_a_sound_long_home(long_home: Made) -> None:
    assert verify(long_home.store).findings == ()


def test_a_new_home_is_sound(make_home: Callable[..., Made]) -> None:
    assert verify(make_home("new").store).sound


def test_progress_ends_at_the_whole(home: Made) -> None:
    steps: list[tuple[int, int]] = []
    verify(home.store, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(10, 30), (20, 30), (30, 30)]


def test_an_object_that_changed_names_its_record(home: Made) -> None:
    path = home.object(b"original 1")
    path.chmod(0o600)
    path.write_bytes(b"original X")
    report = verify(home.store)
    assert records_of(report, "object-changed") == {home.records[1]}
    assert len(report.findings) == 1
    assert path.name in report.findings[0].what


@pytest.mark.parametrize("how", ["removed", "folder", "fifo", "cut", "longer"])
def test_objects_that_are_not_there_as_they_were(home: Made, how: str) -> None:
    path = home.object(b"original 1")
    path.unlink()
    if how == "folder":
        path.mkdir()
    elif how == "fifo":
        os.mkfifo(path)
    elif how == "cut":
        path.write_bytes(b"original")
    elif how == "longer":
        path.write_bytes(b"original 1\n")
    report = verify(home.store)
    kind = "object-changed" if how in ("cut", "longer") else "object-missing"
    assert [(each.kind, each.record) for each in report.findings] == [(kind, home.records[1])]


def test_swapped_objects_are_both_named(home: Made) -> None:
    first, second = home.object(b"original 0"), home.object(b"original 2")
    first.rename(first.with_name("x"))
    second.rename(first)
    first.with_name("x").rename(second)
    assert records_of(verify(home.store), "object-changed") == {home.records[0], home.records[2]}


def test_an_object_of_two_records_names_both(home: Made) -> None:
    other = home.add(b"original 1", "again.docx")
    home.object(b"original 1").unlink()
    assert records_of(verify(home.store), "object-missing") == {home.records[1], other}


def test_a_part_is_hashed_too(home: Made) -> None:
    home.add_part(home.records[2], b"photo", "照片.jpg")
    home.object(b"photo").unlink()
    assert records_of(verify(home.store), "object-missing") == {home.records[2]}


def test_an_object_without_a_record_is_no_damage(home: Made) -> None:
    digest = home.put(b"left by a crash")
    report = verify(home.store)
    assert report.sound
    assert [note.kind for note in report.notes] == ["object-unreferenced"]
    assert digest in report.notes[0].what


def test_a_sample_is_random_and_reproducible(make_home: Callable[..., Made]) -> None:
    made = make_home("many")
    for number in range(40):
        made.add(b"%d" % number)
    sizes = {verify(made.store, sample=0.3, entropy=lambda count, seed=seed: bytes([seed]) * count).objects
             for seed in range(6)}  # fmt: skip
    assert len(sizes) > 1
    assert all(0 < size < 40 for size in sizes)
    assert len({verify(made.store, sample=0.3, entropy=bytes).objects for _ in range(3)}) == 1
    assert verify(made.store, sample=1).objects == 40


@pytest.mark.parametrize("sample", [0, -1, 1.5, float("nan")])
def test_a_share_that_is_none_is_refused(home: Made, sample: float) -> None:
    with pytest.raises(UsageInvalid):
        verify(home.store, sample=sample)


def test_since_takes_what_came_from_then_on(make_home: Callable[..., Made], tmp_path: Path) -> None:
    from datetime import UTC, datetime

    moments = iter([datetime(2026, 1, day, 12, tzinfo=UTC) for day in range(1, 29)])
    Store.create(tmp_path / "dated", language="en", clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)).close()
    made = Made(Store.open(tmp_path / "dated", clock=lambda: next(moments)))
    made.add(b"early")
    middle = made.store.catalogue.record(made.add(b"late"))
    made.add_part(made.records[0], b"late part", "x.jpg")
    assert middle is not None
    assert verify(made.store).objects == 3
    assert verify(made.store, since="2026-01-03").objects == 2
    assert verify(made.store, since=middle.received_at).objects == 2
    assert verify(made.store, since="2026-02-01").objects == 0
    with pytest.raises(UsageInvalid):
        verify(made.store, since="yesterday")
    made.store.close()


@pytest.mark.parametrize("seq", [0, 3, 11])
def test_a_changed_event_is_named_alone(home: Made, seq: int) -> None:
    spoil(home, f'update event set envelope = replace(envelope, \'"time":"2\', \'"time":"1\') where seq = {seq}')
    kinds = found(home)
    assert [f"Event {seq} " in what for what in kinds.pop("event-changed")] == [True]
    assert set(kinds) <= {"projection-differs"}


def test_a_changed_event_of_a_record_names_it(home: Made) -> None:
    spoil(home, 'update event set envelope = replace(envelope, \'"time":"2\', \'"time":"1\') where seq = 4')
    report = verify(home.store)
    assert records_of(report, "event-changed") == {home.records[0]}


def test_a_changed_commitment_is_a_changed_event(home: Made) -> None:
    spoil(home, "update event set envelope = replace(envelope, substr(envelope, 40, 30), substr(envelope, 41, 30))"
                " where seq = 4")  # fmt: skip
    kinds = found(home)
    assert len(kinds["event-changed"]) == 1
    assert "payload-changed" not in kinds


def test_a_changed_payload_names_event_and_record(home: Made) -> None:
    spoil(home, "update payload set body = replace(body, '检查记录1', '检查记录9') where seq = 6")
    report = verify(home.store)
    assert records_of(report, "payload-changed") == {home.records[1]}
    assert "event 6" in next(each.what for each in report.findings if each.kind == "payload-changed")
    assert "event-changed" not in found(home)


@pytest.mark.parametrize("change", ["salt = randomblob(16)", "salt = 'text'", "body = zeroblob(3)"])
def test_a_changed_salt_or_type_is_found(home: Made, change: str) -> None:
    spoil(home, f"update payload set {change} where seq = 6")
    assert "payload-changed" in found(home)


def test_a_missing_payload_is_named(home: Made) -> None:
    spoil(home, "delete from payload where seq = 6")
    report = verify(home.store)
    assert records_of(report, "payload-missing") == {home.records[1]}


def test_a_payload_without_event_is_named(home: Made) -> None:
    spoil(home, "insert into payload values (99, zeroblob(16), '{}')")
    assert found(home)["payload-stray"] == ["Payload 99 belongs to no event"]


def test_missing_events_are_named(long_home: Made) -> None:
    spoil(long_home, "delete from event where seq in (0, 300, 301, 302)")
    kinds = found(long_home)
    assert kinds["event-missing"] == ["Event 0 is missing", "Events 300 to 302 are missing"]
    assert "tree-differs" not in kinds
    assert "tile-changed" not in kinds


def test_a_tail_that_was_cut_off_is_named(long_home: Made) -> None:
    spoil(long_home, "delete from event where seq > 590")
    assert found(long_home)["event-missing"] == ["Events 591 to 605 are missing"]


def test_a_tail_cut_off_everywhere_but_in_the_checkpoint(long_home: Made) -> None:
    spoil(
        long_home,
        "delete from event where seq >= 512",
        "delete from payload where seq >= 512",
        "delete from tile where level = 0 and idx = 2",
    )
    kinds = found(long_home)
    assert kinds["event-missing"] == ["Events 512 to 605 are missing"]
    assert "tile-missing" in kinds
    assert "tree-differs" in kinds


def test_an_event_that_was_slipped_in_is_not_covered(home: Made) -> None:
    spoil(home, "insert into event select 12, replace(envelope, '\"seq\":11', '\"seq\":12') from event where seq = 11")
    kinds = found(home)
    assert kinds["event-unsealed"] == ["No signed checkpoint covers the events from 12 on"]


def test_an_event_far_away_does_not_hang(home: Made) -> None:
    spoil(home, "insert into event select 1 << 60, envelope from event where seq = 11")
    assert "event-unsealed" in found(home)


def test_swapped_events_are_both_named(home: Made) -> None:
    spoil(home, "update event set seq = -1 where seq = 4", "update event set seq = 4 where seq = 5",
          "update event set seq = 5 where seq = -1")  # fmt: skip
    assert found(home)["event-changed"] == ["Event 4 says that it is number 5", "Event 5 says that it is number 4"]


@pytest.mark.parametrize("value", ["x'00ff'", "'rubbish'", "cast(x'ff80' as text)", "12"])
def test_envelopes_that_are_none(home: Made, value: str) -> None:
    spoil(home, f"update event set envelope = {value} where seq = 4")
    kinds = found(home)
    assert any("4" in what for what in (*kinds.get("event-changed", ()), *kinds.get("event-missing", ())))
    assert "tree-differs" not in kinds


def test_a_payload_that_is_no_text_is_its_own_damage(home: Made) -> None:
    spoil(home, "update payload set body = cast(x'ff80' as text) where seq = 6")
    kinds = found(home)
    assert len(kinds["payload-changed"]) == 1
    assert "event-missing" not in kinds


@pytest.mark.parametrize(("level", "idx"), [(0, 0), (0, 1), (0, 2), (1, 0)])
def test_a_changed_tile_is_named_and_the_events_are_not(long_home: Made, level: int, idx: int) -> None:
    spoil_tile(long_home, level, idx, first_hash_gone)
    kinds = found(long_home)
    assert set(kinds) == {"tile-changed"}
    assert any(f"tile {level}/{idx}" in what for what in kinds["tile-changed"])


@pytest.mark.parametrize(("level", "idx"), [(0, 0), (0, 2), (1, 0)])
@pytest.mark.parametrize(
    "change",
    [lambda hashes: hashes[:33], lambda hashes: hashes + bytes(32), lambda hashes: b"", lambda hashes: "text"],
    ids=["cut", "longer", "empty", "text"],
)
def test_tiles_of_another_length(long_home: Made, change: Callable[[bytes], bytes], level: int, idx: int) -> None:
    spoil_tile(long_home, level, idx, change)
    kinds = found(long_home)
    assert set(kinds) <= {"tile-changed", "tile-missing"}
    words = [*kinds.get("tile-changed", ()), *kinds.get("tile-missing", ())]
    assert any(f"Tile {level}/{idx}" in what for what in words)


@pytest.mark.parametrize(("level", "idx"), [(0, 0), (0, 2), (1, 0)])
def test_a_missing_tile_is_named(long_home: Made, level: int, idx: int) -> None:
    spoil(long_home, f"delete from tile where level = {level} and idx = {idx}")
    assert found(long_home) == {"tile-missing": [f"Tile {level}/{idx} is missing or cannot be read"]}


def test_damage_in_one_place_does_not_hide_another(long_home: Made) -> None:
    spoil(
        long_home,
        'update event set envelope = replace(envelope, \'"time":"2\', \'"time":"1\') where seq in (5, 400)',
        "update payload set body = body || ' ' where seq = 500",
        "update checkpoint set note = replace(note, 'safety', 'safetx')"
        " where size = (select min(size) from checkpoint)",
        "delete from event where seq = 580",
    )
    spoil_tile(long_home, 0, 1, first_hash_gone)
    long_home.object(b"first").unlink()
    report = verify(long_home.store)
    what = " / ".join(finding.what for finding in report.findings)
    assert "Event 5 is not" in what
    assert "Event 400 is not" in what
    assert "event 256 in tile 0/1" in what
    assert "payload of event 500" in what
    assert "Event 580 is missing" in what
    assert records_of(report, "object-missing") == {long_home.records[0]}
    assert len(records_of(report, "checkpoint-invalid")) == 1
    assert "tree-differs" not in {finding.kind for finding in report.findings}


def test_the_first_bad_event_comes_first(long_home: Made) -> None:
    spoil(
        long_home,
        'update event set envelope = replace(envelope, \'"time":"2\', \'"time":"1\') where seq = 77',
        "update payload set body = body || ' ' where seq = 60",
        "delete from event where seq = 50",
    )
    kinds = [finding.kind for finding in verify(long_home.store).findings][:3]
    assert kinds == ["event-missing", "payload-changed", "event-changed"]


def test_every_checkpoint_is_checked(long_home: Made) -> None:
    sizes = [size for size, _ in long_home.store.catalogue.checkpoints()]
    assert len(sizes) == 3
    spoil(long_home, f"update checkpoint set note = replace(note, char(10) || '{sizes[1]}' || char(10),"
                     f" char(10) || '{sizes[1] + 1}' || char(10)) where size = {sizes[1]}")  # fmt: skip
    kinds = found(long_home)
    assert [f"size {sizes[1]}" in what for what in kinds["checkpoint-invalid"]] == [True]
    assert set(kinds) == {"checkpoint-invalid"}


def test_a_checkpoint_of_another_size_is_refused(long_home: Made) -> None:
    spoil(long_home, "update checkpoint set size = size - 1 where size = (select min(size) from checkpoint)")
    assert "speaks of size" in found(long_home)["checkpoint-invalid"][0]


def test_a_missing_newest_checkpoint_leaves_events_uncovered(long_home: Made) -> None:
    spoil(long_home, "delete from checkpoint where size = (select max(size) from checkpoint)")
    assert "event-unsealed" in found(long_home)


def test_no_checkpoint_at_all(home: Made) -> None:
    spoil(home, "delete from checkpoint")
    assert set(found(home)) == {"checkpoint-missing", "event-unsealed"}


def test_a_history_rewritten_under_a_signature_of_its_own_tree(long_home: Made) -> None:
    """An insider with the key signs a false earlier head; events and tiles as they are contradict him."""
    signer = keys.Signer.from_pem(long_home.store.layout.signing_key.read_bytes())
    size = next(size for size, _ in long_home.store.catalogue.checkpoints())
    note = notes.sign(notes.Checkpoint(long_home.store.origin, size, bytes(32)), signer)
    spoil(long_home, f"update checkpoint set note = '{note}' where size = {size}")
    assert found(long_home) == {"tree-differs": [f"The tree at size {size} is not the one that the checkpoint signs"]}


def test_without_the_public_key(home: Made) -> None:
    home.store.layout.public_key.unlink()
    assert set(found(home)) == {"key-missing"}


def test_with_another_public_key(home: Made) -> None:
    home.store.layout.public_key.write_bytes(keys.generate()[1])
    assert {"checkpoint-invalid", "checkpoint-missing"} <= set(found(home))


def test_changed_and_missing_texts_name_their_records(home: Made) -> None:
    texts = dict(home.store.catalogue.text_references())
    spoil(
        home,
        f"update text_object set body = cast('other' as blob) where sha256 = '{texts[home.records[0]]}'",
        f"delete from text_object where sha256 = '{texts[home.records[2]]}'",
    )
    report = verify(home.store)
    assert records_of(report, "text-changed") == {home.records[0]}
    assert records_of(report, "text-missing") == {home.records[2]}


@pytest.mark.parametrize(
    "statement",
    [
        "update record set title = 'other' where id = :id",
        "update record set sha256 = replace(sha256, 'a', 'b') where id = :id",
        "delete from record where id = :id",
        "update record set state = 'withdrawn' where id = :id",
    ],
)
def test_changed_projections_name_their_record(home: Made, statement: str) -> None:
    spoil(home, statement.replace(":id", f"'{home.records[1]}'"))
    assert home.records[1] in records_of(verify(home.store), "projection-differs")


def test_a_changed_home_id_is_a_projection_that_differs(home: Made) -> None:
    spoil(home, "update meta set value = 'h-other' where key = 'home'")
    assert set(found(home)) == {"projection-differs"}


def test_events_that_cannot_be_replayed_do_not_stop_it(home: Made) -> None:
    spoil(home, "update payload set body = '{' where seq = 6",
          "update event set envelope = replace(envelope, 'placed', 'plaved') where seq = 5")  # fmt: skip
    spoil(home, f"update record set title = 'other' where id = '{home.records[2]}'")
    home.object(b"original 2").unlink()
    kinds = found(home)
    assert home.records[2] in records_of(verify(home.store), "projection-differs")
    assert any("Event 6 cannot be replayed" in what for what in kinds["projection-differs"])
    assert {"payload-changed", "event-changed", "projection-differs", "object-missing"} <= set(kinds)


def test_a_reader_with_no_key_and_no_plugins(home: Made) -> None:
    shutil.rmtree(home.store.layout.keys)
    home.store.close()
    with Store.open(home.store.layout.root, readonly=True, plugins=False) as reader:
        assert verify(reader).sound


@pytest.mark.root
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_with_nothing_but_read_rights(home: Made) -> None:
    verify(home.store)  # so that all is imported while this is still root
    home.store.close()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "home"
        shutil.copytree(home.store.layout.root, root)
        Path(folder).chmod(0o755)
        for path in [root, *root.rglob("*")]:
            if "keys" not in path.parts:
                os.chown(path, -1, 65534)
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
                with Store.open(root, readonly=True, plugins=False) as reader:
                    status = 0 if verify(reader).sound else 2
            finally:
                os._exit(status)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_it_imports_no_parser(home: Made) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from archive.store import Store; from archive.preserve.verify import verify\n"
        "with Store.open(Path(sys.argv[1]), readonly=True, plugins=False) as store: assert verify(store).sound\n"
        "sys.exit(bool({'docx', 'pypdf', 'lxml', 'pypdfium2', 'whoosh', 'tantivy', 'pluggy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(home.store.layout.root)], check=False)
    assert done.returncode == 0


def test_damage_to_the_database_file_is_found_and_never_raises(make_home: Callable[..., Made]) -> None:
    """Random pages of the file are overwritten: something is found, or the row bytes were unused."""
    made = make_home("pages")
    for number in range(60):
        made.add(b"original %d" % number)
    made.store.catalogue._db.run("pragma wal_checkpoint(truncate)")
    made.store.close()
    pristine = made.database.read_bytes()
    chance = random.Random(20261123)
    noticed = 0
    for _ in range(25):
        page = chance.randrange(1, len(pristine) // 4096)
        data = bytearray(pristine)
        for _ in range(40):
            data[page * 4096 + chance.randrange(4096)] = chance.randrange(256)
        made.database.write_bytes(bytes(data))
        try:
            with Store.open(made.store.layout.root, readonly=True, plugins=False) as reader:
                noticed += not verify(reader).sound
        except Damaged:
            noticed += 1
    made.database.write_bytes(pristine)
    assert noticed >= 12


def flip(value: int | str | bytes, chance: random.Random) -> int | str | bytes:
    """The value with one bit changed, of the same type."""
    if isinstance(value, int):
        return value ^ (1 << chance.randrange(8))
    data = bytearray(value.encode() if isinstance(value, str) else value)
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(7)
    return data.decode("utf-8", "replace") if isinstance(value, str) else bytes(data)


def test_every_flipped_bit_in_the_truth_is_found(home: Made) -> None:
    home.add_part(home.records[0], b"photo", "照片.jpg")
    root = home.store.layout.root
    home.store.close()
    with sqlite3.connect(home.database) as database:
        database.execute("pragma journal_mode = delete")
    database.close()
    pristine = home.database.read_bytes()
    chance = random.Random(7)
    columns = [("event", "envelope"), ("event", "seq"), ("payload", "body"), ("payload", "salt"), ("payload", "seq"),
               ("tile", "hashes"), ("checkpoint", "note"), ("checkpoint", "size"), ("text_object", "body"),
               ("text_object", "sha256"), ("record", "sha256"), ("record", "bytes"), ("meta", "value")]  # fmt: skip
    for number in range(130):
        table, column = columns[number % len(columns)]
        database = sqlite3.connect(home.database)
        rows = database.execute(f"select {column} from {table}").fetchall()
        (value,) = rows[chance.randrange(len(rows))]
        other = flip(value, chance)
        database.execute(f"update or replace {table} set {column} = ? where {column} is ?", (other, value))
        database.commit()
        database.close()
        with Store.open(root, readonly=True, plugins=False) as reader:
            assert other == value or not verify(reader).sound, (table, column, value, other)
        home.database.write_bytes(pristine)
    with Store.open(root, readonly=True, plugins=False) as reader:
        assert verify(reader).sound


def test_an_exchanged_public_key_contradicts_the_ledger(home: Made) -> None:
    _, public = keys.generate()
    home.store.layout.public_key.write_bytes(public)
    kinds = {finding.kind for finding in verify(home.store).findings}
    assert {"key-changed", "checkpoint-invalid"} <= kinds
