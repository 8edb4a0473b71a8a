from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pptx
import pytest
from odf import teletype
from odf.opendocument import OpenDocumentPresentation, OpenDocumentSpreadsheet, OpenDocumentText
from odf.style import Footer, MasterPage, PageLayout
from odf.table import Table, TableCell, TableRow
from odf.text import H, Note, NoteBody, NoteCitation, P, S
from openpyxl.comments import Comment

from archive.model.parsed import Outcome, Role


def saved(thing) -> bytes:  # type: ignore[no-untyped-def]
    memory = io.BytesIO()
    thing.save(memory)
    return memory.getvalue()


def lines(report, role=None):  # type: ignore[no-untyped-def]
    assert report.document is not None, report
    return [block.text for block in report.document.blocks if role is None or block.role is role]


# --- spreadsheets


def register() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "隐患台账"
    sheet.append(["隐患排查治理台账"])
    sheet.merge_cells("A1:F1")
    sheet.append(["日期", "单位", "电话", "证号", "金额", "时间", "合格"])
    sheet.append([
        dt.date(2026, 3, 5), "红星厂", 13778888888.0, 913700001234567000, 0.1,
        dt.datetime(2026, 3, 5, 14, 30), True, None, None,  # noqa: DTZ001 - a cell has no time zone
    ])  # fmt: skip
    sheet["A3"].number_format = 'yyyy"年"m"月"d"日"'
    book.create_sheet("空表")
    return book


def test_cells_as_a_person_sees_them(read) -> None:  # type: ignore[no-untyped-def]
    report = read(saved(register()))
    assert lines(report) == [
        "隐患台账",
        "隐患排查治理台账",
        "日期\t单位\t电话\t证号\t金额\t时间\t合格",
        "2026-03-05\t红星厂\t13778888888\t913700001234567000\t0.1\t2026-03-05 14:30\tTRUE",
        "空表",
    ]
    assert lines(report, Role.SHEET) == ["隐患台账", "空表"]
    assert [block.page for block in report.document.blocks] == [1, 1, 1, 1, 2]
    assert report.document.pages == 2
    assert report.attempts[-1].parser == "calamine"


def test_the_second_reader_sees_the_same(read) -> None:  # type: ignore[no-untyped-def]
    book = register()
    book["空表"]["A1"] = "近"
    first = lines(read(saved(book)))
    book["空表"]["XFD1048576"] = "远"
    report = read(saved(book))
    assert [attempt.parser for attempt in report.attempts] == ["calamine", "xlsx-cells"]
    assert report.outcome is Outcome.OK
    assert lines(report)[: len(first)] == first
    assert lines(report)[-1].strip() == "远"


def test_what_stands_beside_the_cells(read) -> None:  # type: ignore[no-untyped-def]
    book = register()
    sheet = book.active
    sheet["B3"].comment = Comment("已停产", "张三")
    sheet.oddFooter.center.text = "审核人：李四"
    sheet.oddHeader.left.text = "第 &P 页"
    report = read(saved(book))
    assert any("已停产" in line for line in lines(report, Role.COMMENT))
    assert lines(report, Role.FOOTER) == ["审核人：李四"]
    assert lines(report, Role.HEADER) == ["第 页"]


def test_macro_workbook_by_content(read) -> None:  # type: ignore[no-untyped-def]
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(register()))) as old, zipfile.ZipFile(memory, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            new.writestr(name, data)
    report = read(memory.getvalue(), "x.txt")
    assert report.media_type == "application/vnd.ms-excel.sheet.macroEnabled.12"
    assert report.outcome is Outcome.OK


def test_ods(read) -> None:  # type: ignore[no-untyped-def]
    document = OpenDocumentSpreadsheet()
    table = Table(name="人员")
    row = TableRow()
    for kind, value, words in (
        ("string", None, "王五"),
        ("float", 13778888888, "13778888888"),
        ("date", "2026-03-05", ""),
    ):
        attributes = {"valuetype": kind}
        if value is not None:
            attributes["datevalue" if kind == "date" else "value"] = value
        cell = TableCell(**attributes)
        cell.addElement(P(text=words))
        row.addElement(cell)
    table.addElement(row)
    document.spreadsheet.addElement(table)
    assert lines(read(saved_odf(document))) == ["人员", "王五\t13778888888\t2026-03-05"]


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_torn_workbooks_keep_their_type(read, cut: float) -> None:  # type: ignore[no-untyped-def]
    data = saved(register())
    report = read(data[: int(len(data) * cut)])
    assert report.outcome in {Outcome.CORRUPT, Outcome.UNSUPPORTED}
    assert report.reason


# --- presentations


def test_pptx(read) -> None:  # type: ignore[no-untyped-def]
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "安全培训"
    slide.shapes.add_textbox(0, 0, 100, 100).text_frame.text = "第一课\n第二课"
    table = slide.shapes.add_table(2, 2, 0, 0, 100, 100).table
    for row in range(2):
        for column in range(2):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(0, 1))
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, 10, 10).text_frame.text = "组里"
    slide.notes_slide.notes_text_frame.text = "讲稿"
    show.slides.add_slide(show.slide_layouts[6])
    report = read(saved(show))
    assert lines(report, Role.TITLE) == ["安全培训"]
    assert lines(report, Role.NOTE) == ["讲稿"]
    assert lines(report, Role.TABLE) == ["00 01", "10\t11"]
    assert {"第一课", "第二课", "组里"} <= set(lines(report))
    assert report.document.pages == 2
    assert all(block.page == 1 for block in report.document.blocks)


# --- OpenDocument


def saved_odf(document) -> bytes:  # type: ignore[no-untyped-def]
    memory = io.BytesIO()
    document.write(memory)
    return memory.getvalue()


def text_document():  # type: ignore[no-untyped-def]
    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text="应急预案"))
    line = P(text="正文")
    line.addElement(S(c=2))
    line.addText("后")
    note = Note(noteclass="footnote")
    note.addElement(NoteCitation(text="1"))
    body = NoteBody()
    body.addElement(P(text="脚注"))
    note.addElement(body)
    line.addElement(note)
    document.text.addElement(line)
    table = Table()
    row = TableRow()
    for words in ("甲", "乙"):
        cell = TableCell()
        cell.addElement(P(text=words))
        row.addElement(cell)
    table.addElement(row)
    document.text.addElement(table)
    layout = PageLayout(name="L")
    document.automaticstyles.addElement(layout)
    master = MasterPage(name="Standard", pagelayoutname=layout)
    footer = Footer()
    footer.addElement(P(text="页脚"))
    master.addElement(footer)
    document.masterstyles.addElement(master)
    return document


def test_odt_zipped_and_flat(read) -> None:  # type: ignore[no-untyped-def]
    document = text_document()
    assert teletype is not None
    for data in (saved_odf(document), document.xml() if isinstance(document.xml(), bytes) else document.xml().encode()):
        report = read(data)
        assert lines(report) == ["应急预案", "正文  后", "脚注", "甲\t乙", "页脚"], report.media_type
        assert lines(report, Role.NOTE) == ["脚注"]
        assert lines(report, Role.FOOTER) == ["页脚"]


def test_empty_odp(read) -> None:  # type: ignore[no-untyped-def]
    report = read(saved_odf(OpenDocumentPresentation()))
    assert report.outcome is Outcome.OK
    assert report.media_type == "application/vnd.oasis.opendocument.presentation"
