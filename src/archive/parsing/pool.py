"""A pool of warm, walled-in worker processes that read documents.

Made for one thread with other work to do: `submit` never waits, `poll` hands out what is
ready, and `filenos` and `wait_seconds` let an event loop sleep on the pool together with
everything else. Whatever a file or a parser does, every document that was submitted comes
back from `poll` once, with an outcome; nothing about a document raises.

A worker ends with its parent. On Linux it also ends with the *thread* that started it, so
use a pool from one long-lived thread.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import time
from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.errors import N_, StorageFailed
from archive.model.parsed import Attempt, Outcome, ParseReport
from archive.parsing.handle import Answer, Death, Job, Setup, WorkerProcess
from archive.parsing.limits import HELD_BYTES, Limits
from archive.parsing.media_types import OCTETS
from archive.parsing.sniff import sniff

__all__ = ["Pool"]

_AHEAD = 8
"""Documents that a worker holds beside the one at work, so that it need not wait for a busy parent."""
_AHEAD_BYTES = 2 << 20
"""A worker with so many bytes before it is given no more."""
_DEATHS = 4
"""Workers that one document may kill before it is given up."""
_FAILED_STARTS = 3


class Pool:
    """Up to `size` workers (default: one a processor), started when there is work for them.

    `plugins` and `extra` (names of modules to import in the worker) choose the parsers as
    `archive.hooks.loading.load` does; `search_path` is added to the workers' `sys.path`. Children of
    documents become files in the folder `children`, which belong to whoever takes the report; without
    one they stay in memory, and few and small ones are taken.
    """

    def __init__(
        self,
        size: int | None = None,
        *,
        plugins: bool = True,
        limits: Limits | None = None,
        extra: Sequence[str] = (),
        search_path: Sequence[str] = (),
        slow: bool = False,
        only: str = "",
        children: Path | None = None,
    ) -> None:
        self._size = size or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else size or 2
        limits = limits or Limits()
        if children is None:
            limits = replace(limits, children_bytes=min(limits.children_bytes, HELD_BYTES))
        self._setup = Setup(plugins, tuple(extra), tuple(search_path), limits, slow, only)
        self._folder = children
        self._trouble: OSError | None = None
        self._waiting: deque[Job] = deque()
        self._workers: list[WorkerProcess] = []
        self._done: deque[tuple[Hashable, ParseReport]] = deque()
        self._failed_starts = 0
        self._pending = 0
        self._layers: Mapping[str, bool] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def submit(self, key: Hashable, source: int | str | bytes | os.PathLike[str], name: str) -> None:
        """Put a document in the queue; `poll` will return it under `key`. Never waits.

        `source` is a path (opened when its turn comes), or a descriptor that the caller may
        close as soon as this returns: the pool opens the file anew, read-only. `name` serves
        messages only.
        """
        self._pending += 1
        if not isinstance(source, int):
            self._waiting.append(Job(key, -1, source, name))
        else:
            try:
                self._waiting.append(Job(key, _reopen(source), None, name))
            except OSError as error:
                self._done.append((key, _unreadable(error)))
        self._dispatch()

    @property
    def pending(self) -> int:
        """Documents that were submitted and not yet returned by `poll`."""
        return self._pending

    @property
    def hungry(self) -> bool:
        """Whether the pool could use more documents now to keep its workers busy."""
        return len(self._waiting) < self._size

    def filenos(self) -> tuple[int, ...]:
        """Descriptors to wait on for reading; they change with every call of `submit` and `poll`."""
        return tuple(worker.fileno() for worker in self._workers)

    def wait_seconds(self) -> float | None:
        """How long an event loop may sleep on `filenos` before it must call `poll`; None: as long as it likes."""
        if self._done:
            return 0.0
        now = time.monotonic()
        checks = [check for worker in self._workers if (check := worker.next_check(now)) is not None]
        return min(checks, default=None)

    def poll(self, timeout: float | None = 0.0) -> list[tuple[Hashable, ParseReport]]:
        """Every document that is done, in no promised order.

        Waits up to `timeout` seconds for the first one (None: until there is one), not at all
        while something is done, and returns at once if nothing is pending. Also watches the
        limits, so call it at least as often as `wait_seconds` says. Raises StorageFailed where the
        disk did not take a child: nothing is lost then, and the document is read again.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            self._dispatch()
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            self._listen(0.0 if self._done else left)
            self._watch()
            self._raise_trouble()
            self._dispatch()
            if self._done or not self._pending or (deadline is not None and time.monotonic() >= deadline):
                break
        done = list(self._done)
        self._done.clear()
        self._pending -= len(done)
        return done

    def _raise_trouble(self) -> None:
        trouble, self._trouble = self._trouble, None
        if trouble is not None:
            raise StorageFailed(reason=os.strerror(trouble.errno) if trouble.errno else str(trouble)) from trouble

    def parse(self, source: int | str | bytes | os.PathLike[str], name: str) -> ParseReport:
        """One document, waited for. Others that are done meanwhile stay for `poll`."""
        key = object()
        self.submit(key, source, name)
        others: list[tuple[Hashable, ParseReport]] = []
        found: ParseReport | None = None
        while found is None:
            for done, report in self.poll(None):
                if done is key:
                    found = report
                else:
                    others.append((done, report))
        self._done.extendleft(reversed(others))
        self._pending += len(others)
        return found

    def layers(self) -> Mapping[str, bool]:
        """Which walls stand around a worker on this machine, by name; starts one to see. Empty if none starts."""
        if not self._layers:
            deadline = time.monotonic() + 30.0
            while not self._layers and self._failed_starts < _FAILED_STARTS and time.monotonic() < deadline:
                if not self._workers:
                    self._start()
                self._listen(1.0)
        return dict(self._layers)

    def close(self) -> None:
        """End all workers at once; documents that are pending are forgotten. May be repeated."""
        for worker in self._workers:
            for job in worker.jobs:
                _release(job)
            worker.close()
        for job in self._waiting:
            _release(job)
        self._workers.clear()
        self._waiting.clear()
        self._done.clear()
        self._pending = 0

    # --- handing out

    def _dispatch(self) -> None:
        while self._waiting:
            job = self._waiting[0]
            if self._failed_starts >= _FAILED_STARTS:
                self._waiting.popleft()
                self._give_up(job, N_("No worker for reading files could be started."))
                continue
            worker = self._worker_for(job)
            if worker is None:
                return
            self._waiting.popleft()
            try:
                worker.hand_over(job)
                job.size = os.fstat(job.descriptor).st_size
            except OSError as error:
                self._done.append((job.key, _unreadable(error)))

    def _worker_for(self, job: Job) -> WorkerProcess | None:
        """The least loaded worker; a new one while there are fewer than allowed; a fresh one after a death."""
        for worker in [worker for worker in self._workers if not worker.jobs and worker.worn()]:
            self._retire(worker)
        idle = [worker for worker in self._workers if not worker.jobs]
        if job.deaths:
            fresh = [worker for worker in idle if not worker.served]
            if fresh:
                return fresh[0]
            if len(self._workers) >= self._size and idle:
                self._retire(idle[0])
        elif idle:
            return idle[0]
        if len(self._workers) < self._size:
            return self._start()
        if job.deaths:
            return None
        return min(filter(_has_room, self._workers), key=lambda worker: len(worker.jobs), default=None)

    def _start(self) -> WorkerProcess:
        worker = WorkerProcess(self._setup, self._folder)
        self._workers.append(worker)
        return worker

    def _retire(self, worker: WorkerProcess) -> None:
        self._workers.remove(worker)
        worker.close()

    # --- taking back

    def _listen(self, timeout: float | None) -> None:
        """Wait for a worker to say something, no longer than the next check of a limit, and take it."""
        if not self._workers:
            return
        now = time.monotonic()
        checks = [check for worker in self._workers if (check := worker.next_check(now)) is not None]
        if timeout is None or timeout > 0:
            timeout = min([*checks, *([] if timeout is None else [timeout])], default=None)
            if timeout is None and not any(worker.jobs for worker in self._workers):
                timeout = 0.0
        with selectors.DefaultSelector() as selector:
            for worker in self._workers:
                selector.register(worker, selectors.EVENT_READ, worker)
            heard: list[WorkerProcess] = [key.data for key, _ in selector.select(timeout)]
        for worker in heard:
            self._hear(worker)

    def _hear(self, worker: WorkerProcess) -> None:
        said = worker.listen()
        if isinstance(said, Death):
            for answer in worker.last_answers():
                self._answered(answer)
            self._died(worker, said)
            return
        if worker.ready:
            self._failed_starts = 0
            self._layers = worker.layers
        for answer in said:
            self._answered(answer)

    def _watch(self) -> None:
        now = time.monotonic()
        for worker in list(self._workers):
            death = worker.overdue(now)
            if death is not None:
                self._died(worker, death)

    def _answered(self, answer: Answer) -> None:
        job, report = answer.job, answer.report
        if job.attempts:
            report = _with_history(job, report)
        _release(job)
        self._done.append((job.key, report))

    def _died(self, worker: WorkerProcess, death: Death) -> None:
        """Blame the document that was being read, and let the others go on elsewhere."""
        self._workers.remove(worker)
        self._trouble = self._trouble or worker.trouble
        self._waiting.extendleft(reversed(death.waiting))
        if not death.started:
            self._failed_starts += 1
        job = death.job
        if job is None:
            return
        job.deaths += 1
        if job.trying is not None:
            parser, version = job.trying
            outcome = Outcome.LIMIT if death.limit else Outcome.CRASHED
            job.attempts = (*job.attempts, Attempt(parser, version, outcome, death.words))
            if death.limit or sum(attempt.parser == parser for attempt in job.attempts) > 1:
                job.skip = (*job.skip, parser)
        job.trying = None
        if job.deaths >= _DEATHS:
            self._give_up(job, death.words)
        else:
            self._waiting.appendleft(job)

    def _give_up(self, job: Job, words: str) -> None:
        media_type = job.media_type or _media_type(job)
        last = job.attempts[-1] if job.attempts else None
        outcome, reason = (last.outcome, last.reason) if last else (Outcome.CRASHED, words)
        _release(job)
        self._done.append((job.key, ParseReport(outcome, media_type, job.attempts, None, reason)))


