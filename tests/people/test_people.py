"""A person's file, timelines, and the archive as it was known: each against the events alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.api import Archive
from archive.catalogue.catalogue import Catalogue
from archive.catalogue.projections import TABLES
from archive.ingest.duties import Wish, assign
from archive.ingest.people import decide
from archive.ingest.units import rename
from archive.model.person import Key, Mention, Ruling, clusters
from archive.store import Store
from archive.testing.desk import Desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Three people of one name: an officer, a guardian at one unit, another at a second one."""
    desk = Desk(tmp_path_factory.mktemp("people"))
    desk.run("init", desk.home).ok()
    for code, name in (("Q1", "青山化工厂"), ("Q2", "白水村加油站")):
        desk.run("unit", "add", name, "--local", code).ok()
    for who, role, unit, since in (
        ("王强", "监管责任人", "Q1", "2024-01-01"),
        ("王 强", "监护人", "Q1", "2024-02-01"),
        ("王强", "监护人", "Q2", "2024-03-01"),
    ):
        desk.run("duty", "assign", who, "--role", role, "--unit", unit, "--from", since).ok()
    desk.run("unit", "rename", "Q1", "青山新材料厂", "--since", "2024-06-01").ok()
    paper = desk.folder / "检查.txt"
    paper.write_text("现场检查记录\n检查人员：王强\n检查日期：2024年4月2日\n", encoding="utf-8")
    desk.run("add", paper, "--unit", "Q1", "--category", "inspection").ok()
    return desk


def test_people_of_one_name_are_shown_apart(desk: Desk) -> None:
    found = desk.run("person", "王强", "--json").ok().json_lines()
    assert len(found) == 3
    assert [each["authority"] for each in found].count(True) == 1
    assert {unit["code"] for each in found for unit in each["employers"]} == {"Q1", "Q2"}
    assert desk.run("person", "王　强", "--json").ok().json_lines() == found
    for each in found:
        assert desk.run("person", each["person"], "--json").ok().json_lines() == [each]
    desk.run("person", "王强").ok().shows("青山化工厂", "2024-03-01")
    desk.run("timeline", "王强").failed(4)
    desk.run("person", "无此人").failed(3)
    desk.run("person", "n-0000000000").failed(3)
    desk.run("person", "王强", "--from", "2024-02-30").failed(2)


def test_a_later_decision_wins_and_a_rebuild_tells_the_same(desk: Desk) -> None:
    ids = [each["person"] for each in desk.run("person", "王强", "--json").ok().json_lines() if not each["authority"]]
    desk.run("person", "merge", *ids).failed(2)
    desk.run("person", "merge", *ids, "--reason", "调动").ok()
    assert len(desk.run("person", "王强", "--json").ok().json_lines()) == 2
    desk.run("person", "merge", *ids, "--reason", "调动").failed(2)
    told = desk.run("person", ids[1], "--json").ok().out
    desk.run("verify").ok()
    desk.run("rebuild").ok()
    assert desk.run("person", ids[1], "--json").ok().out == told
    desk.run("person", "split", *ids, "--reason", "不是一人").ok()
    assert len(desk.run("person", "王强", "--json").ok().json_lines()) == 3


def test_timelines_tell_the_day_and_when_it_was_learnt(desk: Desk) -> None:
    facts = desk.run("timeline", "Q1", "--json").ok().json_lines()
    assert [each["on"] for each in facts] == sorted(each["on"] for each in facts)
    assert {"duty", "unit", "record"} <= {each["kind"] for each in facts}
    assert ("2024-06-01", "renamed") in {(each["on"], each["what"]) for each in facts}
    only = desk.run("timeline", "Q1", "--kind", "duty", "--from", "2024-02-01", "--json").ok().json_lines()
    assert [each["on"] for each in only] == ["2024-02-01"]
    record = next(each["record"] for each in facts if each["kind"] == "record")
    assert desk.run("timeline", record, "--json").ok().json_lines()[0]["record"] == record
    desk.run("timeline", "Q1").ok().shows("2024-06-01")
    desk.run("withdraw", record, "--reason", "误收").ok()
    assert record not in desk.run("timeline", "Q1", "--json").ok().out
    desk.run("timeline", record).failed(3)
    desk.run("timeline", "Q1", "--as-of", "2020-01-01").failed(3)
    desk.run("reinstate", record, "--reason", "复核").ok()


def test_certificates_part_people_of_one_employer() -> None:
    one, two, bare = (Mention(Key("王强", None, "u-1"), each) for each in ("T1", "T2", None))
    assert len(clusters([one, bare], {}, ())) == 1
    assert len(clusters([one, two, bare], {}, ())) == 3
    elsewhere = Mention(Key("王强", None, "u-2"), None)
    assert len(clusters([bare, elsewhere], {}, ())) == 2
    assert len(clusters([bare, elsewhere], {"u-1": "u-2"}, ())) == 1
    ids = (bare.key.id, elsewhere.key.id)
    rulings = [Ruling(*ids, same=True), Ruling(*ids, same=False), Ruling(*ids, same=True)]
    assert [len(clusters([bare, elsewhere], {}, rulings[:n])) for n in range(4)] == [2, 1, 2, 1]


class Calendar:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2024, 1, 1, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def tables(catalogue: Catalogue) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: sorted((tuple(row) for row in catalogue._db.rows(f"select * from {table}")), key=repr)
        for table in TABLES
    }


@settings(max_examples=8, deadline=None)
@given(acts=st.lists(st.tuples(st.sampled_from("armsx"), st.integers(0, 2)), min_size=2, max_size=7))
def test_as_of_a_day_equals_a_ledger_cut_there(acts: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder:
        clock = Calendar()
        with Store.create(Path(folder) / "home", clock=clock) as store:
            archive = Archive(store)
            for code in ("Q1", "Q2"):
                archive.register_unit(f"厂{code}", code=None, local=code)
            for unit in ("Q1", "Q2"):
                assign(store, Wish(person="王强", role="监护人", unit=unit, since="2024-01-01"))
            cuts: dict[str, tuple[object, dict[str, list[tuple[Any, ...]]]]] = {}
            for act, wait in acts:
                clock.now += timedelta(days=wait)
                _do(archive, store, act)
                day = (clock.now.date() + timedelta(days=1)).isoformat()
                cuts[f"{day}T00:00:00.000Z"] = (_answers(archive), tables(store.catalogue))
            for moment, (answers, rows) in cuts.items():
                with archive.known_before(moment) as then:
                    assert _answers(then) == answers
                    assert tables(then._store.catalogue) == rows


def _do(archive: Archive, store: Store, act: str) -> None:
    day = store.clock().date().isoformat()
    found = archive.people("王强")
    if act == "a":
        number = store.catalogue.event_count()
        archive.register_unit(f"新厂{number}", code=None, local=f"N{number}")
    elif act == "r":
        rename(store, "Q1", f"改名厂{store.catalogue.event_count()}", since=day, reason=None)
    elif act == "m" and len(found) > 1:
        decide(store, found[0].id, found[1].id, same=True, reason="同一人")
    elif act == "s" and len(found) == 1:
        decide(store, found[0].ids[0], found[0].ids[1], same=False, reason="两人")
    elif act == "x":
        for duty in archive.duties(person="王强")[:1]:
            if duty.until is None:
                archive.end_duty(duty.id, on=day, reason="止")


def _answers(archive: Archive) -> object:
    return archive.people("王强"), archive.timeline("Q1"), archive.who("Q1", "2024-01-02")
