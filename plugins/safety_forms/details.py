"""Further fields of forms: periods, levels, times, measures, amounts; each with where it was read, and how surely."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from archive_plugins.safety_forms.answers import find_answers
from archive_plugins.safety_forms.fields import Field
from archive_plugins.safety_forms.forms_data import Form, vocabulary
from archive_plugins.safety_forms.gas import Reading, find_readings
from archive_plugins.safety_forms.items import Item, find_items
from archive_plugins.safety_forms.listing import listing_details
from archive_plugins.safety_forms.measures import (
    audience_in,
    conclusion_in,
    level_in,
    metres_in,
    shift_in,
    tonnes_in,
)
from archive_plugins.safety_forms.moments import Moment, moments_in
from archive_plugins.safety_forms.penalties import penalty_of
from archive_plugins.safety_forms.reading import Line, half_width
from archive_plugins.safety_forms.titles import FormMatch

from archive.model.parsed import Role
from archive.model.placement import DueDate, Proposal

__all__ = ["Details", "Told", "find_details"]

_ITEMS = frozenset(
    {"inspection-record", "rectification-order", "third-party-opinion", "on-site-decision", "hazard-notice"}
)
_NUMBERED = frozenset({"certificate", "basic-info", "equipment"})
_PENALTIES = frozenset({"enforcement-case", "reward-penalty"})
_NO_NUMBER = re.compile(r"^[A-Za-z0-9\u4e00-\u9fff()\[\]〔〕\-/.]{4,40}$")
_UNTIL = re.compile(r"至$|^[:\t]*至|止")
_FLAT_TEXT = frozenset({"place", "weather", "voltage"})
_NEAR = 3
_MOST_SIGNED = 40


@dataclass(frozen=True, slots=True)
class Told:
    """One value, and where it was read."""

    value: str
    confidence: float
    where: str


@dataclass(slots=True)
class Details:
    """What the form says beyond the common fields."""

    told: dict[str, Told] = field(default_factory=dict)
    plates: list[Told] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    def value(self, name: str) -> str | None:
        told = self.told.get(name)
        return told.value if told is not None and told.confidence >= 0.9 else None

    def moment(self, name: str) -> Moment | None:
        value = self.value(name)
        return None if value is None else Moment(value, 0, len(value))

    def number(self, name: str) -> float | None:
        value = self.value(name)
        return None if value is None else float(value)

    def proposals(self) -> Iterator[Proposal]:
        for name, told in self.told.items():
            yield Proposal(name, told.value, told.confidence, told.where)
        for plate in self.plates:
            yield Proposal("plate", plate.value, plate.confidence, plate.where)
        for reading in self.readings:
            yield Proposal("gas", reading.written(), 0.92, place_of(reading.line))
        for item in self.items:
            yield Proposal("item", item.written(), 0.93, place_of(item.line))


def find_details(
    lines: list[Line], fields: list[Field], match: FormMatch | None, day: str | None, dues: tuple[DueDate, ...]
) -> Details:
    """Everything of it, for a form that is recognised; else nothing. `day` is the document's own."""
    details = Details()
    if match is None:
        return details
    form, title = match.form, match.title or ""
    known = vocabulary().details
    for number, each in enumerate(fields):
        name = known.get(each.label)
        if name is not None:
            following = fields[number + 1] if number + 1 < len(fields) else None
            _read(details, name, each, _rest(each, following, lines), form)
    if form.category == "work-ticket":
        _signed_times(details, fields, lines)
        if "level" not in details.told and (level := level_in(title)) is not None:
            details.told["level"] = Told(level, 0.95, "in the title")
        details.readings = find_readings(lines, _day_of(details, day))
    details.items = _items_of(form, lines, dues)
    for said in listing_details(lines, form):
        details.told.setdefault(said.field, Told(said.value, said.confidence, said.reason))
    if form.category in _PENALTIES and "penalty" not in details.told:
        penalty = penalty_of(lines)
        if penalty is not None:
            details.told["penalty"] = Told(*penalty)
    if form.category == "recheck" and "conclusion" not in details.told:
        conclusion = conclusion_in("\n".join(line.flat for line in lines[:120]))
        if conclusion is not None:
            details.told["conclusion"] = Told(conclusion, 0.9, "in the text")
    if form.category == "publicity" and "audience" not in details.told and (audience := audience_in(title)):
        details.told["audience"] = Told(audience, 0.92, "in the title")
    return details


def _items_of(form: Form, lines: list[Line], dues: tuple[DueDate, ...]) -> list[Item]:
    """What the form numbers: dangers, or answers to those of an order."""
    if form.key == "recheck-opinion":
        return find_answers(lines, dues)
    return find_items(lines, dues) if form.key in _ITEMS else []


def place_of(line: Line) -> str:
    return "in the page footer" if line.role is Role.FOOTER else f"in line {line.index + 1}"


