"""Anchor: a page to be printed, signed by hand and put into the minutes, with the checkpoint as text and as QR code."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import cast

from archive.hooks import hookimpl
from archive.hooks.contracts import Anchor, AnchorReceipt, AnchorRefusal, AnchorStatement
from archive.rendition.page import Block, Fields, Page, Paragraph, Signatures, Squares
from archive.rendition.render import KINDS, Kind, render

__all__ = ["archive_anchors"]

_WORDS = {
    "zh": {
        "title": "档案库存证检查点", "home": "档案库", "size": "账本事件数", "root": "根值（SHA-256）",
        "sm3": "SM3 摘要", "time": "制作时间（本机时钟）", "note": "签名检查点",
        "why": "本页证明：在本页签字之日，账本已有上列事件，且内容如根值所示。"
        "请打印、签字、注明日期，收入会议纪要或单独保管。"
        "日后用 archive checkpoint compare 与扫码所得文本比对，即可发现其后对账本的任何改写。",
        "code": "二维码内容即上列签名检查点", "who": ("保管人", "见证人", "日期", "地点"),
    },
    "en": {
        "title": "Checkpoint of the archive", "home": "archive home", "size": "events", "root": "root (SHA-256)",
        "sm3": "SM3", "time": "made at (clock of this machine)", "note": "signed checkpoint",
        "why": "On the day of the signatures the ledger had these events and this root. Print it, sign it, date it, "
        "and keep it in the minutes. 'archive checkpoint compare' with the text of the code finds any rewriting later.",
        "code": "The code holds the signed checkpoint above.", "who": ("keeper", "witness", "date", "place"),
    },
}  # fmt: skip


class PrintedPage:
    name = "page"
    version = "1"
    description = "page to print and sign, with a QR code; html, docx or pdf · 可打印的检查点页"

    def place(self, statement: AnchorStatement, where: str) -> AnchorReceipt | AnchorRefusal:
        """`where` is a file that is not there yet, by its ending html, docx or pdf; or a folder: then a pdf in it."""
        path = Path(where)
        if path.is_dir():
            path /= f"{statement.home}-{statement.size}.pdf"
        kind = path.suffix.lower().removeprefix(".")
        if kind not in KINDS or kind == "xlsx":
            return AnchorRefusal(f"{path.name} ends in none of html, docx and pdf")
        if path.exists() or path.is_symlink():
            return AnchorRefusal(f"{path} is there already")
        data = render(_page(statement), cast("Kind", kind))
        return AnchorReceipt(str(path), statement.time, files={path: data})


def _page(statement: AnchorStatement) -> Page:
    words = _WORDS[statement.language]
    fields = [
        (str(words["home"]), statement.home),
        (str(words["size"]), str(statement.size)),
        (str(words["root"]), statement.root),
        *([(str(words["sm3"]), statement.sm3)] if statement.sm3 else []),
        (str(words["time"]), statement.time),
        (str(words["note"]), statement.note.rstrip("\n")),
    ]
    blocks: tuple[Block, ...] = (
        Fields(tuple(fields)),
        Squares(_code(statement.note), str(words["code"])),
        Paragraph(str(words["why"])),
        Signatures(tuple(words["who"])),
    )
    return Page(str(words["title"]), blocks, statement.time[:10], language=statement.language)


def _code(text: str) -> tuple[str, ...]:
    """Rows of 0 and 1 of a QR code (ISO/IEC 18004, error correction M), quiet zone included."""
    import segno

    code = segno.make_qr(text, error="m")
    return tuple("".join("1" if each else "0" for each in row) for row in code.matrix_iter(border=4))


@hookimpl
def archive_anchors() -> Iterable[Anchor]:
    """The one anchor of this plugin."""
    return (PrintedPage(),)
