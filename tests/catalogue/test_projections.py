"""What the tables say is what the events say, whatever people did and in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.model.record import State
from archive.model.selection import Selection
from archive.store import Store
from archive.transaction import Transaction


class TickingClock:
    """A minute between changes."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(minutes=1)
        return self._now


class CountingEntropy:
    def __init__(self) -> None:
        self._count = 0

    def __call__(self, size: int) -> bytes:
        self._count += 1
        return (self._count * 0x9E3779B97F4A7C15).to_bytes(16, "big")[-size:].rjust(size, b"\1")


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with Store.create(tmp_path / "home", clock=TickingClock(), entropy=CountingEntropy()) as store:
        yield store


def accession(tx: Transaction, name: str = "检查记录.docx", digest: str = "ab" * 32, key: str | None = None) -> str:
    record = tx.new_id()
    tx.append(
        "accessioned",
        record,
        {
            "original": {"sha256": digest, "bytes": 3, "name": name, "name_b64": None, "encoding": "plain"},
            "delivery": {
                "key": key or record,
                "inbox": "add",
                "path": name,
                "path_b64": None,
                "device": 1,
                "inode": 2,
                "mtime_ns": 3,
                "ctime_ns": 4,
                "size": 3,
                "links": 1,
                "depositor": tx.actor("王小明", "file-owner"),
                "folder_unit": None,
                "folder_category": None,
                "folders_ignored": [],
            },
        },
    )
    return record


def place(tx: Transaction, record: str, units: list[str], category: str | None, **fields: Any) -> None:
    reason = None if units and category else "no-unit"
    tx.append(
        "placed",
        record,
        {
            "state": "unfiled" if reason else "filed",
            "reason": reason,
            "units": units,
            "category": category,
            "fields": fields,
            "decisions": [{"field": "unit", "value": "x", "by": "folder", "confidence": 1.0, "reason": "folder"}],
            "suggestions": [{"field": "category", "value": "y", "by": "p 1", "confidence": 0.5, "reason": "words"}],
        },
    )


def register(tx: Transaction, name: str, code: str) -> str:
    unit = tx.new_id("u-")
    tx.append(
        "unit-registered",
        unit,
        {
            "code": code,
            "code_kind": "local",
            "name": name,
            "kind": "enterprise",
            "parent": None,
            "aliases": [],
            "since": None,
        },
    )
    return unit


def test_a_record_reads_back_as_it_was_placed(store: Store) -> None:
    with store.transaction("张主任") as tx:
        unit = register(tx, "青山镇第2水泥厂", "QS-2")
        record = accession(tx)
        place(
            tx,
            record,
            [unit],
            "inspection",
            title="现场检查记录",
            doc_no="（青）应急检记〔2024〕12号",
            date="2024-05-01",
            people=[{"name": "李工", "role": "inspector", "certificate": "A1"}],
            dues=[{"item": "1", "date": "2024-06-02"}, {"item": "2", "date": "2024-06-01"}],
            links=[],
        )
    found = store.catalogue.record(record)
    assert found is not None
    assert found.state is State.FILED
    assert [each.name for each in found.units] == ["青山镇第2水泥厂"]
    assert (found.title, found.doc_no, found.date) == ("现场检查记录", "（青）应急检记〔2024〕12号", "2024-05-01")
    assert [due.date for due in found.dues] == ["2024-06-02", "2024-06-01"]
    assert found.people[0].certificate == "A1"
    assert found.depositor == "王小明"
    assert found.received_at.endswith("Z")
    assert found.suggestions[0].confidence == 0.5


def test_a_record_is_meant_by_id_number_or_prefix(store: Store) -> None:
    with store.transaction() as tx:
        unit = register(tx, "甲厂", "A")
        first, second = accession(tx), accession(tx, digest="cd" * 32)
        place(tx, first, [unit], "inspection", doc_no="（苏宁）应急检记〔2024〕12号")
        place(tx, second, [unit], "inspection", doc_no="ＨＹ-2024-0031")
    resolve = store.catalogue.resolve
    assert resolve(first) == (first,)
    assert resolve(first.upper()) == (first,)
    assert resolve("（苏宁）应急检记[2024]12号") == (first,)
    assert resolve("HY-2024-0031") == (second,)
    assert resolve(second[:6]) in {(second,), (first, second), (second, first)}
    assert resolve(first[:5]) == ()
    assert resolve("") == resolve("%") == resolve("不存在") == ()


