"""What the exporters share: lines of JSON, and where the files of records lie in a package."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from archive.hooks.contracts import ExportSource
from archive.model.record import Original, Part, Record, State
from archive.text.file_names import fitting, readable_name

__all__ = ["PackedFile", "Packing", "json_line"]

_ACTING = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""Characters that break lines or turn the order of others around, for programs that split at them."""


def json_line(value: Mapping[str, object]) -> bytes:
    r"""One object on one line of UTF-8, characters that act as `\u` escapes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return (_ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n").encode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of a record."""

    path: str
    """In the package, with `/`."""
    role: str
    """`original`, or the role of the part."""
    file: Original
    part: Part | None
    first: bool
    """Whether the bytes are to be written here; else the same content lies at `path` already."""

    def open(self, source: ExportSource, record: Record) -> BinaryIO:
        return source.open_original(record) if self.part is None else source.open_part(record, self.part)

    def told(self) -> dict[str, object]:
        """As it stands in the metadata."""
        return {
            "path": self.path,
            "role": self.role,
            "name": self.file.name,
            "sha256": self.file.sha256,
            "bytes": self.file.size,
        }


class Packing:
    """Gives each content one place below `root`: rows of a register and copies refer to the first."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._places: dict[str, str] = {}

    def files(self, record: Record) -> Iterator[PackedFile]:
        """Original and parts; nothing of a record that was destroyed."""
        if record.state is State.DISPOSED:
            return
        taken: set[str] = set()
        for part in (None, *record.parts):
            file = record.original if part is None else part.original
            known = self._places.get(file.sha256)
            path = known or f"{self._root}/{record.id}/{_free(file, taken)}"
            self._places[file.sha256] = path
            yield PackedFile(path, "original" if part is None else part.role, file, part, known is None)


def _free(file: Original, taken: set[str]) -> str:
    """A name that no other file of the record has on any file system. No `%`: readers differ on it."""
    stem, suffix = fitting(readable_name(file.name, file.name_raw).replace("%", "_"))
    name, number = stem + suffix, 1
    while unicodedata.normalize("NFKC", name).casefold() in taken:
        number += 1
        name = f"{stem} ({number}){suffix}"
    taken.add(unicodedata.normalize("NFKC", name).casefold())
    return unicodedata.normalize("NFC", name)
