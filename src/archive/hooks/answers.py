"""What may count as an answer of a plugin: the shapes of `contracts`, checked at the door.

An answer of the wrong type is dropped and its plugin blamed, so that no other room has to
doubt what it is given. The nouns of `archive.model.placement` are imported where they are
compared: a search asks for an engine only and does not pay for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from archive.model.category import Category

__all__ = ["MOST", "items", "wrong_command", "wrong_object", "wrong_value"]

MOST = 1000
"""Answers taken from one call; a generator without an end must not hold up the intake."""

PROPOSED = frozenset({"unit_code", "unit", "unit_name", "category", "title", "doc_no", "date", "source"})
"""What a plugin may propose; a describer also each of `archive.model.placement.DETAILS`."""

DIMENSIONS = ("authenticity", "integrity", "usability", "security")
"""真实性、完整性、可用性、安全性: what a check may be about."""

_TEXTS: Mapping[str, tuple[str, ...]] = {
    "archive_parsers": ("name", "version"),
    "archive_search_engines": ("name", "version"),
    "archive_retention_rules": ("name", "version"),
    "archive_checks": ("name", "version", "zh", "en", "dimension", "stages"),
    "archive_exporters": ("name", "version", "description"),
    "archive_anchors": ("name", "version", "description"),
}
_METHODS: Mapping[str, tuple[str, ...]] = {
    "archive_parsers": ("score", "parse"),
    "archive_search_engines": ("open",),
    "archive_retention_rules": ("verdict",),
    "archive_checks": ("look",),
    "archive_exporters": ("export",),
    "archive_anchors": ("place",),
}


def items(function: Callable[..., object]) -> Callable[..., tuple[object, ...]]:
    """`function` with its answer drawn out inside the wall, for generators raise when they are read."""

    def drawn(**arguments: object) -> tuple[object, ...]:
        answer = function(**arguments)
        if answer is None:
            return ()
        if not isinstance(answer, Iterable) or isinstance(answer, str | bytes):
            raise TypeError(f"answered {type(answer).__name__} where several answers are expected")
        return tuple(islice(answer, MOST))

    return drawn


def wrong_object(hook: str, offered: object) -> str | None:
    """Why `offered` is no answer to the offer hook `hook`; None if it is one."""
    if hook == "archive_categories":
        return _wrong_category(offered)
    if hook == "archive_synonyms":
        return _wrong_group(offered)
    for name in _TEXTS[hook]:
        value = getattr(offered, name, None)
        if not isinstance(value, str) or not value or value != value.strip():
            return f"offered {type(offered).__name__} without a text '{name}'"
    for name in _METHODS[hook]:
        if not callable(getattr(offered, name, None)):
            return f"offered {type(offered).__name__} without a method '{name}'"
    return _wrong_check(offered) if hook == "archive_checks" else None


def _wrong_check(offered: object) -> str | None:
    if getattr(offered, "dimension", None) not in DIMENSIONS:
        return f"offered a check whose dimension is none of {', '.join(DIMENSIONS)}"
    stages = str(getattr(offered, "stages", ""))
    if not set(stages) <= set("ATP"):
        return f"offered a check with the stages {stages!r}, which are not letters of A, T and P"
    return None


def _wrong_category(offered: object) -> str | None:
    if not isinstance(offered, Category):
        return f"offered {type(offered).__name__} where a Category is expected"
    texts = (offered.key, offered.zh, offered.en, *offered.aliases)
    if not all(isinstance(text, str) and text.strip() for text in texts):
        return "offered a category with a key, title or alias that is empty or no text"
    if not offered.key.isascii() or offered.key != offered.key.lower() or not offered.key.replace("-", "").isalnum():
        return f"offered the category key {offered.key!r}, which is not lower-case letters, digits and hyphens"
    return None


def _wrong_group(offered: object) -> str | None:
    if not isinstance(offered, list | tuple) or len(offered) < 2:
        return f"offered {type(offered).__name__} where a group of two or more words is expected"
    if not all(isinstance(word, str) and word.strip() for word in offered):
        return "offered a group of synonyms with a word that is empty or no text"
    return None


def wrong_command(name: object, target: object) -> str | None:
    """Why `name` -> `target` names no command; None if it does."""
    if not isinstance(name, str) or not isinstance(target, str):
        return "offered a command whose name or target is no text"
    if not name or name.startswith("-") or not name.replace("-", "").isalnum():
        return f"offered the command name {name!r}, which is not letters, digits and hyphens"
    if target.count(":") != 1 or not all(target.split(":")):
        return f"offered the command {name} as {target!r}, which is not package.module:attribute"
    return None


def wrong_value(hook: str, answer: object) -> str | None:
    """Why `answer` is no answer to the ask hook `hook`; None if it is one."""
    from archive.model.placement import SecrecyMark

    if hook == "archive_screen":
        good = isinstance(answer, SecrecyMark) and isinstance(answer.mark, str) and isinstance(answer.reason, str)
        return None if good else f"answered {type(answer).__name__} where a SecrecyMark is expected"
    if hook == "archive_place":
        return _wrong_proposal(answer)
    return _wrong_description(answer)


def _wrong_proposal(answer: object, further: frozenset[str] = frozenset()) -> str | None:
    from archive.model.placement import Proposal

    if not isinstance(answer, Proposal):
        return f"answered {type(answer).__name__} where a Proposal is expected"
    if answer.field not in PROPOSED and answer.field not in further:
        return f"proposed the field {answer.field!r}, which there is not"
    return _wrong_texts(answer, "value", "reason") or _wrong_confidence(answer.confidence)


def _wrong_description(answer: object) -> str | None:
    from archive.model.placement import DETAILS, Description

    if not isinstance(answer, Description):
        return f"answered {type(answer).__name__} where a Description is expected"
    for proposal in answer.proposals:
        if wrong := _wrong_proposal(proposal, DETAILS):
            return wrong
    for finding in answer.findings:
        if wrong := _wrong_finding(finding):
            return wrong
    for row in answer.rows:
        if wrong := _wrong_row(row):
            return wrong
    return _wrong_mentions(answer.people, answer.dues, answer.links)


def _wrong_row(answer: object) -> str | None:
    from archive.model.placement import DETAILS, RowProposal

    if not isinstance(answer, RowProposal):
        return f"described {type(answer).__name__} where a RowProposal is expected"
    if isinstance(answer.number, bool) or not isinstance(answer.number, int) or answer.number < 1:
        return f"described row {answer.number!r}, where rows are counted from 1"
    for name in ("category", "date", "doc_no"):
        value = getattr(answer, name)
        if value is not None and not isinstance(value, str):
            return f"described a row with a '{name}' that is no text"
    for proposal in answer.proposals:
        if wrong := _wrong_proposal(proposal, DETAILS):
            return wrong
    return _wrong_texts(answer, "sheet", "text", "title") or _wrong_mentions(answer.people, answer.dues, ())


def _wrong_mentions(people: Iterable[object], dues: Iterable[object], links: Iterable[object]) -> str | None:
    from archive.model.placement import DueDate, LinkProposal, PersonMention

    for kind, given, texts in (
        (PersonMention, people, ("name", "role", "reason")),
        (DueDate, dues, ("item", "date", "reason")),
        (LinkProposal, links, ("type", "doc_no", "reason")),
    ):
        for one in given:
            if not isinstance(one, kind):
                return f"described {type(one).__name__} where a {kind.__name__} is expected"
            if wrong := _wrong_texts(one, *texts) or _wrong_confidence(one.confidence):
                return wrong
    return None


def _wrong_finding(answer: object) -> str | None:
    from archive.model.placement import SEVERITIES, Finding

    if not isinstance(answer, Finding):
        return f"described {type(answer).__name__} where a Finding is expected"
    if wrong := _wrong_texts(answer, "code", "text", "clause", "where"):
        return wrong
    if not answer.code.replace("-", "").isalnum() or not answer.text.strip():
        return f"found {answer.code!r}, which is not letters, digits and hyphens, or has no text"
    return None if answer.severity in SEVERITIES else f"found a {answer.severity!r}, which there is not"


def _wrong_texts(answer: object, *names: str) -> str | None:
    for name in names:
        if not isinstance(getattr(answer, name), str):
            return f"answered {type(answer).__name__} with a '{name}' that is no text"
    return None


def _wrong_confidence(confidence: object) -> str | None:
    if isinstance(confidence, int | float) and not isinstance(confidence, bool) and 0 <= confidence <= 1:
        return None
    return f"answered with the confidence {confidence!r}, which is not between 0 and 1"
