"""Sums of penalties, in figures and in the capital numerals of money."""

from __future__ import annotations

import re

from archive_plugins.safety_forms.reading import Line, paragraphs_of

__all__ = ["penalty_of", "yuan_in"]

_CAPITAL = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿〇一二三四五六七八九十百千两貳參陸"
_FIGURE = r"(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,4})?)\s?(万|千)?元"
_WORDS = rf"([{_CAPITAL}]{{1,16}})(?:元|圆)"
_SUM = re.compile(rf"(?:[¥￥]\s?(?P<sign>\d[\d,]*(?:\.\d{{1,2}})?)|{_FIGURE}|{_WORDS})")
_RANGE = re.compile(r"以上|以下|至|不满|不足|以内")
_FINE = re.compile(r"罚款|处罚|罚没|没收|处(?:以)?(?:人民币)?$")
_TOTAL = re.compile(r"(?:合并|合计|共计|总计|决定合并)[^。;]{0,20}$")
_DIGITS = {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")} | {c: n for n, c in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"两": 2, "貳": 2, "參": 3, "陸": 6}
_TENS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}


def yuan_in(text: str) -> str | None:
    """The one sum in a value, in yuan without grouping: `50000` for `伍万元整（¥50,000.00）`; None of several."""
    sums = {_yuan(found) for found in _SUM.finditer(text)} - {None}
    if not sums and re.fullmatch(r"\d{2,9}(?:\.\d{1,2})?", text):
        return f"{float(text):g}"
    return sums.pop() if len(sums) == 1 else None


def penalty_of(lines: list[Line]) -> tuple[str, float, str] | None:
    """The sum of the fines that the text imposes, how sure it is and where: a total that is named, else the one sum
    that there is; of several without a total what they add up to, as a suggestion. What the law allows is none.
    """
    imposed: dict[str, int] = {}
    for line in paragraphs_of(lines[:300]):
        flat = line.flat
        if "罚" not in flat and "没收" not in flat:
            continue
        for found in _SUM.finditer(flat):
            before, after = flat[max(0, found.start() - 24) : found.start()], flat[found.end() : found.end() + 10]
            value = _yuan(found)
            near = before[-3:] + "|" + after[:4]
            if value is None or _RANGE.search(near) or not (_FINE.search(before) or "罚款" in after):
                continue
            if _TOTAL.search(before):
                return value, 0.93, f"total in line {line.index + 1}"
            imposed.setdefault(value, line.index)
    if not imposed:
        return None
    if len(imposed) == 1:
        ((value, at),) = imposed.items()
        return value, 0.92, f"in line {at + 1}"
    return f"{sum(map(float, imposed)):g}", 0.6, "sum of the fines in the text"


def _yuan(found: re.Match[str]) -> str | None:
    if found["sign"]:
        return f"{float(found['sign'].replace(',', '')):.2f}".rstrip("0").rstrip(".")
    if found[2]:
        value = float(found[2].replace(",", "")) * {"万": 10_000, "千": 1_000}.get(found[3] or "", 1)
        return f"{value:.2f}".rstrip("0").rstrip(".")
    value = _capital(found[4])
    return None if not value else str(value)


def _capital(text: str) -> int:
    """伍万, 贰拾万零伍佰: at most 9,999 万; 0 for nonsense."""
    if "亿" in text:
        return 0
    above, ten_thousand, below = text.partition("万")
    return _below(above) * 10_000 + _below(below) if ten_thousand else _below(text)


def _below(text: str) -> int:
    value, digit = 0, 0
    for character in text:
        if character in _TENS:
            value += (digit or 1) * _TENS[character]
            digit = 0
        else:
            digit = _DIGITS.get(character, 0)
    return value + digit
