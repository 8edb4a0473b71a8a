from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise

import pypdfium2
import pytest
from archive_plugins.pdf.cells import blocks_of
from archive_plugins.pdf.pdfium import PdfiumParser
from archive_plugins.pdf.ruling import Rule, tables
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from archive.hooks.contracts import ParseContext
from archive.model.parsed import Block, Role

XS, YS = (72.0, 172.0, 302.0, 402.0, 532.0), (700.0, 650.0, 600.0)
CELLS = (("被检查单位",), ("澄湖市临河区远大建", "材股份有限公司"), ("法定代表人或", "负责人"), ("陈若福",))


def made(draw: Callable[[Canvas], None]) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    memory = io.BytesIO()
    canvas = Canvas(memory, pagesize=A4, invariant=True)
    canvas.setFont("STSong-Light", 12)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return memory.getvalue()


def blocks(data: bytes) -> list[tuple[str, Role]]:
    document = PdfiumParser().parse(io.BytesIO(data), ParseContext("application/pdf", "x", 100_000))
    return [(block.text, block.role) for block in document.blocks]


def same_letters(data: bytes) -> bool:
    """Whether the blocks of all pages hold the letters of pdfium's text, in its order."""
    right = True
    document = pypdfium2.PdfDocument(data)
    for page in document:
        text_page = page.get_textpage()
        text = text_page.get_text_bounded()
        found = "".join(block.text for block in blocks_of(page, text_page, text, 1))
        right &= "".join(found.split()) == "".join(text.split())
        text_page.close()
        page.close()
    document.close()
    return right


def as_lines(canvas: Canvas) -> None:
    for x in XS:
        canvas.line(x, YS[0], x, YS[-1])
    for y in YS:
        canvas.line(XS[0], y, XS[-1], y)


def as_frames(canvas: Canvas) -> None:
    for left, right in pairwise(XS):
        for top, bottom in pairwise(YS):
            canvas.rect(left, bottom, right - left, top - bottom)


def as_thin_areas(canvas: Canvas) -> None:
    for x in XS:
        canvas.rect(x, YS[-1], 0.5, YS[0] - YS[-1], stroke=0, fill=1)
    for y in YS:
        for left, right in pairwise(XS):
            canvas.rect(left, y, right - left, 0.5, stroke=0, fill=1)


def filled(canvas: Canvas) -> None:
    canvas.drawString(72, 760, "现场检查记录")
    for row in (0, 1):
        for x, lines in zip(XS, CELLS, strict=False):
            for number, line in enumerate(lines):
                canvas.drawString(x + 5, YS[row] - 16 - 14 * number, line)
    canvas.drawString(72, 560, "检查人员：彭刚榕")


@pytest.mark.parametrize("ruled", [as_lines, as_frames, as_thin_areas])
def test_rows_of_a_ruled_table(ruled: Callable[[Canvas], None]) -> None:
    data = made(lambda canvas: (ruled(canvas), filled(canvas)))  # type: ignore[func-returns-value, arg-type, return-value]
    row = "被检查单位\t澄湖市临河区远大建材股份有限公司\t法定代表人或负责人\t陈若福"
    assert blocks(data) == [
        ("现场检查记录", Role.BODY),
        (row, Role.TABLE),
        (row, Role.TABLE),
        ("检查人员：彭刚榕", Role.BODY),
    ]


def test_without_lines_nothing_changes() -> None:
    data = made(filled)
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    text_page = page.get_textpage()
    text = text_page.get_text_bounded()
    assert blocks_of(page, text_page, text, 1) == [Block(line, page=1) for line in text.splitlines() if line.strip()]
    document.close()


def test_a_row_with_one_filled_cell_keeps_its_lines() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 600, 500):
            canvas.line(72, y, 532, y)
        for x in (72, 532):
            canvas.line(x, 700, x, 500)
        for number, line in enumerate(("检查情况：", "1.灭火器压力不足；", "2.应急照明灯损坏")):
            canvas.drawString(80, 680 - 16 * number, line)

    assert [text for text, _ in blocks(made(draw))] == ["检查情况：", "1.灭火器压力不足；", "2.应急照明灯损坏"]


def test_paragraphs_in_a_cell_are_not_closed_up() -> None:
    def draw(canvas: Canvas) -> None:
        as_lines(canvas)
        canvas.drawString(77, 684, "参加人员")
        canvas.drawString(177, 684, "张三")
        canvas.drawString(177, 668, "李四")

    assert blocks(made(draw)) == [("参加人员\t张三 李四", Role.TABLE)]


def test_a_table_written_column_by_column_keeps_its_order() -> None:
    def draw(canvas: Canvas) -> None:
        as_lines(canvas)
        for column in (0, 1):
            for row in (0, 1):
                canvas.drawString(XS[column] + 5, YS[row] - 16, f"{column}栏{row}行")

    data = made(draw)
    assert same_letters(data)


def test_thousands_of_lines_are_taken_for_a_drawing() -> None:
    def draw(canvas: Canvas) -> None:
        filled(canvas)
        for number in range(1_300):
            canvas.line(10 + number / 3, 10, 10 + number / 3, 800)
            canvas.line(10, 10 + number / 2, 500, 10 + number / 2)

    data = made(draw)
    assert same_letters(data)
    assert {role for _, role in blocks(data)} == {Role.BODY}


def test_merged_cells_stand_where_they_begin() -> None:
    rules = [Rule(True, x, 0, 30) for x in (0, 100, 200)] + [Rule(False, y, 0, 200) for y in (0, 30)]
    rules.append(Rule(False, 15, 100, 200))
    assert [[(c.row, c.column, c.bottom, c.top) for c in table] for table in tables(rules)] == [
        [(0, 0, 0, 30), (0, 1, 15, 30), (1, 1, 0, 15)]
    ]


def test_what_is_no_rectangle_is_parted() -> None:
    outside = [Rule(True, x, 0, 30) for x in (0, 200)] + [Rule(False, y, 0, 200) for y in (0, 30)]
    found = list(tables([*outside, Rule(False, 15, 100, 200), Rule(True, 100, 0, 15)]))
    assert [[(c.left, c.bottom, c.right, c.top) for c in table] for table in found] == [
        [(0, 15, 200, 30), (0, 0, 100, 15), (100, 0, 200, 15)]
    ]


def test_lines_drawn_to_be_slow_are_none() -> None:
    rules = [Rule(True, 4.0 * n, 0, 9_000) for n in range(1_000)] + [Rule(False, 4.0 * n, 0, 9_000) for n in range(999)]
    assert list(tables(rules)) == []


places = st.integers(5, 80).map(lambda number: number * 8.0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(places, places, places, places), max_size=12),
    st.lists(st.tuples(places, places, st.sampled_from(["无", "单位 名称", "Red 7", "1.灭火器"])), max_size=20),
)
def test_no_letter_is_lost_or_doubled_or_moved(
    lines: list[tuple[float, ...]], texts: list[tuple[float, float, str]]
) -> None:
    def draw(canvas: Canvas) -> None:
        for x, y, right, top in lines:
            canvas.rect(x, y, right, top)
            canvas.line(x, y, x, top)
        for x, y, text in texts:
            canvas.drawString(x, y, text)

    assert same_letters(made(draw))
