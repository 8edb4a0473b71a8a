"""Search over a home: filters, what the index has not seen, damaged indexes, pages."""

from __future__ import annotations

import pytest

from archive.access import search as room
from archive.access.search import facets, search
from archive.catalogue.records import HitFacts
from archive.errors import CategoryUnknown, IndexDamaged, QueryInvalid
from archive.model.hit import IndexDocument
from archive.model.selection import Selection
from archive.model.unit_ref import UnitRef
from archive.search.naive import NaiveEngine
from archive.testing.search_cases import document

UNIT = "u-aaaaaaaaaaaaaaaa"


class Catalogue:
    """As much of a catalogue as a search asks for."""

    def __init__(self, documents):
        self.documents = {one.record: one for one in documents}
        self.waiting = []

    def outbox(self, after, limit):
        return [entry for entry in self.waiting if entry[0] > after][:limit]

    def index_documents(self, ids):
        return [self.documents[each] for each in ids if each in self.documents]

    def hit_facts(self, ids):
        return {each: facts_of(self.documents[each]) for each in ids if each in self.documents}

    def texts(self, ids):
        return {each: self.documents[each].text for each in ids if each in self.documents}

    def units_like(self, folded):
        return [type("Unit", (), {"id": UNIT})] if folded in "江苏苏宁91320" else []

    def unread_count(self, filters):
        return 0

    def family(self, unit):
        return (unit,)


class Index:
    def __init__(self, engine):
        self.engine = engine

    def reader(self):
        return self.engine


class Store:
    def __init__(self, documents, seen=None):
        self.catalogue = Catalogue(documents)
        self.index = Index(Lasting(documents if seen is None else seen))

    def find_category(self, name):
        if name not in ("inspection", "日常检查"):
            raise CategoryUnknown(reference=name, listing="")
        return type("Category", (), {"key": "inspection"})


class Lasting(NaiveEngine):
    def close(self):
        pass


def facts_of(one: IndexDocument) -> HitFacts:
    unit = UnitRef(one.units[0], "9132", "苏宁") if one.units else None
    return HitFacts(one.record, unit, one.category, one.title or None, one.doc_no or None, one.date, one.name)


def shelf():
    return [
        document(
            number, f"第{number}次检查发现隐患。", title=f"记录{number}", category="inspection" if number % 2 else None,
            units=(UNIT,) if number % 3 else (), date=f"2024-0{number % 9 + 1}-01" if number % 4 else None,
        )
        for number in range(12)
    ]  # fmt: skip


EVERYTHING = Selection()


def found(store, query, selection=EVERYTHING, **more):
    return [hit.record for hit in search(store, query, selection, **{"limit": 100, **more}).hits]


def test_a_hit_says_what_a_list_of_hits_shows():
    page = search(Store(shelf()), "隐患", Selection(), limit=3)
    assert (page.total, page.total_is_exact, len(page.hits)) == (12, True, 3)
    hit = page.hits[0]
    assert hit.snippet[slice(*hit.snippet_marks[0])] == "隐患"
    assert hit.title == "记录11"


@pytest.mark.parametrize(
    ("query", "selection", "count"),
    [
        ("隐患", Selection(units=(UNIT,)), 8),
        ("隐患", Selection(units=()), 0),
        ("隐患", Selection(category="inspection"), 6),
        ("隐患", Selection(since="2024-02-01", until="2024-04-30"), 5),
        ("隐患", Selection(undated=True), 3),
        ("隐患", Selection(states=("unfiled",)), 0),
        ("隐患", Selection(received_since="2024-01-01T00:00:10.000Z"), 2),
        ("隐患", Selection(received_until="2024-01-01T00:00:10.000Z"), 10),
        ("单位:苏宁", Selection(), 8),
        ("单位:9132", Selection(), 8),
        ("单位:没有这家", Selection(), 0),
        ("-单位:没有这家", Selection(), 12),
        ("单位:无", Selection(), 4),
        ("类别:日常检查 单位:苏宁", Selection(), 4),
        ("类别:无 或 日期:无", Selection(), 6),
        ("隐患 -(类别:inspection)", Selection(), 6),
    ],
)
def test_filters(query, selection, count):
    assert len(found(Store(shelf()), query, selection)) == count


def test_errors_pass_through():
    with pytest.raises(QueryInvalid):
        found(Store([]), "(")
    with pytest.raises(QueryInvalid) as error:
        found(Store([]), "动火 类别:没有")
    assert error.value.position == 6


@pytest.mark.parametrize("order", ["relevance", "date", "date-reverse", "received", "unit"])
def test_what_the_index_has_not_seen_is_found_and_what_is_gone_is_not(order):
    documents = shelf()
    store = Store(documents, seen=documents[:8])
    changed = document(2, "改过的文本", record=documents[2].record)
    store.catalogue.documents[changed.record] = changed
    del store.catalogue.documents[documents[3].record]
    store.catalogue.waiting = [(place, documents[place].record) for place in (2, 3, 8, 9, 10, 11)]
    expected = {one.record for one in documents} - {documents[2].record, documents[3].record}
    assert set(found(store, "隐患", order=order)) == expected
    assert found(store, "改过") == [changed.record]
    paged = [found(store, "隐患", order=order, limit=3, offset=offset) for offset in range(0, 12, 3)]
    assert [record for page in paged for record in page] == found(store, "隐患", order=order)
    assert search(store, "隐患", Selection(), limit=1).total == 10
    whole = Store([store.catalogue.documents[each] for each in sorted(store.catalogue.documents)])
    if order != "relevance":
        assert found(store, "隐患", order=order) == found(whole, "隐患", order=order)
    assert facets(store, "隐患", Selection(), "category") == facets(whole, "隐患", Selection(), "category")


def test_too_much_unseen_is_said(monkeypatch):
    monkeypatch.setattr(room, "MOST_PENDING", 3)
    store = Store(shelf(), seen=[])
    store.catalogue.waiting = [(place + 1, one.record) for place, one in enumerate(shelf())]
    page = search(store, "隐患", Selection(), limit=10)
    assert not page.total_is_exact
    assert page.total == 4


def test_a_damaged_index_is_done_without():
    class Broken(Lasting):
        def search(self, *_, **__):
            raise IndexDamaged(path="x", reason="y")

        facets = search

        def position(self):
            return 12

    store = Store(shelf())
    store.index.engine = Broken()
    store.catalogue.waiting = [(place + 1, one.record) for place, one in enumerate(shelf())]
    assert len(found(store, "隐患")) == 12
    assert facets(store, "隐患", Selection(), "state") == {"filed": 12}
