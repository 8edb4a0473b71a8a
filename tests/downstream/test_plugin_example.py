"""The example plugin by somebody else, installed beside the archive: all four offers are used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.timeout(120), pytest.mark.xdist_group("downstream")]

CARD = "#DRILL-CARD 1\ntitle: 有限空间应急演练\ndate: 2026-03-05\n---\n9时，信号员发出警报。\n"

SCRIPT = """
import json, sys
from pathlib import Path
from archive.api import Archive

with Archive.open(Path(sys.argv[1])) as archive:
    record = archive.record(sys.argv[2])
    plugins = {info.name: info.broken for info in archive.plugins()}
    archive.export("drill-list", [record.id], Path(sys.argv[3]))
    print(json.dumps({"plugins": plugins, "category": archive.category("演练").key, "text": archive.text(record.id)}))
"""

RULES = """
import json
from archive.hooks.loading import load
from archive.testing.invented import record

registry = load()
verdicts = [rule.verdict(record(category="emergency-drill")) for rule in registry.retention_rules()]
print(json.dumps([verdict.years for verdict in verdicts if verdict]))
"""


@pytest.fixture(scope="module")
def home(installed: Any) -> Path:
    place = Path(installed.folder / "home")
    installed.archive("init", str(place))
    return place


@pytest.fixture(scope="module")
def receipt(installed: Any, home: Path) -> dict[str, Any]:
    """Of a drill card that was added with unit and category."""
    installed.archive("--home", str(home), "unit", "add", "演练有限公司", "--local", "YL-1")
    card = installed.folder / "card.txt"
    card.write_text(CARD, encoding="utf-8")
    add = ("--home", str(home), "add", str(card), "--unit", "YL-1", "--category", "演练")
    (receipt,) = installed.json_lines(*add)
    return dict(receipt)


def test_its_own_tests_pass(installed: Any) -> None:
    out = installed.run_python("-m", "pytest", "-q", "--import-mode=importlib", "-p", "no:cacheprovider", "tests")
    assert " passed" in out


def test_it_is_listed(installed: Any, home: Path) -> None:
    plugins = {each["name"]: each for each in installed.json_lines("--home", str(home), "plugins")}
    drill = plugins["drill_cards"]
    assert (drill["distribution"], drill["version"], drill["broken"]) == ("drill-cards", "1.0", None)
    offers = {"archive_parsers", "archive_categories", "archive_retention_rules", "archive_exporters"}
    assert set(drill["offers"]) == offers
    assert plugins["docx"]["distribution"] == "safety-archive"


def test_its_parser_and_category_are_used(installed: Any, home: Path, receipt: dict[str, Any]) -> None:
    assert receipt["outcome"] == "filed"
    assert receipt["category"] == "emergency-drill"
    assert receipt["parse"] == "ok"
    (shown,) = installed.json_lines("--home", str(home), "show", receipt["record"])
    assert shown["parse"]["parser"] == "drill-card"
    (found,) = installed.json_lines("--home", str(home), "search", "信号员", "--category", "演练")
    assert [hit["record"] for hit in found["hits"]] == [receipt["record"]]


def test_its_exporter_is_used_by_the_python_api(installed: Any, home: Path, receipt: dict[str, Any]) -> None:
    target = installed.folder / "list.tsv"
    told = json.loads(installed.run_python("-c", SCRIPT, str(home), receipt["record"], str(target)))
    assert told["plugins"]["drill_cards"] is None
    assert told["category"] == "emergency-drill"
    assert told["text"] == "有限空间应急演练\n9时，信号员发出警报。"
    assert receipt["record"] in target.read_text(encoding="utf-8")


def test_its_retention_rule_is_offered(installed: Any) -> None:
    assert 3 in json.loads(installed.run_python("-c", RULES))


def test_without_plugins_the_home_is_still_read(installed: Any, home: Path, receipt: dict[str, Any]) -> None:
    options = ("--no-plugins", "--home", str(home))
    assert installed.json_lines(*options, "plugins") == []
    (shown,) = installed.json_lines(*options, "show", receipt["record"])
    assert shown["original"]["sha256"] == receipt["sha256"]
    installed.archive(*options, "verify")
