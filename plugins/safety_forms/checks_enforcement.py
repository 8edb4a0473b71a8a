"""Checks of inspections, orders, rechecks and penalty papers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from archive_plugins.safety_forms.facts import Facts
from archive_plugins.safety_forms.rules import edition_of, finding

from archive.model.dates import find_dates
from archive.model.placement import Finding

__all__ = ["check_enforcement"]

_SIGNED = frozenset(
    {"inspection-record", "rectification-order", "on-site-decision", "coercive-measure", "recheck-opinion"}
)
_ORDERS = frozenset({"rectification-order"})
_REFUSED = re.compile(r"拒绝签|拒签|拒绝在|无法签")
_MADE = re.compile(r"(?:作出|下达|送达|发出|签发|出具)(?:的|了)?|\((?:文号|编号)")
_TERM = re.compile(r"(?:整改|改正)?(?:期限|时限)(?:为|至|届满|:|于|是)?$|(?:于|在|至|限)$")
_DONE_BEFORE = re.compile(r"之?前.{0,16}(?:整改|改正|完成)")
_INSPECTED = re.compile(r"(?:进行|开展|实施)(?:了)?.{0,16}(?:检查|执法)|检查(?:时)?(?:发现|中)")
_HEARING = re.compile(
    r"(?:收到.{0,12}|之日起)?([三3](?:个工作)?日)(?:之?内)[^。;]{0,24}听证|听证[^。;]{0,30}([三3](?:个工作)?日)(?:之?内)"
)


def check_enforcement(facts: Facts) -> Iterator[Finding]:
    if facts.form.key in _SIGNED and facts.agency:
        yield from _officers(facts)
    if facts.form.key == "inspection-record" and facts.agency:
        yield from _site_head(facts)
    if facts.form.key in _ORDERS and not facts.dues:
        yield from finding("deadline-missing", facts.day)
    if facts.form.key == "recheck-opinion":
        yield from _recheck(facts)
    if facts.form.category == "inspection" and facts.form.dues:
        yield from _inspected_before(facts)
    if facts.form.key == "coercive-measure":
        yield from _seizure(facts)
    if "听证" in facts.title or "告知书" in facts.title:
        for line in facts.lines:
            found = _HEARING.search(line.flat)
            if found is not None:
                where = f"in line {line.index + 1}"
                yield from finding("hearing-term-outdated", facts.day, where, printed=found[1] or found[2])


def _officers(facts: Facts) -> Iterator[Finding]:
    """Two at least, with their certificates; where none is named, they may have signed by hand."""
    officers = facts.people_as("inspector", "checker", "rechecker")
    if not officers:
        yield from finding("officers-missing", facts.day)
    elif len(officers) == 1:
        yield from finding("one-officer", facts.day, officers[0].reason, name=officers[0].name)
    without = [person.name for person in officers if person.certificate is None]
    if without:
        yield from finding("officer-certificate-missing", facts.day, names="、".join(without[:6]))


def _site_head(facts: Facts) -> Iterator[Finding]:
    if not facts.people_as("site_head", "legal_rep", "principal", "safety_head") and not _REFUSED.search(facts.text):
        yield from finding("site-head-missing", facts.day)


def _recheck(facts: Facts) -> Iterator[Finding]:
    """Within ten days of the end of the term, where the form prints the term; not before the order that it rechecks."""
    if facts.agency and not any(link.type == "rechecks" for link in facts.links):
        yield from finding("recheck-names-no-order", facts.day)
    if facts.date is None:
        return
    term, ordered = _term_and_order(facts)
    if ordered is not None and ordered > facts.date:
        yield from finding("recheck-before-order", facts.date, checked=facts.date, ordered=ordered)
    edition = edition_of("recheck-late", facts.date)
    if term is not None and edition is not None:
        days = (date.fromisoformat(facts.date) - date.fromisoformat(term)).days
        if days > edition.limits["days"]:
            yield from finding(
                "recheck-late", facts.date, due=term, days=days, checked=facts.date, limit=edition.limits["days"]
            )


def _term_and_order(facts: Facts) -> tuple[str | None, str | None]:
    """The term that the order had set and the day of that order, as a recheck's text tells them."""
    checked, term, ordered = facts.date or "", None, None
    for line in facts.lines[:80]:
        flat = line.flat
        for found in find_dates(flat):
            before, after = flat[max(0, found.start - 8) : found.start], flat[found.end : found.end + 24]
            if _MADE.search(after[:14]) and not re.search(r"检查|复查", after[:4]):
                ordered = ordered or found.iso
            elif found.iso < checked and (_DONE_BEFORE.match(after) or ("期" in before and _TERM.search(before))):
                term = term or found.iso
    return term, ordered


def _inspected_before(facts: Facts) -> Iterator[Finding]:
    """An order is not older than the inspection that it follows."""
    if facts.date is None:
        return
    for line in facts.lines[:60]:
        for found in find_dates(line.flat):
            after = line.flat[found.end : found.end + 40]
            if _INSPECTED.search(after) and "将" not in after and found.iso > facts.date:
                where = f"in line {line.index + 1}"
                told = {"ordered": facts.date, "inspected": found.iso}
                yield from finding("order-before-inspection", facts.date, where, **told)
                return


def _seizure(facts: Facts) -> Iterator[Finding]:
    first, last = facts.details.moment("valid_from"), facts.details.moment("valid_to")
    edition = edition_of("seizure-too-long", facts.day)
    if first is None or last is None or edition is None:
        return
    days = (last.when() - first.when()).days
    limit = edition.limits["extended" if "延" in facts.title else "days"]
    if days > limit:
        yield from finding("seizure-too-long", facts.day, facts.details.told["valid_to"].where, days=days, limit=limit)
