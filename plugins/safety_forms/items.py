"""The dangers and breaches that a form numbers: what was found, or what is ordered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive_plugins.safety_forms.reading import Line, paragraphs_of

from archive.model.parsed import Role
from archive.model.placement import DueDate

__all__ = ["Item", "find_items"]

_OPENS = re.compile(
    r"(?:检查情况|存在(?:的|以下|如下|下列)?(?:主要)?(?:安全)?(?:问题|隐患)|发现(?:的|以下|如下|下列)?.{0,6}(?:问题|隐患|违法行为)|问题(?:及|和)?隐患|以下(?:安全)?(?:问题|隐患)|下列(?:问题|隐患|违法)|问题如下|"
    r"隐患如下|情况如下|问题清单|隐患描述|违法行为)"
)
_NUMBERED = re.compile(r"^[(]?(\d{1,2})[)]?[.、)](?!\d)|^[(]?([一二三四五六七八九十]{1,3})[)、.]|^(\d{1,2})\t")
_COLUMN = re.compile(
    r"隐患描述|问题描述|存在(?:的)?(?:问题|隐患)|隐患内容|检查(?:发现的?)?问题|隐患情况|问题隐患|主要问题|发现问题|隐患名称|事故隐患|安全隐患"
)
_CLOSES = re.compile(
    r"^(?:现责令|以上|上述|如不服|被检查单位|检查人员|执法人员|依据|根据|处理意见|整改要求|整改期限|现场负责人|本文书|专家|注:|备注)"
)
_ORDINAL = frozenset({"序号", "编号", "项号", "项次", "号"})
_HAN = {character: number for number, character in enumerate("零一二三四五六七八九十")}
_LONGEST = 120
_MOST = 40


@dataclass(frozen=True, slots=True)
class Item:
    number: str
    text: str
    due: str | None
    line: Line

    def written(self) -> str:
        """As it stands in the field `item`: `1 配电箱未上锁 @2024-05-20`."""
        return f"{self.number} {self.text}" + (f" @{self.due}" if self.due else "")


def find_items(lines: list[Line], dues: tuple[DueDate, ...]) -> list[Item]:
    """The numbered findings of an inspection or order, in order, each with its deadline; a list that does not count
    from 1 is none.
    """
    body = [line for line in lines if line.role not in {Role.HEADER, Role.FOOTER}]
    found = _in_table(body) or _in_text(paragraphs_of(body[:300]))
    whole = next((due.date for due in dues if not due.item), None)
    by_number = {due.item: due.date for due in dues if due.item}
    return [Item(number, text, by_number.get(number, whole), line) for number, text, line in found[:_MOST]]


def _in_text(lines: list[Line]) -> list[tuple[str, str, Line]]:
    found: list[tuple[str, str, Line]] = []
    opened = False
    for line in lines:
        flat = line.flat.rstrip("\t")
        number = _number(flat)
        if number is None or not opened:
            if found and _CLOSES.match(flat):
                break
            opened = opened or bool(_OPENS.search(flat))
            continue
        if number != len(found) + 1:
            if found:
                break
            continue
        text = _NUMBERED.sub("", flat, count=1).strip("\t :;。")
        if not text:
            break
        found.append((str(number), text[:_LONGEST].replace("\t", " "), line))
    return found


def _in_table(lines: list[Line]) -> list[tuple[str, str, Line]]:
    for at, head in enumerate(lines[:200]):
        cells = head.flat.split("\t")
        if len(cells) < 2 or len(head.flat) > 120:
            continue
        column = next((place for place, cell in enumerate(cells) if len(cell) <= 14 and _COLUMN.search(cell)), None)
        first = next((place for place, cell in enumerate(cells) if cell in _ORDINAL), None)
        if column is None or first is None:
            continue
        found: list[tuple[str, str, Line]] = []
        for line in lines[at + 1 : at + 1 + _MOST]:
            row = line.flat.split("\t")
            if len(row) != len(cells) or not row[first].isdigit() or not row[column]:
                break
            found.append((str(int(row[first])), row[column][:_LONGEST], line))
        if found:
            return found
    return []


def _number(flat: str) -> int | None:
    found = _NUMBERED.match(flat)
    if found is None:
        return None
    if found[2] is None:
        return int(found[1] or found[3])
    tens, ten, ones = found[2].partition("十")
    if not ten:
        return _HAN.get(tens)
    return (_HAN.get(tens, 1) if tens else 1) * 10 + (_HAN.get(ones, 0) if ones else 0)
