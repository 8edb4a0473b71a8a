"""Processes that are killed at a chosen system call, and disks whose power is cut."""

from __future__ import annotations

import ctypes
import fcntl
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import crash_scenario as scenario

SYSCALLS = (
    "write", "pwrite64", "fsync", "fdatasync", "syncfs", "rename", "renameat2", "unlink", "rmdir", "mkdir",
    "ftruncate", "close", "openat", "fchmod", "chmod", "readv", "flock", "fcntl",
)  # fmt: skip
"""Calls at which a process is killed; those of the C library differ a little between systems."""
_PR_SET_PTRACER = 0x59616D61
_SHUTDOWN = 0x8004587D
_NO_LOG_FLUSH = 2


@dataclass(frozen=True)
class Run:
    """How one process ended."""

    status: int
    """Negative: the signal that ended it."""
    acknowledged: list[str]

    @property
    def killed(self) -> bool:
        return self.status == -signal.SIGKILL


def run(home: Path, strace: list[str] | None = None, mutant: str | None = None, *, single: bool = False) -> Run:
    """Take in what is in the home's inbox, in a process of its own, under strace if options are given.

    The process is forked, so that a crash costs milliseconds instead of a start of the interpreter.
    With `single` each file is a group of its own.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _child(home, writer, mutant, stop=strace is not None, single=single)
    os.close(writer)
    tracer = None
    try:
        if strace is not None:
            os.waitpid(child, os.WUNTRACED)
            tracer = _attach(child, strace)
            os.kill(child, signal.SIGCONT)
        with os.fdopen(reader) as lines:
            told = lines.read().split()
        _, status = os.waitpid(child, 0)
    finally:
        if tracer is not None:
            tracer.communicate()
    return Run(os.waitstatus_to_exitcode(status), told)


def _child(home: Path, writer: int, mutant: str | None, *, stop: bool, single: bool) -> None:
    status = 1
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
        if mutant is not None:
            scenario.MUTANTS[mutant]()
        if single:
            scenario.pipeline.GROUP_FILES = 1
        if stop:
            os.kill(os.getpid(), signal.SIGSTOP)
        scenario.work(home, lambda record: _tell(writer, record))
        status = 0
    except BaseException as failure:
        if not isinstance(failure, scenario.ArchiveError):
            import traceback

            traceback.print_exc()
            status = 2
    finally:
        os._exit(status)


def _tell(writer: int, record: str) -> None:
    """Acknowledge a record. The pipe is ours and no part of the intake: an error injected into it is tried again."""
    line = f"{record}\n".encode()
    try:
        os.write(writer, line)
    except OSError:
        os.write(writer, line)


def _attach(child: int, options: list[str]) -> subprocess.Popen[str]:
    tracer = subprocess.Popen(
        ["strace", "-f", "-p", str(child), *options], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert tracer.stderr is not None
    line = tracer.stderr.readline()
    if "attached" not in line:
        os.kill(child, signal.SIGKILL)
        os.kill(child, signal.SIGCONT)
        raise RuntimeError(f"strace cannot attach: {line.strip()}")
    return tracer


def count_calls(home: Path, log: Path, mutant: str | None = None, *, single: bool = False) -> Counter[str]:
    """How often each call happens in an undisturbed run."""
    done = run(home, ["-o", str(log), "-e", f"trace={','.join(SYSCALLS)}"], mutant, single=single)
    assert done.status == 0, done
    return Counter(re.findall(r"^(?:\d+ +)?(\w+)\(", log.read_text(errors="replace"), re.MULTILINE))


def inject(call: str, number: int, what: str) -> list[str]:
    """Options for strace: something happens at the n-th instance of one call. One call a campaign: with a
    set, strace counts each call apart and most points are never reached."""
    return ["-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{what}:when={number}"]


def why_no_strace() -> str | None:
    """Why processes cannot be killed at a call here; None if they can."""
    if sys.platform != "linux" or shutil.which("strace") is None:
        return "strace is not installed"
    probe = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False)
    return None if probe.returncode == 0 else f"ptrace is not allowed ({probe.stderr.strip()[:80]})"


def why_no_power_cut() -> str | None:
    """Why no power can be cut here; None if it can."""
    if os.geteuid() != 0:
        return "cutting power needs root"
    for tool in ("mkfs.ext4", "mount", "umount"):
        if shutil.which(tool) is None:
            return f"{tool} is not installed"
    folder = Path("/dev/shm") / f"archive-power-{os.getpid()}"
    folder.mkdir()
    try:
        with powered(folder, make_image(folder, lambda home: home.mkdir())):
            return None
    except (OSError, subprocess.CalledProcessError) as error:
        return f"no ext4 image can be mounted and shut down ({error})"
    finally:
        shutil.rmtree(folder)


def make_image(folder: Path, fill: Callable[[Path], None]) -> Path:
    """An ext4 image with what `fill` puts into `home` of it."""
    image = folder / "template.img"
    with image.open("wb") as file:
        file.truncate(24 * 1024 * 1024)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True)
    with _mounted(folder, image) as disk:
        fill(disk / "home")
    return image


@contextmanager
def powered(folder: Path, template: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A fresh disk from a template: its home, and a function that cuts the power and brings it back."""
    image = folder / "disk.img"
    subprocess.run(["cp", "--sparse=always", str(template), str(image)], check=True)
    place = folder / "disk"
    place.mkdir(exist_ok=True)

    def cut() -> None:
        descriptor = os.open(place, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, _SHUTDOWN, struct.pack("I", _NO_LOG_FLUSH))
        finally:
            os.close(descriptor)
        _umount(place)
        subprocess.run(["mount", "-o", "loop", str(image), str(place)], check=True)

    subprocess.run(["mount", "-o", "loop", str(image), str(place)], check=True)
    try:
        yield place / "home", cut
    finally:
        _umount(place)
        image.unlink()


@contextmanager
def _mounted(folder: Path, image: Path) -> Iterator[Path]:
    place = folder / "template"
    place.mkdir()
    subprocess.run(["mount", "-o", "loop", str(image), str(place)], check=True)
    try:
        yield place
    finally:
        _umount(place)
        place.rmdir()


def _umount(place: Path) -> None:
    subprocess.run(["umount", str(place)], check=True)
