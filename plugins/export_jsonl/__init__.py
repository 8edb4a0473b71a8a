"""Records as lines of JSON, for programs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from archive_plugins.handing_over import json_line

from archive.hooks import hookimpl
from archive.hooks.contracts import Exporter, ExportSource

__all__ = ["JsonLines", "archive_exporters"]


class JsonLines:
    """One record a line, the object of `archive show --json`; of destroyed records what is left."""

    name = "jsonl"
    version = "1"
    description = "a line of JSON a record, as archive show --json"
    tombstones = True

    def export(self, source: ExportSource, target: Path) -> None:
        with target.open("xb", buffering=1 << 20) as out:
            out.writelines(json_line(source.described(record)) for record in source.records())


@hookimpl
def archive_exporters() -> Iterable[Exporter]:
    return (JsonLines(),)
