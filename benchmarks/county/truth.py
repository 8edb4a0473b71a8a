"""What is so, as plain data, and the answers that follow from it: reckoned from the story, never from an archive."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from county.inspections import Danger
from county.story import Story
from county.world import FIRST, LAST, Person, Term, Unit, World, day_before

__all__ = ["carried", "chain_on", "closing", "known_on", "on_file", "papers_naming", "standing", "truth"]

_EXPECTED = {
    "enterprise": ("leader", "department", "department_head", "supervisor", "grid_officer", "principal", "safety_head",
                   "post_holder"),
    "self-employed": ("leader", "department", "department_head", "supervisor", "grid_officer", "principal"),
    "public-body": ("leader", "department", "department_head", "supervisor", "grid_officer", "principal",
                    "safety_head"),
}  # fmt: skip

Holder = tuple[str, str | None, str | None]
"""Name, certificate, and whom the person stands in for."""


def standing(world: World, key: int, day: str) -> Unit:
    """The unit, or whoever had taken it over by the day."""
    unit = world.unit(key)
    while unit.merged is not None and unit.merged[0] <= day:
        unit = world.unit(unit.merged[1])
    return unit


def chain_on(world: World, key: int, day: str) -> tuple[dict[str, set[Holder]], set[str]]:
    """Who had which role over the unit that day, and the roles that were expected and nobody had."""
    unit = standing(world, key, day)
    members = {each.key for each in world.units if standing(world, each.key, day).key == unit.key}
    grids = {grid for grid, member, since, until in world.stays
             if member in members and since <= day and (until is None or day <= until)}  # fmt: skip
    grids |= {"YP"} if grids else set()
    held: dict[str, set[Holder]] = defaultdict(set)
    for term in world.terms:
        over = term.unit in members if term.unit is not None else term.grid in grids
        if over and _holds(term, day):
            held[term.role].add((term.person.name, term.person.certificate, term.deputises))
    existed = unit.closed is None or day <= unit.closed
    gaps = {role for role in _EXPECTED[unit.kind] if role not in held} if existed else set()
    return dict(held), gaps


def _holds(term: Term, day: str) -> bool:
    return term.since <= day and (term.until is None or day <= term.until)


def papers_naming(story: Story, name: str, unit: int | None = None) -> dict[str, set[str]]:
    """Papers that name a person, with the roles; or those of one unit."""
    found: dict[str, set[str]] = {}
    for paper in story.papers:
        if unit is None or paper.unit == unit:
            roles = {role for who, role in paper.people() if who == name}
            if roles:
                found[paper.key] = roles
    return found


def known_on(story: Story, day: str) -> set[str]:
    """Papers that the archive had by the end of the day."""
    return {paper.key for paper in story.papers if paper.delivered.isoformat() <= day}


def carried(story: Story, giver: Person, day: str) -> dict[str, bool]:
    """Orders that were open, as far as was delivered before the day, of the units over which the person had duties:
    number, and whether the term had run out.
    """
    world = story.world
    terms = [term for term in world.terms if term.person == giver and _holds(term, day_before(day))]
    units = {unit.key for unit in world.units for term in terms if _is_over(world, term, unit.key, day)}
    known = [paper for paper in story.papers if paper.delivered.isoformat() < day]
    orders: dict[str, str] = {}
    for paper in known:
        form = paper.form
        number = next((number for _, number in form.links), "")
        if form.kind == "order" and paper.unit in units:
            orders[form.number or ""] = min(due for _, due in form.dues)
        elif form.kind == "recheck" and paper.conclusion == "合格":
            orders.pop(number, None)
        elif number in orders and form.kind in {"extension-answer", "recheck"}:
            orders[number] = min(due for _, due in form.dues)
    return {number: due < day for number, due in orders.items()}


def _is_over(world: World, term: Term, key: int, day: str) -> bool:
    if term.unit is None:
        return any(grid == term.grid and unit == key and since <= day and (until is None or day <= until)
                   for grid, unit, since, until in world.stays)  # fmt: skip
    return standing(world, key, day).key == standing(world, term.unit, day).key == term.unit or key == term.unit


_KEPT: dict[str, tuple[str, int]] = {
    "profile": ("profile", 12), "safety-officer": ("appointment", 0), "responsibility": ("letter", 0),
    "institution": ("institution", 0), "training": ("training", 12), "plan": ("plan", 36), "ppe": ("ppe", 12),
    "hazard-register": ("dangers", 3),
}  # fmt: skip
"""What is asked of every enterprise: the form that satisfies it, and for how many months."""


def on_file(story: Story, key: int, day: str) -> dict[str, str]:
    """Of these things, and of certificates, which the unit had on file that day: present, running-out, expired or
    missing. Nothing is asked of a unit that had ended.
    """
    unit = story.world.unit(key)
    if (unit.merged and unit.merged[0] <= day) or (unit.closed and unit.closed <= day) or unit.kind != "enterprise":
        return {}
    members = {each.key for each in story.world.units if standing(story.world, each.key, day).key == key}
    papers = [paper for paper in story.papers if paper.unit in members and paper.form.day.isoformat() <= day]
    answer: dict[str, str] = {}
    for asked, (kind, months) in _KEPT.items():
        days = [paper.form.day for paper in papers if paper.form.kind == kind]
        answer[asked] = _good(_later(max(days), months) if months else "9999-12-31", day) if days else "missing"
    shown = {paper.unit for paper in papers if paper.form.kind == "cards"}
    cards = [card.until for card in story.facts.cards if card.unit in shown]
    if cards:
        answer["special-operators"] = _good(min(cards), day)
    return answer


def _good(until: str, day: str) -> str:
    soon = (date.fromisoformat(day) + timedelta(days=60)).isoformat()
    return "expired" if until < day else "running-out" if until <= soon else "present"


def _later(day: date, months: int) -> str:
    """Days are at most the 28th where it matters; else the last of the month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last)).isoformat()


