"""A watcher reads by OCR while nothing arrives."""

from __future__ import annotations

import threading

from archive.ingest.idle import IdleOcr, receipt_of
from archive.ingest.pipeline import Intake
from archive.model.parsed import Attempt, Outcome, ParseReport


def test_it_begins_nothing_while_something_arrives(home, scripted) -> None:
    home.add("SCAN", "unit=甲公司", "category=inspection")
    pool = scripted.pool(scripted.slow)
    with home.open() as store:
        staging = store.objects.stage()
        idle = IdleOcr(store, staging.name, pool=lambda: pool)
        assert idle.step(idle=False) == []
        assert not idle.busy
        assert idle.step(idle=True) == []
        assert idle.busy
        (again,) = idle.step(idle=False)
        receipt = receipt_of(again)
        assert receipt is not None
        assert (receipt.outcome, receipt.parse, receipt.unit.name) == ("filed", "ok", "甲公司")
        idle.close()
        staging.close()


def test_its_worker_is_ended_when_nothing_is_left(home, scripted) -> None:
    home.add("SCAN", "page")
    moment = [0.0]
    with home.open() as store:
        staging = store.objects.stage()
        idle = IdleOcr(store, staging.name, pool=lambda: scripted.pool(scripted.slow), clock=lambda: moment[0])
        idle.step(idle=True)
        idle.step(idle=True)
        assert idle._pool is not None
        moment[0] = 100.0
        idle.step(idle=True)
        assert idle._pool is None
        staging.close()


def test_an_installation_that_does_not_work_stops_no_watcher(home, scripted, caplog) -> None:
    home.add("SCAN", "page")
    unfit = ParseReport(Outcome.UNSUPPORTED, "image/png", (Attempt("eyes", "1", Outcome.UNSUPPORTED, "half"),), None)
    with home.open() as store:
        staging = store.objects.stage()
        idle = IdleOcr(store, staging.name, pool=lambda: scripted.pool(lambda _: unfit))
        for _ in range(4):
            assert idle.step(idle=True) == []
        staging.close()
    assert len([each for each in caplog.records if each.name == "archive.ingest.idle"]) == 1
    assert home.waiting() == (1, 1)


def test_a_watcher_files_what_was_read(home, scripted) -> None:
    record = home.add("SCAN", "unit=甲公司", "category=inspection")
    receipts = []
    stop = threading.Event()

    def told(receipt) -> None:
        receipts.append(receipt)
        stop.set()

    def run() -> None:
        with home.open() as store, Intake(store, scripted.pool(scripted.quick)) as intake:
            intake._idle = IdleOcr(store, intake._staging.name, pool=lambda: scripted.pool(scripted.slow))
            intake.watch(stop=stop, on_receipt=told)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(50)
    assert not thread.is_alive()
    assert [(each.record, each.outcome) for each in receipts] == [(record, "filed")]
