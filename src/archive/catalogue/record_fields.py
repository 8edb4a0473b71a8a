"""What a record says of itself, as rows: units, number, dates, people, links, and why each has its value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from archive.catalogue.database import Database
from archive.model.doc_number import doc_number_key
from archive.text.fold import search_form

__all__ = [
    "add_decisions", "add_links", "relink", "relink_all", "relink_number_of", "set_fields", "set_findings", "set_units",
]  # fmt: skip

Payload = Mapping[str, Any]

_RELINK = """
update record_link set target = (
    select case when sum(fits) = 1 then max(case when fits then id end)
                when sum(fits) = 0 and count(*) = 1 then max(id) end
    from (
        select distinct candidate.id as id, coalesce(candidate.category, '') = case record_link.type
            when 'ticket' then 'work-ticket' when 'certificate' then 'certificate' else 'inspection' end as fits
        from record candidate
        join record_unit theirs on theirs.record = candidate.id
        join record_unit ours on ours.unit = theirs.unit and ours.record = record_link.record
        where candidate.doc_no_key = :key and candidate.id <> record_link.record
        and candidate.state in ('filed', 'unfiled')
        and not exists (
            select 1 from record_link newer join record successor on successor.id = newer.record
            where newer.target = candidate.id and newer.type = 'supersedes' and successor.doc_no_key = :key
            and successor.state in ('filed', 'unfiled'))))
where doc_no_key = :key
"""


def set_units(db: Database, record: str, units: Iterable[str]) -> None:
    db.run("delete from record_unit where record = :record", record=record)
    db.run_many(
        "insert into record_unit (record, unit, position) values (:record, :unit, :position)",
        [{"record": record, "unit": unit, "position": position} for position, unit in enumerate(units)],
    )


def set_fields(db: Database, record: str, fields: Payload) -> None:
    for name in ("title", "date", "source"):
        if name in fields:
            db.run(f"update record set {name} = :value where id = :record", record=record, value=fields[name])  # noqa: S608 - names from a tuple
    if "doc_no" in fields:
        _set_number(db, record, fields["doc_no"])
    if "people" in fields:
        people = [{**each, "folded": search_form(each["name"])} for each in fields["people"]]
        _replace(db, "record_person", record, people, ("name", "role", "certificate", "folded"))
    if "dues" in fields:
        _replace(db, "record_due", record, fields["dues"], ("item", "date"))
        earliest = min((due["date"] for due in fields["dues"]), default=None)
        db.run("update record set due = :due where id = :record", record=record, due=earliest)
    if "links" in fields:
        db.run("delete from record_link where record = :record", record=record)
        add_links(db, record, fields["links"])
    if "details" in fields:
        _set_details(db, record, fields["details"])


def set_findings(db: Database, record: str, findings: Iterable[Payload]) -> None:
    """What the checks of its form found, instead of what they found before."""
    columns = ("code", "severity", "text", "clause", "place")
    rows = [{**finding, "place": finding["where"]} for finding in findings]
    _replace(db, "record_finding", record, rows, columns)


def _set_details(db: Database, record: str, details: Iterable[Payload]) -> None:
    """Replace the values of the fields that are named, each where it stood; None empties one."""
    named: dict[str, list[str]] = {}
    for detail in details:
        values = named.setdefault(detail["field"], [])
        if detail["value"] is not None:
            values.append(detail["value"])
    rows: list[Payload] = []
    told = db.rows("select field, value from record_detail where record = :record order by position", record=record)
    for row in list(told):
        if row["field"] not in named:
            rows.append({"field": row["field"], "value": row["value"]})
        else:
            rows += [{"field": row["field"], "value": value} for value in named[row["field"]]]
            named[row["field"]] = []
    rows += [{"field": field, "value": value} for field, values in named.items() for value in values]
    _replace(db, "record_detail", record, rows, ("field", "value"))


def _set_number(db: Database, record: str, number: str | None) -> None:
    before = db.value("select doc_no_key from record where id = :record", record=record)
    key = doc_number_key(number) if number else None
    db.run(
        "update record set doc_no = :number, doc_no_key = :key where id = :record",
        record=record,
        number=number,
        key=key or None,
    )
    for changed in {before, key} - {None, ""}:
        _relink(db, changed)


def _replace(db: Database, table: str, record: str, rows: Iterable[Payload], columns: tuple[str, ...]) -> None:
    db.run(f"delete from {table} where record = :record", record=record)  # noqa: S608 - a name of ours
    names, slots = ", ".join(columns), ", ".join(f":{column}" for column in columns)
    db.run_many(
        f"insert into {table} (record, position, {names}) values (:record, :position, {slots})",  # noqa: S608 - names of ours
        [
            {"record": record, "position": position, **{column: row[column] for column in columns}}
            for position, row in enumerate(rows)
        ],
    )


def add_links(db: Database, record: str, links: Iterable[Payload]) -> None:
    for link in links:
        key = doc_number_key(link["doc_no"]) if link["doc_no"] else None
        db.run(
            "insert into record_link (record, position, type, target, doc_no, doc_no_key, since) values (:record,"
            " (select coalesce(max(position) + 1, 0) from record_link where record = :record),"
            " :type, :target, :doc_no, :key, :since)",
            record=record,
            type=link["type"],
            target=link["record"],
            doc_no=link["doc_no"],
            key=key if link["record"] is None else None,
            since=link.get("since"),
        )
        if key and link["record"] is None:
            _relink(db, key)


def relink_number_of(db: Database, record: str) -> None:
    key = db.value("select doc_no_key from record where id = :record", record=record)
    if key:
        _relink(db, key)
    keys = db.rows("select distinct doc_no_key from record_link where record = :record", record=record)
    for row in list(keys):
        if row["doc_no_key"]:
            _relink(db, row["doc_no_key"])


def _relink(db: Database, key: str) -> None:
    """Tie every link that names this number to the record that bears it.

    Numbers such as DH-20240501-003 are unique within a unit only, so both must share one. Of several
    that bear it, those on the shelf that such a link points to are meant, and of those the one that no
    other of them supersedes. While that leaves none or more than one, the link waits: a clerk sees all
    of them and none is taken by chance.
    """
    db.run(_RELINK, key=key)


def relink(db: Database, key: str) -> None:
    """Tie every link that names a number (in its normal form) to the record that bears it now."""
    _relink(db, key)


def relink_all(db: Database) -> None:
    """Tie every link that names a number anew."""
    keys = db.rows("select distinct doc_no_key from record_link where doc_no_key is not null order by 1")
    for row in list(keys):
        _relink(db, row["doc_no_key"])


def add_decisions(db: Database, record: str, decisions: Iterable[Payload], suggested: int) -> None:
    start = db.value("select coalesce(max(position) + 1, 0) from decision where record = :record", record=record)
    db.run_many(
        "insert into decision (record, position, suggested, field, value, by, confidence, reason)"
        " values (:record, :position, :suggested, :field, :value, :by, :confidence, :reason)",
        [
            {
                "record": record,
                "position": position,
                "suggested": suggested,
                **{key: decision[key] for key in ("field", "value", "by", "confidence", "reason")},
            }
            for position, decision in enumerate(decisions, start)
        ],
    )
