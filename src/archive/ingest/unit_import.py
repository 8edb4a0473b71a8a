"""Registering units from a table: the office's list of enterprises as CSV or as a spreadsheet.

Repeatable: a second run of the same table changes nothing. Each row stands for itself; one
that is refused does not stop the others, and what it says is never guessed at or repaired.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archive.errors import N_, ArchiveError, InputMissing, InputNoFile, UsageInvalid
from archive.ingest import units
from archive.model import credit_code
from archive.model.unit import CodeKind, Unit, UnitKind
from archive.text.fold import search_form

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["ImportedRow", "Row", "TableReader", "import_units", "raw_rows", "read_columns", "read_rows"]

TableReader = Callable[[Path], Iterable[Sequence[str]]]
"""Gives the rows of a spreadsheet's first sheet as a person sees them. Native parsers run in a worker, not here."""

_COLUMNS = {
    "code": ("统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "uscc", "creditcode"),
    "any_code": ("code", "代码", "单位代码", "企业代码", "机构代码"),
    "local": ("local", "本地编号", "本地代码", "内部编号", "单位编号", "localcode"),
    "name": ("name", "单位名称", "企业名称", "名称", "公司名称", "单位", "企业", "生产经营单位", "生产经营单位名称"),
    "kind": ("kind", "type", "类型", "单位类型", "类别", "性质", "单位性质"),
    "parent": ("parent", "上级", "上级单位", "主管单位", "所属单位", "隶属单位", "所属企业"),
    "aliases": ("alias", "aliases", "别名", "简称", "单位简称", "企业简称"),
    "former": ("former", "formername", "曾用名", "原名称", "原单位名称", "曾用名称"),
}
_FIELDS = {search_form(word): field for field, words in _COLUMNS.items() for word in words}
_KINDS = {
    UnitKind.ENTERPRISE: ("企业", "公司", "法人企业"),
    UnitKind.SITE: ("工地", "场所", "项目", "站点", "分厂", "施工现场"),
    UnitKind.SELF_EMPLOYED: ("个体", "个体户", "个体工商户", "个体经营"),
    UnitKind.PUBLIC_BODY: ("事业单位", "机关", "公共机构", "机关事业单位", "学校", "医院"),
    UnitKind.REGULATOR: ("监管机构", "监管部门", "监管单位", "行政机关"),
    UnitKind.COMMUNITY: ("社区", "村", "村居", "村委会", "居委会"),
}
_KIND_NAMES = {search_form(name): kind for kind, names in _KINDS.items() for name in (kind, *names)}
_HEADER_ROWS = 30
"""Rows among which the header is looked for: titles and notes stand above it."""
_MOST_BYTES = 64 * 1024 * 1024
_MANY = re.compile(r"[、,，;；|/\n]+")
_DAMAGED_NUMBER = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d{1,3}$|^\d{15,}\.0*$")
_SAMPLE = re.compile(r"示例|样例|样表|填写说明|勿删")
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the table has it, stripped; an empty cell and an absent column are both empty."""

    line: int
    """Counted from 1 with the title and header rows."""
    name: str
    code: str
    """What stands in a column for credit codes."""
    any_code: str
    """What stands in a column that may hold either kind of code."""
    local: str
    kind: str
    parent: str
    aliases: tuple[str, ...]
    """Aliases, then former names."""


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What became of one row."""

    line: int
    outcome: Literal["added", "changed", "unchanged", "refused"]
    code: str
    """As registered; as written in the table if the row was refused."""
    name: str
    reason: str | None
    """Why it was refused, or what was changed, in words parted by semicolons; None otherwise."""
    error: ArchiveError | None = None
    """The error behind the reason, if it was one: for whoever translates it."""


class _Refusal(Exception):
    """A row that cannot be taken; `args[0]` says why."""


def read_rows(path: Path, read_table: TableReader | None = None) -> Iterator[Row]:
    """The rows of a table of units that are not empty, in order.

    CSV is read in UTF-8 with or without BOM, UTF-16 with BOM and GB18030 (GBK), parted by comma,
    semicolon or tab; what begins like a spreadsheet by its bytes goes to `read_table`. The header
    is the first row that names a column for names, below any title rows.

    Raise InputMissing or InputNoFile, UsageInvalid if there is no such header or the file is no table,
    OSError if it cannot be read.
    """
    rows = raw_rows(path, read_table)
    head = list(islice(rows, _HEADER_ROWS))
    for number, cells in enumerate(head):
        columns = _columns(cells, _FIELDS)
        if "name" in columns:
            return _rows(chain(head[number + 1 :], rows), columns, number + 2)
    raise UsageInvalid(reason=N_("The table has no row of column names with one for names (单位名称, name)"))


def read_columns(
    path: Path, names: Mapping[str, Sequence[str]], needed: Sequence[str], read_table: TableReader | None = None
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of any table that are not empty, each with its line and what stands in the columns of these names.

    `names` gives the headings of each column; the header is the first row with all `needed` ones. Read and refused
    as `read_rows` does.
    """
    fields = {search_form(word): field for field, words in names.items() for word in words}
    rows = raw_rows(path, read_table)
    head = list(islice(rows, _HEADER_ROWS))
    for number, cells in enumerate(head):
        columns = _columns(cells, fields)
        if all(field in columns for field in needed):
            for line, row in enumerate(chain(head[number + 1 :], rows), number + 2):
                values = {field: _cell(row, place) for field, place in columns.items()}
                if any(values.values()):
                    yield line, values
            return
    headings = ", ".join(names[field][0] for field in needed)
    raise UsageInvalid(reason=N_("The table has no row of column names with {headings}").format(headings=headings))


def import_units(store: Store, path: Path, read_table: TableReader | None = None) -> Iterator[ImportedRow]:
    """Register or bring up to date the unit of each row, as the iteration goes; each in a transaction of its own.

    A unit is found by its code, else by its name. A new name is recorded as a renaming, a credit
    code replaces a local one, aliases are added; a name that the unit bears or bore changes
    nothing. Rows whose parent is not registered yet are tried again after all others.
    """
    waiting: list[Row] = []
    for row in read_rows(path, read_table):
        if row.parent and not store.find_units(row.parent):
            waiting.append(row)
        else:
            yield _imported(store, row)
    for row in waiting:
        yield _imported(store, row)


# Rows


def raw_rows(path: Path, read_table: TableReader | None) -> Iterator[Sequence[str]]:
    if not path.exists():
        raise InputMissing(path=path)
    if not path.is_file():
        raise InputNoFile(path=path)
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise UsageInvalid(reason=N_("The table is larger than 64 MB"))
    if data.startswith(_BINARY):
        if read_table is None:
            raise UsageInvalid(reason=N_("The table is no text; save it as CSV"))
        return iter(read_table(path))
    return _csv_rows(_decoded(data))


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UsageInvalid(reason=N_("The table is neither UTF-8 nor GBK text"))


def _csv_rows(text: str) -> Iterator[Sequence[str]]:
    head = text[:4096]
    delimiter = max(",;\t", key=head.count)
    try:
        yield from csv.reader(text.splitlines(), delimiter=delimiter)
    except csv.Error as error:
        raise UsageInvalid(reason=N_("The table is no CSV that can be read")) from error


def _columns(cells: Sequence[str], fields: Mapping[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells):
        title = re.sub(r"[（(].*?[)）]", "", cell)
        field = fields.get(search_form(title.strip(" *＊:：")))
        if field is not None:
            columns.setdefault(field, place)
    return columns


def _rows(rows: Iterable[Sequence[str]], columns: dict[str, int], first: int) -> Iterator[Row]:
    for line, cells in enumerate(rows, first):
        values = {field: _cell(cells, place) for field, place in columns.items()}
        if any(values.values()):
            names = f"{values.get('aliases', '')}、{values.get('former', '')}"
            yield Row(
                line=line,
                name=values.get("name", ""),
                code=values.get("code", ""),
                any_code=values.get("any_code", ""),
                local=values.get("local", ""),
                kind=values.get("kind", ""),
                parent=values.get("parent", ""),
                aliases=tuple(dict.fromkeys(name.strip() for name in _MANY.split(names) if name.strip())),
            )


def _cell(cells: Sequence[str], place: int) -> str:
    return " ".join(cells[place].split()) if place < len(cells) else ""


# Units


def _imported(store: Store, row: Row) -> ImportedRow:
    written = row.code or row.any_code or row.local
    try:
        outcome, unit, changes = _bring_up_to_date(store, row)
    except _Refusal as refusal:
        return ImportedRow(row.line, "refused", written, row.name, str(refusal))
    except ArchiveError as error:
        return ImportedRow(row.line, "refused", written, row.name, str(error), error)
    return ImportedRow(row.line, outcome, unit.code, unit.name, "; ".join(changes) or None)


def _bring_up_to_date(store: Store, row: Row) -> tuple[Literal["added", "changed", "unchanged"], Unit, list[str]]:
    if not row.name:
        raise _Refusal(N_("The row has no name."))
    if _SAMPLE.search(row.name):
        raise _Refusal(N_("This is the sample row of a form, no unit."))
    code, local = _codes(row)
    kind = _kind(row.kind)
    unit = _registered(store, row.name, code or local)
    if unit is None:
        if code is None and local is None:
            raise _Refusal(N_("The row has no code, and no unit of this name is registered."))
        added = units.register(
            store,
            row.name,
            code=code,
            local=None if code else local,
            kind=kind or UnitKind.ENTERPRISE,
            parent=row.parent or None,
            aliases=row.aliases,
        )
        return "added", added, []
    changed, changes = _change(store, unit, row, code, kind)
    return "changed" if changes else "unchanged", changed, changes


def _codes(row: Row) -> tuple[str | None, str | None]:
    """The credit code and the local code of a row, both checked for what spreadsheet programs do to long numbers."""
    for written in (row.code, row.any_code):
        if _DAMAGED_NUMBER.match(written):
            raise _Refusal(
                N_("The code was damaged by a spreadsheet program; format its column as text and enter it again.")
            )
    code = row.code
    local = row.local
    if not code and row.any_code:
        if len(credit_code.normalise(row.any_code)) >= credit_code.LENGTH - 1:
            code = row.any_code
        else:
            local = local or row.any_code
    return credit_code.normalise(code) or None, local if credit_code.normalise(local) else None


def _kind(written: str) -> UnitKind | None:
    if not written:
        return None
    kind = _KIND_NAMES.get(search_form(written))
    if kind is None:
        raise _Refusal(N_("The kind of unit is not known; use one that 'archive unit add --help' lists."))
    return kind


def _registered(store: Store, name: str, code: str | None) -> Unit | None:
    """The unit that bears the code, else the one that bears the name."""
    found = store.catalogue.units_by_code(credit_code.normalise(code)) if code else ()
    if found:
        return found[0]
    named = store.catalogue.units_by_name(search_form(name))
    if len(named) > 1:
        raise _Refusal(N_("Several units bear this name; give the code of one of them."))
    return named[0] if named else None


def _change(store: Store, unit: Unit, row: Row, code: str | None, kind: UnitKind | None) -> tuple[Unit, list[str]]:
    """Record what the row says anew of a registered unit: the unit after it, and each change in words."""
    current, changes = unit, list[str]()
    if code is not None and code not in {known.code for known in unit.codes}:
        if any(known.kind is CodeKind.USCC for known in unit.codes):
            raise _Refusal(N_("A unit of this name is registered with another credit code."))
        current = units.recode(store, unit.code, code)
        changes.append(N_("its code was {code}").format(code=unit.code))
    known_names = {search_form(name.name) for name in unit.names}
    if search_form(row.name) not in known_names:
        current = units.rename(store, current.code, row.name)
        changes.append(N_("its name was {name}").format(name=unit.name))
    for alias in row.aliases:
        if search_form(alias) not in known_names | {search_form(row.name)}:
            current = units.alias(store, current.code, alias)
            changes.append(N_("alias added: {name}").format(name=alias))
    parent = store.find_unit(row.parent).id if row.parent else unit.parent
    if parent != unit.parent or (kind is not None and kind is not unit.kind):
        current = units.move(store, current.code, parent=row.parent or _code_of(store, parent), kind=kind)
        changes.append(N_("another parent or kind"))
    return current, changes


def _code_of(store: Store, unit: str | None) -> str | None:
    found = None if unit is None else store.catalogue.unit(unit)
    return None if found is None else found.code
