"""The filters that search and list share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archive.cli.completing import complete_category, complete_unit
from archive.cli.face import option
from archive.cli.language import _
from archive.errors import N_
from archive.model.selection import Selection

if TYPE_CHECKING:
    from archive.api import Archive

__all__ = ["days", "filters", "selection"]

F = TypeVar("F", bound=Callable[..., Any])

_SHOWN = ("received", "filed", "unfiled", "withdrawn", "disposed", "sealed")
"""States one may ask for; what is isolated is shown to nobody."""


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    option(
        "--unit",
        multiple=True,
        metavar=N_("UNIT"),
        shell_complete=complete_unit,
        help=N_("Code or name of the unit, old ones too; may be repeated."),
    ),
    option(
        "--category",
        metavar=N_("CATEGORY"),
        shell_complete=complete_category,
        help=N_("Category, in Chinese, English or by key."),
    ),
    option(
        "--state",
        type=click.Choice([str(state) for state in _SHOWN]),
        multiple=True,
        help=N_("State of the record; may be repeated."),
    ),
    option(
        "--from", "since", metavar=N_("DATE"), help=N_("First day of the document's date: 2024, 2024-06 or 2024-06-01.")
    ),
    option(
        "--to",
        "until",
        metavar=N_("DATE"),
        help=N_("Last day of the document's date, included; a month or a year means all of it."),
    ),
    option("--undated", is_flag=True, help=N_("Only records without a date.")),
    option(
        "--received-from",
        metavar=N_("TIME"),
        help=N_("Received at or after this local time: 2024-06-01 or '2024-06-01 08:30'."),
    ),
    option("--received-to", metavar=N_("TIME"), help=N_("Received up to this local time, included.")),
)


def filters(function: F) -> F:
    """Add the options of a selection to a command; it hands them to `selection`."""
    for decorate in reversed(_OPTIONS):
        function = decorate(function)
    return function


def selection(archive: Archive, options: dict[str, Any]) -> Selection:
    """What the options of `filters` select.

    Raises click.BadParameter for dates that do not exist or run backwards, and what
    `Archive.unit` and `Archive.category` raise.
    """
    since, until, received_since, received_until = _times(options)
    return Selection(
        units=tuple(member for each in options["unit"] for member in archive.unit_family(each)) or None,
        category=archive.category(options["category"]).key if options["category"] else None,
        states=tuple(options["state"]) or None,
        since=since,
        until=until,
        received_since=received_since,
        received_until=received_until,
        undated=options["undated"],
    )


def days(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """First and last day of what `--from` and `--to` say. Raises click.BadParameter."""
    if since is None and until is None:
        return None, None
    from archive.cli.moments import first_day, last_day

    first, last = first_day(since) if since else None, last_day(until) if until else None
    _forwards(first, last, since, until)
    return first, last


def _times(options: dict[str, Any]) -> tuple[str | None, str | None, str | None, str | None]:
    """First and last day of the document, first moment of accession and first moment after."""
    written = [options[name] for name in ("since", "until", "received_from", "received_to")]
    if not any(written):
        return None, None, None, None
    from archive.cli.moments import first_day, last_day, moment_after, moment_of

    readers = (first_day, last_day, moment_of, moment_after)
    since, until, first, after = (read(text) if text else None for read, text in zip(readers, written, strict=True))
    _forwards(since, until, written[0], written[1])
    _forwards(first, after, written[2], written[3])
    if options["undated"] and (since or until):
        raise click.BadParameter(_("a record without a date has none in this period"), param_hint="'--undated'")
    return since, until, first, after


def _forwards(first: str | None, last: str | None, written_first: str | None, written_last: str | None) -> None:
    if first is not None and last is not None and first > last:
        raise click.BadParameter(
            _("the period from {first} to {last} runs backwards").format(first=written_first, last=written_last)
        )
