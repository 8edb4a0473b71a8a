"""OCR: text out of pictures and scanned PDF, by rapidocr or by tesseract, whichever is installed.

What a picture is like is told at once and without any library; reading it is slow and waits in the queue.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from archive.hooks import hookimpl

if TYPE_CHECKING:
    from archive.hooks.contracts import Parser


@hookimpl
def archive_parsers() -> Iterable[Parser]:
    from archive_plugins.ocr.picture import PictureParser
    from archive_plugins.ocr.rapid import RapidParser
    from archive_plugins.ocr.tesseract import TesseractParser

    engines = (RapidParser.if_installed(), TesseractParser.if_installed())
    return (PictureParser(), *(engine for engine in engines if engine is not None))