def closing(dangers: list[Danger], day: str) -> tuple[int, int]:
    """Dangers found by the day, and those of them that were closed by it."""
    found = [each for each in dangers if each.ordered <= day]
    return len(found), sum(not each.open_on(day) for each in found)


def truth(story: Story) -> dict[str, object]:
    """All of it, for JSON."""
    world = story.world
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    return {
        "seed": world.seed,
        "units": [_unit(unit) for unit in world.units],
        "responsible": {unit.code: _spans(world, unit.key, days) for unit in world.units},
        "hazards": [_danger(story, each) for each in story.dangers],
        "supervision": [vars(each) for each in story.listings],
        "reports": [{"number": each.number, "unit": world.unit(each.unit).code, "steps": each.steps}
                    for each in story.reports],
        "documents": [
            {"key": paper.key, "title": paper.form.title, "category": paper.form.category, "number": paper.form.number,
             "unit": world.unit(paper.unit).code, "date": paper.form.day.isoformat(),
             "delivered": paper.delivered.isoformat(), "people": sorted(paper.people()),
             "dues": sorted(paper.form.dues), "links": sorted(paper.form.links)}
            for paper in story.papers
        ],
        "certificates": [vars(card) for card in story.facts.cards],
        "equipment": [vars(machine) for machine in story.facts.machines],
        "expired on tickets": story.facts.expired,
        "guardians of two tickets": story.facts.double,
        "days without a log": story.facts.gaps,
        "logs beside the roster": story.facts.strangers,
        "closing": {day: closing(story.dangers, day) for day in ("2025-06-30", "2025-12-31")},
    }  # fmt: skip


def _unit(unit: Unit) -> dict[str, object]:
    return {"code": unit.code, "name": unit.name, "kind": unit.kind, "names": unit.names, "codes": unit.codes,
            "merged": unit.merged, "closed": unit.closed}  # fmt: skip


def _danger(story: Story, each: Danger) -> dict[str, object]:
    return {**vars(each), "unit": story.world.unit(each.unit).code}


def _spans(world: World, key: int, days: list[date]) -> list[dict[str, object]]:
    """Who was responsible in which role from when to when, within the year."""
    open_spans: dict[tuple[str, Holder | None], str] = {}
    spans: list[dict[str, object]] = []
    before = ""
    for day in [*map(date.isoformat, days), ""]:
        now: set[tuple[str, Holder | None]] = set()
        if day:
            held, gaps = chain_on(world, key, day)
            now = {(role, holder) for role, holders in held.items() for holder in holders} | {(r, None) for r in gaps}
        for role, holder in [each for each in open_spans if each not in now]:
            spans.append({"role": role, "holder": holder, "from": open_spans.pop((role, holder)), "to": before})
        for each in now:
            open_spans.setdefault(each, day)
        before = day
    return sorted(spans, key=lambda span: (str(span["role"]), str(span["from"]), str(span["holder"])))
