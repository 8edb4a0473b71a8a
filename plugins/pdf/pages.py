"""What both readers of PDF do alike with the pages they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archive.errors import N_
from archive.model.parsed import Block, Child, Outcome, ParsedDocument
from archive.text.health import is_doubtful, strange_letters

__all__ = ["FEW", "Pages", "doubtful_pages"]

FEW = 16
"""A page with fewer characters than this and a picture is taken for a scan (the stamp of a scanning program)."""
_LISTED = 20


@dataclass(slots=True)
class Pages:
    """Gathers pages and says in the end how the reading went."""

    limit: int
    """Characters beyond which no more pages are read."""
    blocks: list[Block] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    """Pages that show a picture and hardly any text."""
    lost: list[int] = field(default_factory=list)
    characters: int = 0
    cut: bool = False

    def add(self, number: int, text: str) -> None:
        """The text of a page, counted from 1."""
        self.add_blocks((Block(line, page=number) for line in text.splitlines() if line.strip()), len(text))

    def add_blocks(self, blocks: Iterable[Block], characters: int) -> None:
        """The blocks of a page, of so many characters together."""
        self.characters += characters
        self.cut = self.characters > self.limit
        self.blocks.extend(blocks)

    def document(
        self, total: int, metadata: dict[str, str], extra: Iterable[Block] = (), children: tuple[Child, ...] = ()
    ) -> ParsedDocument:
        """The document, with the pages that could not be read named in the warnings."""
        warnings = []
        outcome = Outcome.OK
        if self.lost:
            warnings.append(N_("These pages could not be read:") + " " + _listing(self.lost))
            outcome = Outcome.PARTIAL
        if self.pictures:
            warnings.append(N_("These pages show their text as pictures only:") + " " + _listing(self.pictures))
            with_text = {block.page for block in self.blocks} - set(self.pictures)
            outcome = Outcome.PARTIAL if with_text else Outcome.NEEDS_OCR
        doubtful = doubtful_pages(self._texts()) - set(self.pictures)
        if doubtful:
            warnings.append(N_("The letters of these pages cannot be right:") + " " + _listing(sorted(doubtful)))
            outcome = Outcome.PARTIAL
        if self.cut:
            warnings.append(N_("The text is longer than the limit and was cut."))
            outcome = Outcome.PARTIAL
        blocks = (*self.blocks, *extra)
        pictures = len(self.pictures) + len(doubtful)
        return ParsedDocument(blocks, metadata, total, outcome, tuple(warnings), children, pictures)

    def _texts(self) -> dict[int, str]:
        texts: dict[int, list[str]] = {}
        for block in self.blocks:
            texts.setdefault(block.page or 0, []).append(block.text)
        return {page: "\n".join(lines) for page, lines in texts.items()}


def doubtful_pages(texts: Mapping[int, str]) -> set[int]:
    """Pages whose font names the wrong letters, so that their text is not what they show."""
    strange = strange_letters("\n".join(texts.values()))
    return {page for page, text in texts.items() if is_doubtful(text) or not strange.isdisjoint(text)}


def _listing(pages: list[int]) -> str:
    words = ", ".join(str(page) for page in pages[:_LISTED])
    return f"{words} … ({len(pages)})" if len(pages) > _LISTED else words
