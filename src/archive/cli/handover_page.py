"""The list that both sign when duties are handed over (交接清单), as a page for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.commands.duty_words import Names, period, role_name
from archive.cli.hazard_words import level_name, state_name
from archive.cli.language import _, chosen
from archive.rendition.page import Fields, Heading, Page, Paragraph, Signatures, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.ingest.handover import HandedOver
    from archive.model.record import Record
    from archive.rendition.page import Block, Cell

__all__ = ["handover_page"]


def handover_page(done: HandedOver, names: Names, records: dict[str, Record]) -> Page:
    """`records` has the open orders by id. Of a report nothing is told but its record and its unit."""
    facts = [(_("from"), done.giver), (_("to"), done.taker), (_("day"), done.on)]
    if done.until is not None:
        facts.append((_("deputising until"), done.until))
    blocks: list[Block] = [Fields(tuple(facts))]
    blocks += _part(
        _("Duties ({count})"), (_("role"), _("over"), _("post"), _("period")),
        [(role_name(duty.role), names.over(duty), duty.post or "", period(duty)) for duty in done.duties],
    )  # fmt: skip
    orders = (_("order"), _("unit"), _("term"), "", _("record"))
    blocks += _part(_("Open orders ({count})"), orders, _orders(done, records))
    blocks += _part(
        _("Open hidden dangers ({count})"),
        (_("what"), _("unit"), _("level"), _("state"), _("term"), "", _("hidden danger")),
        [
            (each.text, each.unit.name, level_name(each.level), state_name(each.state), each.due or "",
             _late(each.overdue), each.id)
            for each in done.hazards
        ],
    )  # fmt: skip
    blocks += _part(
        _("Open reports from the public ({count})"), (_("unit"), _("term"), "", _("record")),
        [
            ("" if each.unit is None else each.unit.name, each.on, _late(each.overdue), each.record or "")
            for each in done.reports
        ],
    )  # fmt: skip
    blocks.append(Signatures((_("Handed over by"), _("Taken over by"), _("Witness"), _("Date"))))
    return Page(title=_("Handover of duties"), blocks=tuple(blocks), day=done.on, language=chosen())


def _orders(done: HandedOver, records: dict[str, Record]) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for order in done.orders:
        record = records[order.record]
        name = record.doc_no or record.title or record.original.name
        unit = record.units[0].name if record.units else ""
        rows.append((name, unit, order.due, _late(order.record in done.overdue), order.record))
    return rows


def _part(title: str, columns: tuple[str, ...], rows: Sequence[tuple[Cell, ...]]) -> list[Block]:
    heading = Heading(title.format(count=len(rows)))
    return [heading, Table(columns, tuple(rows)) if rows else Paragraph(_("none"))]


def _late(overdue: bool) -> str:
    return _("OVERDUE") if overdue else ""
