"""Parser for plain text, CSV and Markdown in any of the encodings that Chinese offices use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from archive.hooks import hookimpl

if TYPE_CHECKING:
    from archive.hooks.contracts import Parser


@hookimpl
def archive_parsers() -> Iterable[Parser]:
    from archive_plugins.plain_text.reader import PlainTextParser

    return (PlainTextParser(),)
