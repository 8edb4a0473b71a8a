"""The table of an appraisal: written to be filled in by hand, read back as verdicts."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from archive.cli.disposal_words import title_of
from archive.cli.language import _
from archive.disk.atomic import write_new
from archive.errors import N_, InputMissing, InputNoFile, UsageInvalid
from archive.model.disposition import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from archive.api import Archive
    from archive.cli.screen import Screen
    from archive.model.disposition import DispositionList

__all__ = ["read_verdicts", "write_table"]

_COLUMNS = ("record", "title", "expires", "basis", "opinion", "until", "reason")
_NAMES = {"record": ("record", "档号", "件"), "opinion": ("opinion", "鉴定意见"), "until": ("until", "续存至"),
          "reason": ("reason", "理由")}  # fmt: skip
_DESTROY = {"destroy", "销毁"}
_KEEP = {"keep", "续存"}
_FOR_EVER = {"", "permanent", "永久"}
_MOST_BYTES = 64 * 1024 * 1024
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_table(screen: Screen, archive: Archive, found: DispositionList, path: Path) -> None:
    """A new CSV file (UTF-8 with a byte order mark) with a line a record. Raises TargetExists, StorageFailed …"""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for each in found.items:
        verdict = each.verdict
        opinion = "" if verdict is None else "销毁" if verdict.destroy else "续存"
        until = "" if verdict is None or verdict.destroy else verdict.until or "永久"
        cells = (each.record, title_of(archive, each.record), each.expires or "", each.basis, opinion, until,
                 each.reason if verdict is None else verdict.reason)  # fmt: skip
        writer.writerow([_safe(screen.shown(cell)) for cell in cells])
    write_new(path, b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace"), 0o666)
    screen.note(_("Written: {path}").format(path=path))


def _safe(cell: str) -> str:
    text = " ".join(cell.split())
    return "'" + text if text.startswith(_FORMULA) else text


def read_verdicts(archive: Archive, path: Path) -> dict[str, Verdict]:
    """The verdicts in a table. Raises InputMissing, InputNoFile, UsageInvalid naming the line, RecordUnknown …"""
    rows = _rows(path)
    told: dict[str, Verdict] = {}
    for number, row in enumerate(rows, 2):
        if not any(row.values()):
            continue
        record = archive.resolve(row["record"])
        if record in told:
            raise UsageInvalid(reason=N_("line {number} repeats {record}").format(number=number, record=record))
        told[record] = _verdict(number, row)
    return told


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        raise InputMissing(path=path)
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        raise InputNoFile(path=path)
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")  # what a spreadsheet program in China saves
    try:
        lines = list(csv.reader(io.StringIO(text)))
    except csv.Error as error:
        raise UsageInvalid(reason=N_("{path} is no table in CSV").format(path=path)) from error
    heads = [head.strip().lower() for head in lines[0]] if lines else []
    places = {}
    for column, names in _NAMES.items():
        found = [heads.index(name) for name in names if name in heads]
        if not found:
            raise UsageInvalid(reason=N_("the table has no column {column}").format(column=column))
        places[column] = found[0]
    return [
        {column: line[at].strip() if at < len(line) else "" for column, at in places.items()} for line in lines[1:]
    ]


def _verdict(number: int, row: dict[str, str]) -> Verdict:
    opinion = row["opinion"].lower()
    if opinion in _DESTROY:
        return Verdict(True, None, row["reason"])
    if opinion in _KEEP:
        return Verdict(False, None if row["until"] in _FOR_EVER else row["until"], row["reason"])
    raise UsageInvalid(reason=N_("line {number} says neither keep nor destroy").format(number=number))
