"""Schedules of periods (保管期限表) of an office or a unit: reading a table of them, and setting one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from archive.catalogue.keeping import Schedule
from archive.errors import N_, ArchiveError, ReasonMissing, ScheduleInvalid
from archive.model.duty import full_day
from archive.model.retention import ScheduleRow
from archive.preserve.retention import moved
from archive.text.fold import search_form

if TYPE_CHECKING:
    from archive.model.event import ScheduleSet
    from archive.store import Store

__all__ = ["Change", "change", "parse_table", "parse_toml", "set_schedule"]

Change = Mapping[str, tuple[str | None, str | None]]
"""Record -> its last day before and after; None: for ever, or not known."""

_COLUMNS = {
    "key": ("编号", "序号", "key", "条目号"),
    "category": ("类别", "category", "档案类别"),
    "words": ("题名", "题名含", "words", "文件材料", "归档范围", "内容"),
    "period": ("保管期限", "期限", "period"),
    "trigger": ("起算", "起算日", "trigger", "期限起算"),
    "basis": ("依据", "basis", "法律依据"),
    "since": ("自", "起始日期", "since", "生效日期"),
    "until": ("至", "截止日期", "until", "失效日期"),
}
_FIELDS = {search_form(word): field for field, words in _COLUMNS.items() for word in words}
_TRIGGERS = {
    "year-end": ("", "year-end", "年末", "形成年末", "形成年度", "归档"),
    "date": ("date", "形成日期", "文件日期", "日期"),
    "valid_to": ("valid_to", "有效期届满", "到期", "有效期"),
    "accepted_at": ("accepted_at", "验收", "办结", "关闭"),
}
_TRIGGER_NAMES = {search_form(word): trigger for trigger, words in _TRIGGERS.items() for word in words}
_PERIOD = re.compile(r"(?:d|y)?(\d{1,3})(年|个月|月|y|m)?")
_PERMANENT = frozenset({"永久", "y", "permanent", "长期保存"})
_SPLIT = re.compile(r"[、,，;；|/\n]+")
_HEADER_ROWS = 30
_MOST_ROWS = 2000


def parse_toml(store: Store, path: str, text: str) -> tuple[ScheduleRow, ...]:
    """Rows of `[[row]]` tables with the keys of a table's columns. Raises ScheduleInvalid."""
    try:
        table = tomllib.loads(text)
        entries = [dict(entry) for entry in table["row"]]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ScheduleInvalid(path=path, reason=N_("it is no TOML with [[row]] tables")) from error
    return _rows(store, path, entries)


def parse_table(store: Store, path: str, rows: Iterable[Sequence[str]]) -> tuple[ScheduleRow, ...]:
    """Rows of a sheet under the first line with a column for the period and one for what it is about.

    Raises ScheduleInvalid.
    """
    heads: list[str | None] | None = None
    entries: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        fields = [_FIELDS.get(search_form(cell)) for cell in row]
        if heads is None:
            if "period" in fields and {"category", "words"} & set(fields):
                heads = fields
            elif number > _HEADER_ROWS:
                break
        elif any(cell.strip() for cell in row):
            entries.append({field: cell.strip() for field, cell in zip(heads, row, strict=False) if field})
    if heads is None:
        raise ScheduleInvalid(path=path, reason=N_("no line names a column for the period (保管期限) and the category"))
    return _rows(store, path, entries)


def change(store: Store, name: str, unit: str | None, rows: Sequence[ScheduleRow]) -> Change:
    """What would move if the schedule were set; nothing is changed."""
    others = tuple(each for each in store.catalogue.schedules() if each.name != name)
    return moved(store, (*others, Schedule(name, unit, tuple(rows))) if rows else others)


def set_schedule(store: Store, name: str, unit: str | None, rows: Sequence[ScheduleRow], *, reason: str) -> None:
    """Put the schedule in the place of the one of this name; without rows take that away. Raises ReasonMissing."""
    if not reason.strip() or not name.strip():
        raise ReasonMissing
    payload: ScheduleSet = {
        "name": name.strip(), "unit": unit, "reason": reason.strip(),
        "rows": [
            {
                "key": row.key, "category": row.category, "words": list(row.words), "months": row.months,
                "trigger": row.trigger, "basis": row.basis, "since": row.since, "until": row.until,
            }
            for row in rows
        ],
    }  # fmt: skip
    with store.transaction() as tx:
        tx.append("schedule-set", store.catalogue.home(), payload)


def _rows(store: Store, path: str, entries: Sequence[Mapping[str, Any]]) -> tuple[ScheduleRow, ...]:
    if not entries or len(entries) > _MOST_ROWS:
        raise ScheduleInvalid(path=path, reason=N_("it has no rows, or more than 2,000"))
    found = tuple(_row(store, path, number, entry) for number, entry in enumerate(entries, 1))
    keys = [row.key for row in found]
    if len(set(keys)) < len(keys):
        raise ScheduleInvalid(path=path, reason=N_("two rows have one number"))
    return found


def _row(store: Store, path: str, number: int, entry: Mapping[str, Any]) -> ScheduleRow:
    def invalid(reason: str) -> ScheduleInvalid:
        return ScheduleInvalid(path=path, reason=N_("row {number}: {reason}").format(number=number, reason=reason))

    def text(field: str) -> str:
        return str(entry.get(field) or "").strip()

    category = text("category") or None
    if category is not None:
        try:
            category = store.find_category(category).key
        except ArchiveError as error:
            raise invalid(N_("there is no such category")) from error
    given = entry.get("words") or ()
    words = tuple(filter(None, map(str.strip, _SPLIT.split(given) if isinstance(given, str) else map(str, given))))
    if category is None and not words:
        raise invalid(N_("it says neither a category nor words of the title"))
    trigger = _TRIGGER_NAMES.get(search_form(text("trigger")))
    if trigger is None:
        raise invalid(N_("the day from which it runs is year-end, date, valid_to or accepted_at"))
    if not text("basis"):
        raise invalid(N_("it names no basis"))
    since, until = text("since") and full_day(text("since")), text("until") and full_day(text("until"))
    if since is None or until is None or (until and since > until):
        raise invalid(N_("its days do not exist, or run backwards"))
    months = _months(search_form(text("period")).replace(" ", ""))
    if months == 0:
        raise invalid(N_("the period is written 永久, 30年 or 6个月"))
    key = text("key") or str(number)
    return ScheduleRow(key, category, words, months, trigger, text("basis"), since or "", until or "9999-12-31")


def _months(written: str) -> int | None:
    """None: for ever; 0 for what is no period."""
    if written in _PERMANENT:
        return None
    found = _PERIOD.fullmatch(written)
    if found is None:
        return 0
    return int(found[1]) * (1 if found[2] in {"个月", "月", "m"} else 12)
