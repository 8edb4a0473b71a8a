"""One worker process as its parent sees it: started, fed, listened to, watched, ended."""

from __future__ import annotations

import array
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from archive.model.parsed import Attempt, ParseReport
from archive.parsing.children import Incoming, SpoolFailed
from archive.parsing.limits import Limits
from archive.parsing.wire import Frames, ReportInvalid, decode_report, frame, text_or_none

__all__ = ["Answer", "Death", "Job", "Setup", "WorkerProcess"]

_RECEIVE = 1 << 18
_BUFFER = 1 << 20
_AT_ONCE = 16 << 20
"""Bytes that are taken from one worker before the others are listened to."""
_TICKS = os.sysconf("SC_CLK_TCK")
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT", "TZ")
_START_SECONDS = 30.0


@dataclass(slots=True)
class Job:
    """A document on its way through the pool."""

    key: Hashable
    descriptor: int
    """Open for reading, owned by the pool; -1 until it is dispatched if `path` is given."""
    path: str | bytes | os.PathLike[str] | None
    name: str
    size: int = 0
    deaths: int = 0
    """Workers that died over it."""
    skip: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    media_type: str | None = None
    trying: tuple[str, str] | None = None
    """Parser and version at work, as the worker announced."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a new worker is told."""

    plugins: bool
    extra: Sequence[str]
    search_path: Sequence[str]
    limits: Limits
    slow: bool = False
    only: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    job: Job
    report: ParseReport


@dataclass(frozen=True, slots=True)
class Death:
    """A worker ended: over `job`, or idle (None)."""

    job: Job | None
    waiting: tuple[Job, ...]
    """Documents that it had not begun, in order."""
    words: str
    limit: bool
    """Whether it died of a limit, not of a fault."""
    started: bool
    """Whether it had come as far as taking documents."""


