"""What is left to do: deliveries known, records to be parsed, records to be indexed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archive.catalogue.database import Database
from archive.model.hit import IndexDocument

__all__ = ["Delivered", "Queued", "SourceState", "WorkRows"]


class Delivered(NamedTuple):
    """An earlier delivery, found by its key."""

    record: str
    """As accessioned, then resolved if it turned out to be a duplicate."""
    state: str
    seq: int


class SourceState(NamedTuple):
    """What a file in an inbox looked like when it was last taken."""

    size: int
    mtime_ns: int
    ctime_ns: int


class Queued(NamedTuple):
    """A received record that waits to be parsed and placed."""

    record: str
    owner: str | None
    attempts: int
    sha256: str
    name: str
    folder_unit: str | None
    folder_category: str | None


class WorkRows:
    """The part of the catalogue that says what is left to do."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def delivery(self, key: str) -> Delivered | None:
        row = self._db.row(
            "select record.id, record.state, delivery.seq from delivery"
            " left join record_alias alias on alias.id = delivery.record"
            " join record on record.id = coalesce(alias.record, delivery.record) where delivery.key = :key",
            key=key,
        )
        return None if row is None else Delivered(row["id"], row["state"], row["seq"])

    def last_delivery(self, inbox: str, path: str, path_raw: bytes | None) -> SourceState | None:
        """The newest delivery from this place, None if there was none."""
        row = self._db.row(
            "select size, mtime_ns, ctime_ns from delivery where inbox = :inbox and path = :path"
            " and path_raw is :path_raw order by seq desc limit 1",
            inbox=inbox,
            path=path,
            path_raw=path_raw,
        )
        return None if row is None else SourceState(row["size"], row["mtime_ns"], row["ctime_ns"])

    def queued(self, limit: int, owners: Sequence[str | None] = (None,)) -> tuple[Queued, ...]:
        """The oldest received records that belong to one of `owners` (None: to nobody)."""
        named = json.dumps([owner for owner in owners if owner is not None])
        rows = self._db.rows(
            "select queue.record, owner, attempts, sha256, name, folder_unit, folder_category from queue"
            " join record on record.id = queue.record"
            " join delivery on delivery.record = queue.record and delivery.seq = queue.seq"
            " where (owner is null and :free) or owner in (select value from json_each(:owners))"
            " order by queue.seq limit :limit",
            free=None in owners,
            owners=named,
            limit=limit,
        )
        return tuple(Queued(*row) for row in rows)

    def queue_owners(self) -> tuple[str, ...]:
        """Staging folders of the processes that have taken records to parse."""
        rows = self._db.rows("select distinct owner from queue where owner is not null order by owner")
        return tuple(row["owner"] for row in rows)

    def queue_length(self) -> int:
        return int(self._db.value("select count(*) from queue"))

    def claim(self, records: Sequence[str], owner: str) -> None:
        """Say who parses these (inside a transaction); one more attempt is counted."""
        self._db.run(
            "update queue set owner = :owner, attempts = attempts + 1"
            " where record in (select value from json_each(:records))",
            owner=owner,
            records=json.dumps(list(records)),
        )

    def release(self, records: Sequence[str]) -> None:
        """Leave these to whoever comes next (inside a transaction)."""
        self._db.run(
            "update queue set owner = null where record in (select value from json_each(:records))",
            records=json.dumps(list(records)),
        )

    def outbox(self, after: int, limit: int) -> list[tuple[int, str]]:
        """Changes since a position, oldest first: position and record."""
        sql = "select position, record from outbox where position > :after order by position limit :limit"
        return [(row["position"], row["record"]) for row in self._db.rows(sql, after=after, limit=limit)]

    def outbox_head(self) -> int:
        """Position of the newest change ever, 0 if there was none."""
        return int(self._db.value("select coalesce((select seq from sqlite_sequence where name = 'outbox'), 0)"))

    def outbox_torn(self) -> bool:
        """Whether changes are missing in the outbox, as far as that is quickly seen; `archive verify` sees all."""
        from archive.catalogue.outbox_check import is_torn

        return is_torn(self._db)

    def searchable_count(self) -> int:
        """How many records a search can find at all."""
        return int(self._db.value("select count(*) from record where state in ('filed', 'unfiled')"))

    def searchable(self) -> Iterator[str]:
        """Their ids, in the order of accession."""
        rows = self._db.rows("select id from record where state in ('filed', 'unfiled') order by seq")
        return (row["id"] for row in rows)

    def offer_anew(self, beyond: int) -> None:
        """Make the outbox again (inside a transaction): every record once, at positions after `beyond` and its head."""
        head = max(self.outbox_head(), beyond, int(self._db.value("select coalesce(max(position), 0) from outbox")))
        head += int(self._db.value("select count(*) from event"))  # the head itself may have been set back
        self._db.run("delete from outbox")
        self._db.run("delete from sqlite_sequence where name = 'outbox'")
        self._db.run("insert into sqlite_sequence (name, seq) values ('outbox', :head)", head=head)
        self.offer_all()

    def offer_all(self) -> None:
        """Have the index look at every record again (inside a transaction)."""
        self._db.run("insert into outbox (record) select id from record order by seq")

    def index_documents(self, ids: Sequence[str]) -> Iterator[IndexDocument]:
        """What engines see of the searchable records among `ids`; the others are absent."""
        wanted = json.dumps(list(ids))
        of_units = defaultdict(list)
        names: dict[str, list[str]] = defaultdict(list)
        people: dict[str, list[str]] = defaultdict(list)
        for row in self._db.rows(
            "select record, unit from record_unit where record in (select value from json_each(:ids))"
            " order by record, position",
            ids=wanted,
        ):
            of_units[row["record"]].append(row["unit"])
        known: dict[str, tuple[str, ...]] = {}
        for record, units in of_units.items():
            for unit in units:
                if unit not in known:
                    known[unit] = self._names_of(unit)
                names[record].extend(known[unit])
        for row in self._db.rows(
            "select record, name from record_person where record in (select value from json_each(:ids))"
            " order by record, position",
            ids=wanted,
        ):
            if row["name"] not in people[row["record"]]:
                people[row["record"]].append(row["name"])
        for row in self._db.rows(
            "select record.*, text_object.body from record"
            " left join text_object on text_object.sha256 = record.text_sha256"
            " where record.id in (select value from json_each(:ids)) and +state in ('filed', 'unfiled')"
            " order by +record.seq",  # with `+`, SQLite looks records up by id; else it goes through all of them
            ids=wanted,
        ):
            record = row["id"]
            yield IndexDocument(
                record=record,
                order=row["seq"],
                title=row["title"] or "",
                doc_no=row["doc_no"] or "",
                name=row["name"],
                people=tuple(people[record]),
                unit_names=tuple(names[record]),
                text="" if row["body"] is None else bytes(row["body"]).decode(),
                units=tuple(of_units[record]),
                category=row["category"],
                state=row["state"],
                date=row["date"],
                received=row["received_at"],
            )

    def _names_of(self, unit: str) -> tuple[str, ...]:
        rows = self._db.rows(
            "select name from unit_name where unit = :unit union all select code from unit_code where unit = :unit",
            unit=unit,
        )
        return tuple(row["name"] for row in rows)

    def characters(self) -> int:
        """Code points of text in all searchable records."""
        sql = "select coalesce(sum(characters), 0) from record where state in ('filed', 'unfiled')"
        return int(self._db.value(sql))