def _rest(label: Field, following: Field | None, lines: list[Line]) -> str:
    """What stands after the label up to the next one, in half width, cells included; for a blank, what was below."""
    line = label.line
    end = following.at if following is not None and following.line is line else len(line.flat)
    if label.where is not line:
        return half_width(label.value)
    rest = half_width(line.slice(label.at + len(label.label), end))
    if end == len(line.flat) and line.index + 1 < len(lines) and re.search(r"[至年月~\-]$|月\d{1,2}$", rest):
        rest += lines[line.index + 1].flat[:60]
    return rest


def _read(details: Details, name: str, label: Field, rest: str, form: Form) -> None:
    where = f"beside {label.label} {place_of(label.where)}"
    if name in {"period", "valid"}:
        _span(details, name, label.label, rest, where)
    elif name in {"valid_from", "valid_to", "applied_at", "approved_at", "accepted_at"}:
        moments = moments_in(rest)
        if moments:
            details.told.setdefault(name, Told(moments[0].iso, 0.93, where))
    elif name == "plate":
        for plate in re.split(r"[、,;\s]+", label.value)[:10]:
            if re.fullmatch(r"[A-Za-z0-9#\-—.号\u4e00-\u9fff]{1,24}", plate) and any(c.isalnum() for c in plate):
                details.plates.append(Told(plate, 0.92, where))
    elif name in _FLAT_TEXT:
        value = label.value.strip() or _cell_after(label)
        if value and (len(value) <= 60 if name == "place" else len(value) <= 12) and label.firm:
            details.told.setdefault(name, Told(value, 0.92, where))
    else:
        told = _measured(name, "".join(rest.split(" ")), label, form)
        if told is not None:
            details.told.setdefault(name, Told(told, 0.93, where))


def _cell_after(label: Field) -> str:
    """What fills the rest of the label's cell, also where it is a label itself (作业地点：车间)."""
    line = label.line
    start = label.at + len(label.label)
    end = line.flat.find("\t", start)
    return line.slice(start, end if end >= 0 else len(line.flat)).strip("：:； \t")


def _measured(name: str, rest: str, label: Field, form: Form) -> str | None:
    """The value of a field that has a shape of its own; None where what stands there has not."""
    text = rest.strip("\t :;,。")
    if name == "level":
        return level_in(text)
    if name in {"height", "depth"}:
        return metres_in(text, deep=name == "depth")
    if name == "mass":
        return tonnes_in(text, label.line.flat[label.at : label.at + 24])
    if name == "shift":
        return shift_in(text)
    if name == "audience":
        return audience_in(text) if form.category == "publicity" else None
    if name == "conclusion":
        return conclusion_in(text) if form.category == "recheck" else None
    if name == "hours":
        found = re.match(r"^[:(]?(?:学时)?\)?:?(\d{1,3}(?:\.\d)?)(?:个?学时|课时|小时|h|H)?$", text)
        return found[1] if found else None
    if name == "penalty":
        from archive_plugins.safety_forms.penalties import yuan_in

        return yuan_in(text) if form.category in _PENALTIES else None
    value = label.value.strip()
    fits = form.category in _NUMBERED and _NO_NUMBER.match(value) and sum(c.isdigit() for c in value) >= 3
    return value if fits else None


def _span(details: Details, name: str, label: str, rest: str, where: str) -> None:
    """`从…至…`; of one day alone the end, if the label or its words say so."""
    moments = moments_in(rest)
    if len(moments) >= 2 and moments[0].iso <= moments[-1].iso:
        first, last = moments[0], moments[1]
    elif len(moments) >= 2:
        first, last = moments[0], moments[1]  # runs backwards: the checks say so
    elif moments and (label.endswith(("至", "截止", "截止日期", "到期日期")) or _UNTIL.search(rest)):
        details.told.setdefault(f"{name}_to", Told(moments[0].iso, 0.93, where))
        return
    else:
        if moments and name == "valid" and moments[0].timed:
            details.told.setdefault("valid_from", Told(moments[0].iso, 0.9, where))
        return
    details.told.setdefault(f"{name}_from", Told(first.iso, 0.94, where))
    details.told.setdefault(f"{name}_to", Told(last.iso, 0.94, where))


def _signed_times(details: Details, fields: list[Field], lines: list[Line]) -> None:
    """The moments at which the approver and whoever accepted the work signed under their opinion."""
    wanted = {"approver": "approved_at", "acceptor": "accepted_at"}
    signed = [each for each in fields if each.kind in {"opinion", "people"} and each.argument in wanted]
    opinions = {each.line.index for each in fields if each.kind == "opinion"}
    for each in signed[:_MOST_SIGNED]:
        name = wanted[each.argument]
        start = each.line.index
        for line in lines[start : start + _NEAR] if name not in details.told else ():
            if line is not each.line and line.index in opinions:
                break
            text = line.flat[each.at :] if line is each.line else line.flat
            moments = [moment for moment in moments_in(text) if moment.timed]
            if moments:
                details.told[name] = Told(moments[0].iso, 0.92, f"beside {each.label} {place_of(line)}")
                break


def _day_of(details: Details, day: str | None) -> str | None:
    begin = details.told.get("valid_from")
    return begin.value[:10] if begin is not None else day
