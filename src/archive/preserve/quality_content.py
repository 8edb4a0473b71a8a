"""Checks that look at the bytes of an original and at what was read of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from archive.errors import N_, ArchiveError
from archive.model.dates import find_dates
from archive.model.doc_number import doc_number_key
from archive.model.parsed import Outcome
from archive.parsing.sniff import sniff
from archive.preserve.quality import Case, Verdict, failed, formats, passed, skipped
from archive.text.fold import search_form
from archive.text.health import is_doubtful, strange_letters
from archive.text.masking import mask

if TYPE_CHECKING:
    from archive.model.record import Original

__all__ = ["LOOKS"]

_BLOCK = 1 << 18
_ATTACHMENTS = re.compile(r"^\s*附\s*件\s*(?:\d{0,2})\s*[:：]\s*\S", re.MULTILINE)
_PAGES_SAID = re.compile(r"共\s*(\d{1,4})\s*页")
_MACROS = ("macroenabled",)
_MACRO_ENDINGS = frozenset({".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".pptm", ".ppsm", ".potm"})
_ACTIVE: Mapping[str, re.Pattern[bytes]] = {
    "application/pdf": re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b"),
    "text/html": re.compile(rb"(?i)<script|javascript:|<object|<embed|<iframe"),
    "multipart/related": re.compile(rb"(?i)<script|javascript:|<object|<embed|<iframe"),
    "application/xml": re.compile(rb"<!ENTITY|<\?xml-stylesheet"),
}
"""What brings a file of this type to life. What a PDF holds in compressed objects is not seen."""
_UNREAD = {Outcome.ENCRYPTED, Outcome.CORRUPT, Outcome.LIMIT, Outcome.CRASHED, Outcome.UNSUPPORTED}
_LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is looked through for active content."""


def _originals(case: Case) -> tuple[Original, ...]:
    return (case.record.original, *(part.original for part in case.record.parts))


def _fixity(case: Case) -> Verdict:
    for each in _originals(case):
        hasher = hashlib.sha256()
        try:
            with case.store.objects.open(each.sha256) as source:
                while block := source.read(_BLOCK):
                    hasher.update(block)
        except (ArchiveError, OSError) as error:
            return failed(N_("the object {sha256} cannot be read: {error}"), sha256=each.sha256, error=str(error))
        if hasher.hexdigest() != each.sha256:
            return failed(N_("the object {sha256} was changed"), sha256=each.sha256)
    return passed()


def _linked(case: Case) -> Verdict:
    for each in _originals(case):
        if not case.store.objects.has(each.sha256):
            return failed(N_("the object {sha256} is missing"), sha256=each.sha256)
    digest = case.record.text_sha256
    if digest is not None and case.store.catalogue.text_row(digest) is None:
        return failed(N_("the text {sha256} is missing"), sha256=digest)
    return passed()


def _attributes(case: Case) -> Verdict:
    for each in _originals(case):
        try:
            size = case.store.objects.size(each.sha256)
            with case.store.objects.open(each.sha256) as source:
                found = sniff(source)
        except (ArchiveError, OSError) as error:
            return failed(N_("the object {sha256} cannot be read: {error}"), sha256=each.sha256, error=str(error))
        if size != each.size:
            return failed(N_("it has {found} bytes, not {recorded}"), found=size, recorded=each.size)
        if each is case.record.original and each.media_type not in (None, found) and not case.store.catalogue.enclosing(
            case.record.id
        ):
            return failed(N_("it is {found}, not {recorded}"), found=found, recorded=each.media_type)
    return passed()


def _content(case: Case) -> Verdict:
    for each in _originals(case):
        if each.size == 0:
            return failed(N_("{name} is empty"), name=each.name)
    return passed()


def _opens(case: Case) -> Verdict:
    parse = case.record.parse
    if parse is None:
        return skipped(N_("it was not read yet"))
    if parse.outcome in _UNREAD:
        return failed(N_("it was read with the outcome {outcome}"), outcome=parse.outcome)
    if parse.outcome == Outcome.PARTIAL:
        return failed(N_("only a part of it could be read"))
    return passed()


def _not_encrypted(case: Case) -> Verdict:
    parse = case.record.parse
    if parse is None:
        return skipped(N_("it was not read yet"))
    return failed(N_("it needs a password")) if parse.outcome == Outcome.ENCRYPTED else passed()


def _format(case: Case) -> Verdict:
    original = case.record.original
    if original.media_type is None:
        return skipped(N_("its format is not known"))
    endings = formats().get(original.media_type)
    if endings is None:
        return failed(N_("{format} is no format to keep; keep a PDF/A or OFD beside it"), format=original.media_type)
    ending = PurePosixPath(original.name).suffix.lower()
    if ending not in endings:
        return failed(N_("the name ends in {ending}, but it is {format}"), ending=ending, format=original.media_type)
    return passed()


