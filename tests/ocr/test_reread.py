"""What a second reading changes, and what it must not."""

from __future__ import annotations

from archive.access.triage import waiting
from archive.model.parsed import Attempt, Block, Outcome, ParsedDocument, ParseReport
from archive.model.record import State


def questioned(home) -> list[str]:
    with home.open() as store:
        return [item.record.id for item in waiting(store) if item.record.state is State.FILED]


def test_what_a_person_corrected_stands(home) -> None:
    record = home.add("SCAN", "unit=甲公司", "category=inspection", "no=1号", "date=2026-01-01")
    home.describe(record, "doc_no=2号", "category=recheck")
    home.ocr()
    after = home.record(record)
    assert (after.doc_no, after.category, after.date) == ("2号", "recheck", "2026-01-01")
    assert after.units[0].name == "甲公司"
    assert {decision.by for decision in after.placed if decision.field in {"doc_no", "category"}} == {"person"}
    assert any(each.field == "category" and each.value == "inspection" for each in after.suggestions)
    assert home.faults() == []


def test_a_person_and_the_text_that_contradict_each_other_file_nothing(home) -> None:
    record = home.add("SCAN", "unit=乙公司", "category=inspection")
    home.describe(record, "unit=A-1")
    home.ocr()
    after = home.record(record)
    assert (after.state, after.reason, after.units[0].code) == (State.UNFILED, "conflict", "A-1")


def test_what_is_filed_stays_and_what_speaks_against_it_is_asked(home) -> None:
    record = home.add("SCAN", "unit=乙公司", "category=inspection", "no=7号", unit="A-1", category="inspection")
    home.ocr()
    after = home.record(record)
    assert (after.state, after.reason, [unit.code for unit in after.units]) == (State.FILED, "contradicted", ["A-1"])
    assert after.doc_no == "7号"
    assert any(each.field == "unit" for each in after.suggestions)
    assert questioned(home) == [record]
    home.describe(record, "unit=A-1")
    assert home.record(record).reason is None
    assert questioned(home) == []
    assert home.faults() == []


def test_another_category_is_asked_too(home) -> None:
    record = home.add("SCAN", "category=recheck", unit="A-1", category="inspection")
    home.ocr()
    assert (home.record(record).category, home.record(record).reason) == ("inspection", "contradicted")


def test_what_a_person_filed_is_not_asked_again_but_suggested(home) -> None:
    record = home.add("SCAN", "unit=乙公司", "category=recheck")
    home.describe(record, "unit=A-1", "category=inspection")
    home.ocr()
    after = home.record(record)
    assert (after.state, after.reason, after.category) == (State.FILED, None, "inspection")
    assert {(each.field, each.value) for each in after.suggestions} >= {("category", "recheck")}
    assert questioned(home) == []


def test_a_text_that_agrees_confirms_and_adds(home) -> None:
    record = home.add("SCAN", "unit=甲公司", "category=inspection", "person=王建国", unit="A-1", category="inspection")
    home.ocr()
    after = home.record(record)
    assert (after.state, after.reason, after.people[0].name) == (State.FILED, None, "王建国")
    assert {decision.by for decision in after.placed if decision.field == "unit"} == {"person", "words 1"}


def test_a_unit_that_took_over_another_is_no_contradiction(home) -> None:
    record = home.add("SCAN", "unit=甲公司", unit="A-1", category="inspection")
    with home.open() as store:
        from archive.ingest import units

        units.merge(store, "A-1", "B-1", on=None, reason=None)
    home.ocr()
    assert (home.record(record).state, home.record(record).reason) == (State.FILED, None)


def test_a_mark_of_secrecy_in_the_new_text_isolates(home) -> None:
    record = home.add("SCAN", "secret=机密", "unit=甲公司", unit="A-1", category="inspection")
    (again,) = home.ocr()
    assert again.change == "isolated"
    assert home.record(record).state is State.ISOLATED
    assert home.text(record) == ""
    assert home.waiting() == (0, 0)
    assert home.faults() == []


