"""click's sentences about a wrong call, as a reader of Chinese expects to see them."""

from __future__ import annotations

import re

import click

from archive.cli.escape import visible
from archive.cli.language import _, chosen
from archive.errors import N_

__all__ = ["usage_words"]

_TYPES = (N_("integer range"), N_("float range"), N_("integer"), N_("float"), N_("boolean"))
"""Names of types, which click sets into its sentences as they are; the longer ones first."""


def usage_words(error: click.ClickException) -> str:
    """What is wrong with the call, in one line; in Chinese with its own quotation marks and full stop."""
    words = visible(error.format_message()).replace("\\n\\t", " ")
    if chosen() != "zh":
        return words
    for name in _TYPES:
        words = re.sub(rf" ?\b{name}\b(?=[.。]?$)", _(name), words)
    words = re.sub(r"(?<!\w)'([^']*)'", r"“\1”", words)
    words = re.sub(r" ?(“[^”]*”) ?", r"\1", words).replace("”,“", "”、“").replace("”/“", "”或“")
    return words.rstrip(".。") + "。"
