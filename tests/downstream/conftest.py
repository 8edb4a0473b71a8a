"""Wheels of the archive and of the example plugin, installed into an environment of their own.

No network: both are built with the setuptools that is here, and every dependency is read from
this environment by a `.pth` file, behind the two that are under test.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
JUNK = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")


def run(command: list[str | Path], *, cwd: Path, env: dict[str, str] | None = None) -> str:
    """stdout of a command that has to succeed."""
    result = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=50)
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout


def pip(*arguments: str | Path, cwd: Path) -> None:
    quiet: list[str | Path] = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    run([*quiet, *arguments], cwd=cwd)


def wheel(source: Path, out: Path) -> Path:
    """A wheel of a copy of `source`: setuptools writes into the folder that it builds."""
    before = set(out.glob("*.whl"))
    options = ("--no-index", "--no-deps", "--no-build-isolation", "--no-cache-dir")
    pip("wheel", *options, "--wheel-dir", out, source, cwd=out)
    (built,) = set(out.glob("*.whl")) - before
    return built


@dataclass(frozen=True)
class Installed:
    """An environment with the archive, as a user gets it."""

    folder: Path
    wheel: Path
    """Of the archive."""
    example: Path
    """A copy of samples/plugin-example."""

    @property
    def python(self) -> Path:
        return self.folder / "env" / "bin" / "python"

    @property
    def env(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("ARCHIVE_", "PYTHON", "XDG_"))
        }
        return {**kept, "HOME": str(self.folder), "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}

    def archive(self, *arguments: str) -> str:
        """stdout of an `archive` command that has to succeed."""
        command: list[str | Path] = [self.folder / "env" / "bin" / "archive", *arguments]
        return run(command, cwd=self.folder, env=self.env)

    def run_python(self, *arguments: str) -> str:
        """stdout of Python in the environment, in the example's folder."""
        return run([self.python, *arguments], cwd=self.example, env=self.env)

    def json_lines(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.archive(*arguments, "--json").splitlines()]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    pytest.importorskip("setuptools", minversion="77")
    folder = tmp_path_factory.mktemp("downstream")
    source, example, out = folder / "source", folder / "example", folder / "wheels"
    out.mkdir()
    source.mkdir()
    for name in ("src", "plugins"):
        shutil.copytree(ROOT / name, source / name, ignore=JUNK)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "samples" / "plugin-example", example, ignore=JUNK)
    ours, theirs = wheel(source, out), wheel(example, out)

    venv.create(folder / "env", with_pip=False, symlinks=True)
    installed = Installed(folder, ours, example)
    (site,) = (folder / "env" / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip("--python", installed.python, "install", "--no-index", "--no-deps", "--no-compile", ours, theirs, cwd=folder)
    return installed
