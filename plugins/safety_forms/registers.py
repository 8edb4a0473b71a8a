"""Registers, in spreadsheets and in the tables of written lists: each row as it stands.

Of dangers, certificates, equipment, enterprises … and no table of a kind that is not known.

The header row is found under title rows, values that programs spoiled are repaired where that is certain,
and samples, totals, notes and repeated headers are no rows. A table of no known kind says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from archive_plugins.safety_forms.measures import done_in, level_in
from archive_plugins.safety_forms.registers_cells import LOST, certain_number, days_in, digits, is_empty
from archive_plugins.safety_forms.registers_sheets import Header, Sheet, find_header, sheets_of, tables_of

from archive.hooks.contracts import DocumentView, UnitDirectory
from archive.model import credit_code
from archive.model.placement import DueDate, PersonMention, Proposal, RowProposal

__all__ = ["register_category", "register_rows"]

_MOST_ROWS = 20_000
_LONGEST_TITLE = 80
_SHEETS = ("spreadsheet", "ms-excel", "text/csv")
_SAMPLE = re.compile(
    r"^[(（【\[]?(?:示例|样例|范例|举例|例|例如|样表|填写示例|填报示例|示范)(?:\d{0,2}|[:：].*|数据.*|行)[)）】\]]?$"
)
_SAMPLE_NOTE = re.compile(r"示例数据|样例数据|示例行|示例[,，]?请?勿删|此行为示例|填写示例|仅供参考[,，]?请?删除")
_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|汇\s*总)(?:[:：(（].*)?$")
_NOTE = re.compile(
    r"^(?:备\s*注|注|说\s*明|填表说明|填报说明|填表人|填报人|制表人?|制表单位|审核人?|审批人?|填表日期|单位盖章"
    r"|单位负责人|统计人)\s*\d?\s*[:：(（]"
)
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,8}|[A-Za-z][A-Za-z .'-]{1,40}")
_NAMES = re.compile(r"[、,，;；/\s]+")
_FIRM = re.compile(
    r"(?:公司|集团|厂|煤矿|加油站|合作社|超市|商店|酒店|宾馆|饭店|医院|学校|幼儿园|经营部|商行|项目部|工地|店)$"
)


def register_rows(view: DocumentView, units: UnitDirectory) -> tuple[RowProposal, ...]:
    """The rows of every register in a document, from top to bottom; at most 20,000."""
    return tuple(islice(_rows(view, units), _MOST_ROWS))


def register_category(view: DocumentView) -> Proposal | None:
    """The category of the first sheet that is a register: sure where the file or the sheet bears such a name, too."""
    for _sheet, header in _registers(view):
        known = "、".join(header.heads[column] for column in list(header.meanings)[:4])
        reason = f"a register with the columns {known}"
        return Proposal("category", header.kind.category, 0.92 if header.named else 0.7, reason)
    return None


def _rows(view: DocumentView, units: UnitDirectory) -> Iterator[RowProposal]:
    names: set[tuple[str, int]] = set()
    for sheet, header in _registers(view):
        reader = _RowReader(header, units)
        for at in range(header.row + header.height, len(sheet.rows)):
            row = reader.read(sheet.name, sheet.numbers[at], sheet.rows[at])
            if row is not None and (row.sheet, row.number) not in names:
                names.add((row.sheet, row.number))
                yield row


def _registers(view: DocumentView) -> Iterator[tuple[Sheet, Header]]:
    """Sheets and tables whose header row is one of a known kind; in a written document its name has to say so, too."""
    if view.document is None:
        return
    in_sheets = _is_table(view)
    found = sheets_of(view.document, separated=_is_separated(view)) if in_sheets else tables_of(view.document)
    for sheet in found:
        header = find_header(sheet, view.name)
        if header is not None and (in_sheets or header.named):
            yield sheet, header


def _is_table(view: DocumentView) -> bool:
    return any(word in view.media_type for word in _SHEETS) or _is_separated(view)


def _is_separated(view: DocumentView) -> bool:
    return view.media_type == "text/csv" or view.name.lower().endswith(".csv")


class _RowReader:
    """Reads the rows under one header; remembers what merged cells carry down and which units it asked for."""

    def __init__(self, header: Header, units: UnitDirectory) -> None:
        self._header = header
        self._units = units
        self._columns: dict[str, list[int]] = {}
        for column, meaning in header.meanings.items():
            self._columns.setdefault(meaning, []).append(column)
        self._known: dict[str, tuple[Proposal, ...]] = {}
        self._above = ""
        """The unit of an earlier row, for cells that were merged downwards."""

    def read(self, sheet: str, number: int, text: str) -> RowProposal | None:
        """What one row says; None where it is no row of the register."""
        cells = text.split("\t")
        if self._is_none(cells):
            return None
        values = self._values(cells)
        kind = self._header.kind
        keyed = any(values.get(column) for key in kind.keys for column in self._columns.get(key, ()))
        telling = sum(self._header.meanings.get(column) not in {"sequence", None} for column in values)
        if not keyed or telling < 2:
            return None
        days = (day for column in self._of("date") if column in values for day in days_in(values[column]))
        return RowProposal(
            sheet=sheet,
            number=number,
            text="\t".join(f"{self._header.heads[column]}：{value}" for column, value in values.items()),
            title=self._title(values),
            category=kind.category,
            date=next(days, None),
            doc_no=self._number("number", values) or self._number("certificate", values),
            proposals=(*self._unit(values), *self._hazard(values)),
            people=tuple(self._people(values)),
            dues=tuple(self._dues(values)),
        )

    def _of(self, meaning: str) -> Sequence[int]:
        return self._columns.get(meaning, ())

    def _is_none(self, cells: list[str]) -> bool:
        """Whether this is a sample, a total, a note or the header again."""
        filled = [cell for cell in cells if cell]
        first = filled[0] if filled else ""
        if not filled or _TOTAL.match(first) or (_NOTE.match(first) and len(filled) <= 6):
            return True
        if any(_SAMPLE.match(cell) for cell in filled[:3]) or any(_SAMPLE_NOTE.search(cell) for cell in filled):
            return True
        heads = self._header.heads
        same = sum(cell == heads[column] for column, cell in enumerate(cells[: len(heads)]) if cell)
        return same * 2 > len(filled)

    def _values(self, cells: list[str]) -> dict[int, str]:
        """Column -> value, repaired, of the columns that have a head."""
        values: dict[int, str] = {}
        for column, cell in enumerate(cells[: len(self._header.heads)]):
            if not self._header.heads[column] or is_empty(cell):
                continue
            values[column] = _repaired(self._header.meanings.get(column, ""), cell)
        return values

    def _number(self, meaning: str, values: dict[int, str]) -> str | None:
        """The first number in the columns of this meaning that has all its digits."""
        numbers = (certain_number(values[column]) for column in self._of(meaning) if column in values)
        return next(filter(None, numbers), None)

    def _title(self, values: dict[int, str]) -> str:
        columns = [column for meaning in self._header.kind.title for column in self._of(meaning)[:1]]
        parts = [values[column] for column in columns if column in values]
        title = " ".join(dict.fromkeys(parts))
        return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"

    def _people(self, values: dict[int, str]) -> Iterator[PersonMention]:
        certificate = self._number("certificate", values)
        told: set[tuple[str, str]] = set()
        for column, meaning in self._header.meanings.items():
            if not meaning.startswith("person:") or column not in values:
                continue
            for name in _NAMES.split(values[column])[:10]:
                if _NAME.fullmatch(name) and (name, meaning) not in told:
                    told.add((name, meaning))
                    reason = f"in the column {self._header.heads[column]}"
                    yield PersonMention(name, meaning.partition(":")[2], certificate, 0.95, reason)
                    certificate = None

    def _dues(self, values: dict[int, str]) -> Iterator[DueDate]:
        for column, meaning in self._header.meanings.items():
            if meaning.startswith("due:") and column in values:
                days = days_in(values[column])
                if days:  # of a period 2021.3.4-2027.3.3, the day on which it ends
                    reason = f"in the column {self._header.heads[column]}"
                    yield DueDate(meaning.partition(":")[2], days[-1], 0.95, reason)

    def _hazard(self, values: dict[int, str]) -> Iterator[Proposal]:
        """Of a hidden danger: how grave it is, whether it is done with, and on which day that was said."""
        if self._header.kind.key != "hazard":
            return
        for meaning, name, reading in (("level", "level", level_in), ("result", "conclusion", done_in)):
            for column in self._of(meaning):
                told = reading(values[column]) if column in values else None
                if told is not None:
                    yield Proposal(name, told, 0.95, f"in the column {self._header.heads[column]}")
                    break
        days = [(day, column) for column in self._of("done") if column in values for day in days_in(values[column])]
        if days:
            day, column = max(days)
            yield Proposal("accepted_at", day, 0.95, f"in the column {self._header.heads[column]}")

    def _unit(self, values: dict[int, str]) -> tuple[Proposal, ...]:
        name = next((values[column] for column in self._of("unit") if column in values), "")
        code = next((values[column] for column in self._of("code") if column in values), "")
        confidence = 0.95
        if name:
            self._above = name
        elif self._of("unit") and self._above and not code:
            name = self._above
            if any(column in values for column in self._of("sequence")):
                confidence = 0.7  # numbered on its own: perhaps merged cells, perhaps left blank
        by_name = self._by_name(name) if name else ()
        by_code = self._by_code(code) if code else ()
        if by_code and by_name and not self._agree(by_code[0], by_name[0]):
            confidence = 0.6
        return tuple(
            Proposal(each.field, each.value, min(each.confidence, confidence), each.reason)
            for each in (*by_code, *by_name)
        )

    def _agree(self, code: Proposal, name: Proposal) -> bool:
        unit = self._units.by_code(code.value)
        if unit is None or name.field != "unit":
            return unit is None and name.field != "unit"
        return unit.id == name.value

    def _by_name(self, name: str) -> tuple[Proposal, ...]:
        if name not in self._known:
            column = self._header.heads[self._of("unit")[0]]
            found = self._units.by_name(name)
            sure = 0.95 if len(found) == 1 else 0.6
            proposals = [Proposal("unit", unit.id, sure, f"in the column {column}") for unit in found]
            if not found and _FIRM.search(name) and len(name) >= 4:
                proposals = [Proposal("unit_name", name, 0.95, f"in the column {column}")]
            self._known[name] = tuple(proposals)
        return self._known[name]

    def _by_code(self, code: str) -> tuple[Proposal, ...]:
        normal = credit_code.normalise(code)
        if LOST in code or credit_code.check(normal) is not None:
            return ()
        column = self._header.heads[self._of("code")[0]]
        return (Proposal("unit_code", normal, 0.97, f"in the column {column}"),)


def _repaired(meaning: str, cell: str) -> str:
    """A value as it was typed: days as days, numbers with their digits."""
    if meaning == "date" or meaning.startswith("due:") or meaning in {"done", "made", "valid_from", "birth"}:
        days = days_in(cell)
        return days[0] if len(days) == 1 and not any("\u4e00" <= c <= "\u9fff" for c in cell) else cell
    if meaning in {"phone", "long", "code", "number", "certificate", "report", "serial"}:
        return digits(cell)
    return cell
