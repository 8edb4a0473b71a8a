"""Hidden dangers and deadlines in words and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from archive.cli.language import _
from archive.errors import N_

if TYPE_CHECKING:
    from archive.access.due import Deadline
    from archive.access.hazards import Rate
    from archive.model.hazard import Hazard, Responsible

__all__ = [
    "deadline_object", "hazard_object", "level_name", "problem_name", "rate_object", "state_name", "turn_name",
]  # fmt: skip

_STATES: Mapping[str, str] = {
    "found": N_("discovery"),
    "registered": N_("registration"),
    "reported": N_("reporting"),
    "monitored": N_("monitoring"),
    "rectified": N_("rectification"),
    "evaluated": N_("evaluation"),
    "closed": N_("closing"),
    "appraised": N_("appraisal"),
}
_LEVELS: Mapping[str, str] = {"general": N_("general"), "major": N_("major")}
_TURNS: Mapping[str, str] = {
    "passed": N_("recheck passed"),
    "failed": N_("recheck failed"),
    "unclear": N_("the recheck does not say it of this item"),
    "extended": N_("term extended"),
}
_PROBLEMS: Mapping[str, str] = {
    "number-shared": N_("Another order of the unit bears the same number: rechecks that name it wait."),
    "recheck-before-order": N_("A recheck is dated before the order and does not count."),
    "order-before-inspection": N_("The order is dated before its inspection."),
    "steps-out-of-order": N_("The days of its states run backwards."),
    "no-deadline": N_("No term is known."),
    "deadline-before-order": N_("Its term ended before the order was issued."),
    "recheck-unclear": N_("A recheck does not say whether it passed."),
}


def state_name(state: str) -> str:
    return _(_STATES[state])


def level_name(level: str) -> str:
    return _(_LEVELS[level])


def turn_name(kind: str) -> str:
    return _(_TURNS[kind])


def problem_name(problem: str) -> str:
    return _(_PROBLEMS[problem])


def hazard_object(each: Hazard) -> dict[str, Any]:
    """Ids of units leave the archive nowhere: `unit` is code and name."""
    listed = each.supervision
    return {
        "hazard": each.id,
        "record": each.record,
        "item": each.item,
        "kind": each.kind,
        "doc_no": each.doc_no,
        "unit": {"code": each.unit.code, "name": each.unit.name},
        "level": each.level,
        "text": each.text,
        "state": each.state,
        "open": each.open,
        "found_on": each.found.on,
        "due": each.due,
        "first_due": each.first_due,
        "closed_on": each.closed_on,
        "overdue": each.overdue,
        "late": each.late,
        "missing": list(each.missing),
        "steps": [{"state": s.state, "on": s.on, "record": s.record, "how": s.how} for s in each.steps],
        "turns": [{"kind": t.kind, "on": t.on, "record": t.record, "due": t.due} for t in each.turns],
        "supervision": None
        if listed is None
        else {
            "level": listed.level,
            "body": listed.body,
            "doc_no": listed.doc_no,
            "due": listed.due,
            "lifted_on": listed.lifted_on,
            "record": listed.record,
        },
        "people": [_person(person) for person in each.people],
        "problems": list(each.problems),
    }


def rate_object(rate: Rate) -> dict[str, Any]:
    return {
        "key": rate.key,
        "name": rate.name,
        "found": rate.found,
        "closed": rate.closed,
        "in_time": rate.in_time,
        "overdue": rate.overdue,
        "rate": round(rate.rate, 4),
    }


def deadline_object(each: Deadline) -> dict[str, Any]:
    return {
        "rule": each.rule,
        "name": each.zh,
        "clause": each.clause,
        "status": each.status,
        "unit": None if each.unit is None else {"code": each.unit.code, "name": each.unit.name},
        "record": each.record,
        "hazard": each.hazard,
        "what": each.what,
        "on": each.on,
        "left": each.left,
        "overdue": each.overdue,
        "people": [_person(person) for person in each.people],
    }


def _person(person: Responsible) -> dict[str, Any]:
    return {"person": person.name, "role": person.role, "duty": person.duty}
