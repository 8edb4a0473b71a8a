"""The shapes that plugins fill and that the core hands to plugins.

Everything here is a Protocol: a plugin needs no base class. `archive.testing` has a
contract suite for each, which a plugin's author subclasses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol

from archive.model.hit import EnginePage, IndexDocument
from archive.model.parsed import Outcome, ParsedDocument

if TYPE_CHECKING:
    from archive.model.record import Part, Record, UnitRef
    from archive.model.unit import Unit
    from archive.text.query import Node

__all__ = [
    "Anchor", "AnchorReceipt", "AnchorRefusal", "AnchorStatement", "ChildSink", "DocumentView", "Documents",
    "EngineFactory", "ExportSource", "Exporter", "Grouping", "Order", "ParseContext", "ParseFailed", "Parser",
    "QualityCheck", "QualityVerdict", "RetentionRule", "RetentionVerdict", "SearchEngine", "UnitDirectory",
]  # fmt: skip


class ParseFailed(Exception):
    """Raised by a parser that cannot read a file, with the true outcome and the reason in words."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        self.outcome = outcome
        self.reason = reason
        super().__init__(reason)


def _unheard() -> None:
    """Where nobody waits for pages."""


@dataclass(frozen=True, slots=True)
class ParseContext:
    """What a parser is told besides the bytes."""

    media_type: str
    """By content; one of the types for which `score` answered."""
    name: str
    """File name, for messages only: never to decide by."""
    max_characters: int
    """Text beyond this is cut and the outcome is partial."""
    children: ChildSink | None = None
    """Takes documents inside this one as they are read; None: return them in `ParsedDocument.children`.

    Either may be used. What holds many or large ones should use this: memory does not grow with them then.
    """
    page_done: Callable[[], None] = _unheard
    """To be called after each page by a parser that is slow: the limits on time are those of one page then."""


class ChildSink(Protocol):
    """Takes children one after another: `begin`, `write` as often as needed, `end`."""

    def begin(self, name: str, media_type: str | None = None) -> bool:
        """Open a child; False where there may be no more of them, and then there is none to write to."""

    def write(self, data: bytes) -> bool:
        """Its next bytes; False where they are more than there is room for, and then it is to be given up."""

    def end(self, *, keep: bool = True) -> None:
        """Close the child. With `keep` False it is forgotten: it was damaged or too large."""


class Parser(Protocol):
    """Reads one family of formats. Runs in a sandboxed worker: no network, limited memory and time.

    The instance is made once a worker and must import heavy libraries inside `parse`.

    A parser that takes seconds a page (OCR) says so with an attribute `slow = True`: it is not asked when
    a file comes in, but later, for what waits in the queue for OCR, in a worker of low priority with
    larger limits. One that reads files beside Python's own (models) names their folders in an attribute
    `folders`, a tuple of absolute paths, since nothing else exists in a worker.
    """

    name: str
    version: str
    """Changes whenever the same bytes may give another text: it goes into the ledger."""

    def score(self, media_type: str, head: bytes) -> int | None:
        """How well this parser fits; None for not at all. No I/O.

        `head` is the first 4,096 bytes or fewer. First-party parsers answer 100, and 50 for a
        second try. Highest first; ties in the order of names.
        """

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        """Read `source` (seekable, at 0, read-only). Raise `ParseFailed` with the true outcome.

        Any other exception means corrupt, and the next parser is tried.
        """


class UnitDirectory(Protocol):
    """The units of the archive, as a recogniser may ask for them."""

    def by_code(self, code: str) -> Unit | None:
        """The unit that bears or bore this code (folded: width, case, spaces)."""

    def by_name(self, name: str) -> Sequence[Unit]:
        """Every unit that bears or bore exactly this name or alias, folded as for search, white space removed."""


