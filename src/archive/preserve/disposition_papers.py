"""The papers of a disposition: 鉴定报告 before it, 销毁清册 after it.

They are Chinese whatever the language of the screen, for they are signed, filed and shown to auditors. The columns are
those of `design/domain.md` 4.2. Values of a record come from its tombstone once it is destroyed.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from archive.model.record import State
from archive.rendition.page import Cell, Fields, Heading, Page, Paragraph, Signatures, Table
from archive.rendition.render import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archive.model.disposition import DispositionItem, DispositionList
    from archive.model.event import DisposalCertified
    from archive.rendition.page import Block
    from archive.store import Store

__all__ = ["papers_of", "report_page"]

_COLUMNS = (
    "序号", "档号", "题名", "文号", "形成日期", "单位", "类别", "件数", "字节", "保管期限依据", "到期日", "鉴定意见",
    "理由", "结果", "SHA-256",
)  # fmt: skip
_PRINTED = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13)
"""Columns that a sheet of paper has room for; the table in CSV has all."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_WHY = {
    "held": "冻结，未销毁",
    "changed": "鉴定后有变动，未销毁",
    "not-due": "期限未满，未销毁",
    "unread": "尚未读取，未销毁",
    "gone": "此前已销毁",
}
_HIDDEN = "（不公开，题名已随件销毁）"
_METHOD = "电子文件永久删除"


def papers_of(store: Store, found: DispositionList, done: DisposalCertified) -> dict[str, bytes]:
    """The certificate of an executed list, by file name: the same list gives the same bytes."""
    rows = _rows(store, found, done)
    return {
        f"销毁清册-{found.id}.csv": _csv(rows),
        f"销毁清册-{found.id}.docx": render(_certificate(store, found, done, rows), "docx"),
    }


def report_page(store: Store, found: DispositionList) -> Page:
    """The report of the appraisal (鉴定报告), to be signed before the list is approved."""
    keep = sum(each.verdict is not None and not each.verdict.destroy for each in found.items)
    facts = [
        ("全宗", store.catalogue.home()),
        ("清单", found.id),
        ("提出", f"{found.proposed_by}，{_day(found.proposed_at)}"),
        ("提出理由", found.reason or "保管期限届满"),
        ("件数", str(len(found.items))),
    ]
    if found.review is not None:
        facts += [
            ("鉴定小组", "、".join(found.review.appraisers)),
            ("鉴定日期", _day(found.review.at)),
            ("鉴定意见", f"续存 {keep} 件，销毁 {len(found.to_destroy)} 件"),
        ]
    if found.approval is not None:
        facts.append(("批准", f"{found.approval.approver}，{_day(found.approval.at)}"))
    rows = _rows(store, found, None)
    table = Table(tuple(_COLUMNS[at] for at in _PRINTED), tuple(tuple(row[at] for at in _PRINTED) for row in rows))
    people = ("鉴定人", "鉴定人", "档案部门", "批准人")
    return Page(
        "档案鉴定报告", (Fields(tuple(facts)), table, Signatures(people)), _day(found.proposed_at), landscape=True
    )


def _certificate(
    store: Store, found: DispositionList, done: DisposalCertified, rows: Sequence[Sequence[Cell]]
) -> Page:
    execution, approval, review = found.execution, found.approval, found.review
    assert execution is not None
    assert approval is not None
    assert review is not None
    facts = (
        ("全宗", store.catalogue.home()),
        ("清单", found.id),
        ("鉴定小组", f"{'、'.join(review.appraisers)}，{_day(review.at)}"),
        ("批准", f"{approval.approver}（账号 {approval.account}），{_day(approval.at)}"),
        ("批准依据", approval.basis or ""),
        ("执行", f"{execution.executor}（账号 {execution.account}），{_day(execution.at)}"),
        ("监销", "、".join(execution.witnesses)),
        ("地点", execution.place),
        ("方式", execution.method or _METHOD),
    )
    table = Table(tuple(_COLUMNS[at] for at in _PRINTED), tuple(tuple(row[at] for at in _PRINTED) for row in rows))
    blocks: tuple[Block, ...] = (
        Fields(facts), Heading("清册"), table, Heading("结果"), Fields(_results(done)),
        *(Paragraph(line) for line in _remains(done)),
        Paragraph(_EXPLANATION, note=True),
        Signatures(("执行人", "监销人", "监销人", "批准人")),
    )  # fmt: skip
    return Page("档案销毁清册", blocks, _day(execution.at), landscape=True)


