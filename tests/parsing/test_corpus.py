"""Real files through the real pool: no death, every file an outcome, and most of them text.

The corpus is not part of the project: where it is absent, this skips. `ARCHIVE_CORPUS=all`
takes every file instead of about 120.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from archive.model.parsed import Outcome, ParseReport
from archive.parsing.limits import Limits
from archive.parsing.pool import Pool

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "documents"
LIMITS = Limits(cpu_seconds=5, wall_seconds=15)


def chosen() -> list[Path]:
    files = sorted(path for path in CORPUS.rglob("*") if path.is_file())
    if os.environ.get("ARCHIVE_CORPUS") == "all":
        return files
    return files[:: max(1, len(files) // 120)]


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}")
def test_every_file_has_an_outcome() -> None:
    files = chosen()
    seen: dict[Path, ParseReport] = {}
    with Pool(2, limits=LIMITS) as pool:
        for path in files:
            pool.submit(path, path, path.name)
        while pool.pending:
            for key, report in pool.poll(None):
                assert isinstance(key, Path)
                assert key not in seen
                seen[key] = report
    assert seen.keys() == set(files)
    for path, report in seen.items():
        assert (report.document is None) or report.outcome in {Outcome.OK, Outcome.PARTIAL, Outcome.NEEDS_OCR}, path
        assert report.outcome is Outcome.OK or report.reason, path
        if report.document is not None:
            report.document.text().encode("utf-8")
    outcomes = Counter(report.outcome for report in seen.values())
    assert outcomes[Outcome.CRASHED] == 0, [path for path in files if seen[path].outcome is Outcome.CRASHED]
