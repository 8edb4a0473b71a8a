"""The suites for plugin authors catch what they are for, and cost nothing where nobody asks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import archive.testing
from archive.api import Archive
from archive.hooks import hookimpl
from archive.hooks.contracts import ExportSource, QualityVerdict, RetentionVerdict
from archive.hooks.loading import Registry, load
from archive.model.category import Category
from archive.model.placement import Proposal
from archive.model.record import Record
from archive.testing import (
    CategoryContract,
    ExporterContract,
    QualityCheckContract,
    RecogniserContract,
    RetentionRuleContract,
)
from archive.testing.invented import DOCUMENTS, RECORDS


@pytest.mark.parametrize("name", archive.testing.__all__)
def test_every_suite_can_be_imported(name: str) -> None:
    assert any(member.startswith("test_") for member in dir(getattr(archive.testing, name)))


def test_a_suite_that_is_not_there() -> None:
    with pytest.raises(AttributeError):
        archive.testing.ColourContract  # noqa: B018 - that is the point


def test_the_pytest_plugin_imports_nothing_heavy() -> None:
    script = (
        "import sys, pytest; before = set(sys.modules); import archive.testing.plugin; "
        "print(*sorted(set(sys.modules) - before))"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert out == ["archive", "archive.testing", "archive.testing.plugin"]


def test_fixtures_of_the_pytest_plugin(
    opened_archive: Archive, archive_home: Path, registry_of: Callable[..., Registry]
) -> None:
    assert opened_archive.home == archive_home
    assert registry_of().infos() == ()


class TestSafetyForms(RecogniserContract):
    """The first-party recogniser keeps the contract, too."""

    @pytest.fixture
    def recogniser(self) -> object:
        import archive_plugins.safety_forms

        return archive_plugins.safety_forms


class Rule:
    """A rule that keeps the contract; the tests below break it in one way each."""

    name = version = "rule"

    def verdict(self, record: Record) -> RetentionVerdict | None:
        return RetentionVerdict(3, "date", "row 1", verified=False) if record.date else None


class Nameless(Rule):
    name = ""


class Fickle(Rule):
    asked = 0

    def verdict(self, record: Record) -> RetentionVerdict | None:
        self.asked += 1
        return RetentionVerdict(self.asked, "date", "row 1", verified=False)


class Baseless(Rule):
    def verdict(self, record: Record) -> RetentionVerdict | None:
        return RetentionVerdict(3, "date", " ", verified=True)


class Careless(Rule):
    def verdict(self, record: Record) -> RetentionVerdict | None:
        assert record.date is not None
        return None


def fails(test: Callable[..., None], *arguments: Any) -> bool:
    try:
        test(*arguments)
    except AssertionError:
        return True
    return False


def rule_faults(rule: Any) -> set[str]:
    suite = RetentionRuleContract()
    checks = {
        "offer": lambda: suite.test_it_can_be_offered(rule),
        "answer": lambda: [suite.test_any_record_gets_an_answer_that_is_complete(rule, record) for record in RECORDS],
        "same": lambda: [suite.test_the_same_record_gets_the_same_answer(rule, record) for record in RECORDS],
    }
    return {name for name, check in checks.items() if fails(check)}


@pytest.mark.parametrize(
    ("rule", "faults"),
    [(Rule(), set()), (Nameless(), {"offer"}), (Fickle(), {"same"}), (Baseless(), {"answer"})],
)
def test_retention_suite_catches(rule: Rule, faults: set[str]) -> None:
    assert rule_faults(rule) == faults


def test_retention_suite_catches_a_rule_that_needs_a_date() -> None:
    assert "answer" in rule_faults(Careless())


class Exporter:
    name = version = description = "exporter"

    def export(self, source: ExportSource, target: Path) -> None:
        target.mkdir()
        for record in source.records():
            (target / f"{record.id}.txt").write_text(record.original.name, encoding="utf-8", errors="replace")


class Escaping(Exporter):
    """Believes the names of originals."""

    def export(self, source: ExportSource, target: Path) -> None:
        target.mkdir()
        for record in source.records():
            if record.original.name.startswith(".."):
                (target.parent / "passwd").write_text("root")


class Dated(Exporter):
    written = 0

    def export(self, source: ExportSource, target: Path) -> None:
        type(self).written += 1
        target.write_text(str(self.written))


class Forgetful(Exporter):
    def export(self, source: ExportSource, target: Path) -> None:
        target.write_text("nothing of anybody")


def test_exporter_suite_catches(tmp_path: Path) -> None:
    suite = ExporterContract()

    def place() -> Path:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        return folder

    def faults(exporter: Any) -> set[str]:
        tests: Sequence[Callable[..., None]] = (
            suite.test_the_same_records_are_the_same_bytes,
            suite.test_every_record_is_in_it,
            suite.test_nothing_selected,
            suite.test_names_of_originals_lead_nowhere_else,
        )
        return {test.__name__.removeprefix("test_") for test in tests if fails(test, exporter, place())}

    assert faults(Exporter()) == set()
    assert "names_of_originals_lead_nowhere_else" in faults(Escaping())
    assert "the_same_records_are_the_same_bytes" in faults(Dated())
    assert faults(Forgetful()) == {"every_record_is_in_it"}


def test_category_suite_catches() -> None:
    suite = CategoryContract()
    suite.test_no_name_is_taken_already([Category("new", "新类", "New")])
    assert fails(suite.test_they_can_be_offered, [Category("New", "新类", "New")])
    assert fails(suite.test_no_name_is_taken_already, [Category("new", "新类", "New", ("复查",))])
    assert fails(suite.test_they_have_a_chinese_and_an_english_title, [Category("new", "New", "New")])


class TooSure:
    @hookimpl
    def archive_place(self, document: Any, units: Any) -> Any:
        return [Proposal("category", "inspection", 1.0, "")]


def test_recogniser_suite_catches() -> None:
    registry = load(plugins=False, extra=[TooSure()])
    suite = RecogniserContract()
    suite.test_any_document_gets_answers_of_the_right_shape(registry, DOCUMENTS[0])
    assert fails(suite.test_nothing_is_sure_of_a_document_without_text, registry)
    assert fails(suite.test_every_answer_has_its_reason, registry)


class Readable:
    """A check that a plugin might offer."""

    name, version, zh, en, dimension, stages = "readable", "1", "有文字", "there is text", "usability", "AT"

    def look(self, record: Record, text: str) -> QualityVerdict:
        return QualityVerdict("pass", "") if text else QualityVerdict("fail", "no text")


class TestReadable(QualityCheckContract):
    @pytest.fixture
    def check(self) -> Readable:
        return Readable()


@pytest.mark.parametrize(("field", "value"), [("dimension", "beauty"), ("stages", "X"), ("zh", "")])
def test_a_check_of_no_property_or_stage_is_refused(field: str, value: str) -> None:
    from archive.hooks.answers import wrong_object

    check = Readable()
    setattr(check, field, value)
    assert wrong_object("archive_checks", check)
