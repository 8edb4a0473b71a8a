"""What `make demo` does: the samples dropped into an inbox, taken in, found and verified.

Everything is done by the commands that a person would type, and they are shown. Running it
again is harmless: the same files are known as duplicates.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent
ARCHIVE = Path(sys.executable).with_name("archive")
PATIENCE = 180
"""Seconds until a watch that brings no receipt is given up."""

SEARCHES = (["受限空间"], ["（澄湖）应急检记〔2024〕12号"], ["整改", "--category", "复查"])

WORDS = {
    "en": {
        "home": "1. A home for the archive, and the units that files belong to",
        "intake": "2. The intake: {count} sample files are dropped into the inbox {inbox}",
        "sum": "   {sum}",
        "search": "3. Three searches",
        "verify": "4. Is everything still what it was?",
        "next": "Now you. Drop a file into {inbox} while 'archive watch' runs, or type:",
        "slow": "The intake did not finish in {seconds} seconds.",
        "failed": "This did not work: {command}",
    },
    "zh": {
        "home": "1. 建一个档案库，登记生产经营单位",
        "intake": "2. 接收：把 {count} 个样例文件放进收件夹 {inbox}",
        "sum": "   {sum}",
        "search": "3. 检索三次",
        "verify": "4. 核对：所有内容是否与接收时一致",
        "next": "接下来请自己试：在“archive watch”运行时把文件放进 {inbox}，或输入：",
        "slow": "接收在 {seconds} 秒内没有完成。",
        "failed": "这一步没有成功：{command}",
    },
}


def language() -> str:
    """`zh` or `en`, as the locale says."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def say(key: str, **values: object) -> None:
    sys.stdout.write("\n" + WORDS[language()][key].format(**values) + "\n")
    sys.stdout.flush()


def show(arguments: list[str]) -> None:
    sys.stdout.write(f"\n$ {shlex.join(['archive', *arguments])}\n")
    sys.stdout.flush()


def run(home: Path, *arguments: str) -> None:
    """Show a command and run it; one that fails ends the demonstration."""
    show(list(arguments))
    result = subprocess.run([ARCHIVE, *arguments], env=environment(home), check=False)
    if result.returncode:
        say("failed", command=shlex.join(arguments))
        sys.exit(result.returncode)


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "ARCHIVE_HOME": str(home)}


def take_in(home: Path, missing: int) -> None:
    """Run the watcher until every sample has its receipt."""
    show(["watch"])
    command = [ARCHIVE, "watch"]
    with subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, encoding="utf-8") as watcher:
        assert watcher.stdout is not None
        patience = threading.Timer(PATIENCE, watcher.terminate)
        patience.start()
        shutil.copytree(SAMPLES / "inbox", home / "inbox", dirs_exist_ok=True)
        outcomes: Counter[str] = Counter()
        for line in watcher.stdout:
            sys.stdout.write(line)
            outcomes[line.split(maxsplit=1)[0]] += 1
            missing -= 1
            if not missing:
                break
        patience.cancel()
        watcher.terminate()
    if missing:
        say("slow", seconds=PATIENCE)
        sys.exit(1)
    say("sum", sum=" · ".join(f"{outcome} {count}" for outcome, count in outcomes.most_common()))


def main(arguments: list[str]) -> None:
    home = Path(arguments[0] if arguments else "storage").resolve()
    count = sum(1 for path in (SAMPLES / "inbox").rglob("*") if path.is_file())
    say("home")
    if not (home / "archive.toml").exists():
        run(home, "init", str(home), "--language", language())
    run(home, "unit", "import", str(SAMPLES / "units.csv"))
    say("intake", count=count, inbox=home / "inbox")
    take_in(home, count)
    say("search")
    for search in SEARCHES:
        run(home, "search", *search, "--limit", "3")
    say("verify")
    run(home, "verify")
    say("next", inbox=home / "inbox")
    sys.stdout.write(f"\n  export PATH={ARCHIVE.parent}:$PATH ARCHIVE_HOME={home}\n")
    for command in ("watch", "triage", "dossier 宏川机械", "search 动火", "show @1", "proof @1 -o proof", "--help"):
        sys.stdout.write(f"  archive {command}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
