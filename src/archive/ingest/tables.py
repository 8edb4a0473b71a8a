"""Tables that people hand in: read where all foreign files are read, in the sandbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from archive.errors import InputUnreadable
from archive.model.parsed import Role
from archive.parsing.pool import Pool

__all__ = ["read_table"]


def read_table(path: Path) -> Iterator[Sequence[str]]:
    """The rows of a spreadsheet, sheet after sheet, each cell as a person sees it.

    Raises InputUnreadable with the reason if it cannot be read.
    """
    with Pool(1) as pool:
        report = pool.parse(path, path.name)
    if report.document is None:
        raise InputUnreadable(path=path, reason=report.reason or report.outcome)
    for block in report.document.blocks:
        if block.role is Role.TABLE:
            yield block.text.split("\t")
