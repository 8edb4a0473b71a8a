"""archive person: a person's file, and decisions on who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.cli.as_of import archive_as_of
from archive.cli.commands.duty_words import role_name
from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.moments import first_day, last_day, local_time
from archive.cli.session import Session
from archive.errors import N_, UsageInvalid

if TYPE_CHECKING:
    from archive.access.person import Person, PersonFact
    from archive.cli.screen import Screen
    from archive.model.unit_ref import UnitRef

__all__ = ["command"]

_TITLES = {
    "duty": N_("Duties"),
    "inspected": N_("Inspected"),
    "rechecked": N_("Rechecked"),
    "approved": N_("Approved"),
    "guarded": N_("Guardian of work"),
    "worked": N_("Worked by ticket"),
    "certificate": N_("Certificates"),
    "trained": N_("Training"),
    "reward-penalty": N_("Rewards and penalties"),
    "signed": N_("Named or signed otherwise"),
}


@define(
    "person",
    help=N_(
        "Show a person's file, or decide who is who.\n\n"
        "WHO is a name, a certificate number or an id (n-…); people of one name are shown apart, with what tells them "
        "apart. 'archive person merge A B --reason TEXT' records that two ids are one person, 'archive person split "
        "A B' that A is not B; a later decision wins."
    ),
)
@argument("words", metavar=N_("WHO"), nargs=-1, required=True)
@option("--from", "since", metavar=N_("DATE"), help=N_("Only from this day on."))
@option("--to", "until", metavar=N_("DATE"), help=N_("Only up to this day."))
@option("--as-of", "as_of", metavar=N_("DATE"), help=N_("As known at the end of this day; replays the ledger."))
@option("--reason", metavar=N_("TEXT"), help=N_("Why, of merge and split."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a person."))
def command(
    session: Session,
    words: tuple[str, ...],
    *,
    since: str | None,
    until: str | None,
    as_of: str | None,
    reason: str | None,
    as_json: bool,
) -> None:
    if words[0] in {"merge", "split"} and len(words) > 1:
        _decide(session, words, reason)
        return
    if reason is not None:
        raise UsageInvalid(reason=N_("--reason goes with merge and split"))
    first, last = None if since is None else first_day(since), None if until is None else last_day(until)
    with archive_as_of(session, as_of) as archive:
        found = archive.people(" ".join(words), since=first, until=last)
    for number, person in enumerate(found):
        if as_json:
            session.screen.json(_object(person))
            continue
        if number:
            session.screen.line()
        _show(session.screen, person)


def _decide(session: Session, words: tuple[str, ...], reason: str | None) -> None:
    if len(words) != 3:
        raise UsageInvalid(reason=N_("merge and split need two people"))
    with session.archive() as archive:
        archive.decide_person(words[1], words[2], same=words[0] == "merge", reason=reason or "")
    session.screen.note(_("Done."))


def _show(screen: Screen, person: Person) -> None:
    told = [_("Authority")] if person.authority else []
    told += [unit.name for unit in person.employers] + list(person.certificates)
    screen.line(screen.bold(visible("  ".join([_(", ").join(person.names), person.id, *told]))))
    for kind, title in _TITLES.items():
        facts = [fact for fact in person.facts if fact.kind == kind]
        if facts:
            screen.line(_(title))
            for fact in facts:
                screen.line(visible("  " + "  ".join(_words(fact))))


def _words(fact: PersonFact) -> list[str]:
    span = fact.on if fact.until is None else _("{first} to {last}").format(first=fact.on, last=fact.until)
    unit = "" if fact.unit is None else fact.unit.name
    if fact.unit_then and fact.unit_then != unit:
        unit = _("{then} (now {now})").format(then=fact.unit_then, now=unit)
    told = [span, role_name(fact.role), unit, fact.doc_no or "", fact.title, fact.record or ""]
    return [*filter(None, told), _("known since {time}").format(time=local_time(fact.learned))]


def _object(person: Person) -> dict[str, Any]:
    return {
        "person": person.id,
        "ids": list(person.ids),
        "names": list(person.names),
        "certificates": list(person.certificates),
        "employers": [_unit(unit) for unit in person.employers],
        "authority": person.authority,
        "facts": [
            {
                "on": fact.on,
                "until": fact.until,
                "kind": fact.kind,
                "role": fact.role,
                "unit": None if fact.unit is None else _unit(fact.unit),
                "unit_then": fact.unit_then,
                "record": fact.record,
                "title": fact.title,
                "doc_no": fact.doc_no,
                "learned": fact.learned,
            }
            for fact in person.facts
        ],
    }


def _unit(unit: UnitRef) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name}
