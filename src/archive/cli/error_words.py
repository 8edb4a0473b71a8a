"""An error in the reader's language: what happened, and what to do."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from archive.cli.escape import visible
from archive.cli.language import _, render
from archive.errors import ArchiveError

__all__ = ["Said", "said"]


class Said(NamedTuple):
    what: str
    advice: str


def said(error: ArchiveError) -> Said:
    """Both sentences with their facts filled in; what comes from documents and file names is made visible."""
    facts = {name: _fact(value) for name, value in error.facts.items()}
    return Said(_filled(_(error.what), facts), _filled(_(error.advice), facts))


def _filled(template: str, facts: Mapping[str, str]) -> str:
    """The template with its facts; a fact that ends its own sentence is not given a second full stop."""
    words = template.format(**facts)
    return words[:-1] if words.endswith(("..", "。。", "。.", ".。")) else words


def _fact(value: object) -> str:
    return visible(render(os.fsdecode(value) if isinstance(value, bytes) else str(value)))
