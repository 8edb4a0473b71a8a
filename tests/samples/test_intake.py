"""The samples dropped into an inbox end each where `samples/truth.json` says, through the real intake."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from archive.api import Archive
from archive.ingest.receipt import Receipt
from archive.model.doc_number import doc_number_key

pytestmark = pytest.mark.xdist_group("samples")  # one intake of all for all

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
TRUTH: dict[str, dict[str, Any]] = {
    truth["file"]: truth for truth in json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))
}


@pytest.fixture(scope="module")
def dropped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Archive, dict[str, Receipt]]:
    home = tmp_path_factory.mktemp("samples") / "home"
    archive = Archive.create(home)
    assert {row.outcome for row in archive.import_units(SAMPLES / "units.csv")} == {"added"}
    inbox = home / "inbox"
    shutil.copytree(SAMPLES / "inbox", inbox, dirs_exist_ok=True)
    receipts = {Path(receipt.path).relative_to(inbox).as_posix(): receipt for receipt in archive.add([inbox])}
    return archive, receipts


def test_every_sample_has_a_receipt(dropped: tuple[Archive, dict[str, Receipt]]) -> None:
    assert set(dropped[1]) == set(TRUTH)


@pytest.mark.parametrize("file", sorted(TRUTH))
def test_a_sample_ends_where_it_belongs(dropped: tuple[Archive, dict[str, Receipt]], file: str) -> None:
    archive, receipts = dropped
    truth, receipt = TRUTH[file], receipts[file]
    state = truth["state"].partition(":")[0]
    assert receipt.outcome in state.split("-or-"), receipt.reason
    assert receipt.record is not None
    record = archive.record(receipt.record)
    if state != "unfiled":
        assert {unit.name for unit in record.units} == set(truth["units"])
        assert record.category == truth["category"]
    assert record.date == truth["date"]
    assert doc_number_key(record.doc_no or "") == doc_number_key(truth["doc_no"] or "")
    assert {(due.item, due.date) for due in record.dues} == {(due["item"], due["date"]) for due in truth["dues"]}
    assert {(each["name"], each["role"]) for each in truth["people"]} <= {(p.name, p.role) for p in record.people}


def test_a_recheck_is_tied_to_its_order(dropped: tuple[Archive, dict[str, Receipt]]) -> None:
    archive, receipts = dropped
    order = receipts["责令限期整改指令书-12号.docx"].record
    recheck = archive.record(str(receipts["整改复查意见书-12号.pdf"].record))
    assert [(link.type, link.record) for link in recheck.links if link.type == "rechecks"] == [("rechecks", order)]
