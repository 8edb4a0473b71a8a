"""archive doctor: is all well with the machine, the home and its settings?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.escape import visible
from archive.cli.face import command as define
from archive.cli.face import option
from archive.cli.fitting import pad
from archive.cli.language import _, render
from archive.cli.session import Session
from archive.cli.terms import term
from archive.errors import N_, ExitCode

if TYPE_CHECKING:
    from archive.access.doctor import Check

__all__ = ["command"]

_SIGNS = {"ok": N_("ok"), "warn": N_("warning"), "bad": N_("BAD")}


@define(
    "doctor",
    help=N_("Check the machine, the home and its settings.\n\nWhat is bad gives exit code 7; warnings do not."),
)
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a check."))
def command(session: Session, *, as_json: bool) -> int:
    with session.archive(readonly=True) as archive:
        checks = archive.doctor()
    for check in checks:
        what, advice = _said(check, check.what), _said(check, check.advice)
        if as_json:
            session.screen.json({"name": check.name, "state": check.state, "what": what, "advice": advice})
            continue
        session.screen.line(f"{pad(_(_SIGNS[check.state]), 8)}{visible(what or '')}")
        if advice:
            session.screen.line(" " * 8 + visible(advice))
    return ExitCode.NO_HOME if any(check.state == "bad" for check in checks) else ExitCode.DONE


def _said(check: Check, template: str | None) -> str | None:
    """The check's words in the reader's language with its facts filled in."""
    facts = {name: _(", ").join(render(term(each)) for each in str(value).split(", ")) for name, value in check.facts}
    return None if template is None else _(template).format(**facts)
