from __future__ import annotations

import io
import zipfile

import pytest
from docx.enum.section import WD_SECTION

import docx as python_docx
from archive.model.parsed import Outcome, Role

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SPACES = (
    f'{W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
MAIN = TYPES + "document.main+xml"


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def relationships(targets: dict[str, tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{KINDS}{kind}" Target="{target}"/>' for key, (kind, target) in targets.items()
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def docx(
    body: str,
    parts: dict[str, tuple[str, str]] | None = None,
    *,
    folder: str = "word",
    main: str = MAIN,
    raw: str | None = None,
) -> bytes:
    """A docx with this body. `parts`: name -> (kind, XML); relationship ids are `r` and the name."""
    parts = parts or {}
    links = {f"r{name}": (kind, f"{name}.xml") for name, (kind, _) in parts.items()}
    overrides = "".join(
        f'<Override PartName="/{folder}/{name}.xml" ContentType="{TYPES}{kind}+xml"/>'
        for name, (kind, _) in parts.items()
    )
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{folder}/document.xml" ContentType="{main}"/>{overrides}</Types>',
        )
        package.writestr("_rels/.rels", relationships({"r": ("officeDocument", f"{folder}/document.xml")}))
        package.writestr(f"{folder}/_rels/document.xml.rels", relationships(links))
        package.writestr(f"{folder}/document.xml", raw or f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        for name, (_, xml) in parts.items():
            package.writestr(f"{folder}/{name}.xml", xml)
    return memory.getvalue()


def lines(report, role=None):  # type: ignore[no-untyped-def]
    assert report.document is not None, report
    return [block.text for block in report.document.blocks if role is None or block.role is role]


def written(document) -> bytes:  # type: ignore[no-untyped-def]
    memory = io.BytesIO()
    document.save(memory)
    return memory.getvalue()


def test_headers_and_footers_of_all_three_kinds_once(read) -> None:  # type: ignore[no-untyped-def]
    document = python_docx.Document()
    document.settings.odd_and_even_pages_header_footer = True
    document.add_paragraph("现场检查记录")
    for section in (document.sections[0], document.add_section(WD_SECTION.NEW_PAGE)):
        section.different_first_page_header_footer = True
        section.footer.is_linked_to_previous = False
        section.footer.paragraphs[0].text = "检查人员签名：张三 执法证号 12345"
        section.first_page_footer.paragraphs[0].text = "首页页脚"
        section.even_page_footer.paragraphs[0].text = "偶数页页脚"
        section.header.paragraphs[0].text = "某某应急管理局"
        section.first_page_header.paragraphs[0].text = "首页页眉"
        section.even_page_header.paragraphs[0].text = "偶数页页眉"
    report = read(written(document))
    assert sorted(lines(report, Role.FOOTER)) == sorted(["检查人员签名：张三 执法证号 12345", "首页页脚", "偶数页页脚"])
    assert sorted(lines(report, Role.HEADER)) == sorted(["某某应急管理局", "首页页眉", "偶数页页眉"])
    assert lines(report)[0] in lines(report, Role.HEADER)
    assert report.outcome is Outcome.OK


def test_merged_cells_come_once_and_rows_are_parted_by_tabs(read) -> None:  # type: ignore[no-untyped-def]
    document = python_docx.Document()
    table = document.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "横"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "竖"
    assert lines(read(written(document)), Role.TABLE) == ["横\t02", "竖\t11\t12", "\t21\t22"]


def test_nested_tables_and_long_cells(read) -> None:  # type: ignore[no-untyped-def]
    document = python_docx.Document()
    table = document.add_table(1, 1)
    cell = table.cell(0, 0)
    cell.text = "第一段"
    cell.add_paragraph("第二段")
    inner = cell.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "内一", "内二"
    assert lines(read(written(document))) == ["第一段", "第二段", "内一\t内二"]


BOX = (
    "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
    f"{paragraph('方框里')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
    f"<v:textbox><w:txbxContent>{paragraph('方框里')}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r></w:p>"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (BOX, [("方框里", Role.TEXT_BOX)]),
        (
            (f"<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph('旧')}</w:txbxContent></v:textbox>"
            "</v:shape></w:pict></w:r></w:p>"),
            [("旧", Role.TEXT_BOX)],
        ),
        (
            "<w:p><w:r><w:pict><v:shape><v:textpath string='秘密'/></v:shape></w:pict></w:r></w:p>",
            [("秘密", Role.TEXT_BOX)],
        ),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('控件')}</w:sdtContent></w:sdt>", [("控件", Role.BODY)]),
        (
            "<w:p><w:r><w:t>编号</w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>〔2026〕1号</w:t></w:r></w:sdtContent></w:sdt></w:p>",
            [("编号〔2026〕1号", Role.BODY)],
        ),
        (
            ("<w:p><w:r><w:t>限</w:t></w:r><w:del><w:r><w:delText>三</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>五</w:t></w:r></w:ins><w:r><w:t>日</w:t></w:r></w:p>"),
            [("限五日", Role.BODY), ("三", Role.DELETED)],
        ),
        (
            (f"<w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent><w:tc>{paragraph('甲')}</w:tc></w:sdtContent></w:sdt>"
            f"<w:tc>{paragraph('乙')}</w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>"),
            [("甲\t乙", Role.TABLE)],
        ),
        ("<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t>合格</w:t></w:r></w:p>", [("☑合格", Role.BODY)]),
        ("<w:p><w:r><w:sym w:font='Wingdings 2' w:char='F052'/><w:t>是</w:t></w:r></w:p>", [("☑是", Role.BODY)]),
        ("<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r></w:p>", [("上", Role.BODY), ("下", Role.BODY)]),
        (
            "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>",
            [("链接", Role.BODY)],
        ),
        (
            ("<w:p><w:r><w:ruby><w:rt><w:r><w:t>shòu</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>受</w:t></w:r></w:rubyBase>"
            "</w:ruby></w:r><w:r><w:t>限</w:t></w:r></w:p>"),
            [("受限", Role.BODY)],
        ),
    ],
)
def test_everything_on_the_page_once(read, body: str, expected: list[tuple[str, Role]]) -> None:  # type: ignore[no-untyped-def]
    report = read(docx(body))
    assert [(block.text, block.role) for block in report.document.blocks] == expected


def test_notes_and_comments_have_roles(read) -> None:  # type: ignore[no-untyped-def]
    parts = {
        "footnotes": (
            "footnotes",
            (f"<w:footnotes {W}><w:footnote w:type='separator'>{paragraph('线')}</w:footnote>"
            f"<w:footnote w:id='2'>{paragraph('脚注')}</w:footnote></w:footnotes>"),
        ),
        "endnotes": ("endnotes", f"<w:endnotes {W}><w:endnote w:id='2'>{paragraph('尾注')}</w:endnote></w:endnotes>"),
        "comments": ("comments", f"<w:comments {W}><w:comment w:id='0'>{paragraph('请核实')}</w:comment></w:comments>"),
    }
    report = read(docx(paragraph("正文"), parts))
    assert lines(report, Role.NOTE) == ["脚注", "尾注"]
    assert lines(report, Role.COMMENT) == ["请核实"]
    assert report.document.text() == "正文\n脚注\n尾注\n〔批注〕请核实"


def test_the_main_part_may_lie_anywhere(read) -> None:  # type: ignore[no-untyped-def]
    assert lines(read(docx(paragraph("别处"), folder="other"))) == ["别处"]


@pytest.mark.parametrize(
    "main",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        TYPES + "template.main+xml",
    ],
)
def test_macro_documents_and_templates(read, main: str) -> None:  # type: ignore[no-untyped-def]
    assert lines(read(docx(paragraph("宏"), main=main))) == ["宏"]


