"""Checkpoints kept outside: accepted only if the ledger goes on from them, and told in the ledger."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from disposition_place import Place

from archive.store import Store
from archive.testing.anchor import statement


def settings(home: Path, text: str) -> None:
    with (home / "archive.toml").open("a", encoding="utf-8") as file:
        file.write(text)


def kept(outside: Path) -> Path:
    [found] = outside.glob("*.checkpoint")
    return found


def test_a_folder_keeps_the_newest_and_the_ledger_tells(place: Place, outside: Path) -> None:
    settings(place.home, f'\n[[anchor]]\nkind = "directory"\nwhere = "{outside}"\n')
    place.run("anchor", "place").ok().shows(str(outside))
    first = kept(outside).read_text("utf-8")
    place.drop("a.txt", "甲\n")
    told = place.run("anchor", "place", "--json").ok().json()
    assert kept(outside).read_text("utf-8") != first
    assert (told["kind"], told["outside"], told["token"], told["clock_back"]) == ("directory", False, None, False)
    text = "".join(kept(outside).read_text("utf-8").splitlines(keepends=True)[:3])
    if "sm3" in hashlib.algorithms_available:
        assert told["sm3"] == hashlib.new("sm3", text.encode()).hexdigest()
    place.run("checkpoint", "compare", kept(outside)).ok()
    assert len(place.run("anchor", "list", "--json").ok().json_lines()) == 2
    place.run("anchor", "list").ok().shows("directory")
    place.run("verify").ok()
    assert next(outside.glob("*.pub")).read_bytes() == (place.home / "checkpoint.pub").read_bytes()


def test_a_rewritten_or_older_ledger_is_found(place: Place, outside: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(place.home, other)
    place.run("unit", "add", "甲", "--local", "A1").ok()
    place.run("anchor", "place", "--to", "directory", "--at", outside).ok()
    before = kept(outside).read_bytes()
    place.run("--home", other, "anchor", "place", "--to", "directory", "--at", outside).failed(6)
    for number in range(4):
        place.run("--home", other, "unit", "add", f"乙{number}", "--local", f"B{number}").ok()
    place.run("--home", other, "anchor", "place", "--to", "directory", "--at", outside).failed(6)
    assert kept(outside).read_bytes() == before


def test_another_archive_bad_files_and_links_are_refused(place: Place, outside: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    place.run("init", other).ok()
    place.run("--home", other, "anchor", "place", "--to", "directory", "--at", outside).ok()
    theirs = kept(outside).read_text("utf-8")
    with Store.open(place.home, readonly=True) as store:
        path = outside / f"{store.catalogue.home()}.checkpoint"
    for text in (theirs, "", "junk", "\x00" * 70_000):
        path.write_text(text, encoding="utf-8")
        place.run("anchor", "place", "--to", "directory", "--at", outside).failed(6)
        assert path.read_text("utf-8") == text
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    place.run("anchor", "place", "--to", "directory", "--at", outside).failed(6)
    path.unlink()
    place.run("anchor", "place", "--to", "directory", "--at", tmp_path / "not mounted").failed(10)
    place.run("anchor", "place", "--to", "nothing", "--at", outside).failed(3)
    place.run("anchor", "place", "--at", outside).failed(2)
    place.run("anchor", "place").failed(2)
    assert place.run("anchor", "list", "--json").ok().out == ""


def test_a_restored_home_that_gave_events_up_may_be_anchored_again(place: Place, outside: Path) -> None:
    settings(place.home, f'\n[[anchor]]\nkind = "directory"\nwhere = "{outside}"\n')
    backup, new = place.desk.folder / "备份", place.desk.folder / "恢复"
    place.run("backup", backup).ok()
    place.drop("a.txt", "甲\n")
    place.run("anchor", "place").ok()
    place.run("restore", backup, new).ok()
    for path in (place.home / "keys").iterdir():
        shutil.copy2(path, new / "keys")
    place.run("--home", new, "anchor", "place").failed(6)
    place.run("--home", new, "restore", "--use").failed(6)
    place.run("--home", new, "restore", "--use", "--reason", "磁盘损毁").ok()
    place.run("--home", new, "anchor", "place").ok()
    place.run("anchor", "place").failed(6)


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_a_page_to_print_holds_the_checkpoint_as_text_and_code(place: Place, tmp_path: Path, kind: str) -> None:
    page = tmp_path / f"检查点.{kind}"
    note = place.run("checkpoint", "show").ok().out
    told = place.run("anchor", "place", "--to", "page", "--at", page, "--json").ok().json()
    assert told["where"] == str(page)
    data = page.read_bytes()
    if kind == "html":
        text = data.decode()
        assert note.splitlines()[2] in text
        assert "<svg" in text
        assert "二维码" in text
    place.run("anchor", "place", "--to", "page", "--at", page).failed(10)
    place.run("anchor", "place", "--to", "page", "--at", tmp_path / "x.exe").failed(10)
    assert page.read_bytes() == data


def test_the_code_on_the_page_reads_back() -> None:
    """A reader of codes of another hand, where one is installed; else the squares are those of a code at least."""
    from archive_plugins.anchor_page import _code

    note = statement().note  # the same each time: the reader below fails on one picture in ten, whatever its text
    rows = _code(note)
    assert {len(row) for row in rows} == {len(rows)}
    finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    for top, left in ((4, 4), (4, len(rows) - 11), (len(rows) - 11, 4)):
        assert [row[left : left + 7] for row in rows[top : top + 7]] == finder
    cv2 = pytest.importorskip("cv2")
    numpy = pytest.importorskip("numpy")
    picture = numpy.array([[0 if square == "1" else 255 for square in row] for row in rows], dtype="uint8")
    read, *_ = cv2.QRCodeDetector().detectAndDecode(numpy.kron(picture, numpy.ones((6, 6), dtype="uint8")))
    assert read == note


def test_a_time_stamp_is_checked_kept_and_bounds_events(place: Place, authority: Any, outside: Path) -> None:
    shutil.copy(authority.root, place.home / "tsa.pem")
    settings(
        place.home, f'\n[[anchor]]\nkind = "rfc3161"\nwhere = "{authority.address}"\ncertificate = "tsa.pem"\n'
    )
    record = place.drop("a.txt", "甲\n")
    first = place.run("anchor", "place", "--json").ok().json()
    assert (first["outside"], first["checked"]) == (True, True)
    later = place.drop("b.txt", "乙\n")
    place.run("anchor", "place", "--to", "directory", "--at", outside).ok()
    events = place.run("anchor", "window", record, "--json").ok().json_lines()
    assert all(each["after"] is None and each["before"]["time"] == first["time"] for each in events)
    events = place.run("anchor", "window", later, "--json").ok().json_lines()
    assert all(each["after"]["time"] == first["time"] for each in events)
    assert all(each["before"]["kind"] == "directory" and not each["before"]["outside"] for each in events)
    place.run("anchor", "window", later).ok().shows("~", "rfc3161")
    every = place.run("anchor", "window", "--json").ok().json_lines()
    assert [each["event"] for each in every] == list(range(len(every)))
    assert [each for each in every if each["event"] in {one["event"] for one in events}] == events
    assert every[-1]["before"] is None
    assert place.run("verify", "--json").ok().json()["anchored"]["kind"] == "directory"
    place.run("verify").ok().shows("directory")
    place.run("verify").ok()
    place.run("rebuild").ok()
    place.run("verify").ok()
    check_with_openssl(place, authority, first)


def check_with_openssl(place: Place, authority: Any, told: dict[str, Any]) -> None:
    """A stranger checks the token without our software."""
    digest = told["token"]["sha256"]
    token = place.home / "objects" / digest[:2] / digest
    data = place.desk.folder / "checkpoint"
    data.write_text(told["note"], encoding="utf-8")
    subprocess.run(
        ["openssl", "ts", "-verify", "-data", str(data), "-in", str(token), "-CAfile", str(authority.root)], check=True
    )


def test_a_stamp_that_is_wrong_does_not_count(place: Place, authority: Any, tmp_path: Path) -> None:
    shutil.copy(authority.root, place.home / "tsa.pem")
    settings(
        place.home, f'\n[[anchor]]\nkind = "rfc3161"\nwhere = "{authority.address}"\ncertificate = "tsa.pem"\n'
    )
    held: list[bytes] = []
    authority.spoil = lambda answer: held.append(answer) or answer
    place.run("anchor", "place").ok()
    spoils = {
        "another request": lambda answer: held[0],
        "cut": lambda answer: answer[: len(answer) // 2],
        "empty": lambda answer: b"",
        "junk": lambda answer: b"<html>503</html>",
        "long": lambda answer: b"0" * 2_000_000,
        "signature": lambda answer: answer[:-1] + bytes([answer[-1] ^ 1]),
        "refused": lambda answer: bytes.fromhex("30053003020102"),
    }
    for name, spoil in spoils.items():
        authority.spoil = spoil
        assert place.run("anchor", "place").code == 10, name
    assert len(place.run("anchor", "list", "--json").ok().json_lines()) == 1
    place.run("anchor", "place", "--to", "rfc3161", "--at", "ftp://x/").failed(10)
    place.run("anchor", "place", "--to", "rfc3161", "--at", "http://127.0.0.1:9/").failed(10)


def test_an_authority_of_another_root_is_not_trusted(place: Place, authority: Any, tmp_path: Path) -> None:
    key, made = tmp_path / "other.key", tmp_path / "other.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=other", "-keyout", str(key), "-out",
         str(made)], check=True, capture_output=True,
    )  # fmt: skip
    shutil.copy(made, place.home / "tsa.pem")
    settings(
        place.home, f'\n[[anchor]]\nkind = "rfc3161"\nwhere = "{authority.address}"\ncertificate = "tsa.pem"\n'
    )
    place.run("anchor", "place").failed(10)
    (place.home / "tsa.pem").write_text("no certificate")
    place.run("anchor", "place").failed(10)
    (place.home / "tsa.pem").unlink()
    assert place.run("anchor", "place").code != 0


def test_without_a_certificate_it_is_said_that_nobody_checked(place: Place, authority: Any) -> None:
    told = place.run("anchor", "place", "--to", "rfc3161", "--at", authority.address, "--json").ok().json()
    assert told["checked"] is False
    place.run("anchor", "place", "--to", "rfc3161", "--at", authority.address).ok().shows("证书")


def test_a_token_goes_with_the_backup(place: Place, authority: Any) -> None:
    told = place.run("anchor", "place", "--to", "rfc3161", "--at", authority.address, "--json").ok().json()
    there = place.desk.folder / "备份"
    place.run("backup", there).ok()
    digest = told["token"]["sha256"]
    assert (there / "objects" / digest[:2] / digest).is_file()


def test_a_clock_set_back_is_told(place: Place, outside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place.run("anchor", "place", "--to", "directory", "--at", outside).ok()
    monkeypatch.setattr(Store.open.__func__, "__kwdefaults__", {
        **Store.open.__func__.__kwdefaults__, "clock": lambda: datetime(2020, 1, 1, tzinfo=UTC),
    })  # fmt: skip
    told = place.run("anchor", "place", "--to", "directory", "--at", outside, "--json").ok().json()
    assert told["clock_back"] is True
    place.run("verify").ok()
