"""The papers that hidden dangers are derived from, read at once: what each is, sets, numbers and names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.access.papers import read_sorts, role_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archive.catalogue.hazards import PaperRow
    from archive.store import Store

__all__ = ["SOURCES", "HazardPapers", "Item", "Paper", "read_papers"]

SOURCES = frozenset({"order", "decision", "opinion", "register", "notice", "listing", "plan", "report"})
"""Roles of papers that a hidden danger may stand in; the last three only where they belong to no other."""

_CATEGORIES = ("inspection", "recheck", "hazard", "performance-check")
_FIELDS = ("item", "level", "conclusion", "accepted_at", "body")
_ITEM = re.compile(r"^(?P<number>\d{1,3})\s+(?P<text>.*?)(?:\s*@(?P<due>\d{4}-\d{2}-\d{2}))?$", re.DOTALL)
_DUE = re.compile(r"\s*@(\d{4}-\d{2}-\d{2})$")


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered point of a paper."""

    number: str
    text: str
    due: str | None


@dataclass(slots=True)
class Paper:
    """A filed record and what it says beside its own fields."""

    row: PaperRow
    role: str
    terms: dict[str, str] = field(default_factory=dict)
    """Item -> day; the empty item means the whole."""
    items: list[Item] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)
    targets: list[tuple[str, str]] = field(default_factory=list)
    """Type of link and record that it points to."""
    named: set[str] = field(default_factory=set)
    """Normal forms of the numbers that it links to."""
    rectifiers: list[str] = field(default_factory=list)
    superseded: str | None = None
    """The day from which another replaced it; empty where that was not said."""


class HazardPapers:
    """Papers by id, and which of them point to which."""

    def __init__(self, papers: dict[str, Paper]) -> None:
        self.by_id = papers
        self._pointing: dict[str, list[Paper]] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        for paper in papers.values():
            for target in dict.fromkeys(target for kind, target in paper.targets if kind not in _NO_STEP):
                self._pointing.setdefault(target, []).append(paper)
            if paper.row.doc_no_key and paper.role in _ORDERS:
                key = (paper.row.unit, paper.row.doc_no_key)
                self._numbers[key] = self._numbers.get(key, 0) + 1
        self.loops = _loops(papers.values())
        self._loop_of = {paper.row.id: loop for loop in self.loops for paper in loop}

    def pointing(self, record: str) -> Sequence[Paper]:
        """Papers with a link to this one, by day."""
        return self._pointing.get(record, ())

    def shares_number(self, paper: Paper) -> bool:
        """Whether another order of the unit bears its number."""
        return self._numbers.get((paper.row.unit, paper.row.doc_no_key or ""), 0) > 1

    def loop_of(self, paper: Paper) -> Sequence[Paper]:
        """All papers with the number of the hidden danger of this one, by day; itself if it has none."""
        return self._loop_of.get(paper.row.id, (paper,))

    def sources(self, claimed: Iterable[str]) -> list[Paper]:
        """Papers in which hidden dangers stand; those in `claimed` are steps of others."""
        steps = frozenset(claimed)
        return [paper for paper in self.by_id.values() if paper.row.id not in steps and self._is_source(paper)]

    def _is_source(self, paper: Paper) -> bool:
        loop = self._loop_of.get(paper.row.id)
        if loop is not None:
            return loop[0] is paper
        if paper.role in {"listing", "plan", "report"}:
            return not any(self._belongs(target) for kind, target in paper.targets if kind not in _NO_STEP)
        return paper.role in SOURCES

    def _belongs(self, target: str) -> bool:
        other = self.by_id.get(target)
        return other is not None and other.role in SOURCES


