"""What lies inside a delivered file becomes records: members, attachments, rows of registers."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Hashable, Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest

from archive.errors import StorageFailed
from archive.hooks import hookimpl
from archive.hooks.cache import FactsCache
from archive.hooks.loading import load
from archive.ingest import rows, units
from archive.ingest.children import path_of
from archive.ingest.pipeline import Intake
from archive.ingest.receipt import Receipt
from archive.ingest.reread import Reading, Rereader
from archive.model.parsed import Attempt, Block, Child, Outcome, ParsedDocument, ParseReport
from archive.model.placement import Description, Proposal, RowProposal, SecrecyMark
from archive.model.record import State
from archive.model.unit import UnitKind
from archive.objects.staging import LocalStaging
from archive.preserve.curate import reinstate, withdraw
from archive.preserve.verify import verify
from archive.store import Store
from archive.testing.pool import PlainPool


def zipped(members: dict[str, bytes | str]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as target:
        for name, data in members.items():
            target.writestr(name, data)
    return memory.getvalue()


def mailed(body: str, attached: dict[str, bytes]) -> bytes:
    message = EmailMessage()
    message["Subject"] = "报送"
    message.set_content(body)
    for name, data in attached.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


class Opening(PlainPool):
    """Reads zip files and mails, too, as the parsers do."""

    def submit(self, key: Hashable, source: Path, name: str) -> None:
        data = source.read_bytes()
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                children = tuple(Child(each.filename, archive.read(each)) for each in archive.infolist())
            self._done.append((key, _report("\n".join(c.name for c in children), children, {"container": "zip"})))
        elif data.startswith(b"Subject:"):
            import email.policy

            message = email.message_from_bytes(data, policy=email.policy.default)
            children = tuple(
                Child(part.get_filename() or "", part.get_payload(decode=True)) for part in message.iter_attachments()
            )
            self._done.append((key, _report(message.get_body().get_content(), children, {})))
        else:
            super().submit(key, source, name)


def _report(text: str, children: Sequence[Child], metadata: dict[str, str]) -> ParseReport:
    document = ParsedDocument(tuple(Block(line) for line in text.splitlines()), metadata, children=tuple(children))
    return ParseReport(Outcome.OK, "application/zip", (Attempt("opening", "1", Outcome.OK),), document)


class Forms:
    """`单位：…` names the addressee, `类别：…` the category, `秘密` is secret, `行：单位|字` is a row of a register."""

    @hookimpl
    def archive_screen(self, document):
        return SecrecyMark("秘密", "it says so") if "秘密★" in document.text else None

    @hookimpl
    def archive_place(self, document, units):
        for line in document.text.splitlines():
            for mark, field in (("单位：", "unit_name"), ("类别：", "category")):
                if line.startswith(mark):
                    yield Proposal(field, line.removeprefix(mark), 0.95, "it says so")

    @hookimpl
    def archive_describe(self, document, units):
        found = [line.removeprefix("行：").split("|") for line in document.text.splitlines() if line.startswith("行：")]
        return Description(
            rows=tuple(
                RowProposal(
                    "台账", number, f"单位：{unit}\t隐患：{words}", title=words, date="2026-03-05",
                    proposals=(Proposal("unit_name", unit, 0.95, "in the column 单位"),) if unit else (),
                )
                for number, (unit, words) in enumerate(found, 2)
            )
        )  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A home with two units, whose clerk drops files into `desk`."""
    home, desk = tmp_path / "home", tmp_path / "desk"
    desk.mkdir()
    Store.create(home).close()

    def opened() -> Store:
        store = Store.open(home, plugins=False)
        store.__dict__["registry"] = load(plugins=False, extra=[Forms()], cache=FactsCache(None))
        return store

    with opened() as store:
        for name, code in (("甲厂", "J1"), ("乙厂", "Y1")):
            units.register(store, name, code=None, local=code, kind=UnitKind.ENTERPRISE)
        inbox = home / "inbox"

    def add(name: str, data: bytes | str, **named: str) -> Receipt:
        path = desk / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        with opened() as store, Intake(store, Opening()) as intake:
            (receipt,) = intake.add([bytes(path)], **named)  # type: ignore[arg-type]
        return receipt

    def records() -> dict[str, object]:
        """Records by name."""
        with opened() as store:
            ids = [event.subject for event in store.catalogue.events() if event.kind == "accessioned"]
            return {each.original.name: each for each in store.catalogue.records(ids).values()}

    yield SimpleNamespace(home=home, desk=desk, inbox=inbox, open=opened, add=add, records=records)
    with opened() as store:
        assert verify(store).findings == ()
        assert not list(store.catalogue.differences())
        assert list((home / "staging").iterdir()) == []
        before = [tuple(row) for row in store.catalogue._db.rows("select * from enclosed order by parent, seq")]
        list(store.catalogue.rebuild())
        assert [tuple(row) for row in store.catalogue._db.rows("select * from enclosed order by parent, seq")] == before


