"""Parser for OFD, the fixed-layout format of GB/T 33190."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from archive.hooks import hookimpl

if TYPE_CHECKING:
    from archive.hooks.contracts import Parser


@hookimpl
def archive_parsers() -> Iterable[Parser]:
    from archive_plugins.ofd.reader import OfdParser

    return (OfdParser(),)
