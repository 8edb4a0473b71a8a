"""What lower rooms remark while a command works, on stderr and in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archive.cli.error_words import said
from archive.cli.escape import visible
from archive.cli.language import _, render
from archive.errors import ArchiveError

if TYPE_CHECKING:
    from archive.cli.screen import Screen

__all__ = ["notices"]


@contextmanager
def notices(screen: Screen) -> Iterator[None]:
    """Within the block, warnings of the archive's own rooms are notes on the screen, one line each."""
    logger, handler = logging.getLogger("archive"), _Notices(screen)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


class _Notices(logging.Handler):
    def __init__(self, screen: Screen) -> None:
        super().__init__(logging.WARNING)
        self._screen = screen

    def emit(self, record: logging.LogRecord) -> None:
        facts = record.args if isinstance(record.args, tuple) else ()
        words = str(record.msg)
        # The bare placeholder carries an error that has its own words.
        template = words if words == "%s" else _(words)
        self._screen.note(template % tuple(_fact(each) for each in facts))


def _fact(value: object) -> str:
    return said(value).what if isinstance(value, ArchiveError) else visible(render(str(value)))
