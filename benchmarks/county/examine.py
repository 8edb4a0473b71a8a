"""Asks the archive what the county knows, and compares. A question gives how often it was right, and each miss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import cast

from archive.model.selection import Selection
from county.deadlines import RULES, unmet
from county.filing import Filed
from county.story import Story
from county.truth import carried, chain_on, known_on, on_file, papers_naming, standing
from county.world import FIRST, LAST, Person

__all__ = ["QUESTIONS", "Answered", "examine"]


@dataclass
class Answered:
    """One kind of question."""

    question: str
    asked: int = 0
    right: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, what: str, expected: object, got: object) -> None:
        self.asked += 1
        if expected == got:
            self.right += 1
        else:
            self.misses.append(f"{what}: true {expected!r}, told {got!r}")


def turns(story: Story) -> list[str]:
    """Days to ask about: the first of every month, and the days around every change."""
    days = {date(FIRST.year, month, 1) for month in range(1, 13)} | {LAST}
    for act in story.world.acts:
        there = date.fromisoformat(act.day)
        days |= {there + timedelta(days=n) for n in (-1, 0, 1)}
    return [day.isoformat() for day in sorted(days) if FIRST <= day <= LAST]


def ask_who(story: Story, filed: Filed) -> Iterator[Answered]:
    """The whole chain of every unit on these days: who, as whose deputy, and the gaps."""
    answered, gaps = Answered("who: roles"), Answered("who: gaps")
    names = Answered("who: unit of the day")
    world = story.world
    for unit in world.units:
        for day in turns(story):
            chain = filed.archive.who(unit.code, day)
            what = f"who {unit.name} --on {day}"
            held, missing = chain_on(world, unit.key, day)
            told = {
                link.role: {(entry.duty.name, entry.duty.certificate, entry.deputises.name if entry.deputises else None)
                            for entry in link.entries if entry.counts}
                for link in chain.links
            }  # fmt: skip
            answered.add(what, held, {role: holders for role, holders in told.items() if holders})
            gaps.add(what, missing, {link.role for link in chain.links if link.gap})
            stood = standing(world, unit.key, day)
            names.add(what, (stood.code, stood.name_on(day)), (chain.unit.code, chain.name_then))
    yield from (answered, gaps, names)


def ask_records(story: Story, filed: Filed) -> Iterator[Answered]:
    """What was read of each paper: what all other answers rest on."""
    from archive.model.doc_number import doc_number_key

    unit, category, day = Answered("filed: unit"), Answered("filed: category"), Answered("filed: date")
    number, people, dues = Answered("filed: number"), Answered("filed: people"), Answered("filed: deadlines")
    links = Answered("filed: links")
    for paper in story.papers:
        record = filed.archive.record(filed.records[paper.key])
        what = f"{paper.form.title} {paper.format}, {paper.layout} ({paper.key})"
        true = filed.archive.unit(story.world.unit(paper.unit).name)
        unit.add(what, [true.id], [each.id for each in record.units])
        category.add(what, paper.form.category, record.category)
        day.add(what, paper.form.day.isoformat(), record.date)
        if paper.form.number:
            number.add(what, doc_number_key(paper.form.number), doc_number_key(record.doc_no or ""))
        if not paper.form.table:
            people.add(what, sorted(paper.people()), sorted({(each.name, each.role) for each in record.people}))
            told = {(due.item, due.date) for due in record.dues}
            same = {when for _, when in told} == {when for _, when in paper.form.dues}
            dues.add(what, sorted(paper.form.dues), sorted(paper.form.dues if same else told))
        found = {(link.type, doc_number_key(link.doc_no or "")) for link in record.links if link.type != "certificate"}
        links.add(what, sorted((kind, doc_number_key(no)) for kind, no in paper.form.links), sorted(found))
    yield from (unit, category, day, number, people, dues, links)


DAYS = ("2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31")


def ask_handovers(story: Story, filed: Filed) -> Iterator[Answered]:
    """What each handover carried: the open orders, and which of them were overdue."""
    orders, overdue = Answered("handover: open orders"), Answered("handover: overdue")
    keys = {record: key for key, record in filed.records.items()}
    numbers = {paper.key: paper.form.number for paper in story.papers}
    for act in story.world.acts:
        if act.kind == "handover":
            giver, there = cast("Person", act.data["giver"]), filed.handovers[act.day]
            true = carried(story, giver, act.day)
            told = {numbers[keys[order.record]]: order.record in there.overdue for order in there.orders}
            what = f"handover {giver.name} on {act.day}"
            orders.add(what, sorted(true), sorted(str(each) for each in told))
            late = [str(each) for each in told if told[each]]
            overdue.add(what, sorted(each for each in true if true[each]), sorted(late))
    yield from (orders, overdue)


def ask_hazards(story: Story, filed: Filed) -> Iterator[Answered]:
    """Every hidden danger on four days: whether it was open, by when it was due, when closed; and the eight states."""
    from archive.model.doc_number import doc_number_key

    there, state = Answered("hazards: which"), Answered("hazards: open, due, closed, overdue")
    level, steps, listed = Answered("hazards: level"), Answered("hazards: states"), Answered("hazards: supervision")
    for day in DAYS:
        told = {(doc_number_key(each.doc_no or ""), "" if each.item == "0" else each.item): each
                for each in filed.archive.hazards(on=day)}  # fmt: skip
        true = {(doc_number_key(each.number), each.item): each for each in story.dangers if each.ordered <= day}
        there.add(f"dangers on {day}, too much or missing", ([], []), (sorted(told.keys() - true.keys()),
                                                                      sorted(true.keys() - told.keys())))  # fmt: skip
        for key in sorted(told.keys() & true.keys()):
            danger, hazard = true[key], told[key]
            what = f"hazard {danger.number} {danger.item} of {story.world.unit(danger.unit).name} on {day}"
            opened = danger.open_on(day)
            state.add(what, (opened, danger.due_on(day), None if opened else danger.closed, danger.overdue_on(day)),
                      (hazard.open, hazard.due, hazard.closed_on, hazard.overdue))  # fmt: skip
            level.add(what, danger.level, hazard.level)
            if danger.level == "major":
                records = {zh: (on, filed.records[key]) for zh, (on, key) in danger.steps.items() if on <= day}
                got = {_STATES[step.state]: (step.on, step.record) for step in hazard.steps}
                steps.add(what, records, got)
                listing = next(each for each in story.listings if each.number == danger.number)
                lifted = listing.lifted if listing.lifted and listing.lifted <= day else None
                said = hazard.supervision
                listed.add(what, ("县级", "云屏县安全生产委员会办公室", listing.doc_no, listing.due, lifted),
                           said and (said.level, said.body, said.doc_no, said.due, said.lifted_on))  # fmt: skip
    yield from (there, state, level, steps, listed)


def ask_due(story: Story, filed: Filed) -> Iterator[Answered]:
    """Every unmet deadline on four days, of thirteen rules: of which unit, and by when."""
    world = story.world
    keys = {unit.code: unit.key for unit in world.units}
    answers = {rule: Answered(f"due: {rule}") for rule in RULES}
    for day in DAYS:
        true = unmet(story, day)
        found = [each for each in filed.archive.due(today=day) if each.unit is not None and each.rule in RULES]
        told = Counter((each.rule, keys[each.unit.code], each.on) for each in found if each.unit is not None)
        for rule, key, on in sorted(true.keys() | told.keys()):
            row = (rule, key, on)
            answers[rule].add(f"due {world.unit(key).name} by {on}, --on {day}", true[row], told[row])
    yield from answers.values()


def ask_rates(story: Story, filed: Filed) -> Iterator[Answered]:
    """How many dangers each unit had, how many of them were closed, and closed within their term."""
    from archive.access.hazards import closing_rates

    answer = Answered("hazards: closing rates")
    for day in DAYS:
        told = {each.key: (each.found, each.closed, each.in_time, each.overdue)
                for each in closing_rates(filed.archive.hazards(on=day), "unit")}  # fmt: skip
        for unit in story.world.units:
            theirs = [each for each in story.dangers if each.ordered <= day
                      and standing(story.world, each.unit, LAST.isoformat()).key == unit.key]  # fmt: skip
            done = [each for each in theirs if not each.open_on(day)]
            timely = [each for each in done if (each.closed or "") <= (each.due_on(each.closed or "") or "9")]
            late = [each for each in theirs if each.overdue_on(day)]
            if theirs:
                true = (len(theirs), len(done), len(timely), len(late))
                answer.add(f"closing rate of {unit.name} on {day}", true, told.get(unit.code))
    yield answer


def ask_reports(story: Story, filed: Filed) -> Iterator[Answered]:
    """Reports from the public: which had come, and which were open."""
    answer = Answered("reports: open")
    for day in DAYS:
        told = {each.record: each.open for each in filed.archive.reports(day)}
        true = {filed.records[each.record]: not any(each.steps.get(step, "9") <= day for step in ("答复", "奖励"))
                for each in story.reports if each.steps["受理"] <= day}  # fmt: skip
        for record in sorted(true.keys() | told.keys()):
            answer.add(f"report {record} on {day}", true.get(record), told.get(record))
    yield answer


def ask_names(story: Story, filed: Filed) -> Iterator[Answered]:
    """Every paper that names a person, over the whole county and of one enterprise; two people share a name."""
    everywhere, there = Answered("search: papers that name a person"), Answered("search: the same of one unit")
    world = story.world
    papers = {record: key for key, record in filed.records.items()}
    listed = {paper.key for paper in story.papers if paper.form.table}
    names = {each.name: 3 if each.name == world.namesake else 0 for each in world.officers}
    names |= {unit.people[role].name: unit.key for unit in world.units for role in ("principal", "guardian", "trainer")}
    for name, key in names.items():
        unit = filed.archive.unit(world.unit(key).name)
        for answer, selection, only in (
            (everywhere, Selection(), None), (there, Selection(units=(unit.id,)), key),
        ):  # fmt: skip
            hits = filed.archive.search(f"责任人:{name}", selection, limit=10_000, exact=True).hits
            told = {papers[hit.record] for hit in hits if hit.record in papers} - listed
            true = papers_naming(story, name, only).keys() - listed
            answer.add(f"责任人:{name}", sorted(true), sorted(told))
    yield from (everywhere, there)


def ask_known(story: Story, filed: Filed) -> Iterator[Answered]:
    """What the archive had by the end of some days."""
    answer = Answered("list: what had come by a day")
    papers = {record: key for key, record in filed.records.items()}
    for day in DAYS:
        until = f"{date.fromisoformat(day) + timedelta(days=1)}T00:00:00.000Z"
        told = {papers.get(record.id) for record in filed.archive.records(Selection(received_until=until))}
        answer.add(f"--received-to {day}", known_on(story, day), told - {None})
    yield answer


def ask_dossier(story: Story, filed: Filed) -> Iterator[Answered]:
    """The first page of every unit's file on four days: what it repeats of other questions, and what is missing."""
    same, asked = Answered("dossier: as the questions alone"), Answered("dossier: completeness")
    for unit in story.world.units:
        for day in DAYS:
            archive, what = filed.archive, f"dossier {unit.name} --on {day}"
            told = archive.overview(unit.code, on=day, past=True)
            dangers = {each for each in archive.hazards(unit=unit.code, on=day) if each.open}
            due = [each for each in archive.due(today=day, unit=unit.code, within=60)
                   if each.rule != "inspection-frequency"]  # fmt: skip
            same.add(what, (archive.who(unit.code, day), dangers, due),
                     (told.chain, set(told.hazards), list(told.deadlines)))  # fmt: skip
            true = on_file(story, unit.key, day)
            states = {each.key: each.state for each in told.requirements}
            asked.add(what, true, {key: states[key] for key in states if key in true})
    yield from (same, asked)