def test_a_link_waits_for_its_target_and_closes_by_itself(store: Store) -> None:
    with store.transaction() as tx:
        unit, other = register(tx, "甲厂", "A"), register(tx, "乙厂", "B")
        recheck = accession(tx)
        link = {"type": "rechecks", "record": None, "doc_no": "应急责改〔2024〕7号"}
        place(tx, recheck, [unit], "recheck", links=[link])
    assert store.catalogue.records([recheck])[recheck].links[0].record is None
    with store.transaction() as tx:
        stranger = accession(tx, digest="01" * 32)
        place(tx, stranger, [other], "inspection", doc_no="应急责改[2024]7号")
    assert store.catalogue.records([recheck])[recheck].links[0].record is None, "another unit's number is not meant"
    with store.transaction() as tx:
        order = accession(tx, digest="02" * 32)
        place(tx, order, [unit], "inspection", doc_no="应急责改［2024］７号")
    assert store.catalogue.records([recheck])[recheck].links[0].record == order
    with store.transaction() as tx:
        tx.append("withdrawn", order, {"reason": "wrong"})
    assert store.catalogue.records([recheck])[recheck].links[0].record is None


def test_a_duplicate_leaves_one_record_and_an_alias(store: Store) -> None:
    with store.transaction() as tx:
        unit = register(tx, "甲厂", "A")
        first, again = accession(tx), accession(tx)
        place(tx, first, [unit], "inspection")
        tx.append("duplicate", again, {"of": first})
    assert [record.id for record in store.catalogue.select(Selection())] == [first]
    assert store.catalogue.resolve(again) == (first,)
    assert store.catalogue.queue_length() == 0
    delivered = store.catalogue.delivery(again)
    assert delivered is not None
    assert delivered.record == first


def test_a_renamed_unit_is_found_by_every_name(store: Store) -> None:
    with store.transaction() as tx:
        unit = register(tx, "青山化工厂", "Q")
        record = accession(tx)
        place(tx, record, [unit], "inspection")
        head = store.catalogue.outbox_head()
        tx.append("unit-renamed", unit, {"name": "青山新材料有限公司", "since": "2025-01-01", "reason": None})
    for name in ("青山化工厂", "青山新材料有限公司", " 青山 化工厂"):
        assert [found.id for found in store.find_units(name)] == [unit]
    assert [each for _, each in store.catalogue.outbox(head, 10)] == [record], "the index has to learn the new name"
    documents = list(store.catalogue.index_documents([record]))
    assert set(documents[0].unit_names) == {"青山化工厂", "青山新材料有限公司", "Q"}


KINDS = st.sampled_from(
    ["place", "unfiled", "describe", "withdraw", "reinstate", "rename", "merge", "duplicate", "number"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(KINDS, st.integers(0, 5), st.integers(0, 2)), max_size=25))
def test_a_rebuild_gives_the_same_rows(tmp_path_factory: pytest.TempPathFactory, steps: list[Any]) -> None:
    root = tmp_path_factory.mktemp("homes") / "home"
    with Store.create(root, clock=TickingClock(), entropy=CountingEntropy()) as store:
        with store.transaction() as tx:
            units = [register(tx, f"{name}厂", name) for name in "甲乙丙"]
            records = [accession(tx, digest=f"{number:02}" * 32) for number in range(6)]
        for kind, which, unit in steps:
            _step(store, kind, records[which], units[unit], records)
        assert list(store.catalogue.differences()) == []
        before = list(store.catalogue.select(Selection(states=tuple(State))))
        for _ in store.catalogue.rebuild():
            pass
        assert list(store.catalogue.select(Selection(states=tuple(State)))) == before


def _step(store: Store, kind: str, record: str, unit: str, records: list[str]) -> None:
    found = store.catalogue.record(record)
    with store.transaction() as tx:
        if kind == "rename":
            tx.append("unit-renamed", unit, {"name": f"新{record}", "since": None, "reason": None})
        elif kind == "merge":
            tx.append("unit-merged", unit, {"into": unit, "on": None, "reason": None})
        elif found is None:
            return
        elif kind == "place":
            number = f"应急责改〔2024〕{records.index(record) % 2}号"
            link = {"type": "rechecks", "record": None, "doc_no": "应急责改〔2024〕1号"}
            place(tx, record, [unit], "inspection", doc_no=number, links=[link])
        elif kind == "unfiled":
            place(tx, record, [], None)
        elif kind == "describe":
            tx.append("described", record, {"reason": "r", "units": [unit], "fields": {"title": "改"}})
        elif kind == "withdraw" and found.state in (State.FILED, State.UNFILED):
            tx.append("withdrawn", record, {"reason": "r"})
        elif kind == "reinstate" and found.state is State.WITHDRAWN:
            tx.append("reinstated", record, {"reason": "r"})
        elif kind == "duplicate" and found.state is State.RECEIVED and records[0] != record:
            tx.append("duplicate", record, {"of": records[0]})
        elif kind == "number":
            tx.append("described", record, {"reason": "r", "fields": {"doc_no": "应急责改〔2024〕1号"}})
