"""The queue for OCR: who waits, in which order, who shares the work, and what happens when somebody dies."""

from __future__ import annotations

import subprocess
import sys

import pytest

from archive.errors import OcrMissing, OcrUnfit
from archive.ingest.backlog import ocr, ocr_status
from archive.ingest.rereading import DEATHS
from archive.model.parsed import Attempt, Outcome, ParseReport
from archive.model.record import State

FORM = ("unit=甲公司", "category=inspection", "no=检〔2026〕1号", "date=2026-03-12", "person=王建国")


def test_a_scan_is_archived_first_and_filed_when_its_text_arrives(home) -> None:
    record = home.add("SCAN2", *FORM)
    assert home.record(record).state is State.UNFILED
    assert home.record(record).parse.outcome == "needs-ocr"
    assert home.waiting() == (1, 2)
    (again,) = home.ocr()
    assert again.change == "read"
    after = home.record(record)
    assert (after.state, after.units[0].name, after.category) == (State.FILED, "甲公司", "inspection")
    assert (after.doc_no, after.date, after.people[0].name) == ("检〔2026〕1号", "2026-03-12", "王建国")
    assert (after.parse.outcome, after.parse.parser) == ("ok", "eyes")
    assert "王建国" in home.text(record)
    assert home.waiting() == (0, 0)
    assert home.kinds(record) == ["accessioned", "parsed", "placed", "parsed", "placed"]


def test_the_tables_are_what_the_events_say_and_a_rebuild_makes_the_queue_again(home) -> None:
    done, waits = home.add("SCAN", *FORM), home.add("SCAN7", "unit=乙公司")
    home.ocr(limit=1)
    left = home.waiting()
    assert home.faults() == []
    with home.open() as store:
        list(store.catalogue.rebuild())
        assert store.catalogue.ocr_backlog().done_pages > 0
    assert home.waiting() == left == (1, 1)
    assert home.record(waits).parse.parser == "eyes"
    assert home.record(done).parse.outcome == "needs-ocr"
    assert home.faults() == []


def test_what_arrives_goes_before_the_backlog(home, scripted) -> None:
    for number in range(5):
        home.add("SCAN", f"old {number}")
    pool = scripted.pool(scripted.slow)
    with home.open() as store:
        work = ocr(store, pool=pool)
        next(work)
        home.add("SCAN", "just arrived")
        list(work)
    assert pool.order == ["old 4", "just arrived", "old 3", "old 2", "old 1", "old 0"]


def test_the_same_bytes_are_read_once(home, scripted) -> None:
    records = [home.add("SCAN", "notice", name="notice.png", unit=unit) for unit in ("A-1", "B-1")]
    pool = scripted.pool(scripted.slow)
    with home.open() as store:
        found = list(ocr(store, pool=pool))
    assert len(pool.order) == 1
    assert {each.record for each in found} == set(records)
    assert [home.record(record).units[0].code for record in records] == ["A-1", "B-1"]


def test_processes_share_the_work_and_take_nothing_twice(home, scripted) -> None:
    for number in range(6):
        home.add("SCAN", f"page {number}")
    one, other = scripted.pool(scripted.slow), scripted.pool(scripted.slow)
    with home.open() as store, home.open() as second:
        first_staging, second_staging = store.objects.stage(), second.objects.stage()
        left, right = home.rereading(store, one, first_staging.name), home.rereading(second, other, second_staging.name)
        while left.feed() + right.feed():
            assert store.catalogue.ocr_backlog().at_work == 2
            left.collect()
            right.collect()
        first_staging.close()
        second_staging.close()
    assert len(one.order) == len(other.order) == 3
    assert not set(one.order) & set(other.order)
    assert home.waiting() == (0, 0)


def test_the_lease_of_a_dead_process_is_free_and_that_of_a_living_one_is_not(home, scripted) -> None:
    home.add("SCAN", *FORM)
    with home.open() as store:
        staging = store.objects.stage()
        held = home.rereading(store, scripted.pool(scripted.slow), staging.name)
        assert held.feed() == 1
        assert home.ocr() == []
        staging.close()
        assert [each.change for each in home.ocr()] == ["read"]
        assert [each.change for each in held.collect()] == ["skipped"]


