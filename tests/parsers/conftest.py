"""Documents made on the spot, and the parsers that read them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from archive.hooks.cache import FactsCache
from archive.hooks.loading import load
from archive.model.parsed import ParseReport
from archive.parsing.chain import parse
from archive.parsing.limits import Limits


@pytest.fixture(scope="session")
def read() -> Callable[..., ParseReport]:
    """`read(data)`: the report on these bytes, by all first-party parsers, in this process."""
    parsers = load(cache=FactsCache(None)).parsers()

    def read(data: bytes, name: str = "x", limits: Limits | None = None) -> ParseReport:
        return parse(io.BytesIO(data), name, parsers, limits or Limits())

    return read
