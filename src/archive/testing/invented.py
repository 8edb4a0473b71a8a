"""Invented records, documents and units on which the contract suites try a plugin.

They are chosen to be awkward: nothing known, hostile names, every field filled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, BinaryIO

from archive.model.category import BUILT_IN
from archive.model.parsed import Block, ParsedDocument
from archive.model.record import Due, Link, Original, Parse, Part, Person, Record, State, UnitRef
from archive.model.unit import CodeKind, NameKind, Unit, UnitCode, UnitKind, UnitName, UnitState

__all__ = ["DOCUMENTS", "RECORDS", "InventedDocument", "InventedSource", "InventedUnits", "content", "record"]

UNIT = UnitRef("u-0000000000000001", "91330102MA00000012", "杭州甲乙化工有限公司")


def content(number: int) -> bytes:
    """The bytes of the original of `record(number)`."""
    return f"original {number}\n".encode()


def record(number: int = 1, **changes: Any) -> Record:
    """A filed record; `changes` are fields of `Record`."""
    data = content(number)
    plain = Record(
        id=f"{number:016d}",
        state=State.FILED,
        reason=None,
        units=(UNIT,),
        category="inspection",
        title="安全生产现场检查记录",
        doc_no=f"（甲）应急检记〔2026〕{number}号",
        date="2026-03-05",
        dues=(),
        people=(),
        links=(),
        original=Original(hashlib.sha256(data).hexdigest(), len(data), f"检查记录{number}.txt", None, "text/plain"),
        parts=(),
        parse=Parse("ok", "plain-text", "1", None, 12),
        text_sha256=hashlib.sha256(data).hexdigest(),
        placed=(),
        suggestions=(),
        holds=(),
        source=None,
        depositor="clerk",
        depositor_known_by="inbox",
        received_at="2026-03-06T01:02:03.004Z",
    )
    return replace(plain, **changes)


def _named(number: int, name: str, raw: bytes | None = None) -> Record:
    return record(number, original=replace(record(number).original, name=name, name_raw=raw))


RECORDS: tuple[Record, ...] = (
    record(1),
    record(2, dues=(Due("1", "2026-04-01"),), people=(Person("张三", "inspector", "B2026001"),)),
    record(3, links=(Link("rechecks", None, "（甲）应急责改〔2026〕1号"), Link("same-content", f"{1:016d}", None))),
    record(
        4,
        state=State.UNFILED,
        reason="no-unit",
        units=(),
        category=None,
        title=None,
        doc_no=None,
        date=None,
        parse=None,
    ),
    record(
        5, category="a-category-of-another-plugin", title='=HYPERLINK(\u202e\x1b[31m"x")\r\n,;\t<b>&amp;', date=None
    ),
    _named(6, "../../../../etc/passwd"),
    _named(7, "/absolute.txt"),
    _named(8, "same.txt"),
    _named(9, "same.txt"),
    _named(10, "-rf \x1b[31m\u202etxt\n.exe"),
    _named(11, "\ufffd\ufffd.txt", b"\xbc\xec.txt"),
    _named(12, "长" * 84 + ".x"),
    _named(13, "CON"),
    _named(14, ".."),
)
"""In the order of accession."""


class InventedSource:
    """An `ExportSource` of invented records; counts nothing and forbids nothing, for nothing can be written."""

    home = "h-0000000000000001"
    masked = True

    def __init__(self, records: Sequence[Record] = RECORDS) -> None:
        self._records = tuple(records)

    def records(self) -> Iterator[Record]:
        return iter(self._records)

    def unit(self, unit_id: str) -> UnitRef:
        if unit_id != UNIT.id:
            raise KeyError(unit_id)
        return UNIT

    def category(self, key: str) -> str:
        return next((each.zh for each in BUILT_IN if each.key == key), key)

    def described(self, record: Record) -> Mapping[str, object]:
        from archive.access.record_object import record_object

        return record_object(record, lambda unit: unit, lambda _record: ())

    def text(self, record: Record) -> str:
        return content(int(record.id)).decode() if record.parse else ""

    def open_original(self, record: Record) -> BinaryIO:
        return BytesIO(content(int(record.id)))

    def open_part(self, record: Record, part: Part) -> BinaryIO:  # noqa: ARG002 - one part a record is enough here
        return BytesIO(content(int(record.id) + 1000))

    def events(self, record: Record) -> Sequence[Mapping[str, object]]:
        original = {"sha256": record.original.sha256, "bytes": record.original.size, "name": record.original.name}
        return (
            {"kind": "accessioned", "seq": int(record.id), "subject": record.id, "payload": {"original": original}},
        )


@dataclass(frozen=True, slots=True)
class InventedDocument:
    """A `DocumentView`."""

    name: str
    document: ParsedDocument | None
    media_type: str = "text/plain"
    received_at: str = "2026-03-06T01:02:03.004Z"

    @property
    def text(self) -> str:
        return self.document.text() if self.document else ""


def _document(name: str, *lines: str) -> InventedDocument:
    return InventedDocument(name, ParsedDocument(tuple(Block(line) for line in lines)))


DOCUMENTS: tuple[InventedDocument, ...] = (
    InventedDocument("unreadable.bin", None, "application/octet-stream"),
    _document("empty.txt"),
    _document("blank.txt", "", "   ", "\u3000"),
    _document("检查.txt", "安全生产现场检查记录", "被检查单位：杭州甲乙化工有限公司", "检查时间：2026年3月5日"),
    _document("hostile.txt", "\u202e\u200b\ufeff" * 100, "((((((((((" * 200, "a" * 5000, "：" * 500),
    _document("numbers.txt", "9" * 400, "2026年13月45日", "〔〕号", "91330102MA0000001X" * 50),
    _document("long.txt", *("被检查单位：" + "某" * 200 for _ in range(500))),
)


class InventedUnits:
    """A `UnitDirectory` that knows one unit."""

    unit = Unit(
        id=UNIT.id,
        code=UNIT.code,
        name=UNIT.name,
        kind=UnitKind.ENTERPRISE,
        state=UnitState.ACTIVE,
        parent=None,
        merged_into=None,
        names=(UnitName(UNIT.name, NameKind.NAME, None, None),),
        codes=(UnitCode(UNIT.code, CodeKind.LOCAL, None, None),),
    )

    def by_code(self, code: str) -> Unit | None:
        return self.unit if code.strip().upper() == self.unit.code else None

    def by_name(self, name: str) -> Sequence[Unit]:
        return (self.unit,) if name.strip() == self.unit.name else ()