def test_a_process_that_is_killed_loses_nothing(home) -> None:
    for number in range(3):
        home.add("SCAN", f"page {number}")
    script = (
        "import os, sys; sys.path.insert(0, sys.argv[2]); from pathlib import Path\n"
        "from conftest import FakePool, slow\n"
        "from archive.store import Store; from archive.ingest.backlog import ocr\n"
        "def die(data):\n"
        "    if b'page 1' in data: os._exit(9)\n"
        "    return slow(data)\n"
        "with Store.open(Path(sys.argv[1]), plugins=False) as store: list(ocr(store, pool=FakePool(die)))"
    )
    command = [sys.executable, "-c", script, str(home.path), __file__.rpartition("/")[0]]
    assert subprocess.run(command, check=False, timeout=60).returncode == 9
    assert home.waiting() == (2, 2)
    assert [each.change for each in home.ocr()] == ["read", "read"]
    assert home.faults() == []


def test_a_document_over_which_processes_die_leaves_the_queue_as_crashed(home, scripted) -> None:
    bad, good = home.add("SCAN", "page 0"), home.add("SCAN", "page 1")
    with home.open() as store:
        for _ in range(DEATHS):
            staging = store.objects.stage()
            with store.transaction() as tx:
                tx.catalogue.take_reread("ocr_queue", [bad], staging.name)
            staging.close()
    assert [each.record for each in home.ocr()] == [good]
    assert home.record(bad).parse.outcome == "crashed"
    assert home.waiting() == (0, 0)


def test_a_document_that_kills_its_worker_twice_is_crashed_and_keeps_what_was_known(home) -> None:
    record = home.add("SCAN", "page", unit="A-1", category="inspection")
    attempts = (Attempt("eyes", "1", Outcome.CRASHED, "it died"),) * 2
    (again,) = home.ocr(lambda _: ParseReport(Outcome.CRASHED, "image/png", attempts, None, "it died"))
    assert again.change == "kept"
    after = home.record(record)
    assert (after.parse.outcome, after.state, after.units[0].code) == ("crashed", State.FILED, "A-1")
    assert home.waiting() == (0, 0)


def test_what_no_parser_takes_leaves_the_queue_and_still_needs_ocr(home) -> None:
    record = home.add("SCAN", "page")
    home.ocr(lambda _: ParseReport(Outcome.UNSUPPORTED, "application/ofd", (), None, "no parser"))
    assert home.record(record).parse.outcome == "needs-ocr"
    assert home.waiting() == (0, 0)


@pytest.mark.parametrize(
    "report",
    [
        ParseReport(Outcome.UNSUPPORTED, "image/png", (Attempt("eyes", "1", Outcome.UNSUPPORTED, "half"),), None),
        ParseReport(Outcome.CRASHED, "image/png", (), None, "No worker for reading files could be started."),
    ],
)
def test_an_installation_that_does_not_work_is_no_fault_of_the_documents(home, report: ParseReport) -> None:
    record = home.add("SCAN", "page")
    with pytest.raises(OcrUnfit):
        home.ocr(lambda _: report)
    assert home.kinds(record) == ["accessioned", "parsed", "placed"]
    assert home.waiting() == (1, 1)
    assert [each.change for each in home.ocr()] == ["read"]


def test_where_nothing_is_installed_it_is_said_and_nothing_is_lost(home) -> None:
    home.add("SCAN", "page")
    with home.open() as store, pytest.raises(OcrMissing):
        list(ocr(store))
    assert home.waiting() == (1, 1)


def test_the_queue_says_how_long_it_will_take(home, scripted) -> None:
    home.add("SCAN4", "first")
    home.add("SCAN2", "second")
    moments = iter([0.0, 6.0])
    with home.open() as store:
        assert ocr_status(store).seconds_a_page is None
        staging = store.objects.stage()
        work = home.rereading(store, scripted.pool(scripted.slow), staging.name)
        work._clock = lambda: next(moments)
        work.feed()
        work.collect()
        status = ocr_status(store)
        staging.close()
    assert (status.documents, status.pages, status.seconds_a_page, status.seconds_left) == (1, 4, 3.0, 12.0)


def test_a_withdrawn_record_waits_until_it_is_back(home) -> None:
    record = home.add("SCAN", "page", unit="A-1", category="inspection")
    with home.open() as store, store.transaction() as tx:
        tx.append("withdrawn", record, {"reason": "wrong"})
    assert home.ocr() == []
    assert home.waiting() == (0, 0)
    with home.open() as store, store.transaction() as tx:
        tx.append("reinstated", record, {"reason": "right"})
    assert [each.change for each in home.ocr()] == ["read"]
