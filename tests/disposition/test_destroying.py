"""From the proposal to the certificate: what was destroyed is nowhere, and everything else is as it was."""

from __future__ import annotations

import subprocess
from pathlib import Path

from disposition_place import NAME, PHRASE, Place

from archive.api import Archive
from archive.store import Store

TEXT = f"现场检查记录\n被检查单位：{NAME}\n检查日期：2019年3月4日\n检查情况：\n1. {PHRASE}。\n"
OTHER = "现场检查记录\n检查日期：2020年5月6日\n一切正常。\n"


def _sound(place: Place) -> None:
    """The ledger verifies, and a rebuild makes the same tables."""
    place.run("verify").ok()
    with Store.open(place.home, readonly=True) as store:
        assert list(store.catalogue.differences()) == []
    place.run("rebuild").ok()
    place.run("verify").ok()


def test_nothing_of_what_was_destroyed_is_left_in_the_home(place: Place) -> None:
    record, other = place.drop("检查.txt", TEXT), place.drop("另一份.txt", OTHER)
    assert place.holding(PHRASE)
    place.run("search", PHRASE).ok().shows(record[:6])
    made = place.approved(record)
    place.execute(made).ok()
    assert place.holding(PHRASE) == []
    place.run("search", PHRASE, "--json").ok().hides(record)
    place.run("search", "一切正常").ok().shows(other[:6])
    place.run("show", record).ok().shows("已销毁", made)
    place.run("show", record, "--text").failed(3)
    place.run("show", record, "--original", "-o", "-").failed(3)
    place.run("show", record, "--history").ok()
    _sound(place)


def test_the_certificate_is_signed_and_stays(place: Place, tmp_path: Path) -> None:
    record = place.drop("=cmd.txt", TEXT)
    made = place.approved(record)
    place.run("dispose", "certificate", made, "-o", tmp_path / "c").failed(2)
    place.execute(made, "--place", "档案室").ok()
    place.run("dispose", "certificate", made, "-o", tmp_path / "c").ok()
    place.run("dispose", "certificate", made, "-o", tmp_path / "c").failed(2)
    names = sorted(path.name for path in (tmp_path / "c").iterdir())
    assert names == sorted(
        ["checkpoint.pub"] + [f"销毁清册-{made}.{end}" for end in ("csv", "csv.sig", "docx", "docx.sig")]
    )
    for end in ("csv", "docx"):
        paper = tmp_path / "c" / f"销毁清册-{made}.{end}"
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", tmp_path / "c" / "checkpoint.pub", "-rawin"]
        subprocess.run([*command, "-in", paper, "-sigfile", f"{paper}.sig"], check=True, capture_output=True)
    text = (tmp_path / "c" / f"销毁清册-{made}.csv").read_text("utf-8-sig")
    assert record in text
    assert PHRASE not in text
    for line in text.splitlines():
        assert not line.startswith(("=", "+", "-", "@"))


def test_others_prove_what_they_proved_and_the_destroyed_one_proves_its_end(place: Place, tmp_path: Path) -> None:
    record, other = place.drop("检查.txt", TEXT), place.drop("另一份.txt", OTHER)
    place.run("checkpoint", "show", "-o", tmp_path / "before").ok()
    made = place.approved(record)
    place.execute(made).ok()
    for each in (record, other):
        folder = tmp_path / each
        place.run("proof", each, "-o", folder).ok()
        done = subprocess.run(["sh", folder / "verify.sh"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert PHRASE not in (tmp_path / record / "events.jsonl").read_text()
    assert list((tmp_path / record / "original").iterdir()) == []
    place.run("checkpoint", "compare", tmp_path / "before").ok()
    with Archive.open(place.home, readonly=True) as archive:
        assert archive.disposal_of(record) == made
        assert archive.disposal_of(other) is None
