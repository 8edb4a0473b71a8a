"""The anchors that are shipped keep the contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from archive_plugins.anchor_directory import Directory
from archive_plugins.anchor_page import PrintedPage
from archive_plugins.anchor_rfc3161 import TimeStamp

from archive.hooks.contracts import Anchor, AnchorRefusal
from archive.model.anchor import checkpoint_name
from archive.testing.anchor import AnchorContract, statement


class TestDirectory(AnchorContract):
    @pytest.fixture
    def anchor(self) -> Anchor:
        return Directory()

    @pytest.fixture
    def where(self, tmp_path: Path) -> str:
        return str(tmp_path)

    def test_what_does_not_go_on_is_refused(self, tmp_path: Path) -> None:
        told = statement(why_not="another history")
        (tmp_path / checkpoint_name(told.home)).write_text(told.note, encoding="utf-8")
        refusal = Directory().place(told, str(tmp_path))
        assert isinstance(refusal, AnchorRefusal)
        assert refusal.damaged


class TestPage(AnchorContract):
    @pytest.fixture
    def anchor(self) -> Anchor:
        return PrintedPage()

    @pytest.fixture(params=["html", "pdf"])
    def where(self, tmp_path: Path, request: Any) -> str:
        return str(tmp_path / f"page.{request.param}")


class TestTimeStamp(AnchorContract):
    @pytest.fixture
    def anchor(self) -> Anchor:
        return TimeStamp()

    @pytest.fixture
    def where(self, authority: Any) -> str:
        return str(authority.address)
