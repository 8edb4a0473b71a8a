"""Every table, tampered with in every way: verify says what and whose, in words, and never in those of Python."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.catalogue.projections import TABLES
from archive.preserve.report import VerifyReport
from archive.preserve.verify import verify
from archive.store import Store

from .conftest import Made

TRUTH = ("event", "payload", "tile", "checkpoint", "text_object")
PYTHON = re.compile(r"Error\b|Exception|Traceback|<class|<[a-z_.]+ object|\bb'|\bNone\b|\{\w*\}|\('|argument")
"""Words that only a programmer understands."""


def tamper(database: Path, *statements: str) -> int:
    """Change the database behind the archive's back; how many rows were changed, as far as SQLite counts."""
    with sqlite3.connect(database) as connection:
        changed = [connection.execute(statement).rowcount for statement in statements]
    connection.close()
    return sum(changed)


def words(report: VerifyReport) -> str:
    return "\n".join(f"{finding.kind} {finding.record or ''} {finding.what}" for finding in report.findings)


def named(report: VerifyReport) -> set[str | None]:
    return {finding.record for finding in report.findings}


@pytest.fixture
def full_home(make_home: Callable[..., Made]) -> Made:
    """A home in which no table is empty."""
    made = make_home("full")
    first, second = made.add(b"first", "甲.docx"), made.add(b"second", "乙.docx")
    made.add_part(first, b"photo", "照片.jpg")
    with made.store.transaction("李四") as tx:
        unit = tx.new_id("u-")
        tx.append(
            "unit-registered", unit, {"code": "NJ001", "code_kind": "local", "name": "南京长江化工有限公司",
                                      "kind": "enterprise", "parent": None, "aliases": ["长江化工"], "since": None}
        )  # fmt: skip
    with made.store.transaction("李四") as tx:
        fields = {"people": [{"name": "王五", "role": "inspector", "certificate": None}],
                  "dues": [{"item": "整改", "date": "2026-12-01"}], "links": []}  # fmt: skip
        tx.append("described", second, {"reason": "补正", "fields": fields, "units": [unit]})
        tx.append("superseded", first, {"by": second, "on": "2026-01-01", "reason": "修订"})
    with made.store.transaction("张三") as tx:
        again = tx.new_id()
        original = made._original(b"first", "甲.docx")
        tx.append("accessioned", again, {"original": original, "delivery": made._delivery(tx)})
        tx.append("duplicate", again, {"of": first})
    with made.store.transaction("张三") as tx:
        waiting = tx.new_id()
        original = made._original(b"third", "丙.docx")
        tx.append("accessioned", waiting, {"original": original, "delivery": made._delivery(tx)})
    made.records.append(waiting)
    made.store.close()
    return made


def count(database: Path, table: str) -> int:
    connection = sqlite3.connect(database)
    (found,) = connection.execute(f"select count(*) from {table}").fetchone()
    connection.close()
    return int(found)


def columns(database: Path, table: str) -> list[str]:
    connection = sqlite3.connect(database)
    found = [row[1] for row in connection.execute(f"pragma table_info({table})")]
    connection.close()
    return found


def examine(home: Made) -> VerifyReport:
    with Store.open(home.store.layout.root, readonly=True, plugins=False) as reader:
        return verify(reader)


def test_the_home_of_these_tests_is_sound_and_leaves_few_tables_empty(full_home: Made) -> None:
    assert examine(full_home).findings == ()
    empty = {table for table in (*TRUTH, *TABLES, "queue") if not count(full_home.database, table)}
    assert not any(table in TRUTH or table in ("record", "delivery", "record_link", "queue") for table in empty)


@pytest.mark.parametrize("table", [*TRUTH, *TABLES, "queue"])
def test_every_table_tampered_with_in_every_way(full_home: Made, table: str) -> None:
    pristine = full_home.database.read_bytes()
    key = columns(full_home.database, table)[0]
    last = f"delete from {table} where {key} = (select max({key}) from {table})"
    names = columns(full_home.database, table)
    ways = [f"drop table {table}", f"insert into {table} values ({', '.join(['4242'] * len(names))})"]
    full = count(full_home.database, table)
    ways += [f"delete from {table}", last] if full else []
    for column in names if full else ():
        if table == "queue" and column in ("owner", "attempts"):
            continue  # who is at work changes without an event
        for value in ("'zz'", "x'ff00'", "7777777", "cast(x'ff80' as text)", "1.5", "''"):
            ways.append(f"update or replace {table} set {column} = {value}")
    for way in ways:
        try:
            assert tamper(full_home.database, way)
        except sqlite3.IntegrityError:  # numbers only: the schema itself forbids it
            continue
        report = examine(full_home)
        assert not report.sound, way
        assert not PYTHON.search(words(report)), (way, words(report))
        if "drop" in way:
            assert f"table {table}" in words(report), (way, words(report))
        full_home.database.write_bytes(pristine)


