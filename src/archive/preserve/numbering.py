"""Giving archive numbers (档号, DA/T 13): by a pattern and codes that are data; once given, never changed or reused."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.errors import N_, ConfigInvalid, NumberRefused, ReasonMissing
from archive.model.archive_number import ArchiveNumber, Pattern, Volume
from archive.model.record import State
from archive.preserve.retention import RetentionReader

if TYPE_CHECKING:
    from archive.model.event import Numbered, NumberVoided, VolumeData
    from archive.model.record import Record
    from archive.store import Store
    from archive.transaction import Transaction

__all__ = [
    "Arrangement", "Given", "Listed", "arrangement", "contents", "gaps", "give", "give_as", "void", "well_formed",
]  # fmt: skip

_FILE = "numbers.toml"
_KEYS = frozenset({"fonds", "pattern", "classes"})


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How an office numbers its records."""

    fonds: str
    """全宗号, given to the office by its archive."""
    pattern: Pattern
    classes: Mapping[str, str]
    """Code by category; `other` for the rest."""

    def class_of(self, category: str | None) -> str:
        return self.classes.get(category or "", self.classes["other"])


@dataclass(frozen=True, slots=True)
class Given:
    """What becomes of one record."""

    record: Record
    number: str | None
    """None: it gets none."""
    why: str = ""
    """Why it gets none: a message template."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the contents of a volume (卷内目录)."""

    number: ArchiveNumber
    record: Record | None
    """None where the number is void."""


def arrangement(home: Path) -> Arrangement:
    """By `numbers.toml` of the home over the shipped one. Raises ConfigInvalid, also where it names no fonds."""
    own = home / _FILE
    table = _read(Path(__file__).with_name(_FILE))
    try:
        mine = _read(own)
        classes = {**table["classes"], **mine.get("classes", {})}
        pattern = Pattern(mine.get("pattern", table["pattern"]))
        found = Arrangement(mine["fonds"], pattern, classes)
        for code in (*classes.values(), found.fonds):
            pattern.head({"fonds": code, "class": code, "year": "2000", "term": "Y"})
    except FileNotFoundError as error:
        raise ConfigInvalid(path=own, reason=_NO_FONDS) from error
    except KeyError as error:
        raise ConfigInvalid(path=own, reason=_NO_FONDS) from error
    except (OSError, ValueError, TypeError) as error:
        raise ConfigInvalid(path=own, reason=str(error)) from error
    return found


_NO_FONDS = N_('it has to be there and name the fonds that your archive gave you: fonds = "J001"')


def _read(path: Path) -> dict[str, Any]:
    """Raises OSError, ValueError for what is no such file, or ConfigInvalid for a setting that there is not."""
    table = tomllib.loads(path.read_text("utf-8"))
    unknown = set(table) - _KEYS
    if unknown:
        raise ConfigInvalid(path=path, reason=N_("there is no setting {name}").format(name=min(unknown)))
    return table


def give(store: Store, records: Iterable[Record], *, apply: bool) -> tuple[Given, ...]:
    """A number for each of the records that may have one and has none, in the order of their days.

    Without `apply` nothing is changed: the answer is what would be. Raises ConfigInvalid.
    """
    rules = arrangement(store.layout.root)
    chosen = sorted(records, key=lambda each: (each.date or "", each.received_at))
    if not apply:
        return tuple(_Desk(store, rules).number(chosen))
    with store.transaction() as tx:
        return tuple(_Desk(store, rules, tx).number(chosen))


def give_as(store: Store, record: Record, number: str) -> Given:
    """Take over a number that the record bears on paper already. Raises NumberRefused or ConfigInvalid."""
    rules = arrangement(store.layout.root)
    with store.transaction() as tx:
        return _Desk(store, rules, tx).take(record, number)


