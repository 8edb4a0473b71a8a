"""Look-alike forms of our own as real files, through the real intake, compared with the truth beside them.

    python benchmarks/forms.py [--seed N] [--count N] [--formats docx,doc-xml,opc,doc,pdf,xlsx,scan] [--misses N]

Enterprises are registered, the files lie in one folder without subfolders. `doc` and `pdf` need LibreOffice
(`soffice`), `scan` also the OCR extra; what cannot be made is said and left out. A form counts as right in a
field only if nothing is missing and nothing is too much; `wrongly filed` is filed with another unit or category.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from archive.api import Archive
from archive.model.doc_number import doc_number_key
from archive.model.record import Record
from form_pages import files
from form_pages.contents import Enterprise, Form, enterprises, forms
from form_pages.layouts import LAYOUTS, lay_out

FIELDS = ("category", "unit", "number", "date", "deadline", "people", "links")
WANTED = {"category": 99, "unit": 99, "number": 99, "date": 98, "deadline": 98, "people": 95, "links": 99}
FORMATS = ("docx", "doc-xml", "opc", "doc", "pdf", "xlsx", "scan")
_WRITERS = {"docx": (files.as_docx, "docx"), "doc-xml": (files.as_word_xml, "doc"), "opc": (files.as_flat_opc, "doc"),
            "xlsx": (files.as_xlsx, "xlsx"), "txt": (files.as_text, "txt")}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """One file with its truth."""

    path: Path
    form: Form
    format: str
    layout: str


def write(folder: Path, made: list[Form], formats: list[str], seed: int) -> list[Piece]:
    """Every form once, formats and layouts in turn; names tell nothing."""
    r = random.Random(f"pages {seed}")
    layouts = list(LAYOUTS)
    pieces: list[Piece] = []
    later: dict[str, list[tuple[Path, Form, str]]] = defaultdict(list)
    drafts = folder.parent / f"drafts-{folder.name}"
    for here in (folder, drafts):
        here.mkdir(parents=True)
    for number, form in enumerate(made):
        kind = formats[number % len(formats)]
        layout = layouts[(number // len(formats)) % len(layouts)]
        name = r.choice(["扫描件", "新建文档", "文件", "IMG_", "1号机-"]) + f"{number:04}"
        page = lay_out(form, layout, r)
        if kind in _WRITERS:
            writer, ending = _WRITERS[kind]
            path = folder / f"{name}.{ending}"
            path.write_bytes(writer(page))
            pieces.append(Piece(path, form, kind, layout))
        else:
            draft = drafts / f"{name}.docx"
            draft.write_bytes(files.as_docx(page))
            later[kind].append((draft, form, layout))
    for kind, waiting in later.items():
        pieces += _converted(kind, waiting, folder, drafts, r)
    return sorted(pieces, key=lambda piece: piece.path)


def _converted(
    kind: str, waiting: list[tuple[Path, Form, str]], folder: Path, drafts: Path, r: random.Random
) -> Iterator[Piece]:
    target = folder if kind != "scan" else drafts
    files.convert([draft for draft, _, _ in waiting], "doc" if kind == "doc" else "pdf", target)
    for number, (draft, form, layout) in enumerate(waiting):
        path = target / f"{draft.stem}.{'doc' if kind == 'doc' else 'pdf'}"
        if kind == "scan":
            picture = files.as_scan(path, r, photo=number % 2 == 1)
            path = folder / f"{draft.stem}.jpg"
            path.write_bytes(picture)
        yield Piece(path, form, "phone photo" if kind == "scan" and number % 2 else kind, layout)


def take_in(home: Path, folder: Path, units: list[Enterprise], *, ocr: bool) -> dict[str, Record]:
    """A new home with these units, the folder through its intake; records by file name."""
    with Archive.create(home) as archive:
        for unit in units:
            archive.register_unit(unit.name, code=unit.code)
        for _ in archive.add([folder]):
            pass
        if ocr:
            for _ in archive.ocr():
                pass
        rows = {"row-of", "inside"}
        return {
            record.original.name: record
            for record in archive.records()
            if rows.isdisjoint(link.type for link in record.links)
        }


def _dues(found: set[tuple[str, str]], form: Form) -> bool:
    """The same days for the same items; a term for all may stand once or beside each item."""
    if found == form.dues:
        return True
    wanted = {day for _, day in form.dues}
    return len(wanted) == 1 and {day for _, day in found} == wanted


def _people(found: set[tuple[str, str]], form: Form) -> bool:
    missing = [
        (name, roles) for name, roles in form.people if not any((name, role) in found for role in roles.split("|"))
    ]
    known = {name for name, _ in form.people}
    return not missing and all(name in known for name, _ in found)


def judge(record: Record, form: Form, ids: dict[str, set[str]]) -> dict[str, bool]:
    """Which fields are right. `ids` are the records that truly bear a unit's number."""
    links = {(link.type, doc_number_key(link.doc_no or "")) for link in record.links if link.type != "certificate"}
    right_links = links == {(kind, doc_number_key(number)) for kind, number in form.links}
    for link in record.links:
        if link.type != "certificate" and link.record is not None:
            right_links &= link.record in ids.get(form.unit.code + doc_number_key(link.doc_no or ""), set())
    return {
        "category": record.category == form.category,
        "unit": [unit.name for unit in record.units] == [form.unit.name],
        "number": doc_number_key(record.doc_no or "") == doc_number_key(form.number or ""),
        "date": record.date == form.day.isoformat(),
        "deadline": _dues({(due.item, due.date) for due in record.dues}, form),
        "people": _people({(person.name, person.role) for person in record.people}, form),
        "links": right_links,
    }