def _has_room(worker: WorkerProcess) -> bool:
    jobs = worker.jobs
    return (
        not worker.retiring
        and len(jobs) <= _AHEAD
        and not jobs[0].deaths
        and sum(job.size for job in jobs) < _AHEAD_BYTES
    )


def _with_history(job: Job, report: ParseReport) -> ParseReport:
    """The report of the last worker after those of the dead; a death says more than an 'unsupported' after it."""
    attempts = (*job.attempts, *report.attempts)
    if report.document is not None:
        return replace(report, attempts=attempts)
    last = job.attempts[-1]
    return ParseReport(last.outcome, report.media_type, attempts, None, last.reason)


def _reopen(descriptor: int) -> int:
    """The same file under a descriptor of its own: own offset, reading only."""
    with contextlib.suppress(OSError):
        return os.open(f"/proc/self/fd/{descriptor}", os.O_RDONLY | os.O_CLOEXEC)
    return os.dup(descriptor)


def _release(job: Job) -> None:
    if job.descriptor >= 0:
        os.close(job.descriptor)
        job.descriptor = -1


def _media_type(job: Job) -> str:
    """For a document that no worker could look at: the parent looks, which is safe."""
    try:
        if job.descriptor < 0:
            assert job.path is not None
            job.descriptor = os.open(job.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        with os.fdopen(job.descriptor, "rb", closefd=False) as source:
            return sniff(source)
    except OSError:
        return OCTETS


def _unreadable(error: OSError) -> ParseReport:
    reason = N_("The file could not be opened for reading.")
    return ParseReport(Outcome.CRASHED, OCTETS, (), None, f"{reason} ({error.strerror or error})")
