"""`make demo` as a reader gets it, and a second time."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.timeout(200), pytest.mark.xdist_group("downstream")]


def demo(installed: Any, home: Path, language: str) -> str:
    command = [installed.python, ROOT / "samples" / "demo.py", home]
    env = {**installed.env, "LC_ALL": language}
    result = subprocess.run(
        command, cwd=installed.folder, env=env, capture_output=True, encoding="utf-8", check=False, timeout=180
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Warning" not in result.stderr
    return result.stdout


def test_the_demonstration_works_and_can_be_repeated(installed: Any) -> None:
    home = installed.folder / "storage"
    home.mkdir()
    (home / "README.md").write_text("as in the checkout\n", encoding="utf-8")
    english = demo(installed, home, "C.UTF-8")
    assert english.count("\n$ archive search ") == 3
    assert "Now you." in english
    records = installed.archive("--home", str(home), "list", "--json").splitlines()
    truth = json.loads((ROOT / "samples" / "truth.json").read_text(encoding="utf-8"))
    files = [each for each in records if "row-of" not in {link["type"] for link in json.loads(each)["links"]}]
    assert len(truth) - 5 <= len(files) <= len(truth), "the joint notice is one record, some are duplicates on purpose"
    assert len(files) < len(records), "rows of registers are records too"
    chinese = demo(installed, home, "zh_CN.UTF-8")
    assert "接下来请自己试" in chinese
    assert installed.archive("--home", str(home), "list", "--json").splitlines() == records