@dataclass(slots=True)
class WorkerProcess:
    """A running worker. Not shared between threads."""

    setup: Setup
    folder: Path | None = None
    """Where children of documents are put; in memory if None."""
    jobs: deque[Job] = field(default_factory=deque)
    """Handed over and not answered; the first is being parsed."""
    served: int = 0
    ready: bool = False
    layers: Mapping[str, bool] = field(default_factory=dict)
    retiring: bool = False
    fatal: str | None = None
    trouble: OSError | None = None
    """What the disk said that did not take a child; the worker is ended then."""
    process: subprocess.Popen[bytes] = field(init=False)
    socket: socket.socket = field(init=False)
    _frames: Frames = field(init=False)
    _incoming: Incoming = field(init=False)
    _since: float = field(init=False)
    _cpu: float = 0.0
    _peak: int = 0
    """Bytes of memory that count as used before the first document: Linux hands the parent's peak down."""

    def __post_init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            for end in (ours, theirs):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
            self.process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
                [sys.executable, "-P", "-m", "archive.parsing.worker", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
                env=_environment(),
                cwd="/",
            )
        self.socket = ours
        self._frames = Frames(self.setup.limits.answer_bytes)
        self._incoming = Incoming(self.folder, self.setup.limits)
        self._since = time.monotonic()
        ours.settimeout(10.0)
        setup = asdict(self.setup)
        with contextlib.suppress(OSError):
            ours.sendall(frame({**setup, "parent": os.getpid()}))
        ours.setblocking(False)

    def fileno(self) -> int:
        """To be waited on: readable when the worker has something to say, or has died."""
        return self.socket.fileno()

    def hand_over(self, job: Job) -> None:
        """Send a document; it is parsed after those that were sent before. Raise OSError if the file is gone."""
        if job.descriptor < 0:
            assert job.path is not None
            job.descriptor = os.open(job.path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0))
        message = frame({"name": job.name, "skip": list(job.skip)})
        if not self.jobs and self.ready:
            self._since = time.monotonic()
        self.jobs.append(job)
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [job.descriptor]))]
        with contextlib.suppress(OSError):  # a worker that is dead already is found so by `listen`
            self.socket.sendmsg([message], rights)

    def listen(self) -> list[Answer] | Death:
        """Take what the worker has sent. A worker that is gone or talks nonsense is ended and described."""
        answers: list[Answer] = []
        taken = 0
        try:
            while taken < _AT_ONCE:
                data = self.socket.recv(_RECEIVE)
                if not data:
                    return self._gone(answers)
                taken += len(data)
                self._frames.feed(data)
                self._take(answers)
                if len(data) < _RECEIVE:
                    break
        except BlockingIOError:
            return answers
        except SpoolFailed as failed:
            self.trouble = failed.error
            death = self._finish(answers, str(failed))
            return Death(None, (*([death.job] if death.job else []), *death.waiting), death.words, False, True)
        except (ReportInvalid, TypeError, KeyError, ValueError):
            return self._finish(answers, "The parser disturbed the worker's answer.")
        except OSError:
            return self._gone(answers)
        return answers

    # The answers that arrived together with a death are not lost: they are handed out first.
    _last: list[Answer] = field(default_factory=list)

    def last_answers(self) -> list[Answer]:
        """Answers that arrived in the same breath as the death, to be taken once after it."""
        answers, self._last = self._last, []
        return answers

    def _take(self, answers: list[Answer]) -> None:
        for message in self._frames.messages():
            if isinstance(message, bytes):
                self._incoming.write(message)
            elif "ready" in message:
                self.layers = {str(name): bool(on) for name, on in message["ready"].items()}
                self.ready = True
                self._peak = int(message["peak"])
                self._restart_clock(message)
            elif "fatal" in message:
                self.fatal = str(message["fatal"])[:500]
            elif not self.jobs:
                raise ReportInvalid("an answer to nothing")
            elif "page" in message:
                self._restart_clock(message)
            elif "trying" in message:
                media_type, parser, version = message["trying"]
                self.jobs[0].media_type = text_or_none(media_type)
                self.jobs[0].trying = (str(parser), str(version))
                self._incoming.forget()
            elif "child" in message:
                self._incoming.begin(message["child"])
            elif "kept" in message:
                self._incoming.end(message["kept"])
            else:
                report = self._report(message)
                answers.append(Answer(self.jobs.popleft(), report))
                self.served += 1
                self.retiring = self.retiring or bool(message["retire"])
                self._restart_clock(message)

    def _report(self, message: Mapping[str, object]) -> ParseReport:
        """The report with its children; what was sent for parsers that failed is forgotten."""
        if not message["children"]:
            self._incoming.forget()
        values = message["report"]
        if not isinstance(values, dict) or values.get("document") is None:
            self._incoming.forget()
            return decode_report(values)
        return decode_report(values, self._incoming.take(message["children"]))

    def _restart_clock(self, message: Mapping[str, object]) -> None:
        cpu = message["cpu"]
        self._cpu = float(cpu) if isinstance(cpu, int | float) else 0.0
        self._since = time.monotonic()

    def overdue(self, now: float) -> Death | None:
        """End the worker if its document takes too long, or if it does not come up."""
        if self.ready and not self.jobs:
            return None
        elapsed = now - self._since
        if not self.ready:
            return self._finish([], "The worker did not start.") if elapsed > _START_SECONDS else None
        wall, cpu = self._seconds()
        if elapsed > wall:
            return self._finish([], "Reading the file took longer than it may.", limit=True)
        if elapsed > cpu and self.cpu_used() > cpu:
            return self._finish([], "Reading the file took more computing time than it may.", limit=True)
        return None

    def _seconds(self) -> tuple[float, float]:
        """Wall time and computing time that the present document may take: what hands on much may take longer."""
        limits = self.setup.limits
        more = self._incoming.bytes / limits.children_rate
        return limits.wall_seconds + more, limits.cpu_seconds + more

    def next_check(self, now: float) -> float | None:
        """Seconds until `overdue` could say something new; None if the worker is idle."""
        if self.ready and not self.jobs:
            return None
        elapsed = now - self._since
        if not self.ready:
            return max(0.01, _START_SECONDS - elapsed)
        most_wall, most_cpu = self._seconds()
        wall = most_wall - elapsed
        cpu = most_cpu - (self.cpu_used() if elapsed > most_cpu else elapsed)
        return max(0.01, min(wall, cpu if cpu > 0 else wall))

    def cpu_used(self) -> float:
        """Seconds of computing for the present document; 0 where the platform does not tell."""
        try:
            with open(f"/proc/{self.process.pid}/stat", "rb") as stat:  # noqa: PTH123 - called often
                fields = stat.read().rpartition(b")")[2].split()
            return (int(fields[11]) + int(fields[12])) / _TICKS - self._cpu
        except (OSError, ValueError, IndexError):
            return 0.0

    def resident(self) -> int:
        """Bytes in memory; 0 where the platform does not tell."""
        try:
            with open(f"/proc/{self.process.pid}/statm", "rb") as statm:  # noqa: PTH123 - called often
                return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError, IndexError):
            return 0

    def worn(self) -> bool:
        """Whether it should be replaced before the next document."""
        limits = self.setup.limits
        if self.retiring or self.served >= limits.documents:
            return True
        return self.served % 16 == 15 and self.resident() > limits.resident_bytes

    def close(self) -> None:
        """End the process now, and whatever it started."""
        self.socket.close()
        self._incoming.forget()
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _gone(self, answers: list[Answer]) -> Death:
        return self._finish(answers, None)

    def _finish(self, answers: list[Answer], words: str | None, *, limit: bool = False) -> Death:
        self._incoming.forget()
        status, peak = self._reap(killed=words is not None)
        self._last = answers
        if words is None:
            words = f"The worker failed: {self.fatal}" if self.fatal else _how(status)
            limit = peak > max(self.setup.limits.memory_bytes * 0.6, self._peak)
        waiting = tuple(self.jobs)
        begun = self.ready and bool(waiting)
        job = waiting[0] if begun else None
        return Death(job, waiting[1:] if begun else waiting, words, limit, self.ready)

    def _reap(self, *, killed: bool) -> tuple[int, int]:
        """End the process, if need be, and return its status and its peak of memory in bytes."""
        self.socket.close()
        if not killed:
            # The socket is closed, the process may not be dead yet: a moment to die of its own cause.
            deadline = time.monotonic() + 0.5
            while time.monotonic() < deadline:
                done = self._wait(os.WNOHANG)
                if done:
                    return done
                time.sleep(0.002)
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)
        return self._wait(0) or (0, 0)

    def _wait(self, options: int) -> tuple[int, int] | None:
        try:
            pid, status, usage = os.wait4(self.process.pid, options)
        except ChildProcessError:
            self.process.returncode = 0
            return 0, 0
        if pid == 0:
            return None
        self.process.returncode = os.waitstatus_to_exitcode(status)
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)  # children that it left
        return self.process.returncode, usage.ru_maxrss * 1024


def _how(status: int) -> str:
    if status < 0:
        try:
            return f"The parser killed its worker ({signal.Signals(-status).name})."
        except ValueError:
            return f"The parser killed its worker (signal {-status})."
    return f"The parser ended its worker (exit {status})."


def _environment() -> dict[str, str]:
    """No secrets of the parent; the same text on every machine."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
