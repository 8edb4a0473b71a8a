"""Which deadlines were truly unmet on a day: the clauses of the handbook, reckoned from the story alone."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from county.inspections import Danger
from county.story import Story
from county.truth import standing
from county.world import FIRST, LAST, Unit

__all__ = ["RULES", "unmet"]

RULES = ("rectification", "recheck", "extension-answer", "accident-investigation", "accident-reply", "report-check",
         "report-answer", "plan-evaluation", "drill", "certificate-expiry", "equipment-application",
         "equipment-inspection", "inspection-frequency")  # fmt: skip
_FREQUENCY = {"enterprise": 365, "self-employed": 730, "public-body": 730}

Row = tuple[str, int, str]
"""Rule, unit and last day."""


def unmet(story: Story, day: str) -> Counter[Row]:
    """All of them on the day, with the unit that stands for the one meant at the end of the year."""
    rows = [*_orders(story, day), *_answers(story, day), *_reports(story, day), *_periodic(story, day),
            *_expiring(story, day)]  # fmt: skip
    return Counter((rule, standing(story.world, unit, LAST.isoformat()).key, on) for rule, unit, on in rows)


def _plus(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _months(day: str, months: int) -> str:
    at = date.fromisoformat(day)
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return date(year, month + 1, min(at.day, monthrange(year, month + 1)[1])).isoformat()


def _orders(story: Story, day: str) -> Iterator[Row]:
    orders: dict[str, list[Danger]] = {}
    for each in story.dangers:
        due = each.due_on(day)
        if each.open_on(day) and due is not None:
            yield ("rectification", each.unit, due)
            if each.item:
                orders.setdefault(each.number, []).append(each)
    for group in orders.values():
        yield ("recheck", group[0].unit, _plus(min(each.due_on(day) or "" for each in group), 10))


def _answers(story: Story, day: str) -> Iterator[Row]:
    papers = [paper for paper in story.papers if paper.form.day.isoformat() <= day]
    answered = {link for paper in papers if paper.form.kind == "extension-answer" for link in paper.form.links}
    investigated = {paper.unit for paper in papers if paper.form.kind == "investigation"}
    for paper in papers:
        written = paper.form.day.isoformat()
        if paper.form.kind == "extension" and not paper.form.links & answered:
            yield ("extension-answer", paper.unit, _plus(written, 5))
        elif paper.form.kind == "accident" and paper.unit not in investigated:
            yield ("accident-investigation", paper.unit, _plus(written, 60))
        elif paper.form.kind == "investigation":
            yield ("accident-reply", paper.unit, _plus(written, 15))


def _reports(story: Story, day: str) -> Iterator[Row]:
    for each in story.reports:
        done = {step for step, on in each.steps.items() if on <= day}
        if "受理" in done:
            if not done & {"核查", "答复", "奖励"}:
                yield ("report-check", each.unit, _plus(each.steps["受理"], 5))
            if not done & {"答复", "奖励"}:
                yield ("report-answer", each.unit, _months(each.steps["受理"], 2))


def _active(unit: Unit, day: str) -> bool:
    return (unit.closed is None or day < unit.closed) and (unit.merged is None or day < unit.merged[0])


def _periodic(story: Story, day: str) -> Iterator[Row]:
    for unit in story.world.units:
        if not _active(unit, day):
            continue
        members = {each.key for each in story.world.units if standing(story.world, each.key, day).key == unit.key}
        papers = [paper for paper in story.papers if paper.unit in members and paper.form.day.isoformat() <= day]
        newest = {kind: max((paper.form.day.isoformat() for paper in papers if paper.form.kind == kind), default=None)
                  for kind in ("plan", "drill", "record", "order")}  # fmt: skip
        if newest["plan"]:
            yield ("plan-evaluation", unit.key, _months(newest["plan"], 36))
        if newest["plan"] or newest["drill"]:
            yield ("drill", unit.key, _months(newest["drill"] or newest["plan"] or "", 12))
        inspected = newest["record"] or (FIRST - timedelta(days=1)).isoformat()
        yield ("inspection-frequency", unit.key, _plus(inspected, _FREQUENCY[unit.kind]))


def _expiring(story: Story, day: str) -> Iterator[Row]:
    known = {(paper.unit, paper.form.kind) for paper in story.papers if paper.form.day.isoformat() <= day}
    active = {unit.key for unit in story.world.units if _active(standing(story.world, unit.key, day), day)}
    for card in story.facts.cards:
        if (card.unit, "cards") in known and card.unit in active:
            yield ("certificate-expiry", card.unit, card.until)
    for machine in story.facts.machines:
        if (machine.unit, "machines") in known and machine.unit in active:
            yield ("equipment-inspection", machine.unit, machine.until)
            if machine.until >= day:
                yield ("equipment-application", machine.unit, _months(machine.until, -1))
