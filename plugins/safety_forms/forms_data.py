"""The forms and labels of the field, read from the TOML files beside this module once a process."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from archive_plugins.safety_forms.reading import Line

from archive.model.parsed import Role

__all__ = ["Form", "Kind", "Label", "LinkRule", "Subject", "Title", "Vocabulary", "flatten", "vocabulary"]

Kind = Literal[
    "unit", "code", "people", "certificate", "number", "order", "ticket", "due", "date", "detail", "opinion",
    "signature", "stop",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinkRule:
    words: tuple[str, ...]
    """Code words, one of which stands in the number of the document that is meant."""
    type: str


@dataclass(frozen=True, slots=True)
class Form:
    """One printed form, as a file in `forms/` describes it."""

    key: str
    category: str
    source: str
    issued_by_unit: bool
    """Whether the unit whose dossier it belongs to wrote it; else it is addressed to that unit."""
    joint: bool
    """Whether it may be addressed to several units."""
    dues: bool
    unit_labels: frozenset[str]
    """Labels that name the addressee on this form, besides those that always do."""
    number_labels: frozenset[str]
    code_words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    date_labels: tuple[str, ...]
    links: tuple[LinkRule, ...]


@dataclass(frozen=True, slots=True)
class Title:
    text: str
    form: Form
    since: str | None
    """ISO day from which forms bear this title, None if always."""
    until: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a title that no form bears officially may be about, and which form that makes it."""

    form: Form
    words: tuple[str, ...]
    genres: tuple[str, ...]
    """Kinds of paper, one of which ends such a title."""


@dataclass(frozen=True, slots=True)
class Label:
    kind: Kind
    argument: str
    """Rank of a unit label, role of a person's label, name of a further field, else empty."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    forms: tuple[Form, ...]
    titles: dict[str, Title]
    lengths: tuple[int, ...]
    """Lengths of titles, longest first."""
    labels: dict[str, Label]
    pattern: re.Pattern[str]
    """A label, then perhaps a bracket such as (签名), then perhaps a colon."""
    code_words: tuple[tuple[str, Form], ...]
    """Longest first."""
    subjects: tuple[Subject, ...]
    """The first that a title names decides."""
    details: dict[str, str]
    """Which further field a label stands for, also where it is a label of another kind first."""


def flatten(text: str) -> str:
    """As `Line.flat`: half width, no white space."""
    return Line(text, Role.BODY, 0).flat


@cache
def vocabulary() -> Vocabulary:
    """Everything that the TOML files say, compiled. Takes some 20 ms, once a process."""
    here = Path(__file__).parent
    forms: list[Form] = []
    titles: dict[str, Title] = {}
    for path in sorted((here / "forms").glob("*.toml")):
        family = _load(path)
        for entry in family["form"]:
            form = _form(entry, family)
            forms.append(form)
            for title in _titles(entry, form):
                titles.setdefault(title.text, title)
    data = _load(here / "labels.toml")
    labels = _labels(data, forms)
    words = sorted(((word, form) for form in forms for word in form.code_words), key=lambda pair: -len(pair[0]))
    return Vocabulary(
        forms=tuple(forms),
        titles=titles,
        lengths=tuple(sorted({len(title) for title in titles}, reverse=True)),
        labels=labels,
        pattern=re.compile(rf"({_trie(sorted(labels))})(?:\([^()\t]{{0,16}}\))?(:?)"),
        code_words=tuple(words),
        subjects=_subjects(_load(here / "subjects.toml"), {form.key: form for form in forms}),
        details={flatten(word): name for name, listed in data["detail"].items() for word in listed},
    )


def _load(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _form(entry: dict[str, Any], family: dict[str, Any]) -> Form:
    return Form(
        key=entry["key"],
        category=entry.get("category") or family["category"],
        source=entry["source"],
        issued_by_unit=entry.get("issuer") == "unit",
        joint=entry.get("joint", False),
        dues=entry.get("dues", False),
        unit_labels=frozenset(map(flatten, entry.get("unit_labels", ()))),
        number_labels=frozenset(map(flatten, entry.get("number_labels", ()))),
        code_words=tuple(entry.get("numbers", ())),
        phrases=tuple(tuple(phrase) for phrase in entry.get("phrases", ())),
        date_labels=tuple(entry.get("date", ())),
        links=tuple(LinkRule(tuple(words.split("|")), kind) for words, kind in entry.get("links", ())),
    )


def _subjects(data: dict[str, Any], forms: dict[str, Form]) -> tuple[Subject, ...]:
    return tuple(
        Subject(forms[entry["form"]], tuple(entry["words"]), tuple(entry.get("genres", data["genres"])))
        for entry in data["subject"]
    )


def _titles(entry: dict[str, Any], form: Form) -> list[Title]:
    titles = [Title(flatten(text), form, None, None) for text in entry.get("titles", ())]
    for ending in entry.get("endings", ()):
        titles += [
            Title(flatten(stem + ending["text"]), form, ending.get("since"), ending.get("until"))
            for stem in entry["stems"]
        ]
    return titles


def _labels(data: dict[str, Any], forms: list[Form]) -> dict[str, Label]:
    """Later kinds give way to earlier ones where two claim a word."""
    labels: dict[str, Label] = {}
    for rank, words in data["unit"].items():
        labels |= {flatten(word): Label("unit", rank) for word in words}
    labels = _labels_of_people(data["people"]) | labels
    for role, words in data["opinion"].items():
        for word in words:
            labels.setdefault(flatten(word), Label("opinion", role))
    kinds: tuple[Kind, ...] = ("code", "certificate", "number", "order", "ticket", "due", "signature")
    for kind in kinds:
        for word in data[kind]["labels"]:
            labels.setdefault(flatten(word), Label(kind, ""))
    for form in forms:
        labels = _labels_of(form) | labels
    for name, words in data["detail"].items():
        for word in words:
            labels.setdefault(flatten(word), Label("detail", name))
    for word in data["stop"]["labels"]:
        labels.setdefault(flatten(word), Label("stop", ""))
    return labels


def _labels_of_people(data: dict[str, list[str]]) -> dict[str, Label]:
    """Each label alone, and with 签名 and 签字 behind it where no other role claims that."""
    alone: dict[str, Label] = {}
    signed: dict[str, Label] = {}
    for role, words in data.items():
        for word in map(flatten, words):
            alone.setdefault(word, Label("people", role))
            if "签" not in word and len(word) > 2:
                signed.setdefault(word + "签名", Label("people", role))
                signed.setdefault(word + "签字", Label("people", role))
    return signed | alone


def _labels_of(form: Form) -> dict[str, Label]:
    """The labels that one form brings along."""
    labels = {flatten(word): Label("date", "") for word in form.date_labels if not word.startswith("@")}
    labels |= dict.fromkeys(form.unit_labels - labels.keys(), Label("unit", "form"))
    return labels | dict.fromkeys(form.number_labels - labels.keys(), Label("number", "form"))


def _trie(words: list[str]) -> str:
    """One expression for all words, longest match first, that never looks at a character twice."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branch(root)


def _branch(node: dict[str, Any]) -> str:
    options = [re.escape(character) + _branch(rest) for character, rest in node.items() if character]
    if not options:
        return ""
    joined = options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"
    return f"(?:{joined})?" if "" in node else joined
