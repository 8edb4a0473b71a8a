"""PDF/A-2b (ISO 19005-2) by typst, with the Chinese characters of a font of this machine embedded."""

from __future__ import annotations

import json
from functools import lru_cache, singledispatch
from importlib import resources

import typst

from archive.errors import NoChineseFont
from archive.rendition.page import (
    BarChart,
    Block,
    Fields,
    Heading,
    Page,
    Paragraph,
    Signatures,
    Squares,
    Table,
    cell_text,
    clean,
    shares,
)

__all__ = ["write_pdf"]

_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC",
    "SimHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback", "Noto Serif CJK SC", "Noto Serif SC",
    "Source Han Serif SC", "SimSun", "NSimSun", "Songti SC", "AR PL UMing CN", "FandolSong", "FandolHei",
)  # fmt: skip
"""Families that have the characters of GB 2312 and beyond, those that read best in small letters first."""


def write_pdf(page: Page) -> bytes:
    """Raises NoChineseFont where none of the known families is installed."""
    values = {
        "title": clean(page.title),
        "subtitle": clean(page.subtitle),
        "day": page.day,
        "language": page.language,
        "landscape": page.landscape,
        "fonts": list(_fonts()),
        "blocks": [_block(block) for block in page.blocks],
    }
    template = resources.files("archive.rendition").joinpath("page.typ").read_bytes()
    written: bytes = typst.compile(
        template, format="pdf", pdf_standards=["a-2b"], sys_inputs={"page": json.dumps(values, ensure_ascii=False)}
    )
    return written


@lru_cache(maxsize=1)
def _fonts() -> tuple[str, ...]:
    there = set(typst.Fonts().families())
    found = tuple(family for family in _FONTS if family in there)
    if not found:
        raise NoChineseFont()
    return found


@singledispatch
def _block(block: Block) -> dict[str, object]:
    raise TypeError(type(block))


@_block.register
def _heading(block: Heading) -> dict[str, object]:
    return {"kind": "heading", "level": block.level, "text": clean(block.text)}


@_block.register
def _paragraph(block: Paragraph) -> dict[str, object]:
    return {"kind": "paragraph", "note": block.note, "text": clean(block.text)}


@_block.register
def _fields(block: Fields) -> dict[str, object]:
    return {"kind": "fields", "rows": [[clean(label), clean(value)] for label, value in block.rows]}


@_block.register
def _table(block: Table) -> dict[str, object]:
    numbers = [
        column
        for column in range(len(block.columns))
        if block.rows and all(not isinstance(row[column], str) for row in block.rows)
    ]
    return {
        "kind": "table",
        "title": clean(block.title),
        "columns": [clean(column) for column in block.columns],
        "rows": [[cell_text(cell) for cell in row] for row in block.rows],
        "shares": shares(block),
        "numbers": numbers,
    }


@_block.register
def _chart(block: BarChart) -> dict[str, object]:
    bars = [[clean(label), value, f"{value:g}{block.unit}"] for label, value in block.bars]
    return {"kind": "chart", "title": clean(block.title), "bars": bars}


@_block.register
def _signatures(block: Signatures) -> dict[str, object]:
    return {"kind": "signatures", "labels": [clean(label) for label in block.labels]}


@_block.register
def _squares(block: Squares) -> dict[str, object]:
    return {"kind": "squares", "rows": list(block.rows), "caption": clean(block.caption)}
