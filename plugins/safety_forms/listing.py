"""Supervision by listing (挂牌督办): of which level, by whom; and which hidden danger a paper says that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive_plugins.safety_forms.forms_data import Form
from archive_plugins.safety_forms.reading import Line, paragraphs_of

from archive.model.doc_number import doc_number_key
from archive.model.placement import LinkProposal, Proposal

__all__ = ["danger_links", "listing_details"]

_LEVEL = re.compile(
    r"(国家|省|市|州|县|区|旗|镇|乡|街道)级(?:重大(?:事故)?隐患)?(?:挂牌)?督办|督办级别[::\t]*(国家|省|市|州|县|区|旗|镇|乡|街道)级?"
)
_BODY = re.compile(r"(?:挂牌)?督办(?:单位|机关|部门)[::\t为是]*([\u4e00-\u9fff()]{4,30})")
_DANGER = re.compile(r"隐患编号[::\t为]*([A-Za-z0-9][A-Za-z0-9\-—/〔〕\[\]]{2,40})")
_LISTING = re.compile(r"督办(?:文号|通知书?文号|编号)[::\t为]*([\u4e00-\u9fff()]{0,16}[〔\[(]\d{4}[〕\])]\d{1,5}号)")
_SHELVES = frozenset({"hazard", "recheck", "inspection", "performance-check"})


def listing_details(lines: list[Line], form: Form) -> Iterator[Proposal]:
    """Level and body of a notice of listing."""
    if form.key != "listed-supervision":
        return
    for line in paragraphs_of(lines[:120]):
        for name, pattern in (("level", _LEVEL), ("body", _BODY)):
            found = pattern.search(line.flat)
            if found is not None:
                value = next(filter(None, found.groups()))
                where = f"in line {line.index + 1}"
                yield Proposal(name, value + "级" if name == "level" else value, 0.93, where)


def danger_links(lines: list[Line], form: Form | None, own: str | None) -> tuple[LinkProposal, ...]:
    """The hidden danger, or the notice of listing, that the paper names by its number; its own number is none."""
    if form is None or form.category not in _SHELVES:
        return ()
    seen = {doc_number_key(own)} if own else set()
    links: list[LinkProposal] = []
    for line in paragraphs_of(lines[:200]):
        for pattern in (_DANGER, _LISTING):
            for found in pattern.finditer(line.flat):
                key = doc_number_key(found[1])
                if key and key not in seen and any(c.isdigit() for c in found[1]):
                    seen.add(key)
                    printed = line.slice(found.start(1), found.end(1))
                    links.append(LinkProposal("orders-from", printed, 0.95, f"in line {line.index + 1}"))
    return tuple(links[:5])
