"""Document numbers: the document's own, and those of the documents that it refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive_plugins.safety_forms.fields import Field
from archive_plugins.safety_forms.forms_data import Form
from archive_plugins.safety_forms.reading import Line, half_width, paragraphs_of

from archive.model.dates import find_dates
from archive.model.doc_number import doc_number_key
from archive.model.parsed import Role
from archive.model.placement import LinkProposal, Proposal

__all__ = ["Number", "find_links", "find_number", "numbers_in"]

_ANCHOR = re.compile(
    r"字?[〔\[(【]((?:19|20)\d{2})年?[\u4e00-\u9fff]{0,4}[〕\])】]第?\(?([0-9A-Za-z\u4e00-\u9fff\-－—]{1,12}?)\)?号"
)
_CHINESE = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_LEADS_IN = re.compile(
    r".*(?:对照|对|根据|依据|按照|收到|作出的?|下达的?|下发的?|出具的?|发出的?|送达的?|执行|落实|关于|文号|文书|编号|决定书|指令书|通知书|意见书|记录|贵局|我局|本局|贵委|本机关|贵单位|我单位|以|由|因|为|见(?!书)|即|及|和|与|的|号)"
)
_PLAIN = re.compile(r"[0-9A-Za-z\u4e00-\u9fff〔〕\[\]()（）【】\-－—–/#._ ]{2,48}")
_CODE = re.compile(r"(?<![0-9A-Za-z\-])[A-Za-z]{1,8}[-－—]?\d[0-9A-Za-z]*(?:[-－—/.][0-9A-Za-z]+){0,5}(?![0-9A-Za-z])")
_LIST = re.compile(r"[、,;，；/\s]+")
_HEAD = 14
_WIDE = 3
"""White space of more than two characters parts a number from what stands before it in the line."""
_BLANK = re.compile(r"[〔\[(【]\s*[〕\])】]|第?\s+号$")


@dataclass(frozen=True, slots=True)
class Number:
    printed: str
    words: str
    """What stands before the year, flat."""
    line: Line
    at: int
    length: int
    """In `line.flat`."""


def numbers_in(line: Line) -> Iterator[Number]:
    """The numbers with a year in brackets in a line, in order."""
    flat = line.flat
    for found in _ANCHOR.finditer(flat):
        start = _start_of_words(line, found.start())
        if start < found.start():
            printed = re.sub(r"\s+", "", line.slice(start, found.end()))
            yield Number(printed, flat[start : found.start()], line, start, found.end() - start)


def find_number(lines: list[Line], fields: list[Field], form: Form | None) -> Proposal | None:
    """The document's own number, printed form, as a proposal for `doc_no`."""
    head = [line for line in lines[:40] if line.role is not Role.FOOTER][:_HEAD]
    head += [line for line in lines if line.role is Role.HEADER][:6]
    for line in head:
        for number in numbers_in(line):
            if _is_own(number, form):
                return Proposal("doc_no", number.printed, 0.97, f"number in line {line.index + 1}")
    labelled = _labelled(fields, form)
    if labelled is not None:
        return labelled
    for line in head[:6]:
        code = _CODE.fullmatch(line.flat)
        if code is not None and sum(c.isdigit() for c in line.flat) >= 4 and not any(find_dates(line.flat)):
            return Proposal("doc_no", line.printed.strip(), 0.9, f"number in line {line.index + 1}")
    return None


