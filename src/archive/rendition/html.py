"""HTML that stands alone: nothing is loaded from elsewhere, nothing runs."""

from __future__ import annotations

from functools import singledispatch
from html import escape

from archive.rendition.page import (
    BarChart,
    Block,
    Cell,
    Fields,
    Heading,
    Page,
    Paragraph,
    Signatures,
    Squares,
    Table,
    cell_text,
    clean,
)

__all__ = ["write_html"]

_LANGUAGES = {"zh": "zh-CN", "en": "en"}

_STYLE = """
body { font: 11pt/1.6 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei", sans-serif;
  max-width: 60em; margin: 2em auto; padding: 0 1em; color: #1a1a1a }
h1 { text-align: center; font-size: 1.6em; margin-bottom: 0 }
.subtitle { text-align: center; color: #555 }
h2 { font-size: 1.25em; border-bottom: 1px solid #999; margin-top: 1.6em }
h3, caption { font-size: 1.05em; font-weight: bold; text-align: left }
table { border-collapse: collapse; width: 100%; margin: .6em 0 }
th, td { border: 1px solid #999; padding: .2em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere }
thead { display: table-header-group } thead th { background: #eee } tr { break-inside: avoid }
td.number { text-align: right }
table.fields th { width: 12em; background: #f5f5f5 }
.note { color: #555; font-size: .9em }
.bar { background: #4a78a8; display: inline-block; height: .8em; min-width: 1px; margin-right: .4em }
table.chart td { border: 0; padding: .05em .5em } table.chart td.value { width: 70% }
.signature { display: inline-block; width: 45%; margin: 1.5em 2% 0 0; border-bottom: 1px solid #333 }
@media print { body { max-width: none; margin: 0; font-size: 9.5pt } }
"""


def write_html(page: Page) -> str:
    """The whole document, UTF-8 where it is written."""
    body = [f"<h1>{_text(page.title)}</h1>"]
    if page.subtitle:
        body.append(f'<p class="subtitle">{_text(page.subtitle)}</p>')
    body += [_block(block) for block in page.blocks]
    size = "A4 landscape" if page.landscape else "A4"
    return (
        f'<!DOCTYPE html>\n<html lang="{_LANGUAGES[page.language]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">\n'
        f"<title>{_text(page.title)}</title>\n"
        f"<style>{_STYLE}@page {{ size: {size}; margin: 18mm }}\n</style>\n</head>\n"
        "<body>\n" + "\n".join(body) + "\n</body>\n</html>\n"
    )


def _text(text: str) -> str:
    return escape(clean(text)).replace("\n", "<br>")


@singledispatch
def _block(block: Block) -> str:
    raise TypeError(type(block))


@_block.register
def _heading(block: Heading) -> str:
    level = block.level + 1
    return f"<h{level}>{_text(block.text)}</h{level}>"


@_block.register
def _paragraph(block: Paragraph) -> str:
    return f'<p class="note">{_text(block.text)}</p>' if block.note else f"<p>{_text(block.text)}</p>"


@_block.register
def _fields(block: Fields) -> str:
    rows = "\n".join(
        f'<tr><th scope="row">{_text(label)}</th><td>{_text(value)}</td></tr>' for label, value in block.rows
    )
    return f'<table class="fields">\n{rows}\n</table>'


@_block.register
def _table(block: Table) -> str:
    caption = f"<caption>{_text(block.title)}</caption>\n" if block.title else ""
    head = "".join(f'<th scope="col">{_text(column)}</th>' for column in block.columns)
    rows = "\n".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in block.rows)
    return f"<table>\n{caption}<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


@_block.register
def _chart(block: BarChart) -> str:
    highest = max((value for _, value in block.bars), default=0) or 1
    rows = "\n".join(
        f'<tr><td>{_text(label)}</td><td class="value">'
        f'<span class="bar" style="width:{value / highest * 80:.1f}%"></span>'
        f"{_text(cell_text(value))}{_text(block.unit)}</td></tr>"
        for label, value in block.bars
    )
    return f'<h3>{_text(block.title)}</h3>\n<table class="chart">\n{rows}\n</table>'


@_block.register
def _signatures(block: Signatures) -> str:
    return "<p>" + "".join(f'<span class="signature">{_text(label)}</span>' for label in block.labels) + "</p>"


@_block.register
def _squares(block: Squares) -> str:
    width, height = len(block.rows[0]), len(block.rows)
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(block.rows) for x, square in enumerate(row) if square == "1"
    )
    return (
        f'<p><svg xmlns="http://www.w3.org/2000/svg" width="45mm" viewBox="0 0 {width} {height}" '
        f'shape-rendering="crispEdges"><rect width="{width}" height="{height}" fill="#fff"/><path d="{path}"/></svg>'
        f'<br><span class="note">{_text(block.caption)}</span></p>'
    )


def _cell(cell: Cell) -> str:
    kind = "" if cell is None or isinstance(cell, str) else ' class="number"'
    return f"<td{kind}>{_text(cell_text(cell))}</td>"
