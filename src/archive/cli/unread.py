"""The records that a search passes over because their text is missing or doubtful.

Counted is each that may fit: of what nobody could read, a unit, category or date that is not known may be any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.cli.language import _, ngettext
from archive.cli.memory import remember
from archive.cli.terms import category_name, term, unit_name

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.cli.session import Session
    from archive.model.selection import Selection

__all__ = ["show_unread", "unread_remark"]


def unread_remark(count: int) -> str:
    """What is said beside the hits of a search that passed over so many records."""
    return ngettext(
        "{count} record that may fit has no or doubtful text; --unread lists it.",
        "{count} records that may fit have no or doubtful text; --unread lists them.",
        count,
    ).format(count=count)


def show_unread(session: Session, archive: Archive, query: str, chosen: Selection, options: dict[str, Any]) -> None:
    """List them, latest received first, with why they could not be read."""
    screen, offset = session.screen, options["offset"]
    limit = 0 if options["count"] else options["limit"]
    total, records = archive.unread(query, chosen, limit=limit, offset=offset)
    if options["as_json"]:
        from archive.cli.json_objects import record_object

        shown = [record_object(each, archive.unit_code, archive.enclosed) for each in records]
        screen.json({"unread": total, "records": shown})
        return
    if options["count"]:
        screen.line(str(total))
        return
    from archive.cli.screen import Column

    remember(session.environment, archive.home, offset + 1, [each.id for each in records])
    heads = (
        Column("#", right=True),
        Column(_("record")),
        Column(_("date")),
        Column(_("unit"), 8),
        Column(_("category"), 4),
        Column(_("title"), 8),
        Column(_("text")),
    )
    rows = [
        [
            number,
            each.id,
            each.date,
            unit_name(each.units[0] if each.units else None),
            category_name(archive, each.category),
            each.title or each.original.name,
            term(each.parse.outcome if each.parse else "pending"),
        ]
        for number, each in enumerate(records, offset + 1)
    ]
    if rows:
        screen.table(heads, rows)
    words = ngettext(
        "{count} record has no or doubtful text", "{count} records have no or doubtful text", total
    ).format(count=total)
    screen.note(words)
