# ruff: noqa: E501 - what a paper prints stands whole in one line
"""One document with what is true of it, and the pen that writes them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from county.names import COUNTY
from county.world import LAST, Person, Unit, World
from form_pages.contents import WRITERS, Enterprise, Form, Signer

__all__ = ["AGENCY", "Paper", "Pen", "clock"]

AGENCY = f"{COUNTY}应急管理局"


@dataclass
class Paper:
    """A document. `form.people` and `form.links` are what it truly says; signers come on top."""

    key: str
    form: Form
    unit: int
    delivered: date
    format: str = "docx"
    layout: str = "paragraphs with colons"
    folder: bool = False
    """Whether it is dropped into the folder of its unit."""
    conclusion: str | None = None
    titles: str = ""

    def people(self) -> set[tuple[str, str]]:
        return self.form.people | {(name, signer.role) for signer in self.form.signers for name, _ in signer.people}


@dataclass
class Pen:
    """Writes papers of a world, in an order that only the seed decides."""

    world: World
    seed: int
    papers: list[Paper] = field(default_factory=list)
    plain: bool = False
    """Whether layouts and formats stay simple."""

    def __post_init__(self) -> None:
        self.random = random.Random(f"county story {self.seed}")
        self._numbers: dict[str, int] = {}

    def number(self, word: str) -> int:
        self._numbers[word] = self._numbers.get(word, 0) + 1
        return self._numbers[word]

    def writer(self) -> Callable[[date], str]:
        return self.random.choice(WRITERS[:4])

    def enterprise(self, unit: Unit, day: date) -> Enterprise:
        """The unit as it was called that day."""
        return Enterprise(unit.name_on(day.isoformat()), unit.code_on(day.isoformat()), unit.address)

    def form(
        self, kind: str, category: str, unit: Unit, title: str, day: date,
        fields: list[tuple[str, str]] | None = None, *, addressed: bool = False, sealed: bool = False,
    ) -> Form:  # fmt: skip
        made = Form(kind, category, self.enterprise(unit, day), title, day)
        made.write_day, made.addressed, made.sealed_day = self.writer(), addressed, sealed
        made.fields = [] if addressed else [("单位名称", made.unit.name), *(fields or [])]
        return made

    def put(self, form: Form, unit: Unit, *, late: int = 3, format: str | None = None) -> Paper:  # noqa: A002
        """Keep what was written; it is delivered up to `late` days afterwards, now and then a month later."""
        r = self.random
        waits = r.randrange(late + 1) + (30 if r.random() < 0.04 else 0)
        form.fields = [(label, value) for label, value in form.fields if value]
        kind = format or ("docx" if self.plain else r.choice(["docx", "docx", "docx", "doc-xml", "pdf", "pdf"]))
        layout = "paragraphs with colons"
        if not self.plain:
            layout = r.choice(["paragraphs with colons", "table of two columns", "table label|value, four columns",
                               "label and value in one cell", "signatures in the footer", "two fields a line"])  # fmt: skip
        paper = Paper(f"{form.kind}-{len(self.papers) + 1:04}", form, unit.key,
                      min(form.day + timedelta(days=waits), LAST), kind, layout, r.random() < 0.4)  # fmt: skip
        self.papers.append(paper)
        return paper


def officers(people: list[Person], label: str = "执法人员", role: str = "inspector") -> Signer:
    return Signer(label, tuple((each.name, each.certificate) for each in people), role)


def signer(label: str, person: Person, role: str) -> Signer:
    return Signer(label, ((person.name, None),), role)


def clock(day: date, hour: int, minute: int = 0) -> str:
    return f"{day.year}年{day.month}月{day.day}日{hour}时{minute:02}分"
