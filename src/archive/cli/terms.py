"""The archive's stable words in the reader's language: states, kinds, outcomes, roles, links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from archive.cli.language import _, chosen
from archive.errors import N_

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.model.record import Decision, UnitRef

__all__ = ["category_name", "category_names", "term", "unit_name", "value_name"]

_TERMS: Mapping[str, str] = {
    # state of a record; outcome of a receipt
    "received": N_("received"),
    "filed": N_("filed"),
    "unfiled": N_("unfiled"),
    "isolated": N_("isolated"),
    "withdrawn": N_("withdrawn"),
    "disposed": N_("disposed of"),
    "sealed": N_("sealed"),
    # steps of a report, and how somebody looked
    "accepted": N_("accepted"),
    "declined": N_("declined"),
    "verified": N_("verified"),
    "answered": N_("answered"),
    "rewarded": N_("rewarded"),
    "unmasked": N_("unmasked"),
    "unsealed": N_("seal opened"),
    "sealed-search": N_("sealed records searched"),
    "exported": N_("exported unmasked"),
    "plain-copy": N_("it was sealed anew; this plain copy waits for its disposition"),
    "duplicate": N_("duplicate"),
    "rejected": N_("rejected"),
    # outcome of a parse
    "ok": N_("read"),
    "partial": N_("read in part"),
    "needs-ocr": N_("needs text recognition"),
    "encrypted": N_("encrypted"),
    "corrupt": N_("damaged file"),
    "unsupported": N_("not readable here"),
    "limit": N_("too large to read"),
    "crashed": N_("its reader died"),
    "pending": N_("not yet read"),
    # kind and state of a unit
    "enterprise": N_("enterprise"),
    "site": N_("site"),
    "self-employed": N_("self-employed"),
    "public-body": N_("public body"),
    "regulator": N_("regulator"),
    "community": N_("community"),
    "active": N_("active"),
    "closed": N_("closed"),
    "merged": N_("merged"),
    "uscc": N_("credit code"),
    "local": N_("local code"),
    # why a record is not filed
    "conflict": N_("what names the unit or category disagrees"),
    "contradicted": N_("it is filed, but its text, read again, speaks for another unit or category"),
    "unregistered": N_("the unit is not registered"),
    "no-unit": N_("no unit known"),
    "no-category": N_("no category known"),
    # fields
    "unit": N_("unit"),
    "category": N_("category"),
    "unit_code": N_("unit code"),
    "unit_name": N_("unit name"),
    "title": N_("title"),
    "doc_no": N_("document number"),
    "date": N_("date"),
    "source": N_("source"),
    "link": N_("link"),
    "period_from": N_("period from"),
    "period_to": N_("period to"),
    "valid_from": N_("valid from"),
    "valid_to": N_("valid to"),
    "applied_at": N_("applied for at"),
    "approved_at": N_("approved at"),
    "accepted_at": N_("accepted at"),
    "level": N_("level"),
    "place": N_("place"),
    "height": N_("height (m)"),
    "mass": N_("mass (t)"),
    "depth": N_("depth (m)"),
    "voltage": N_("voltage"),
    "plate": N_("blind plate"),
    "gas": N_("gas reading"),
    "item": N_("item"),
    "conclusion": N_("conclusion"),
    "certificate_no": N_("certificate number"),
    "penalty": N_("penalty (yuan)"),
    "shift": N_("shift"),
    "weather": N_("weather"),
    "hours": N_("hours"),
    "audience": N_("audience"),
    "body": N_("supervising body"),
    # who speaks
    "employees": N_("employees"),
    "government": N_("government"),
    "association": N_("association or third party"),
    "public": N_("the public"),
    "media": N_("the media"),
    # how grave a finding is
    "breach": N_("breach"),
    "doubt": N_("doubt"),
    "note": N_("note"),
    # links
    "rechecks": N_("rechecks"),
    "orders-from": N_("orders from"),
    "extends": N_("extends"),
    "attachment-of": N_("attachment of"),
    "same-content": N_("same content"),
    "distinct-from": N_("another document than"),
    "supersedes_on": N_("supersedes from"),
    "attachment_of": N_("attachment of"),
    "distinct_from": N_("another document than"),
    "due": N_("due"),
    "supersedes": N_("supersedes"),
    "superseded-by": N_("superseded by"),
    "row-of": N_("row of"),
    "ticket": N_("ticket"),
    "certificate": N_("certificate"),
    # how a depositor is known
    "account": N_("own account"),
    "file-owner": N_("owner of the file"),
    "inbox": N_("inbox"),
    "service": N_("service"),
    # parts
    "photo": N_("photo"),
    "video": N_("video"),
    "draft": N_("draft"),
    "attachment": N_("attachment"),
    # who decided
    "folder": N_("folder"),
    "parent": N_("the document around it"),
    "register": N_("its register"),
    "rows": N_("rows"),
    "person": N_("a person"),
    # phases of a verification
    "ledger": N_("ledger"),
    "database": N_("database"),
    "texts": N_("texts"),
    "projections": N_("catalogue"),
    "objects": N_("originals"),
    # walls around parsers
    "memory-limit": N_("memory limit"),
    "file-limit": N_("file limit"),
    "dies-with-parent": N_("ends with its parent"),
    "no-core-dump": N_("no core dump"),
    "no-new-privileges": N_("no new privileges"),
    "no-capabilities": N_("no capabilities"),
    "no-network": N_("no network"),
    "landlock": N_("file access by Landlock"),
    "seccomp": N_("system calls by seccomp"),
    # kinds of damage
    "object-missing": N_("an original is missing"),
    "object-changed": N_("an original was changed"),
    "object-unreferenced": N_("an original that no record refers to"),
    "object-stray": N_("a strange file among the originals"),
    "text-missing": N_("a text is missing"),
    "text-changed": N_("a text was changed"),
    "event-missing": N_("an event is missing"),
    "event-changed": N_("an event was changed"),
    "event-unsealed": N_("an event is not under a signature"),
    "payload-missing": N_("the payload of an event is missing"),
    "payload-changed": N_("the payload of an event was changed"),
    "payload-stray": N_("a payload belongs to no event"),
    "tile-missing": N_("a tile is missing"),
    "tile-changed": N_("a tile was changed"),
    "tree-differs": N_("the tree differs"),
    "checkpoint-missing": N_("no checkpoint is there"),
    "checkpoint-invalid": N_("a checkpoint is not valid"),
    "key-missing": N_("the public key is missing"),
    "key-changed": N_("the public key was exchanged"),
    "database-damaged": N_("the database is damaged"),
    "catalogue-missing": N_("the catalogue is missing"),
    "projection-differs": N_("the catalogue differs from the events"),
    # after taking in
    "move": N_("move"),
    "leave": N_("leave"),
    "delete": N_("delete"),
    "events": N_("events"),
    "poll": N_("poll"),
}

_ROLES: Mapping[str, str] = {
    "inspector": "执法人员", "checker": "检查人员", "expert": "专家", "witness": "见证人", "site_head": "现场负责人",
    "legal_rep": "法定代表人", "principal": "主要负责人", "safety_head": "安全负责人", "rectifier": "整改责任人",
    "rechecker": "复查人", "approver": "审批人", "reviewer": "审核人", "applicant": "申请人",
    "work_leader": "作业负责人", "operator": "作业人", "guardian": "监护人", "analyst": "分析人",
    "commander": "指挥人员", "rigger": "司索人", "briefer": "安全交底人", "briefed": "接受交底人",
    "acceptor": "验收人", "duty_leader": "带班领导", "on_duty": "值班人", "handover_from": "交班人",
    "handover_to": "接班人", "trainer": "教育人", "trainee": "受训人", "reporter": "报告人",
    "whistle_blower": "举报人", "supervisor": "监管责任人", "grid_officer": "网格员", "recorder": "记录人",
    "undertaker": "承办人", "archivist": "档案员", "destroyer": "销毁执行人", "destruction_witness": "监销人",
}  # fmt: skip
"""Roles of people as forms of the field print them; in English the key itself is the word."""


def term(key: str | None) -> str:
    """A stable word in the reader's language; an unknown one as it is."""
    if key is None:
        return ""
    if key in _TERMS:
        return _(_TERMS[key])
    if key in _ROLES:
        return _ROLES[key] if chosen() == "zh" else key.replace("_", " ")
    return key