def _text_layer(case: Case) -> Verdict:
    parse = case.record.parse
    if parse is None or parse.outcome in _UNREAD:
        return skipped(N_("it could not be read"))
    if not case.readable:
        return failed(N_("it has no text; it waits for OCR or shows pictures only"))
    if is_doubtful(case.text) or strange_letters(case.text):
        return failed(N_("its letters make no words: the text layer is broken"))
    return passed()


def _agrees(case: Case) -> Verdict:
    if not case.readable:
        return skipped(N_("it has no text to compare with"))
    record, missing = case.record, []
    flat = "".join(search_form(case.text).split())
    names = [name.name for unit in record.units[:1] for name in _names(case, unit.id)]
    codes = [unit.code for unit in record.units[:1]]
    if record.units and not any("".join(search_form(each).split()) in flat for each in (*names, *codes)):
        missing.append("unit")
    if record.doc_no is not None and "".join(search_form(record.doc_no).split()) not in flat:
        key = doc_number_key(record.doc_no)
        if key is None or not all(part in flat for part in search_form(key).split("|")):
            missing.append("number")
    if record.date is not None and not any(found.iso == record.date for found in find_dates(case.text)):
        missing.append("date")
    if missing:
        return failed(N_("not in the text: {fields}"), fields=", ".join(missing))
    return passed()


def _names(case: Case, unit: str) -> tuple[Any, ...]:
    found = case.store.catalogue.unit(unit)
    return () if found is None else tuple(found.names)


def _attachments(case: Case) -> Verdict:
    if not case.readable:
        return skipped(N_("it has no text that could name attachments"))
    named = len(_ATTACHMENTS.findall(case.text))
    if not named:
        return skipped(N_("it names no attachment"))
    there = len(case.record.parts) + len(case.store.catalogue.enclosed(case.record.id))
    tied = sum(link.type == "attachment-of" for link in case.record.links)
    if there + tied == 0:
        return failed(N_("it names attachments, and none is with it"))
    return passed()


def _pages(case: Case) -> Verdict:
    parse = case.record.parse
    said = {int(number) for number in _PAGES_SAID.findall(case.text)}
    if parse is None or parse.pages is None or not said:
        return skipped(N_("it does not say how many pages it has"))
    if parse.pages not in said:
        return failed(N_("it says {said} pages and has {found}"), said=max(said), found=parse.pages)
    return passed()


def _active(case: Case) -> Verdict:
    original = case.record.original
    kind = (original.media_type or "").lower()
    if any(word in kind for word in _MACROS) or PurePosixPath(original.name).suffix.lower() in _MACRO_ENDINGS:
        return failed(N_("it may hold macros"))
    if kind not in _ACTIVE:
        return passed() if kind in formats() else skipped(N_("nothing looks into this format"))
    if original.size > _LARGEST:
        return skipped(N_("it is too large to be looked through"))
    try:
        with case.store.objects.open(original.sha256) as source:
            found = _ACTIVE[kind].search(source.read())
    except (ArchiveError, OSError) as error:
        return skipped(N_("the object {sha256} cannot be read: {error}"), sha256=original.sha256, error=str(error))
    if found is not None:
        return failed(N_("it holds {what}"), what=found.group().decode("ascii", "replace"))
    return passed()


def _personal(case: Case) -> Verdict:
    if not case.readable:
        return skipped(N_("it has no text to look into"))
    if mask(case.text) == case.text:
        return passed()
    return passed(N_("it holds personal data, which are masked wherever they are shown"))


def _secrecy(case: Case) -> Verdict:
    if not case.readable:
        return skipped(N_("it has no text to look into"))
    return passed(N_("it was screened when it came in; what bears a mark is isolated"))


def _signature(case: Case) -> Verdict:
    return skipped(N_("no plugin checks signatures of {format}"), format=case.record.original.media_type or "?")


def _fonts(case: Case) -> Verdict:
    return skipped(N_("no plugin looks into the fonts of {format}"), format=case.record.original.media_type or "?")


def _malware(_case: Case) -> Verdict:
    return skipped(N_("no plugin scans for malware"))


def _time_stamp(_case: Case) -> Verdict:
    return skipped(N_("it bears no time stamp of its own; 'archive verify' checks those of the ledger"))


LOOKS: Mapping[str, Callable[[Case], Verdict]] = {
    "fixity": _fixity,
    "linked": _linked,
    "attributes": _attributes,
    "content": _content,
    "opens": _opens,
    "not-encrypted": _not_encrypted,
    "format": _format,
    "text-layer": _text_layer,
    "agrees": _agrees,
    "attachments": _attachments,
    "pages": _pages,
    "active-content": _active,
    "personal-data": _personal,
    "secrecy": _secrecy,
    "signature": _signature,
    "fonts": _fonts,
    "malware": _malware,
    "time-stamp": _time_stamp,
}
"""Checks by key."""
