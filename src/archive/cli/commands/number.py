"""archive number: archive numbers (档号), and the lists of volumes that are made from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.cli.escape import visible
from archive.cli.face import argument, group, option
from archive.cli.filters import filters, selection
from archive.cli.language import _, chosen, ngettext, render
from archive.cli.memory import looked_up
from archive.cli.outlets import Outlet, outlet, show_page
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.cli.terms import term
from archive.errors import N_, ExitCode, UsageInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archive.api import Archive
    from archive.model.archive_number import Volume
    from archive.model.unit_ref import UnitRef
    from archive.preserve.numbering import Given, Listed
    from archive.rendition.page import Page

__all__ = ["command"]

_FORMATS = ("text", "html", "xlsx", "docx", "pdf")


@group(
    "number",
    help=N_(
        "Give archive numbers (DA/T 13) and list the volumes they make.\n\n"
        "A number is built from the fonds, class, year, period, volume and item as numbers.toml in the home says. Once "
        "given it is never changed and never given again; what is destroyed keeps it."
    ),
)
def command() -> None:
    """Holds the subcommands."""


@command.command_of(
    "give",
    help=N_(
        "Give numbers to filed records, in the order of their days.\n\n"
        "Without --apply it only shows what would be given. Without RECORDs the options choose. What has no date, is a "
        "row of a register or was replaced by a later version gets none."
    ),
)
@argument("references", nargs=-1, metavar=N_("[RECORD...]"))
@filters
@option("--as", "number", metavar=N_("NUMBER"), help=N_("Take over the number that one record bears on paper already."))
@option("--apply", is_flag=True, help=N_("Give them; they stand in the ledger for ever."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a record."))
def give(
    session: Session, references: tuple[str, ...], *, number: str | None, apply: bool, as_json: bool, **options: Any
) -> None:
    if number is not None and (len(references) != 1 or not apply):
        raise UsageInvalid(reason=N_("--as goes with one RECORD and --apply"))
    with session.archive(readonly=not apply) as archive:
        which = selection(archive, options)
        if references and any(options.values()):
            raise UsageInvalid(reason=N_("name records, or choose them with options, not both"))
        named = [looked_up(each, session.environment, archive.home) for each in references]
        if number is not None:
            given = [archive.take_number(named[0], number)]
        else:
            given = list(archive.give_numbers(named, which, apply=apply))
    if as_json:
        for each in given:
            session.screen.json({"record": each.record.id, "number": each.number, "why": render(each.why) or None})
        return
    _told(session, given, apply=apply)


def _told(session: Session, given: Sequence[Given], *, apply: bool) -> None:
    screen = session.screen
    columns = (Column(_("archive number")), Column(_("record")), Column(_("date")), Column(_("title"), 12))
    rows = [
        (each.number or _("none: {why}").format(why=render(each.why)), each.record.id, each.record.date or "",
         screen.shown(each.record.title or each.record.original.name))
        for each in given
    ]  # fmt: skip
    screen.table(columns, rows)
    count = sum(each.number is not None for each in given)
    if apply:
        screen.line(ngettext("{count} number given.", "{count} numbers given.", count).format(count=count))
    else:
        said = ngettext("{count} number would be given.", "{count} numbers would be given.", count)
        screen.line(said.format(count=count))
        screen.note(_("Nothing was changed; give them with --apply."))


@command.command_of("void", help=N_("Say why a number of a volume will never be given, such as one lost on paper."))
@argument("number", metavar=N_("NUMBER"))
@option("--reason", required=True, metavar=N_("TEXT"), help=N_("Why; it stands in the ledger for ever."))
def void(session: Session, number: str, *, reason: str) -> None:
    with session.archive() as archive:
        done = archive.void_number(number, reason=reason)
    session.screen.line(visible(_("{number} will never be given: {reason}").format(number=done.number, reason=reason)))


@command.command_of("volumes", help=N_("List the volumes (案卷目录), with gaps that nobody explained."))
@outlet(*_FORMATS)
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a volume."))
def volumes(session: Session, *, kind: str | None, output: str | None, as_json: bool) -> int:
    out = Outlet(kind, output, _FORMATS)
    with session.archive(readonly=True) as archive:
        found = archive.volumes()
        units = archive.unit_refs({each.unit for each in found if each.unit is not None})
        lines = [_line(archive, each, units) for each in found]
    torn = any(each["gaps"] for each in lines)
    if as_json:
        for each in lines:
            session.screen.json(each)
    elif not lines:
        session.screen.line(_("No archive numbers were given yet."))
    elif out.on_screen:
        show_page(session.screen, _volumes_page(lines))
    else:
        out.put(session.screen, _volumes_page(lines))
    return ExitCode.DAMAGED if torn else ExitCode.DONE


def _line(archive: Archive, volume: Volume, units: Mapping[str, UnitRef]) -> dict[str, object]:
    listed = archive.volume_contents(volume.volume)
    days = sorted(each.record.date for each in listed if each.record is not None and each.record.date)
    unit = units.get(volume.unit or "")
    return {
        "volume": volume.volume, "unit": None if unit is None else unit.code,
        "title": _("records without a unit") if unit is None else unit.name,
        "records": sum(each.record is not None for each in listed),
        "first": days[0] if days else None, "last": days[-1] if days else None,
        "gaps": list(archive.number_gaps(volume.volume)),
    }  # fmt: skip


def _volumes_page(lines: Sequence[dict[str, Any]]) -> Page:
    from archive.rendition.page import Page, Table

    heads = (_("volume"), _("title"), _("from"), _("to"), _("records"), _("gaps nobody explained"))
    rows = tuple(
        (each["volume"], each["title"], each["first"] or "", each["last"] or "", each["records"],
         ", ".join(map(str, each["gaps"])))
        for each in lines
    )  # fmt: skip
    return Page(_("Volumes"), (Table(heads, rows),), max(each["last"] or "" for each in lines), language=chosen())


@command.command_of("contents", help=N_("List what is in a volume (卷内目录), void numbers and destroyed records too."))
@argument("volume", metavar=N_("VOLUME"))
@outlet(*_FORMATS)
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a number."))
def contents(session: Session, volume: str, *, kind: str | None, output: str | None, as_json: bool) -> None:
    out = Outlet(kind, output, _FORMATS)
    with session.archive(readonly=True) as archive:
        listed = archive.volume_contents(volume)
    if not listed:
        raise UsageInvalid(reason=_("there is no volume {volume}; see 'archive number volumes'").format(volume=volume))
    if as_json:
        for each in listed:
            session.screen.json(_object(each))
    elif out.on_screen:
        show_page(session.screen, _contents_page(session, volume, listed))
    else:
        out.put(session.screen, _contents_page(session, volume, listed))


def _object(each: Listed) -> dict[str, object]:
    record = each.record
    return {
        "number": each.number.number, "item": each.number.item, "record": each.number.record,
        "state": None if record is None else str(record.state), "void": each.number.reason,
    }  # fmt: skip


def _contents_page(session: Session, volume: str, listed: Sequence[Listed]) -> Page:
    from archive.rendition.page import Page, Table

    heads = (
        _("no."), _("document number"), _("responsible"), _("title"), _("date"), _("pages"), _("archive number"),
        _("remark"),
    )  # fmt: skip
    rows = tuple(_row(session, each) for each in listed)
    day = max((each.record.date or "" for each in listed if each.record is not None), default="")
    return Page(_("Contents of volume {volume}").format(volume=volume), (Table(heads, rows),), day, language=chosen())


def _row(session: Session, each: Listed) -> tuple[str | int | None, ...]:
    record, number = each.record, each.number
    if record is None:
        void = _("void: {reason}").format(reason=number.reason or "")
        return (number.item, "", "", "", "", None, number.number, void)
    shown = session.screen.shown
    people = _(", ").join(dict.fromkeys(shown(person.name) for person in record.people[:3]))
    pages = record.parse.pages if record.parse is not None else None
    remark = "" if str(record.state) == "filed" else term(record.state)
    return (
        number.item, record.doc_no or "", people, shown(record.title or record.original.name), record.date or "",
        pages, number.number, remark,
    )  # fmt: skip
