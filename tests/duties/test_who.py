"""Who was responsible that day: what is told equals a naive fold over the events, and a rebuild tells the same."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.api import Archive
from archive.errors import ArchiveError
from archive.ingest.duties import Wish
from archive.testing.desk import Desk


def day(number: int) -> str:
    return (date(2024, 1, 1) + timedelta(days=number)).isoformat()


def told(archive: Archive, unit: str, on: str) -> set[str]:
    """Ids of the duties that count."""
    return {e.duty.id for link in archive.who(unit, on).links for e in link.entries if e.counts}


def naive(archive: Archive, unit: str, on: str) -> set[str]:
    """The same from the events alone, step by step, day by day."""
    duties = _duties(archive)
    parents, lies, into = _places(archive)
    at = archive.unit(unit).id
    while at in into and into[at][1] <= on:
        at = into[at][0]
    family = {each.id for each in archive.units() if _heir(each.id, into, on) == at}
    grids = {grid for (grid, each), steps in lies.items() if each in family and _inside(steps, on)}
    while True:
        more = grids | {parent for grid in grids if (parent := parents[grid]) is not None}
        if more == grids:
            break
        grids = more
    return {
        duty
        for duty, said in duties.items()
        if said["since"] <= on
        and (said["until"] is None or on <= said["until"])
        and (said["unit"] in family or said["grid"] in grids)
    }


def _duties(archive: Archive) -> dict[str, dict[str, Any]]:
    duties: dict[str, dict[str, Any]] = {}
    for event in archive._store.catalogue.events():
        said = event.payload or {}
        if event.kind == "duty-assigned":
            duties[event.subject] = dict(said)
        elif event.kind == "duty-ended":
            duties[event.subject]["until"] = said["until"]
        elif event.kind == "duties-handed-over":
            for ended in said["ended"]:
                duties[ended]["until"] = (date.fromisoformat(said["on"]) - timedelta(days=1)).isoformat()
            duties |= {each["duty"]: dict(each) for each in said["begun"]}
    return duties


def _places(archive: Archive) -> tuple[dict[str, str | None], dict[tuple[str, str], Any], dict[str, tuple[str, str]]]:
    """Grids and what they lie in, when which unit came and went, what was merged into what."""
    parents: dict[str, str | None] = {}
    lies: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    into: dict[str, tuple[str, str]] = {}
    for event in archive._store.catalogue.events():
        said = event.payload or {}
        if event.kind == "grid-defined":
            parents[event.subject] = said["parent"]
        elif event.kind == "grid-units":
            moves = [(each, True) for each in said["add"]] + [(each, False) for each in said["remove"]]
            for each, comes in moves:
                lies.setdefault((event.subject, each), []).append((said["on"], comes))
        elif event.kind == "unit-merged":
            into[event.subject] = (said["into"], said["on"])
    return parents, lies, into


def _heir(unit: str, into: dict[str, tuple[str, str]], on: str) -> str:
    while unit in into and into[unit][1] <= on:
        unit = into[unit][0]
    return unit


def _inside(steps: list[tuple[str, bool]], on: str) -> bool:
    state = False
    for since, comes in steps:
        if since <= on:
            state = comes
    return state


UNITS, PEOPLE, ROLES = ("Q0", "Q1", "Q2"), "甲乙丙", ("supervisor", "principal")
DAYS = st.integers(0, 60)
STEPS = st.tuples(
    st.sampled_from(["assign", "grid-duty", "end", "over", "deputise", "lie", "out", "merge"]),
    st.integers(0, 2), st.integers(0, 1), DAYS, st.none() | DAYS,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(steps=st.lists(STEPS, max_size=14), asked=st.lists(DAYS, min_size=4, max_size=8))
def test_who_is_a_fold_over_the_events(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Any], asked: list[int]
) -> None:
    with Archive.create(tmp_path_factory.mktemp("homes") / "home") as archive:
        for code in UNITS:
            archive.register_unit(f"{code}厂", code=None, local=code)
        archive.define_grid("全县")
        archive.define_grid("城东", parent="全县")
        for step in steps:
            try:
                _step(archive, *step)
            except ArchiveError:
                continue
        questions = [(unit, day(number)) for unit in UNITS for number in asked]
        answers = [archive.who(*question) for question in questions]
        for unit, on in questions:
            assert told(archive, unit, on) == naive(archive, unit, on)
        assert list(archive._store.catalogue.differences()) == []
        archive.rebuild()
        assert [archive.who(*question) for question in questions] == answers


def _step(archive: Archive, kind: str, which: int, other: int, first: int, last: int | None) -> None:
    until = None if last is None else day(last)
    person, taker = PEOPLE[which], PEOPLE[(which + 1 + other) % 3]
    if kind == "assign":
        archive.assign_duty(Wish(person, ROLES[other], unit=UNITS[which], since=day(first), until=until))
    elif kind == "grid-duty":
        archive.assign_duty(Wish(person, "网格员", grid=("全县", "城东")[other], since=day(first), until=until))
    elif kind == "end" and archive.duties():
        duties = archive.duties()
        archive.end_duty(duties[which % len(duties)].id, on=day(first), reason="调离")
    elif kind == "over":
        archive.hand_over(person, taker, on=day(first))
    elif kind == "deputise" and until is not None:
        archive.hand_over(person, taker, on=day(first), until=until)
    elif kind == "lie":
        archive.set_grid_units(("全县", "城东")[other], add=[UNITS[which]], on=day(first))
    elif kind == "out":
        archive.set_grid_units(("全县", "城东")[other], remove=[UNITS[which]], on=day(first))
    elif kind == "merge" and archive.unit(UNITS[which]).merged_into is None:
        archive.merge_unit(UNITS[which], UNITS[(which + 1) % 3], on=day(first))


def test_gaps_are_shown_as_gaps_and_others_below(archive: Archive) -> None:
    archive.assign_duty(Wish("张三", "监管责任人", unit="Q1", since="2024-01-01"))
    archive.assign_duty(Wish("老周", "监护人", unit="Q1", since="2024-01-01"))
    links = archive.who("Q1", "2024-01-01").links
    assert {link.role for link in links if link.gap} == {
        "leader", "department", "department_head", "grid_officer", "principal", "safety_head", "post_holder",
    }  # fmt: skip
    assert links[-1].role == "guardian"
    assert [link.role for link in archive.who("Q1", "2023-12-31").links if link.role == "supervisor" and link.gap]
    archive.close_unit("Q2", on="2024-05-01")
    assert not archive.who("Q2", "2024-05-02").links
    assert archive.who("Q2", "2024-05-01").links


def test_former_names_and_merged_units_count(archive: Archive) -> None:
    archive.assign_duty(Wish("张三", "监管责任人", unit="老青山溶剂厂", since="2024-01-01"))
    archive.rename_unit("Q1", "青山新材料有限公司", since="2024-06-01")
    archive.merge_unit("Q0", "Q1", on="2024-04-01")
    before, after = archive.who("青山化工厂", "2024-03-31"), archive.who("老青山溶剂厂", "2024-04-01")
    assert before.name_then == "青山化工厂"
    supervisor = next(link for link in before.links if link.role == "supervisor")
    assert supervisor.gap
    assert [entry.counts for entry in supervisor.entries] == [False], "it was not yet part of it"
    assert after.unit.code == "Q1"
    assert not next(link for link in after.links if link.role == "supervisor").gap
    assert archive.who("Q0", "2024-03-31").unit.code == "Q0"


def test_deputising_shows_as_such_and_ends_by_itself(desk: Desk) -> None:
    desk.run("duty", "assign", "张三", "--role", "监管责任人", "--unit", "Q1", "--from", "2024-01-01").ok()
    desk.run("duty", "handover", "张三", "李四", "--on", "2024-02-01", "--until", "2024-02-29").ok().shows("代理至")
    desk.run("who", "Q1", "--on", "2024-02-29").ok().shows("张三  自 2024-01-01", "李四  代理张三")
    desk.run("who", "Q1", "--on", "2024-03-01").ok().shows("张三").hides("李四")
    desk.run("duty", "handover", "张三", "王五", "--on", "2024-02-15").ok()
    desk.run("who", "Q1", "--on", "2024-02-15").ok().shows("王五").hides("张三", "李四")
    desk.run("verify").ok()


def test_a_source_is_told_and_an_isolated_one_only_by_its_id(desk: Desk, tmp_path: Path) -> None:
    paper = tmp_path / "任命文件.txt"
    paper.write_text("关于张三同志任监管责任人的通知", encoding="utf-8")
    record = desk.run("add", paper, "--unit", "Q1", "--category", "基本情况", "--json").ok().json()["record"]
    said = ("--unit", "Q1", "--from", "2024-01-01", "--source", record)
    desk.run("duty", "assign", "张三", "--role", "监管责任人", *said).ok()
    desk.run("who", "Q1", "--on", "2024-02-01").ok().shows("依据", "任命文件", record, "空缺")
    desk.run("withdraw", record, "--reason", "错").ok()
    desk.run("who", "Q1", "--on", "2024-02-01").ok().shows(record).hides("任命文件")


def test_open_orders_go_over_and_what_was_overdue_is_said(desk: Desk, tmp_path: Path) -> None:
    desk.run("duty", "assign", "张三", "--role", "监管责任人", "--unit", "Q1", "--from", "2024-01-01").ok()
    records = []
    for name, due in (("甲", "2024-02-10"), ("乙", "2024-04-10")):
        paper = tmp_path / f"{name}号整改指令.txt"
        paper.write_text(f"{name}号整改指令", encoding="utf-8")
        record = desk.run("add", paper, "--unit", "Q1", "--category", "日常检查", "--json").ok().json()["record"]
        desk.run("describe", record, f"due={due}", "date=2024-01-20", "--reason", "补").ok()
        records.append(record)
    done = desk.run("duty", "handover", "张三", "李四", "--on", "2024-03-01", "--json").ok().json()
    assert done["orders"] == [
        {"record": records[0], "due": "2024-02-10", "overdue": True},
        {"record": records[1], "due": "2024-04-10", "overdue": False},
    ]
    printed = desk.run("duty", "handover", "李四", "王五", "--on", "2024-03-02", "--until", "2024-03-09").ok()
    passed = records[0]
    paper = tmp_path / "复查意见.txt"
    paper.write_text("复查", encoding="utf-8")
    recheck = desk.run("add", paper, "--unit", "Q1", "--category", "复查", "--json").ok().json()["record"]
    printed.shows("职责交接清单", "已逾期", "移交人：李四", "其中 1 件当日已逾期", "监交人")
    desk.run("describe", recheck, "conclusion=合格", "date=2024-03-05", "--reason", "补").ok()
    with Archive.open(desk.home) as archive, archive._store.transaction() as tx:
        tx.append("linked", recheck, {"type": "rechecks", "record": passed, "doc_no": None})
    with Archive.open(desk.home) as archive:
        before = archive.hand_over("李四", "王五", on="2024-03-04", until="2024-03-05")
        after = archive.hand_over("李四", "王五", on="2024-03-05")
    assert [order.record for order in before.orders] == records
    assert [order.record for order in after.orders] == records[1:], "the recheck was passed by then"


def test_grids_hold_units_from_a_day_to_a_day(desk: Desk) -> None:
    desk.run("grid", "define", "全县", "--code", "G0").ok()
    desk.run("grid", "define", "城东", "--parent", "G0").ok()
    desk.run("grid", "define", "城东").failed(2)
    desk.run("grid", "define", "城西", "--parent", "没有").failed(3)
    desk.run("grid", "units", "城东", "--on", "2024-01-01").failed(2)
    desk.run("grid", "units", "城东", "--add", "Q1", "--on", "2024-02-30").failed(2)
    desk.run("grid", "units", "城东", "--add", "Q1", "--add", "Q2", "--on", "2024-01-01").ok().shows("青山化工厂")
    desk.run("grid", "units", "城东", "--add", "Q1", "--on", "2024-03-01").ok().shows("没有变化")
    desk.run("grid", "units", "城东", "--remove", "Q1", "--on", "2024-05-01").ok()
    desk.run("grid", "units", "城东", "--add", "Q0", "--on", "2024-05-01").ok()
    desk.run("grid", "units", "城东", "--add", "Q0", "--on", "2024-04-01").failed(2).shows("2024-05-01")
    inside = {
        on: [unit["code"] for unit in desk.run("grid", "list", "--on", on, "--json").ok().json_lines()[0]["units"]]
        for on in ("2023-12-31", "2024-01-01", "2024-04-30", "2024-05-01")
    }
    assert list(inside.values()) == [[], ["Q1", "Q2"], ["Q1", "Q2"], ["Q0", "Q2"]]
    desk.run("duty", "assign", "李书记", "--role", "党政领导", "--grid", "全县", "--from", "2024-01-01").ok()
    desk.run("who", "Q1", "--on", "2024-04-30").ok().shows("李书记", "依网格全县")
    desk.run("who", "Q1", "--on", "2024-05-01").ok().hides("李书记")