def category_names(archive: Archive) -> Mapping[str, str]:
    """Titles of all categories in the reader's language by their keys, for whoever names many."""
    zh = chosen() == "zh"
    return {each.key: each.zh if zh else each.en for each in archive.categories()}


def category_name(archive: Archive, key: str | None) -> str:
    """A category's title in the reader's language; a key whose plugin is gone is its own title."""
    if key is None:
        return ""
    from archive.model.category import BUILT_IN

    found = next((each for each in BUILT_IN if each.key == key), None)
    if found is None:
        found = next((each for each in archive.categories() if each.key == key), None)
    if found is None:
        return key
    return found.zh if chosen() == "zh" else found.en


def value_name(archive: Archive, decision: Decision) -> str:
    """The value of a decision as a person writes it: names in place of keys and ids."""
    if decision.field == "category":
        return category_name(archive, decision.value)
    if decision.field == "unit":
        known = (unit.name for unit in archive.units() if unit.id == decision.value)
        return next(known, decision.value)
    if decision.field in {"person", "link"}:  # a role or kind of link, then a name or number
        kind, _blank, rest = decision.value.partition(" ")
        return f"{term(kind)} {rest}".rstrip()
    return term(decision.value) if decision.field == "source" else decision.value


def unit_name(unit: UnitRef | None) -> str:
    return "" if unit is None else unit.name
