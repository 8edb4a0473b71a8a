"""archive verify: nothing was changed, nothing was lost."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from archive.cli.escape import visible
from archive.cli.face import command as define
from archive.cli.face import option
from archive.cli.language import _, ngettext, render
from archive.cli.moments import moment_of
from archive.cli.pages import Page
from archive.cli.progress import Bar
from archive.cli.session import Session
from archive.cli.terms import term
from archive.errors import N_, ExitCode

if TYPE_CHECKING:
    from archive.cli.screen import Screen
    from archive.preserve.report import Finding, KeptOutside, VerifyReport

__all__ = ["command"]

HELP = N_(
    "Check that nothing in the archive was changed or lost.\n\n"
    "Every original and every text is hashed again, every event, the tree over them and the signed checkpoints are "
    "checked, and the catalogue is compared with the events. Damage is named, with its record, and gives exit code 6. "
    "Where the catalogue is destroyed, every original is still hashed against its name. When each event came, "
    "as far as checkpoints kept outside show it, is told by 'archive anchor window'."
)


@define("verify", help=HELP)
@option(
    "--sample",
    metavar=N_("SHARE"),
    help=N_("Hash only a random share of the originals, such as 5% or 0.05; the ledger is checked whole."),
)
@option("--since", metavar=N_("DATE"), help=N_("Hash only originals received since this day."))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(session: Session, *, sample: str | None, since: str | None, as_json: bool) -> int:
    share = None if sample is None else _share(sample)
    moment = None if since is None else moment_of(since)
    from archive.api import Archive

    with Bar(session.screen, _("Verifying")) as bar:
        report = Archive.verify_home(session.place(), sample=share, since=moment, progress=bar.update)
    if as_json:
        session.screen.json(_object(report))
    else:
        _show(session.screen, report)
    return ExitCode.DONE if report.sound else ExitCode.DAMAGED


def _share(value: str) -> float:
    number = value.strip().replace("％", "%")
    try:
        share = float(number.removesuffix("%")) / (100 if number.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise click.BadParameter(
            _("{value} is no share; write 5% or 0.05").format(value=value), param_hint="'--sample'"
        )
    return share


def _object(report: VerifyReport) -> dict[str, object]:
    return {
        "sound": report.sound,
        "objects": report.objects,
        "bytes": report.bytes,
        "events": report.events,
        "root": report.root,
        "findings": [_finding(each) for each in report.findings],
        "notes": [_finding(each) for each in report.notes],
        "seconds": dict(report.seconds),
        "anchored": None if report.anchored is None else asdict(report.anchored),
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {"kind": finding.kind, "record": finding.record, "what": finding.what}


def _in_words_of(kept: KeptOutside) -> str:
    words = _("{count} events on {time} by {kind}; later ones not yet")
    return words.format(count=f"{kept.size:,}", time=kept.time, kind=kept.kind)


def _in_words(finding: Finding) -> str:
    """Kind, record and particulars of a damage."""
    record = _("record {record}").format(record=finding.record) if finding.record else ""
    return "  ".join(filter(None, (term(finding.kind), record, render(finding.what))))


def _show(screen: Screen, report: VerifyReport) -> None:
    for each in report.findings:
        screen.line(visible(_("DAMAGED: {damage}").format(damage=_in_words(each))))
    for each in report.notes:
        screen.line(visible(_("note: {what}").format(what=render(each.what))))
    page = Page(screen)
    page.add(
        _("originals checked"),
        _("{count} ({bytes} bytes)").format(count=f"{report.objects:,}", bytes=f"{report.bytes:,}"),
    )
    page.add(_("events checked"), f"{report.events:,}")
    if report.root:
        page.add(_("root of the tree"), report.root)
    if report.anchored is not None:
        page.add(_("kept outside"), visible(_in_words_of(report.anchored)))
    page.add(_("CPU seconds"), "  ".join(f"{term(phase)} {seconds:.2f}" for phase, seconds in report.seconds))
    page.show()
    if report.sound:
        screen.line(_("Sound: nothing was changed and nothing is missing."))
    else:
        count = len(report.findings)
        screen.line(ngettext("{count} damage found.", "{count} damages found.", count).format(count=count))
        screen.note(_("Keep the home as it is, restore what is named from a backup, and verify again."))
