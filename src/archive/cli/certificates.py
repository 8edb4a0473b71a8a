"""Certified searches: written to a file, and asked again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.escape import visible
from archive.cli.language import _, ngettext
from archive.errors import N_, CertificateInvalid, ExitCode, InputMissing, TargetExists

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.cli.screen import Screen
    from archive.model.selection import Selection

__all__ = ["show_check", "write_certificate"]

_MOST_BYTES = 1 << 30


def write_certificate(screen: Screen, archive: Archive, query: str, chosen: Selection, options: dict[str, Any]) -> None:
    """Write the certificate to the new file `options["output"]`; `-` is stdout."""
    target = None if options["output"] == "-" else Path(options["output"])
    if target is not None:
        _begin(target)  # before the ledger says that there is a certificate
    try:
        certificate = archive.certify(query, chosen, exact=options["exact"])
        body = json.dumps(certificate, ensure_ascii=False, indent=1).encode() + b"\n"
        if target is None:
            screen.exact(body)
        else:
            target.write_bytes(body)
            screen.note(_("Written: {path}").format(path=click.format_filename(target)))
    except BaseException:
        if target is not None:
            target.unlink(missing_ok=True)
        raise
    total, event = int(str(certificate["total"])), certificate["event"]
    screen.note(ngettext("{total} hit", "{total} hits", total).format(total=total))
    if event is None:
        screen.note(_("Your account may not write here: the certificate does not stand in the ledger."))
    else:
        screen.note(_("The certificate stands in the ledger as event {event}.").format(event=event))


def _begin(target: Path) -> None:
    """Make the empty file. Raises TargetExists."""
    try:
        target.open("xb").close()
    except FileExistsError:
        raise TargetExists(path=target) from None


def show_check(screen: Screen, archive: Archive, path: str, *, as_json: bool) -> int:
    """Repeat the search of the certificate, and say what differs; exit code 6 for damage."""
    check = archive.check_certificate(_read(Path(path)))
    fits = archive.fits_checkpoint(check.note)
    sound = fits and not check.changed and not check.altered
    groups = (
        (_("accessioned since and found now"), check.added),
        (_("found now and not then, though here already"), check.appeared),
        (_("found then and not now"), check.gone),
        (_("with another original"), check.changed),
    )
    if as_json:
        screen.json(
            {
                "sound": sound, "altered": check.altered, "recorded": check.recorded, "same_rules": check.same_rules,
                "total_then": check.total_then, "total_now": check.total_now, "added": list(check.added),
                "appeared": list(check.appeared), "gone": list(check.gone), "changed": list(check.changed),
                "checkpoint_fits": fits,
            }
        )  # fmt: skip
        return ExitCode.DONE if sound else ExitCode.DAMAGED
    if check.altered:
        screen.line(_("The file was altered: it is not the certificate that was written."))
    screen.line(_("{then} hits then, {now} hits now").format(then=check.total_then, now=check.total_now))
    for title, records in groups:
        if records:
            screen.line(f"{title} ({len(records)}): {visible(' '.join(records))}")
    if check.recorded and not check.altered:
        screen.note(_("The file is as it was written: the ledger holds its digest."))
    if not (check.recorded or check.altered):
        screen.note(
            _("No event of the ledger holds the digest of this file: somebody may have written all of it anew.")
        )
    if not check.same_rules:
        screen.note(_("The rules of the search or its synonyms have changed since; differences may come from that."))
    if not fits:
        screen.note(_("The checkpoint in the certificate does not fit this ledger."))
    return ExitCode.DONE if sound else ExitCode.DAMAGED


def _read(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except (FileNotFoundError, IsADirectoryError):
        raise InputMissing(path=path) from None
    try:
        found = json.loads(content, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise CertificateInvalid(reason=N_("it is no JSON")) from None
    if not isinstance(found, dict):
        raise CertificateInvalid(reason=N_("it is no JSON object"))
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object; a key that stands in it twice would say one thing to a person and another to a program."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise CertificateInvalid(reason=N_("a key stands in it twice"))
    return found
