"""The four-property checks (四性检测, DA/T 70): is a record real, whole, usable and safe?

Each check passes, fails or is skipped with a reason. A check that was skipped is never counted as passed.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from archive.errors import N_, StateForbids
from archive.ledger import canonical
from archive.model.record import State

if TYPE_CHECKING:
    from archive.hooks.contracts import QualityCheck
    from archive.model.event import Checked
    from archive.model.record import Record
    from archive.store import Store

__all__ = [
    "Case", "CheckKind", "Declared", "Examination", "Finding", "Stage", "Totals", "Verdict", "check_kinds", "examine",
    "failed", "formats", "passed", "skipped",
]  # fmt: skip

Stage = Literal["accession", "transfer", "preservation"]
_LETTER: Mapping[Stage, str] = {"accession": "A", "transfer": "T", "preservation": "P"}

Outcome = Literal["pass", "fail", "skip"]

_MOST_NAMED = 10_000
"""Records with a failed check that the event names."""


@dataclass(frozen=True, slots=True)
class CheckKind:
    """One row of the table of checks, or a plugin's."""

    number: int
    """1 to 38; plugins' follow from 101 on, in the order of their names."""
    key: str
    dimension: Literal["authenticity", "integrity", "usability", "security"]
    stages: str
    """Letters of the stages at which it is made: A, T, P."""
    zh: str
    en: str
    whole: bool
    """Looked at once for the selection, not for each record."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check said. `reason` is a message template (gettext msgid) filled in by `facts`."""

    outcome: Outcome
    reason: str = ""
    facts: tuple[tuple[str, object], ...] = ()


def passed(reason: str = "", **facts: object) -> Verdict:
    return Verdict("pass", reason, tuple(facts.items()))


def failed(reason: str, **facts: object) -> Verdict:
    return Verdict("fail", reason, tuple(facts.items()))


def skipped(reason: str, **facts: object) -> Verdict:
    return Verdict("skip", reason, tuple(facts.items()))


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one record, or of the whole selection (`record` is None)."""

    kind: CheckKind
    record: str | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Declared:
    """What whoever hands over says that there is; None where they say nothing."""

    items: int | None = None
    bytes: int | None = None
    medium: str | None = None
    """What a person found of the medium, in words, if it is in order."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How often a check had each outcome."""

    kind: CheckKind
    passed: int
    failed: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Examination:
    """A whole run."""

    stage: Stage
    day: str
    """YYYY-MM-DD, in UTC."""
    records: int
    bytes: int
    """Of originals."""
    totals: tuple[Totals, ...]
    """In the order of the table; every check of the stage."""
    findings: tuple[Finding, ...]
    """What failed, then what was skipped, each in the order of the table and of accession; what passed is counted."""
    digest: str
    """SHA-256 hex over the canonical JSON of every single outcome: it stands in the ledger."""
    event: int

    @property
    def sound(self) -> bool:
        """Whether nothing failed."""
        return not any(each.failed for each in self.totals)


@dataclass(slots=True)
class Case:
    """One record under examination, with what several checks need of it."""

    store: Store
    record: Record
    text: str
    day: str

    @property
    def readable(self) -> bool:
        """Whether there is text to look into."""
        return bool(self.text.strip())


@cache
def check_kinds() -> tuple[CheckKind, ...]:
    """The 38 checks, by number."""
    return tuple(CheckKind(**{"whole": False, **entry}) for entry in _table()["check"])


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("quality.toml").read_text("utf-8"))


def formats() -> Mapping[str, tuple[str, ...]]:
    """Media types of formats to keep, each with the endings that say it."""
    return {kind: tuple(endings) for kind, endings in _table()["formats"].items()}