def test_members_are_filed_by_their_folders_and_their_own_words(office):
    receipt = office.add(
        "三月.zip",
        zipped({
            "甲厂/日常检查/记录.txt": "看过", "乙.txt": "单位：乙厂\n类别：inspection", "别的/静.txt": "无话",
            "Thumbs.db": "x", "__MACOSX/._a": "x", "空.txt": "",
        }),
    )  # fmt: skip
    assert receipt.members == 3
    found = office.records()
    assert (found["记录.txt"].state, found["记录.txt"].units[0].name, found["记录.txt"].category) == (
        "filed", "甲厂", "inspection",
    )  # fmt: skip
    assert found["乙.txt"].units[0].name == "乙厂"
    assert (found["静.txt"].state, found["静.txt"].reason) == ("unfiled", "no-unit")
    zip_record = found["三月.zip"]
    assert zip_record.units == ()
    assert [(link.type, link.record) for link in found["记录.txt"].links] == [("attachment-of", zip_record.id)]
    with office.open() as store:
        inner = store.catalogue.enclosed(zip_record.id)
        assert [each.path for each in inner][:2] == ["甲厂/日常检查/记录.txt", "乙.txt"]
        warnings = [e.payload["warnings"] for e in store.catalogue.events_of(zip_record.id) if e.kind == "parsed"]
        assert "empty" in warnings[0][0]


def test_members_go_on_below_the_folders_of_their_file(office):
    office.add("三月.zip", zipped({"日常检查/a.txt": "看过", "乙厂/b.txt": "看过"}), unit="甲厂")
    found = office.records()
    assert found["a.txt"].units[0].name == "甲厂"
    assert found["a.txt"].category == "inspection"
    assert found["a.txt"].placed[0].by == "person"
    assert found["b.txt"].units[0].name == "甲厂"
    assert found["b.txt"].reason == "no-category"


def test_a_silent_attachment_belongs_where_its_mail_does(office):
    photos = zipped({"照片/罐区.txt": "罐区"})
    office.add(
        "报送.eml",
        mailed("单位：甲厂\n类别：inspection", {"清单.txt": "三张".encode(), "乙.txt": "单位：乙厂".encode(),
                                            "丙.txt": "单位：丙厂".encode(), "照片.zip": photos}),
    )  # fmt: skip
    found = office.records()
    for name in ("清单.txt", "照片.zip", "罐区.txt"):
        assert (found[name].units[0].name, found[name].category, found[name].state) == ("甲厂", "inspection", "filed")
        assert {(each.by, each.confidence) for each in found[name].placed} == {("parent", 0.9)}
    assert (found["乙.txt"].units[0].name, found["乙.txt"].category) == ("乙厂", None)
    assert (found["丙.txt"].state, found["丙.txt"].reason) == ("unfiled", "unregistered")


def test_a_document_that_is_there_already_keeps_the_link_to_what_it_came_with(office):
    words = "单位：甲厂\n类别：inspection"
    first = office.add("记录.txt", words)
    receipt = office.add("三月.zip", zipped({"a/同.txt": words, "同.txt": words}))
    with office.open() as store:
        record = store.catalogue.record(first.record)
        assert [(link.type, link.record) for link in record.links] == [("attachment-of", receipt.record)]
        assert {each.record for each in store.catalogue.enclosed(receipt.record)} == {first.record}
        assert sum(event.kind == "duplicate" for event in store.catalogue.events()) == 2
    again = office.add("又是三月.zip", (office.desk / "三月.zip").read_bytes())
    assert (again.outcome, again.members) == ("duplicate", 0)


def test_nesting_ends_at_three(office):
    data: bytes = b"core"
    for level in range(5, 0, -1):
        data = zipped({f"{level}.{'txt' if level == 5 else 'zip'}": data})
    office.add("0.zip", data)
    found = office.records()
    assert set(found) == {"0.zip", "1.zip", "2.zip", "3.zip"}
    assert found["3.zip"].parse.outcome == "partial"
    assert found["2.zip"].parse.outcome == "ok"