class DocumentView(Protocol):
    """A received document as ask-hooks see it."""

    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def document(self) -> ParsedDocument | None:
        """None if nothing could be read."""

    @property
    def text(self) -> str:
        """The stored text, empty if nothing could be read."""

    @property
    def received_at(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RetentionVerdict:
    """What one rule says of one record."""

    years: int | None
    """None: permanent."""
    trigger: str
    """The day from which the period runs, in words or as a field (`date`, `closed`)."""
    basis: str
    """Law and article, or the schedule's row."""
    verified: bool
    """Whether the text of the basis was read, or the row is a default to be overridden."""
    months: int = 0
    """Further months; ignored where the period is for ever."""
    starts: str | None = None
    """The day from which the period runs, YYYY-MM-DD; None where the record does not say it."""


class RetentionRule(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...

    def verdict(self, record: Record) -> RetentionVerdict | None:
        """None where the rule does not speak. Pure: same record, same answer."""


@dataclass(frozen=True, slots=True)
class QualityVerdict:
    """What a check of a record says."""

    outcome: Literal["pass", "fail", "skip"]
    """`skip` where it does not apply or could not be made; it never counts as passed."""
    reason: str
    """In words; empty only where it passed."""


class QualityCheck(Protocol):
    """A check beside the 38 of the four properties (DA/T 70)."""

    name: str
    version: str
    zh: str
    en: str
    dimension: str
    """authenticity, integrity, usability or security."""
    stages: str
    """Letters of the stages at which it is made: A accession, T transfer, P preservation."""

    def look(self, record: Record, text: str) -> QualityVerdict:
        """`text` is what was read of the original, empty if nothing. Pure: the same arguments, the same answer."""


class ExportSource(Protocol):
    """All that an exporter may touch: read-only, and only what was selected.

    Texts and files of a record are cheap to ask for while `records` gives it, and dearer later.
    """

    @property
    def home(self) -> str:
        """Id of the archive's home."""

    @property
    def masked(self) -> bool:
        """Whether personal data is starred out of all that is given but originals and events."""

    def records(self) -> Iterator[Record]:
        """The selected records in the order of accession; each call begins anew."""

    def unit(self, unit_id: str) -> UnitRef: ...
    def category(self, key: str) -> str:
        """Chinese name of a category; the key where nobody knows it."""

    def described(self, record: Record) -> Mapping[str, object]:
        """The object of `archive show --json` (docs/scripting.md)."""

    def text(self, record: Record) -> str: ...
    def open_original(self, record: Record) -> BinaryIO: ...
    def open_part(self, record: Record, part: Part) -> BinaryIO: ...
    def events(self, record: Record) -> Sequence[Mapping[str, object]]:
        """The record's events, envelope and payload, in the order of the ledger."""


class Exporter(Protocol):
    """Writes a selection into a new file or folder. Same records, same bytes: no clock, no chance, no set order.

    One whose format has a place for records that were destroyed (state `disposed`: their metadata and hash, no bytes)
    says so with an attribute `tombstones = True`; it is given none otherwise.
    """

    name: str
    version: str
    description: str
    """One line for `archive plugins`."""

    def export(self, source: ExportSource, target: Path) -> None:
        """Write `target`, which does not exist yet. Nothing that it writes may change the home.

        It lies in a private folder and gets its name when it is whole and durable: no need to flush or to clean up.
        """


@dataclass(frozen=True, slots=True)
class AnchorStatement:
    """What is to be kept outside: the newest checkpoint, and how it stands to earlier ones."""

    home: str
    """Id of the home."""
    note: str
    """The signed checkpoint, as it is."""
    size: int
    """Events under it."""
    root: str
    """Base64."""
    sm3: str | None
    """SM3 of the signed lines, hex; None where this machine has no SM3."""
    time: str
    """Now by the clock of this machine, UTC."""
    key: bytes
    """Public key that signed it, PEM."""
    language: str
    """zh or en."""
    certificate: bytes | None
    """PEM that the settings name for this place."""
    follows: Callable[[str], str | None]
    """Why the ledger does not go on from an earlier checkpoint (its text); None if it does."""


@dataclass(frozen=True, slots=True)
class AnchorReceipt:
    """It may be kept, or is."""

    where: str
    time: str
    """UTC, as events have it."""
    outside: bool = False
    """Whether `time` is what somebody else's clock says."""
    token: bytes | None = None
    """What the outside gave back; it becomes an object."""
    checked: bool = False
    """Whether the token was verified against `certificate`."""
    files: Mapping[Path, bytes] | None = None
    """To be written by the archive, durably, each in one step in the place of what is there."""


@dataclass(frozen=True, slots=True)
class AnchorRefusal:
    """It is not kept, and why."""

    reason: str
    damaged: bool = False
    """Whether what is kept there contradicts this ledger."""


class Anchor(Protocol):
    """Keeps checkpoints outside, so that who can rewrite the home cannot rewrite them."""

    name: str
    version: str
    description: str
    """One line for `archive plugins`."""

    def place(self, statement: AnchorStatement, where: str) -> AnchorReceipt | AnchorRefusal:
        """Keep the statement at `where` (a folder, file or address). Look first at what is kept there already.

        May take 60 seconds. Whatever is raised counts as a refusal.
        """


Order = Literal["relevance", "date", "date-reverse", "received", "unit"]
"""`date` is newest first, undated last; `date-reverse` oldest first, undated last; `received` latest first;
`unit` puts the records of one unit (their first) together, newest first, those without a unit last.
Ties are broken by `IndexDocument.order`, latest first except in `date-reverse`."""

Grouping = Literal["category", "unit", "year", "person", "state"]

Documents = Callable[[Sequence[str]], Iterable[IndexDocument]]
"""The documents of these records as they are now; records that are not to be found are left out."""


class SearchEngine(Protocol):
    """A full-text index: a projection of the outbox that can be thrown away.

    Every engine analyses text with `archive.text` and answers the definition of a match in
    `docs/search.md` exactly; the naive oracle in `archive.search` is the reference.
    """

    def apply(self, documents: Iterable[IndexDocument], removed: Iterable[str], position: int) -> None:
        """Put and replace `documents`, drop `removed`, and become visible in one step.

        `position` is the outbox position that this brings the index to. Repeating a call is harmless.
        """

    def position(self) -> int:
        """The outbox position of the last visible step, 0 for an empty index."""

    def search(self, query: Node, *, limit: int, offset: int = 0, order: Order = "relevance") -> EnginePage: ...
    def count(self, query: Node) -> int: ...
    def facets(self, query: Node, by: Grouping) -> Mapping[str, int]:
        """Hits a value (unit ids, years as YYYY); records without a value are under ''."""

    def ids(self, query: Node) -> Iterator[str]:
        """Every hit once, in no promised order."""

    def close(self) -> None: ...


class EngineFactory(Protocol):
    """What a plugin offers for a search engine."""

    name: str
    version: str

    def open(self, folder: Path, *, readonly: bool, documents: Documents) -> SearchEngine:
        """Open the index in `folder`, making an empty one there unless `readonly`.

        `documents` gives the texts against which quoted texts are verified. The folder is one that this
        home made itself: `archive.search.generations` sees to that before an engine reads a byte of it.
        Raise FileNotFoundError if `readonly` and there is none, errors.IndexDamaged if it cannot be read.
        """


Command = Callable[[], object]
