"""Makes the sample documents, the register of units and the table of what is true of them.

    python samples/make_samples.py

Needs the extra `test`. The bytes are the same every time with the same versions of
python-docx, openpyxl, python-pptx and reportlab.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from sample_documents import SAMPLES, UNITS, Sample  # noqa: E402 - it lies beside this script
from sample_writers import suffix, write  # noqa: E402


def name_of(sample: Sample) -> str:
    """Path below `inbox/` with the extension."""
    return f"{sample.path}.{suffix(sample.kind)}"


def units_csv() -> str:
    """The register as `archive unit import` reads it."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(["统一社会信用代码", "本地编号", "单位名称", "类型", "上级", "别名", "曾用名"])
    for unit in UNITS:
        codes = [unit.code, ""] if len(unit.code) == 18 else ["", unit.code]
        writer.writerow([*codes, unit.name, unit.kind, unit.parent, unit.aliases, unit.former])
    return target.getvalue()


def truth() -> list[dict[str, object]]:
    """What is true of each file, in the order of the table."""
    return [
        {
            "file": name_of(sample),
            "units": list(sample.units),
            "category": sample.category,
            "doc_no": sample.doc_no,
            "date": sample.date,
            "state": sample.state,
            "alone": sample.alone,
            "dues": [{"item": item, "date": day} for item, day in sample.dues],
            "people": [{"name": name, "role": role} for name, role in sample.people],
            "links": [{"type": kind, "doc_no": number} for kind, number in sample.links],
            "purpose": sample.purpose,
        }
        for sample in SAMPLES
    ]


def table(folder: Path) -> str:
    """`README.md`: provenance, purpose and truth of each file."""
    rows = [
        f"| `{name_of(s)}` | {s.purpose} | {'、'.join(s.units) or '—'} | {s.category or '—'} "
        f"| {s.doc_no or '—'} "
        f"| {s.date or '—'} | {hashlib.sha256((folder / name_of(s)).read_bytes()).hexdigest()[:12]} |"
        for s in SAMPLES
    ]
    return _README + "\n".join(rows) + "\n"


_README = """# Samples 样例

Documents to try the archive on. **All of them were written for this project** by
`make_samples.py` (licence: Apache-2.0, as the rest): places, enterprises, people, numbers
and telephones are invented, the credit codes have right check digits under region codes
that belong to nobody, and no text of any real form was copied.

    archive unit import samples/units.csv
    cp -r samples/inbox/* HOME/inbox/

files each of them where the table says. Those whose purpose begins with 有意不归档 stay
unfiled on purpose and wait in `archive triage`. `truth.json` says the same for programs, with
deadlines, people and links; the tests read it. `plugin-example/` is a third party's plugin.

| file below `inbox/` | purpose | unit | category | number | date | SHA-256 |
|---|---|---|---|---|---|---|
"""


def main() -> None:
    inbox = HERE / "inbox"
    if inbox.exists():
        shutil.rmtree(inbox)
    for sample in SAMPLES:
        write(inbox / name_of(sample), sample.kind, sample.content)
    (HERE / "units.csv").write_text(units_csv(), encoding="utf-8")
    (HERE / "truth.json").write_text(json.dumps(truth(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (HERE / "README.md").write_text(table(inbox), encoding="utf-8")
    sys.stdout.write(f"{len(SAMPLES)} documents\n")


if __name__ == "__main__":
    main()
