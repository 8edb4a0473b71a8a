"""The objects that only a full record holds: people, dues, links, parts, holds, suggestions, damage."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

from archive.access.alike import Pair
from archive.access.results import Hit, Page
from archive.access.triage import Litter, TriageItem
from archive.cli import json_objects
from archive.cli.commands.triage_table import applied_object
from archive.ingest.receipt import Receipt
from archive.ingest.triage_apply import AppliedRow
from archive.model.confirmation import Confirmation, Correction
from archive.model.record import (
    Decision,
    Detail,
    Due,
    FormFinding,
    Hold,
    Link,
    Original,
    Parse,
    Part,
    Person,
    Record,
    State,
    Successor,
    UnitRef,
)
from archive.model.unit import Unit, UnitKind, UnitState

UNIT = UnitRef("u-1", "NJ001", "南京长江化工有限公司")
ORIGINAL = Original("ab" * 32, 3, "\ufffd.txt", b"\xb6.txt", None)
DECISION = Decision("unit", "u-1", "folder", 1.0, "the file lay in the folder 长江化工")
FULL = Record(
    id="0123456789abcdef", state=State.UNFILED, reason="conflict", units=(UNIT, UNIT), category="inspection",
    title="题", doc_no="〔2024〕1号", date="2024-05-06", dues=(Due("2", "2024-06-01"), Due("1", "2024-05-20")),
    people=(Person("张三", "inspector", None),), links=(Link("rechecks", None, "〔2024〕2号"),), original=ORIGINAL,
    parts=(Part("p-1", "photo", ORIGINAL),), parse=Parse("ok", "docx", "1", None, 12), text_sha256=None,
    placed=(DECISION,), suggestions=(DECISION,), holds=(Hold("h-1", "案件", "2024-06-01"),), source=None,
    depositor="李", depositor_known_by="inbox", received_at="2024-05-07T01:00:00.000Z",
    details=(Detail("level", "一级"),),
    findings=(FormFinding("one-officer", "breach", "只有一名执法人员", "处罚法 Art 42", ""),),
    superseded_by=Successor("fedcba9876543210", None),
)  # fmt: skip


def nothing_inside(record: str) -> tuple[()]:
    return ()


def scripting() -> ModuleType:
    path = Path(__file__).with_name("test_scripting.py")
    spec = importlib.util.spec_from_file_location("scripting_page", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_full_objects_are_as_documented() -> None:
    page = scripting()
    receipt = Receipt("\ufffd", b"\xb6", "rejected", None, None, None, None, None, "The file is empty.")
    correction = Correction(7, "described", "李", "2024-05-07T01:00:00.000Z", {"reason": "改"})
    refused = AppliedRow(3, FULL.id, "名", "refused", {"title": "题"}, None, (correction,))
    told = Confirmation("u-1", "长江厂", FULL.id, "李", "2024-05-07T01:00:00.000Z")
    unit = Unit("u-1", "NJ001", "长江化工", UnitKind.ENTERPRISE, UnitState.ACTIVE, None, None, (), (), (told,))
    hit = Hit(FULL.id, None, None, None, None, None, "名", 0.5, "受限空间", ((0, 4),))
    litter = Litter("/inbox", "/inbox/~$a.docx", "2024-05-07T01:00:00.000Z")
    waiting = json_objects.triage_object(TriageItem(FULL), str.upper)
    pair = Pair(FULL, FULL, "supersedes", "draft", 0.9, (("date", "2024-05-06", ""),))
    triage = {
        "records": [waiting],
        "litter": [json_objects.litter_object(litter)],
        "same_number": [json_objects.pair_object(pair)],
    }
    seen: set[str] = set()
    for kind, value in (
        ("record", json_objects.record_object(FULL, str.upper, nothing_inside)),
        ("receipt", json_objects.receipt_object(receipt)),
        ("page", json_objects.page_object(Page(1, False, (hit,)))),
        ("triage", triage),
        ("unit", json_objects.unit_object(unit, str.upper)),
        ("applied_row", applied_object(refused)),
    ):
        assert list(page.faults(json.loads(json.dumps(value)), kind, kind, seen)) == []
    kinds = {
        "confirmed", "correction",
        "decision", "difference", "due", "hit", "hold", "link", "litter", "pair", "parse", "part", "person",
        "successor", "waiting",
    }  # fmt: skip
    assert kinds <= seen


def test_of_an_isolated_record_only_the_mark_is_told() -> None:
    isolated = dataclasses.replace(FULL, state=State.ISOLATED, reason="机密★5年")
    shown = json_objects.triage_object(TriageItem(isolated), str.upper)
    told = {key: value for key, value in shown.items() if value not in (None, [])}
    assert told == {"record": FULL.id, "state": "isolated", "reason": "机密★5年"}


def test_due_is_the_earliest_and_unit_the_first() -> None:
    shown = json_objects.record_object(FULL, str.upper, nothing_inside)
    assert shown["due"] == "2024-05-20"
    assert shown["unit"] == {"code": "NJ001", "name": "南京长江化工有限公司"}
    assert shown["original"]["path_b64"] == "ti50eHQ="