@pytest.mark.parametrize("table", [each for each in TABLES if each.startswith("record") or each == "decision"])
def test_a_changed_value_in_a_table_of_records_names_the_record(full_home: Made, table: str) -> None:
    pristine = full_home.database.read_bytes()
    key = "id" if table == "record" else "record"
    if not count(full_home.database, table):
        return  # what stands in the others is compared in the same way
    connection = sqlite3.connect(full_home.database)
    (record,) = connection.execute(f"select {key} from {table} limit 1").fetchone()
    connection.close()
    others = [each for each in columns(full_home.database, table) if each not in (key, "id")]
    for way in [f"delete from {table}", *(f"update or ignore {table} set {each} = x'ff'" for each in others),
                *(f"update or ignore {table} set {each} = cast(x'ff' as text)" for each in others)]:  # fmt: skip
        assert tamper(full_home.database, f"{way} where {key} = '{record}'"), way
        report = examine(full_home)
        assert record in named(report), (way, words(report))
        full_home.database.write_bytes(pristine)


def test_a_changed_value_is_told_with_what_it_was(full_home: Made) -> None:
    record = full_home.records[0]
    tamper(full_home.database, f"update record set state = 'withdrawn' where id = '{record}'")
    (finding,) = examine(full_home).findings
    assert finding.record == record
    assert 'there is state "withdrawn", by the events it is state "unfiled"' in finding.what


@pytest.mark.parametrize("value", ["'zz'", "7", "x'00'", "cast(x'ff' as text)"])
def test_a_retyped_text_names_its_record_and_hides_no_other(full_home: Made, value: str) -> None:
    record = full_home.records[0]
    where = f"where sha256 = (select text_sha256 from record where id = '{record}')"
    tamper(full_home.database, f"update text_object set body = {value} {where}")
    found = [(each.kind, each.record) for each in examine(full_home).findings]
    assert found == [("text-changed", record)]


def test_a_removed_event_names_its_record(full_home: Made) -> None:
    tamper(full_home.database, "delete from event where seq = 3")
    missing = [each for each in examine(full_home).findings if each.kind == "event-missing"]
    assert [(each.record, each.what) for each in missing] == [(full_home.records[0], "Event 3 is missing")]


def test_of_a_removed_stretch_every_record_is_named(full_home: Made) -> None:
    tamper(full_home.database, "delete from event where seq between 4 and 7")
    missing = [each for each in examine(full_home).findings if each.kind == "event-missing"]
    assert {each.record for each in missing} == set(full_home.records[:2])
    assert {each.what for each in missing} == {"Events 4 to 7 are missing"}


def test_an_event_that_is_no_event_any_more_names_its_record(full_home: Made) -> None:
    for value in ("x'00'", "'rubbish'"):
        tamper(full_home.database, f"update event set envelope = {value} where seq = 3")
        assert full_home.records[0] in {each.record for each in examine(full_home).findings if "3" in each.what}


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"original":[]}', '{"of":1e999}', '{"reason":"\\ud800"}', '{"x":' + "9" * 5000 + "}", "12"]
)
def test_payloads_made_to_trip_a_reader(full_home: Made, body: str) -> None:
    with sqlite3.connect(full_home.database) as connection:
        connection.execute("update payload set body = ?", (body,))
    connection.close()
    report = examine(full_home)
    assert set(full_home.records) <= {each.record for each in report.findings if each.kind == "payload-changed"}
    assert not PYTHON.search(words(report))


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("create trigger quiet after insert on record begin delete from queue; end", "There is a trigger quiet"),
        ("create table notes (text)", "There is a table notes"),
        ("drop index record_state", "The index record_state is missing"),
        ("alter table unit add column boss text", "The table unit is not of the form"),
    ],
)
def test_what_the_archive_did_not_make_is_named(full_home: Made, statement: str, what: str) -> None:
    tamper(full_home.database, statement)
    found = [each.what for each in examine(full_home).findings if each.kind == "database-damaged"]
    assert any(what in each for each in found)


def test_a_view_in_place_of_a_table_is_seen(full_home: Made) -> None:
    tamper(
        full_home.database,
        "alter table record_due rename to other",
        "create view record_due as select * from other",
    )
    found = words(examine(full_home))
    assert "There is a view record_due" in found
    assert "The table record_due is missing" in found


def test_a_received_record_that_waits_no_more_is_named(full_home: Made) -> None:
    tamper(full_home.database, "delete from queue")
    assert named(examine(full_home)) == {full_home.records[-1]}


def test_the_order_of_keys_in_an_event_decides_nothing(home: Made) -> None:
    """What a commit makes of an event is what a rebuild makes of it, in whatever order it was put together."""
    from archive.preserve.curate import describe

    record = home.store.catalogue.record(home.records[0])
    assert record is not None
    changes = {"title": "乙", "source": "media", "date": "2024-05-06", "doc_no": "12号"}
    describe(home.store, record, changes, reason="补正")
    assert verify(home.store).findings == ()
