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
    return ", ".join(offer.removeprefix("archive_").replace("_", " ") for offer in plugin.offers)


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
