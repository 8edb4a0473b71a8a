"""Real files, where the corpus is there: enough of them give text, and none gives anything but an outcome."""

from __future__ import annotations

from pathlib import Path

import pytest
from archive_plugins.containers.zipped import ZipParser
from archive_plugins.legacy_office.outlook import OutlookParser
from archive_plugins.legacy_office.powerpoint import PowerPointParser
from archive_plugins.legacy_office.word import WordParser
from archive_plugins.ofd.reader import OfdParser

from archive.hooks.contracts import ParseContext, ParseFailed
from archive.parsing.sniff import sniff

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "documents"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}")


@pytest.mark.parametrize(
    ("kind", "parser", "least"),
    [
        ("doc", WordParser(), 74), ("ppt", PowerPointParser(), 58), ("msg", OutlookParser(), 25),
        ("ofd", OfdParser(), 25), ("zip", ZipParser(), 11),
    ],
)  # fmt: skip
def test_text_comes_out(kind, parser, least):
    found = 0
    for path in sorted((CORPUS / kind).iterdir()):
        with path.open("rb") as source:
            media_type = sniff(source)
            if parser.score(media_type, b"") is None:
                continue
            try:
                found += bool(parser.parse(source, ParseContext(media_type, path.name, 4_000_000)).text().strip())
            except ParseFailed:
                continue
    assert found >= least
