"""The second try at a PDF: pypdf, page by page, so that one slip costs one page."""

from __future__ import annotations

import re
from typing import Any, BinaryIO

from archive_plugins.pdf.pages import FEW, Pages
from archive_plugins.pdf.properties import beside_the_text, open_reader

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Outcome, ParsedDocument

__all__ = ["PypdfParser", "repaired"]

_LATIN = re.compile("[\u00a1-\u00ff]{2}")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")


class PypdfParser:
    """Slower than pdfium, but opens some broken and some encrypted files that pdfium refuses."""

    name = "pypdf"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 50 if media_type == "application/pdf" else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError

        locked = N_("The document is protected by a password.")
        try:
            reader = open_reader(source)
            total = len(reader.pages)
        except (DependencyError, FileNotDecryptedError, WrongPasswordError) as error:
            raise ParseFailed(Outcome.ENCRYPTED, locked) from error
        pages = Pages(context.max_characters)
        for index in range(total):
            try:
                page = reader.pages[index]
                text = repaired(page.extract_text())
            except (DependencyError, FileNotDecryptedError) as error:
                raise ParseFailed(Outcome.ENCRYPTED, locked) from error
            except MemoryError:
                raise
            except Exception:  # noqa: BLE001 - pypdf raises what it finds; the other pages are still there
                pages.lost.append(index + 1)
                continue
            pages.add(index + 1, text)
            if len("".join(text.split())) < FEW and _pictured(page):
                pages.pictures.append(index + 1)
            if pages.cut:
                break
        if not total or len(pages.lost) == total:
            raise ParseFailed(Outcome.CORRUPT, N_("No page of the file could be read."))
        metadata, extra, children = beside_the_text(source)
        return pages.document(total, metadata, extra, children)


def repaired(text: str) -> str:
    """GBK bytes that were shown as Latin-1 (a font without a map), put right line by line."""
    if not _LATIN.search(text) or _IDEOGRAPH.search(text):
        return text
    lines = []
    for line in text.split("\n"):
        try:
            better = line.encode("latin-1").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            better = line
        lines.append(better if _IDEOGRAPH.search(better) else line)
    return "\n".join(lines)


def _pictured(page: Any) -> bool:
    try:
        resources = page.get("/Resources", {}).get_object()
        objects = resources.get("/XObject", {}).get_object()
        return any(objects[name].get_object().get("/Subtype") == "/Image" for name in objects)
    except Exception:  # noqa: BLE001 - a broken dictionary shows no picture
        return False