def test_a_package_that_python_docx_refuses_is_read_all_the_same(read) -> None:  # type: ignore[no-untyped-def]
    data = docx(paragraph("正文"), {"footer1": ("footer", f"<w:ftr {W}>{paragraph('页脚')}</w:ftr>")})
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(memory, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("document.xml.rels"):
                content = content.replace(b"</Relationships>", (
                    f'<Relationship Id="x" Type="{KINDS}image" Target="media/missing.png"/></Relationships>'
                ).encode())  # fmt: skip
            new.writestr(name, content)
    assert lines(read(memory.getvalue())) == ["正文"]


def test_a_damaged_footer_is_said(read) -> None:  # type: ignore[no-untyped-def]
    body = paragraph("正文") + "<w:sectPr><w:footerReference r:id='rfooter1'/></w:sectPr>"
    report = read(docx(body, {"footer1": ("footer", "<w:ftr>")}))
    assert report.outcome is Outcome.PARTIAL
    assert lines(report) == ["正文"]


def test_properties(read) -> None:  # type: ignore[no-untyped-def]
    document = python_docx.Document()
    document.core_properties.title = "隐患整改通知"
    document.core_properties.author = "李四"
    metadata = read(written(document)).document.metadata
    assert (metadata["title"], metadata["author"]) == ("隐患整改通知", "李四")


OLD = "http://schemas.microsoft.com/office/word/2003/wordml"


def test_word_2003_xml_under_any_name(read) -> None:  # type: ignore[no-untyped-def]
    data = (
        f'<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        f'<w:wordDocument xmlns:w="{OLD}" '
        'xmlns:aml="http://schemas.microsoft.com/aml/2001/core" xmlns:wx="urn:x">'
        f"<w:body><wx:sect>{paragraph('责令限期整改指令书')}<w:tbl><w:tr><w:tc>{paragraph('甲')}</w:tc><w:tc>{paragraph('乙')}"
        "</w:tc></w:tr></w:tbl><w:p><aml:annotation w:type='Word.Deletion'><aml:content>"
        "<w:r><w:delText>删</w:delText></w:r>"
        f"</aml:content></aml:annotation></w:p><w:sectPr><w:ftr w:type='odd'>{paragraph('签名：王五')}"
        "</w:ftr></w:sectPr>"
        "</wx:sect></w:body></w:wordDocument>"
    ).encode()
    report = read(data, "整改.doc")
    assert report.media_type == "application/vnd.ms-wordml"
    assert lines(report) == ["责令限期整改指令书", "甲\t乙", "删", "签名：王五"]
    assert lines(report, Role.FOOTER) == ["签名：王五"]


def test_flat_opc(read) -> None:  # type: ignore[no-untyped-def]
    package = "http://schemas.microsoft.com/office/2006/xmlPackage"
    link = f'<Relationship Id="r" Type="{KINDS}officeDocument" Target="word/document.xml"/>'
    data = (
        f'<?xml version="1.0"?><pkg:package xmlns:pkg="{package}"><pkg:part pkg:name="/_rels/.rels"><pkg:xmlData>'
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{link}</Relationships>'
        f'</pkg:xmlData></pkg:part><pkg:part pkg:name="/word/document.xml" pkg:contentType="{MAIN}"><pkg:xmlData>'
        f"<w:document {W}><w:body>{paragraph('平铺')}</w:body></w:document></pkg:xmlData></pkg:part></pkg:package>"
    ).encode()
    report = read(data, "x.doc")
    assert lines(report) == ["平铺"]
    assert report.media_type == "application/vnd.ms-word.flat-opc+xml"


LAUGHS = "<!DOCTYPE d [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + i)} '{('&' + chr(97 + i) + ';') * 10}'>" for i in range(9)
)


@pytest.mark.parametrize(
    "prologue",
    [LAUGHS + "]>", "<!DOCTYPE d [<!ENTITY j SYSTEM 'file:///etc/passwd'>]>", "<!DOCTYPE d [<!ENTITY j 'x'>]>"],
)
def test_entities_are_refused(read, prologue: str) -> None:  # type: ignore[no-untyped-def]
    raw = f"{prologue}<w:document {SPACES}><w:body>{paragraph('&j;')}</w:body></w:document>"
    report = read(docx("", raw=raw))
    assert report.outcome is Outcome.CORRUPT
    assert report.document is None


def test_deep_nesting_ends_in_an_outcome(read) -> None:  # type: ignore[no-untyped-def]
    for depth in (60, 3_000):
        report = read(docx("<w:tbl><w:tr><w:tc>" * depth + paragraph("深") + "</w:tc></w:tr></w:tbl>" * depth))
        assert report.outcome in {Outcome.OK, Outcome.CORRUPT}
