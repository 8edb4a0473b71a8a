"""archive anchor: checkpoints kept outside, and what they say of the time of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.escape import visible
from archive.cli.event_words import EVENTS
from archive.cli.face import argument, group, option
from archive.cli.language import _
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.errors import N_, UsageInvalid

if TYPE_CHECKING:
    from archive.preserve.anchors import Anchoring, Moment, Window

__all__ = ["command"]

_JSON = N_("As JSON, a line each.")


@group(
    "anchor",
    help=N_(
        "Keep checkpoints outside, and show when each event came.\n\n"
        "Whoever can rewrite the home can rewrite the whole ledger; only what lies where he cannot reach bounds that. "
        "The settings name places as [[anchor]]: a folder on another disk (directory), a page to be printed and signed "
        "(page), an authority for time stamps (rfc3161)."
    ),
)
def command() -> None:
    pass


@command.command_of(
    "place",
    help=N_(
        "Keep the newest checkpoint at every place that the settings name, or at one.\n\n"
        "A folder accepts it only if the ledger goes on from the one that it has; else somebody rewrote the ledger or "
        "restored an old state: exit code 6."
    ),
)
@option("--to", "kind", metavar=N_("NAME"), help=N_("Only by this anchor: directory, page, rfc3161, or a plugin's."))
@option(
    "--at", "where", metavar=N_("PLACE"), help=N_("Folder, file or address, with --to; else those of the settings."),
)  # fmt: skip
@option("--json", "as_json", is_flag=True, help=_JSON)
def place(session: Session, *, kind: str | None, where: str | None, as_json: bool) -> None:
    if where is not None and kind is None:
        raise UsageInvalid(reason=N_("--at needs --to"))
    with session.archive() as archive:
        for done in archive.anchor(kind, where):
            if as_json:
                session.screen.json(_object(done))
            else:
                _show(session, done)


def _show(session: Session, done: Anchoring) -> None:
    told = done.told
    session.screen.line(
        visible(
            _("{count} events kept by {kind} at {where}, {time}").format(
                count=f"{told['size']:,}", kind=told["kind"], where=told["where"], time=told["time"]
            )
        )
    )
    if told["outside"] and not told["checked"]:
        session.screen.note(_("The settings name no certificate for this authority, so its signature was not checked."))
    if done.clock_back:
        session.screen.note(_("The clock of this machine stands before the last anchor: set it right."))


def _object(done: Anchoring) -> dict[str, object]:
    return {"event": done.event, **done.told, "clock_back": done.clock_back}


@command.command_of("list", help=N_("List the checkpoints that were kept outside."))
@option("--json", "as_json", is_flag=True, help=_JSON)
def list_(session: Session, *, as_json: bool) -> None:
    with session.archive(readonly=True) as archive:
        found = archive.anchored()
    if as_json:
        for row in found:
            session.screen.json({"event": row.seq, **row.payload})
        return
    heads = (
        Column(_("event")), Column(_("time")), Column(_("by")), Column(_("events")), Column(_("where"), 16),
        Column(_("token"), 12),
    )  # fmt: skip
    session.screen.table(
        heads,
        (
            (
                row.seq, row.payload["time"], row.payload["kind"], row.payload["size"], row.payload["where"],
                (row.payload["token"] or {}).get("sha256", ""),
            )
            for row in found
        ),
    )  # fmt: skip
    if not found:
        session.screen.note(_("No checkpoint was kept outside yet."))


@command.command_of(
    "window",
    help=N_(
        "Show between which moments each event of a record came, or each event of all.\n\n"
        "An event came after the last anchor that the ledger had told of, and before the first one made over it. Time "
        "stamps count before places that only have this machine's clock, which are marked with a ~."
    ),
)
@argument("reference", required=False, metavar=N_("[RECORD]"))
@option("--json", "as_json", is_flag=True, help=_JSON)
def window(session: Session, reference: str | None, *, as_json: bool) -> None:
    heads = (Column(_("event")), Column(_("what"), 10), Column(_("claimed")), Column(_("after")), Column(_("before")))
    with session.archive(readonly=True) as archive:
        found = archive.windows(reference)
        if as_json:
            for event, told in found:
                session.screen.json({"event": event.seq, "kind": event.kind, "time": event.time, **_ends(told)})
            return
        session.screen.table(
            heads,
            (
                (event.seq, _(EVENTS.get(event.kind, event.kind)), event.time, _end(told.after), _end(told.before))
                for event, told in found
            ),
        )


def _end(moment: Moment | None) -> str:
    return "" if moment is None else f"{'' if moment.outside else '~'}{moment.time} ({moment.kind})"


def _ends(told: Window) -> dict[str, object]:
    def end(moment: Moment | None) -> dict[str, object] | None:
        if moment is None:
            return None
        return {"time": moment.time, "kind": moment.kind, "where": moment.where, "outside": moment.outside}

    return {"after": end(told.after), "before": end(told.before)}
