"""Reading what is sealed: with the key, for a purpose, and not by whom it excludes."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest
from sealed_place import FILE, NAME, PHONE, TEXT, WORDS, Place, watched


@pytest.fixture(scope="module")
def record(place: Place) -> str:
    place.drop(FILE, TEXT)
    place.drop("另一件.txt", "举报白水村加油站无证经营")
    receipts = watched(place.home, 2)
    with place.archive() as archive:
        sizes = {each.record: each for each in receipts}
        for each in sizes:
            with archive.unseal(each, purpose="选出") as found:
                if found.name == FILE:
                    assert found.text.strip() == TEXT.strip()
                    assert found.original.read().decode() == TEXT
                    return each
    raise AssertionError("none of them is it")


def test_it_shows_all_of_it_and_says_who_looked(place: Place, record: str, tmp_path: Path) -> None:
    place.desk.run("sealed", "read", record).failed(2)
    place.desk.run("sealed", "read", record, "--purpose", " ").failed(2).hides(NAME)
    place.desk.run("sealed", "read", record, "--purpose", "核查举报").ok().shows(NAME, PHONE, FILE, WORDS)
    place.desk.run("sealed", "read", record, "--purpose", "移交", "-o", tmp_path / "x.txt").ok()
    assert (tmp_path / "x.txt").read_text() == TEXT
    assert (tmp_path / "x.txt").stat().st_mode & 0o077 == 0
    place.desk.run("sealed", "read", record, "--purpose", "移交", "-o", tmp_path / "x.txt").failed(2)
    log = place.desk.run("access-log", record).ok().shows("核查举报", "移交", getpass.getuser(), "解封")
    assert NAME not in log.out
    place.desk.run("show", record, "--history").ok().shows("核查举报")


def test_a_search_opens_all_and_says_so(place: Place, record: str) -> None:
    found = place.desk.run("sealed", "search", "偷排 废酸", "--purpose", "并案").ok()
    assert record in found.out
    assert len(found.out.splitlines()) == 1
    assert place.desk.run("sealed", "search", "没有这样的话", "--purpose", "并案").ok().out == ""
    place.desk.run("access-log").ok().shows("并案")


def test_who_is_excluded_is_refused_and_named_nowhere(place: Place, record: str) -> None:
    me = getpass.getuser()
    place.desk.run("sealed", "exclude", record, me, "--reason", "回避").ok()
    place.desk.run("sealed", "read", record, "--purpose", "看看").failed(9).hides(NAME)
    assert place.desk.run("sealed", "search", "偷排", "--purpose", "看看").ok().out == ""
    with place.archive() as archive:
        (event,) = [each for each in archive.history(record) if each.kind == "seal-excluded"]
        assert event.payload is not None
        assert me not in str(event.payload)
    place.desk.run("sealed", "exclude", record, me, "--lift", "--reason", "误设").ok()
    place.desk.run("sealed", "read", record, "--purpose", "看看").ok().shows(NAME)


def test_the_unit_is_told_only_when_said(place: Place, record: str) -> None:
    place.desk.run("show", record).hides("青山化工厂")
    place.desk.run("sealed", "unit", record, "Q1", "--reason", "已核实").ok()
    place.desk.run("show", record).ok().shows("青山化工厂")
    place.desk.run("verify").ok()


def test_without_the_key_nothing_is_read_and_no_look_is_recorded(place: Place, record: str) -> None:
    key = place.home / "keys" / "sealed.key"
    away = key.with_name("away")
    before = place.desk.run("access-log", record, "--json").ok().out
    key.rename(away)
    try:
        place.desk.run("sealed", "read", record, "--purpose", "看看").failed(9).hides(NAME)
        away.chmod(0o644)
        away.rename(key)
        place.desk.run("sealed", "read", record, "--purpose", "看看").failed(9).hides(NAME)
        key.chmod(0o600)
        kept = key.read_bytes()
        key.write_bytes(b"00" * 32)
        place.desk.run("doctor").shows(str(key))
        key.write_bytes(kept)
    finally:
        if away.exists():
            away.rename(key)
    assert place.desk.run("access-log", record, "--json").ok().out == before


def test_reports_run_from_acceptance_to_reward(place: Place, record: str) -> None:
    desk = place.desk
    listed = desk.run("reports", "list", "--open", "--json").ok()
    assert record in listed.out
    assert NAME not in listed.out
    desk.run("reports", "step", record, "accepted", "--on", "2026-02-30", "--reason", "x").failed(2)
    desk.run("reports", "step", record, "accepted", "--on", "2030-01-02").failed(2)
    desk.run("reports", "step", record, "accepted", "--on", "2030-01-02", "--reason", "电话登记").ok()
    desk.run("reports", "step", record, "accepted", "--on", "2030-01-03", "--reason", "又一次").failed(2)
    desk.run("reports", "step", record, "answered", "--on", "2030-01-01", "--reason", "早于受理").failed(2)
    desk.run("reports", "list", "--on", "2030-01-05", "--overdue").ok().shows(record, "逾期", "受理")
    desk.run("reports", "step", record, "answered", "--on", "2030-01-09", "--reason", "书面答复").ok()
    assert record not in desk.run("reports", "list", "--on", "2030-02-01", "--open").ok().out
    desk.run("reports", "list", "--on", "2030-01-08", "--open").ok().shows(record)
    desk.run("reports", "list", "--on", "2030-02-01").ok().shows(record, "已答复")