def _loops(papers: Iterable[Paper]) -> list[tuple[Paper, ...]]:
    """Papers that one hidden danger's own number holds together: at least two, one of them of the shelf of dangers, and
    those that name the number. Orders keep to their own numbers.
    """
    bearing: dict[tuple[str, str], list[Paper]] = {}
    for paper in papers:
        if paper.row.doc_no_key and paper.role not in _ORDERS and paper.superseded is None:
            bearing.setdefault((paper.row.unit, paper.row.doc_no_key), []).append(paper)
    numbers = {key: group for key, group in bearing.items() if any(each.row.category == "hazard" for each in group)}
    naming: dict[tuple[str, str], list[Paper]] = {}
    for paper in papers:
        for number in paper.named:
            if (paper.row.unit, number) in numbers:
                naming.setdefault((paper.row.unit, number), []).append(paper)
    loops, taken = [], set[str]()
    for key, group in numbers.items():
        members = {each.row.id: each for each in (*group, *naming.get(key, ())) if each.row.id not in taken}
        if len(members) > 1 and _is_loop(members.values()):
            for each in [*members.values()]:  # what names a listing of it belongs to it too
                further = naming.get((each.row.unit, each.row.doc_no_key or ""), ())
                members.update((other.row.id, other) for other in further if other.row.id not in taken)
            taken |= members.keys()
            loops.append(tuple(sorted(members.values(), key=lambda each: (each.row.day, each.row.id))))
    return loops


def _is_loop(members: Iterable[Paper]) -> bool:
    """A number that several notices or registers bear is that of their form, not of a hidden danger."""
    roles = [each.role for each in members]
    return len(set(roles)) > 1 and all(roles.count(role) <= 1 for role in _OPENING)


_OPENING = ("inspection", "ledger", "register", "notice", "report")
"""Roles of which a hidden danger has at most one paper."""

_ORDERS = frozenset({"order", "decision", "opinion", "recheck"})
"""Roles whose numbers are of the paper, never of a hidden danger."""

_NO_STEP = frozenset({"supersedes", "same-content", "row-of", "ticket", "certificate"})
"""Links that make no paper a step of another's hidden dangers."""


def read_papers(store: Store, units: Sequence[str] | None) -> HazardPapers:
    """Every filed paper of these units, or of all, that hidden dangers are derived from."""
    catalogue, sorts = store.catalogue, read_sorts("hazards.toml")
    links = list(catalogue.paper_links(_CATEGORIES, units))
    rows_of = {record for record, kind, *_rest in links if kind == "row-of"}
    papers: dict[str, Paper] = {}
    for row in catalogue.papers(_CATEGORIES, units):
        role = (
            "register"
            if row.id in rows_of and row.category == "hazard"
            else role_of(sorts, row.category, row.title, row.doc_no, row.due is not None)
        )
        papers[row.id] = Paper(row, role)
    for record, item, day in catalogue.paper_terms(_CATEGORIES, units):
        papers[record].terms.setdefault(item, day)
    for record, name, value in catalogue.paper_details(_CATEGORIES, _FIELDS, units):
        if name == "item":
            papers[record].items.append(_item(value, papers[record].items))
        else:
            papers[record].details[name] = value
    for record, kind, target, key in links:
        if target:
            papers[record].targets.append((kind, target))
        if key and kind not in _NO_STEP:
            papers[record].named.add(key)
    for record, name, _role in catalogue.paper_people(_CATEGORIES, ("rectifier",), units):
        papers[record].rectifiers.append(name)
    for record, day in catalogue.superseded(units).items():
        if record in papers:
            papers[record].superseded = day
    return HazardPapers(papers)


def _item(value: str, before: Sequence[Item]) -> Item:
    """A numbered point as the recogniser or a person wrote it; one without a number, or with one that was, gets the
    next that is free.
    """
    found = _ITEM.match(value.strip())
    used = {item.number for item in before}
    if found is not None and str(int(found["number"])) not in used:
        return Item(str(int(found["number"])), found["text"], found["due"])
    number = next(str(number) for number in range(1, len(before) + 2) if str(number) not in used)
    due = _DUE.search(value)
    return Item(number, _DUE.sub("", value.strip()), due[1] if due else None)
