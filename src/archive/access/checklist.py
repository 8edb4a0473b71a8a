"""What units must have on file, as `completeness.toml` beside this module and a file of the home say."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from archive.access.papers import Sort
from archive.errors import ConfigInvalid
from archive.model.unit import UnitKind

__all__ = ["Checklist", "Item", "UnitClass", "read_checklist"]

_KINDS = frozenset({"enterprise", "site", "self-employed", "public-body"})
_LAST = "9999-12-31"


@dataclass(frozen=True, slots=True)
class UnitClass:
    """Units of which more is asked."""

    key: str
    zh: str
    en: str
    papers: tuple[Sort, ...]
    units: frozenset[str]
    """Codes of units that are of it whatever they have on file."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a unit must have on file."""

    key: str
    zh: str
    en: str
    clause: str
    status: str
    """`verified` or `default`."""
    kinds: frozenset[str]
    classes: frozenset[str]
    """Only units of one of these; empty: all."""
    unless: frozenset[str]
    papers: tuple[Sort, ...]
    months: int
    """How long a paper is good; 0: for ever."""
    expires: bool
    each: bool
    since: str
    until: str

    def holds(self, kind: str, classes: frozenset[str], day: str) -> bool:
        """Whether it is asked of a unit of this kind and these classes on the day."""
        return (
            kind in self.kinds
            and self.since <= day <= self.until
            and (not self.classes or bool(self.classes & classes))
            and not self.unless & classes
        )


@dataclass(frozen=True, slots=True)
class Checklist:
    classes: tuple[UnitClass, ...]
    items: tuple[Item, ...]


def read_checklist(own: Path | None) -> Checklist:
    """The shipped list, changed by the file `own`: entries with a known key take the place of all that have it.

    Raises ConfigInvalid for a file that is missing or broken, with the entry that is wrong.
    """
    shipped = _read(Path(__file__).with_name("completeness.toml"))
    if own is None:
        return Checklist(*shipped[:2])
    classes, items, drop = _read(own)
    gone = {each.key for each in items} | drop
    replaced = {each.key for each in classes} | drop
    return Checklist(
        (*(each for each in shipped[0] if each.key not in replaced), *classes),
        (*(each for each in shipped[1] if each.key not in gone), *items),
    )


def _read(path: Path) -> tuple[tuple[UnitClass, ...], tuple[Item, ...], set[str]]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigInvalid(path=path, reason=error.strerror or str(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigInvalid(path=path, reason=str(error)) from error
    top = _Entry(path, "the file", table)
    top.only("class", "requirement", "drop")
    classes = tuple(_class(each) for each in top.entries("class"))
    items = tuple(_item(each) for each in top.entries("requirement"))
    return classes, items, set(top.words("drop"))


def _class(entry: _Entry) -> UnitClass:
    entry.only("key", "zh", "en", "paper", "units")
    return UnitClass(
        entry.text("key"), entry.text("zh"), entry.text("en", entry.text("zh")), entry.papers(),
        frozenset(code.replace(" ", "").upper() for code in entry.words("units")),
    )  # fmt: skip


def _item(entry: _Entry) -> Item:
    entry.only(
        "key", "zh", "en", "clause", "status", "kinds", "classes", "unless", "paper", "months", "expires", "each",
        "since", "until",
    )  # fmt: skip
    kinds = frozenset(entry.words("kinds")) or _KINDS
    if unknown := kinds - set(UnitKind):
        raise entry.wrong(f"no kind of unit is called {min(unknown)!r}; there are {', '.join(UnitKind)}")
    papers = entry.papers()
    if not papers:
        raise entry.wrong("paper is missing: what satisfies it?")
    return Item(
        key=entry.text("key"),
        zh=entry.text("zh"),
        en=entry.text("en", entry.text("zh")),
        clause=entry.text("clause", ""),
        status=entry.choice("status", ("default", "verified")),
        kinds=kinds,
        classes=frozenset(entry.words("classes")),
        unless=frozenset(entry.words("unless")),
        papers=papers,
        months=entry.count("months"),
        expires=entry.flag("expires"),
        each=entry.flag("each"),
        since=entry.day("since", ""),
        until=entry.day("until", _LAST),
    )


class _Entry:
    """One table of the file, read key by key, so that a message can say which is wrong."""

    def __init__(self, path: Path, where: str, table: Mapping[str, Any]) -> None:
        self._path = path
        self._where = where
        self._table = table

    def wrong(self, reason: str) -> ConfigInvalid:
        return ConfigInvalid(path=self._path, reason=f"{self._where}: {reason}")

    def only(self, *known: str) -> None:
        for key in self._table:
            if key not in known:
                raise self.wrong(f"the key {key!r} is unknown; known are {', '.join(known)}")

    def entries(self, key: str) -> Sequence[_Entry]:
        found = self._table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise self.wrong(f"{key} must be a list of tables")
        return [
            _Entry(self._path, f"{key} {each.get('key', number)}", each) for number, each in enumerate(found, 1)
        ]

    def text(self, key: str, default: str | None = None) -> str:
        found = self._table.get(key, default)
        if not isinstance(found, str) or (default is None and not found.strip()):
            raise self.wrong(f"{key} must be text")
        return found

    def words(self, key: str) -> tuple[str, ...]:
        found = self._table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, str) and each for each in found):
            raise self.wrong(f"{key} must be a list of texts")
        return tuple(found)

    def count(self, key: str) -> int:
        found = self._table.get(key, 0)
        if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= 1200:
            raise self.wrong(f"{key} must be a whole number from 0 to 1200")
        return found

    def flag(self, key: str) -> bool:
        found = self._table.get(key, False)
        if not isinstance(found, bool):
            raise self.wrong(f"{key} must be true or false")
        return found

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        found = self._table.get(key, choices[0])
        if found not in choices:
            raise self.wrong(f"{key} must be one of {', '.join(choices)}")
        return str(found)

    def day(self, key: str, default: str) -> str:
        found = self._table.get(key)
        if found is None:
            return default
        try:
            return date.fromisoformat(str(found)).isoformat()
        except ValueError as error:
            raise self.wrong(f"{key} must be a day such as 2026-05-01") from error

    def papers(self) -> tuple[Sort, ...]:
        found = []
        for entry in self.entries("paper"):
            entry.only("category", "any", "all", "none")
            if not entry.words("any") and (entry.words("all") or entry.words("none")):
                any_of: tuple[str, ...] = ("",)  # stands in every title
            else:
                any_of = entry.words("any")
            found.append(
                Sort(entry.text("category"), "", any_of, entry.words("all"), entry.words("none"), (), due=False)
            )
        return tuple(found)
