"""Assigning duties from a table: the office's register of who supervises whom (监管责任人名册), as CSV or spreadsheet.

Repeatable: a second run of the same table changes nothing. Each row stands for itself; one that is refused does not
stop the others, and what it says is never guessed at or repaired.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archive.access.chain import find_role
from archive.access.grids import find_grid
from archive.errors import N_, ArchiveError, FieldInvalid
from archive.ingest.duties import Wish, assign, checked_span, end, same_person
from archive.ingest.unit_import import TableReader, read_columns
from archive.model.duty import Duty
from archive.text.fold import search_form

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["ImportedDuty", "import_duties"]

_COLUMNS = {
    "person": ("姓名", "人员", "责任人", "责任人姓名", "name", "person"),
    "role": ("角色", "职责", "责任角色", "责任类型", "身份", "role", "duty"),
    "unit": ("单位", "单位名称", "企业", "企业名称", "责任单位", "被监管单位", "监管对象", "unit"),
    "grid": ("网格", "网格名称", "所属网格", "grid"),
    "post": ("职务", "岗位", "部门", "科室", "post"),
    "scope": ("责任范围", "范围", "分工", "scope"),
    "since": ("起", "起始日期", "开始日期", "任职日期", "自", "起始", "from", "since"),
    "until": ("止", "终止日期", "结束日期", "截止日期", "至", "离任日期", "to", "until"),
    "source": ("依据", "依据文件", "文号", "依据文号", "source"),
    "certificate": ("证号", "证件号", "执法证号", "证书编号", "certificate"),
    "employer": ("任职单位", "所在单位", "工作单位", "employer"),
}
_NEEDED = ("person", "role", "since")
_TEXT = ("person", "role")
"""Columns that are no text only where the row is refused."""


@dataclass(frozen=True, slots=True)
class ImportedDuty:
    """What became of one row."""

    line: int
    """Counted from 1 with the title and header rows."""
    outcome: Literal["added", "ended", "unchanged", "refused"]
    person: str
    role: str
    """As written."""
    over: str
    """The unit or grid, as written."""
    duty: str | None
    """None if the row was refused."""
    overlaps: tuple[str, ...] = ()
    """Names of others who have the same duty on some of the days."""
    error: ArchiveError | None = None
    """Why it was refused."""


def import_duties(store: Store, path: Path, read_table: TableReader | None = None) -> Iterator[ImportedDuty]:
    """Assign the duty of each row, as the iteration goes; each in a transaction of its own.

    A row whose duty is recorded changes nothing; where it now has a last day and the recorded one is open, the duty
    is ended. The table is read as `archive.ingest.unit_import.read_rows` reads it, by its own column names. Raises
    UsageInvalid if no row has columns for name, role and first day.
    """
    for line, cells in read_columns(path, _COLUMNS, _NEEDED, read_table):
        said = {key: cells.get(key) or None for key in _COLUMNS if key not in _TEXT}
        wish = Wish(person=cells.get("person", ""), role=cells.get("role", ""), **said)
        yield _imported(store, line, wish)


def _imported(store: Store, line: int, wish: Wish) -> ImportedDuty:
    over = wish.unit or wish.grid or ""
    try:
        recorded = _recorded(store, wish)
        if recorded is None:
            made = assign(store, wish)
            others = tuple(dict.fromkeys(each.name for each in made.overlaps))
            return ImportedDuty(line, "added", wish.person, wish.role, over, made.duty.id, others)
        if wish.until and recorded.until is None:
            end(store, recorded.id, on=wish.until, reason="as the table says", source=wish.source)
            return ImportedDuty(line, "ended", wish.person, wish.role, over, recorded.id)
        return ImportedDuty(line, "unchanged", wish.person, wish.role, over, recorded.id)
    except ArchiveError as error:
        return ImportedDuty(line, "refused", wish.person, wish.role, over, None, error=error)


def _recorded(store: Store, wish: Wish) -> Duty | None:
    """The duty that the row speaks of, if it is recorded. Raises FieldInvalid if it is with another last day."""
    if bool(wish.unit) == bool(wish.grid):
        return None
    role, (since, until) = find_role(wish.role), checked_span(wish.since, wish.until)
    unit = store.find_unit(wish.unit).id if wish.unit else None
    grid = find_grid(store, wish.grid).id if wish.grid else None
    employer = store.find_unit(wish.employer).id if wish.employer else unit
    wanted = Duty("", wish.person, wish.certificate, employer, role.key, None, unit, grid, None, since, until,
                  None, None, None)  # fmt: skip
    for duty in store.catalogue.duties_named(search_form(wish.person)):
        key = (duty.role, duty.unit, duty.grid, duty.since, duty.deputy_for, duty.post or "", duty.scope or "")
        if key == (role.key, unit, grid, since, None, wish.post or "", wish.scope or "") and same_person(duty, wanted):
            if until and duty.until and duty.until != until:
                why = N_("the duty has ended on {day}").format(day=duty.until)
                raise FieldInvalid(field=N_("last day"), value=until, reason=why)
            return duty
    return None
