"""One hidden danger from its finding to its closing: the papers and decisions of its record, in order of days."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.model.hazard import STATES, Step, Supervision, Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.access.hazards_papers import HazardPapers, Item, Paper
    from archive.catalogue.hazards import DecidedStep, DecidedSupervision

__all__ = ["Walk", "walk"]

_STATE_OF = {
    "inspection": "found",
    "ledger": "registered",
    "report": "reported",
    "plan": "monitored",
    "rectification": "rectified",
    "acceptance": "evaluated",
    "evaluation": "evaluated",
    "closing": "closed",
    "appraisal": "appraised",
}
"""The state that a paper of each role documents."""

_UNDONE = ("rectified", "evaluated", "closed")
"""States that a failed recheck takes back."""

_REST = "0"
"""The item by which a recheck speaks of all that it does not number."""

_OWN = frozenset({"register", "notice"})
"""What an enterprise writes for itself: its own acceptance closes it."""


@dataclass(slots=True)
class Walk:
    """Where the walk has come to."""

    level: str
    due: str | None
    steps: dict[str, Step] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    supervision: Supervision | None = None

    def reach(self, state: str, on: str, record: str | None, how: str) -> None:
        self.steps.setdefault(state, Step(state, on, record, how))

    def doubt(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)

    @property
    def ordered(self) -> tuple[Step, ...]:
        return tuple(self.steps[state] for state in STATES if state in self.steps)

    @property
    def state(self) -> str:
        """Of a major one the last before a gap, of a general one the furthest."""
        reached = [state for state in STATES if state in self.steps]
        if self.level == "general":
            return reached[-1] if "closed" in reached or reached[-1] != "appraised" else reached[-2]
        count = 0
        while count < len(STATES) and STATES[count] in self.steps and self._documented(STATES[count]):
            count += 1
        return STATES[max(count - 1, 0)]

    @property
    def missing(self) -> tuple[str, ...]:
        if self.level == "general":
            return () if "closed" in self.steps else ("closed",)
        return tuple(state for state in STATES if not self._documented(state))

    @property
    def closed_on(self) -> str | None:
        if "closed" not in self.steps:
            return None
        needed = STATES[: STATES.index("closed") + 1]
        if self.level == "major":
            return max(self.steps[s].on for s in needed) if all(map(self._documented, needed)) else None
        return self.steps["closed"].on

    def _documented(self, state: str) -> bool:
        return state in self.steps and self.steps[state].record is not None


def walk(
    source: Paper,
    item: Item,
    papers: HazardPapers,
    level: str,
    on: str,
    decided: Sequence[DecidedStep],
    supervised: DecidedSupervision | None,
) -> Walk:
    """All that had become of one item of a paper by the end of the day."""
    row = source.row
    going = Walk(level, first_due(source, item))
    _begin(going, source, papers, on)
    taken = {step.record for step in decided if step.record}
    events: list[tuple[str, int, int, Paper | DecidedStep]] = [
        (paper.row.day, 0, number, paper)
        for number, paper in enumerate(_following(source, papers, level))
        if paper.row.day <= on and paper.row.id not in taken and not _gone(paper, on)
    ]
    events += [(step.on, 1, number, step) for number, step in enumerate(decided) if step.on <= on]
    for day, is_decision, _number, each in sorted(events, key=lambda event: event[:3]):
        if is_decision:
            _decide(going, each)  # type: ignore[arg-type]  # told by the flag
        elif day < row.day:
            _too_early(going, each)  # type: ignore[arg-type]  # told by the flag
        else:
            _follow(going, source, item, each)  # type: ignore[arg-type]  # told by the flag
    if source.role == "register":
        _row(going, source, on)
    if supervised is not None:
        going.supervision = _supervision(supervised, on, going.supervision)
    _judge(going, source, papers)
    return going


def first_due(source: Paper, item: Item) -> str | None:
    """The last day of its first term: its own, else that of the whole paper."""
    terms = source.terms
    if item.number in terms or "" in terms:
        return terms.get(item.number) or terms.get("")
    if item.due is not None:
        return item.due
    if source.role == "register" or item.number == "0":
        return min(terms.values(), default=None)
    return None


def _begin(going: Walk, source: Paper, papers: HazardPapers, on: str) -> None:
    row = source.row
    if len(papers.loop_of(source)) > 1:  # its papers say each state themselves
        going.reach("found", row.day, row.id, source.role)
        if source.role in _STATE_OF:
            going.reach(_STATE_OF[source.role], row.day, row.id, source.role)
        return
    inspections = [papers.by_id[target] for kind, target in source.targets if target in papers.by_id]
    found = next((paper for paper in inspections if paper.role == "inspection" and paper.row.day <= on), None)
    if found is not None and found.row.day <= row.day:
        going.reach("found", found.row.day, found.row.id, "inspection")
    else:
        going.reach("found", row.day, row.id, source.role)
        if found is not None:
            going.doubt("order-before-inspection")
    going.reach("registered", row.day, row.id, source.role)
    if source.role in _STATE_OF:
        going.reach(_STATE_OF[source.role], row.day, row.id, source.role)
    if source.role == "listing":
        going.supervision = _listed(source)


def _following(source: Paper, papers: HazardPapers, level: str) -> list[Paper]:
    """Papers that point to the source, or to a listing, plan or notice that points to it."""
    loop = papers.loop_of(source)
    found = [paper for paper in loop if paper is not source]
    queue, seen = [*loop], {paper.row.id for paper in loop}
    while queue:
        for paper in papers.pointing(queue.pop().row.id):
            if paper.row.id in seen:
                continue
            seen.add(paper.row.id)
            found.append(paper)
            if paper.role in {"listing", "plan", "report", "notice", "rectification"}:
                queue.append(paper)
    listed = level == "major" or len(source.items) < 2
    return found if listed else [paper for paper in found if paper.role not in {"listing", "lifting"}]


def _gone(paper: Paper, on: str) -> bool:
    return paper.superseded is not None and paper.superseded <= on


def _too_early(going: Walk, paper: Paper) -> None:
    if paper.role == "recheck":
        going.doubt("recheck-before-order")


def _decide(going: Walk, step: DecidedStep) -> None:
    going.steps[step.state] = Step(step.state, step.on, step.record, "decision")


def _follow(going: Walk, source: Paper, item: Item, paper: Paper) -> None:
    row = paper.row
    if paper.role == "recheck" or (paper.role == "acceptance" and source.role in _OWN):
        _recheck(going, source, item, paper)
    elif paper.role == "extension":
        later = paper.terms.get(item.number) or paper.terms.get("")
        if later is not None and (going.due is None or later > going.due):
            going.due = later
            going.turns.append(Turn("extended", row.day, row.id, later))
    elif paper.role == "lifting":
        if going.supervision is not None:
            going.supervision = Supervision(
                going.supervision.level, going.supervision.body, going.supervision.doc_no, going.supervision.due,
                row.day, going.supervision.record,
            )  # fmt: skip
    elif paper.role == "register":
        going.reach("registered", row.day, row.id, paper.role)
    elif paper.role == "listing":
        going.supervision = _listed(paper)
        going.due = min(paper.terms.values(), default=going.due)
    elif paper.role in _STATE_OF:
        going.reach(_STATE_OF[paper.role], row.day, row.id, paper.role)


def _recheck(going: Walk, source: Paper, item: Item, paper: Paper) -> None:
    row = paper.row
    passed, due = _answer(source, item, paper)
    if passed is None:
        if not paper.items or paper.details.get("conclusion") is None:
            going.doubt("recheck-unclear")
        going.turns.append(Turn("unclear", row.day, row.id, None))
    elif passed:
        going.turns.append(Turn("passed", row.day, row.id, None))
        going.reach("evaluated", row.day, row.id, "recheck")
        if going.level == "general":
            going.reach("rectified", row.day, row.id, "recheck")
            going.reach("closed", row.day, row.id, "recheck")
    else:
        for state in _UNDONE:
            going.steps.pop(state, None)
        if due is not None and due >= row.day:
            going.due = due
        going.turns.append(Turn("failed", row.day, row.id, due))


def _answer(source: Paper, item: Item, paper: Paper) -> tuple[bool | None, str | None]:
    """Whether the paper says that this item is done, and the new term; None where it does not say it of this one."""
    conclusion = paper.details.get("conclusion")
    due = paper.terms.get(item.number) or paper.terms.get("")
    whole = item.number == "0" or not source.items
    if paper.items and not whole:
        own = next((each for each in paper.items if each.number == item.number), None)
        own = own or next((each for each in paper.items if each.number == _REST), None)
        if own is None:
            return None, None
        failed = _failed(own.text)
        return not failed, (paper.terms.get(item.number) or own.due or paper.terms.get("")) if failed else None
    named = {each for each in paper.terms if each}
    if paper.items:
        failed = any(_failed(each.text) for each in paper.items)
        return not failed, max(paper.terms.values(), default=None) if failed else None
    if conclusion == "合格":
        return (False, due) if item.number in named else (True, None)
    if conclusion == "不合格" or (conclusion is None and item.number in named):
        if named and item.number not in named and not whole:
            return None, None
        return False, due or max(paper.terms.values(), default=None)
    if conclusion == "部分合格" and not whole:
        return (item.number not in named, due if item.number in named else None) if named else (None, None)
    return (False, max(paper.terms.values(), default=None)) if conclusion == "部分合格" else (None, None)


def _failed(text: str) -> bool:
    return text.startswith(("不合格", "未", "否")) or "不合格" in text


def _row(going: Walk, source: Paper, on: str) -> None:
    """What the row of a register says of itself: done, and on which day."""
    if source.details.get("conclusion") != "合格":
        return
    day = source.details.get("accepted_at", source.row.day)[:10]
    if day > on:
        return
    if going.level == "general":
        for state in _UNDONE:
            going.reach(state, day, source.row.id, "register")
    else:
        going.reach("rectified", day, source.row.id, "register")


def _listed(paper: Paper) -> Supervision:
    level, body = paper.details.get("level"), paper.details.get("body")
    return Supervision(level, body, paper.row.doc_no, min(paper.terms.values(), default=None), None, paper.row.id)


def _supervision(said: DecidedSupervision, on: str, printed: Supervision | None) -> Supervision:
    """What people said, with what the document says where they did not."""
    lifted = said.lifted_on if said.lifted_on is not None and said.lifted_on <= on else None
    if printed is None:
        return Supervision(said.level, said.body, said.doc_no, said.due, lifted, said.record)
    return Supervision(
        said.level or printed.level,
        said.body or printed.body,
        said.doc_no or printed.doc_no,
        said.due or printed.due,
        lifted or printed.lifted_on,
        said.record or printed.record,
    )


def _judge(going: Walk, source: Paper, papers: HazardPapers) -> None:
    days = [step.on for step in going.ordered]
    if days != sorted(days):
        going.doubt("steps-out-of-order")
    if going.due is None:
        going.doubt("no-deadline")
    elif going.due < source.row.day:
        going.doubt("deadline-before-order")
    if papers.shares_number(source):
        going.doubt("number-shared")