def test_a_mail_that_carries_itself_ends(office):
    class Endless(Opening):
        def submit(self, key: Hashable, source: Path, name: str) -> None:
            child = Child("自己.eml", source.read_bytes())
            self._done.append((key, _report("x", (child,), {})))

    path = office.desk / "自己.eml"
    path.write_bytes(b"quine")
    with office.open() as store, Intake(store, Endless()) as intake:
        (receipt,) = intake.add([bytes(path)])
        assert receipt.members == 1
        assert len(store.catalogue.by_digest(receipt.sha256)) == 1
        assert store.catalogue.queue_length() == 0
        assert store.catalogue.enclosing(receipt.record) == ()


def test_of_a_secret_mail_nothing_leaks(office):
    receipt = office.add("密.eml", mailed("秘密★5年", {"名单.txt": "不可外传".encode()}))
    assert (receipt.outcome, receipt.members) == ("isolated", 0)
    with office.open() as store:
        told = json.dumps([event.payload for event in store.catalogue.events()], ensure_ascii=False)
        assert "名单" not in told
        assert len(list(store.objects.iter())) == 1


def test_a_secret_member_isolates_what_holds_it(office, caplog):
    inner = zipped({"密.txt": "秘密★5年", "平.txt": "平常"})
    receipt = office.add("外.zip", zipped({"内.zip": inner, "旁.txt": "旁边"}))
    assert receipt.outcome == "isolated"
    states = {name: str(record.state) for name, record in office.records().items()}
    assert states == {
        "外.zip": "isolated", "内.zip": "isolated", "密.txt": "isolated", "平.txt": "unfiled", "旁.txt": "unfiled",
    }  # fmt: skip
    assert "keeper" in caplog.text
    with office.open() as store:
        shown = store.catalogue.enclosed(receipt.record)
        assert shown == (), "of what is isolated, nothing is told"


def test_the_rest_is_read_after_a_restart(office):
    path = office.desk / "a.zip"
    path.write_bytes(zipped({"a.txt": "甲", "b.txt": "乙"}))

    class Stop(Exception):
        pass

    class Stopping(Opening):
        def submit(self, key: Hashable, source: Path, name: str) -> None:
            if self.parsed:
                raise Stop
            self.parsed += 1
            super().submit(key, source, name)

    with pytest.raises(Stop), office.open() as store, Intake(store, Stopping()) as intake:
        list(intake.add([bytes(path)]))
    assert {str(each.state) for each in office.records().values()} == {"unfiled", "received"}
    office.add("c.txt", "丙")
    assert {str(each.state) for each in office.records().values()} == {"unfiled"}
    assert len(office.records()) == 4


def test_a_disk_that_refuses_members_leaves_the_file_received_and_the_next_try_whole(office, monkeypatch):
    path = office.desk / "a.zip"
    path.write_bytes(zipped({"a.txt": "甲", "b.txt": "乙"}))
    real, refusals = LocalStaging.take_bytes, [1]

    def refusing(self, data):
        if refusals:
            refusals.pop()
            raise StorageFailed(reason="No space left on device")
        return real(self, data)

    monkeypatch.setattr(LocalStaging, "take_bytes", refusing)
    with pytest.raises(StorageFailed), office.open() as store, Intake(store, Opening()) as intake:
        list(intake.add([bytes(path)]))
    assert {str(each.state) for each in office.records().values()} == {"received"}
    office.add("c.txt", "丙")
    assert set(office.records()) == {"a.zip", "a.txt", "b.txt", "c.txt"}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/passwd", "etc/passwd"), ("C:\\甲\\乙.doc", "甲/乙.doc"), ("/", ""), ("..", ""), ("", ""),
        ("长" * 300 + ".docx", "长" * 250 + ".docx"), ("甲//./乙.txt ", "甲/乙.txt"),
    ],
)  # fmt: skip
def test_names_lead_nowhere(name, path):
    assert path_of(name) == path


# --- rows


