"""A home checked by docs/format.md alone: no import of the archive, only the standard library and openssl."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
import subprocess
import typing
from pathlib import Path

import pytest

from .conftest import Made

PAGE = Path(__file__).parents[2] / "docs" / "format.md"


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, as it is written there."""
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha(b"\x01" + root(leaves[:split]) + root(leaves[split:]))


def check_home(home: Path, scratch: Path) -> int:
    """Points 1 to 4 of the page; the number of events."""
    database = sqlite3.connect(f"file:{home / 'catalogue.sqlite3'}?mode=ro", uri=True)
    assert database.execute("pragma user_version").fetchone() == (1,)
    events = database.execute(
        "select event.seq, envelope, salt, body from event join payload using (seq) order by seq"
    ).fetchall()
    leaves = []
    for number, (seq, envelope, salt, body) in enumerate(events):
        fields = json.loads(envelope)
        assert seq == number == fields["seq"]
        assert list(fields) == ["actor", "commitment", "hash", "kind", "seq", "subject", "time", "v"]
        assert (fields["hash"], fields["v"], len(salt)) == ("sha256", 1, 16)
        assert sha(salt + body.encode()).hex() == fields["commitment"]
        leaves.append(sha(b"\x00" + envelope.encode()))
        check_named(home, database, fields["kind"], json.loads(body))
    check_tiles(database, leaves)
    check_checkpoints(home, database, leaves, scratch)
    database.close()
    return len(events)


def check_named(home: Path, database: sqlite3.Connection, kind: str, payload: dict[str, typing.Any]) -> None:
    if kind in ("accessioned", "part-added"):
        original = payload["original"]
        assert original["encoding"] == "plain"
        data = (home / "objects" / original["sha256"][:2] / original["sha256"]).read_bytes()
        assert (sha(data).hex(), len(data)) == (original["sha256"], original["bytes"])
    if kind == "parsed" and payload["text"] is not None:
        (body,) = database.execute("select body from text_object where sha256 = ?", (payload["text"],)).fetchone()
        assert sha(body).hex() == payload["text"]
        assert len(body.decode()) == payload["characters"]


def check_tiles(database: sqlite3.Connection, leaves: list[bytes]) -> None:
    level, hashes = 0, leaves
    while hashes:
        stored = database.execute("select hashes from tile where level = ? order by idx", (level,)).fetchall()
        tiles = [hashes[start : start + 256] for start in range(0, len(hashes), 256)]
        assert [row[0] for row in stored] == [b"".join(tile) for tile in tiles]
        hashes = [root(tile) for tile in tiles if len(tile) == 256]
        level += 1
    assert database.execute("select count(*) from tile where level >= ?", (level,)).fetchone() == (0,)


def check_checkpoints(home: Path, database: sqlite3.Connection, leaves: list[bytes], scratch: Path) -> None:
    (home_id,) = [
        json.loads(body)["home"]
        for envelope, body in database.execute("select envelope, body from event join payload using (seq)")
        if json.loads(envelope)["kind"] == "home-created"
    ]
    size = 0
    for size, note in database.execute("select size, note from checkpoint order by size"):
        text, _, signed = note.partition("\n\n")
        assert text.split("\n") == [
            f"safety-archive/{home_id}", str(size), base64.b64encode(root(leaves[:size])).decode()
        ]  # fmt: skip
        dash, name, value = signed.rstrip("\n").split(" ")
        assert (dash, name) == ("—", f"safety-archive/{home_id}")
        pem = (home / "checkpoint.pub").read_text().splitlines()
        key = base64.b64decode("".join(pem[1:-1]))[-32:]
        data = base64.b64decode(value)
        assert data[:4] == sha(name.encode() + b"\n\x01" + key)[:4]
        (scratch / "text").write_text(text + "\n")
        (scratch / "signature").write_bytes(data[4:])
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(home / "checkpoint.pub"), "-rawin"]
        done = subprocess.run(
            [*command, "-in", "text", "-sigfile", "signature"], cwd=scratch, capture_output=True, check=False
        )
        assert done.returncode == 0
    assert size == len(leaves)


def test_a_stranger_reads_and_checks_a_home(home: Made, tmp_path: Path) -> None:
    home.add_part(home.records[0], b"photo", "照片.jpg")
    for number in range(4):
        with home.store.transaction() as tx:
            for each in range(70):
                path = f"{number}/{each}"
                tx.append("refused", "h-1", {"inbox": "/", "path": path, "path_b64": None, "reason": "empty"})
    home.store.close()
    assert check_home(home.store.layout.root, tmp_path) == 293


def test_a_stranger_notices_a_change(home: Made, tmp_path: Path) -> None:
    path = home.object(b"original 1")
    path.chmod(0o600)
    path.write_bytes(b"original X")
    with pytest.raises(AssertionError):
        check_home(home.store.layout.root, tmp_path)


def test_the_page_names_every_kind_and_every_key() -> None:
    from archive.model import event

    text = PAGE.read_text(encoding="utf-8")
    for kind in typing.get_args(event.Kind):
        assert f"`{kind}`" in text, kind
    for name, value in vars(event).items():
        if isinstance(value, type) and typing.is_typeddict(value):
            for key in value.__annotations__:
                assert f"`{key}`" in text, (name, key)


def test_the_page_holds_the_schema_of_part_one_and_the_marks() -> None:
    import archive.catalogue
    from archive.model.parsed import Block, ParsedDocument, Role

    text = PAGE.read_text(encoding="utf-8")
    schema = (Path(archive.catalogue.__file__).parent / "schema_001.sql").read_text(encoding="utf-8")
    first = schema.partition("-- Part two")[0]
    tables = [line.split()[2] for line in first.splitlines() if line.startswith("create table")]
    assert tables == ["event", "payload", "tile", "checkpoint", "text_object"]
    for table in tables:
        assert f"### `{table} (" in text
    marked = ParsedDocument((Block("a", Role.DELETED), Block("b", Role.COMMENT))).text()
    for line in marked.split("\n"):
        assert f"`{line[:-1]}`" in text


def test_modes_are_those_of_the_page(home: Made) -> None:
    layout = home.store.layout
    modes = {
        layout.catalogue: 0o640, layout.public_key: 0o640, layout.config: 0o640, layout.signing_key: 0o600,
        layout.keys: 0o700, layout.objects: 0o2750, layout.staging: 0o2750, layout.index: 0o2750,
    }  # fmt: skip
    for path, mode in modes.items():
        assert path.stat().st_mode & 0o7777 == mode, path
