"""The hook specifications: everything a plugin may do, to be read from top to bottom.

*Offer* hooks run once when a home is opened and return objects. *Ask* hooks run for each
document in the intake process, must be pure, and their answers go into the ledger with the
plugin's name and version. *Tell* hooks run after the fact; a failure changes nothing.

The order of answers is by score or confidence and then by plugin name, never by
registration. A plugin that raises, exits or cannot be imported is named in
`archive plugins` and in the log, and the others go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from archive.hooks.contracts import DocumentView, EngineFactory, Exporter, Parser, RetentionRule, UnitDirectory
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
    """Parsers for formats. Called once in each parser worker, and once by `archive plugins`."""


@hookspec
def archive_categories() -> Iterable[Category]:
    """Categories beside the six built-in ones. Called when a home is opened for intake or shown.

    A key that is taken already is refused and the plugin is reported as broken.
    """


@hookspec
def archive_search_engines() -> Iterable[EngineFactory]:
    """Search engines, chosen by name with `engine` in archive.toml. Called when a home is opened to search."""


@hookspec
def archive_retention_rules() -> Iterable[RetentionRule]:
    """Rules that say how long a record is kept. Called when retention is asked for."""


@hookspec
def archive_exporters() -> Iterable[Exporter]:
    """Formats in which records are handed over. Called by export and by `archive plugins`."""


@hookspec
def archive_commands() -> Mapping[str, str]:
    """Commands for the command line: name -> "package.module:attribute" of a click command.

    Called by every start of the command line, so return a literal: the module is imported
    only when its command is run. A name of a built-in command is refused.
    """


# Ask


@hookspec
def archive_screen(document: DocumentView) -> SecrecyMark | None:
    """Does this document bear a mark of state secrecy? Any mark isolates the record."""


@hookspec
def archive_place(document: DocumentView, units: UnitDirectory) -> Iterable[Proposal]:
    """Which unit is the document addressed to, and which category is it? Asked for every document.

    Called in the intake process between parsing and filing. Return proposals for `unit_code`,
    `unit`, `unit_name` and `category`; a unit that is only mentioned is not proposed.
    """


@hookspec
def archive_describe(document: DocumentView, units: UnitDirectory) -> Description | None:
    """Title, number, dates, people, deadlines and links, as read from the document.

    Called after `archive_place`, also for documents that stay unfiled.
    """


# Tell


@hookspec
def archive_filed(record: Record) -> None:
    """A record was filed or stayed unfiled. Called in the intake process after the commit."""
