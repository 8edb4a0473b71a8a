"""What a query may cost is bounded before any engine sees it."""

from __future__ import annotations

import pytest

from archive.errors import QueryInvalid
from archive.text.parser import MOST_WORDS, parse
from archive.text.query import And, Or


def test_what_is_said_twice_is_asked_once() -> None:
    assert parse("安全 安全") == parse("安全")
    assert parse("安全 OR 安全") == parse("安全")
    node = parse("安全 生产 安全")
    assert isinstance(node, And)
    assert len(node.nodes) == 2
    either = parse("安全 或 生产 或 安全")
    assert isinstance(either, Or)
    assert len(either.nodes) == 2


def test_too_many_words_are_an_error_with_their_place() -> None:
    words = [f"w{number}" for number in range(MOST_WORDS)]
    parse(" ".join(words))
    with pytest.raises(QueryInvalid) as caught:
        parse(" ".join([*words, "zuviel"]))
    assert caught.value.position == len(" ".join(words)) + 1
