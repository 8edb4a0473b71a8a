"""What a record says of itself: the describers' answers, checked and turned into fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from archive.ingest.place import ENOUGH
from archive.model.event import DecisionData, DetailData, Fields, FindingData
from archive.model.placement import DETAILS, REPEATED, SOURCES, Description, Proposal

__all__ = ["described", "findings_of"]

_FIELDS = ("title", "doc_no", "date", "source")
_UNFIT = re.compile("[\ud800-\udfff\0]")

MOST_FINDINGS = 50
MOST_DETAILS = 120
"""What one record holds of each, whatever its form and its plugins say."""

Answers = Sequence[tuple[str, Description]]


def described(
    proposals: Iterable[tuple[str, Proposal]], answers: Answers
) -> tuple[Fields, tuple[DecisionData, ...], tuple[DecisionData, ...]]:
    """Fields, the decisions for them, and what was not sure enough as suggestions."""
    fields = Fields()
    decisions: list[DecisionData] = []
    suggestions: list[DecisionData] = []
    _simple([*proposals, *((by, each) for by, answer in answers for each in answer.proposals)],
            fields, decisions, suggestions)  # fmt: skip
    for name, rows in (("dues", _dues(answers)), ("people", _people(answers)), ("links", _links(answers))):
        kept: list[dict[str, Any]] = []
        for row, decision in rows:
            if decision["confidence"] < ENOUGH:
                suggestions.append(decision)
            elif row not in kept:
                kept.append(row)
                decisions.append(decision)
        if kept:
            fields[name] = kept  # type: ignore[literal-required]  # one of the three above
    details = _details(answers, decisions, suggestions)
    if details:
        fields["details"] = details
    return fields, tuple(decisions), tuple(suggestions)


def findings_of(answers: Answers) -> tuple[FindingData, ...]:
    """What the checks of the form found, each once; at most `MOST_FINDINGS`."""
    found: dict[tuple[str, str, str], FindingData] = {}
    for _by, answer in answers:
        for one in answer.findings:
            row: FindingData = {
                "code": _text(one.code), "severity": one.severity, "text": _text(one.text),
                "clause": _text(one.clause), "where": _text(one.where),
            }  # fmt: skip
            found.setdefault((row["code"], row["text"], row["where"]), row)
    return tuple(found.values())[:MOST_FINDINGS]


def _details(
    answers: Answers, decisions: list[DecisionData], suggestions: list[DecisionData]
) -> list[DetailData]:
    """Further fields: the surest value of each, of repeated ones every sure value; at most `MOST_DETAILS`."""
    kept: list[DetailData] = []
    told = [(by, p) for by, answer in answers for p in answer.proposals if p.field in DETAILS and p.value.strip()]
    for field in dict.fromkeys(proposal.field for _by, proposal in told):
        values = [each for each in told if each[1].field == field]
        if field not in REPEATED:
            values.sort(key=lambda each: -each[1].confidence)
        for place, (by, proposal) in enumerate(values):
            decision = _decision(field, proposal.value, by, proposal.confidence, proposal.reason)
            row: DetailData = {"field": field, "value": decision["value"]}
            sure = proposal.confidence >= ENOUGH and (field in REPEATED or place == 0) and len(kept) < MOST_DETAILS
            if sure and row not in kept:
                kept.append(row)
                decisions.append(decision)
            elif row not in kept:
                suggestions.append(decision)
    return kept


def _simple(
    proposals: Sequence[tuple[str, Proposal]],
    fields: Fields,
    decisions: list[DecisionData],
    suggestions: list[DecisionData],
) -> None:
    """The surest value of each field; of equals, the first."""
    for name in _FIELDS:
        told = [(by, p) for by, p in proposals if p.field == name and _fits(name, p.value)]
        told.sort(key=lambda each: -each[1].confidence)
        for by, proposal in told:
            decision = _decision(name, proposal.value, by, proposal.confidence, proposal.reason)
            if name not in fields and proposal.confidence >= ENOUGH:
                fields[name] = decision["value"]  # type: ignore[literal-required]  # one of _FIELDS
                decisions.append(decision)
            elif decision["value"] != fields.get(name):
                suggestions.append(decision)


def _fits(name: str, value: str) -> bool:
    if name == "source":
        return value in SOURCES
    return _is_date(value) if name == "date" else bool(value.strip())


def _is_date(value: str) -> bool:
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


Rows = Iterable[tuple[dict[str, Any], DecisionData]]


def _dues(answers: Answers) -> Rows:
    for by, answer in answers:
        for due in answer.dues:
            if _is_date(due.date):
                row = {"item": _text(due.item), "date": due.date}
                yield row, _decision("due", f"{due.date} {row['item']}".strip(), by, due.confidence, due.reason)


def _people(answers: Answers) -> Rows:
    for by, answer in answers:
        for person in answer.people:
            certificate = None if person.certificate is None else _text(person.certificate)
            row = {"name": _text(person.name), "role": _text(person.role), "certificate": certificate}
            yield row, _decision("person", f"{row['role']} {row['name']}", by, person.confidence, person.reason)


def _links(answers: Answers) -> Rows:
    for by, answer in answers:
        for link in answer.links:
            row = {"type": _text(link.type), "record": None, "doc_no": _text(link.doc_no)}
            yield row, _decision("link", f"{row['type']} {row['doc_no']}", by, link.confidence, link.reason)


def _decision(name: str, value: str, by: str, confidence: float, reason: str) -> DecisionData:
    return {"field": name, "value": _text(value), "by": by, "confidence": confidence, "reason": _text(reason)}


def _text(value: str) -> str:
    """What can stand in the ledger, whatever a plugin answered."""
    return _UNFIT.sub("\ufffd", value)
