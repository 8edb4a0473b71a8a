from __future__ import annotations

from email.message import EmailMessage

import pytest
from archive_plugins.charsets import decode
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model.parsed import Outcome, Role

CHINESE = "有限空间作业审批表：作业前必须通风、检测，监护人员不得离开。\n隐患整改限期三日内完成。"
BIG5 = "受限空間作業許可證：進入前應先通風並檢測氣體濃度，監護人員不得離開現場。"


def lines(report, role=None):  # type: ignore[no-untyped-def]
    assert report.document is not None, report
    return [block.text for block in report.document.blocks if role is None or block.role is role]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_chinese_text_in_every_encoding(read, encoding: str) -> None:  # type: ignore[no-untyped-def]
    report = read(CHINESE.encode(encoding))
    assert lines(report) == CHINESE.split("\n")
    assert float(report.document.metadata["encoding_confidence"]) > 0.5
    assert report.media_type == "text/plain"


def test_big5(read) -> None:  # type: ignore[no-untyped-def]
    report = read(BIG5.encode("big5"))
    assert lines(report) == [BIG5]
    assert report.document.metadata["encoding"] == "big5hkscs"


@pytest.mark.parametrize("text", ["巡查", "合格", "张三", "安全生产", "配电箱", "是", "2026年3月"])
def test_short_gbk(text: str) -> None:
    assert decode(text.encode("gbk")).text == text


def test_western_and_replaced(read) -> None:  # type: ignore[no-untyped-def]
    assert decode("It\u2019s a caf\u00e9 in town, with more words around.".encode("cp1252")).encoding in {
        "cp1252",
        "gb18030",
    }
    report = read(CHINESE.encode("gbk") + b"\xff\xff" * 3)
    assert report.outcome is Outcome.PARTIAL
    assert "有限空间" in report.document.text()


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_have_a_text(data: bytes) -> None:
    decoded = decode(data)
    assert isinstance(decoded.text, str)
    assert 0 <= decoded.confidence <= 1


def test_csv_in_gbk(read) -> None:  # type: ignore[no-untyped-def]
    report = read('单位,隐患,整改日期\n红星厂,"配电箱,未上锁",2026-03-05\n东风厂,,\n'.encode("gbk"))
    assert report.media_type == "text/csv"
    assert lines(report, Role.TABLE) == ["单位\t隐患\t整改日期", "红星厂\t配电箱,未上锁\t2026-03-05", "东风厂"]


# --- RTF


RTF = (
    rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}{\info{\title \'b0\'b2\'c8\'ab}}"
    rb"{\footer\pard \'c7\'a9\'c3\'fb\par}\pard \'d3\'d0\'cf\'de\'bf\'d5\'bc\'e4\par \u20316?\u19994?\par}"
)


def test_rtf_in_gbk(read) -> None:  # type: ignore[no-untyped-def]
    report = read(RTF, "x.doc")
    assert report.media_type == "application/rtf"
    assert {"有限空间", "作业"} <= set(lines(report))
    assert lines(report, Role.FOOTER) == ["签名"]
    assert report.document.metadata["title"] == "安全"


# --- HTML


PAGE = (
    '<html><head><meta charset="{}"><title>通报</title><script>var 坏=1;</script></head><body><h1>事故通报</h1>'
    '<p>一般<b>事故</b>'
    "</p><table><tr><th>单位</th><th>人数</th></tr><tr><td>红星厂</td><td>2</td></tr></table>"
    "<br>末行<!-- 注释 --></body></html>"
)


@pytest.mark.parametrize(
    ("stated", "encoding"), [("gb2312", "gbk"), ("utf-8", "utf-8"), ("gbk", "utf-8"), ("utf-8", "gbk")]
)
def test_html_by_the_bytes_more_than_by_the_claim(read, stated: str, encoding: str) -> None:  # type: ignore[no-untyped-def]
    report = read(PAGE.format(stated).encode(encoding), "x.xls")
    assert report.media_type == "text/html"
    assert lines(report) == ["通报", "事故通报", "一般事故", "单位\t人数", "红星厂\t2", "末行"]
    assert report.document.metadata["title"] == "通报"


def test_html_nested_without_end_is_partial(read) -> None:  # type: ignore[no-untyped-def]
    assert read(b"<html>" + b"<div>" * 50_000 + b"x").outcome is Outcome.PARTIAL


# --- mail


def test_mail_with_attachment(read) -> None:  # type: ignore[no-untyped-def]
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "整改材料", "张三 <a@example.org>", "b@example.org"
    message["Date"] = "Thu, 05 Mar 2026 10:00:00 +0800"
    message.set_content("请查收附件。\n", charset="gb2312")
    message.add_alternative("<p>请查收附件。</p>", subtype="html")
    message.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="整改照片.zip")
    report = read(message.as_bytes())
    assert report.media_type == "message/rfc822"
    assert lines(report)[0] == "Subject: 整改材料"
    assert lines(report).count("请查收附件。") == 1
    assert [(child.name, child.data) for child in report.document.children] == [("整改照片.zip", b"PK\x03\x04")]
    assert "整改照片.zip" in lines(report)


def test_mail_with_raw_gbk_header(read) -> None:  # type: ignore[no-untyped-def]
    data = b"From: a@example.org\nSubject: " + "隐患通知".encode("gbk") + b"\nMIME-Version: 1.0\n\nbody\n"
    assert "Subject: 隐患通知" in lines(read(data))


def test_mht(read) -> None:  # type: ignore[no-untyped-def]
    data = (
        b"From: <Saved by Blink>\nSubject: page\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
        b"--x\nContent-Type: text/html; charset=utf-8\n\n<p>" + "网页存档".encode() + b"</p>\n--x--\n"
    )
    report = read(data)
    assert report.media_type == "multipart/related"
    assert "网页存档" in lines(report)
