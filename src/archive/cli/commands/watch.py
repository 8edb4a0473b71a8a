"""archive watch: take in what is put into the inboxes, until told to stop."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import TYPE_CHECKING

from archive.cli.escape import visible
from archive.cli.face import command as define
from archive.cli.face import option
from archive.cli.language import _
from archive.cli.notices import notices
from archive.cli.receipts import show_receipt
from archive.cli.session import Session
from archive.errors import N_, ExitCode

if TYPE_CHECKING:
    from archive.ingest.receipt import Receipt

__all__ = ["command"]

HELP = N_(
    "Watch the inboxes and take in what is put there.\n\n"
    "Runs until it is interrupted (exit code 130) or told to end by SIGTERM (exit code 0); what was begun is "
    "brought to an end first. Several people may file, correct and triage meanwhile."
)


@define("watch", help=HELP)
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a file."))
def command(session: Session, *, as_json: bool) -> int:
    stop = threading.Event()
    received: list[int] = []

    def ask_to_stop(number: int, _frame: FrameType | None) -> None:
        if received and number == signal.SIGINT:
            raise KeyboardInterrupt  # asked for twice: do not wait any longer
        received.append(number)
        stop.set()

    with session.archive() as archive:

        def on_receipt(receipt: Receipt) -> None:
            show_receipt(session.screen, archive, receipt, as_json=as_json)

        for each in archive.config.inboxes:
            session.screen.note(_("Watching {path}").format(path=visible(str(each.path))))
        former = {number: signal.signal(number, ask_to_stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            with notices(session.screen):
                archive.watch(stop=stop, on_receipt=on_receipt)
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)
    session.screen.note(_("Stopped."))
    return ExitCode.INTERRUPTED if signal.SIGINT in received else ExitCode.DONE
