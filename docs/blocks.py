"""Writes the generated blocks of pages that are otherwise written by hand; `--check` only looks.

A block stands between `<!-- generated: NAME -->` and `<!-- end: NAME -->`. Pages that are
generated as a whole are made by `generate.py`.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from pathlib import Path

from archive.hooks import specs
from archive.hooks.registration import HOOKS
from archive.preserve.quality import check_kinds

DOCS = Path(__file__).parent


def hooks() -> str:
    """Every hook with its exact arguments and what its specification promises."""
    parts = []
    for name in HOOKS:
        function = getattr(specs, name)
        text = inspect.cleandoc(function.__doc__ or "")
        told = re.sub(r"^(Called|Process|Return|Raise): ", r"- **\1:** ", text, flags=re.MULTILINE)
        signature = str(inspect.signature(function)).replace("'", "")
        parts.append(f"### {name}\n\n```python\ndef {name}{signature}: ...\n```\n\n{told}\n")
    return "\n".join(parts)


def decisions() -> str:
    """Every decision by number, with its title."""
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    titles = ((page.name, page.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")) for page in pages)
    return "\n".join(f"- {name[:4]} [{title}]({name})" for name, title in titles) + "\n"


def checks() -> str:
    """The table of the four-property checks."""
    rows = [
        f"| {kind.number} | {kind.zh} | {kind.en} | {kind.dimension} | {' '.join(kind.stages)} |"
        for kind in check_kinds()
    ]
    head = "| no. | 检测项目 | check | property | stages |\n|---|---|---|---|---|\n"
    return "\n" + head + "\n".join(rows) + "\n\nA accession, T transfer, P preservation.\n"


BLOCKS: dict[str, Callable[[], str]] = {"hooks": hooks, "decisions": decisions, "checks": checks}


def renewed(page: str) -> str:
    """`page` with every generated block written anew."""
    for name, make in BLOCKS.items():
        start, end = f"<!-- generated: {name} -->\n", f"<!-- end: {name} -->"
        if start in page:
            head, _, rest = page.partition(start)
            page = f"{head}{start}\n{make()}\n{end}{rest.partition(end)[2]}"
    return page


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` name those that are out of date and return 1."""
    check = "--check" in arguments
    stale = []
    for path in sorted(DOCS.rglob("*.md")):
        page = path.read_text(encoding="utf-8")
        if (new := renewed(page)) != page:
            stale.append(path.relative_to(DOCS).as_posix())
            if not check:
                path.write_text(new, encoding="utf-8")
    for name in stale:
        sys.stdout.write(f"{name} {'is out of date: run make docs' if check else 'written'}\n")
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
