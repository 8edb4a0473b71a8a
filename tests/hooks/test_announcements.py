"""The quick reading of entry points says what importlib.metadata says."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import pytest

from archive.hooks.announcements import GROUP, Announcement, announced


def distribution(folder: Path, name: str, version: str, entry_points: str, *, kind: str = "dist-info") -> Path:
    """An installed distribution as pip leaves it."""
    stem = name.replace("-", "_")
    place = folder / (f"{stem}-{version}.{kind}" if kind == "dist-info" else f"{stem}.{kind}")
    place.mkdir(parents=True)
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nName: not this one\n"
    (place / ("METADATA" if kind == "dist-info" else "PKG-INFO")).write_text(metadata, encoding="utf-8")
    (place / "entry_points.txt").write_text(entry_points, encoding="utf-8")
    return place


def by_importlib(path: list[str]) -> set[tuple[str, str, str, str]]:
    found, seen = set(), set()
    for each in importlib.metadata.distributions(path=path):
        name = each.metadata["Name"].lower().replace("-", "_")
        if name not in seen:
            seen.add(name)
            points = each.entry_points.select(group=GROUP)
            found |= {(e.name, e.value.partition("[")[0].strip(), each.metadata["Name"], each.version) for e in points}
    return found


def test_same_answer_as_importlib_in_this_environment() -> None:
    import sys

    ours = {(a.name, a.value, a.distribution, a.version) for a in announced()}
    assert ours == by_importlib(sys.path)
    assert ("docx", "archive_plugins.docx") in {(name, value) for name, value, _, _ in ours}


def test_same_answer_as_importlib_for_odd_files(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    distribution(
        first, "Acme-Forms", "2.0", "# said\n[console_scripts]\na = b:c\n\n[archive]\n acme = acme.forms:plugin \n"
    )
    distribution(
        first, "old-style", "1", "[archive]\nold=old_style\n\n# more\nolder = old_style.b [extra]\n", kind="egg-info"
    )
    distribution(first, "nothing", "1", "")
    distribution(second, "acme_forms", "1.0", "[archive]\nacme = acme.forms_one\n")
    distribution(second, "other", "0.1", "[pytest11]\nother = x\n[archive]\n")
    path = [str(first), str(second), str(tmp_path / "missing")]
    ours = announced(path)
    assert {(a.name, a.value, a.distribution, a.version) for a in ours} == by_importlib(path)
    assert Announcement("acme", "acme.forms:plugin", "Acme-Forms", "2.0") in ours


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[archive", b"[archive]\n=\n", b"", b"]\n[archive]\nlonely\n"])
def test_rubbish_in_entry_points_does_no_harm(tmp_path: Path, content: bytes) -> None:
    place = distribution(tmp_path, "rubbish", "1", "")
    (place / "entry_points.txt").write_bytes(content)
    distribution(tmp_path, "good", "1", "[archive]\ngood = good_module\n")
    assert "good" in {a.name for a in announced([str(tmp_path)])}


def test_metadata_that_cannot_be_read(tmp_path: Path) -> None:
    place = distribution(tmp_path, "half", "3.1", "[archive]\nhalf = half_module\n")
    (place / "METADATA").unlink()
    assert announced([str(tmp_path)]) == (Announcement("half", "half_module", "half", "0"),)


def test_path_entry_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "python311.zip").write_bytes(b"")
    assert announced([str(tmp_path / "python311.zip"), "\0nul"]) == ()
