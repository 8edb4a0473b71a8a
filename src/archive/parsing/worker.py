"""The process in which parsers run: `python -m archive.parsing.worker FD`, started by the pool only.

It loads the parsers, shuts itself in, and then takes one document after another: a request
and an open descriptor come over the socket FD, a report goes back. It ends when the socket
does.
"""

from __future__ import annotations

import array
import gc
import importlib
import json
import os
import resource
import signal
import socket
import struct
import sys
import time
from collections.abc import Mapping
from typing import Any, NoReturn

from archive.errors import N_
from archive.hooks.contracts import Parser
from archive.model.parsed import Outcome, ParseReport
from archive.parsing import chain
from archive.parsing.children import Outgoing
from archive.parsing.confine import confine
from archive.parsing.limits import Limits
from archive.parsing.media_types import OCTETS
from archive.parsing.wire import encode_report, frame

__all__ = ["main"]


def main(arguments: list[str]) -> None:
    """Serve until the parent closes the socket."""
    connection = socket.socket(fileno=int(arguments[0]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _silence(connection.fileno())
    setup, _ = _receive(connection)
    limits = Limits(**setup["limits"])
    try:
        parsers = _parsers(setup)
    except Exception as error:  # noqa: BLE001 - the parent must learn why no worker starts
        connection.sendall(frame({"fatal": f"{type(error).__name__}: {error}"}))
        return
    if setup["slow"]:
        os.nice(19)
    layers = confine(limits, setup["parent"], [path for parser in parsers for path in getattr(parser, "folders", ())])
    try:
        with open(os.__file__, "rb") as probe:  # noqa: PTH123 - no pathlib in a worker's start
            probe.read(1)
    except OSError as error:
        connection.sendall(frame({"fatal": f"Python's own files cannot be read: {error.strerror}"}))
        return
    gc.freeze()
    # A process starts with the peak of the one that started it: only what exceeds it is its own.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    connection.sendall(frame({"ready": dict(layers), "cpu": time.process_time(), "peak": peak}))
    while True:
        request, descriptor = _receive(connection)
        _serve(connection, request, descriptor, parsers, limits)


def _silence(keep: int) -> None:
    """Standard input, output and error lead nowhere, so that no flood of words blocks or mixes in."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        if descriptor != keep:
            os.dup2(null, descriptor)
    os.close(null)


def _parsers(setup: Mapping[str, Any]) -> tuple[Parser, ...]:
    from archive.hooks.loading import load

    sys.path.extend(path for path in setup["search_path"] if path not in sys.path)
    extra = [importlib.import_module(name) for name in setup["extra"]]
    registry = load(plugins=setup["plugins"], extra=extra)
    if setup["only"]:
        return tuple(parser for parser in registry.parsers(slow=None) if parser.name == setup["only"])
    return registry.parsers(slow=setup["slow"])


def _receive(connection: socket.socket) -> tuple[dict[str, Any], int]:
    """The next message and the descriptor that came with its first byte, or -1. Ends the process at the end."""
    descriptor = -1
    data, ancillary, _, _ = connection.recvmsg(8, socket.CMSG_SPACE(4), socket.MSG_CMSG_CLOEXEC)
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptor = array.array("i", content[:4])[0]
    if not data:
        _end()
    data += _exactly(connection, 8 - len(data))
    message: dict[str, Any] = json.loads(_exactly(connection, struct.unpack("<Q", data)[0]))
    return message, descriptor


def _exactly(connection: socket.socket, length: int) -> bytes:
    parts = []
    while length:
        part = connection.recv(min(length, 1 << 20))
        if not part:
            _end()
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _end() -> NoReturn:
    """No more work. Nothing that a parser left behind may run at the exit."""
    os._exit(0)


class _Teller(chain.Watcher):
    """Tells the parent what is tried, so that it knows whom to blame if this process dies."""

    def __init__(self, connection: socket.socket, limits: Limits) -> None:
        self._connection = connection
        self.children: Outgoing = Outgoing(connection.sendall, limits)
        self.retire = False

    def trying(self, media_type: str, parser: Parser) -> None:
        self.children.restart()
        self._connection.sendall(frame({"trying": [media_type, parser.name, parser.version]}))

    def progress(self) -> None:
        self._connection.sendall(frame({"page": True, "cpu": time.process_time()}))

    def shaken(self) -> None:
        self.retire = True


def _serve(
    connection: socket.socket, request: Mapping[str, Any], descriptor: int, parsers: tuple[Parser, ...], limits: Limits
) -> None:
    """One document: its report goes back whatever a parser does short of killing the process."""
    teller = _Teller(connection, limits)
    kept = 0
    try:
        with os.fdopen(descriptor, "rb", buffering=1 << 16) as source:
            skip = frozenset(request["skip"])
            report = chain.parse(source, request["name"], parsers, limits, skip=skip, watcher=teller)
        if report.document is not None:
            for child in report.document.children:
                teller.children.give(child)
            kept = teller.children.kept
        retire = teller.retire
    except BaseException as error:  # noqa: BLE001 - the outermost frame: the document needs an answer
        report, retire, kept = _fallen(error), True, 0
    connection.sendall(
        frame({"report": encode_report(report), "children": kept, "cpu": time.process_time(), "retire": retire})
    )


def _fallen(error: BaseException) -> ParseReport:
    """What is left to say when not the parser but the rest failed over a document."""
    if isinstance(error, MemoryError):
        return ParseReport(Outcome.LIMIT, OCTETS, (), None, N_("Reading the file took more memory than it may."))
    return ParseReport(Outcome.CRASHED, OCTETS, (), None, f"{type(error).__name__}: {error}"[:300])


if __name__ == "__main__":
    main(sys.argv[1:])
