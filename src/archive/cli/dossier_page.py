"""The first page of a unit's file, and its board of responsibility, as pages for screen and paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from archive.access.board import PHONE
from archive.cli.commands.duty_words import period, role_name
from archive.cli.hazard_words import deadline_object, hazard_object, level_name, state_name
from archive.cli.language import _, chosen, ngettext
from archive.cli.unit_page import unit_facts
from archive.errors import N_
from archive.rendition.page import Fields, Heading, Page, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.access.board import Board
    from archive.access.completeness import Requirement
    from archive.access.dossier import Inspected, Overview, ShelfHead
    from archive.access.due import Deadline
    from archive.access.responsibility import Chain, ChainLink, Entry
    from archive.model.hazard import Hazard
    from archive.rendition.page import Block

__all__ = ["board_page", "dossier_page", "overview_object", "records_of", "requirement_name"]

_MOST = 20
"""Rows of a table; the question that tells them all is named below it."""

_STATES: Mapping[str, str] = {
    "present": N_("on file"),
    "expired": N_("expired"),
    "missing": N_("missing"),
    "running-out": N_("running out"),
}


def requirement_name(each: Requirement) -> str:
    return each.zh if chosen() == "zh" else each.en


def dossier_page(overview: Overview, category: Mapping[str, str], *, titled: bool) -> Page:
    """The whole page; `category` gives names of categories by their keys."""
    blocks: list[Block] = [Fields(tuple(_facts(overview)))]
    blocks += [Heading(_("Responsible on {day}").format(day=overview.on)), *_chain_blocks(overview.chain)]
    blocks += _hazards(overview)
    blocks += _deadlines(overview)
    blocks += _completeness(overview)
    for shelf in overview.shelves:
        blocks += _shelf(shelf, category, overview.unit.code)
    blocks += _notes(overview)
    return Page(
        title=_("Safety file") if titled else "",
        subtitle=overview.unit.name if titled else "",
        blocks=tuple(blocks),
        day=overview.on,
        language=chosen(),
    )


def _facts(overview: Overview) -> Iterator[tuple[str, str]]:
    names = {each.id: each.name for each in (overview.parent, overview.heir) if each is not None}
    yield from unit_facts(overview.unit, names)
    if overview.ended is not None:
        yield _("ended on"), overview.ended
    for unit, day in overview.merged:
        told = f"{unit.name} ({unit.code})"
        yield _("took over"), _("{name}, {day}").format(name=told, day=day) if day else told
    if overview.inspected is not None:
        yield _("last inspection"), _inspection(overview.inspected)


def _inspection(found: Inspected) -> str:
    last = _("never, as far as is known") if found.on is None else f"{found.on} {found.record or ''}".strip()
    if found.overdue:
        return _("{last}; the next was due on {day}: OVERDUE").format(last=last, day=found.next_on)
    return _("{last}; the next is due on {day}").format(last=last, day=found.next_on)


def _chain_blocks(chain: Chain) -> list[Block]:
    if not chain.existed:
        return [Paragraph(_("It had ended by then."))]
    if not chain.links:
        return [Paragraph(_("Nobody is recorded as responsible that day."))]
    heads = (_("role"), _("person"), _("post"), _("period"), _("by"))
    return [Table(heads, tuple(row for link in chain.links for row in _link_rows(link)))]


def _link_rows(link: ChainLink) -> Iterator[tuple[str, ...]]:
    for entry in link.entries:
        yield (role_name(link.role), _person(entry), entry.duty.post or "", period(entry.duty), _source(entry))
    if link.gap:
        yield (role_name(link.role), _("— gap"), "", "", "")


def _person(entry: Entry) -> str:
    duty = entry.duty
    if not duty.deputy_for:
        return duty.name
    represented = entry.deputises.name if entry.deputises else duty.deputy_for
    return _("{name}, deputy for {other}").format(name=duty.name, other=represented)


def _source(entry: Entry) -> str:
    words = []
    if entry.grid is not None:
        words.append(_("grid {name}").format(name=entry.grid.name))
    if entry.source is not None:
        words.append(entry.source.doc_no or entry.source.title or entry.source.record)
    return _(", ").join(words)


def _hazards(overview: Overview) -> list[Block]:
    found = overview.hazards
    blocks: list[Block] = [Heading(_("Open hidden dangers ({count})").format(count=len(found)))]
    if found:
        heads = (_("hidden danger"), _("level"), _("what"), _("state"), _("found on"), _("term"), _("late"))
        blocks.append(Table(heads, tuple(map(_hazard, found[:_MOST]))))
        blocks += _more(len(found), "archive hazards --open --unit", overview.unit.code)
    return blocks


def _hazard(each: Hazard) -> tuple[str, ...]:
    late = _("{days} days").format(days=each.late) if each.overdue else ""
    return (
        each.id, level_name(each.level), each.text, state_name(each.state), each.found.on, each.due or "", late,
    )  # fmt: skip


def _deadlines(overview: Overview) -> list[Block]:
    """Terms of hidden dangers stand with them, and what runs out has a table of its own."""
    out = overview.running_out
    other = [each for each in overview.deadlines if each.rule != "rectification" and each not in out]
    blocks: list[Block] = []
    for title, found in (
        (_("Deadlines ({count})"), other), (_("Certificates, equipment and licences running out ({count})"), out),
    ):  # fmt: skip
        blocks.append(Heading(title.format(count=len(found))))
        if found:
            heads = (_("last day"), _("days left"), _("deadline"), _("what"), _("record"), _("clause"))
            blocks.append(Table(heads, tuple(map(_deadline, found[:_MOST]))))
            blocks += _more(len(found), "archive due --unit", overview.unit.code)
    return blocks


def _deadline(each: Deadline) -> tuple[str | int, ...]:
    name = each.zh if chosen() == "zh" else each.rule.replace("-", " ")
    return (each.on, each.left, name, each.what, each.record or "", _clause(each.clause, each.status))


def _clause(clause: str, status: str) -> str:
    return clause if status == "verified" else _("{clause} [default]").format(clause=clause)


def _completeness(overview: Overview) -> list[Block]:
    asked = overview.requirements
    if not asked:
        return []
    there = sum(each.state in {"present", "running-out"} for each in asked)
    title = _("Completeness ({there} of {count})").format(there=there, count=len(asked))
    heads = (_("must be on file"), _("state"), _("good until"), _("record"), _("clause"))
    rows = tuple(
        (requirement_name(each), _(_STATES[each.state]), each.until or "", _some(each.records),
         _clause(each.clause, each.status))
        for each in asked
    )  # fmt: skip
    return [Heading(title), Table(heads, rows)]


def _some(records: tuple[str, ...]) -> str:
    return " ".join(records[:2]) + (" …" if len(records) > 2 else "")


def _shelf(shelf: ShelfHead, category: Mapping[str, str], code: str) -> list[Block]:
    name = category.get(shelf.category, shelf.category)
    title = _("{category} ({count})").format(category=name, count=shelf.count)
    blocks: list[Block] = [Heading(title)]
    if shelf.count:
        heads = (_("date"), _("title"), _("number"), _("record"))
        rows = tuple((each.date or "", each.title, each.doc_no or "", each.record) for each in shelf.newest)
        blocks.append(Table(heads, rows))
        blocks += _more(shelf.count, f"archive list --category {name} --unit", code, len(rows))
    return blocks


def _more(count: int, command: str, code: str, shown: int = _MOST) -> list[Block]:
    if count <= shown:
        return []
    words = ngettext("{count} more: '{command}'", "{count} more: '{command}'", count - shown)
    return [Paragraph(words.format(count=count - shown, command=f"{command} {code}"), note=True)]


def _notes(overview: Overview) -> list[Block]:
    blocks: list[Block] = []
    if overview.findings:
        words = ngettext(
            "Checks of the forms found {count} thing to look at: 'archive list --findings --unit {unit}'.",
            "Checks of the forms found {count} things to look at: 'archive list --findings --unit {unit}'.",
            overview.findings,
        ).format(count=overview.findings, unit=overview.unit.code)
        blocks.append(Paragraph(words, note=True))
    if overview.waiting:
        words = ngettext(
            "{count} record of this unit waits in 'archive triage'.",
            "{count} records of this unit wait in 'archive triage'.",
            overview.waiting,
        ).format(count=overview.waiting)
        blocks.append(Paragraph(words, note=True))
    return [Heading(_("To look at")), *blocks] if blocks else []


def records_of(overview: Overview) -> tuple[str, ...]:
    """Records of which the page tells something, each once."""
    told = [row.record for shelf in overview.shelves for row in shelf.newest]
    told += [each.record for each in overview.hazards]
    told += [each.record for each in overview.deadlines if each.record is not None]
    told += [record for each in overview.requirements for record in each.records]
    return tuple(dict.fromkeys(told))


def overview_object(overview: Overview) -> dict[str, Any]:
    """What a dossier's JSON has beside its shelves."""
    found = overview.inspected
    return {
        "on": overview.on,
        "merged_into": None
        if overview.heir is None
        else {"code": overview.heir.code, "name": overview.heir.name},
        "ended": overview.ended,
        "took_over": [{"code": unit.code, "name": unit.name, "on": day} for unit, day in overview.merged],
        "hazards": [hazard_object(each) for each in overview.hazards],
        "deadlines": [deadline_object(each) for each in overview.deadlines],
        "inspection": None
        if found is None
        else {
            "on": found.on,
            "record": found.record,
            "next_on": found.next_on,
            "overdue": found.overdue,
            "clause": found.clause,
            "status": found.status,
        },
        "requirements": [_requirement_object(each) for each in overview.requirements],
    }


