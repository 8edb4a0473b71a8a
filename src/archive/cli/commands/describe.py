"""archive describe: correct what is known of a record."""

from __future__ import annotations

from archive.cli.commands.triage_words import remembered_words, told_before
from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.memory import plain_reference
from archive.cli.session import Session
from archive.cli.terms import term
from archive.errors import N_, FieldInvalid, UsageInvalid

__all__ = ["command"]


HELP = N_(
    "Correct what is known of a record, with a reason.\n\n"
    "Fields are unit (code or name; several parted by commas file a joint record in several dossiers), category, "
    "title, doc_no, date (YYYY-MM-DD), due (a day, or several parted by semicolons), source, "
    "the further fields of forms (docs/forms.md: level, valid_to, gas …), "
    "supersedes (the record that this one replaces) and "
    "supersedes_on (the day from which it does). An empty value "
    "empties the field. Nothing is overwritten: the correction is a new event, and the earlier value stays in the "
    "ledger."
)


@define("describe", help=HELP)
@argument("reference", metavar=N_("RECORD"))
@argument("changes", nargs=-1, required=True, metavar=N_("FIELD=VALUE..."))
@option("--reason", default="", metavar=N_("TEXT"), help=N_("Why; it stands in the ledger for ever."))
def command(session: Session, reference: str, changes: tuple[str, ...], reason: str) -> None:
    wanted = _read(changes)
    with session.archive() as archive:
        meant = archive.resolve(plain_reference(reference))
        told = archive.correct(meant, wanted, reason=reason)
        record = archive.record(meant)
        notes = [*told_before(archive, told.before), *([remembered_words(told.remembered)] if told.remembered else [])]
    session.screen.line(_("{record} corrected; it is {state}.").format(record=record.id, state=term(record.state)))
    for note in notes:
        session.screen.note(visible(note))


def _read(changes: tuple[str, ...]) -> dict[str, str]:
    from archive.preserve.curate import FIELDS

    wanted: dict[str, str] = {}
    for change in changes:
        field, equals, value = change.partition("=")
        if not equals:
            raise UsageInvalid(reason=N_("a correction is written FIELD=VALUE"))
        if field not in FIELDS:
            raise FieldInvalid(field=field, value=value, reason=N_("there is no such field"))
        if field in wanted:
            raise FieldInvalid(field=field, value=value, reason=N_("the field is named twice"))
        wanted[field] = value.strip()
    return wanted
