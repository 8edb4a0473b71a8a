"""What pypdf knows of a PDF beside its text: properties, values of form fields, attachments."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from archive.model.parsed import Block, Child, Role

if TYPE_CHECKING:
    import pypdf

__all__ = ["beside_the_text", "open_reader", "properties"]

_KEYS = {
    "/Title": "title", "/Author": "author", "/Subject": "subject", "/Keywords": "keywords", "/Creator": "creator",
    "/Producer": "producer", "/CreationDate": "created", "/ModDate": "modified",
}  # fmt: skip
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?([Zz]|[+-]\d\d'?\d\d)?")
_FIELDS = 2_000
_CHILDREN = 100
_CHILD_BYTES = 16 << 20


def open_reader(source: BinaryIO) -> pypdf.PdfReader:
    """A reader that forgives; opened with the empty password where one is asked for. Raises pypdf's errors."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    source.seek(0)
    reader = pypdf.PdfReader(source, strict=False)
    if reader.is_encrypted:
        reader.decrypt("")
    return reader


def beside_the_text(source: BinaryIO) -> tuple[dict[str, str], list[Block], tuple[Child, ...]]:
    """Properties, form values and attachments; all empty where pypdf cannot read the file."""
    try:
        reader = open_reader(source)
        return properties(reader), list(_form_values(reader)), tuple(_attachments(reader))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - pypdf raises what it finds; the text is here already
        return {}, [], ()


def properties(reader: pypdf.PdfReader) -> dict[str, str]:
    """The document information, times as ISO 8601 where they can be read as such."""
    found: dict[str, str] = {}
    for key, name in _KEYS.items():
        value = reader.metadata.get(key) if reader.metadata else None
        text = str(value).strip() if isinstance(value, str) else ""
        if text:
            found[name] = _time(text) if name in {"created", "modified"} else text
    return found


def _time(text: str) -> str:
    match = _DATE.match(text)
    if match is None:
        return text
    year, month, day, hour, minute, second, zone = match.groups()
    words = f"{year}-{month or '01'}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}"
    if zone is None:
        return words
    digits = zone.replace("'", "")
    return words + ("Z" if zone in "Zz" else f"{digits[:3]}:{digits[3:5]}")


def _form_values(reader: pypdf.PdfReader) -> Iterator[Block]:
    """The texts that were typed into form fields: no reader of page text sees them."""
    catalogue: Any = reader.trailer["/Root"]
    if "/AcroForm" not in catalogue:
        return
    for number, values in enumerate((reader.get_fields() or {}).values()):
        if number >= _FIELDS:
            return
        value: object = values.get("/V")
        if isinstance(value, str) and value.strip() and not value.startswith("/"):
            yield Block(value, Role.TEXT_BOX)


def _attachments(reader: pypdf.PdfReader) -> Iterator[Child]:
    catalogue: Any = reader.trailer["/Root"]
    names = catalogue.get("/Names")
    if names is None or "/EmbeddedFiles" not in names.get_object():
        return
    for number, attached in enumerate(reader.attachment_list):
        if number >= _CHILDREN:
            return
        content = attached.content
        if len(content) <= _CHILD_BYTES:
            yield Child(attached.name, content)