def ask_person(story: Story, filed: Filed) -> Iterator[Answered]:
    """Every paper that names an officer, over all who bear the name."""
    answer = Answered("person: papers of a name")
    papers = {record: key for key, record in filed.records.items()}
    listed = {paper.key for paper in story.papers if paper.form.table}
    for name in {each.name for each in story.world.officers}:
        told = {papers[fact.record] for person in filed.archive.people(name) for fact in person.facts
                if fact.kind != "duty" and fact.record in papers}  # fmt: skip
        answer.add(f"person {name}", sorted(papers_naming(story, name).keys() - listed), sorted(told - listed))
    yield answer


def ask_as_of(story: Story, filed: Filed) -> Iterator[Answered]:
    """Which papers of every unit were known on a day."""
    answer = Answered("timeline --as-of: papers known")
    papers = {record: key for key, record in filed.records.items()}
    day = DAYS[1]
    with filed.archive.known_before(f"{date.fromisoformat(day) + timedelta(days=1)}T00:00:00.000Z") as then:
        told = {papers[fact.record] for unit in then.units() for fact in then.timeline(unit.code, kind="record")
                if fact.record in papers}  # fmt: skip
    answer.add(f"--as-of {day}", sorted(known_on(story, day)), sorted(told))
    yield answer


def ask_cross(story: Story, filed: Filed) -> Iterator[Answered]:
    """Tickets and duty logs held against other papers: every finding of the year, and none besides."""
    kinds = ("guardian-of-two", "certificate-expired", "day-without-log", "other-than-roster")
    answers = {kind: Answered(f"cross-check: {kind}") for kind in kinds}
    facts, archive = story.facts, filed.archive
    numbers = {filed.records[paper.key]: paper.form.number or "" for paper in story.papers}
    codes = {key: archive.unit(story.world.unit(key).name).code for key in {key for key, _ in facts.gaps}}
    true: dict[str, set[tuple[str, ...]]] = {
        "guardian-of-two": {tuple(sorted(pair)) for pair in facts.double},
        "certificate-expired": set(facts.expired),
        "day-without-log": {(codes[key], day) for key, day in facts.gaps},
        "other-than-roster": {(codes[key], day, name) for key, day, name in facts.strangers},
    }
    told: dict[str, set[tuple[str, ...]]] = {kind: set() for kind in kinds}
    for each in archive.cross_check(today=LAST.isoformat()):
        if each.kind == "guardian-of-two":
            told[each.kind].add(tuple(sorted(numbers[record] for record in each.records)))
        elif each.kind == "certificate-expired":
            told[each.kind].add((numbers[each.records[0]], each.expected[0]))
        else:
            told.setdefault(each.kind, set()).add((each.unit.code, each.on, *each.names))
    for kind, answer in answers.items():
        for row in sorted(true[kind] | told[kind]):
            answer.add(f"{kind} {row}", row in true[kind], row in told[kind])
    yield from answers.values()


_STATES = {"found": "排查", "registered": "登记", "reported": "上报", "monitored": "监控", "rectified": "整改",
           "evaluated": "评价", "closed": "销号", "appraised": "考核"}  # fmt: skip


Question = Callable[[Story, Filed], Iterator[Answered]]
QUESTIONS: dict[str, Question] = {
    "filed": ask_records, "who": ask_who, "handover": ask_handovers,
    "hazards": ask_hazards, "due": ask_due, "rates": ask_rates,
    "reports": ask_reports, "names": ask_names, "known": ask_known,
    "dossier": ask_dossier, "person": ask_person, "as-of": ask_as_of,
    "cross": ask_cross,
}  # fmt: skip


def examine(story: Story, filed: Filed, names: list[str] | None = None) -> list[Answered]:
    """The answers to all questions, or to those of these names."""
    return [answer for name, ask in QUESTIONS.items() if names is None or name in names for answer in ask(story, filed)]