_EXPLANATION = (
    "每件的元数据、SHA-256 和账本事件永久保存。本清册的数字摘要和签名记在账本事件 disposal-certified 中；"
    "签名为 Ed25519，公钥是本档案库的 checkpoint.pub。介质上已删除的字节未作覆写。"
)


def _results(done: DisposalCertified) -> tuple[tuple[str, str], ...]:
    return (
        ("已销毁", f"{done['records']} 件"),
        ("已删除原件", f"{done['objects']} 个，{done['bytes']:,} 字节"),
        ("已删除文本", f"{done['texts']} 份"),
        ("已擦除事件内容", f"{done['payloads']} 条"),
        ("收件夹已归档副本", f"{done['filed']} 个，已删除"),
        ("全文索引", "已重建，旧索引已删除"),
        ("数据库", "已整理（VACUUM），空闲页和日志已清空"),
    )


def _remains(done: DisposalCertified) -> list[str]:
    """What stays and where, in sentences."""
    told = [
        f"{each['record']}：内容还有 {each['others']} 件未销毁的档案共有"
        + (f"（其中 {each['inside']} 件互为内含）" if each["inside"] else "")
        + "，字节予以保留。"
        for each in done["shared"]
    ]
    for copy in done["copies"]:
        if copy["kind"] == "source":
            told.append(f"有 {copy['records']} 件的来源文件仍在交件人处，不归本档案库管理，未删除。")
        else:
            name = "备份" if copy["kind"] == "backup" else "副本库"
            told.append(f"{name} {copy['where']} 尚存内容，须在下一轮随之删除；恢复时先重放本清册。".replace("  ", " "))
    if not any(copy["kind"] != "source" for copy in done["copies"]):
        told.append("账本中没有备份或副本库的记录。")
    return told


def _rows(store: Store, found: DispositionList, done: DisposalCertified | None) -> list[tuple[Cell, ...]]:
    stays = {} if done is None else {each["record"]: _WHY.get(each["why"], each["why"]) for each in done["skipped"]}
    shares = {} if done is None else {each["record"]: each["others"] for each in done["shared"]}
    names = {unit.id: unit.name for unit in store.catalogue.units()}
    titles = {each.key: each.zh for each in store.registry.categories()}
    rows: list[tuple[Cell, ...]] = []
    for number, item in enumerate(found.items, 1):
        said = _said(store, item.record)
        outcome = ""
        if done is not None and item.verdict is not None and item.verdict.destroy:
            outcome = stays.get(item.record) or (
                f"已销毁，字节因 {shares[item.record]} 件共有而保留" if item.record in shares else "已销毁"
            )
        category = said["category"]
        rows.append(
            (number, item.record, said["title"], said["doc_no"], said["date"],
             "、".join(names.get(each, each) for each in said["units"]), titles.get(category, category),
             said["files"], said["bytes"], item.basis, item.expires or "永久或未定", _opinion(item),
             item.verdict.reason if item.verdict is not None else item.reason, outcome, said["sha256"])
        )  # fmt: skip
    return rows


def _opinion(item: DispositionItem) -> str:
    if item.verdict is None:
        return ""
    if item.verdict.destroy:
        return "销毁"
    return f"续存至 {item.verdict.until}" if item.verdict.until else "续存，永久"


def _said(store: Store, record: str) -> Mapping[str, Any]:
    """What a list tells of a record, as it stands or from its tombstone; nothing of one that is shown to nobody."""
    found = store.catalogue.record(record)
    if found is None:
        return dict.fromkeys(("title", "doc_no", "date", "category", "sha256")) | {"units": (), "files": 0, "bytes": 0}
    hidden = found.state in (State.SEALED, State.ISOLATED) or not found.original.name
    return {
        "title": _HIDDEN if hidden else found.title or found.original.name,
        "doc_no": None if hidden else found.doc_no,
        "date": None if hidden else found.date,
        "category": found.category,
        "units": () if hidden else tuple(unit.id for unit in found.units),
        "files": 1 + len(found.parts),
        "bytes": found.original.size + sum(part.original.size for part in found.parts),
        "sha256": found.original.sha256,
    }


def _csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    """A table for a spreadsheet: UTF-8 with a byte order mark, and no cell that would be computed."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _safe(cell: Cell) -> Cell:
    """An apostrophe before what begins like a formula makes it text; numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    text = "".join(each if each.isprintable() else " " for each in cell)
    return "'" + text if text.startswith(_FORMULA) or cell.startswith(_FORMULA) else text


def _day(moment: str) -> str:
    return moment[:10]