def _requirement_object(each: Requirement) -> dict[str, Any]:
    return {
        "key": each.key,
        "name": each.zh,
        "clause": each.clause,
        "status": each.status,
        "state": each.state,
        "records": list(each.records),
        "until": each.until,
    }


def board_page(board: Board) -> Page:
    """What hangs at the gate."""
    chain = board.chain
    blocks: list[Block] = [
        Fields((
            (_("unit"), board.name), (_("code"), board.code),
            (_("grid"), _(", ").join(grid.name for grid in chain.grids) or "—"),
            (_("report dangers to"), PHONE),
        ))
    ]  # fmt: skip
    if not chain.existed:
        blocks.append(Paragraph(_("It had ended by then.")))
    for side, title in (("authority", _("Authority")), ("enterprise", _("Enterprise"))):
        links = [link for link in chain.links if link.side == side]
        rows = tuple(row[:4] for link in links for row in _link_rows(link))
        if rows:
            blocks += [Heading(title), Table((_("role"), _("person"), _("post"), _("period")), rows)]
    if board.risks:
        blocks.append(Heading(_("Risks on file")))
        blocks += [Paragraph(title) for title in board.risks]
    if board.major:
        heads = (_("what"), _("found on"), _("term"))
        rows = tuple((each.text, each.found.on, each.due or "") for each in board.major)
        blocks += [Heading(_("Major hidden dangers ({count})").format(count=len(rows))), Table(heads, rows)]
    return Page(
        title=_("Board of responsibility for work safety"), blocks=tuple(blocks), day=chain.on, subtitle=board.name,
        language=chosen(),
    )  # fmt: skip
