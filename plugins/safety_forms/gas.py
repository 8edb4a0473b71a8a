"""Gas readings on tickets: in tables of either direction, and in lines of text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive_plugins.safety_forms.moments import Moment, moments_in
from archive_plugins.safety_forms.reading import Line, half_width

__all__ = ["OXYGEN", "Reading", "find_readings"]

OXYGEN = "氧含量"

_NAME = (
    r"(?:可燃(?:性)?(?:气体|气|蒸气)(?:浓度|含量)?|爆炸下限|氧气?(?:含量|浓度)?|含氧量|有毒(?:有害)?(?:气体|物质)(?:浓度|含量)?|一氧化碳|硫化氢|氨气?|氯气?|苯|甲苯|甲醇|甲烷|氢气?|乙炔|"
    r"丙烷|丁烷|乙烯|丙烯|乙醇|汽油|天然气|煤气|液化石油气|二氧化硫|氰化氢|CO|H2S|O2|NH3|CH4|H2|EX|LEL|O₂|H₂S)"
)
_NAMED = re.compile(rf"{_NAME}(?:浓度|含量)?(?:\([^()]{{0,12}}\))?")
_INLINE = re.compile(
    rf"(?P<name>{_NAME})(?:浓度|含量)?(?P<unit1>\([^()]{{0,12}}\)|[%/A-Za-z]{{0,8}})?[:=为是]?\s?"
    r"(?P<value>[<>≤≥]?\d{1,4}(?:\.\d{1,4})?)\s?(?P<unit2>%?\s?(?:LEL|VOL|vol|lel)|%|ppm|PPM|mg/m3|mg/m³)?(?![\d年月:])"
)
_VALUE = re.compile(r"^[<>≤≥]?(\d{1,4}(?:\.\d{1,4})?)\s?(%?\s?(?:LEL|VOL|vol|lel)|%|ppm|PPM|mg/m3|mg/m³)?$")
_TIME = re.compile(r"(?:取样|分析|采样|检测|测定|化验|气体取样)+.{0,4}时间|^时间$|^日期时间$")
_SAMPLE = re.compile(r"代表性气体|气体名称|介质名称|分析项目|检测项目|分析介质|有毒有害介质")
_RESULT = re.compile(r"(?:分析|检测|测定|化验)?(?:结果|数据|数值|浓度)")
_CLOCK_ALONE = re.compile(r"^(?:(\d{1,2})月(\d{1,2})日)?(\d{1,2})[:时点](\d{1,2})?分?$")
_STANDARD = re.compile(r"标准|限值|合格|要求|范围|≤|<=")
_MOST = 40
_OXYGENS = ("氧", "含氧", "O2", "O₂")
_COMBUSTIBLES = ("可燃", "爆炸下限", "LEL", "EX")


@dataclass(frozen=True, slots=True)
class Reading:
    item: str
    """氧含量, 可燃气体, or the substance as printed."""
    value: float
    unit: str
    """%, %LEL, ppm or mg/m3 as far as printed, else empty."""
    time: str | None
    """`2024-05-01T08:40` or the day alone; None if none is told."""
    line: Line

    def written(self) -> str:
        """As it stands in the field `gas`: `氧含量 20.9 % @2024-05-01T08:40`."""
        parts = [self.item, f"{self.value:g}", self.unit or "-", f"@{self.time}" if self.time else ""]
        return " ".join(part for part in parts if part)


def find_readings(lines: list[Line], day: str | None) -> list[Reading]:
    """Every reading of the form, at most 40; `day` is the one that times without a date are of."""
    found: list[Reading] = []
    number = 0
    while number < len(lines) and len(found) < _MOST:
        line = lines[number]
        if "\t" in line.flat:
            taken, readings = _table(lines, number, day)
            if readings:
                found += readings
                number += taken
                continue
        found += _in_line(line, day)
        number += 1
    return found[:_MOST]


# Tables


def _table(lines: list[Line], number: int, day: str | None) -> tuple[int, list[Reading]]:
    """Readings of the table that begins in this row, and how many rows they take."""
    cells = lines[number].flat.split("\t")
    if len([cell for cell in cells if cell]) < 2:
        return 1, []
    if _is_lying(cells):
        return _lying(lines, number, day)
    gases = [place for place, cell in enumerate(cells) if len(cell) <= 24 and _is_gas_head(cell)]
    timed = any(_TIME.search(cell) and len(cell) <= 14 for cell in cells)
    if (gases and (timed or len(gases) > 1)) or (timed and any(_SAMPLE.search(cell) for cell in cells)):
        return _standing(lines, number, cells, gases, day)
    return 1, []


def _spaced(line: Line) -> list[str]:
    """The cells in half width, white space kept: as many as of the flat line."""
    return half_width(line.printed).split("\t")


def _is_gas_head(cell: str) -> bool:
    found = _NAMED.match(cell)
    return found is not None and not re.search(r"\d", cell[found.end() :].replace("m3", ""))


def _is_lying(cells: list[str]) -> bool:
    """Whether the row is the first of a table whose readings stand in columns: a label, then moments."""
    label = next((cell for cell in cells if cell), "")
    return bool(_TIME.search(label)) and len(label) <= 14 and any(_moment(cell, "2000-01-01") for cell in cells[1:])


def _standing(
    lines: list[Line], number: int, heads: list[str], gases: list[int], day: str | None
) -> tuple[int, list[Reading]]:
    """A reading a row: columns are gases, or 气体名称 and 结果."""
    time_at = next((at for at, cell in enumerate(heads) if _TIME.search(cell) and len(cell) <= 14), None)
    name_at = next((at for at, cell in enumerate(heads) if _SAMPLE.search(cell)), None)
    result_at = next((at for at, cell in enumerate(heads) if _RESULT.search(cell) and at != name_at), None)
    readings: list[Reading] = []
    rows = 1
    for line in lines[number + 1 : number + 1 + _MOST]:
        cells = line.flat.split("\t")
        if len(cells) != len(heads):
            break
        rows += 1
        if any(_STANDARD.search(cell) for cell in cells):
            continue
        moment = _moment(_spaced(line)[time_at], day) if time_at is not None else None
        if name_at is not None and result_at is not None and cells[name_at]:
            _add(readings, cells[name_at], cells[result_at], heads[result_at], moment, line)
        for at in gases:
            _add(readings, heads[at], cells[at], heads[at], moment, line)
    return rows, readings


def _lying(lines: list[Line], number: int, day: str | None) -> tuple[int, list[Reading]]:
    """A reading a column: rows are time, 代表性气体, 分析结果, or time and a row a gas."""
    times = _spaced(lines[number])
    names: list[str] = []
    readings: list[Reading] = []
    rows = 1
    for line in lines[number + 1 : number + 8]:
        cells = line.flat.split("\t")
        label = next((cell for cell in cells if cell), "")
        if len(cells) != len(times) or _TIME.search(label):
            break
        if _SAMPLE.search(label):
            names = cells
        elif not (_RESULT.search(label) or _is_gas_head(label)):
            break
        else:
            for at in range(1, len(cells)):
                name = label if _is_gas_head(label) else names[at] if at < len(names) else "可燃气体"
                _add(readings, name, cells[at], label, _moment(times[at], day), line)
        rows += 1
    return rows, readings


def _add(readings: list[Reading], name: str, value: str, head: str, moment: str | None, line: Line) -> None:
    found = _VALUE.match(value)
    if found is None:
        several = list(_INLINE.finditer(value))
        readings += [
            Reading(_item(one["name"]), float(one["value"].lstrip("<>≤≥")), _unit(one["unit2"], head), moment, line)
            for one in several
        ]
        return
    readings.append(Reading(_item(name), float(found[1]), _unit(found[2], name + head), moment, line))


# Lines


def _in_line(line: Line, day: str | None) -> list[Reading]:
    """`可燃气体 0.1% 氧含量 20.9% 取样时间 2024年5月1日8时40分` in one line; printed limits are none."""
    flat = line.flat
    if not _NAMED.search(flat):
        return []
    times = moments_in(flat)
    readings: list[Reading] = []
    for found in _INLINE.finditer(flat):
        before = flat[max(0, found.start() - 8) : found.start()]
        unit = _unit(found["unit2"], found["unit1"] or "")
        if _STANDARD.search(before) or found["value"][0] in "≤≥" or _limits(flat, found.end()) or not unit:
            continue
        readings.append(
            Reading(_item(found["name"]), float(found["value"].lstrip("<>")), unit, _nearest(times, found, day), line)
        )
    return readings


def _limits(flat: str, end: int) -> bool:
    """Whether a range follows, as in a printed standard: `19.5%~21%`, `0.5%以下`."""
    return bool(re.match(r"[%\s]*(?:~|-|至|—|以下|以上|为合格|合格)", flat[end : end + 6]))


def _nearest(times: list[Moment], found: re.Match[str], day: str | None) -> str | None:
    if not times:
        alone = re.search(r"(?<!\d)(\d{1,2})[:时](\d{2})分?", found.string)
        return f"{day}T{int(alone[1]):02}:{alone[2]}" if day and alone and int(alone[1]) < 24 else None
    before = [moment for moment in times if moment.end <= found.start()]
    return (before[-1] if before else times[0]).iso


# Values


def _item(name: str) -> str:
    bare = re.sub(r"\(.*$|[:%].*$|(?:浓度|含量)$", "", name) or name
    if bare.startswith(_OXYGENS) and "化" not in bare:
        return OXYGEN
    return "可燃气体" if bare.startswith(_COMBUSTIBLES) else bare[:20]


def _unit(printed: str | None, head: str) -> str:
    text = f"{printed or ''} {head}".upper()
    for word, unit in (("LEL", "%LEL"), ("PPM", "ppm"), ("MG/M", "mg/m3"), ("%", "%"), ("VOL", "%")):
        if word in text:
            return unit
    return ""


def _moment(cell: str, day: str | None) -> str | None:
    moments = moments_in(cell)
    if moments:
        return moments[0].iso
    alone = _CLOCK_ALONE.match(cell)
    if alone is None or day is None or int(alone[3]) > 23 or int(alone[4] or 0) > 59:
        return None
    of = day if alone[1] is None else f"{day[:4]}-{int(alone[1]):02}-{int(alone[2]):02}"
    return f"{of}T{int(alone[3]):02}:{int(alone[4] or 0):02}"
