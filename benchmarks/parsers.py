"""What a document costs in a worker, by format: medians of CPU milliseconds.

    python benchmarks/parsers.py [CORPUS]

CORPUS is a folder of documents (default: ../shared/corpus/documents); documents of the
project's own making stand in for two-page forms and five-page PDF. A file is read three
times in a warm process and the least counts, with type detection, gates and cleaning.
"""

from __future__ import annotations

import io
import platform
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

from archive.hooks.loading import load
from archive.model.parsed import Outcome
from archive.parsing.chain import parse
from archive.parsing.limits import Limits
from archive.parsing.pool import Pool

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "documents"
ROUNDS = 3
LONGEST = 512 << 10
"""Larger files say more of themselves than of a format."""


def machine() -> str:
    """Processor, system and Python in one line."""
    info = Path("/proc/cpuinfo")
    names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {len(names)} processors, Python {platform.python_version()}"


def form() -> bytes:
    """A form of two pages: a title, 40 rows of four cells, a footer."""
    import docx

    document = docx.Document()
    document.add_heading("现场检查记录")
    table = document.add_table(40, 4)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "配电箱未上锁"
    document.sections[0].footer.paragraphs[0].text = "检查人员（签名）：张三"
    memory = io.BytesIO()
    document.save(memory)
    return memory.getvalue()


def five_pages() -> bytes:
    """Five pages of 40 lines of Chinese, font not embedded."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    memory = io.BytesIO()
    canvas = Canvas(memory)
    for _ in range(5):
        canvas.setFont("STSong-Light", 12)
        for line in range(40):
            canvas.drawString(72, 780 - 18 * line, "作业前应进行风险辨识并落实安全措施，监护人不得离开现场")
        canvas.showPage()
    canvas.save()
    return memory.getvalue()


def cost(data: bytes, parsers: tuple[object, ...]) -> tuple[float, Outcome]:
    """The least CPU time of three readings in milliseconds."""
    least = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        report = parse(io.BytesIO(data), "x", parsers, Limits())  # type: ignore[arg-type]
        least = min(least, time.process_time() - start)
    return least * 1000, report.outcome


def safe(corpus: Path) -> list[Path]:
    """Files that a worker reads without dying or reaching a limit: only those are read in this process."""
    files = sorted(path for path in corpus.rglob("*") if path.is_file() and path.stat().st_size <= LONGEST)
    with Pool(1, limits=Limits(cpu_seconds=2, wall_seconds=5)) as pool:
        reports = [(path, pool.parse(path, path.name)) for path in files]
    return [path for path, report in reports if report.outcome in {Outcome.OK, Outcome.PARTIAL}]


def main(corpus: Path) -> None:
    print(machine())
    parsers = load().parsers()
    for name, data in (("form of 2 pages (docx)", form()), ("5 pages of Chinese (pdf)", five_pages())):
        print(f"{name:28} {cost(data, parsers)[0]:7.2f} ms")
    if not corpus.is_dir():
        print(f"no corpus at {corpus}")
        return
    costs: dict[str, list[float]] = defaultdict(list)
    for path in safe(corpus):
        costs[path.suffix.lstrip(".")].append(cost(path.read_bytes(), parsers)[0])
    for suffix, found in sorted(costs.items()):
        last = statistics.quantiles(found, n=20)[-1] if len(found) > 1 else found[0]
        median = statistics.median(found)
        print(f"{suffix:8} {len(found):5} files   median {median:7.2f} ms   95 % below {last:7.2f} ms")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS)
