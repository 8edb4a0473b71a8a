"""The history of a record: every event, what it said or changed, by whom and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from archive.cli.escape import visible
from archive.cli.event_words import EVENTS
from archive.cli.language import _, render
from archive.cli.moments import local_time
from archive.cli.screen import Column
from archive.cli.terms import category_name, term

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.cli.screen import Screen
    from archive.model.event import Event

__all__ = ["show_history"]

_OWN = ("title", "doc_no", "date", "source")
"""Fields that a correction replaces one by one."""


def show_history(screen: Screen, archive: Archive, record: str) -> None:
    """Every event of a record in the order of the ledger: its place there, when, what, by whom, why.

    What an event says or changes stands below it on a terminal, in a pipe in a last cell.
    """
    heads = [Column("#", right=True), Column(_("time")), Column(_("event")), Column(_("by whom"), 8)]
    heads.append(Column(_("reason"), 12))
    events = archive.history(record)
    told = [[visible(line) for line in lines] for lines in _Telling(archive).lines(events)]
    actors = archive.actors()
    rows = [
        [each.seq, local_time(each.time), _kind(each.kind), actors.get(each.actor, each.actor), _reason(each)]
        for each in events
    ]
    if screen.width is None:
        heads.append(Column(""))
        rows = [[*row, _("; ").join(lines)] for row, lines in zip(rows, told, strict=True)]
    screen.table(heads, rows, [[f"    {line}" for line in lines] for lines in told])


class _Telling:
    """What events say, told one after the other: a correction is told by what was known before it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._known: dict[str, str] = {}
        self._names: Mapping[str, str] | None = None

    def lines(self, events: tuple[Event, ...]) -> Iterator[list[str]]:
        for event in events:
            tell = _TELLERS.get(event.kind)
            yield [] if event.payload is None or tell is None else [line for line in tell(self, event.payload) if line]

    def delivery(self, payload: Mapping[str, Any]) -> Iterator[str]:
        delivery = payload.get("delivery") or payload
        yield _said(_("from"), str(delivery.get("path") or ""))

    def parsed(self, payload: Mapping[str, Any]) -> Iterator[str]:
        reader = " ".join(filter(None, (payload.get("parser"), payload.get("version"))))
        outcome = term(payload["outcome"])
        yield _said(_("reading"), f"{outcome} ({reader})" if reader else outcome)

    def placed(self, payload: Mapping[str, Any]) -> Iterator[str]:
        yield _said(_("state"), term(payload["state"]))
        for field, value in self._values(payload).items():
            self._known[field] = value
            yield _said(term(field), value)

    def described(self, payload: Mapping[str, Any]) -> Iterator[str]:
        for field, value in self._values(payload).items():
            nothing = _("(nothing)")
            before = self._known.get(field) or nothing
            self._known[field] = value
            yield _said(term(field), f"{before} → {value or nothing}")

    def linked(self, payload: Mapping[str, Any]) -> Iterator[str]:
        yield _said(term(payload["type"]), "  ".join(filter(None, (payload.get("doc_no"), payload.get("record")))))

    def part(self, payload: Mapping[str, Any]) -> Iterator[str]:
        yield _said(term(payload["role"]), f"{payload['original']['name']} ({payload['part']})")

    def superseded(self, payload: Mapping[str, Any]) -> Iterator[str]:
        yield _said(_("superseded by"), "  ".join(filter(None, (payload["by"], payload.get("on")))))

    def duplicate(self, payload: Mapping[str, Any]) -> Iterator[str]:
        yield _said(_("record"), str(payload["of"]))

    def _values(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """What the event sets, by field, as a person writes it; empty is what it empties."""
        values: dict[str, str] = {}
        if "units" in payload:
            values["unit"] = _(", ").join(self._unit(each) for each in payload["units"])
        if "category" in payload:
            values["category"] = category_name(self._archive, payload["category"])
        fields = payload.get("fields", {})
        values.update({field: term(fields[field] or "") for field in _OWN if field in fields})
        for detail in fields.get("details", ()):
            earlier = values.get(detail["field"])
            values[detail["field"]] = _("; ").join(filter(None, (earlier, detail["value"])))
        return values

    def _unit(self, unit: str) -> str:
        if self._names is None:
            self._names = {each.id: each.name for each in self._archive.units()}
        return self._names.get(unit, unit)


_TELLERS = {
    "accessioned": _Telling.delivery,
    "delivered": _Telling.delivery,
    "parsed": _Telling.parsed,
    "placed": _Telling.placed,
    "described": _Telling.described,
    "linked": _Telling.linked,
    "part-added": _Telling.part,
    "superseded": _Telling.superseded,
    "duplicate": _Telling.duplicate,
}


def _said(label: str, value: str) -> str:
    return _("{label}: {value}").format(label=label, value=value) if value else ""


def _kind(kind: str) -> str:
    return _(EVENTS[kind]) if kind in EVENTS else kind


def _reason(event: Event) -> str:
    """What the event says of why, in a line; an erased payload says so."""
    if event.payload is None:
        return _("(erased by law)")
    said = (event.payload.get(key) for key in ("reason", "purpose", "mark"))
    return render(term(str(next(filter(None, said), ""))))
