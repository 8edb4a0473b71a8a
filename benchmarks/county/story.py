"""What is written in the county in a year: 6 units make some 150 papers, 60 some 2,000."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from county.affairs import Listing, Report, accident, major, penalty, report
from county.enterprise import Facts, appointments, daily, duty_week, papers_of, registers, tickets
from county.inspections import OUTCOMES, Danger, inspect
from county.papers import Paper, Pen
from county.shelves import fill
from county.world import Unit, World

__all__ = ["Story", "tell"]


@dataclass
class Story:
    world: World
    papers: list[Paper]
    """In the order in which they were written."""
    dangers: list[Danger]
    listings: list[Listing]
    reports: list[Report]
    facts: Facts


def tell(world: World, *, plain: bool = False) -> Story:
    """The year's papers of a world. With `plain` all are simple to read."""
    pen = Pen(world, world.seed, plain=plain)
    facts = Facts([], [], [], [], [], [], [], [], [], [])
    story = Story(world, pen.papers, facts.dangers, [], [], facts)
    large = len(world.units) > 12
    for unit in world.units:
        papers_of(pen, unit, facts)
        if unit.kind == "enterprise":
            registers(pen, unit, facts)
            tickets(pen, unit, facts, 6 if large else 4)
        daily(pen, unit, facts, (2, 5, 8, 11) if large else (5,))
        if unit.kind == "enterprise" and unit.key % 4 == 0:
            duty_week(pen, unit, date(2025, 6, 2), facts)
            if large:
                duty_week(pen, unit, date(2025, 9, 8), facts)
        facts.dangers += _inspections(pen, unit, large)
        if unit.kind == "enterprise" and unit.key % (4 if large else 6) == 0:
            fill(pen, unit)
    appointments(pen, world.units[0], "next principal", date(2025, 7, 1))
    _affairs(pen, story)
    pen.papers.sort(key=lambda paper: (paper.form.day, paper.key))
    return story


def _inspections(pen: Pen, unit: Unit, large: bool) -> list[Danger]:
    found: list[Danger] = []
    for n, month in enumerate((2, 5, 9) if large else (4, 8)):
        day = date(2025, month, 3) + timedelta(days=(unit.key * 7) % 26)
        if unit.alive(day + timedelta(days=1)) and (n < 2 or unit.key % 3):
            found += inspect(pen, unit, day, OUTCOMES[(unit.key + 3 * n) % len(OUTCOMES)])
    return found


def _affairs(pen: Pen, story: Story) -> None:
    units = story.world.units
    count = len(units)
    for n, key in enumerate([0, 3, *range(9, count, 13)]):
        danger, listing = major(pen, units[key], date(2025, 3, 4) + timedelta(days=19 * n), 8 if n % 2 == 0 else 4)
        story.dangers.append(danger)
        story.listings.append(listing)
    for key in range(1, count, 12):
        accident(pen, units[key], date(2025, 6, 20) + timedelta(days=key))
    for n, key in enumerate(range(3, count, 5)):
        story.reports.append(report(pen, units[key], date(2025, 5, 6) + timedelta(days=11 * n), 4 - n % 4))
    for key in range(0, count, 3):
        if units[key].alive(date(2025, 10, 30)):
            penalty(pen, units[key], date(2025, 10, 9) + timedelta(days=key % 20), reward=key % 2 == 0)
