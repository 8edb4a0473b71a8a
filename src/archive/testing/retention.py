"""The contract of a retention rule, as tests: subclass it, and give a fixture `rule`."""

from __future__ import annotations

import pytest

from archive.hooks.answers import wrong_object
from archive.hooks.contracts import RetentionRule, RetentionVerdict
from archive.model.record import Record
from archive.testing.invented import RECORDS

__all__ = ["RetentionRuleContract"]


class RetentionRuleContract:
    """Every retention rule must pass these. Override `applies_to` with records on which the rule speaks."""

    applies_to: tuple[Record, ...] = ()

    def test_it_can_be_offered(self, rule: RetentionRule) -> None:
        assert wrong_object("archive_retention_rules", rule) is None

    @pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.id)
    def test_any_record_gets_an_answer_that_is_complete(self, rule: RetentionRule, record: Record) -> None:
        self.check(rule.verdict(record))

    def test_it_speaks_where_it_says_so(self, rule: RetentionRule) -> None:
        for record in self.applies_to:
            verdict = rule.verdict(record)
            assert verdict is not None, record.id
            self.check(verdict)

    @pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.id)
    def test_the_same_record_gets_the_same_answer(self, rule: RetentionRule, record: Record) -> None:
        assert rule.verdict(record) == rule.verdict(record)

    def check(self, verdict: RetentionVerdict | None) -> None:
        """A verdict says how long, from when, and by what right."""
        if verdict is None:
            return
        assert isinstance(verdict, RetentionVerdict)
        assert verdict.years is None or (type(verdict.years) is int and verdict.years >= 0)
        assert verdict.trigger.strip(), "the day from which the period runs"
        assert verdict.basis.strip(), "a period without its basis cannot be defended"
        assert isinstance(verdict.verified, bool)
