"""Where the scrubber finds whole copies of a damaged object."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from archive.disk.config import read_config
from archive.disk.layout import Layout
from archive.errors import ConfigInvalid
from archive.preserve.replicate import replica_object

BYTES = "动火作业票".encode()
DIGEST = hashlib.sha256(BYTES).hexdigest()


def place(folder: Path, data: bytes) -> Path:
    path = folder / "objects" / DIGEST[:2] / DIGEST
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    return path


def test_a_whole_object_is_found_and_a_damaged_one_is_not(tmp_path: Path) -> None:
    whole, damaged = tmp_path / "a", tmp_path / "b"
    path = place(whole, BYTES)
    place(damaged, BYTES[:-1])
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
