"""archive plugins: who is installed, what they offer, and what is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.escape import visible
from archive.cli.face import command as define
from archive.cli.face import option
from archive.cli.language import _, render
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.errors import N_

if TYPE_CHECKING:
    from archive.hooks.loading import PluginInfo

__all__ = ["command"]

_HOOKS = {
    "archive_parsers": N_("parsers"),
    "archive_categories": N_("categories"),
    "archive_search_engines": N_("search engines"),
    "archive_synonyms": N_("synonyms"),
    "archive_retention_rules": N_("retention rules"),
    "archive_checks": N_("quality checks"),
    "archive_anchors": N_("anchors"),
    "archive_exporters": N_("exporters"),
    "archive_commands": N_("commands"),
    "archive_screen": N_("marks of secrecy"),
    "archive_place": N_("unit and category of a document"),
    "archive_describe": N_("fields of a document"),
    "archive_filed": N_("told of what is filed"),
}
"""What a plugin offers by each hook."""


@define(
    "plugins",
    help=N_("List the plugins and what they offer.\n\nA broken plugin is named with the reason; the others work."),
)
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a plugin."))
def command(session: Session, *, as_json: bool) -> None:
    with session.archive(readonly=True) as archive:
        plugins = archive.plugins()
    if as_json:
        for each in plugins:
            session.screen.json(_object(each))
        return
    heads = (Column(_("plugin")), Column(_("version")), Column(_("from"), 10), Column(_("offers"), 16))
    session.screen.table(heads, ([p.name, p.version, p.distribution, _offers(p)] for p in plugins))
    for each in plugins:
        for trouble in filter(None, (each.broken, *each.faults)):
            session.screen.line(
                visible(_("{plugin} is broken: {reason}").format(plugin=each.name, reason=render(trouble)))
            )


def _offers(plugin: PluginInfo) -> str:
    """The hooks that it answers, in words; one that is not in the table by its own name."""
    words = (_(_HOOKS[offer]) if offer in _HOOKS else offer.removeprefix("archive_") for offer in plugin.offers)
    return _(", ").join(words)


def _object(plugin: PluginInfo) -> dict[str, object]:
    return {
        "name": plugin.name,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "module": plugin.module,
        "offers": list(plugin.offers),
        "broken": plugin.broken,
        "faults": list(plugin.faults),
    }
