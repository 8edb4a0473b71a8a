"""Pages as pictures, one at a time: from picture files by Pillow, from PDF by pdfium."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from archive_plugins.ocr.picture import MOST_PAGES, MOST_PIXELS
from archive_plugins.pdf.pages import FEW, doubtful_pages
from archive_plugins.pdf.pdfium import open_document, page_text, pictured

from archive.errors import N_
from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Outcome

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Page", "PagesReader"]

_LONGEST_SIDE = 3_400
"""Points; a page of A4 at 300 dots an inch is 3,508 long."""
_DOTS = 200 / 72
"""Points of a picture a point of a PDF: 200 dots an inch."""
_FRAMES = frozenset({"image/tiff"})
"""Formats whose further pictures are pages, and no film."""


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    """From 1."""
    text: str | None
    """Its own text, where it has one that can be relied on; then there is no picture."""
    picture: Image | None
    """In RGB, no side longer than 3,400 points; valid until the next page is asked for."""


@dataclass(slots=True)
class PagesReader:
    """Hands out the pages of one document and says afterwards what was wrong with it."""

    source: BinaryIO
    media_type: str
    total: int = 0
    lost: list[int] = field(default_factory=list)
    cut_off: bool = False
    """A picture ends too early: what is there of it was read."""

    def pages(self) -> Iterator[Page]:
        """Every page in order, one in memory at a time. Raise ParseFailed where the file cannot be opened."""
        return self._of_pdf() if self.media_type == "application/pdf" else self._of_picture()

    def _of_pdf(self) -> Iterator[Page]:
        import pypdfium2

        document = open_document(self.source)
        try:
            self.total = len(document)
            doubtful = doubtful_pages(_texts(document))
            for index in range(min(self.total, MOST_PAGES)):
                try:
                    page = document[index]
                except pypdfium2.PdfiumError:
                    self.lost.append(index + 1)
                    continue
                try:
                    yield _pdf_page(page, index + 1, doubtful)
                except pypdfium2.PdfiumError:
                    self.lost.append(index + 1)
                finally:
                    page.close()
        finally:
            document.close()

    def _of_picture(self) -> Iterator[Page]:
        from PIL import Image, UnidentifiedImageError

        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
        warnings.simplefilter("ignore")
        try:
            opened = Image.open(self.source)
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            raise ParseFailed(Outcome.CORRUPT, N_("The picture cannot be opened.")) from error
        except Image.DecompressionBombError as error:
            raise ParseFailed(Outcome.LIMIT, N_("The picture has more points than can be read.")) from error
        with opened:
            self.total = getattr(opened, "n_frames", 1) if self.media_type in _FRAMES else 1
            for index in range(min(self.total, MOST_PAGES)):
                picture = self._frame(opened, index)
                if picture is None:
                    self.lost.append(index + 1)
                else:
                    yield Page(index + 1, None, picture)

    def _frame(self, opened: Any, index: int) -> Image | None:
        """One picture, upright as the camera says, on white, in RGB; None if nothing of it can be read."""
        from PIL import Image, ImageFile, ImageOps

        try:
            if index:
                opened.seek(index)
            width, height = opened.size
            if width * height > MOST_PIXELS:
                return None
            if opened.format == "JPEG":
                opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
            try:
                opened.load()
            except OSError:
                self.cut_off = True
                ImageFile.LOAD_TRUNCATED_IMAGES = True
                with contextlib.suppress(OSError):
                    opened.load()
            picture = _in_colour(opened)
            picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), Image.Resampling.LANCZOS)
            return ImageOps.exif_transpose(picture)
        except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
            return None
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False


def _in_colour(opened: Any) -> Image:
    from PIL import Image

    if opened.mode in {"I;16", "I;16B", "I;16L", "I", "F"}:
        low, high = opened.getextrema()
        span = max(1.0, float(high) - float(low))
        return opened.point(lambda value: value * (255.0 / span) - low * (255.0 / span)).convert("L").convert("RGB")
    if opened.mode in {"RGBA", "LA", "PA"} or "transparency" in opened.info:
        layered = opened.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        white.alpha_composite(layered)
        return white.convert("RGB")
    picture: Image = opened.convert("RGB")
    picture.info.pop("icc_profile", None)
    return picture.copy() if picture is opened else picture


def _texts(document: Any) -> dict[int, str]:
    """The text that each page has of its own."""
    import pypdfium2

    texts = {}
    for index in range(min(len(document), MOST_PAGES)):
        with contextlib.suppress(pypdfium2.PdfiumError):
            page = document[index]
            try:
                texts[index + 1] = page_text(page)
            finally:
                page.close()
    return texts


def _pdf_page(page: Any, number: int, doubtful: Collection[int]) -> Page:
    text = page_text(page)
    few = len("".join(text.split())) < FEW
    if number not in doubtful and not (few and pictured(page, bool(text.strip()))):
        return Page(number, text, None)
    scale = min(_DOTS, _LONGEST_SIDE / max(1.0, *page.get_size()))
    bitmap = page.render(scale=scale)
    try:
        picture: Image = bitmap.to_pil().convert("RGB").copy()
    finally:
        bitmap.close()
    return Page(number, None, picture)
