"""Checks of work tickets: those of GB 30871 that the form itself can answer, and those of scaffolding tickets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from archive_plugins.safety_forms.facts import Facts
from archive_plugins.safety_forms.gas import OXYGEN, Reading
from archive_plugins.safety_forms.moments import Moment, hours_between
from archive_plugins.safety_forms.rules import edition_of, explosive_limit, finding
from archive_plugins.safety_forms.scaffolds import check_scaffold
from archive_plugins.safety_forms.tickets import SECTIONS, kind_of

from archive.model.placement import Finding

__all__ = ["check_ticket"]

_ORDER = (
    ("applied_at", "申请时间"),
    ("approved_at", "审批时间"),
    ("valid_from", "作业开始时间"),
    ("accepted_at", "验收时间"),
)
_LEVELS = ("一级", "二级", "三级", "四级")
_LICENSED = {
    "动火": (("operator",), "动火人"),
    "临时用电": (("operator",), "电工"),
    "吊装": (("commander", "rigger"), "指挥、司索人员"),
}
_BRIEFED = (("briefer", "安全交底人"), ("briefed", "接受交底人"))
_CONCERNED = frozenset({"是否涉及", "涉及", "选项", "是否采用"})
_CONFIRMED = frozenset({"确认人", "确认人签字", "确认签字", "确认人签名"})
_RAISED = re.compile(r"升级|提级|按一级|节假日|领导批准|主管领导")
_DANGEROUS = re.compile(r"易燃|易爆|有毒|可燃|罐区|煤气|天然气")
_YES = re.compile(r"^(?:√|✓|✔|☑|是|涉及|有|■|Y|y)$")


def check_ticket(facts: Facts) -> Iterator[Finding]:
    """The checks of a ticket by its kind; registers, plans and tickets of other kinds have none."""
    kind = kind_of(facts.title)
    if kind == "脚手架":
        yield from check_scaffold(facts)
        return
    if kind is None:
        return
    for check in _OF_KIND.get(kind, ()):
        yield from check(facts)
    yield from _order(facts)
    yield from _signatures(facts, kind)
    yield from _guardian(facts)
    yield from _licences(facts, kind)
    yield from _measures(facts)
    yield from _acceptance(facts)
    if ("作业证" in facts.title or facts.title.endswith("证")) and "许可" not in facts.title:
        yield from finding("old-ticket-wording", facts.day, "in the title")
    if kind in SECTIONS and not facts.details.readings and kind != "临时用电":
        yield from finding("gas-missing", facts.day, kind=kind, section=SECTIONS[kind])


# How long


def _span(facts: Facts) -> tuple[Moment, Moment] | None:
    first, last = facts.details.moment("valid_from"), facts.details.moment("valid_to")
    if first is None or last is None or last.when(end=True) < first.when():
        return None
    return first, last


def _hot_work(facts: Facts) -> Iterator[Finding]:
    span, level = _span(facts), facts.details.value("level")
    edition = edition_of("hot-work-too-long", facts.day)
    if edition is not None and span is not None and span[0].timed and span[1].timed and level is not None:
        hours, limit = hours_between(*span), edition.limits.get(level)
        if limit is not None and hours > limit:
            yield from finding(
                "hot-work-too-long", facts.day, _where(facts, "valid_to"), level=level, hours=f"{hours:g}", limit=limit
            )
    if level == "特级":
        text = facts.text
        if not re.search(r"视频|录像|摄录|监控", text):
            yield from finding("video-not-seen", facts.day)
        if "方案" not in text:
            yield from finding("hot-work-plan-not-seen", facts.day)
    if level == "二级" and span is not None:
        yield from _rest_time(facts, span[0])


def _rest_time(facts: Facts, begin: Moment) -> Iterator[Finding]:
    """Public holidays are not known: weekends and nights are."""
    at = begin.when()
    when = "周末" if at.weekday() >= 5 else "夜间" if begin.timed and (at.hour >= 20 or at.hour < 6) else None
    if when is not None and not _RAISED.search(facts.text):
        yield from finding("level-not-raised", facts.day, _where(facts, "valid_from"), when=f"{when}（{begin.iso}）")


def _confined(facts: Facts) -> Iterator[Finding]:
    span = _span(facts)
    if span is None or not (span[0].timed and span[1].timed):
        return
    hours = hours_between(*span)
    edition = edition_of("confined-space-too-long", facts.day)
    if edition is not None and hours > edition.limits["hours"]:
        yield from finding(
            "confined-space-too-long", facts.day, _where(facts, "valid_to"),
            hours=f"{hours:g}", limit=edition.limits["hours"],
        )  # fmt: skip
    moments = {reading.time for reading in facts.details.readings if reading.time is not None}
    edition = edition_of("gas-records-too-few", facts.day)
    if edition is not None and moments and len(moments) < int(min(hours, 24) // edition.limits["hours"]):
        yield from finding("gas-records-too-few", facts.day, hours=f"{hours:g}", count=len(moments))


def _height(facts: Facts) -> Iterator[Finding]:
    span = _span(facts)
    edition = edition_of("height-work-too-long", facts.day)
    if edition is not None and span is not None:
        days = hours_between(*span) / 24
        if days > edition.limits["days"] + (0 if span[1].timed else 1):
            yield from finding(
                "height-work-too-long", facts.day, _where(facts, "valid_to"),
                days=f"{days:.1f}".removesuffix(".0"), limit=edition.limits["days"],
            )  # fmt: skip
    height, level = facts.details.number("height"), facts.details.value("level")
    edition = edition_of("height-level-wrong", facts.day)
    if edition is None or height is None or height < 2 or level not in _LEVELS:
        return
    right = next((each for each, top in edition.limits.items() if height <= top), "四级")
    if _LEVELS.index(level) < _LEVELS.index(right):
        yield from finding(
            "height-level-wrong", facts.day, _where(facts, "level"), height=f"{height:g}", level=level, right=right
        )


def _lifting(facts: Facts) -> Iterator[Finding]:
    mass, level = facts.details.number("mass"), facts.details.value("level")
    edition = edition_of("lifting-level-wrong", facts.day)
    if edition is not None and mass is not None and level in _LEVELS:
        right = "一级" if mass > edition.limits["first"] else "二级" if mass >= edition.limits["second"] else "三级"
        if level != right:
            lower = _LEVELS.index(level) > _LEVELS.index(right)
            yield from finding(
                "lifting-level-wrong", facts.day, _where(facts, "level"), None if lower else "note",
                mass=f"{mass:g}", level=level, right=right,
            )  # fmt: skip
    if level in {"一级", "二级"} and "方案" not in facts.text:
        yield from finding("lifting-plan-not-seen", facts.day, level=level)


def _power(facts: Facts) -> Iterator[Finding]:
    span, edition = _span(facts), edition_of("power-too-long", facts.day)
    if span is None or edition is None:
        return
    days = hours_between(*span) / 24
    for limit, severity in ((edition.limits["most"], "breach"), (edition.limits["usual"], "doubt")):
        if days > limit + (0 if span[1].timed else 1):
            told = f"{days:.1f}".removesuffix(".0")
            yield from finding(
                "power-too-long", facts.day, _where(facts, "valid_to"), severity, days=told, limit=limit
            )
            return


# Gas


def _sampled(facts: Facts, section: str) -> Iterator[Finding]:
    """The first sample within half an hour before the work begins."""
    begin = facts.details.moment("valid_from")
    times = sorted(each.time for each in facts.details.readings if each.time is not None and len(each.time) > 10)
    edition = edition_of("gas-sample-too-early", facts.day)
    if begin is None or not begin.timed or not times or edition is None:
        return
    first = datetime.fromisoformat(times[0])
    told: dict[str, Any] = {"sample": times[0], "begin": begin.iso, "section": section}
    if begin.when() - first > timedelta(minutes=edition.limits["minutes"]):
        yield from finding("gas-sample-too-early", facts.day, limit=edition.limits["minutes"], **told)
    elif first > begin.when():
        yield from finding("gas-sample-after-start", facts.day, **told)


def _sampled_for_hot_work(facts: Facts) -> Iterator[Finding]:
    yield from _sampled(facts, "5.3.1c")
    span = _span(facts)
    days = {each.time[:10] for each in facts.details.readings if each.time is not None}
    if span is None or not days:
        return
    first, last = span[0].when().date(), span[1].when().date()
    work = [(first + timedelta(days=step)).isoformat() for step in range(min((last - first).days, 40) + 1)]
    missing = [day for day in work if day not in days]
    if missing and len(missing) < len(work):
        yield from finding("gas-day-missing", facts.day, days=len(work), missing="、".join(missing[:5]))


def _sampled_for_confined(facts: Facts) -> Iterator[Finding]:
    yield from _sampled(facts, "6.3a")


def _combustible(facts: Facts) -> Iterator[Finding]:
    edition = edition_of("combustible-too-high", facts.day)
    if edition is None:
        return
    for reading in facts.details.readings:
        limit = _limit(reading, edition.limits)
        if limit is not None and reading.value > limit:
            told = {"item": reading.item, "value": f"{reading.value:g}", "limit": limit}
            yield from finding("combustible-too-high", facts.day, _line(reading), **told)


def _limit(reading: Reading, limits: Any) -> float | None:
    """What the reading may be in % by volume; None for what is measured otherwise or is not combustible."""
    if reading.unit != "%" or reading.item == OXYGEN:
        return None
    lel = explosive_limit(reading.item)
    if lel is None:
        return float(limits["above"]) if reading.item == "可燃气体" else None
    return float(limits["above"] if lel >= limits["lel"] else limits["below"])


def _oxygen(facts: Facts) -> Iterator[Finding]:
    edition = edition_of("oxygen-out-of-range", facts.day)
    if edition is None:
        return
    low, high = edition.limits["low"], edition.limits["high"]
    if "富氧" in facts.text:
        high = edition.limits["enriched"]
    for reading in facts.details.readings:
        if reading.item == OXYGEN and reading.unit in {"%", ""} and not low <= reading.value <= high:
            yield from finding(
                "oxygen-out-of-range", facts.day, _line(reading), value=f"{reading.value:g}", low=low, high=high
            )


# People and times


def _order(facts: Facts) -> Iterator[Finding]:
    told = [(words, facts.details.moment(name), name) for name, words in _ORDER]
    known = [(words, moment, name) for words, moment, name in told if moment is not None]
    for (words, first, _), (later, second, name) in pairwise(known):
        if first.when() > second.when(end=True):
            yield from finding(
                "ticket-times-out-of-order", facts.day, _where(facts, name),
                earlier=words, first=first.iso, later=later, second=second.iso,
            )  # fmt: skip


def _signatures(facts: Facts, kind: str) -> Iterator[Finding]:
    for roles, who in ((("approver",), "审批人签字"), (("work_leader", "applicant"), "作业负责人签字")):
        if not facts.people_as(*roles):
            yield from finding("ticket-signature-missing", facts.day, who=who)
    briefing = [who for role, who in _BRIEFED if not facts.people_as(role)]
    if briefing and kind != "断路":
        yield from finding("briefing-missing", facts.day, who="、".join(briefing))


def _guardian(facts: Facts) -> Iterator[Finding]:
    guardians = {person.name for person in facts.people_as("guardian")}
    if not guardians:
        yield from finding("guardian-missing", facts.day)
    both = guardians & {person.name for person in facts.people_as("operator")}
    for name in sorted(both):
        yield from finding("guardian-is-operator", facts.day, name=name)


def _licences(facts: Facts, kind: str) -> Iterator[Finding]:
    roles, who = _LICENSED.get(kind, ((), ""))
    without = [person.name for person in facts.people_as(*roles) if person.certificate is None]
    if without:
        yield from finding(
            "operator-certificate-missing", facts.day, kind=kind, who=who, names="、".join(without[:6])
        )


def _measures(facts: Facts) -> Iterator[Finding]:
    """Rows of the table 序号, 安全措施, 是否涉及, 确认人 that concern the work and that nobody confirmed."""
    for number, line in enumerate(facts.lines):
        heads = line.flat.split("\t")
        yes = next((at for at, cell in enumerate(heads) if cell in _CONCERNED), None)
        by = next((at for at, cell in enumerate(heads) if cell in _CONFIRMED), None)
        if yes is None or by is None:
            continue
        missing: list[str] = []
        for place, below in enumerate(facts.lines[number + 1 : number + 40], 1):
            cells = below.flat.split("\t")
            if len(cells) != len(heads):
                break
            if _YES.match(cells[yes]) and not cells[by]:
                missing.append(cells[0] if cells[0].isdigit() else str(place))
        if missing:
            numbers = "、".join(missing[:10])
            yield from finding("measure-unconfirmed", facts.day, f"in line {number + 1}", numbers=numbers)
        return


def _acceptance(facts: Facts) -> Iterator[Finding]:
    end = facts.details.moment("valid_to")
    if end is None or facts.people_as("acceptor") or facts.details.value("accepted_at"):
        return
    received = datetime.fromisoformat(facts.received.replace("Z", ""))
    if received - end.when(end=True) > timedelta(hours=24):
        yield from finding("acceptance-missing", facts.day, end=end.iso)


# Blind plates, excavation


def _blind(facts: Facts) -> Iterator[Finding]:
    plates = list(dict.fromkeys(plate.value for plate in facts.details.plates))
    if len(plates) > 1:
        yield from finding("blind-plates-several", facts.day, count=len(plates), plates="、".join(plates[:6]))
    elif not plates:
        yield from finding("blind-plate-missing", facts.day)
    text = facts.text
    if re.search(r"[☑✓✔√]\s?抽", text) and re.search(r"[☑✓✔√]\s?堵", text):
        yield from finding("blind-action-unclear", facts.day)


def _excavation(facts: Facts) -> Iterator[Finding]:
    depth, edition = facts.details.number("depth"), edition_of("trench-without-confined", facts.day)
    if edition is None or depth is None or depth <= edition.limits["metres"]:
        return
    linked = " ".join(link.doc_no for link in facts.links)
    if _DANGEROUS.search(facts.text) and not re.search(r"受限|有限空间", facts.text) and "SX" not in linked.upper():
        yield from finding("trench-without-confined", facts.day, depth=f"{depth:g}")


def _where(facts: Facts, name: str) -> str:
    told = facts.details.told.get(name)
    return told.where if told is not None else ""


def _line(reading: Reading) -> str:
    return f"in line {reading.line.index + 1}"


_OF_KIND: dict[str, tuple[Callable[[Facts], Iterator[Finding]], ...]] = {
    "动火": (_hot_work, _sampled_for_hot_work, _combustible),
    "受限空间": (_confined, _sampled_for_confined, _oxygen, _combustible),
    "高处": (_height,),
    "吊装": (_lifting,),
    "临时用电": (_power, _combustible),
    "盲板抽堵": (_blind,),
    "动土": (_excavation,),
}
