"""Checks of risk assessments: D = L·E·C and R = L·S, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive_plugins.safety_forms.facts import Facts
from archive_plugins.safety_forms.rules import edition_of, finding

from archive.model.placement import Finding

__all__ = ["check_risk"]

_COLUMNS = (
    ("L", re.compile(r"^(?:可能性|发生可能性|事故可能性)?\(?L\)?值?$|^可能性$|^发生(?:的)?可能性$|^L可能性$")),
    (
        "E",
        re.compile(
            r"^(?:(?:暴露|频繁)[一-龥]{0,4})?\(?E\)?值?$|^暴露(?:频率|频繁程度|程度)$|^频繁程度$|^E暴露.{0,4}$"
        ),
    ),
    ("C", re.compile(r"^(?:(?:严重|后果)[一-龥]{0,4})?\(?C\)?值?$|^(?:后果)?严重(?:性|程度|度)$|^后果$|^C严重.{0,4}$")),
    ("S", re.compile(r"^(?:(?:严重|后果)[\u4e00-\u9fff]{0,4})?\(?S\)?值?$|^S严重.{0,4}$")),
    (
        "D",
        re.compile(
            r"^(?:风险值|危险性|风险度|风险)?\(?(?:D|R)(?:=L[×xX*·].{1,6})?\)?值?$|^风险[值度]$|^危险性分值$|^[DR]风险.{0,3}$"
        ),
    ),
)  # fmt: skip
_LEVEL = re.compile(r"^(?:风险|危险)?(?:等级|级别|分级)$")
_GRADES = {"重大": 3, "红": 3, "较大": 2, "橙": 2, "一般": 1, "黄": 1, "低": 0, "蓝": 0}
_NAMES = ("低", "一般", "较大", "重大")
_NUMBER = re.compile(r"^\d{1,5}(?:\.\d{1,3})?$")
_MOST = 20


def check_risk(facts: Facts) -> Iterator[Finding]:
    """At most twenty findings; rows without all factors are passed over."""
    found = 0
    columns: dict[str, int] = {}
    level: int | None = None
    width = 0
    for line in facts.lines:
        cells = line.flat.split("\t")
        heads = _heads(cells)
        if heads:
            columns, width = heads, len(cells)
            level = next((at for at, cell in enumerate(cells) if _LEVEL.match(cell)), None)
            continue
        if not columns or len(cells) != width or found >= _MOST:
            continue
        for one in _row(facts, cells, columns, level, f"in line {line.index + 1}"):
            found += 1
            yield one


def _heads(cells: list[str]) -> dict[str, int]:
    """Where the factors stand, if the row is the head of a table with a product of them."""
    if len(cells) < 4:
        return {}
    columns: dict[str, int] = {}
    for at, cell in enumerate(cells):
        for name, pattern in _COLUMNS:
            if len(cell) <= 16 and pattern.match(cell):
                columns.setdefault(name, at)
                break
    if "D" not in columns or "L" not in columns:
        return {}
    if {"E", "C"} <= columns.keys():
        return {name: columns[name] for name in "LECD"}
    severity = columns.get("S", columns.get("C"))
    return {} if severity is None or "E" in columns else {"L": columns["L"], "S": severity, "D": columns["D"]}


def _row(facts: Facts, cells: list[str], columns: dict[str, int], level: int | None, where: str) -> Iterator[Finding]:
    values = {name: cells[at] for name, at in columns.items()}
    if not all(_NUMBER.match(value) for value in values.values()):
        return
    factors = [float(value) for name, value in values.items() if name != "D"]
    right = 1.0
    for factor in factors:
        right *= factor
    value = float(values["D"])
    row = cells[0] if cells[0].isdigit() else where.rpartition(" ")[2]
    if abs(value - right) > max(0.5, right * 0.01):
        written = "×".join(f"{factor:g}" for factor in factors)
        yield from finding(
            "risk-product-wrong", facts.day, where, row=row, value=values["D"], factors=written, right=f"{right:g}"
        )
    elif level is not None and "E" in columns:
        yield from _grade(facts, cells[level], value, row, where)


def _grade(facts: Facts, printed: str, value: float, row: str, where: str) -> Iterator[Finding]:
    """LEC only: matrices of other methods differ from house to house."""
    edition = edition_of("risk-level-unusual", facts.day)
    grades = {grade for word, grade in _GRADES.items() if word in printed}
    if edition is None or len(grades) != 1:
        return
    limits = edition.limits
    right = 3 if value >= limits["重大"] else 2 if value >= limits["较大"] else 1 if value >= limits["一般"] else 0
    if grades.pop() < right:
        yield from finding(
            "risk-level-unusual", facts.day, where, row=row, value=f"{value:g}", level=printed, right=_NAMES[right]
        )
