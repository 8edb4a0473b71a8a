"""Corrections in words: what somebody changed or wants to change, who, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from archive.cli.escape import visible
from archive.cli.language import _, render
from archive.cli.moments import local_time
from archive.cli.terms import category_name, term
from archive.errors import N_, ArchiveError

if TYPE_CHECKING:
    from archive.access.alike import Pair
    from archive.api import Archive
    from archive.cli.screen import Screen
    from archive.model.confirmation import Correction

__all__ = ["change_words", "correction_words", "remembered_words", "show_pair", "told_before"]


def change_words(archive: Archive, changes: Mapping[str, str]) -> str:
    """`unit = …, category = …`, as a person writes them."""
    return _(", ").join(f"{term(field)} = {_value(archive, field, value)}" for field, value in changes.items())


def correction_words(archive: Archive, correction: Correction) -> str:
    """Who made a correction, when, what it changed and why."""
    return _("{person} on {time}: {changes} ({reason})").format(
        person=correction.by,
        time=local_time(correction.time),
        changes=_changed(archive, correction),
        reason=render(str(correction.payload.get("reason", ""))),
    )


def told_before(archive: Archive, corrections: tuple[Correction, ...]) -> list[str]:
    """For whoever corrects what another had corrected: the last of those corrections."""
    return [
        _("Corrected before by {correction}").format(correction=correction_words(archive, each))
        for each in corrections[-1:]
    ]


def remembered_words(name: str) -> str:
    """What a correction means for the next documents."""
    return _("From now on {name} on a form means this unit ('archive unit forget' takes it back).").format(name=name)


_WHY = {
    "draft": N_("a signed or fixed copy and its draft"),
    "rescan": N_("two scans of one document"),
    "version": N_("two versions of one document"),
    "attachment": N_("a document and what belongs to it"),
    "different": N_("two different documents"),
}
_WHAT = {"format": N_("format"), "date": N_("date"), "people": N_("people"), "file-time": N_("time of the file")}


def show_pair(screen: Screen, archive: Archive, pair: Pair) -> None:
    """Two records with one number: what differs, what they seem to be, and the command that says so."""
    number = visible(pair.first.doc_no or "")
    why = _(_WHY[pair.why])
    head = _("Two records bear the number {number}; they seem to be {case}:").format(number=number, case=why)
    screen.line(screen.bold(head))
    for record in (pair.first, pair.second):
        words = (category_name(archive, record.category), record.title or "", record.original.name)
        screen.line(f"    {record.id}  " + visible("  ".join(filter(None, words))))
    if pair.similarity is not None:
        screen.line("    " + _("text in common: {percent} %").format(percent=round(pair.similarity * 100)))
    for what, one, other in pair.differences:
        screen.line("    " + visible(f"{_(_WHAT[what])}: {one or '—'} / {other or '—'}"))
    screen.line(f"    archive describe {pair.first.id} {pair.relation}={pair.second.id} --reason …")


def _changed(archive: Archive, correction: Correction) -> str:
    payload = correction.payload
    if correction.kind != "described":
        return term(correction.kind) if correction.kind == "withdrawn" else _("brought back")
    changes: dict[str, str] = {}
    if "units" in payload:
        changes["unit"] = ", ".join(archive.unit_code(each) for each in payload["units"])
    if "category" in payload:
        changes["category"] = payload["category"] or ""
    for field, value in payload.get("fields", {}).items():
        if field == "dues":
            changes["due"] = "; ".join(f"{each['item']} {each['date']}".strip() for each in value or ())
        elif isinstance(value, str) or value is None:
            changes[field] = value or ""
        else:
            changes[field] = "; ".join(str(each.get("value") or each.get("name") or "") for each in value)
    return change_words(archive, changes)


def _value(archive: Archive, field: str, value: str) -> str:
    if field == "category" and value:
        try:
            return category_name(archive, archive.category(value).key)
        except ArchiveError:
            return value
    if field == "unit" and value:
        return ", ".join(_unit(archive, each.strip()) for each in value.split(","))
    return value or _("(empty)")


def _unit(archive: Archive, reference: str) -> str:
    try:
        return archive.unit(reference).name
    except ArchiveError:
        return reference
