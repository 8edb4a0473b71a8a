"""Registers of records as a workbook and as csv files, for people with a spreadsheet program."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from archive_plugins.registers import RECORD_HEADS, csv_text, record_row

from archive.hooks import hookimpl
from archive.hooks.contracts import Exporter, ExportSource

__all__ = ["Tables", "archive_exporters"]

Rows = list[tuple[str, ...]]
_HEADS: dict[str, tuple[str, ...]] = {
    "档案目录": RECORD_HEADS,
    "责任人": ("件号", "姓名", "身份", "证号"),
    "期限": ("件号", "事项", "日期"),
    "关联": ("件号", "关系", "另一件", "文号"),
    "附件": ("件号", "附件", "种类", "文件名", "字节数", "SHA-256"),
}


class Tables:
    """A folder with one workbook, and each of its sheets as csv. Text is text: no cell is a formula."""

    name = "tables"
    version = "1"
    description = "registers as xlsx and csv, no cell a formula"
    tombstones = True

    def export(self, source: ExportSource, target: Path) -> None:
        sheets, day = _sheets(source)
        target.mkdir()
        for title, heads in _HEADS.items():
            (target / f"{title}.csv").write_bytes(csv_text(heads, sheets[title]))
        (target / "登记表.xlsx").write_bytes(_workbook(sheets, day))


def _sheets(source: ExportSource) -> tuple[dict[str, Rows], str]:
    """Rows by sheet, and the day on which the last of the records came: the only date in the files."""
    sheets: dict[str, Rows] = {title: [] for title in _HEADS}
    day = "1980-01-01"
    for record in source.records():
        day = max(day, record.received_at[:10])
        sheets["档案目录"].append(record_row(source, record))
        sheets["责任人"] += [(record.id, each.name, each.role, each.certificate or "") for each in record.people]
        sheets["期限"] += [(record.id, each.item, each.date) for each in record.dues]
        sheets["关联"] += [(record.id, each.type, each.record or "", each.doc_no or "") for each in record.links]
        sheets["附件"] += [
            (record.id, each.id, each.role, each.original.name, str(each.original.size), each.original.sha256)
            for each in record.parts
        ]
    return sheets, day


def _workbook(sheets: dict[str, Rows], day: str) -> bytes:
    from archive.rendition.page import Fields, Page, Table
    from archive.rendition.render import render

    facts = Fields((("件数", str(len(sheets["档案目录"]))), ("最后一件收到于", day)))
    tables = (Table(heads, tuple(sheets[title]), title=title) for title, heads in _HEADS.items())
    return render(Page("档案登记表", (facts, *tables), day), "xlsx")


@hookimpl
def archive_exporters() -> Iterable[Exporter]:
    return (Tables(),)
