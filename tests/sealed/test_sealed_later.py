"""A record that turns out to be sensitive is sealed anew, and its plain copy says nothing any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from sealed_place import FILE, NAME, PHONE, TEXT, WORDS, Place


@pytest.fixture(scope="module")
def plain(place: Place) -> str:
    source = place.home.parent / FILE
    source.write_text(TEXT, encoding="utf-8")
    place.desk.run("add", source, "--unit", "Q1", "--category", "report").ok()
    source.unlink()
    with place.archive() as archive:
        (record,) = archive.records()
        archive.add_part(record.id, _photo(place), role="photo")
        return record.id


def _photo(place: Place) -> Path:
    path = place.home.parent / "照片.txt"
    path.write_text(f"{NAME}手持身份证", encoding="utf-8")
    return path


def test_it_leaves_search_at_once_and_says_nothing(place: Place, plain: str, tmp_path: Path) -> None:
    desk = place.desk
    desk.run("search", WORDS).ok().shows(plain)
    desk.run("sealed", "add", plain, "--reason", " ").failed(2)
    new = desk.run("sealed", "add", plain, "--reason", "涉及举报人身份").ok().out.strip()
    assert plain not in desk.run("search", WORDS).out
    assert plain not in desk.run("search", NAME).out
    for words in (("show", plain), ("show", plain, "--json"), ("show", plain, "--text"), ("list", "--state", "sealed"),
                  ("dossier", "Q1"), ("triage",)):  # fmt: skip
        desk.run(*words).hides(NAME, PHONE, WORDS, FILE)
    desk.run("show", plain, "--original", "-o", tmp_path / "x").failed(9).shows(new)
    desk.run("show", plain, "--history").failed(9).hides(NAME, FILE)
    desk.run("proof", plain, "-o", tmp_path / "proof.zip").failed(2)
    desk.run("sealed", "read", plain, "--purpose", "x").failed(9).shows(new)
    desk.run("sealed", "add", plain, "--reason", "再一次").failed(9)
    desk.run("withdraw", plain, "--reason", "x").failed(2)
    desk.run("reparse", plain)
    desk.run("search", WORDS).hides(FILE)
    desk.run("sealed", "read", new, "--purpose", "核对").ok().shows(NAME, WORDS, FILE)
    desk.run("doctor").shows("明文")
    desk.run("verify").ok()
    desk.run("rebuild").ok()
    desk.run("verify").ok()
    desk.run("search", WORDS).hides(FILE, WORDS[:6] + " ")
    found = desk.run("sealed", "search", "手持身份证", "--purpose", "核对").ok()  # its part is sealed, too
    assert len(found.out.splitlines()) == 1
    assert "照片" in found.out
