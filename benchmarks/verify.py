"""`archive verify`: the hashing pass against `openssl dgst -sha256` on the same files, and the other phases.

    python benchmarks/verify.py [--megabytes 1024] [--events 200000]

Both sides read the same objects out of the page cache, in turns; the ratio is that of the medians
of CPU seconds. The other phases of a verification are printed apart.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from base64 import b64encode
from pathlib import Path

from archive.preserve.report import VerifyReport
from archive.preserve.verify import verify
from archive.store import Store

ROUNDS = 5
LARGE, SMALL = 1 << 20, 48 << 10
"""Sizes of the objects in bytes: as many of each."""


def put(store: Store, data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    folder = store.layout.objects / digest[:2]
    folder.mkdir(exist_ok=True)
    (folder / digest).write_bytes(data)
    return digest


def fill(store: Store, megabytes: int) -> None:
    """Objects of random bytes with a record each."""
    filler = os.urandom(LARGE)
    pairs = (megabytes << 20) // (LARGE + SMALL)
    with store.transaction("bench") as tx:
        depositor = tx.actor("bench", "account")
        for number in range(2 * pairs):
            data = os.urandom(32) + filler[32 : LARGE if number % 2 else SMALL]
            original = {"sha256": put(store, data), "bytes": len(data), "name": f"{number}.bin", "name_b64": None}
            delivery = {
                "key": f"{number}", "inbox": "/", "path": f"{number}", "path_b64": None, "device": 1, "inode": number,
                "mtime_ns": 1, "ctime_ns": 1, "size": len(data), "links": 1, "depositor": depositor,
                "folder_unit": None, "folder_category": None, "folders_ignored": [],
            }  # fmt: skip
            tx.append("accessioned", tx.new_id(), {"original": {**original, "encoding": "plain"}, "delivery": delivery})


def lengthen(store: Store, events: int) -> None:
    """Events in commits of 64, as a busy intake makes them."""
    for start in range(0, events, 64):
        with store.transaction("bench") as tx:
            for number in range(start, min(start + 64, events)):
                path = b64encode(f"检查记录 {number}".encode()).decode()
                tx.append("refused", "h-1", {"inbox": "/", "path": path, "path_b64": None, "reason": "empty"})


def openssl(paths: list[str]) -> float:
    """CPU seconds of hashing `paths`."""
    before = os.times()
    for start in range(0, len(paths), 1000):
        command = ["openssl", "dgst", "-sha256", *paths[start : start + 1000]]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def ours(store: Store) -> VerifyReport:
    report = verify(store)
    if not report.sound:
        raise SystemExit(f"not sound: {report.findings[:3]}")
    return report


def machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if "model name" in line), platform.processor())
    version = subprocess.run(["openssl", "version"], check=True, capture_output=True, text=True).stdout.strip()
    return f"{os.cpu_count()} x {model}, Linux {platform.release()}, Python {platform.python_version()}, {version}"


def hashing(folder: Path, megabytes: int) -> None:
    with Store.create(folder) as store:
        fill(store, megabytes)
        paths = sorted(str(path) for path in store.layout.objects.glob("??/*"))
        openssl(paths)  # fills the cache
        theirs, reports = [], []
        for _ in range(ROUNDS):
            theirs.append(openssl(paths))
            reports.append(ours(store))
        hashed = statistics.median(dict(report.seconds)["objects"] for report in reports)
        reference = statistics.median(theirs)
        size = reports[0].bytes
        print(f"objects: {len(paths)} files, {size / 2**20:.0f} MB in cache")
        print(f"  verify   {hashed:6.3f} s CPU  {size / 2**20 / hashed:6.0f} MB/s")
        print(f"  openssl  {reference:6.3f} s CPU  {size / 2**20 / reference:6.0f} MB/s")
        print(f"  ratio    {hashed / reference:6.2f}   (promised: at most 1.10)")


def ledger(folder: Path, events: int) -> None:
    with Store.create(folder) as store:
        lengthen(store, events)
        start = time.process_time()
        report = ours(store)
        total = time.process_time() - start
        print(f"ledger of {report.events} events, {total:.2f} s CPU in all")
        for name, seconds in report.seconds:
            print(f"  {name:12} {seconds:6.3f} s CPU  {seconds / report.events * 1e6:6.2f} us an event")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--events", type=int, default=200_000)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="archive-bench-"))
    try:
        print(machine())
        hashing(folder / "objects", options.megabytes)
        ledger(folder / "ledger", options.events)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
