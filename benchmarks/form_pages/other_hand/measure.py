"""Counts, per field, how many of the forms in a file beside this one are read exactly.

    PYTHONPATH=tests/forms python benchmarks/form_pages/other_hand/measure.py [first]
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from desk import Directory, make_unit, read

from archive.model.doc_number import doc_number_key

NAMES = ("临河县宏泰铸造有限公司", "北川新城祥云木业有限公司", "东港恒远化工有限公司", "东港四海安装工程有限公司")
FIELDS = ("unit", "category", "number", "date", "deadlines", "people", "links")


def _key(number: str) -> str:
    key = doc_number_key(number)
    return str(key) if key else number


def main(name: str) -> None:
    """Print the misses, then `field right/all` and the forms filed with a wrong unit or category."""
    units = Directory([make_unit(number, unit) for number, unit in enumerate(NAMES, 1)])
    parts = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").split("\n== ")[1:]
    right: Counter[str] = Counter()
    wrong = 0
    for part in parts:
        head, _, form = part.partition("\n")
        truth = dict(zip(FIELDS, (cell.strip() for cell in head.split(";")), strict=True))
        got = read(form, units)
        number = got.field("doc_no")
        links = {f"{kind}>{_key(target)}" for kind, target in got.links}
        found = {
            "unit": got.unit or "-", "category": got.category or "-", "number": _key(number) if number else "-",
            "date": got.field("date") or "-", "deadlines": " ".join(sorted({day for _, day in got.dues})) or "-",
            "people": " ".join(sorted({f"{person}/{role}" for person, role, _ in got.people})) or "-",
            "links": " ".join(sorted(links)) or "-",
        }  # fmt: skip
        truth["people"] = " ".join(sorted(truth["people"].split()))
        if truth["number"] != "-":
            truth["number"] = _key(truth["number"])
        if ">" in truth["links"]:
            kind, target = truth["links"].split(">")
            truth["links"] = f"{kind}>{_key(target)}"
        other = got.category is not None and truth["category"] not in (got.category, "*")
        wrong += got.unit is not None and (got.unit != truth["unit"] or other)
        for field in FIELDS:
            if truth[field] in (found[field], "*"):
                right[field] += 1
            else:
                print(f"{form.splitlines()[0]}: {field}: {found[field]!r}, not {truth[field]!r}")
    print(", ".join(f"{field} {right[field]}/{len(parts)}" for field in FIELDS), f"; wrongly filed {wrong}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "first")
