"""Text as it may be stored: lines without NUL, CR, lone surrogates and other controls."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.errors import N_
from archive.model.parsed import Block, Child, Outcome, ParsedDocument, Role
from archive.parsing.limits import Limits

__all__ = ["MORE_CHILDREN", "child_name", "clean_document", "clean_text", "is_document"]

MORE_CHILDREN = N_("It holds more documents than can be taken out; the others were left inside.")

_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BAD = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]+")
_METADATA_CHARACTERS = 2_000
_METADATA_FIELDS = 100
_WARNINGS = 50
_PATH_CHARACTERS = 1_000


def clean_text(text: str) -> str:
    """One line: breaks become a space, surrogate pairs are joined, lone ones become U+FFFD, controls go."""
    if text.isprintable():
        return text
    text = _SURROGATE.sub(_pairs, text)
    return _BAD.sub("", _BREAKS.sub(" ", text))


def _pairs(found: re.Match[str]) -> str:
    return found.group().encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _lines(block: Block) -> Iterable[Block]:
    """The block as lines; a table row stays one line."""
    if block.role is Role.TABLE or not _BREAKS.search(block.text):
        text = clean_text(block.text).rstrip()
        if text:
            yield block if text == block.text else Block(text, block.role, block.page, block.row)
        return
    for line in _BREAKS.split(block.text):
        text = clean_text(line).rstrip()
        if text:
            yield Block(text, block.role, block.page)


def clean_document(document: ParsedDocument, limits: Limits) -> ParsedDocument:
    """The document as it may be stored, cut to the limits; then its outcome is partial and a warning says so."""
    blocks: list[Block] = []
    warnings = [clean_text(warning)[:_METADATA_CHARACTERS] for warning in document.warnings[:_WARNINGS]]
    room = limits.max_characters
    outcome = document.outcome
    for line in (line for block in document.blocks for line in _lines(block)):
        if len(line.text) + 1 > room or len(blocks) >= limits.max_blocks:
            blocks.append(Block(line.text[:room], line.role, line.page, line.row))
            warnings.append(N_("The text is longer than the limit and was cut."))
            outcome = Outcome.PARTIAL
            break
        blocks.append(line)
        room -= len(line.text) + 1
    children = _children(document.children, limits)
    if len(children) < len(document.children):
        warnings.append(MORE_CHILDREN)
        outcome = Outcome.PARTIAL if outcome is Outcome.OK else outcome
    metadata = {
        clean_text(key)[:100]: clean_text(value)[:_METADATA_CHARACTERS]
        for key, value in list(document.metadata.items())[:_METADATA_FIELDS]
    }
    return ParsedDocument(tuple(blocks), metadata, document.pages, outcome, tuple(warnings), children,
                          max(0, document.pictures))  # fmt: skip


def _children(children: tuple[Child, ...], limits: Limits) -> tuple[Child, ...]:
    kept: list[Child] = []
    room = limits.children_bytes
    for child in children:
        if len(child.data) > room or len(kept) >= limits.children:
            continue
        room -= len(child.data)
        media_type = None if child.media_type is None else clean_text(child.media_type)[:255]
        kept.append(Child(child_name(child.name), child.data, media_type))
    return tuple(kept)


def child_name(name: str) -> str:
    """A child's name or path as it may be stored. Of one over 1,000 characters the end is kept: it says most."""
    return clean_text(name)[-_PATH_CHARACTERS:]


def is_document(value: object) -> bool:
    """Whether what a parser returned is a ParsedDocument through and through."""
    return (
        isinstance(value, ParsedDocument)
        and isinstance(value.blocks, tuple)
        and all(
            isinstance(block, Block)
            and isinstance(block.text, str)
            and isinstance(block.role, Role)
            and (block.page is None or isinstance(block.page, int))
            for block in value.blocks
        )
        and all(isinstance(key, str) and isinstance(item, str) for key, item in value.metadata.items())
        and (value.pages is None or isinstance(value.pages, int))
        and type(value.pictures) is int
        and isinstance(value.outcome, Outcome)
        and isinstance(value.warnings, tuple)
        and all(isinstance(warning, str) for warning in value.warnings)
        and isinstance(value.children, tuple)
        and all(
            isinstance(child, Child) and isinstance(child.name, str) and isinstance(child.data, bytes)
            for child in value.children
        )
    )
