"""One document through the parsers that fit, best first: what runs inside a worker."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import BinaryIO

from archive.errors import N_
from archive.hooks.contracts import ChildSink, ParseContext, ParseFailed, Parser
from archive.model.parsed import Attempt, Outcome, ParsedDocument, ParseReport
from archive.parsing import gates
from archive.parsing.cleaning import clean_document, clean_text, is_document
from archive.parsing.limits import Limits
from archive.parsing.sniff import sniff

__all__ = ["HEAD_BYTES", "Watcher", "candidates", "parse"]

HEAD_BYTES = 4096
"""As much of a file as `Parser.score` is shown."""
_FINAL = frozenset({Outcome.ENCRYPTED, Outcome.NEEDS_OCR, Outcome.LIMIT})
"""Outcomes that another parser could not better."""
_REASON_CHARACTERS = 300


class Watcher:
    """Is told how a parse goes on; this one does nothing."""

    children: ChildSink | None = None
    """Takes the children that parsers hand on while they read."""

    def trying(self, media_type: str, parser: Parser) -> None:
        """`parser` is about to be tried."""

    def progress(self) -> None:
        """The parser has done one of many pages."""

    def shaken(self) -> None:
        """A parser ended in SystemExit, a Rust panic or want of memory: its process should not be used for long."""


def candidates(parsers: Sequence[Parser], media_type: str, head: bytes) -> list[Parser]:
    """The parsers that take the type, best first, ties by name. A `score` that fails takes nothing."""
    scored = []
    for parser in parsers:
        try:
            score = parser.score(media_type, head)
        except Exception:  # noqa: BLE001, S112 - a plugin's fault must not stop the others
            continue
        if isinstance(score, int):
            scored.append((-score, parser.name, parser))
    scored.sort(key=lambda entry: entry[:2])
    return [parser for _, _, parser in scored]


def parse(
    source: BinaryIO,
    name: str,
    parsers: Sequence[Parser],
    limits: Limits,
    *,
    skip: Collection[str] = (),
    watcher: Watcher | None = None,
) -> ParseReport:
    """Read `source` with the first parser that can; every try is in the report.

    `skip` names parsers that are not to be tried (they killed a worker over this file);
    Raise OSError only where the file cannot be read; whatever a parser raises becomes an outcome.
    """
    watcher = watcher or Watcher()
    media_type = sniff(source)
    try:
        gates.check(source, media_type)
    except ParseFailed as failed:
        return ParseReport(failed.outcome, media_type, (), None, failed.reason)
    head = source.read(HEAD_BYTES)
    context = ParseContext(media_type, name, limits.max_characters, watcher.children, page_done=watcher.progress)
    attempts: list[Attempt] = []
    for parser in candidates(parsers, media_type, head):
        if parser.name in skip:
            continue
        watcher.trying(media_type, parser)
        source.seek(0)
        attempt, document = _try(parser, source, context, limits, watcher)
        attempts.append(attempt)
        if document is not None:
            return ParseReport(attempt.outcome, media_type, tuple(attempts), document, attempt.reason)
        if attempt.outcome in _FINAL:
            break
    if not attempts:
        return ParseReport(Outcome.UNSUPPORTED, media_type, (), None, N_("There is no parser for this kind of file."))
    last = _telling(attempts)
    return ParseReport(last.outcome, media_type, tuple(attempts), None, last.reason)


def _telling(attempts: list[Attempt]) -> Attempt:
    """The attempt that says most of why nothing could be read."""
    known = [attempt for attempt in attempts if attempt.outcome is not Outcome.UNSUPPORTED]
    return known[-1] if known else attempts[-1]


def _try(
    parser: Parser, source: BinaryIO, context: ParseContext, limits: Limits, watcher: Watcher
) -> tuple[Attempt, ParsedDocument | None]:
    def attempt(outcome: Outcome, reason: str | None) -> Attempt:
        words = clean_text(reason)[:_REASON_CHARACTERS] if reason else None
        return Attempt(parser.name, parser.version, outcome, words)

    try:
        document = parser.parse(source, context)
        if not is_document(document):
            return attempt(Outcome.CORRUPT, N_("The parser returned something that is no document.")), None
        clean = clean_document(document, limits)
    except ParseFailed as failed:
        return attempt(failed.outcome, str(failed.reason)), None
    except MemoryError:
        watcher.shaken()
        return attempt(Outcome.LIMIT, N_("Reading the file took more memory than it may.")), None
    except ImportError as error:
        return attempt(Outcome.UNSUPPORTED, f"{N_('The parser is not completely installed:')} {error}"), None
    except RecursionError:
        return attempt(Outcome.CORRUPT, N_("The file is nested too deeply.")), None
    except BaseException as error:  # noqa: BLE001 - SystemExit and a Rust panic are no Exception
        if not isinstance(error, Exception):
            watcher.shaken()
        return attempt(Outcome.CORRUPT, f"{type(error).__name__}: {error}"), None
    reason = None
    if clean.outcome is not Outcome.OK:
        reason = clean.warnings[0] if clean.warnings else _WORDS.get(clean.outcome)
    return attempt(clean.outcome, reason), clean


_WORDS = {
    Outcome.PARTIAL: N_("Some parts of the file could not be read."),
    Outcome.NEEDS_OCR: N_("The file shows its text as pictures only."),
    Outcome.ENCRYPTED: N_("The document is protected by a password."),
}