def test_links_run_again_and_those_that_are_there_stay(home) -> None:
    order = home.add("unit=甲公司", "category=inspection", "no=责改1号")
    record = home.add("SCAN", "unit=甲公司", "category=recheck", "recheck=责改1号")
    with home.open() as store, store.transaction() as tx:
        tx.append("linked", record, {"type": "attachment-of", "record": order, "doc_no": None})
    home.ocr()
    assert {(link.type, link.record) for link in home.record(record).links} == {
        ("attachment-of", order), ("rechecks", order),
    }  # fmt: skip
    home.reparse(record, read=lambda data: ParseReport(
        Outcome.OK, "image/png", (Attempt("eyes", "2", Outcome.OK),),
        ParsedDocument((Block("unit=甲公司"), Block("recheck=责改1号"), Block("more")), pages=1),
    ))  # fmt: skip
    assert len(home.record(record).links) == 2


def test_a_recheck_that_waits_is_tied_when_the_order_is_read(home) -> None:
    order = home.add("SCAN", "unit=甲公司", "category=inspection", "no=责改1号")
    recheck = home.add("unit=甲公司", "category=recheck", "recheck=责改1号")
    assert home.record(recheck).links[0].record is None
    home.ocr()
    assert home.record(recheck).links[0].record == order


def test_a_worse_reading_is_not_kept(home) -> None:
    record = home.add("unit=甲公司", "category=inspection", "no=1号")
    for report in (
        ParseReport(Outcome.CORRUPT, "text/plain", (Attempt("plain", "2", Outcome.CORRUPT, "x"),), None, "x"),
        ParseReport(Outcome.OK, "text/plain", (Attempt("plain", "2", Outcome.OK),), ParsedDocument(())),
    ):
        (again,) = home.reparse(record, read=lambda _, report=report: report)
        assert again.change == "kept"
        assert home.record(record).parse.outcome == "ok"
        assert "1号" in home.text(record)


def test_the_same_reading_writes_nothing(home) -> None:
    record = home.add("unit=甲公司", "category=inspection", "no=1号", "person=王", "recheck=9号")
    before = home.kinds(record)
    (again,) = home.reparse(record)
    assert again.change == "unchanged"
    assert home.kinds(record) == before


def test_the_old_text_stays_in_its_event(home) -> None:
    record = home.add("unit=甲公司", "category=inspection", "no=1号")
    better = ParsedDocument((Block("unit=甲公司"), Block("category=inspection"), Block("no=2号")), pages=1)
    attempts = (Attempt("plain", "2", Outcome.OK),)
    home.reparse(record, read=lambda _: ParseReport(Outcome.OK, "text/plain", attempts, better))
    with home.open() as store:
        old, new = (event.payload for event in store.catalogue.events_of(record) if event.kind == "parsed")
        assert old["text"] != new["text"]
        assert store.catalogue.text_row(old["text"]) is not None
    assert home.record(record).doc_no == "2号"
    assert home.faults() == []


def test_a_scan_that_turns_out_to_be_delivered_before_becomes_a_delivery(home) -> None:
    first = home.add("SCAN", "unit=甲公司", "category=inspection", name="x.png", unit="A-1", category="inspection")
    second = home.add("SCAN", "unit=甲公司", "category=inspection", name="x.png")
    assert first != second
    changes = {each.change for each in home.ocr()}
    assert "duplicate" in changes
    with home.open() as store:
        assert store.catalogue.resolve(second) == (first,)
    assert home.faults() == []


def test_a_description_by_a_person_keeps_a_record_of_its_own(home) -> None:
    home.add("SCAN", "unit=甲公司", "category=inspection", name="x.png", unit="A-1", category="inspection")
    second = home.add("SCAN", "unit=甲公司", "category=inspection", name="x.png")
    home.describe(second, "title=第二份")
    home.ocr()
    assert (home.record(second).state, home.record(second).title) == (State.FILED, "第二份")


def test_a_contradiction_that_is_read_again_writes_nothing_more(home, scripted) -> None:
    record = home.add("SCAN", "unit=乙公司", "category=inspection", "no=7号", unit="A-1", category="inspection")
    home.ocr()
    before = home.record(record)
    assert ("category", "words 1") in {(each.field, each.by) for each in before.placed}
    assert home.reparse(record) == []  # a slow parser read it that is not installed here: nothing is better
    with home.open() as store, store.transaction() as tx:
        tx.catalogue.want_reread([record], slow=True, parser="")
    (again,) = home.reparse(read=scripted.slow)
    assert again.change == "unchanged"
    assert home.record(record) == before
