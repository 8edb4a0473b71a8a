"""Every file of a corpus through `archive add`: no death, no lost file, no file without an outcome.

    python benchmarks/corpus.py [CORPUS]

CORPUS is a folder of documents (default: ../shared/corpus/documents). Prints a table of formats and
outcomes; ends with 1 if a file got no receipt, or if `verify` finds the home unsound afterwards.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from archive.api import Archive

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "documents"


def files(folder: Path) -> list[Path]:
    """All regular files, in a fixed order."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def take_in(archive: Archive, paths: list[Path]) -> tuple[dict[str, Counter[str]], set[str]]:
    """Outcomes by extension, and the paths that have a receipt."""
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    told: set[str] = set()
    for receipt in archive.add(paths):
        told.add(receipt.path)
        known = receipt.parse or receipt.outcome
        outcomes[Path(receipt.path).suffix.lower() or "(none)"][known] += 1
    return outcomes, told


def show(outcomes: dict[str, Counter[str]]) -> None:
    for suffix, counts in sorted(outcomes.items()):
        told = "  ".join(f"{outcome} {count}" for outcome, count in counts.most_common())
        sys.stdout.write(f"{suffix:10} {counts.total():6}  {told}\n")


def main(arguments: list[str]) -> int:
    corpus = Path(arguments[0]) if arguments else DEFAULT
    paths = files(corpus)
    if not paths:
        sys.stdout.write(f"There is no corpus at {corpus}.\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="archive-corpus-") as folder:
        with Archive.create(Path(folder, "home")) as archive:
            started, cpu = time.perf_counter(), time.process_time()
            outcomes, told = take_in(archive, paths)
            wall, cpu = time.perf_counter() - started, time.process_time() - cpu
            report = archive.verify()
        show(outcomes)
        missing = [path for path in paths if os.fsdecode(path) not in told]
    sys.stdout.write(f"{len(paths)} files, {len(missing)} without a receipt, {wall:.1f} s, {cpu:.1f} s CPU here\n")
    for path in missing[:20]:
        sys.stdout.write(f"  {path}\n")
    sys.stdout.write("verify: sound\n" if report.sound else f"verify: {len(report.findings)} findings\n")
    return 1 if missing or not report.sound else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
