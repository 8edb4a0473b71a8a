"""Checks that any form may be put to; those of tickets, enforcement and risk follow by its category."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from archive_plugins.safety_forms.checks_enforcement import check_enforcement
from archive_plugins.safety_forms.checks_risk import check_risk
from archive_plugins.safety_forms.checks_ticket import check_ticket
from archive_plugins.safety_forms.facts import Facts
from archive_plugins.safety_forms.moments import hours_between
from archive_plugins.safety_forms.rules import edition_of, finding
from archive_plugins.safety_forms.tickets import kind_of

from archive.model import credit_code
from archive.model.placement import Finding

__all__ = ["check_form"]

_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})日")
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_NUMBERED = frozenset(
    {"inspection-record", "rectification-order", "on-site-decision", "coercive-measure", "recheck-opinion"}
)
_BLANKABLE = frozenset(
    {"inspection", "recheck", "work-ticket", "enforcement-case", "duty-log", "hazard", "training", "report"}
)
_MOST = 50
_PRINTED = re.compile(r"[年月日时分至自止起始□号第字〔〕\[\]()（）\s]")
_BY_CATEGORY: dict[str, Callable[[Facts], Iterator[Finding]]] = {
    "work-ticket": check_ticket,
    "inspection": check_enforcement,
    "recheck": check_enforcement,
    "enforcement-case": check_enforcement,
    "risk-control": check_risk,
}


def check_form(facts: Facts) -> tuple[Finding, ...]:
    """Everything that the form itself shows and that a person should look at; never a refusal.

    Of a form printed blank only that is said.
    """
    if _is_blank(facts):
        return tuple(finding("form-blank", facts.day))
    found = [*_numbers(facts), *_days(facts), *_spans(facts), *_people(facts)]
    check = _BY_CATEGORY.get(facts.form.category)
    if check is not None:
        found += check(facts)
    return tuple(found[:_MOST])


def _is_blank(facts: Facts) -> bool:
    """Labels without values: no number, day, person, deadline, unit, and few labels that are filled."""
    if facts.form.category not in _BLANKABLE or facts.number or facts.date or facts.people or facts.dues or facts.named:
        return False
    labels = [field for field in facts.fields if field.kind not in {"signature", "opinion"}]
    filled = [field for field in labels if re.search(r"[^\W_]", _PRINTED.sub("", field.value))]
    return len(labels) >= 3 and len(filled) * 5 <= len(labels) and not facts.details.readings


def _numbers(facts: Facts) -> Iterator[Finding]:
    numbered = facts.form.key in _NUMBERED and facts.agency
    ticket = facts.form.key == "ticket" and kind_of(facts.title) is not None
    if (numbered or ticket) and facts.number is None:
        yield from finding("number-missing", facts.day)
    for field in facts.fields:
        if field.kind != "code":
            continue
        for code in _CODE.findall(credit_code.normalise(field.value))[:1]:
            if credit_code.check(code) is not None:
                where = f"beside {field.label} in line {field.where.index + 1}"
                yield from finding("credit-code-wrong", facts.day, where, code=code)


def _days(facts: Facts) -> Iterator[Finding]:
    for line in facts.lines:
        for found in _DAY.finditer(line.flat):
            if not _exists(int(found[1]), int(found[2]), int(found[3])):
                yield from finding("day-does-not-exist", facts.day, f"in line {line.index + 1}", printed=found[0])
    issued = facts.date
    if issued is None:
        return
    if issued > facts.received[:10] and facts.form.category not in {"work-ticket", "emergency", "institution"}:
        yield from finding("date-in-future", issued, issued=issued, received=facts.received[:10])
    for due in facts.dues:
        if due.date < issued:
            yield from finding("deadline-before-date", issued, due.reason, due=due.date, issued=issued)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _spans(facts: Facts) -> Iterator[Finding]:
    for name, words in (("period", "时间"), ("valid", "有效时间")):
        first, last = facts.details.moment(f"{name}_from"), facts.details.moment(f"{name}_to")
        if first is None or last is None:
            continue
        if last.when(end=True) < first.when():
            where = facts.details.told[f"{name}_to"].where
            yield from finding("period-runs-backwards", facts.day, where, name=words, first=first.iso, last=last.iso)
        elif name == "valid" and facts.form.key == "certificate" and "特种作业" in facts.text:
            edition = edition_of("certificate-too-long", facts.day)
            years = hours_between(first, last) / 24 / 365.25
            if edition is not None and years > edition.limits["years"] + 0.05:
                yield from finding("certificate-too-long", facts.day, first=first.day, last=last.day)


def _people(facts: Facts) -> Iterator[Finding]:
    if facts.form.category != "duty-log":
        return
    giving = {person.name for person in facts.people_as("handover_from")}
    taking = {person.name for person in facts.people_as("handover_to")}
    if giving and giving == taking and len(giving) == 1:
        yield from finding("handover-to-oneself", facts.day, name=giving.pop())
