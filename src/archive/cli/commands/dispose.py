"""archive dispose: lists of what is to be destroyed, from the proposal to the certificate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.commands.duty_words import today
from archive.cli.disposal_words import (
    list_object,
    list_state,
    plan_object,
    show_items,
    show_list,
    show_skipped,
)
from archive.cli.face import argument, group, option
from archive.cli.language import _, ngettext
from archive.cli.moments import local_time
from archive.cli.outlets import Outlet, outlet
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.errors import N_, TargetExists, UsageInvalid

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.model.disposition import DispositionList, Verdict

__all__ = ["command"]

_FORMATS = ("text", "html", "docx", "pdf", "xlsx")
_PERMANENT = {"permanent", "永久"}


@group(
    "dispose",
    help=N_(
        "Destroy what is no longer to be kept: list, appraisal, approval, execution, certificate.\n\n"
        "A list is proposed, appraised by at least two people, approved by another account than that which made it, "
        "and executed by another account than that which approved it, before two witnesses. Metadata, hash and "
        "history of every record stay for ever. LIST is the id of a list, or at least 4 characters of it."
    ),
)
def command() -> None:
    pass


@command.command_of("propose", help=N_("Make a list of records whose period has run out, or of records by name."))
@argument("references", nargs=-1, metavar=N_("[RECORD...]"))
@option("--due", is_flag=True, help=N_("All records whose period has run out and that are not held."))
@option("--reason", default="", metavar=N_("TEXT"), help=N_("Why; needed for records by name."))
@option("--dry-run", is_flag=True, help=N_("Only show what the list would be."))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def propose(
    session: Session, references: tuple[str, ...], *, due: bool, reason: str, dry_run: bool, as_json: bool
) -> None:
    if not references and not due:
        raise UsageInvalid(reason=N_("name records, or say --due"))
    with session.archive(readonly=dry_run) as archive:
        made = archive.propose_disposal(references, due=due, reason=reason, today=today(), apply=not dry_run)
        if as_json:
            items = [dict(each) for each in made.items]
            left = [{"record": each.record, "why": each.why, "what": each.what} for each in made.left]
            session.screen.json({"list": made.id, "items": items, "left": left})
            return
        show_items(session.screen, archive, made.items)
        show_skipped(session.screen, made.left)
    words = ngettext("{count} record", "{count} records", len(made.items)).format(count=len(made.items))
    if made.id is None:
        told = _("Nothing was recorded; without --dry-run the list would hold {words}.")
        session.screen.note(told.format(words=words))
    else:
        session.screen.line(made.id)
        told = _("The list {list} holds {words}. Next: archive dispose review {list}")
        session.screen.note(told.format(list=made.id, words=words))


@command.command_of("review", help=N_("Record the appraisal: of every record whether it is kept on or destroyed."))
@argument("reference", metavar=N_("LIST"))
@option("--appraiser", "appraisers", multiple=True, required=True, metavar=N_("NAME"), help=N_("At least two."))
@option("--destroy", multiple=True, metavar=N_("RECORD"), help=N_("This one is destroyed."))
@option("--destroy-rest", is_flag=True, help=N_("All others are destroyed."))
@option("--keep", multiple=True, metavar=N_("RECORD=DATE"),
        help=N_("This one is kept until the day, or for ever: RECORD=permanent."))  # fmt: skip
@option("--reason", default="", metavar=N_("TEXT"), help=N_("Why they are destroyed."))
@option("--keep-reason", default="", metavar=N_("TEXT"), help=N_("Why they are kept."))
@option(
    "--table",
    type=click.Path(),
    metavar=N_("FILE"),
    help=N_("A CSV table with the columns record, opinion, until and reason, in place of the options."),
)
def review(
    session: Session,
    reference: str,
    *,
    appraisers: tuple[str, ...],
    destroy: tuple[str, ...],
    destroy_rest: bool,
    keep: tuple[str, ...],
    reason: str,
    keep_reason: str,
    table: str | None,
) -> None:
    if table is not None and (destroy or destroy_rest or keep or reason or keep_reason):
        raise UsageInvalid(reason=N_("--table takes the place of the other opinions"))
    with session.archive() as archive:
        if table is not None:
            from archive.cli.disposal_table import read_verdicts

            verdicts = read_verdicts(archive, Path(table))
        else:
            verdicts = _verdicts(archive, archive.disposal(reference), destroy, destroy_rest, keep, reason, keep_reason)
        found = archive.review_disposal(reference, verdicts, appraisers=appraisers, today=today())
        kept = len(found.items) - len(found.to_destroy)
        session.screen.note(_("{goes} to be destroyed, {kept} kept on. The list is {state}.").format(
            goes=len(found.to_destroy), kept=kept, state=list_state(found.state)))  # fmt: skip


def _verdicts(
    archive: Archive,
    found: DispositionList,
    destroy: tuple[str, ...],
    destroy_rest: bool,
    keep: tuple[str, ...],
    reason: str,
    keep_reason: str,
) -> dict[str, Verdict]:
    from archive.model.disposition import Verdict

    told: dict[str, Verdict] = {}
    for each in keep:
        record, equals, until = each.partition("=")
        if not equals:
            raise UsageInvalid(reason=N_("what is kept is written RECORD=2036-12-31 or RECORD=permanent"))
        day = None if until.strip() in _PERMANENT else until.strip()
        told[archive.resolve(record)] = Verdict(False, day, keep_reason)
    for record in map(archive.resolve, destroy):
        if record in told:
            raise UsageInvalid(reason=N_("{record} is both kept and destroyed").format(record=record))
        told[record] = Verdict(True, None, reason)
    if destroy_rest:
        told |= {each.record: Verdict(True, None, reason) for each in found.items if each.record not in told}
    return told


@command.command_of("approve", help=N_("Approve a list as it was appraised; not for the account that made it."))
@argument("reference", metavar=N_("LIST"))
@option("--approver", metavar=N_("NAME"), help=N_("Who approves; else the name of the account."))
@option("--basis", metavar=N_("TEXT"), help=N_("The paper or minute that says so."))
def approve(session: Session, reference: str, *, approver: str | None, basis: str | None) -> None:
    with session.archive() as archive:
        found = archive.approve_disposal(reference, approver=approver, basis=basis)
    assert found.approval is not None
    told = _("Approved by {name}: {count} to be destroyed. Digest of the list: {digest}")
    session.screen.note(
        told.format(name=found.approval.approver, count=len(found.to_destroy), digest=found.approval.digest)
    )


@command.command_of("execute", help=N_(
    "Destroy what an approved list says, or go on where that stopped. Without --apply it only says what would be done."
))  # fmt: skip
@argument("reference", metavar=N_("LIST"))
@option("--witness", "witnesses", multiple=True, metavar=N_("NAME"),
        help=N_("Two who watch it; neither approves or executes."))  # fmt: skip
@option("--executor", metavar=N_("NAME"), help=N_("Who executes; else the name of the account."))
@option("--place", default="", metavar=N_("TEXT"), help=N_("Where."))
@option("--method", default="", metavar=N_("TEXT"), help=N_("How, if more is done than deleting."))
@option("--apply", is_flag=True, help=N_("Destroy. It cannot be undone."))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def execute(
    session: Session,
    reference: str,
    *,
    witnesses: tuple[str, ...],
    executor: str | None,
    place: str,
    method: str,
    apply: bool,
    as_json: bool,
) -> None:
    with session.archive(readonly=not apply) as archive:
        if not apply:
            _show_plan(session, archive, reference, as_json=as_json)
            return
        done = archive.execute_disposal(
            reference, witnesses=witnesses, executor=executor, place=place, method=method, today=today()
        )
        if as_json:
            session.screen.json(list_object(done))
            return
        show_skipped(session.screen, done.skipped)
    assert done.certified is not None
    told = _(
        "Destroyed: {records} records, {objects} originals ({bytes} bytes). Next: archive dispose certificate {list}"
    )
    certified = done.certified
    session.screen.note(told.format(
        records=certified.records, objects=certified.objects, bytes=f"{certified.bytes:,}", list=done.id))  # fmt: skip


def _show_plan(session: Session, archive: Archive, reference: str, *, as_json: bool) -> None:
    plan = archive.plan_disposal(reference, today=today())
    if as_json:
        session.screen.json(plan_object(plan))
        return
    show_skipped(session.screen, plan.skipped)
    told = _(
        "Would destroy {records} records, {objects} originals ({bytes} bytes), {filed} copies in folders of filed "
        "files. Of {shared} the content stays with other records; {sources} sources stay with their depositors."
    )
    session.screen.line(told.format(
        records=len(plan.records), objects=plan.objects, bytes=f"{plan.bytes:,}", filed=plan.filed, shared=plan.shared,
        sources=plan.sources))  # fmt: skip
    session.screen.note(_("Nothing was changed. With --apply it is done, and cannot be undone."))


@command.command_of("certificate", help=N_("Write out the signed certificate of an executed list."))
@argument("reference", metavar=N_("LIST"))
@option("-o", "--output", required=True, type=click.Path(), metavar=N_("FOLDER"), help=N_("A new folder."))
def certificate(session: Session, reference: str, *, output: str) -> None:
    folder = Path(output)
    if folder.exists() or folder.is_symlink():
        raise TargetExists(path=folder)
    with session.archive(readonly=True) as archive:
        papers = archive.disposal_papers(reference)
    from archive.disk.atomic import storage, write_new

    with storage(folder):
        folder.mkdir(parents=True)
    for name, data in papers.items():
        write_new(folder / name, data, 0o666)
        session.screen.line(str(folder / name))
    check = "openssl pkeyutl -verify -pubin -inkey checkpoint.pub -rawin -in FILE -sigfile FILE.sig"
    session.screen.note(_("To check a signature: {command}").format(command=check))


@command.command_of("list", help=N_("List all lists and how far each has come."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a list."))
def show_all(session: Session, *, as_json: bool) -> None:
    with session.archive(readonly=True) as archive:
        found = archive.disposals()
    if as_json:
        for each in found:
            session.screen.json(list_object(each))
        return
    heads = (Column(_("list")), Column(_("state")), Column(_("records"), right=True), Column(_("proposed")),
             Column(_("by whom"), 8), Column(_("reason"), 12))  # fmt: skip
    session.screen.table(heads, (
        [each.id, list_state(each.state), len(each.items), local_time(each.proposed_at), each.proposed_by, each.reason]
        for each in found
    ))  # fmt: skip
    words = ngettext("{count} list", "{count} lists", len(found))
    session.screen.note(words.format(count=len(found)))


@command.command_of("show", help=N_(
    "Show a list, who said what of it, and what became of it.\n\nAs a file it is the report of the appraisal, to be "
    "signed."
))  # fmt: skip
@argument("reference", metavar=N_("LIST"))
@outlet(*_FORMATS)
@option("--table", type=click.Path(), metavar=N_("FILE"),
        help=N_("Write a CSV table to be filled in, for 'archive dispose review --table'."))  # fmt: skip
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def show(
    session: Session, reference: str, *, kind: str | None, output: str | None, table: str | None, as_json: bool
) -> None:
    out = Outlet(kind, output, _FORMATS)
    if sum((as_json, table is not None, not out.on_screen)) > 1:
        raise UsageInvalid(reason=N_("--json, --table and a file exclude each other"))
    with session.archive(readonly=True) as archive:
        found = archive.disposal(reference)
        if as_json:
            session.screen.json(list_object(found))
        elif table is not None:
            from archive.cli.disposal_table import write_table

            write_table(session.screen, archive, found, Path(table))
        elif out.on_screen:
            show_list(session.screen, archive, found)
        else:
            out.put(session.screen, archive.disposal_report(found.id))

