"""The papers that deadlines are counted from, beside those of hidden dangers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.access.papers import read_sorts, role_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from archive.access.responsible import Units
    from archive.catalogue.hazards import ReportRow
    from archive.store import Store

__all__ = ["DuePaper", "DuePapers", "read_due_papers"]

_CATEGORIES = (
    "emergency", "basic-info", "certificate", "equipment", "accident", "enforcement-case", "inspection", "recheck",
)  # fmt: skip
_ANSWERS = {
    "declined": ("不予受理",),
    "verified": ("核查", "调查报告", "查处情况"),
    "answered": ("答复", "办结"),
    "rewarded": ("奖励",),
}
"""Words of titles of papers by which a report from the public came to a step."""


@dataclass(slots=True)
class DuePaper:
    id: str
    role: str
    title: str
    day: str
    unit: str
    """Whoever stood for its unit on the day asked."""
    number: str
    """By which a renewed paper is known as the same thing: the number of a certificate or device, else its title."""
    numbered: bool
    expires: dict[str, str] = field(default_factory=dict)
    """What expires (empty: the whole) -> day."""
    targets: frozenset[str] = frozenset()


class DuePapers:
    """Papers by role and unit."""

    def __init__(self, papers: dict[str, DuePaper], answers: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        self.by_id = papers
        self._by_role: dict[str, list[DuePaper]] = {}
        self._by_unit: dict[str, list[DuePaper]] = {}
        for paper in papers.values():
            self._by_role.setdefault(paper.role, []).append(paper)
            self._by_unit.setdefault(paper.unit, []).append(paper)
        self._answered: dict[str, frozenset[str]] = {}
        self._reports = answers

    def of(self, roles: frozenset[str]) -> list[DuePaper]:
        """Papers of these roles, by day."""
        return [paper for role in sorted(roles) for paper in self._by_role.get(role, ())]

    def by_unit(self) -> Mapping[str, Sequence[DuePaper]]:
        return self._by_unit

    def answered(self, rule: str, base: frozenset[str], done: frozenset[str], paper: DuePaper) -> bool:
        """Whether a later paper answers this one: by a link, else the first of the unit that is left over."""
        key = f"{rule} {paper.role}"
        if key not in self._answered:
            self._answered[key] = frozenset(self._pair(self.of(base), self.of(done)))
        return paper.id in self._answered[key]

    def expiring(self, roles: frozenset[str], items: frozenset[str]) -> Iterator[tuple[DuePaper, str]]:
        """The newest paper of each thing that expires, and the day on which it does."""
        newest: dict[tuple[str, str], list[tuple[DuePaper, str]]] = {}
        for paper in self.of(roles):
            days = [day for item, day in paper.expires.items() if item in items]
            if days:
                newest.setdefault((paper.unit, paper.number), []).append((paper, max(days)))
        for same in newest.values():
            if same[0][0].numbered:
                yield max(same, key=lambda each: (each[1], each[0].id))
            else:
                last = max(paper.day for paper, _ in same)
                yield from (each for each in same if each[0].day == last)

    def report_answered(self, report: ReportRow, steps: frozenset[str]) -> bool:
        """Whether a paper of the unit, not before the report, says that it came to one of the steps."""
        words = [word for step in steps for word in _ANSWERS.get(step, ())]
        return any(
            day >= report.day and any(word in title for word in words)
            for day, title in self._reports.get(report.unit or "", ())
        )

    def _pair(self, bases: Sequence[DuePaper], done: Sequence[DuePaper]) -> Iterator[str]:
        answers: dict[str, list[DuePaper]] = {}
        for each in sorted(done, key=lambda paper: (paper.day, paper.id)):
            answers.setdefault(each.unit, []).append(each)
        questions: dict[str, list[DuePaper]] = {}
        for base in sorted(bases, key=lambda paper: (paper.day, paper.id)):
            questions.setdefault(base.unit, []).append(base)
        for unit, asked in questions.items():
            yield from _pair_of_unit(asked, answers.get(unit, []))


def _pair_of_unit(asked: Sequence[DuePaper], answers: Sequence[DuePaper]) -> Iterator[str]:
    """Ids of those asked that are answered: by what is tied to them, else by the first later one tied to none."""
    tied = {
        (base.id, each.id)
        for base in asked
        for each in answers
        if base.id in each.targets or each.id in base.targets or base.targets & each.targets
    }
    free = [each for each in answers if not any(each.id == answer for _base, answer in tied)]
    for base in asked:
        if any((base.id, each.id) in tied and each.day >= base.day for each in answers):
            yield base.id
            continue
        fitting = next((each for each in free if each.day >= base.day), None)
        if fitting is not None:
            free.remove(fitting)
            yield base.id


def read_due_papers(store: Store, units: Sequence[str] | None, today: str, whose: Units) -> DuePapers:
    """Every filed paper of these units, or of all, dated by the day, that is neither replaced nor of no rule."""
    catalogue, sorts = store.catalogue, read_sorts("due.toml")
    gone = {record for record, day in catalogue.superseded(units).items() if day <= today}
    papers: dict[str, DuePaper] = {}
    for row in catalogue.papers(_CATEGORIES, units):
        role = "other" if row.day > today or row.id in gone else role_of(sorts, row.category, row.title, None, False)
        if role != "other":
            number = row.doc_no_key or ""
            unit = whose.heir(row.unit, today)
            papers[row.id] = DuePaper(row.id, role, row.title, row.day, unit, number or row.title, bool(number))
    expiring = ("basic-info", "certificate", "equipment", "inspection")
    for record, name, value in catalogue.paper_details(expiring, ("valid_to", "certificate_no"), units):
        paper = papers.get(record)
        if paper is not None and name == "valid_to":
            paper.expires[""] = value[:10]
        elif paper is not None:
            paper.number, paper.numbered = value, True
    for record, item, day in catalogue.paper_terms(expiring, units):
        if record in papers:
            papers[record].expires.setdefault(item, day)
    for record, kind, target, _key in catalogue.paper_links(_CATEGORIES, units):
        if target and record in papers and kind not in {"row-of", "same-content", "supersedes"}:
            papers[record].targets |= {target}
    answers: dict[str, list[tuple[str, str]]] = {}
    for report in catalogue.reports(units):
        if report.unit is not None and report.day <= today:
            answers.setdefault(report.unit, []).append((report.day, "".join(report.title.split())))
    return DuePapers(papers, answers)