def find_links(lines: list[Line], fields: list[Field], form: Form | None, own: str | None) -> tuple[LinkProposal, ...]:
    """What the document refers to, each number once."""
    seen = {doc_number_key(own)} if own else set()
    links: list[LinkProposal] = []

    def add(kind: str, printed: str, confidence: float, reason: str) -> None:
        key = doc_number_key(printed)
        if key and key not in seen:
            seen.add(key)
            links.append(LinkProposal(kind, printed, confidence, reason))

    for field in fields:
        where = f"beside {field.label} in line {field.line.index + 1}"
        if field.kind == "order" and form is not None and form.links:
            for printed in _values(field):
                add(_link_type(form, printed) or form.links[0].type, printed, 0.96, where)
        elif field.kind == "ticket":
            for printed in _values(field):
                add("ticket", printed, 0.95, where)
    if form is None or not form.links:
        return tuple(links)
    for line in paragraphs_of(lines):
        for number in numbers_in(line):
            kind = _link_type(form, number.words)
            if kind is not None:
                add(kind, number.printed, 0.96, f"number in line {line.index + 1}")
    return tuple(links[:20])


def _start_of_words(line: Line, end: int) -> int:
    """Where the words before the year begin: at most 24 characters back, a bracketed region included."""
    flat, start = line.flat, end
    while start > 0 and end - start < 24 and _CHINESE.match(flat[start - 1]):
        start -= 1
        if start and line.offset(start) - line.offset(start - 1) > _WIDE:
            return start  # what stands apart in the line is its title
    words = flat[start:end]
    if start > 0 and flat[start - 1] in ")）〕]":
        opening = max(flat.rfind(bracket, max(0, start - 14), start) for bracket in "(〔[")
        if opening >= 0 and re.fullmatch(r"[\u4e00-\u9fff]{1,10}", flat[opening + 1 : start - 1]):
            return opening
    lead = _LEADS_IN.match(words)
    return start + lead.end() if lead and lead.end() < len(words) else start


def _is_own(number: Number, form: Form | None) -> bool:
    """A number that stands (nearly) alone, or bears the form's own code word beside the title."""
    words = number.words.removesuffix("字")
    rest = len(number.line.flat) - number.length
    if form is not None and any(any(words.endswith(word) for word in rule.words) for rule in form.links):
        return False
    if rest <= 8 or (rest <= 60 and "\t" in number.line.flat):
        return True
    return form is not None and any(words.endswith(word) for word in form.code_words) and rest <= 40


def _labelled(fields: list[Field], form: Form | None) -> Proposal | None:
    best: Proposal | None = None
    for field in fields:
        special = form is not None and field.label in form.number_labels
        if not (special or field.kind == "number") or not field.value or field.line.index >= 60:
            continue
        if not special and (field.argument == "form" or not _near_the_top(field)):
            continue
        found = _PLAIN.match(half_width(field.value))
        printed = field.value[: found.end()].strip() if found else ""
        printed = re.split(r"\s{2,}|\t| (?=[\u4e00-\u9fff])", printed)[0].strip()
        printed = re.sub(r"[（(][^（）()\d]*[)）]?$", "", printed)
        if not any(c.isdigit() for c in printed) or _BLANK.search(printed):
            continue
        if form is None and not (_CODE.fullmatch(printed) or _ANCHOR.search(printed)):
            continue  # of what is no form, only what looks like a number is one
        proposal = Proposal("doc_no", printed, 0.95, f"beside {field.label} in line {field.line.index + 1}")
        if special:
            return proposal
        best = best or proposal
    return best


def _near_the_top(field: Field) -> bool:
    return field.line.role is Role.HEADER or field.line.index < 12


def _link_type(form: Form, text: str) -> str | None:
    for rule in form.links:
        if any(word in text for word in rule.words):
            return rule.type
    return None


def _values(field: Field) -> list[str]:
    """The numbers in a value: those with a year, else each word that holds digits."""
    line = Line(field.value, field.line.role, field.line.index)
    numbers = [number.printed for number in numbers_in(line)]
    if numbers:
        return numbers
    words = [word.strip("（）()《》:：") for word in _LIST.split(field.value)[:10]]
    found = [word[code.start() : code.end()] for word in words if (code := _CODE.search(half_width(word)))]
    return found or [word for word in words if sum(c.isdigit() for c in word) >= 3 and not any(find_dates(word))]
