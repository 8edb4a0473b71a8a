"""The contract suites of archive.testing, and what is our own."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import drill_cards
import pytest
from drill_cards.exporter import ListExporter
from drill_cards.parser import DrillCardParser
from drill_cards.rule import DrillRule

from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.category import Category
from archive.testing import CategoryContract, ExporterContract, RetentionRuleContract
from archive.testing.invented import record

CARD = "#DRILL-CARD 1\ntitle: 有限空间应急演练\ndate: 2026-03-05\n---\n9时，信号员发出警报。\n".encode()


class TestCategories(CategoryContract):
    @pytest.fixture
    def categories(self) -> Sequence[Category]:
        return list(drill_cards.archive_categories())


class TestRule(RetentionRuleContract):
    applies_to = (record(category="emergency-drill"),)

    @pytest.fixture
    def rule(self) -> DrillRule:
        return DrillRule()


class TestExporter(ExporterContract):
    @pytest.fixture
    def exporter(self) -> ListExporter:
        return ListExporter()


def parse(data: bytes, most: int = 1000) -> str:
    return DrillCardParser().parse(BytesIO(data), ParseContext("text/plain", "card", most)).text()


def test_a_card_is_read() -> None:
    assert DrillCardParser().score("text/plain", CARD) == 200
    assert parse(CARD) == "有限空间应急演练\n9时，信号员发出警报。"


@pytest.mark.parametrize("data", [b"", b"#DRILL-CARD 1", b"#DRILL-CARD 1\n---\n\xff"])
def test_what_is_no_card_is_corrupt(data: bytes) -> None:
    with pytest.raises(ParseFailed):
        parse(data)


def test_the_plugin_loads(registry_of) -> None:  # type: ignore[no-untyped-def]  # a fixture of archive.testing.plugin
    (info,) = registry_of(drill_cards).infos()
    assert info.broken is None
    assert info.faults == ()
    assert len(info.offers) == 4
