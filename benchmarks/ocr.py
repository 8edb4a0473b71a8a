"""OCR on pages drawn here: seconds a page and share of letters read, by engine and by kind of page."""

from __future__ import annotations

import io
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))


def main() -> None:
    """One line a kind of page; engines that are not installed are said to be missing."""
    from tests.ocr import test_engines as drawn

    from archive.ingest.backlog import SLOW_LIMITS
    from archive.parsing.pool import Pool

    page = drawn.page()
    kinds = {
        "clean": page,
        "scan": drawn.noisy(page),
        "fax": page.resize((page.width // 2, page.height // 2)).convert("1").convert("RGB"),
        "photograph": drawn.photographed(page),
        "turned 90": page.rotate(90, expand=True),
        "turned 180": page.rotate(180),
    }
    for parser in (drawn.RapidParser, drawn.TesseractParser):
        engine = parser.if_installed()
        if engine is None:
            print(f"{parser.__name__}: not installed")
            continue
        with Pool(1, slow=True, only=engine.name, limits=SLOW_LIMITS) as pool, tempfile.TemporaryDirectory() as folder:
            drawn.read(pool, Path(folder), drawn.saved(page))  # starts the worker and the engine
            for kind, picture in kinds.items():
                out = io.BytesIO()
                picture.save(out, "PNG")
                started = time.perf_counter()
                report = drawn.read(pool, Path(folder), out.getvalue())
                spent = time.perf_counter() - started
                text = drawn.text_of(report)
                order = "in order" if drawn.in_order(text) else "order differs"
                print(f"{engine.name:10} {kind:12} {spent:5.2f} s  {drawn.recall(text):.3f}  {report.outcome}  {order}")


if __name__ == "__main__":
    main()