def examine(store: Store, records: Iterable[Record], *, stage: Stage, declared: Declared) -> Examination:
    """Make every check of the stage on these records, rows of registers left out; the ledger keeps how it ended.

    Reads every original once. Raises StateForbids for a record that is sealed or isolated, or NotPermitted.
    """
    from archive.preserve import quality_content, quality_metadata, quality_whole

    looks: dict[str, Callable[[Case], Verdict]] = {**quality_content.LOOKS, **quality_metadata.LOOKS}
    plugged = list(_plugged(store, stage))
    kinds = [kind for kind in check_kinds() if _LETTER[stage] in kind.stages]
    day = store.clock().date().isoformat()
    run = _Run()
    whole = quality_whole.Whole(store, stage, declared)
    for record in records:
        if record.state in (State.SEALED, State.ISOLATED):
            raise StateForbids(record=record.id, state=record.state)
        if any(link.type == "row-of" for link in record.links):
            continue  # it has no original of its own
        case = Case(store, record, store.catalogue.texts([record.id]).get(record.id, ""), day)
        whole.meet(record)
        for kind in kinds:
            if not kind.whole:
                run.add(kind, record.id, looks[kind.key](case))
        for kind, check in plugged:
            run.add(kind, record.id, _asked(check, case))
    for kind in kinds:
        if kind.whole:
            run.add(kind, None, whole.look(kind.key))
    totals = run.totals([*kinds, *(kind for kind, _check in plugged)])
    digest = hashlib.sha256(canonical.encode(run.outcomes)).hexdigest()
    event = _record(store, stage, whole, totals, digest, run)
    return Examination(stage, day, whole.items, whole.bytes, totals, run.ordered(), digest, event)


class _Run:
    """Outcomes as they come."""

    def __init__(self) -> None:
        self.outcomes: list[list[object]] = []
        self._counts: Counter[tuple[int, str]] = Counter()
        self._told: list[Finding] = []

    def add(self, kind: CheckKind, record: str | None, verdict: Verdict) -> None:
        self.outcomes.append([kind.number, record, verdict.outcome])
        self._counts[kind.number, verdict.outcome] += 1
        if verdict.outcome != "pass":
            self._told.append(Finding(kind, record, verdict))

    def totals(self, kinds: Iterable[CheckKind]) -> tuple[Totals, ...]:
        return tuple(
            Totals(kind, *(self._counts[kind.number, outcome] for outcome in ("pass", "fail", "skip")))
            for kind in kinds
        )

    def ordered(self) -> tuple[Finding, ...]:
        return tuple(sorted(self._told, key=lambda each: (each.verdict.outcome != "fail", each.kind.number)))

    @property
    def failing(self) -> list[str]:
        """Records of which a check failed, each once."""
        return list(dict.fromkeys(each.record for each in self._told if each.record and each.verdict.outcome == "fail"))


def _record(
    store: Store, stage: Stage, whole: object, totals: Iterable[Totals], digest: str, run: _Run
) -> int:
    from archive.preserve.quality_whole import Whole

    assert isinstance(whole, Whole)
    counts = list(totals)
    payload: Checked = {
        "stage": stage, "records": whole.items, "passed": sum(each.passed for each in counts),
        "failed": sum(each.failed for each in counts), "skipped": sum(each.skipped for each in counts),
        "digest": digest, "failing": run.failing[:_MOST_NAMED],
    }  # fmt: skip
    with store.transaction() as tx:
        return tx.append("checked", store.catalogue.home(), payload)


def _plugged(store: Store, stage: Stage) -> Iterator[tuple[CheckKind, QualityCheck]]:
    for number, check in enumerate(store.registry.checks().values(), 101):
        kind = CheckKind(number, check.name, check.dimension, check.stages, check.zh, check.en, whole=False)  # type: ignore[arg-type]  # looked at when it was offered
        if _LETTER[stage] in check.stages:
            yield kind, check


def _asked(check: QualityCheck, case: Case) -> Verdict:
    """What a plugin's check says; one that fails itself has said nothing."""
    answer = case.store.registry.ask_check(check, case.record, case.text)
    if answer is None:
        return skipped(N_("the check itself failed; 'archive plugins' says how"))
    return Verdict(answer.outcome, N_("{words}"), (("words", answer.reason),))
