"""Checks that look at what is known of a record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from archive.errors import N_, ConfigInvalid
from archive.model.placement import SOURCES
from archive.model.record import Record
from archive.preserve.numbering import well_formed
from archive.preserve.quality import Case, Verdict, failed, passed, skipped

__all__ = ["LOOKS"]

_LONGEST = {"title": 400, "doc_no": 100, "name": 255, "people": 60, "certificate": 60}
"""Characters: DA/T 46 sets no figure; these are what a form's cell holds."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
_OLDEST = "1949-10-01"
_CONTROL = frozenset({"Cc", "Cs", "Co", "Cn"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ORDERS = re.compile("责令|整改指令|限期整改")


def _texts(record: Record) -> Iterator[tuple[str, str]]:
    """Field and text of what a person or a form wrote."""
    for field, value in (("title", record.title), ("doc_no", record.doc_no), ("name", record.original.name)):
        if value is not None:
            yield field, value
    for person in record.people:
        yield "people", person.name
        if person.certificate is not None:
            yield "certificate", person.certificate


def _lengths(case: Case) -> Verdict:
    for field, value in _texts(case.record):
        if len(value) > _LONGEST[field]:
            words = N_("{field} has {count} characters, at most {most}")
            return failed(words, field=field, count=len(value), most=_LONGEST[field])
    return passed()


def _types(case: Case) -> Verdict:
    record = case.record
    days = [record.date, *(due.date for due in record.dues)]
    for day in days:
        if day is not None and not _is_day(day):
            return failed(N_("{value} is no day"), value=day)
    if not _DIGEST.fullmatch(record.original.sha256) or record.original.size < 0:
        return failed(N_("the digest or the size of the original is none"))
    if not _MOMENT.fullmatch(record.received_at):
        return failed(N_("{value} is no moment"), value=record.received_at)
    return passed()


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _codes(case: Case) -> Verdict:
    record = case.record
    if record.category is not None and case.store.registry.category(record.category) is None:
        return failed(N_("there is no category {value}"), value=record.category)
    if record.source is not None and record.source not in SOURCES:
        return failed(N_("there is no source {value}"), value=record.source)
    for unit in record.units:
        if case.store.catalogue.unit_ref(unit.id) is None:
            return failed(N_("there is no unit {value}"), value=unit.id)
    return passed()


def _plausible(case: Case) -> Verdict:
    record = case.record
    received = date.fromisoformat(record.received_at[:10])
    latest = (received + timedelta(days=1)).isoformat()  # the moment is UTC; no place on earth is a day ahead of it
    if record.date is not None and record.date > latest:
        words = N_("it is dated {date}, after it was received on {received}")
        return failed(words, date=record.date, received=received.isoformat())
    if record.date is not None and record.date < _OLDEST:
        return failed(N_("it is dated {date}"), date=record.date)
    for due in record.dues:
        if record.date is not None and due.date < record.date:
            return failed(N_("its term {due} is before its date {date}"), due=due.date, date=record.date)
    return passed()


def _characters(case: Case) -> Verdict:
    for field, value in _texts(case.record):
        for character in value:
            if unicodedata.category(character) in _CONTROL or character in _TURNING:
                return failed(N_("{field} holds the character U+{code}"), field=field, code=f"{ord(character):04X}")
    return passed()


def _duplicates(case: Case) -> Verdict:
    record = case.record
    same = case.store.catalogue.by_digest(record.original.sha256)
    others = [each.record for each in same if each.record != record.id]
    within = {enclosed.record for enclosed in case.store.catalogue.enclosed(record.id)}
    if others and not set(others) <= within and not case.store.catalogue.enclosing(record.id):
        return failed(N_("the same content is the record {other}"), other=others[0])
    if record.doc_no is not None:
        for other in case.store.catalogue.resolve(record.doc_no):
            if other != record.id and _clashes(case, other):
                return failed(N_("the same number is on the record {other}"), other=other)
    return passed()


def _clashes(case: Case, other: str) -> bool:
    """Whether two live records of one unit and category bear one number, and neither is a version of the other."""
    found = case.store.catalogue.record(other)
    if found is None or found.state not in ("filed", "unfiled") or found.category != case.record.category:
        return False
    if not {unit.id for unit in found.units} & {unit.id for unit in case.record.units}:
        return False
    return not (found.superseded_by or case.record.superseded_by)


def _whole(case: Case) -> Verdict:
    record = case.record
    known = {
        "name": record.original.name, "format": record.original.media_type, "depositor": record.depositor,
        "received": record.received_at, "reading": record.parse, "digest": record.original.sha256,
    }  # fmt: skip
    missing = [field for field, value in known.items() if not value]
    return failed(N_("not known: {fields}"), fields=", ".join(missing)) if missing else passed()


def _filled(case: Case) -> Verdict:
    record = case.record
    known = {"unit": record.units, "category": record.category, "title": record.title, "date": record.date}
    missing = [field for field, value in known.items() if not value]
    return failed(N_("not filled in: {fields}"), fields=", ".join(missing)) if missing else passed()


def _process(case: Case) -> Verdict:
    kinds = [event.kind for event in case.store.catalogue.events_of(case.record.id)]
    missing = [kind for kind in ("accessioned", "parsed", "placed") if kind not in kinds]
    if case.store.catalogue.enclosing(case.record.id):
        missing = [kind for kind in missing if kind != "parsed"]
    return failed(N_("no event tells: {kinds}"), kinds=", ".join(missing)) if missing else passed()


def _readable(case: Case) -> Verdict:
    return passed() if case.store.catalogue.events_of(case.record.id) else failed(N_("no event speaks of it"))


def _expected(case: Case) -> Verdict:
    """An order has its recheck once its term has run out."""
    record = case.record
    if record.category != "inspection" or not _ORDERS.search(record.title or "") or not record.dues:
        return skipped(N_("nothing has to follow it"))
    last = max(due.date for due in record.dues)
    grace = (date.fromisoformat(last) + timedelta(days=10)).isoformat()
    if grace >= case.day:
        return skipped(N_("its recheck is due by {day}"), day=grace)
    if case.store.catalogue.is_linked(record.id, ("rechecks", "extends")):
        return passed()
    return failed(N_("no recheck followed the term {day}"), day=last)


def _number(case: Case) -> Verdict:
    number = case.record.archive_no
    if number is None:
        return skipped(N_("it has no archive number yet"))
    try:
        formed = well_formed(case.store, case.record, number)
    except ConfigInvalid as error:
        return skipped(N_("the settings of archive numbers cannot be read: {what}"), what=error)
    return passed() if formed else failed(N_("{number} is not as the pattern or its year says"), number=number)


def _package(_case: Case) -> Verdict:
    return skipped(N_("it did not come in a package; 'archive import' checks those"))


LOOKS: Mapping[str, Callable[[Case], Verdict]] = {
    "lengths": _lengths,
    "types": _types,
    "code-lists": _codes,
    "plausible": _plausible,
    "characters": _characters,
    "archive-number": _number,
    "duplicates": _duplicates,
    "package-form": _package,
    "package-same": _package,
    "metadata-whole": _whole,
    "metadata-filled": _filled,
    "process": _process,
    "metadata-readable": _readable,
    "expected-set": _expected,
}
"""Checks by key."""
