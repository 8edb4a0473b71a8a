"""rapidocr: models that come in its wheel, run by onnxruntime, without network."""

from __future__ import annotations

import os
from importlib.util import find_spec
from statistics import median
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from archive_plugins.ocr.document import ReadPage, read
from archive_plugins.ocr.lines import Piece, in_lines, turned
from archive_plugins.ocr.picture import TYPES
from archive_plugins.ocr.ruled import Ruled

from archive.hooks.contracts import ParseContext
from archive.model.parsed import ParsedDocument

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["RapidParser"]

_NEEDED = ("rapidocr", "onnxruntime", "PIL", "numpy")
_LEAST = 0.5
"""A piece of which the engine is less sure is more often a stamp or a stain than a word."""
_TALL = 1.5
"""Height over width from which on a piece stands upright on a turned page; as rapidocr has it."""


class RapidParser:
    """The better one: photographs, faxes, turned pages; about 3 seconds and 900 MB a page."""

    name = "rapidocr"
    slow = True
    folders: tuple[str, ...] = ()

    def __init__(self, version: str) -> None:
        self.version = version
        self._engine: Any = None

    @classmethod
    def if_installed(cls) -> Self | None:
        """None where the extra is not installed."""
        if not all(map(find_spec, _NEEDED)):
            return None
        from importlib.metadata import version

        return cls(f"1+{version('rapidocr')}")

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type in TYPES or media_type == "application/pdf" else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        return read(self, source, context)

    def read_page(self, picture: Image, number: int) -> ReadPage:
        """Find the pieces, turn them upright, read them, and put them in order."""
        import numpy as np

        engine = self._started()
        points = np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])
        pieces, quarters = _pieces(engine, points)
        height, width = points.shape[:2]
        upright = turned(pieces, quarters, width, height)
        ruled = Ruled(np.ascontiguousarray(np.rot90(points, quarters)), _line_height(upright)) if upright else None
        blocks = tuple(in_lines(upright, number, ruled))
        characters = sum(len(piece.text) for piece in pieces)
        sure = sum(len(piece.text) * piece.sure for piece in pieces) / characters if characters else 1.0
        return ReadPage(blocks, sure)

    def _started(self) -> Any:
        """The engine, with one thread: several workers share the machine."""
        if self._engine is None:
            os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
            import cv2
            from rapidocr import RapidOCR

            cv2.setNumThreads(1)
            runtime = "EngineConfig.onnxruntime."
            self._engine = RapidOCR(
                params={
                    "Global.log_level": "critical",
                    f"{runtime}intra_op_num_threads": 1,
                    f"{runtime}inter_op_num_threads": 1,
                }
            )
        return self._engine


def _pieces(engine: Any, points: Any) -> tuple[list[Piece], int]:
    """The pieces where they stand on the picture, and by how many quarters it must be turned to be upright."""
    from rapidocr.main import RapidOCRError
    from rapidocr.utils.process_img import map_boxes_to_original

    height, width = points.shape[:2]
    shrunk, record = engine.preprocess_img(points)
    try:
        crops, found = engine.detect_and_crop(shrunk, record)
        images, upright = engine.cls_and_rotate(crops)
        texts = engine.recognize_txt(images)
    except RapidOCRError:  # there is nothing on it
        return [], 0
    boxes = map_boxes_to_original(found.boxes, record, height, width)
    flipped = ["180" in label and sure > engine.text_cls.cls_thresh for label, sure in upright.cls_res]
    votes = [0.0, 0.0, 0.0, 0.0]
    pieces = []
    for box, text, sure, upside_down in zip(boxes, texts.txts, texts.scores, flipped, strict=True):
        corners = tuple((float(x), float(y)) for x, y in box)
        if sure < _LEAST or not text.strip():
            continue
        pieces.append(Piece(text.strip(), float(sure), corners))
        if len(text.strip()) > 1:
            votes[_quarters(corners, upside_down=upside_down)] += len(text)
    return pieces, votes.index(max(votes))


def _line_height(pieces: list[Piece]) -> float:
    return median(max(1.0, piece.corners[3][1] - piece.corners[0][1]) for piece in pieces)


def _quarters(corners: tuple[tuple[float, float], ...], *, upside_down: bool) -> int:
    wide = max(abs(corners[1][0] - corners[0][0]), abs(corners[2][0] - corners[3][0]))
    high = max(abs(corners[3][1] - corners[0][1]), abs(corners[2][1] - corners[1][1]))
    tall = high >= _TALL * max(1.0, wide)
    return (3 if upside_down else 1) if tall else (2 if upside_down else 0)
