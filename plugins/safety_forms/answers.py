"""What a recheck says of each item of the order: 合格 or 不合格, with the new term where it sets one."""

from __future__ import annotations

import re

from archive_plugins.safety_forms.days import ITEMS, items_of, numeral
from archive_plugins.safety_forms.items import Item
from archive_plugins.safety_forms.measures import done_in
from archive_plugins.safety_forms.reading import Line, paragraphs_of

from archive.model.parsed import Role
from archive.model.placement import DueDate

__all__ = ["REST", "find_answers"]

REST = "0"
"""Number of the answer that is about all other items (其余各项)."""

_NUMBERED = re.compile(r"^[(]?(\d{1,2}|[一二三四五六七八九十]{1,3})[)]?[.、)](?!\d)")
_REST = re.compile(r"(?:其余|其他|其它|剩余)(?:各项|项|问题|隐患|的)?")
_RESULT = re.compile(r"复查(?:情况|结果|意见|结论)|整改(?:情况|结果)|是否(?:合格|整改)|结论|验收(?:情况|结果|意见)")
_ORDINAL = frozenset({"序号", "编号", "项号", "项次", "号"})
_MOST = 40


def find_answers(lines: list[Line], dues: tuple[DueDate, ...]) -> list[Item]:
    """The answer to each item that the recheck speaks of, in the order of their numbers; nothing where it speaks of the
    whole only. An item that is called both is not done.
    """
    body = [line for line in lines if line.role not in {Role.HEADER, Role.FOOTER}]
    answers = _in_table(body) or _in_text(paragraphs_of(body[:300]))
    by_number = {due.item: due.date for due in dues if due.item}
    whole = next((due.date for due in dues if not due.item), None)
    return [
        Item(number, verdict, by_number.get(number, whole) if verdict == "不合格" else None, line)
        for number, (verdict, line) in sorted(answers.items(), key=lambda each: int(each[0]))
    ][:_MOST]


def _in_text(lines: list[Line]) -> dict[str, tuple[str, Line]]:
    answers: dict[str, tuple[str, Line]] = {}
    for line in lines:
        for numbers, words in _parts(line.flat.rstrip("\t")):
            verdict = done_in(words)
            for number in numbers if verdict is not None else ():
                if number not in answers or verdict == "不合格":
                    answers[number] = (verdict or "", line)
    return answers


def _parts(flat: str) -> list[tuple[list[str], str]]:
    """Which items the line speaks of, and what it says of them: a numbered line, or after each 第…项."""
    ordinal = _NUMBERED.match(flat)
    marks = [(found.start(), found.end(), items_of(found[0])) for found in ITEMS.finditer(flat)]
    marks += [(found.start(), found.end(), [REST]) for found in _REST.finditer(flat)]
    marks.sort()
    if ordinal is not None and (not marks or not marks[0][2] or marks[0][0] > ordinal.end() + 4):
        number = numeral(ordinal[1])
        return [([str(number)], flat[ordinal.end() :])] if number else []
    parts: list[tuple[list[str], str]] = []
    for place, (_start, end, numbers) in enumerate(marks):
        until = marks[place + 1][0] if place + 1 < len(marks) else len(flat)
        words = flat[end:until]
        if not words.strip("、,，和及与项 ") and place + 1 < len(marks):  # 第1项、第2项均已整改
            later = marks[place + 1]
            marks[place + 1] = (later[0], later[1], [*numbers, *later[2]])
            continue
        parts.append((numbers, words))
    return parts


def _in_table(lines: list[Line]) -> dict[str, tuple[str, Line]]:
    for at, head in enumerate(lines[:200]):
        cells = head.flat.split("\t")
        result = [place for place, cell in enumerate(cells) if len(cell) <= 14 and _RESULT.search(cell)]
        first = next((place for place, cell in enumerate(cells) if cell in _ORDINAL), None)
        if not result or first is None or len(head.flat) > 120:
            continue
        answers: dict[str, tuple[str, Line]] = {}
        for line in lines[at + 1 : at + 1 + _MOST]:
            row = line.flat.split("\t")
            if len(row) != len(cells) or not row[first].isdigit():
                break
            verdict = next(filter(None, (done_in(row[place]) for place in reversed(result))), None)
            if verdict is not None:
                answers[str(int(row[first]))] = (verdict, line)
        if answers:
            return answers
    return {}
