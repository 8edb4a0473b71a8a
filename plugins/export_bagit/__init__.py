"""BagIt (RFC 8493): files with manifests of their digests, which every repository reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from archive_plugins.handing_over import PackedFile, Packing, json_line

from archive.errors import Damaged
from archive.hooks import hookimpl
from archive.hooks.contracts import Exporter, ExportSource
from archive.model.record import Record

__all__ = ["Bag", "archive_exporters"]

_BLOCK = 1 << 20
_ALGORITHMS = ("sha256", "sha512")
Digests = tuple[str, str]


class Bag:
    """A folder: originals below `data/originals`, what is known of them in `data/records.jsonl`.

    Every file has its SHA-256 and SHA-512 in manifests, and those have theirs. There is no Bagging-Date: the same
    records are the same bag on any day.
    """

    name = "bagit"
    version = "1"
    description = "BagIt folder (RFC 8493) with sha256 and sha512"

    def export(self, source: ExportSource, target: Path) -> None:
        bag = _Writer(target)
        packing, day, count = Packing("data/originals"), "", 0
        records = target / "data" / "records.jsonl"
        records.parent.mkdir(parents=True)
        with records.open("xb", buffering=_BLOCK) as lines:
            for record in source.records():
                lines.write(json_line(_pack(source, record, packing, bag)))
                day, count = max(day, record.received_at[:10]), count + 1
        with records.open("rb") as written:
            bag.payload["data/records.jsonl"] = _digests(iter(lambda: written.read(_BLOCK), b""), bag)
        bag.close(source.home, count, day)


def _pack(source: ExportSource, record: Record, packing: Packing, bag: _Writer) -> dict[str, object]:
    files = list(packing.files(record))
    for file in files:
        if file.first:
            with file.open(source, record) as content:
                bag.put(file, content)
    return {**source.described(record), "files": [each.told() for each in files]}


class _Writer:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: set[Path] = set()
        self.payload: dict[str, Digests] = {}
        self.bytes = 0

    def put(self, file: PackedFile, content: BinaryIO) -> None:
        """Copy and hash. Raises Damaged for bytes that are not those accessioned."""
        path = self._folder / file.path
        if path.parent not in self._made:
            path.parent.mkdir(parents=True)
            self._made.add(path.parent)

        with path.open("xb", buffering=0) as out:

            def blocks() -> Iterator[bytes]:
                while block := content.read(_BLOCK):
                    out.write(block)
                    yield block

            digests = _digests(blocks(), self)
        if digests[0] != file.file.sha256:
            raise Damaged(what=f"The object {file.file.sha256} was changed")
        self.payload[file.path] = digests

    def close(self, home: str, records: int, day: str) -> None:
        """Write what stands beside the payload."""
        info = (
            "Bag-Software-Agent: safety-archive export_bagit 1\n"
            f"Payload-Oxum: {self.bytes}.{len(self.payload)}\n"
            f"Internal-Sender-Identifier: {home}\n"
            f"Internal-Sender-Description: {records} records, the last received on {day or 'no day'}\n"
        )
        tags = {
            "bag-info.txt": info.encode(),
            "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            **{f"manifest-{name}.txt": self._manifest(at) for at, name in enumerate(_ALGORITHMS)},
        }
        for name, data in tags.items():
            (self._folder / name).write_bytes(data)
        for name in _ALGORITHMS:
            lines = (f"{hashlib.new(name, data).hexdigest()}  {tag}\n" for tag, data in sorted(tags.items()))
            (self._folder / f"tagmanifest-{name}.txt").write_text("".join(lines), encoding="utf-8")

    def _manifest(self, at: int) -> bytes:
        lines = (f"{self.payload[path][at]}  {_encoded(path)}\n" for path in sorted(self.payload))
        return "".join(lines).encode()


def _digests(blocks: Iterable[bytes], bag: _Writer) -> Digests:
    """SHA-256 and SHA-512 of the blocks, whose length is added to the bag's."""
    first, second = hashlib.sha256(), hashlib.sha512()
    for block in blocks:
        first.update(block)
        second.update(block)
        bag.bytes += len(block)
    return first.hexdigest(), second.hexdigest()


def _encoded(path: str) -> str:
    """As RFC 8493 (2.1.3) wants it in a manifest."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


@hookimpl
def archive_exporters() -> Iterable[Exporter]:
    return (Bag(),)
