"""Does the outbox offer to the index all that changed? A row that is gone hides a record from every search.

The rows follow from the events: one for every look that an event asks for. Only a rebuild shortens
them, to one for each record that there was, at positions beyond all earlier ones. So an outbox is
whole if it is some first records in the order of accession, and after them the last rows that the
events ask for, and no record is in neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from archive.catalogue.database import Database

__all__ = ["hidden_records", "is_torn"]


def is_torn(db: Database) -> bool:
    """Whether rows are missing by their numbers alone, or a searchable record is in none. Quick, and not complete."""
    row = db.row("select count(*), coalesce(min(position), 1), coalesce(max(position), 0) from outbox")
    assert row is not None
    count, first, last = row
    head = db.value("select coalesce((select seq from sqlite_sequence where name = 'outbox'), 0)")
    if last != head or count != last - first + 1:
        return True
    unoffered = (
        "select 1 from record where state in ('filed', 'unfiled')"
        " and id not in (select record from outbox) limit 1"
    )
    return db.value(unoffered) is not None


def hidden_records(live: Database, made: Database) -> list[str] | None:
    """Records that a search may miss because the outbox of `live` does not offer them, each once; None if it is whole.

    `made` is what a replay of the events gives. Empty where the outbox is not whole, but nobody can say for whom.
    """
    rows = list(live.rows("select position, record from outbox order by position"))
    found = [row["record"] for row in rows]
    wanted = [row["record"] for row in made.rows("select record from outbox order by position")]
    if found == wanted:
        return [] if is_torn(live) else None
    accessioned = [row["id"] for row in made.rows("select id from record order by seq")]
    # The more rows are taken for those of a rebuild, the more records they speak for.
    offered = _common(found, accessioned)
    kept = len(found) - offered
    if kept > _common(found[::-1], wanted[::-1]):
        lost = Counter(wanted) - Counter(found) if not rows or rows[0]["position"] == 1 else set(wanted) - set(found)
        return [record for record in dict.fromkeys(wanted) if record in lost]
    replaced = wanted[: len(wanted) - kept]
    # What turned out to be a duplicate was offered and is no record any more: a rebuild passes over it.
    lost = set(replaced).intersection(accessioned).difference(found[:offered])
    if lost:
        lost = lost.difference(found) or lost
        return [record for record in dict.fromkeys(replaced) if record in lost]
    if rows[0]["position"] <= len(replaced):  # a rebuild takes positions beyond all that an index has seen
        fewer = Counter(wanted) - Counter(found)
        return [record for record in dict.fromkeys(wanted) if record in fewer]
    return [] if is_torn(live) else None


def _common(left: Sequence[object], right: Sequence[object]) -> int:
    """How many values at the beginning are the same."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(left), len(right)))
