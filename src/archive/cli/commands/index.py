"""archive index: which search index answers, and making it anew."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from archive.cli.face import argument, group, option
from archive.cli.language import _, ngettext
from archive.cli.session import Session
from archive.errors import N_

if TYPE_CHECKING:
    from archive.cli.screen import Screen
    from archive.indexing import IndexStatus

__all__ = ["command"]


@group(
    "index",
    help=N_(
        "Show the search index, choose its engine, or make it anew.\n\n"
        "An index is made from the catalogue and can always be thrown away. While a new one is made, the old one "
        "answers."
    ),
)
def command() -> None:
    pass


@command.command_of("status", help=N_("Show engine, size, and how far the index is."))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def status(session: Session, *, as_json: bool) -> None:
    with session.archive(readonly=True) as archive:
        found = archive.index_status()
    if as_json:
        session.screen.json(asdict(found))
    else:
        _show(session.screen, found)


def _show(screen: Screen, found: IndexStatus) -> None:
    engine = f"{found.engine} {found.version}" if found.engine else _("none yet; the catalogue is read instead")
    for label, value in (
        (_("engine"), f"{engine}  (engine = {found.setting})"),
        (_("generation"), found.generation or ""),
        (_("analyzer"), "" if found.analyzer is None else str(found.analyzer)),
        (_("changes seen"), _("{seen} of {all}").format(seen=found.position, all=found.head)),
        (_("on disk"), _("{count} bytes").format(count=f"{found.bytes:,}")),
        (_("text"), _("{count} characters").format(count=f"{found.characters:,}")),
    ):
        screen.line(
            f"{label}\t{value}" if screen.width is None else _("{label}: {value}").format(label=label, value=value)
        )
    if found.building:
        screen.note(_("A new index has been begun and is not finished; 'archive index rebuild' goes on with it."))


@command.command_of("use", help=N_("Choose the engine: auto, whoosh, tantivy, or that of a plugin."))
@argument("engine", metavar=N_("ENGINE"))
def use(session: Session, engine: str) -> None:
    with session.archive() as archive:
        archive.use_engine(engine)
        session.screen.note(_("Written into the settings; the index is made anew if another engine is to answer."))
        _tell(session, archive.follow_index())


@command.command_of("rebuild", help=N_("Make the index anew; what was interrupted is gone on with."))
def rebuild(session: Session) -> None:
    with session.archive() as archive:
        _tell(session, archive.rebuild_index())


def _tell(session: Session, records: int) -> None:
    session.screen.note(ngettext("{count} record indexed", "{count} records indexed", records).format(count=records))
