"""Files of old and rare formats, made by hand: as small as they can be."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file; streams are padded to 4,096 bytes, so that none lies in the mini stream."""
    names: dict[str, bytes | None] = {}
    for path, data in streams.items():
        folders = path.split("/")[:-1]
        for depth in range(len(folders)):
            names.setdefault("/".join(folders[: depth + 1]), None)
        names[path] = data
    paths = list(names)
    chain: list[int] = []
    body = bytearray()
    starts: dict[str, tuple[int, int]] = {}
    for path in paths:
        data = names[path]
        if data is None:
            continue
        padded = data.ljust(4096, b"\x00")
        count = -(-len(padded) // SECTOR)
        starts[path] = (len(chain), len(padded))
        chain += [*range(len(chain) + 1, len(chain) + count), END]
        body += padded.ljust(count * SECTOR, b"\x00")
    entries = [_entry("Root Entry", 5, END, 0, child=_first(paths, ""), right=FREE)]
    for path in paths:
        siblings = [other for other in paths if other.rpartition("/")[0] == path.rpartition("/")[0]]
        after = siblings[siblings.index(path) + 1 :]
        right = paths.index(after[0]) + 1 if after else FREE
        start, size = starts.get(path, (END, 0))
        kind = 1 if names[path] is None else 2
        entries.append(_entry(path.rpartition("/")[2], kind, start, size, child=_first(paths, path + "/"), right=right))
    directory_at = len(chain)
    directory = b"".join(entries)
    directory += b"\x00" * (-len(directory) % SECTOR)
    count = len(directory) // SECTOR
    chain += [*range(directory_at + 1, directory_at + count), END]
    table_at = len(chain)
    tables = -(-(len(chain) + 1) // 127)
    chain += [FAT] * tables
    raw = struct.pack(f"<{len(chain)}L", *chain)
    raw += b"\xff" * (tables * SECTOR - len(raw))
    listed = [table_at + index for index in range(tables)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xLLLLLLLLL", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory_at, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109L", *(listed + [FREE] * (109 - tables)))
    return header + bytes(body) + directory + raw


def _first(paths: Sequence[str], folder: str) -> int:
    inside = [p for p in paths if p.startswith(folder) and "/" not in p[len(folder) :]]
    return paths.index(inside[0]) + 1 if inside else FREE


def _entry(name: str, kind: int, start: int, size: int, *, child: int, right: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\x00\x00"
    return (
        raw.ljust(64, b"\x00")
        + struct.pack("<HBBLLL", len(raw), kind, 1, FREE, right, child)
        + bytes(16 + 4 + 16)
        + struct.pack("<LQ", start, size)
    )


def word(
    parts: Mapping[int, str] | str, *, flags: int = 0, narrow: bytes | None = None, headers: Sequence[int] = ()
) -> bytes:
    """A Word 97 document. `parts`: number of the part -> its text; `narrow`: a second piece of single bytes."""
    parts = {0: parts} if isinstance(parts, str) else parts
    wide = "".join(parts.get(index, "") for index in range(8))
    raw = wide.encode("utf-16-le")
    units = len(raw) // 2
    counts = [len(parts.get(index, "").encode("utf-16-le")) // 2 for index in range(8)]
    counts[0] += len(narrow or b"")
    start = 2048
    pieces = [(0, units, start)]
    document = raw
    if narrow is not None:  # stands before the rest, so that it is part of the text
        pieces = [(0, len(narrow), (start + len(raw)) * 2 | 0x40000000), (len(narrow), len(narrow) + units, start)]
        document += narrow
    bounds = [pieces[0][0], *(piece[1] for piece in pieces)]
    plc = struct.pack(f"<{len(bounds)}L", *bounds)
    plc += b"".join(struct.pack("<HLH", 0, where, 0) for _, _, where in pieces)
    clx = b"\x02" + struct.pack("<L", len(plc)) + plc
    plcfhdd = struct.pack(f"<{len(headers)}L", *headers)
    fib = bytearray(start)
    struct.pack_into("<HH2xH2xH", fib, 0, 0xA5EC, 0xC1, 0x0804, flags | 0x0200)
    struct.pack_into("<H", fib, 0x20, 14)
    struct.pack_into("<H", fib, 0x3E, 22)
    struct.pack_into("<8l", fib, 0x4C, *counts)
    struct.pack_into("<H", fib, 0x98, 93)
    struct.pack_into("<LL", fib, 0x9A + 11 * 8, len(clx), len(plcfhdd))
    struct.pack_into("<LL", fib, 0x9A + 33 * 8, 0, len(clx))
    return ole({"WordDocument": bytes(fib) + document, "1Table": clx + plcfhdd})


Run = tuple[int, int, bytes]


def formatted(data: bytes, characters: Sequence[Run], paragraphs: Sequence[Run]) -> bytes:
    """The streams of `word` with formatting: runs of characters and of paragraphs, by position, with properties."""
    start, length = data.index(b"\xec\xa5"), 4096
    document = bytearray(data[start : start + length])
    table = bytearray(data[start + length : start + 2 * length])
    for number, runs, at, step in ((12, characters, 3072, 1), (13, paragraphs, 3584, 13)):
        page = bytearray(SECTOR)
        bounds = [2048 + 2 * runs[0][0], *(2048 + 2 * run[1] for run in runs)] if runs else [0]
        struct.pack_into(f"<{len(bounds)}L", page, 0, *bounds)
        free = 510
        for index, (_, _, properties) in enumerate(runs):
            raw = bytes([len(properties)]) + properties
            if step == 13:
                raw = bytes([0, 1 + len(properties) // 2]) + b"\x00\x00" + properties
            free = (free - len(raw)) & ~1
            page[free : free + len(raw)] = raw
            page[4 * len(bounds) + step * index] = free // 2
        page[-1] = len(runs)
        document[at : at + SECTOR] = page
        place = 2048 + number * 16
        struct.pack_into("<LLL", table, place, 2048, 4096, at // SECTOR)
        struct.pack_into("<LL", document, 0x9A + number * 8, place, 12)
    return ole({"WordDocument": bytes(document), "1Table": bytes(table)})


def record(kind: int, data: bytes, *, instance: int = 0, container: bool = False) -> bytes:
    """A record of a PowerPoint stream."""
    return struct.pack("<HHL", instance << 4 | (0xF if container else 0), kind, len(data)) + data


def powerpoint(slides: Sequence[str], *, order: Sequence[int] | None = None) -> bytes:
    """A presentation; the slides lie in the stream as given and are shown in `order`."""
    stream = bytearray()
    places = []
    for text in slides:
        places.append(len(stream))
        box = record(0xF00D, record(0x0FA0, text.encode("utf-16-le")), container=True)
        stream += record(0x03EE, record(0xF004, box, container=True), container=True)
    shown = order or range(len(slides))
    listed = b"".join(record(0x03F3, struct.pack("<LLLLL", index + 2, 0, 0, 256 + index, 0)) for index in shown)
    places.insert(0, len(stream))
    stream += record(0x03E8, record(0x0FF0, listed, container=True), container=True)
    directory = len(stream)
    stream += record(0x1772, struct.pack("<L", len(places) << 20 | 1) + struct.pack(f"<{len(places)}L", *places))
    edit = len(stream)
    stream += record(0x0FF5, struct.pack("<LHBBLLLLHH", 0, 0, 0, 3, 0, directory, 1, len(places), 0, 0))
    user = struct.pack("<HHLLLLHH", 0, 0x0FF6, 24, 0x14, 0xE391C05F, edit, 0, 0)
    return ole({"PowerPoint Document": bytes(stream), "Current User": user})


def outlook(texts: Mapping[int, str | bytes], streams: Mapping[str, bytes] | None = None, *, page: int = 936) -> bytes:
    """A message; texts as bytes are stored as such in code page `page`."""
    found = {"__properties_version1.0": bytes(32) + struct.pack("<HHLLL", 3, 0x3FFD, 6, page, 0)}
    for number, value in texts.items():
        kind, raw = ("001E", value) if isinstance(value, bytes) else ("001F", value.encode("utf-16-le"))
        found[f"__substg1.0_{number:04X}{kind}"] = raw
    return ole({**found, **(streams or {})})


NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text_object(x: float, y: float, text: str, extra: str = "", code: str = "") -> str:
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y} 100 5" Font="1" Size="4" {extra}>'
        f'<ofd:TextCode X="0" Y="4" {code}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def ofd(
    pages: Sequence[str],
    *,
    template: str = "",
    extra: str = "",
    body: str = "",
    parts: Mapping[str, bytes] | None = None,
) -> bytes:
    """An OFD file; every page uses the template if there is one."""
    common = '<ofd:TemplatePage ID="7" BaseLoc="Tpl.xml"/>' if template else ""
    uses = '<ofd:Template TemplateID="7" ZOrder="Background"/>' if template else ""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/P{n}.xml"/>' for n in range(len(pages)))
    files = {
        "OFD.xml": f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocInfo><ofd:Title>记录</ofd:Title></ofd:DocInfo>"
        f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData>{common}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages>{extra}</ofd:Document>",
        "Doc_0/Tpl.xml": f"<ofd:Page {NS}><ofd:Content><ofd:Layer>{template}</ofd:Layer></ofd:Content></ofd:Page>",
    }
    for n, page in enumerate(pages):
        files[f"Doc_0/Pages/P{n}.xml"] = (
            f"<ofd:Page {NS}>{uses}<ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return zipped({**{name: text.encode() for name, text in files.items()}, **(parts or {})})


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip file; names that are no ASCII are flagged as UTF-8."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()