def test_rows_of_registered_units_become_records(office):
    register = "单位：甲厂\n类别：inspection\n行：|灭火器过期\n行：乙厂|通道堵塞\n行：丙厂|电线老化\n行：丙厂|无证"
    receipt = office.add("台账.txt", register)
    assert (receipt.outcome, receipt.rows, receipt.members) == ("filed", 2, 0)
    with office.open() as store:
        inner = [store.catalogue.record(each.record) for each in store.catalogue.enclosed(receipt.record)]
        assert [(each.title, each.units[0].name, each.category, each.date) for each in inner] == [
            ("灭火器过期", "甲厂", "inspection", "2026-03-05"), ("通道堵塞", "乙厂", "inspection", "2026-03-05"),
        ]  # fmt: skip
        assert [(link.type, link.record) for link in inner[0].links] == [("row-of", receipt.record)]
        assert inner[0].original.sha256 == receipt.sha256
        assert store.catalogue.texts([inner[1].id]) == {inner[1].id: "单位：乙厂\t隐患：通道堵塞"}
        told = [each for each in store.catalogue.record(receipt.record).suggestions if each.field == "rows"]
        assert [(each.value, "丙厂" in each.reason) for each in told] == [("2", True)]
        assert [each.record for each in store.catalogue.by_digest(receipt.sha256)] == [receipt.record]
    again = office.add("台账又.txt", register)
    assert (again.outcome, again.record, again.rows) == ("duplicate", receipt.record, 0)
    other = office.add("台账三.txt", register, unit="乙厂")
    assert other.outcome == "unfiled"  # folder and form contradict each other
    assert other.rows == 0


def test_rows_go_out_and_come_back_with_their_register(office):
    receipt = office.add("台账.txt", "单位：甲厂\n类别：inspection\n行：|一\n行：|二\n行：|三")
    with office.open() as store:
        one, *others = (each.record for each in store.catalogue.enclosed(receipt.record))
        withdraw(store, store.catalogue.record(one), reason="写错")
        withdraw(store, store.catalogue.record(receipt.record), reason="重复")
        assert {each.state for each in store.catalogue.enclosed(receipt.record)} == {"withdrawn"}
        reinstate(store, store.catalogue.record(receipt.record), reason="恢复")
        states = {each.record: each.state for each in store.catalogue.enclosed(receipt.record)}
        assert states == {one: State.WITHDRAWN, **dict.fromkeys(others, State.FILED)}


def test_too_many_rows_are_said(office, monkeypatch):
    monkeypatch.setattr(rows, "MOST_ROWS", 2)
    receipt = office.add("台账.txt", "单位：甲厂\n类别：inspection\n行：|一\n行：|二\n行：|三")
    assert receipt.rows == 2
    with office.open() as store:
        (told,) = [each for each in store.catalogue.record(receipt.record).suggestions if each.field == "rows"]
    assert "first 2 rows of 3" in told.reason


def test_members_stay_when_their_file_is_withdrawn(office):
    receipt = office.add("a.zip", zipped({"甲厂/a.txt": "甲"}))
    with office.open() as store:
        withdraw(store, store.catalogue.record(receipt.record), reason="x")
        assert [each.state for each in store.catalogue.enclosed(receipt.record)] == ["unfiled"]


def test_the_real_parsers_bring_members_out_of_the_sandbox(tmp_path):
    """GBK names, a mail within a zip, nothing left behind."""
    home = tmp_path / "home"
    Store.create(home).close()
    raw = "检查/现场.txt".encode("gbk")
    data = zipped({"x" * len(raw): "甲", "信.eml": mailed("你好", {"附.txt": "乙".encode()})})
    path = tmp_path / "资料.zip"
    path.write_bytes(data.replace(b"x" * len(raw), raw))
    with Store.open(home) as store, Intake(store) as intake:
        (receipt,) = intake.add([bytes(path)])
        ids = [event.subject for event in store.catalogue.events() if event.kind == "accessioned"]
        names = {each.original.name for each in store.catalogue.records(ids).values()}
        assert [each.path for each in store.catalogue.enclosed(receipt.record)] == ["检查/现场.txt", "信.eml"]
        assert verify(store).findings == ()
    assert receipt.members == 3
    assert names == {"资料.zip", "现场.txt", "信.eml", "附.txt"}
    assert list((home / "staging").iterdir()) == []


def test_a_row_is_not_read_again_by_itself(office):
    receipt = office.add("台账.txt", "单位：甲厂\n类别：inspection\n行：|一")
    with office.open() as store:
        (row,) = store.catalogue.enclosed(receipt.record)
        accession = store.catalogue.events_of(row.record)[0].payload
        rereader = Rereader(store, actor="x", known_by="account", owner="o")
        report = _report("单位：甲厂\n类别：inspection\n行：|一\n行：|二", (), {})
        with store.transaction() as tx:
            tx.catalogue.want_reread((row.record, receipt.record), slow=False, parser="")
        again = rereader.take("reread_queue", [Reading((row.record, receipt.record), report, 0.0)], slow=False)
        assert accession["row"] == {"record": receipt.record, "sheet": "台账", "number": 2}
        assert [each.change for each in again] == ["skipped", "read"]
        assert [each.title for each in store.catalogue.enclosed(receipt.record)] == ["一", "二"]
