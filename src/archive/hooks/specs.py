"""The hook specifications: everything a plugin may do, to be read from top to bottom.

*Offer* hooks run once when a home is opened and return objects. *Ask* hooks run for each
document in the intake process, must be pure, and their answers go into the ledger with the
plugin's name and version. *Tell* hooks run after the fact; a failure changes nothing.

The order of answers is by score or confidence and then by plugin name, never by
registration. A plugin that raises, exits or cannot be imported is named in
`archive plugins` and in the log, and the others go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from archive.hooks.contracts import (
        Anchor,
        DocumentView,
        EngineFactory,
        Exporter,
        Parser,
        QualityCheck,
        RetentionRule,
        UnitDirectory,
    )
    from archive.model.category import Category
    from archive.model.placement import Description, Proposal, SecrecyMark
    from archive.model.record import Record

__all__ = ["PROJECT", "hookimpl", "hookspec"]

PROJECT = "archive"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


# Offer


@hookspec
def archive_parsers() -> Iterable[Parser]:
    """Parsers for formats.

    What lies inside a document goes to `ParseContext.children`, or into `ParsedDocument.children`, and becomes a
    record of its own. The metadata key `container` says that folders in the children's names mean what folders in
    an inbox mean, and that the document itself is no form.

    Called: once in each parser worker when it starts, and by `archive plugins` and `doctor`.
    Process: the sandboxed workers and the command's own; nothing is shared between them.
    Return: parsers, each with a name that no other parser has; import heavy libraries in `parse`.
    Raise: nothing; whatever is raised takes this plugin's parsers out of that process.
    """


@hookspec
def archive_categories() -> Iterable[Category]:
    """Categories beside the six built-in ones.

    Called: when a home is opened for intake, and when a category is named or shown. The answer
    is remembered until the plugin's version or source changes, so it must not depend on settings.
    Process: the command's own.
    Return: categories. One whose key or title is taken already is refused, and the plugin is
    reported by `archive plugins`; an alias that is another category's is left out.
    Raise: nothing; whatever is raised means no categories of this plugin.
    """


@hookspec
def archive_search_engines() -> Iterable[EngineFactory]:
    """Search engines, chosen by name with `engine` in archive.toml.

    Called: when a home is opened to search or to follow the index. A plugin named like its engine,
    or like its engine and `_engine`, is found without importing any other.
    Process: the command's own.
    Return: factories; none where the engine's library is not installed. Import the library in `open`.
    Raise: nothing; whatever is raised means no engine of this plugin.
    """


@hookspec
def archive_synonyms() -> Iterable[Sequence[str]]:
    """Groups of words that mean exactly the same, by which queries are widened.

    Called: by a search that is not `--exact`. The answer is remembered until the plugin's version or
    source changes.
    Process: the command's own.
    Return: groups of two or more words. A word in several groups has the synonyms of all of them; the
    groups themselves do not join. What is only related, narrower or wider is no synonym.
    Raise: nothing; whatever is raised means no synonyms of this plugin.
    """


@hookspec
def archive_retention_rules() -> Iterable[RetentionRule]:
    """Rules that say how long a record is kept.

    Called: when retention is asked for.
    Process: the command's own.
    Return: rules, each with a name that no other rule has.
    Raise: nothing; whatever is raised means no rules of this plugin.
    """


@hookspec
def archive_checks() -> Iterable[QualityCheck]:
    """Checks of records beside the 38 of the four properties.

    Called: by `archive check`, and by `archive plugins`.
    Process: the command's own.
    Return: checks, each with a name that no other check has.
    Raise: nothing; whatever is raised means no checks of this plugin. A check whose `look` raises was skipped.
    """


@hookspec
def archive_exporters() -> Iterable[Exporter]:
    """Formats in which records are handed over.

    Called: by an export, and by `archive plugins`.
    Process: the command's own.
    Return: exporters, each with a name that no other exporter has.
    Raise: nothing; whatever is raised means no exporters of this plugin.
    """


@hookspec
def archive_anchors() -> Iterable[Anchor]:
    """Places outside where checkpoints are kept, by name: a folder, a printed page, a time-stamp authority.

    Called: by `archive anchor`, and by `archive plugins`.
    Process: the command's own.
    Return: anchors, each with a name that no other anchor has.
    Raise: nothing; whatever is raised means no anchors of this plugin.
    """


@hookspec
def archive_commands() -> Mapping[str, str]:
    """Commands for the command line: name -> "package.module:attribute" of a click command.

    Called: by a start of the command line, unless the answer is remembered from an earlier one
    (until the plugin's version or source changes).
    Process: the command's own.
    Return: a literal mapping; the module is imported only when its command is run. A name of a
    built-in command, or of another plugin's, is refused.
    Raise: nothing; whatever is raised means no commands of this plugin.
    """


# Ask


@hookspec
def archive_screen(document: DocumentView) -> SecrecyMark | None:
    """Does this document bear a mark of state secrecy? Any mark isolates the record.

    Called: for every document, after parsing and before any other question.
    Process: the intake's own, never in parallel.
    Return: the mark with where it was read, or None.
    Raise: nothing; whatever is raised counts as None and is named in the log.
    """


@hookspec
def archive_place(document: DocumentView, units: UnitDirectory) -> Iterable[Proposal]:
    """Which unit is the document addressed to, and which category is it?

    Called: for every document, after `archive_screen` and before filing.
    Process: the intake's own, never in parallel. Be pure: the same document and units, the same answer.
    Return: proposals for `unit_code`, `unit`, `unit_name` and `category`, each with a confidence
    from 0 to 1 and its reason; a unit that is only mentioned is not proposed. None or nothing if silent.
    Raise: nothing; whatever is raised drops all answers of this plugin to this document.
    """


@hookspec
def archive_describe(document: DocumentView, units: UnitDirectory) -> Description | None:
    """Title, number, dates, people, deadlines and links, as read from the document; further fields of the form, a
    closed list (`archive.model.placement.DETAILS`), as proposals of those names; and what checks of it found. A finding
    stands on the record and refuses nothing. Rows of a register, given in `rows`, become records of their own where
    they concern a registered unit.

    Called: after `archive_place`, also for documents that stay unfiled.
    Process: the intake's own, never in parallel. Be pure.
    Return: a description, or None.
    Raise: nothing; whatever is raised drops the answer of this plugin to this document.
    """


# Tell


@hookspec
def archive_filed(record: Record) -> None:
    """A record was filed or stayed unfiled.

    Called: after the commit, once a record; after a crash between the two it is not called.
    Process: the intake's own; be quick, the next document waits.
    Return: nothing.
    Raise: nothing; whatever is raised is named in the log and changes nothing.
    """