def void(store: Store, number: str, *, reason: str) -> ArchiveNumber:
    """Say why a number of a volume that is there will never be given. Raises NumberRefused or ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    with store.transaction() as tx:
        if store.catalogue.archive_number(number) is not None:
            raise NumberRefused(number=number, reason=N_("it is given, or void already"))
        rules = arrangement(store.layout.root)
        for volume in store.catalogue.volumes():
            read = rules.pattern.read(volume.head, number)
            if read is not None and rules.pattern.volume(volume.head, read[0]) == volume.volume:
                payload: NumberVoided = {
                    "number": number, "volume": _data(volume), "item": read[1], "reason": reason.strip(),
                }  # fmt: skip
                tx.append("number-voided", store.catalogue.home(), payload)
                return ArchiveNumber(number, volume.volume, read[1], None, reason.strip())
    raise NumberRefused(number=number, reason=N_("it is of no volume that is there"))


def gaps(store: Store, volume: str) -> tuple[int, ...]:
    """Items of a volume that were neither given nor declared void."""
    known = {each.item for each in store.catalogue.contents(volume)}
    return tuple(item for item in range(1, max(known, default=0) + 1) if item not in known)


def contents(store: Store, volume: str) -> tuple[Listed, ...]:
    """卷内目录 of a volume, by item; empty for what is none."""
    numbers = store.catalogue.contents(volume)
    records = store.catalogue.records([each.record for each in numbers if each.record is not None])
    return tuple(Listed(each, records.get(each.record or "")) for each in numbers)


def well_formed(store: Store, record: Record, number: str) -> bool:
    """Whether a given number is of the pattern, and its year that of the record. Raises ConfigInvalid."""
    rules = arrangement(store.layout.root)
    volume = store.catalogue.archive_number(number)
    heads = {each.volume: each.head for each in store.catalogue.volumes()}
    head = heads.get(volume.volume) if volume is not None else None
    year = (record.date or "")[:4]
    return head is not None and rules.pattern.read(head, number) is not None and year in head


class _Desk:
    """Counts on from what was given. Without a transaction it only says what it would do."""

    def __init__(self, store: Store, rules: Arrangement, tx: Transaction | None = None) -> None:
        self._store, self._rules, self._tx = store, rules, tx
        self._periods = RetentionReader(store)
        self._volumes = {(each.head, each.unit): each for each in store.catalogue.volumes()}
        self._items: dict[str, int] = {}

    def number(self, records: Sequence[Record]) -> list[Given]:
        have = self._store.catalogue.archive_numbers([each.id for each in records])
        given = []
        for record in records:
            why = _unfit(record)
            if record.id in have:
                why = N_("it has the number {number}").format(number=have[record.id])
            if why:
                given.append(Given(record, None, why))
                continue
            volume = self._volume(self._head(record), self._unit(record))
            item = self._last(volume.volume) + 1
            given.append(self._put(record, volume, item))
        return given

    def take(self, record: Record, number: str) -> Given:
        def refuse(reason: str) -> NumberRefused:
            return NumberRefused(number=number, reason=reason)

        have = self._store.catalogue.archive_numbers([record.id])
        why = N_("the record has the number {number}").format(number=have[record.id]) if have else _unfit(record)
        if why:
            raise refuse(why)
        if self._store.catalogue.archive_number(number) is not None:
            raise refuse(N_("it is given, or void already"))
        head, unit = self._head(record), self._unit(record)
        read = self._rules.pattern.read(head, number)
        if read is None:
            example = self._rules.pattern.number(self._rules.pattern.volume(head, 1), 1)
            looks = N_("by its class, year and period one of this record looks like {example}")
            raise refuse(looks.format(example=example))
        volume = Volume(self._rules.pattern.volume(head, read[0]), head, read[0], unit)
        known = self._volumes.get((head, unit))
        taken = [each for each in self._volumes.values() if each.volume == volume.volume]
        if (known is not None and known != volume) or (taken and taken[0] != volume):
            raise refuse(N_("that volume is another unit's, or this unit has another one"))
        return self._put(record, volume, read[1])

    def _put(self, record: Record, volume: Volume, item: int) -> Given:
        number = self._rules.pattern.number(volume.volume, item)
        self._items[volume.volume] = max(item, self._last(volume.volume))
        if self._tx is not None:
            payload: Numbered = {"number": number, "volume": _data(volume), "item": item}
            self._tx.append("numbered", record.id, payload)
        return Given(record, number)

    def _head(self, record: Record) -> str:
        term = _term(self._periods, record)
        codes = {"fonds": self._rules.fonds, "class": self._rules.class_of(record.category), "term": term}
        return self._rules.pattern.head({**codes, "year": (record.date or "")[:4]})

    def _unit(self, record: Record) -> str | None:
        return record.units[0].id if self._rules.pattern.has_volumes and record.units else None

    def _volume(self, head: str, unit: str | None) -> Volume:
        known = self._volumes.get((head, unit))
        if known is None:
            ordinal = 1 + max((each.ordinal for each in self._volumes.values() if each.head == head), default=0)
            known = Volume(self._rules.pattern.volume(head, ordinal), head, ordinal, unit)
            self._volumes[head, unit] = known
        return known

    def _last(self, volume: str) -> int:
        if volume not in self._items:
            self._items[volume] = max((each.item for each in self._store.catalogue.contents(volume)), default=0)
        return self._items[volume]


def _unfit(record: Record) -> str:
    """Why a record cannot have a number; empty if it can."""
    if record.state is not State.FILED:
        return N_("it is not filed")
    if any(link.type == "row-of" for link in record.links):
        return N_("it is a row of a register, which has the number")
    if record.superseded_by is not None:
        return N_("a later version has taken its place")
    if record.date is None:
        return N_("it has no date, and so no year")
    return ""


def _term(periods: RetentionReader, record: Record) -> str:
    """Y for ever, D30 for thirty years, M6 for what is no whole number of years."""
    kept = periods.of(record)
    if kept.winner is None or kept.winner.months is None:
        return "Y"
    years, months = divmod(kept.winner.months, 12)
    return f"M{kept.winner.months}" if months else f"D{years}"


def _data(volume: Volume) -> VolumeData:
    return {"volume": volume.volume, "head": volume.head, "ordinal": volume.ordinal, "unit": volume.unit}
