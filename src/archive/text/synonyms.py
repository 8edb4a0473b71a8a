"""Words that mean the same, and what a query is widened by.

The groups of the field are data (`synonyms.tsv`, one group a line, words in their searchable form);
plugins and the keeper of a home add groups. A group holds exact synonyms only: 特种作业 (a licensed
trade) and 特殊作业 (a dangerous job) stand in no group together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from archive.text.characters import is_chinese
from archive.text.fold import searchable
from archive.text.parser import text_node
from archive.text.query import And, Node, Or, Text

__all__ = ["Expansion", "Thesaurus", "expanded", "field_groups"]

_LEAST_INSIDE = 3
"""Characters of a term that is looked for inside a longer run: shorter ones meet across word borders."""
_LONGEST_RUN = 24
_MOST_ALTERNATIVES = 12
"""In place of one word."""
_MOST_WORDS = 16
"""Words of a query that are widened; whoever types more has pasted a text."""

Groups = Iterable[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Expansion:
    """What is looked for beside a word of the query."""

    word: str
    """In its searchable form."""
    also: tuple[str, ...]


@cache
def field_groups() -> tuple[tuple[str, ...], ...]:
    """The groups of the field, in their searchable form."""
    lines = Path(__file__).with_name("synonyms.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines)


class Thesaurus:
    """Groups of synonyms. A word in several groups has the words of all of them; groups do not join otherwise."""

    def __init__(self, groups: Groups, folded: Groups = ()) -> None:
        """`folded` are groups that are in their searchable form already."""
        self._others: dict[str, tuple[str, ...]] = {}
        self._longest = 0
        self._digest: str | None = None
        for group in (*folded, *([searchable(word) for word in group] for group in groups)):
            self._add(group)

    def _add(self, group: Sequence[str]) -> None:
        for word in group:
            others = (other for other in group if other != word)
            self._others[word] = tuple(dict.fromkeys((*self._others.get(word, ()), *others)))
            self._longest = max(self._longest, len(word))

    def others(self, word: str) -> tuple[str, ...]:
        """What means the same as `word`, both in their searchable form."""
        return self._others.get(word, ())

    def words(self) -> Iterable[str]:
        """Every word of every group."""
        return self._others.keys()

    @property
    def digest(self) -> str:
        """SHA-256 in hex over all that this thesaurus says: equal for equal answers."""
        if self._digest is None:
            from hashlib import sha256  # a plain search has no need of it

            lines = ("\t".join((word, *sorted(others))) for word, others in sorted(self._others.items()))
            self._digest = sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()
        return self._digest

    def alternatives(self, run: str) -> tuple[str, ...]:
        """What is looked for in place of a run: its synonyms if it is a term, else the run with one term replaced.

        Terms inside a Chinese run are found from the left, the longest first, and have at least three
        characters. What holds the run itself, or another alternative, would find nothing more and is left out.
        """
        found = self.others(run)
        if not found and is_chinese(run[0]) and len(run) <= _LONGEST_RUN:
            found = tuple(self._inside(run))
        return tuple(_without_implied(run, found))[:_MOST_ALTERNATIVES]

    def _inside(self, run: str) -> Iterable[str]:
        at = 0
        while at < len(run):
            for end in range(min(len(run), at + self._longest), at + _LEAST_INSIDE - 1, -1):
                if run[at:end] in self._others:
                    for other in self._others[run[at:end]]:
                        if all(map(is_chinese, other)):
                            yield run[:at] + other + run[end:]
                    at = end - 1
                    break
            at += 1


def _without_implied(run: str, found: Sequence[str]) -> list[str]:
    kept = [run]
    for word in sorted(found, key=len):
        if not any(is_chinese(each[0]) and each in word for each in kept):
            kept.append(word)
    return [word for word in found if word in kept[1:]]


def expanded(node: Node, thesaurus: Thesaurus) -> tuple[Node, tuple[Expansion, ...]]:
    """The tree that also finds synonyms, and what it looks for beside each word.

    Bare words and `标题:` values are widened where they are one run; quoted texts, prefixes, numbers with
    punctuation, and whatever stands under NOT are not: a synonym only ever adds records.
    """
    told: dict[str, Expansion] = {}
    return _widened(node, thesaurus, told), tuple(told.values())


def _widened(node: Node, thesaurus: Thesaurus, told: dict[str, Expansion]) -> Node:
    if isinstance(node, And):
        return And(tuple(_widened(child, thesaurus, told) for child in node.nodes))
    if isinstance(node, Or):
        return Or(tuple(_widened(child, thesaurus, told) for child in node.nodes))
    if not isinstance(node, Text) or not _may_be_widened(node):
        return node
    run = node.pieces[0].text
    if run not in told and len(told) == _MOST_WORDS:
        return node
    also = thesaurus.alternatives(run)
    others = [replace(text, field=node.field) for word in also if (text := text_node(word)) is not None]
    if not others:
        return node
    told[run] = Expansion(run, also)
    return Or((node, *others))


def _may_be_widened(text: Text) -> bool:
    return len(text.pieces) == 1 and not (text.prefix or text.quoted or text.literal) and text.field in (None, "title")
