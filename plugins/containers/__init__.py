"""Parsers for containers, zip and tar to rar and 7z: their members become documents of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from archive.hooks import hookimpl

if TYPE_CHECKING:
    from archive.hooks.contracts import Parser


@hookimpl
def archive_parsers() -> Iterable[Parser]:
    from archive_plugins.containers.packed import PackedParser
    from archive_plugins.containers.tarred import TarParser
    from archive_plugins.containers.zipped import ZipParser

    return (PackedParser(), TarParser(), ZipParser())
