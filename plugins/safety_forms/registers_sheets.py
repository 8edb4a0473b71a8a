"""Sheets as rows of cells, and the header row of a register among their first rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive_plugins.safety_forms.registers_data import RegisterKind, head_of, is_head, register_kinds

from archive.model.parsed import ParsedDocument, Role

__all__ = ["Header", "Sheet", "find_header", "sheets_of", "tables_of"]

_TOP = 12
"""Rows from the top of a sheet among which the header row is looked for."""
_MOST_COLUMNS = 100
_MOST_SHEETS = 100
"""What bounds the work for hostile workbooks; what lies beyond is found in the register's own text."""
_LONGEST_HEAD = 40
_WRITTEN = (Role.TITLE, Role.BODY)
_LIST = re.compile(
    r"(?:台账|登记表|登记簿|登记册|清单|一览表|名册|花名册|明细表|汇总表|统计表)(?:[(（][^()（）]{1,12}[)）])?$"
)
"""What a document is called that is a list from its first line to its last."""
_FEWEST = 3
"""Columns of a header that are known, at least."""
_NAMED = 3
"""What a file's or sheet's name that speaks for a kind counts, in columns."""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    """As printed; empty where the document has no sheets."""
    rows: list[str]
    """Rows that are not blank, cells parted by tabs."""
    numbers: list[int]
    """Of each row: as a spreadsheet program counts it, where the parser said so, else among those not blank."""

    def add(self, row: str, number: int | None) -> None:
        self.rows.append(row)
        self.numbers.append(number or len(self.rows))


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of a register say what they hold."""

    kind: RegisterKind
    row: int
    """Index of its first row in the sheet."""
    height: int
    """1, or 2 where groups of columns have a common head above them."""
    heads: list[str]
    """As printed, one a column; empty where a column has none."""
    meanings: dict[int, str]
    """Column -> meaning, of those that the kind knows."""
    named: bool
    """Whether the name of the file, of the sheet or of the table speaks for the kind, too."""


def sheets_of(document: ParsedDocument, *, separated: bool) -> Iterator[Sheet]:
    """The tables of a workbook or of a text whose cells are parted by commas (`separated`)."""
    sheet = Sheet("", [], [])
    count = 0
    for block in document.blocks:
        if block.role is Role.SHEET:
            if sheet.rows:
                yield sheet
            count += 1
            if count > _MOST_SHEETS:
                return
            sheet = Sheet(block.text, [], [])
        elif block.role is Role.TABLE:
            sheet.add(block.text, block.row)
        elif separated and block.role is Role.BODY and "," in block.text:
            sheet.add(_parted(block.text), block.row)
    if sheet.rows:
        yield sheet


def tables_of(document: ParsedDocument) -> Iterator[Sheet]:
    """The tables of a written document whose title says that it is a list; each bears that title.

    Rows are counted through the whole document. Anything else that is written in tables is a form, and none of these.
    """
    title = next((block.text.strip() for block in document.blocks if block.role in _WRITTEN and block.text.strip()), "")
    if len(title) > _LONGEST_HEAD or not _LIST.search("".join(title.split())):
        return
    sheet = Sheet(title, [], [])
    count = 0
    for block in document.blocks:
        if block.role is Role.TABLE:
            count += 1
            sheet.add(block.text, count)
        elif block.role in _WRITTEN and sheet.rows:
            yield sheet
            sheet = Sheet(title, [], [])
    if sheet.rows:
        yield sheet


def _parted(line: str) -> str:
    try:
        cells = next(csv.reader([line]), [])
    except csv.Error:
        cells = line.split(",")
    return "\t".join(" ".join(cell.split()) for cell in cells)


def find_header(sheet: Sheet, file_name: str) -> Header | None:
    """The header row that names the most columns of one kind of register; None where no kind is sure."""
    best: tuple[int, Header] | None = None
    top = [row.split("\t", _MOST_COLUMNS)[:_MOST_COLUMNS] for row in sheet.rows[: _TOP + 1]]
    known = [sum(bool(cell) and is_head(cell) for cell in row) for row in top]
    for row in range(min(_TOP, len(top) - 1)):
        upper, lower = top[row], top[row + 1]
        choices = ((1, upper), (2, _joined(upper, lower)))
        for height, heads in choices if known[row] + known[row + 1] >= _FEWEST else ():
            if heads is None:
                continue
            found = _best_kind(sheet, file_name, row, height, heads)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    return None if best is None else best[1]


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str] | None:
    """Heads of two rows as one: the lower under the upper that spans it. None where the lower row is no header."""
    if sum(map(bool, upper)) < 2:
        return None  # a title over the table
    if any(len(cell) > _LONGEST_HEAD or cell[:1].isdigit() for cell in lower) or any(map(_is_filled_in, upper)):
        return None
    if not any(below and not above for above, below in zip(_longer(upper, lower), lower, strict=False)):
        return None
    heads: list[str] = []
    spanning = ""
    for column, above in enumerate(_longer(upper, lower)):
        spanning = above or spanning
        below = lower[column] if column < len(lower) else ""
        if not below:
            heads.append(above)
        else:
            heads.append(below if below == spanning or not spanning else f"{spanning}/{below}")
    return heads


def _is_filled_in(cell: str) -> bool:
    """Whether a label stands here with its value (`填报单位：某公司`): no head."""
    return bool(cell.replace("：", ":").partition(":")[2])


def _longer(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    return [*upper, *("" for _ in range(len(lower) - len(upper)))]


def _best_kind(sheet: Sheet, file_name: str, row: int, height: int, heads: list[str]) -> tuple[int, Header] | None:
    filled = [(column, cell) for column, cell in enumerate(heads) if cell and len(cell) <= _LONGEST_HEAD]
    if len(filled) < 3:
        return None
    above = "".join(sheet.rows[:row])[:400]
    context = file_name + "\n" + sheet.name + "\n" + "".join(above.split())
    compared = [
        (column, head_of(cell), head_of(cell.replace("/", "")), head_of(cell.rpartition("/")[2]))
        for column, cell in filled
    ]
    best: tuple[int, Header] | None = None
    for kind in register_kinds():
        meanings: dict[int, str] = {}
        for column, *readings in compared:
            meaning = next(filter(None, map(kind.meaning, readings)), None)
            if meaning is not None:
                meanings[column] = meaning
        if not _is_enough(kind, set(meanings.values()), len(filled)):
            continue
        named = any(name in context for name in kind.names)
        score = len(meanings) + _NAMED * named
        if best is None or score > best[0]:
            best = score, Header(kind, row, height, heads, meanings, named)
    return best


def _is_enough(kind: RegisterKind, known: set[str], columns: int) -> bool:
    telling = known - {"sequence", "note"}
    return (
        any(key in known for key in kind.keys)
        and sum(need in known for need in kind.needs) >= kind.needed
        and len(telling) >= kind.least
        and len(known) * 5 >= columns * 2
    )
