"""The ways in which `archive search` answers, and which options each takes.

An option that a way does not take is refused: dropped without a word it would seem to have been obeyed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from click.core import ParameterSource

from archive.cli.language import _
from archive.errors import N_, UsageInvalid

__all__ = ["FILTERS", "refuse_idle", "settle_order"]

FILTERS = ("unit", "category", "state", "since", "until", "undated", "received_from", "received_to")
"""Options that say which records are meant."""

_ASKED = frozenset({"query", "saved", "save", *FILTERS})
_LINKED = frozenset({"without", "after"})
_WHOLE = frozenset({"unmask", "purpose"})
_PAGED = frozenset({"limit", "offset", "page"})

_WAYS: Mapping[str, frozenset[str]] = {
    "certify_check": frozenset({"as_json"}),
    "certify": _ASKED | {"output", "exact"},
    "unread": _ASKED | _PAGED | {"count", "as_json"},
    "count": _ASKED | _LINKED | {"exact"},
    "as_csv": _ASKED | _LINKED | _PAGED | _WHOLE | {"exact", "words", "order"},
    "as_json": _ASKED | _LINKED | _PAGED | _WHOLE | {"exact", "words", "order", "facets"},
    "": _ASKED | _LINKED | _PAGED | _WHOLE | {"exact", "words", "order", "facets"},
}
"""By the option that chooses the way: what it takes beside. The first one that is given decides."""


def refuse_idle(context: click.Context, options: Mapping[str, Any]) -> None:
    """Raise click.UsageError for an option on the command line that would do nothing, UsageInvalid for one alone."""
    way = next(name for name in _WAYS if not name or options[name])
    if options["count"] and options["as_json"]:
        raise click.UsageError(_refused(context, "as_json", "count"))
    for name in options:
        if name != way and name not in _WAYS[way] and _given(context, name):
            if name == "output":
                raise UsageInvalid(reason=N_("--certify and -o FILE go together"))
            raise click.UsageError(_refused(context, name, way or "query"))
    if options["certify"] and not options["output"]:
        raise UsageInvalid(reason=N_("--certify and -o FILE go together"))
    if options["save"] and options["saved"]:
        raise UsageInvalid(reason=N_("--save and --saved exclude each other"))
    if options["page"] and options["offset"]:
        raise UsageInvalid(reason=N_("--page and --offset exclude each other"))


def settle_order(context: click.Context, options: dict[str, Any]) -> None:
    """`words` orders by relevance: beside another order it is refused, and one from a saved search gives way."""
    if not options["words"] or options["order"] == "relevance":
        return
    if not _given(context, "order"):
        options["order"] = "relevance"
    elif not _given(context, "words"):
        options["words"] = False
    else:
        raise UsageInvalid(reason=N_("--words orders by relevance; leave --order out"))


def _given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE and context.params[name] not in (None, ())


def _refused(context: click.Context, name: str, way: str) -> str:
    return _("{option} does nothing with {other}").format(option=_shown(context, name), other=_shown(context, way))


def _shown(context: click.Context, name: str) -> str:
    """An option as it is typed."""
    parameter = next(each for each in context.command.params if each.name == name)
    return _("a query") if isinstance(parameter, click.Argument) else max(parameter.opts, key=len)
