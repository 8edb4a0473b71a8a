"""The lines drawn on a page: whether one runs between two pieces of text, which parts the cells of a table.

Asked piece by piece and not worked out for the page, so that a page that lies askew or was photographed from the
side is judged where the pieces stand.
"""

from __future__ import annotations

from typing import Any

__all__ = ["Box", "Ruled"]

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in points of the picture."""
_PART = 0.7
"""So much of the way between two pieces has to be drawn."""
_LEAST = 12


class Ruled:
    """The upright and flat lines of one picture."""

    def __init__(self, points: Any, height: float) -> None:
        """`points` is the picture in colours; `height` is that of a line of text in it."""
        import cv2

        grey = cv2.cvtColor(points, cv2.COLOR_BGR2GRAY)
        ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
        ink = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, (2, 2)))
        long = max(_LEAST, round(1.6 * height))
        rect = cv2.MORPH_RECT
        self._upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(rect, (1, long)))
        self._flat = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(rect, (2 * long, 1)))

    def beside(self, left: Box, right: Box) -> bool:
        """Whether an upright line parts two pieces of one line of text."""
        top, bottom = max(left[1], right[1]), min(left[3], right[3])
        reach = 0.3 * (bottom - top)
        return _drawn(self._upright, (left[2] - reach, top, right[0] + reach, bottom), axis=1)

    def beneath(self, upper: Box, lower: Box) -> bool:
        """Whether a flat line parts a piece and one beneath it."""
        left, right = max(upper[0], lower[0]), min(upper[2], lower[2])
        region = (left, (upper[1] + upper[3]) / 2, right, (lower[1] + lower[3]) / 2)
        return _drawn(self._flat, region, axis=0)


def _drawn(mask: Any, region: Box, *, axis: int) -> bool:
    left, top, right, bottom = (max(0, round(edge)) for edge in region)
    part = mask[top : bottom + 1, left : right + 1]
    return bool(part.size) and float(part.any(axis=axis).mean()) >= _PART
