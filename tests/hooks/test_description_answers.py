"""Which further fields and findings of a describer are taken."""

from __future__ import annotations

import pytest

from archive.hooks.answers import wrong_value
from archive.ingest.describe import MOST_DETAILS, MOST_FINDINGS, described, findings_of
from archive.model.placement import DETAILS, Description, Finding, Proposal

GOOD = Finding("hot-work-too-long", "breach", "一级动火作业票超过8小时", "GB 30871-2022 5.1.5", "")


def test_every_further_field_is_an_answer_of_a_describer_only() -> None:
    for name in DETAILS:
        proposal = Proposal(name, "1", 0.9, "in line 1")
        assert wrong_value("archive_describe", Description((proposal,))) is None
        assert wrong_value("archive_place", proposal) is not None


@pytest.mark.parametrize(
    "finding",
    [
        "no finding",
        Finding("", "breach", "文", "", ""),
        Finding("a b", "breach", "文", "", ""),
        Finding("code", "fatal", "文", "", ""),
        Finding("code", "breach", " ", "", ""),
        Finding("code", "breach", 3, "", ""),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_finding(finding: object) -> None:
    assert wrong_value("archive_describe", Description(findings=(GOOD,))) is None
    assert wrong_value("archive_describe", Description(findings=(finding,))) is not None  # type: ignore[arg-type]


def test_findings_are_told_once_and_bounded() -> None:
    many = tuple(Finding("code", "note", f"第{n}项\ud800", "", "") for n in range(200))
    told = findings_of([("a 1", Description(findings=(GOOD, GOOD, *many)))])
    assert len(told) == MOST_FINDINGS
    assert told[0]["code"] == "hot-work-too-long"
    assert told[1]["text"] == "第0项\ufffd"


def test_further_fields_are_decided_as_others_are() -> None:
    def say(field: str, value: str, confidence: float) -> Proposal:
        return Proposal(field, value, confidence, "in line 1")

    answer = Description((
        say("level", "一级", 0.91), say("level", "二级", 0.95), say("place", "车间", 0.6),
        say("gas", "甲烷 0.1 %", 0.92), say("gas", "甲烷 0.2 %", 0.92),
        say("gas", "甲烷 0.1 %", 0.92), say("weather", " ", 0.99),
        *(say("item", f"{n} 隐患", 0.93) for n in range(1, 400)),
    ))  # fmt: skip
    fields, decisions, suggestions = described((), [("a 1", answer)])
    told = [(each["field"], each["value"]) for each in fields["details"]]
    assert told[:3] == [("level", "二级"), ("gas", "甲烷 0.1 %"), ("gas", "甲烷 0.2 %")]
    assert len(told) == MOST_DETAILS
    assert {("level", "一级"), ("place", "车间")} <= {(each["field"], each["value"]) for each in suggestions}
    assert len(decisions) == MOST_DETAILS


def test_a_source_that_there_is_not_is_no_field() -> None:
    fields, _, _ = described([("a 1", Proposal("source", "mars", 0.99, "x"))], [])
    assert "source" not in fields
