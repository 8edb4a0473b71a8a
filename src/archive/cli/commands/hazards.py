"""archive hazards: hidden dangers as a closed loop, from their finding to their closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archive.cli.commands.duty_words import role_name, today
from archive.cli.completing import complete_unit
from archive.cli.escape import visible
from archive.cli.face import Group, argument, option
from archive.cli.hazard_words import hazard_object, level_name, problem_name, rate_object, state_name, turn_name
from archive.cli.language import _, chosen, ngettext
from archive.cli.moments import first_day, last_day
from archive.cli.outlets import Outlet, outlet
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.errors import N_, UsageInvalid
from archive.model.hazard import HAZARD_PREFIX, STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.access.hazards import Rate
    from archive.cli.screen import Screen
    from archive.model.hazard import Hazard, Step
    from archive.rendition.page import Page

__all__ = ["command"]

_JSON = N_("As JSON.")
_FORMATS = ("text", "html", "docx", "pdf", "xlsx")
_REASON = N_("Why; it stands in the ledger for ever.")
_RECORD = N_("The record that says so.")


@click.group(
    "hazards",
    cls=Group,
    invoke_without_command=True,
    help=N_(
        "List hidden dangers and how far each has come: found, registered, reported, monitored, rectified, evaluated, "
        "closed, appraised.\n\n"
        "They are derived from orders, rechecks and registers, item by item. A major one is closed only when every "
        "state up to the closing has its document; a general one by a passed recheck or its row of the register."
    ),
)
@option("--unit", metavar=N_("UNIT"), shell_complete=complete_unit, help=N_("Those of this unit."))
@option("--open", "only_open", is_flag=True, help=N_("Those that are not closed."))
@option("--overdue", is_flag=True, help=N_("Open ones whose term has run out."))
@option("--major", is_flag=True, help=N_("Major ones."))
@option("--on", metavar=N_("DATE"), help=N_("As they stood at the end of this day; else of today."))
@option("--from", "since", metavar=N_("DATE"), help=N_("Found from this day on."))
@option("--to", "until", metavar=N_("DATE"), help=N_("Found up to this day."))
@option(
    "--rate",
    type=click.Choice(["unit", "supervisor", "month"]),
    help=N_("Count how many were closed, by unit, by supervisor or by month of finding."),
)
@outlet(*_FORMATS)
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a hidden danger, or a line a group."))
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, **given)


def _list(
    session: Session,
    *,
    unit: str | None,
    only_open: bool,
    overdue: bool,
    major: bool,
    on: str | None,
    since: str | None,
    until: str | None,
    rate: str | None,
    kind: str | None,
    output: str | None,
    as_json: bool,
) -> None:
    out = Outlet(kind, output, _FORMATS)
    if as_json and not out.on_screen:
        raise UsageInvalid(reason=N_("--json and --format exclude each other"))
    day = today() if on is None else last_day(on)
    first = None if since is None else first_day(since)
    last = None if until is None else last_day(until)
    with session.archive(readonly=True) as archive:
        found = archive.hazards(unit=unit, on=day, since=first, until=last)
    found = tuple(
        each
        for each in found
        if (each.open or not only_open) and (each.overdue or not overdue) and (each.level == "major" or not major)
    )
    if not out.on_screen:
        out.put(session.screen, _printed(found, rate, day))
    elif rate is not None:
        _rates(session.screen, found, rate, as_json=as_json)
    elif as_json:
        for each in found:
            session.screen.json(hazard_object(each))
    else:
        _table(session.screen, found)


def _table(screen: Screen, found: Sequence[Hazard]) -> None:
    least = (None, 8, None, 12, None, None, None, None, None, 6)
    heads = [Column(head, each, right=at == 8) for at, (head, each) in enumerate(zip(_heads(), least, strict=True))]
    screen.table(heads, ([*_cells(each)] for each in found))
    still = [each for each in found if each.open]
    over = sum(each.overdue for each in still)
    words = ngettext("{count} hidden danger", "{count} hidden dangers", len(found)).format(count=len(found))
    words += _(", {open} open, {overdue} of them overdue").format(open=len(still), overdue=over)
    screen.note(words)


def _heads() -> tuple[str, ...]:
    return (
        _("hidden danger"), _("unit"), _("level"), _("what"), _("state"), _("found on"), _("term"), _("closing day"),
        _("late"), _("responsible"),
    )  # fmt: skip


def _cells(each: Hazard) -> tuple[str | int | None, ...]:
    names = _(", ").join(dict.fromkeys(person.name for person in each.people))
    late = each.late or ""
    return (
        each.id, each.unit.name, level_name(each.level), each.text, state_name(each.state), each.found.on, each.due,
        each.closed_on, late, names,
    )  # fmt: skip


def _rates(screen: Screen, found: Sequence[Hazard], by: str, *, as_json: bool) -> None:
    groups = _groups(found, by)
    if as_json:
        for each in groups:
            screen.json(rate_object(each))
        return
    first, *others = _rate_heads()
    heads = [Column(first, 8), *(Column(head, right=True) for head in others)]
    screen.table(heads, ([*_rate_cells(each), f"{each.rate:.1%}"] for each in groups))


def _groups(found: Sequence[Hazard], by: str) -> tuple[Rate, ...]:
    from archive.access.hazards import closing_rates

    return closing_rates(found, by)  # type: ignore[arg-type]  # one of the three


def _rate_heads() -> tuple[str, ...]:
    return (
        _("group"), _("hidden dangers found"), _("of them closed"), _("in time"), _("overdue"), _("closing rate"),
    )  # fmt: skip


def _rate_cells(each: Rate) -> tuple[str | int, ...]:
    return (_group(each), each.found, each.closed, each.in_time, each.overdue)


def _printed(found: Sequence[Hazard], by: str | None, day: str) -> Page:
    """The table for paper or a spreadsheet; of rates also the bars."""
    from archive.rendition.page import BarChart, Page, Table

    title = _("Hidden dangers on {day}").format(day=day)
    if by is None:
        table = Table(_heads(), tuple(map(_cells, found)))
        return Page(title, (table,), day=day, language=chosen(), landscape=True)
    groups = _groups(found, by)
    table = Table(_rate_heads(), tuple((*_rate_cells(each), round(each.rate, 4)) for each in groups))
    bars = BarChart(_("closing rate"), tuple((_group(each), round(each.rate * 100, 1)) for each in groups), unit="%")
    return Page(title, (table, bars), day=day, language=chosen())


def _group(rate: Rate) -> str:
    return rate.name or _("nobody recorded")


@command.command_of("show", help=N_("Show one hidden danger: its states, each with its document and day."))
@argument("reference", metavar=N_("HAZARD"))
@option("--on", metavar=N_("DATE"), help=N_("As it stood at the end of this day; else of today."))
@option("--json", "as_json", is_flag=True, help=_JSON)
def show(session: Session, reference: str, *, on: str | None, as_json: bool) -> None:
    day = today() if on is None else last_day(on)
    with session.archive(readonly=True) as archive:
        found = archive.hazard(reference, on=day)
    _tell(session.screen, found, as_json=as_json)


@command.command_of(
    "step",
    help=N_(
        "Say that a hidden danger reached a state, where no document could be read for it.\n\n"
        "STATE is 排查, 登记, 上报, 监控, 整改, 评价, 销号 or 考核, or found, registered, reported, monitored, "
        "rectified, evaluated, closed or appraised. A major one needs --record."
    ),
)
@argument("reference", metavar=N_("HAZARD"))
@argument("state", metavar=N_("STATE"))
@option("--on", required=True, metavar=N_("DATE"), help=N_("On which day."))
@option("--record", metavar=N_("RECORD"), help=_RECORD)
@option("--reason", required=True, metavar=N_("TEXT"), help=_REASON)
@option("--json", "as_json", is_flag=True, help=_JSON)
def step(
    session: Session, reference: str, state: str, *, on: str, record: str | None, reason: str, as_json: bool
) -> None:
    with session.archive() as archive:
        told = archive.decide_hazard_step(reference, state, on=on, record=record, reason=reason)
        found = archive.hazard(told, on=today())
    _tell(session.screen, found, as_json=as_json)


@command.command_of("level", help=N_("Say that a hidden danger is general (一般) or major (重大)."))
@argument("reference", metavar=N_("HAZARD"))
@argument("level", metavar=N_("LEVEL"))
@option("--reason", required=True, metavar=N_("TEXT"), help=_REASON)
@option("--json", "as_json", is_flag=True, help=_JSON)
def level(session: Session, reference: str, level: str, *, reason: str, as_json: bool) -> None:
    with session.archive() as archive:
        told = archive.decide_hazard_level(reference, level, reason=reason)
        found = archive.hazard(told, on=today())
    _tell(session.screen, found, as_json=as_json)


@command.command_of(
    "supervise",
    help=N_(
        "Say by whom a hidden danger is supervised by listing (挂牌督办), or that it is lifted (摘牌).\n\n"
        "HAZARD is its id, or the record of an accident that is supervised so. What is not said stays as it was."
    ),
)
@argument("reference", metavar=N_("HAZARD"))
@option("--level", metavar=N_("TEXT"), help=N_("Of the body: 省级, 市级, 县级."))
@option("--body", metavar=N_("TEXT"), help=N_("Who supervises."))
@option("--doc-no", metavar=N_("NUMBER"), help=N_("Number of its notice."))
@option("--due", metavar=N_("DATE"), help=N_("The last day of its term."))
@option("--lifted", "lifted_on", metavar=N_("DATE"), help=N_("The day on which it was lifted."))
@option("--record", metavar=N_("RECORD"), help=_RECORD)
@option("--reason", required=True, metavar=N_("TEXT"), help=_REASON)
@option("--json", "as_json", is_flag=True, help=_JSON)
def supervise(session: Session, reference: str, *, reason: str, as_json: bool, **said: str | None) -> None:
    with session.archive() as archive:
        told = archive.supervise(reference, reason=reason, **said)
        found = archive.hazard(told, on=today()) if told.startswith(HAZARD_PREFIX) else None
    if found is not None:
        _tell(session.screen, found, as_json=as_json)
    elif as_json:
        session.screen.json({"record": told})
    else:
        session.screen.line(_("Recorded: {subject}").format(subject=told))


def _tell(screen: Screen, found: Hazard, *, as_json: bool) -> None:
    if as_json:
        screen.json(hazard_object(found))
        return
    for line in _page(found):
        screen.line(visible(line))


def _page(each: Hazard) -> list[str]:
    lines = [f"{each.id}  {level_name(each.level)}  {each.unit.code} {each.unit.name}", each.text, ""]
    reached = {step.state: step for step in each.steps}
    lines += [_state_line(state, reached.get(state), state in each.missing) for state in STATES]
    lines += ["", _closing(each)]
    for turn in each.turns:
        words = _("until {day}").format(day=turn.due) if turn.due else ""
        lines.append("  ".join(filter(None, ("  " + turn.on, turn_name(turn.kind), words, turn.record))))
    if each.supervision is not None:
        lines.append(_listed(each))
    lines += [f"  {role_name(person.role)}  {person.name}" for person in each.people]
    lines += ["  ! " + problem_name(problem) for problem in each.problems]
    return lines


def _state_line(state: str, step: Step | None, missing: bool) -> str:
    name = state_name(state)
    if step is None:
        return f"  {name}  " + (_("— missing") if missing else "—")
    return f"  {name}  {step.on}  " + (step.record or _("by decision, without a document"))


def _closing(each: Hazard) -> str:
    if each.closed_on is not None:
        late = _("{days} days late").format(days=each.late) if each.late else _("within its term")
        return _("Closed on {day}, {late}.").format(day=each.closed_on, late=late)
    if each.due is None:
        return _("Open; no term is known.")
    if each.overdue:
        return _("Open; its term ran out on {day}, {days} days ago.").format(day=each.due, days=each.late)
    return _("Open; due on {day}.").format(day=each.due)


def _listed(each: Hazard) -> str:
    said = each.supervision
    assert said is not None, "asked only where there is one"
    words = [_("Supervised by listing:"), said.level or "", said.body or "", said.doc_no or ""]
    if said.due:
        words.append(_("due {day}").format(day=said.due))
    words.append(_("lifted on {day}").format(day=said.lifted_on) if said.lifted_on else _("not lifted"))
    return "  " + " ".join(filter(None, words))
