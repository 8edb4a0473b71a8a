"""archive check: the four-property checks (四性检测) of records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.filters import filters, selection
from archive.cli.language import _, chosen, render
from archive.cli.outlets import Outlet, outlet
from archive.cli.session import Session
from archive.cli.terms import term
from archive.errors import N_, ExitCode, UsageInvalid

if TYPE_CHECKING:
    from archive.cli.screen import Screen
    from archive.preserve.quality import CheckKind, Examination, Finding
    from archive.rendition.page import Block, Page, Table

__all__ = ["command"]

_FORMATS = ("text", "html", "xlsx", "docx", "pdf")
_STAGES = {"accession": N_("accession"), "transfer": N_("transfer"), "preservation": N_("preservation")}
_OUTCOMES = {"pass": N_("passed"), "fail": N_("FAILED"), "skip": N_("skipped")}
_PROPERTIES = {
    "authenticity": N_("authenticity"), "integrity": N_("integrity"), "usability": N_("usability"),
    "security": N_("security"),
}  # fmt: skip
_DAMAGE = frozenset({"fixity", "linked", "ledger"})
_SHOWN = 200
"""Records with something wrong that a terminal shows; files have all."""


@define(
    "check",
    help=N_(
        "Check records for being real, whole, usable and safe.\n\n"
        "These are the four properties of DA/T 70: 38 checks, and those of plugins, each at the stages where it "
        "belongs. Rows of a register are looked at with it. What could not be checked is skipped with the reason and "
        "never counts as passed. The ledger keeps "
        "that they were made and how they ended. Without RECORDs the options choose. What is damaged gives exit code 6."
    ),
)
@argument("references", nargs=-1, metavar=N_("[RECORD...]"))
@filters
@option(
    "--stage", type=click.Choice(list(_STAGES)), default="preservation",
    help=N_("When: it decides which checks are made."),
)  # fmt: skip
@option(
    "--declared-items", type=click.IntRange(min=0), metavar=N_("NUMBER"),
    help=N_("How many records there should be."),
)  # fmt: skip
@option(
    "--declared-bytes", type=click.IntRange(min=0), metavar=N_("NUMBER"),
    help=N_("How many bytes there should be."),
)  # fmt: skip
@option("--medium", metavar=N_("TEXT"), help=N_("What you found of the medium, if it is in order."))
@outlet(*_FORMATS)
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(
    session: Session,
    references: tuple[str, ...],
    *,
    stage: str,
    declared_items: int | None,
    declared_bytes: int | None,
    medium: str | None,
    kind: str | None,
    output: str | None,
    as_json: bool,
    **options: Any,
) -> int:
    out = Outlet(kind, output, _FORMATS)
    if as_json and not out.on_screen:
        raise UsageInvalid(reason=N_("--json and --format exclude each other"))
    from archive.preserve.quality import Declared

    declared = Declared(declared_items, declared_bytes, medium)
    with session.archive() as archive:
        chosen_ones = selection(archive, options)
        if references and any(options.values()):
            raise UsageInvalid(reason=N_("name records, or choose them with options, not both"))
        found = archive.examine(chosen_ones, references, stage=stage, declared=declared)  # type: ignore[arg-type]  # click knows the stages
    if as_json:
        session.screen.json(_object(found))
    elif out.on_screen:
        _show(session.screen, found)
    else:
        out.put(session.screen, _page(found))
    damaged = any(each.failed and each.kind.key in _DAMAGE for each in found.totals)
    return ExitCode.DAMAGED if damaged else ExitCode.DONE


def _name(kind: CheckKind) -> str:
    return kind.zh if chosen() == "zh" else kind.en


def _reason(finding: Finding) -> str:
    def said(value: object) -> str:
        return _(", ").join(render(term(each)) for each in str(value).split(", "))

    return _(finding.verdict.reason).format(**{name: said(value) for name, value in finding.verdict.facts})


def _object(found: Examination) -> dict[str, object]:
    return {
        "stage": found.stage,
        "day": found.day,
        "records": found.records,
        "bytes": found.bytes,
        "sound": found.sound,
        "digest": found.digest,
        "event": found.event,
        "checks": [
            {
                "number": each.kind.number, "key": each.kind.key, "dimension": each.kind.dimension,
                "name": _name(each.kind), "passed": each.passed, "failed": each.failed, "skipped": each.skipped,
            }
            for each in found.totals
        ],
        "findings": [
            {
                "number": each.kind.number, "key": each.kind.key, "record": each.record,
                "outcome": each.verdict.outcome, "reason": _reason(each),
            }
            for each in found.findings
        ],
    }  # fmt: skip


def _show(screen: Screen, found: Examination) -> None:
    from archive.cli.outlets import show_page

    show_page(screen, _page(found, most=_SHOWN))
    left = len(_wrong(found)) - _SHOWN
    if left > 0:
        screen.note(_("{count} more; write them all with -o FILE.xlsx").format(count=left))
    screen.note(visible(_("It stands in the ledger as event {event}.").format(event=found.event)))


def _wrong(found: Examination) -> list[Finding]:
    return [each for each in found.findings if each.verdict.outcome == "fail"]


def _page(found: Examination, most: int | None = None) -> Page:
    from archive.rendition.page import Fields, Heading, Page, Paragraph

    wrong = _wrong(found)
    facts = Fields((
        (_("stage"), _(_STAGES[found.stage])),
        (_("records"), f"{found.records:,}"),
        (_("bytes"), f"{found.bytes:,}"),
        (_("digest"), found.digest),
        (_("event"), str(found.event)),
    ))
    blocks: list[Block] = [facts, Heading(_("Checks")), _table(found)]
    if wrong:
        blocks += [Heading(_("What did not pass")), _findings(wrong[:most])]
    skips = _reasons(found)
    if skips.rows:
        blocks += [Heading(_("What could not be checked")), skips]
    blocks.append(
        Paragraph(
            _("A check that was skipped is not passed. The checks follow DA/T 70-2018 as far as software can."),
            note=True,
        )
    )
    return Page(_("Four-property checks"), tuple(blocks), found.day, language=chosen())


def _table(found: Examination) -> Table:
    from archive.rendition.page import Table

    rows = tuple(
        (kind.number, _(_PROPERTIES[kind.dimension]), _name(kind), each.passed, each.failed, each.skipped)
        for each in found.totals
        for kind in [each.kind]
    )
    heads = (_("no."), _("property"), _("check"), _("passed"), _("failed"), _("skipped"))
    return Table(heads, rows)


def _findings(wrong: list[Finding]) -> Table:
    from archive.rendition.page import Table

    rows = tuple((each.kind.number, _name(each.kind), each.record or "", _reason(each)) for each in wrong)
    return Table((_("no."), _("check"), _("record"), _("what")), rows)


def _reasons(found: Examination) -> Table:
    """Why checks were skipped, each reason with how often."""
    from archive.rendition.page import Table

    counts: dict[tuple[int, str, str], int] = {}
    for each in found.findings:
        if each.verdict.outcome == "skip":
            key = (each.kind.number, _name(each.kind), _reason(each))
            counts[key] = counts.get(key, 0) + 1
    rows = tuple((*key, count) for key, count in counts.items())
    return Table((_("no."), _("check"), _("why"), _("times")), rows)
