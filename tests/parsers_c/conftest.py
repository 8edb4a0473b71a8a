"""The builders of old and rare formats, and one way to read a document with one parser."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from archive.hooks.contracts import ParseContext, Parser
from archive.model.parsed import ParsedDocument
from archive.parsing.sniff import sniff


@pytest.fixture(scope="session")
def made() -> ModuleType:
    spec = importlib.util.spec_from_file_location("parsers_c_made", Path(__file__).with_name("made.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def read() -> Callable[..., ParsedDocument]:
    """`read(parser, data)`: by content, so that what is sniffed is what the parser takes."""

    def read(parser: Parser, data: bytes, most: int = 100_000) -> ParsedDocument:
        media_type = sniff(io.BytesIO(data))
        assert parser.score(media_type, data[:4096]) == 100, media_type
        return parser.parse(io.BytesIO(data), ParseContext(media_type, "x", most))

    return read
