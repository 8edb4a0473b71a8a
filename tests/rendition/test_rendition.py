"""Pages in every kind of file, opened again by programs that are not ours."""

from __future__ import annotations

import io
import zipfile
from html.parser import HTMLParser

import openpyxl
import pypdf
import pytest

import docx
from archive.errors import NoChineseFont
from archive.rendition import pdf
from archive.rendition.page import (
    BarChart,
    Cell,
    Fields,
    Heading,
    Page,
    Paragraph,
    Signatures,
    Table,
    cell_text,
    clean,
    shares,
)
from archive.rendition.render import KINDS, Kind, render

HOSTILE = "=cmd|'/C calc'!A0 <script>alert(1)</script> #eval(1) $x$ *b* \\ @x \x00\x1b[31m\u202e"
TABLE = Table(
    ("日期", "题名", "件数"),
    (("2025-03-05", "现场检查记录", 3), ("2025-03-06", HOSTILE, 2.5), ("", "第一行\n第二行", None)),
    title="记录[1]",
)
PAGE = Page(
    title="一企一档：青山化工厂",
    subtitle="截至 2025-06-30",
    day="2025-06-30",
    blocks=(
        Heading("基本情况"),
        Fields((("统一社会信用代码", "91330106MA2CFLDG4R"), ("备注", HOSTILE))),
        Heading("记录", 2),
        Paragraph("共有记录三件。"),
        Paragraph("以原件为准。", note=True),
        TABLE,
        TABLE,
        BarChart("整改率", (("一季度", 80.0), ("二季度", 0), ("三季度", 100)), "%"),
        Signatures(("移交人", "接收人")),
    ),
)
NOTHING = (Table(("列",), ()), Fields(()), BarChart("", ()), Signatures(()))
EMPTY = Page("", NOTHING, "2025-01-01", language="en", landscape=True)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_clean_keeps_what_a_document_can_hold() -> None:
    assert clean("甲\t乙\n丙") == "甲\t乙\n丙"
    assert clean("a\x00b\ud800c\u202ed") == "a\ufffdb\ufffdc\ufffdd"


def test_cells_are_printed_as_they_are_read() -> None:
    said: list[tuple[Cell, str]] = [(None, ""), (3, "3"), (2.5, "2.5"), (100.0, "100"), ("=1", "=1")]
    assert [cell_text(cell) for cell, _ in said] == [text for _, text in said]


def test_widths_add_up_and_no_column_takes_all() -> None:
    found = shares(Table(("短", "长"), (("1", "很" * 10_000),)))
    assert sum(found) == pytest.approx(1)
    assert found[0] > 0.05


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("page", [PAGE, EMPTY], ids=["full", "empty"])
def test_the_same_page_gives_the_same_bytes(kind: Kind, page: Page) -> None:
    assert render(page, kind) == render(page, kind)


def test_html_runs_nothing_and_loads_nothing() -> None:
    reader = _Words()
    written = render(PAGE, "html").decode()
    reader.feed(written)
    assert not {"script", "img", "link", "iframe"} & set(reader.tags)
    assert "<script>alert(1)</script>" in reader.text  # as words, not as markup
    assert "default-src 'none'" in written
    assert "第一行" in reader.text
    assert reader.tags.count("table") == 4


def test_docx_opens_with_all_it_was_given() -> None:
    document = docx.Document(io.BytesIO(render(PAGE, "docx")))
    assert [len(table.rows) for table in document.tables] == [2, 4, 4, 3]
    assert document.tables[1].rows[2].cells[1].text == clean(HOSTILE)
    said = [paragraph.text for paragraph in document.paragraphs]
    assert said[0] == "一企一档：青山化工厂"
    assert "共有记录三件。" in said
    assert any(each.startswith("移交人：") for each in said)
    assert document.core_properties.created is not None
    assert document.core_properties.created.date().isoformat() == "2025-06-30"


def test_xlsx_takes_nothing_for_a_formula_and_numbers_for_numbers() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(PAGE, "xlsx")))
    assert book.sheetnames == ["一企一档：青山化工厂", "记录 1", "记录 1 2", "整改率"]
    sheet = book["记录 1"]
    assert [cell.value for cell in sheet[1]] == ["日期", "题名", "件数"]
    assert (sheet["C2"].value, sheet["C3"].value, sheet["C4"].value) == (3, 2.5, None)
    assert sheet["B3"].data_type == "s"
    assert sheet["B3"].value.startswith("=cmd|")
    assert b"<f>=" not in zipfile.ZipFile(io.BytesIO(render(PAGE, "xlsx"))).read("xl/worksheets/sheet2.xml")
    assert book["整改率"]._charts


def test_a_long_table_is_whole_in_a_workbook() -> None:
    rows = tuple((str(number), number) for number in range(3000))
    page = Page("长表", (Table(("号", "数"), rows),), "2025-01-01")
    book = openpyxl.load_workbook(io.BytesIO(render(page, "xlsx")), read_only=True)
    assert [row[1] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)] == list(range(3000))


def test_pdf_is_read_again_in_chinese() -> None:
    try:
        written = render(PAGE, "pdf")
    except NoChineseFont:
        pytest.skip("no Chinese font is installed")
    reader = pypdf.PdfReader(io.BytesIO(written))
    text = "".join(page.extract_text() for page in reader.pages).replace(" ", "").replace("\n", "")
    for said in ("一企一档：青山化工厂", "91330106MA2CFLDG4R", "现场检查记录", "#eval(1)", "<script>", "移交人", "80%"):
        assert said in text, said
    assert reader.metadata is not None
    assert reader.metadata.title == "一企一档：青山化工厂"


def test_no_font_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_FONTS", ("No Such Family",))
    pdf._fonts.cache_clear()
    try:
        with pytest.raises(NoChineseFont):
            render(PAGE, "pdf")
    finally:
        pdf._fonts.cache_clear()
