"""Word 2003 XML and flat packages, which are called .doc in the field: read by the Word parser."""

from __future__ import annotations

import pytest
from archive_plugins.docx.reader import DocxParser

from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Role

W = "http://schemas.microsoft.com/office/word/2003/wordml"
OPEN = "http://schemas.openxmlformats.org/"
WORD_ML = f"""<?xml version="1.0"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="{W}" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"
 xmlns:aml="http://schemas.microsoft.com/aml/2001/core"><w:body><wx:sect>
<w:p><w:r><w:t>责令限期整改指令书</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>单位</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>某厂</w:t></w:r></w:p>
</w:tc></w:tr></w:tbl>
<w:p><aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>旧</w:delText></w:r></aml:content>
</aml:annotation>
<aml:annotation w:type="Word.Insertion"><aml:content><w:r><w:t>新</w:t></w:r></aml:content></aml:annotation></w:p>
<w:sectPr><w:ftr w:type="odd"><w:p><w:r><w:t>执法人员：张三</w:t></w:r></w:p></w:ftr></w:sectPr>
</wx:sect></w:body></w:wordDocument>"""
FLAT = f"""<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">
<pkg:part pkg:name="/_rels/.rels"><pkg:xmlData><Relationships xmlns="{OPEN}package/2006/relationships">
<Relationship Id="r1" Type="{OPEN}officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships></pkg:xmlData></pkg:part><pkg:part pkg:name="/word/document.xml"><pkg:xmlData>
<w:document xmlns:w="{OPEN}wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>整改复查意见书</w:t></w:r></w:p>
</w:body></w:document>
</pkg:xmlData></pkg:part></pkg:package>"""


def test_word_2003_xml_with_table_revisions_and_footer(read):
    document = read(DocxParser(), WORD_ML.encode())
    assert [(block.text.strip(), block.role) for block in document.blocks] == [
        ("责令限期整改指令书", Role.BODY), ("单位\t某厂", Role.TABLE), ("新", Role.BODY), ("旧", Role.DELETED),
        ("执法人员：张三", Role.FOOTER),
    ]  # fmt: skip


def test_a_flat_package(read):
    assert read(DocxParser(), FLAT.encode()).text() == "整改复查意见书"


def test_an_entity_bomb_is_refused(read):
    bomb = WORD_ML.replace("<w:wordDocument", '<!DOCTYPE w [<!ENTITY a "aaaa">]><w:wordDocument', 1)
    with pytest.raises(ParseFailed):
        read(DocxParser(), bomb.encode())
