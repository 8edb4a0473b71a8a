"""Canonical JSON: the same value is the same bytes, and what has no one form is refused."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.ledger.canonical import encode


def test_keys_are_sorted_and_nothing_is_padded() -> None:
    assert encode({"b": [1, 2.5, None, True], "a": {"原件": "检查\n记录"}}) == (
        '{"a":{"原件":"检查\\n记录"},"b":[1,2.5,null,true]}'.encode()
    )


def test_order_of_making_does_not_matter() -> None:
    assert encode({"x": 1, "y": 2}) == encode({"y": 2, "x": 1})


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "\ud800", {"a": "\udcff"}])
def test_values_without_a_form_are_refused(value: object) -> None:
    with pytest.raises(ValueError):
        encode(value)


@pytest.mark.parametrize("value", [{1: "a"}, {"a": [{None: 1}]}, {True: 1}, {"a": 1, 2: 3}, {"a": b"x"}, {1, 2}])
def test_other_types_and_keys_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        encode(value)


def test_a_circle_is_refused() -> None:
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(ValueError):
        encode(circle)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(values)
def test_reads_back_and_is_stable(value: object) -> None:
    data = encode(value)
    assert json.loads(data) == value
    assert encode(json.loads(data)) == data
    assert b"\n" not in data
