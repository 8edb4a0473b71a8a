"""archive who: the chain of responsibility of a unit on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.cli.as_of import archive_as_of
from archive.cli.commands.duty_words import period, role_name, today
from archive.cli.completing import complete_unit
from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.moments import first_day
from archive.cli.session import Session
from archive.errors import N_

if TYPE_CHECKING:
    from archive.access.responsibility import Chain, ChainLink, Entry, Source
    from archive.cli.screen import Screen

__all__ = ["chain_object", "command"]


@define(
    "who",
    help=N_(
        "Show who was responsible for a unit on a day: the whole chain, with its documents and its gaps.\n\n"
        "UNIT is a code or a name, also an earlier one; what was over a unit that had been merged into it counts. "
        "Which links are expected of which kind of unit is data of the archive."
    ),
)
@argument("reference", metavar=N_("UNIT"), shell_complete=complete_unit)
@option("--on", metavar=N_("DATE"), help=N_("The day; else today."))
@option("--as-of", "as_of", metavar=N_("DATE"), help=N_("As known at the end of this day; replays the ledger."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON."))
def command(session: Session, reference: str, *, on: str | None, as_of: str | None, as_json: bool) -> None:
    day = today() if on is None else first_day(on)
    with archive_as_of(session, as_of) as archive:
        chain = archive.who(reference, day)
    if as_json:
        session.screen.json(chain_object(chain))
    else:
        _show(session.screen, chain)


def _show(screen: Screen, chain: Chain) -> None:
    name = chain.name_then
    if name != chain.unit.name:
        name = _("{then} (now {now})").format(then=name, now=chain.unit.name)
    screen.line(visible(f"{chain.on}  {chain.unit.code}  {name}"))
    if chain.grids:
        grids = _(", ").join(grid.name for grid in chain.grids)
        screen.line(visible(_("In the grids: {names}").format(names=grids)))
    if not chain.existed:
        screen.line(_("It had ended by then."))
    side = ""
    for link in chain.links:
        if link.side != side:
            side = link.side
            screen.line()
            screen.line(screen.bold(_("Authority") if side == "authority" else _("Enterprise")))
        _show_link(screen, link, chain.unit.id)
    if not chain.links:
        screen.line(_("Nobody is recorded as responsible that day."))


def _show_link(screen: Screen, link: ChainLink, asked: str) -> None:
    title = role_name(link.role)
    for entry in link.entries:
        screen.line(visible(f"  {title}  " + "  ".join(_words(entry, asked))))
    if link.gap:
        screen.line(visible(f"  {title}  " + _("— gap: nobody recorded that day")))


def _words(entry: Entry, asked: str) -> list[str]:
    duty = entry.duty
    words = [duty.name, duty.post or "", period(duty)]
    if duty.deputy_for:
        represented = entry.deputises.name if entry.deputises else duty.deputy_for
        words.insert(1, _("deputy for {name}").format(name=represented))
    if duty.scope:
        words.append(_("for {scope}").format(scope=duty.scope))
    if entry.grid is not None:
        words.append(_("by the grid {name}").format(name=entry.grid.name))
    elif entry.unit is not None and not entry.counts:
        words.append(_("for {name}, which was merged into it only later").format(name=entry.unit.name))
    elif entry.unit is not None and entry.unit.id != asked:
        words.append(_("for {name}, which was merged into it").format(name=entry.unit.name))
    words.append(_source_words(entry.source))
    return [word for word in words if word]


def _source_words(source: Source | None) -> str:
    if source is None:
        return _("no document")
    told = [source.doc_no or source.title or "", source.record]
    return _("by {document}").format(document=" ".join(filter(None, told)))


def chain_object(chain: Chain) -> dict[str, Any]:
    """As `docs/scripting.md` says of a chain."""
    return {
        "unit": {"code": chain.unit.code, "name": chain.unit.name},
        "name_then": chain.name_then,
        "on": chain.on,
        "existed": chain.existed,
        "grids": [grid.name for grid in chain.grids],
        "links": [
            {
                "role": link.role,
                "name": link.zh,
                "side": link.side,
                "gap": link.gap,
                "entries": [_entry_object(entry) for entry in link.entries],
            }
            for link in chain.links
        ],
    }


def _entry_object(entry: Entry) -> dict[str, Any]:
    duty, source = entry.duty, entry.source
    return {
        "duty": duty.id,
        "person": duty.name,
        "certificate": duty.certificate,
        "post": duty.post,
        "scope": duty.scope,
        "since": duty.since,
        "until": duty.until,
        "unit": None if entry.unit is None else {"code": entry.unit.code, "name": entry.unit.name},
        "grid": None if entry.grid is None else entry.grid.name,
        "deputy_for": entry.deputises.name if entry.deputises else None,
        "counts": entry.counts,
        "source": None
        if source is None
        else {"record": source.record, "title": source.title, "doc_no": source.doc_no, "date": source.date},
    }
