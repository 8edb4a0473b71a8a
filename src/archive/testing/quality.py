"""The contract of a check of records, as tests: subclass it, and give a fixture `check`."""

from __future__ import annotations

import pytest

from archive.hooks.answers import wrong_object
from archive.hooks.contracts import QualityCheck, QualityVerdict
from archive.model.record import Record
from archive.testing.invented import RECORDS

__all__ = ["QualityCheckContract"]

_TEXTS = ("", "受限空间作业", "x" * 100_000, "\x00\u202e\ufffd")


class QualityCheckContract:
    """Every check must pass these."""

    def test_it_can_be_offered(self, check: QualityCheck) -> None:
        assert wrong_object("archive_checks", check) is None

    @pytest.mark.parametrize("text", _TEXTS, ids=("empty", "short", "long", "strange"))
    @pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.id)
    def test_any_record_gets_the_same_complete_answer_again(
        self, check: QualityCheck, record: Record, text: str
    ) -> None:
        verdict = check.look(record, text)
        assert isinstance(verdict, QualityVerdict)
        assert verdict.outcome in ("pass", "fail", "skip")
        assert verdict.outcome == "pass" or verdict.reason.strip(), "what did not pass says why"
        assert check.look(record, text) == verdict
