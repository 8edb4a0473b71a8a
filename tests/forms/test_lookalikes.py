"""Forms of our own in thirteen layouts: how much of each field is read right, and that nothing is misfiled."""

from __future__ import annotations

from collections import Counter

import pytest
from desk import Reading, read
from lookalikes import DIRECTORY, LAYOUTS, Form, all_forms

from archive.model.doc_number import doc_number_key

_DEMANDED = {"unit": 0.99, "category": 0.99, "number": 0.99, "date": 0.98, "dues": 0.98, "people": 0.95, "links": 0.99}


def right(reading: Reading, form: Form) -> dict[str, bool]:
    links = {(kind, doc_number_key(number)) for kind, number in reading.links if kind != "certificate"}
    people = {(name, role) for name, role, _ in reading.people}
    return {
        "unit": reading.unit == form.unit.name,
        "category": reading.category == form.category,
        "number": doc_number_key(reading.field("doc_no") or "") == doc_number_key(form.number or ""),
        "date": reading.field("date") == form.day.isoformat(),
        "dues": reading.dues == form.dues,
        "people": form.people <= people,
        "links": links == {(kind, doc_number_key(number)) for kind, number in form.links},
    }


@pytest.fixture(scope="module")
def readings() -> list[tuple[str, Form, Reading]]:
    return [(layout, form, read(blocks, DIRECTORY)) for layout, form, blocks in all_forms(2)]


def test_at_least_three_hundred_forms_in_twelve_layouts(readings: list[tuple[str, Form, Reading]]) -> None:
    assert len(readings) >= 300
    assert len(LAYOUTS) >= 12


def test_every_field_is_read_as_often_as_demanded(readings: list[tuple[str, Form, Reading]]) -> None:
    counts: Counter[str] = Counter()
    for _, form, reading in readings:
        counts.update(field for field, good in right(reading, form).items() if good)
    shares = {field: counts[field] / len(readings) for field in _DEMANDED}
    assert all(shares[field] >= share for field, share in _DEMANDED.items()), shares


def test_none_is_filed_to_another_unit(readings: list[tuple[str, Form, Reading]]) -> None:
    wrong = [
        (layout, form.key, reading.unit)
        for layout, form, reading in readings
        if reading.unit not in {None, form.unit.name}
    ]
    assert wrong == []


def test_officers_bear_their_certificates(readings: list[tuple[str, Form, Reading]]) -> None:
    for layout, form, reading in readings:
        for _, name, role, certificate in form.signed:
            if certificate is not None:
                assert (name, role, certificate) in reading.people, (layout, form.key)
