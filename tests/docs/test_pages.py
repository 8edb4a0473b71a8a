"""The pages say what is so: links, paths, hooks, samples."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from archive.hooks.registration import HOOKS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "samples").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_generated_blocks_are_true() -> None:
    command = [sys.executable, str(ROOT / "docs" / "blocks.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_tour_passes_files_that_are_there() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:src|plugins|docs|tests|samples|benchmarks|storage)/[^`]*)`", tour)
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_documented(hook: str) -> None:
    page = (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8")
    section = page.partition(f"### {hook}\n")[2].partition("\n### ")[0]
    for word in ("Called", "Process", "Return", "Raise"):
        assert f"**{word}:**" in section


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_test_of_its_name(hook: str) -> None:
    tests = (ROOT / "tests" / "hooks" / "test_answers.py").read_text(encoding="utf-8")
    assert f"def test_{hook}(" in tests or f"def test_{hook}_" in tests


def test_every_sample_is_listed() -> None:
    page = (ROOT / "samples" / "README.md").read_text(encoding="utf-8")
    own = ROOT / "samples" / "plugin-example"
    samples = [
        path
        for path in (ROOT / "samples").rglob("*")
        if path.is_file()
        and own not in path.parents
        and path.suffix not in {".py", ".pyc"}
        and path.name != "README.md"
    ]
    assert [p.name for p in samples if p.name not in page] == []