def wrongly_filed(record: Record, form: Form) -> bool:
    """Whether it lies in another dossier or category than its own."""
    return record.state == "filed" and (
        [unit.name for unit in record.units] != [form.unit.name] or record.category != form.category
    )


def compare(pieces: list[Piece], records: dict[str, Record]) -> list[tuple[Piece, Record, dict[str, bool]]]:
    ids: dict[str, set[str]] = defaultdict(set)
    for piece in pieces:
        if piece.form.number and piece.path.name in records:
            ids[piece.form.unit.code + doc_number_key(piece.form.number)].add(records[piece.path.name].id)
    return [
        (piece, records[piece.path.name], judge(records[piece.path.name], piece.form, ids))
        for piece in pieces
        if piece.path.name in records
    ]


def table(results: list[tuple[Piece, Record, dict[str, bool]]], by: str) -> None:
    groups: dict[str, list[tuple[Piece, Record, dict[str, bool]]]] = defaultdict(list)
    for result in results:
        groups[getattr(result[0], by) if by != "kind" else result[0].form.kind].append(result)
    groups["all"] = results
    sys.stdout.write(f"\n| {by} | forms | " + " | ".join(FIELDS) + " | unfiled | wrongly filed |\n")
    sys.stdout.write("|" + "---|" * (len(FIELDS) + 4) + "\n")
    for key, group in groups.items():
        counts = Counter(name for _, _, right in group for name, good in right.items() if good)
        shares = " | ".join(f"{100 * counts[name] / len(group):.1f}" for name in FIELDS)
        wrong = sum(wrongly_filed(record, piece.form) for piece, record, _ in group)
        unfiled = sum(record.state != "filed" for _, record, _ in group)
        sys.stdout.write(f"| {key} | {len(group)} | {shares} | {unfiled} | {wrong} |\n")


def misses(results: list[tuple[Piece, Record, dict[str, bool]]], limit: int) -> None:
    for piece, record, right in [result for result in results if not all(result[2].values())][:limit]:
        bad = [name for name, good in right.items() if not good]
        form = piece.form
        sys.stdout.write(f"\n{piece.format}, {piece.layout}, {form.kind} {form.title} ({piece.path.name}): {bad}\n")
        told = {
            "category": (record.category, form.category), "unit": ([u.name for u in record.units], form.unit.name),
            "number": (record.doc_no, form.number), "date": (record.date, form.day.isoformat()),
            "deadline": (sorted((d.item, d.date) for d in record.dues), sorted(form.dues)),
            "people": (sorted((p.name, p.role) for p in record.people), sorted(form.people)),
            "links": (sorted((str(k.type), str(k.doc_no)) for k in record.links), sorted(form.links)),
        }  # fmt: skip
        for name in bad:
            sys.stdout.write(f"  {name}: read {told[name][0]}\n  {' ' * len(name)}  true {told[name][1]}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description="look-alike forms through the real intake")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=408)
    parser.add_argument("--formats", default="docx,doc-xml,opc,doc,pdf,xlsx")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="show N forms that were not read whole")
    parser.add_argument("--keep", type=Path, help="make the files and the home in this new folder and keep them")
    options = parser.parse_args()
    wanted = options.formats.split(",")
    if not files.has_office() and {"doc", "pdf", "scan"} & set(wanted):
        sys.stdout.write("LibreOffice (soffice) is not here: doc, pdf and scans are left out\n")
        wanted = [kind for kind in wanted if kind not in {"doc", "pdf", "scan"}]
    with tempfile.TemporaryDirectory(prefix="archive-forms-") as temporary:
        base = options.keep or Path(temporary)
        units = enterprises(options.seed, 24)
        pieces = write(base / "inbox", forms(options.seed, options.count, units), wanted, options.seed)
        started = time.perf_counter()
        records = take_in(base / "home", base / "inbox", units, ocr="scan" in wanted)
        results = compare(pieces, records)
        sys.stdout.write(
            f"seed {options.seed}: {len(pieces)} forms, {len(results)} records, {time.perf_counter() - started:.1f} s\n"
        )
    for by in ("format", "layout", "kind"):
        table(results, by)
    misses(results, options.misses)
    lost = len(pieces) - len(results)
    if lost:
        sys.stdout.write(f"{lost} files without a record\n")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
