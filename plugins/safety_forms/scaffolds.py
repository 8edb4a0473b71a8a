"""Checks of scaffolding tickets, which GB 30871 does not know and the field does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive_plugins.safety_forms.facts import Facts
from archive_plugins.safety_forms.moments import hours_between
from archive_plugins.safety_forms.rules import edition_of, finding

from archive.model.placement import Finding

__all__ = ["check_scaffold"]

_ACCEPTED = re.compile(r"验收(?:合格|通过|意见:?合格|结论:?合格)|挂牌|绿牌")
_AGAIN = re.compile(r"复查|复验|再次验收|定期检查|每月检查|重新验收|检查记录")


def check_scaffold(facts: Facts) -> Iterator[Finding]:
    """Height given, plan for high ones, licensed erectors, accepted before it is used, looked at again."""
    yield from _height(facts)
    erectors = facts.people_as("operator")
    without = [person.name for person in erectors if person.certificate is None]
    if without:
        yield from finding("scaffold-erector-certificate", facts.day, names="、".join(without[:6]))
    yield from _accepted(facts)
    first, last = facts.details.moment("valid_from"), facts.details.moment("valid_to")
    edition = edition_of("scaffold-too-long", facts.day)
    if first is not None and last is not None and edition is not None:
        days = hours_between(first, last) / 24
        if days > edition.limits["days"] + 1 and not _AGAIN.search(facts.text):
            yield from finding("scaffold-too-long", facts.day, days=f"{days:.0f}")


def _height(facts: Facts) -> Iterator[Finding]:
    height = facts.details.number("height")
    if height is None:
        yield from finding("scaffold-height-missing", facts.day)
        return
    edition = edition_of("scaffold-plan-not-seen", facts.day)
    if edition is not None and height >= edition.limits["plan"] and "方案" not in facts.text:
        yield from finding("scaffold-plan-not-seen", facts.day, height=f"{height:g}")


def _accepted(facts: Facts) -> Iterator[Finding]:
    accepted, begin = facts.details.moment("accepted_at"), facts.details.moment("valid_from")
    if accepted is None:
        if not facts.people_as("acceptor") and not _ACCEPTED.search(facts.text):
            yield from finding("scaffold-acceptance-missing", facts.day)
        return
    used = re.search(r"使用(?:时间|期限)", facts.text)
    if used and begin is not None and accepted.when() > begin.when(end=True):
        yield from finding("scaffold-accepted-after-use", facts.day, accepted=accepted.iso, begin=begin.iso)
