"""Marks of state secrecy in the place where such marks stand."""

from __future__ import annotations

import re

from archive_plugins.safety_forms.reading import Line

from archive.model.parsed import Role
from archive.model.placement import SecrecyMark

__all__ = ["find_mark"]

_PERIOD = (
    r"(?:长期|启封前|解密前|\d{1,3}(?:年|个月|月)|[一二三四五六七八九十]{1,3}(?:年|个月)|\d{4}年\d{1,2}月\d{1,2}日前?)"
)
_LEVEL = "(?:绝密|机密|秘密)"
_MARK = re.compile(rf"(?:密级[:]?)?(?:{_LEVEL}(?:[★☆]{_PERIOD}?|\(?{_PERIOD}\)?)|[★☆]{_LEVEL}级?(?:{_PERIOD})?)")
_BEFORE = re.compile("(?:密级:?)?[★☆]")
_LABELLED = re.compile(r"^密级[:\t]+(绝密|机密|秘密)$")
_PLACE = 12
_ALONE = 18
"""A mark stands alone, or beside a copy number, an urgency or a document number; it is no sentence."""
_BESIDE = re.compile(
    r"^(?:\t|\d{4,8}|第?\d{1,6}号?|份号:?\d*|特急|加急|平急|急件|[〔\[(【].{0,12}[〕\])】]|[\w\u4e00-\u9fff]{0,14}[〔\[]\d{4}[〕\]]\d{1,5}号|No\.?\d+|保密期限:?.{0,10}|文件)*$"
)


def find_mark(lines: list[Line]) -> SecrecyMark | None:
    """绝密, 机密 or 秘密 with ★ or a period, in the first lines, the last line or a page header or footer.

    Not 商业秘密, 保守秘密 or 国家秘密 in running text: the mark stands alone in its line.
    """
    body = [line for line in lines if line.role not in {Role.HEADER, Role.FOOTER}]
    places = body[:_PLACE] + body[-2:] + [line for line in lines if line.role in {Role.HEADER, Role.FOOTER}]
    for line in places:
        if "密" not in line.flat or len(line.flat) > 80:
            continue
        found = _MARK.search(line.flat)
        if found is not None and _stands_alone(line.flat, found):
            return SecrecyMark(found[0].removeprefix("密级").lstrip(":"), f"mark {found[0]} in line {line.index + 1}")
        labelled = _LABELLED.match(line.flat)
        if labelled is not None:
            return SecrecyMark(labelled[1], f"mark {labelled[0]} in line {line.index + 1}")
    return None


def _stands_alone(flat: str, found: re.Match[str]) -> bool:
    before, after = flat[: found.start()], flat[found.end() :]
    if before and not (before[-1] == "\t" or len(before) <= _ALONE):
        return False
    if before.endswith(
        ("商业", "国家", "工作", "保守", "技术", "内部", "涉及", "属于", "作为", "为", "的", "和", "或", "、")
    ):
        return False
    starred = ("★" in found[0] or "☆" in found[0]) and not _BEFORE.match(found[0])  # a leading star may be a bullet
    return bool(starred or (_BESIDE.match(before) and _BESIDE.match(after)))
