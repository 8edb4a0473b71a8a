"""Placing: which dossier and shelf a document belongs to, decided from what folders and forms say.

A pure function over statements. Folder and form agree, or one of them is silent: filed. They
contradict each other: unfiled, both as suggestions. Nothing is guessed: each value that is used
has a decision with its source, its confidence and its reason, and what is not sure enough is a
suggestion for a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from archive.hooks.contracts import UnitDirectory
from archive.model.event import DecisionData
from archive.model.placement import Proposal
from archive.model.unit import CodeKind, Unit

__all__ = ["ENOUGH", "Placement", "Statements", "decide"]

ENOUGH = 0.9
"""Confidence from which a document is filed by what a recogniser read."""
_READ = 0.6
"""Confidence from which a recogniser read something, if not surely; below, it guesses what may be meant."""
_UNIT_ENDINGS = re.compile(
    r"(公司|集团|厂|店|铺|馆|院|校|学校|幼儿园|医院|银行|酒店|宾馆|商场|超市|市场|车间|加油站|站|库|矿|社|合作社|中心|"
    r"协会|委员会|局|所|部|处|队|村|社区|街道办事处|园|工地|项目部|分公司|ltd\.?|limited|inc\.?|llc|company|corp\.?|"
    r"corporation|co\.?|factory|plant|works|school|hospital)$",
    re.IGNORECASE,
)
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}")


@dataclass(frozen=True, slots=True)
class Statements:
    """All that speaks for a placement."""

    folder_unit: str | None = None
    folder_category: str | None = None
    folders_ignored: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    """Of `unit` and `category`, what a person named for `archive add`, rather than a folder."""
    proposals: tuple[tuple[str, Proposal], ...] = ()
    """What recognisers read: who, and what."""


@dataclass(frozen=True, slots=True)
class Placement:
    units: tuple[str, ...] = ()
    """Ids; the first is the one filed to."""
    category: str | None = None
    reason: str | None = None
    """conflict, unregistered, no-unit or no-category; None if filed."""
    decisions: tuple[DecisionData, ...] = ()
    suggestions: tuple[DecisionData, ...] = ()


@dataclass(slots=True)
class _Field:
    """What came out for one field."""

    values: tuple[str, ...] = ()
    reason: str | None = None
    decisions: list[DecisionData] = field(default_factory=list)
    suggestions: list[DecisionData] = field(default_factory=list)


def decide(
    statements: Statements,
    units: UnitDirectory,
    unit_by_id: Callable[[str], Unit | None],
    category_key: Callable[[str], str | None],
) -> Placement:
    """Where the document goes. `category_key` gives the key for a key, title or alias of a category."""
    unit = _Units(statements, units, unit_by_id).decide()
    shelf = _category(statements, category_key)
    reason = None
    for candidate in ("conflict", "unregistered", "no-unit", "no-category"):
        if candidate in (unit.reason, shelf.reason):
            reason = candidate
            break
    return Placement(
        units=unit.values,
        category=shelf.values[0] if shelf.values else None,
        reason=reason,
        decisions=(*unit.decisions, *shelf.decisions),
        suggestions=_distinct((*unit.suggestions, *shelf.suggestions), (*unit.decisions, *shelf.decisions)),
    )


def _decision(name: str, value: str, by: str, confidence: float, reason: str) -> DecisionData:
    return {"field": name, "value": value, "by": by, "confidence": confidence, "reason": reason}


def _read(by: str, proposal: Proposal, name: str | None = None, value: str | None = None) -> DecisionData:
    return _decision(name or proposal.field, value or proposal.value, by, proposal.confidence, proposal.reason)


def _distinct(suggestions: Iterable[DecisionData], decisions: Iterable[DecisionData]) -> tuple[DecisionData, ...]:
    """The surest of each field and value that was not decided on, in the order of first mention."""
    used = {(each["field"], each["value"]) for each in decisions}
    best: dict[tuple[str, str], DecisionData] = {}
    for each in suggestions:
        key = (each["field"], each["value"])
        if key in used:
            continue
        if key not in best or each["confidence"] > best[key]["confidence"]:
            best[key] = each
    return tuple(best.values())


def _said(statements: Statements, name: str, value: str) -> tuple[str, str]:
    """By whom, and why, for what a folder or a person said."""
    if name in statements.named:
        return "person", f"named as {value} when the file was added"
    return "folder", f"the file lay in the folder {value}"


class _Units:
    """Decides the unit."""

    def __init__(
        self, statements: Statements, units: UnitDirectory, unit_by_id: Callable[[str], Unit | None]
    ) -> None:
        self._statements = statements
        self._directory = units
        self._unit_by_id = unit_by_id
        self._out = _Field()
        self._by_code: dict[str, list[DecisionData]] = {}
        self._by_name: dict[str, list[DecisionData]] = {}
        self._strange_codes: list[DecisionData] = []
        """Valid codes that no registered unit bears."""
        self._strange_names: list[DecisionData] = []
        self._units: dict[str, Unit] = {}
        self._named: dict[str, None] = {}
        """Units that were read on the form by name, if not surely, in its order."""
        self._coded: dict[str, None] = {}
        """Units whose code was read, likewise."""

    def decide(self) -> _Field:
        self._read_form()
        folder = self._read_folder()
        meant = [unit for unit in folder if unit.id in self._by_name or unit.id in self._by_code] or folder
        if not folder:
            self._by_form_alone()
        elif len(meant) > 1:
            self._conflict(folder, "several units bear the name of the folder")
        else:
            self._by_folder(meant[0])
        return self._out

    def _read_form(self) -> None:
        for by, proposal in self._statements.proposals:
            if proposal.field == "unit_code":
                unit = self._directory.by_code(proposal.value)
                self._sort(by, proposal, [] if unit is None else [unit], self._by_code, self._strange_codes)
            elif proposal.field == "unit_name":
                self._sort(by, proposal, self._directory.by_name(proposal.value), self._by_name, self._strange_names)
            elif proposal.field == "unit":
                known = self._unit_by_id(proposal.value)
                self._sort(by, proposal, [] if known is None else [known], self._by_name, [])

    def _sort(
        self,
        by: str,
        proposal: Proposal,
        found: Sequence[Unit],
        known: dict[str, list[DecisionData]],
        strange: list[DecisionData],
    ) -> None:
        sure = proposal.confidence >= ENOUGH and len(found) <= 1
        if proposal.confidence >= _READ:
            said = self._coded if proposal.field == "unit_code" else self._named
            said.update({unit.id: None for unit in found})
        for unit in found:
            self._units[unit.id] = unit
            decision = _read(by, proposal, "unit", unit.id)
            (known.setdefault(unit.id, []) if sure else self._out.suggestions).append(decision)
        if not found:
            (strange if sure else self._out.suggestions).append(_read(by, proposal))

    def _read_folder(self) -> Sequence[Unit]:
        """The units that the folder names."""
        said = self._statements.folder_unit
        if said is None:
            return ()
        by_code = self._directory.by_code(said)
        found = [by_code] if by_code is not None else self._directory.by_name(said)
        self._units.update({unit.id: unit for unit in found})
        return found

    def _form_contradicts_itself(self) -> bool:
        codes, names = set(self._by_code), set(self._by_name)
        if codes and names and not codes <= names and not names <= codes:
            return True
        return bool(self._strange_codes) and not codes and any(self._bears_code(unit) for unit in names)

    def _code_and_name_differ(self) -> bool:
        """Also where a recogniser is sure of neither just because they differ."""
        return bool(self._coded and self._named) and self._coded.keys().isdisjoint(self._named)

    def _bears_code(self, unit: str) -> bool:
        return any(code.kind is CodeKind.USCC for code in self._units[unit].codes)

    def _by_form_alone(self) -> None:
        sure = self._sure()
        if (sure and self._form_contradicts_itself()) or self._code_and_name_differ():
            self._conflict((), "")
        elif sure:
            self._file(sure)
            self._suggest_strange()
        elif self._strange_codes or self._strange_names:
            self._suggest_strange()
            self._out.reason = "unregistered"
        else:
            self._unknown()

    def _by_folder(self, folder: Unit) -> None:
        by, reason = _said(self._statements, "unit", self._statements.folder_unit or "")
        sure = self._sure()
        if self._contradicts(folder, sure):
            self._conflict((folder,), reason, by)
            return
        self._out.decisions.append(_decision("unit", folder.id, by, 1.0, reason))
        self._file(sure or [folder.id])
        self._suggest_strange()

    def _sure(self) -> list[str]:
        """What the form surely names, in its order: of a joint one, the unit that is addressed first leads."""
        sure = self._by_name.keys() | self._by_code.keys()
        return [unit for unit in {**self._named, **self._coded} if unit in sure]

    def _contradicts(self, folder: Unit, sure: Sequence[str]) -> bool:
        if self._code_and_name_differ():
            return True
        if sure:
            return folder.id not in sure or self._form_contradicts_itself()
        if self._strange_names:
            return True
        return bool(self._strange_codes) and self._bears_code(folder.id)

    def _file(self, units: Sequence[str]) -> None:
        self._out.values = tuple(units)
        for unit in units:
            self._out.decisions.extend((*self._by_name.get(unit, ()), *self._by_code.get(unit, ())))

    def _conflict(self, folder: Sequence[Unit], reason: str, by: str = "folder") -> None:
        self._out.reason = "conflict"
        self._out.suggestions.extend(_decision("unit", unit.id, by, 1.0, reason) for unit in folder)
        for known in (self._by_name, self._by_code):
            for decisions in known.values():
                self._out.suggestions.extend(decisions)
        self._suggest_strange()

    def _suggest_strange(self) -> None:
        self._out.suggestions.extend((*self._strange_names, *self._strange_codes))

    def _unknown(self) -> None:
        """Nobody says. A folder that looks like a unit's is worth registering, but only a person may say so."""
        self._out.reason = "no-unit"
        for name in self._statements.folders_ignored:
            if _CREDIT_CODE.fullmatch(name.upper()) or _UNIT_ENDINGS.search(name):
                kind = "unit_code" if _CREDIT_CODE.fullmatch(name.upper()) else "unit_name"
                reason = f"the file lay in the folder {name}, which no registered unit bears"
                self._out.suggestions.append(_decision(kind, name, "folder", 0.5, reason))
                self._out.reason = "unregistered"


def _category(statements: Statements, category_key: Callable[[str], str | None]) -> _Field:
    out = _Field()
    form: dict[str, list[DecisionData]] = {}
    for by, proposal in statements.proposals:
        key = category_key(proposal.value) if proposal.field == "category" else None
        if key is not None:
            decision = _read(by, proposal, value=key)
            (form.setdefault(key, []) if proposal.confidence >= ENOUGH else out.suggestions).append(decision)
    said = statements.folder_category
    folder = category_key(said) if said is not None else None
    if folder is not None:
        by, reason = _said(statements, "category", said or "")
        spoken = _decision("category", folder, by, 1.0, reason)
        if form and folder not in form:
            out.reason = "conflict"
            out.suggestions.extend((spoken, *(each for decisions in form.values() for each in decisions)))
        else:
            out.values = (folder,)
            out.decisions.extend((spoken, *form.get(folder, ())))
    elif len(form) == 1:
        (key, decisions) = next(iter(form.items()))
        out.values = (key,)
        out.decisions.extend(decisions)
    else:
        out.reason = "conflict" if form else "no-category"
        out.suggestions.extend(each for decisions in form.values() for each in decisions)
    return out
