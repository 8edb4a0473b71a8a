"""Registers (登记表) of records for spreadsheet programs: rows of text, and csv in which nothing is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from archive.hooks.contracts import ExportSource
from archive.model.record import Record, State

__all__ = ["RECORD_HEADS", "csv_text", "defused", "record_row", "state_name"]

RECORD_HEADS = (
    "件号", "状态", "单位代码", "单位名称", "类别", "题名", "文号", "成文日期", "最早期限", "责任人", "文件名",
    "字节数", "SHA-256", "收到时间",
)  # fmt: skip
_STATES = {State.FILED: "已归档", State.UNFILED: "待归类", State.DISPOSED: "已销毁"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def state_name(record: Record) -> str:
    return _STATES.get(record.state, str(record.state))


def record_row(source: ExportSource, record: Record) -> tuple[str, ...]:
    """The cells under `RECORD_HEADS`; what is unknown is empty."""
    unit = record.units[0] if record.units else None
    return (
        record.id,
        state_name(record),
        unit.code if unit else "",
        unit.name if unit else "",
        source.category(record.category) if record.category else "",
        record.title or "",
        record.doc_no or "",
        record.date or "",
        min((each.date for each in record.dues), default=""),
        "、".join(each.name for each in record.people),
        record.original.name,
        str(record.original.size),
        record.original.sha256,
        record.received_at,
    )


def csv_text(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark, which Excel needs to read Chinese; every cell defused."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "backslashreplace")


def defused(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet program would compute."""
    cell = cell.replace("\0", "\ufffd")
    return f"'{cell}" if cell.lstrip(" \u3000\ufeff").startswith(_FORMULA) else cell
