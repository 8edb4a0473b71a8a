"""A year of a small county with truth, filed as it happened, and what the archive answers to the questions of a year.

    python benchmarks/county.py [--seed N] [--units N] [--supervisors N] [--only who,hazards] [--misses N] [--keep DIR]
    python benchmarks/county.py --page docs/mechanism.md

Papers are look-alike forms as docx, Word XML, xlsx and PDF; they are dropped on the days on which they were
delivered, with the archive's clock set to those days. What is asked is compared with what is true, reckoned from the
story alone; the share that is right is told of each question, and with `--misses` what was wrong. With `--keep` the
home, the files and `truth.json` stay. A county of 6 units is filed in about 5 s, one of 60 in about a minute.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from county.examine import QUESTIONS, examine  # the package beside this script
from county.filing import file_year
from county.sessions import renewed
from county.story import tell
from county.truth import truth
from county.world import build


def main() -> int:
    parser = argparse.ArgumentParser(description="a year of a small county, and the questions of a year")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--units", type=int, default=60)
    parser.add_argument("--supervisors", type=int, default=12)
    parser.add_argument("--plain", action="store_true", help="simple documents only")
    parser.add_argument("--only", help=f"questions, of {','.join(QUESTIONS)}")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="show N wrong answers of each question")
    parser.add_argument("--keep", type=Path, help="make home, files and truth.json in this new folder and keep them")
    parser.add_argument("--page", type=Path, help="run the sessions of this page in a county of 6 and write it anew")
    options = parser.parse_args()
    if options.page:
        options.units, options.supervisors, options.plain = 6, 3, True
    with tempfile.TemporaryDirectory(prefix="archive-county-") as temporary:
        base = options.keep or Path(temporary)
        base.mkdir(parents=True, exist_ok=True)
        story = tell(build(options.seed, options.units, options.supervisors), plain=options.plain)
        (base / "truth.json").write_text(json.dumps(truth(story), ensure_ascii=False, indent=1), encoding="utf-8")
        started = time.perf_counter()
        filed = file_year(story, base)
        took = time.perf_counter() - started
        if options.page:
            options.page.write_text(renewed(options.page.read_text(encoding="utf-8"), base), encoding="utf-8")
            return 0
        count = len(story.papers)
        sys.stdout.write(f"seed {options.seed}: {count} documents of {options.units} units in {took:.0f} s\n")
        sys.stdout.write("\n| question | asked | right | % |\n|---|---|---|---|\n")
        answers = examine(story, filed, options.only.split(",") if options.only else None)
        for answer in answers:
            share = 100 * answer.right / max(answer.asked, 1)
            sys.stdout.write(f"| {answer.question} | {answer.asked} | {answer.right} | {share:.1f} |\n")
        for answer in answers:
            for miss in answer.misses[: options.misses]:
                sys.stdout.write(f"\n{answer.question}: {miss}\n")
        filed.archive.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
