"""tesseract, for small machines and clean scans: its library is called, because a worker may start no program."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from archive_plugins.ocr.document import ReadPage, read
from archive_plugins.ocr.lines import closed
from archive_plugins.ocr.picture import TYPES
from archive_plugins.system_library import installed_library

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Outcome, ParsedDocument

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["TesseractParser"]

_LIBRARIES = ("libtesseract.so.5", "libtesseract.so.4")
_DATA = (
    "/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata", "/usr/local/share/tessdata",
)  # fmt: skip
_LANGUAGE = "chi_sim"
_PAGE_SEGMENTATION = 1
"""Automatic, with the page's orientation: `--psm 1`. The default fails on turned pages."""
_LINE = 2
_DOTS = 200


class TesseractParser:
    """The smaller one: 1 to 2 seconds and 120 MB a page, but no photographs."""

    name = "tesseract"
    slow = True

    def __init__(self, library: str, data: str) -> None:
        self.version = f"1+{library.removeprefix('libtesseract.')}"
        self.folders = (data,)
        self._library = library
        self._data = data
        self._loaded: tuple[Any, Any] | None = None

    @classmethod
    def if_installed(cls) -> Self | None:
        """None where the library, its Chinese language or Pillow is not installed."""
        from importlib.util import find_spec

        data = next((each for each in _DATA if Path(each, f"{_LANGUAGE}.traineddata").is_file()), None)
        library = installed_library(_LIBRARIES)
        return cls(library, data) if library and data and find_spec("PIL") else None

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 50 if media_type in TYPES or media_type == "application/pdf" else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        return read(self, source, context)

    def read_page(self, picture: Image, number: int) -> ReadPage:
        """Lines in the order in which tesseract reads them."""
        library, engine = self._started()
        grey = picture.convert("L")
        library.TessBaseAPISetImage(engine, grey.tobytes(), grey.width, grey.height, 1, grey.width)
        library.TessBaseAPISetSourceResolution(engine, _DOTS)
        try:
            if library.TessBaseAPIRecognize(engine, None):
                return ReadPage((), 1.0)
            lines = list(_lines(library, engine))
        finally:
            library.TessBaseAPIClear(engine)
        characters = sum(len(text) for text, _ in lines)
        sure = sum(len(text) * sure for text, sure in lines) / characters if characters else 1.0
        return ReadPage(tuple(Block(text, page=number) for text, _ in lines), sure)

    def _started(self) -> tuple[Any, Any]:
        if self._loaded is None:
            os.environ["OMP_THREAD_LIMIT"] = "1"
            library = _declared(ctypes.CDLL(self._library))
            engine = ctypes.c_void_p(library.TessBaseAPICreate())
            if library.TessBaseAPIInit3(engine, self._data.encode(), _LANGUAGE.encode()):
                raise ParseFailed(Outcome.UNSUPPORTED, N_("The language of tesseract cannot be loaded."))
            library.TessBaseAPISetPageSegMode(engine, _PAGE_SEGMENTATION)
            self._loaded = library, engine
        return self._loaded


def _lines(library: Any, engine: Any) -> Any:
    """Text and confidence of each line."""
    found = library.TessBaseAPIGetIterator(engine)
    if not found:
        return
    found = ctypes.c_void_p(found)
    try:
        while True:
            raw = library.TessResultIteratorGetUTF8Text(found, _LINE)
            if raw:
                text = closed(" ".join(ctypes.string_at(raw).decode("utf-8", "replace").split()))
                library.TessDeleteText(ctypes.c_void_p(raw))
                if text:
                    yield text, library.TessResultIteratorConfidence(found, _LINE) / 100.0
            if not library.TessResultIteratorNext(found, _LINE):
                return
    finally:
        library.TessResultIteratorDelete(found)


def _declared(library: Any) -> Any:
    """The functions that are used, with their types: pointers are longer than ctypes' default."""
    pointer, number = ctypes.c_void_p, ctypes.c_int
    for name, answer, arguments in (
        ("TessBaseAPICreate", pointer, ()),
        ("TessBaseAPIInit3", number, (pointer, ctypes.c_char_p, ctypes.c_char_p)),
        ("TessBaseAPISetPageSegMode", None, (pointer, number)),
        ("TessBaseAPISetImage", None, (pointer, ctypes.c_char_p, number, number, number, number)),
        ("TessBaseAPISetSourceResolution", None, (pointer, number)),
        ("TessBaseAPIRecognize", number, (pointer, pointer)),
        ("TessBaseAPIClear", None, (pointer,)),
        ("TessBaseAPIGetIterator", pointer, (pointer,)),
        ("TessResultIteratorGetUTF8Text", pointer, (pointer, number)),
        ("TessResultIteratorConfidence", ctypes.c_float, (pointer, number)),
        ("TessResultIteratorNext", number, (pointer, number)),
        ("TessResultIteratorDelete", None, (pointer,)),
        ("TessDeleteText", None, (pointer,)),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = answer, list(arguments)
    return library
