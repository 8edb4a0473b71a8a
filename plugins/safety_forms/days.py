"""The date of a document and the deadlines that it sets."""

from __future__ import annotations

import re
from datetime import date, timedelta

from archive_plugins.safety_forms.fields import Field
from archive_plugins.safety_forms.forms_data import Form
from archive_plugins.safety_forms.reading import Line, paragraphs_of

from archive.model.dates import FoundDate, find_dates
from archive.model.parsed import Role
from archive.model.placement import DueDate, Proposal

__all__ = ["ITEMS", "find_date_of", "find_dues", "items_of", "numeral"]

_WRITTEN_AFTERWARDS = re.compile(r"(?:总结|报告|方案|计划|预案|通知|通报|批复|决定)(?:书|表)?$")
"""Titles of what is written about a day before or after it: the signature tells when."""
_ISSUED = ("签发日期", "发文日期", "落款日期", "签字日期", "日期", "填表日期", "制表日期", "编制日期", "时间")
_SEAL = re.compile(r"局|政府|委员会|公章|印章|盖章|\(章\)|办事处|公司|厂$|支队|大队|办公室|中心|印")
_NO_SIGN = re.compile(
    r"前|之日|以内|期限|起至|有效|止$|复议|诉讼|检查时间|实施时间|截止|限期|整改|出生|原检查|原指令|上次"
)
_CLAUSE = re.compile(r"[。;\n]")
_DONE = re.compile(
    r"整改|改正|完成|治理|消除|到位|落实|报送|上报|书面|完毕|验收|恢复|拆除|纠正|改进|办结|销号|回复|反馈|延期|延长"
)
_REMEDY = re.compile(r"复议|诉讼|起诉|听证|陈述|申辩|缴纳|缴至|缴清|强制执行|罚款|催告")
_BEFORE = re.compile(r"^(?:\d{1,2}时(?:\d{1,2}分)?)?(?:之?以?前|止|内|24时|\(含当日\)|底前)|^(?:\(含当日\))?(?:之?前)")
_WITHIN = re.compile(r"(?<!\d)(\d{1,3}|[一二三四五六七八九十]{1,3})(?:个)?(工作日|自然日|日|天)(?:之内|以内|内)")
_UNTIL = re.compile(
    r"(?:延期至|延长至|延至|期限为|期限至|期限延长至|截止日期为?|截止到?|限于|务必于|应于|须于|请于|限|在|于|至)[:]?$"
)
_EVENT = re.compile(r"[^,。]{0,16}(?:起|检查|作出|下达|对|我局|我单位|本机关|发现|进行)")
ITEMS = re.compile(
    r"第?((?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:(?:[、,和及至到\-~—]|项[、,和及至到])(?:第)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})){0,12})(?:项|条|款|个问题|处)"
)
"""An enumeration of items: 第1、3至5项."""
_ORDINAL = re.compile(r"^[(（]?(\d{1,2}|[一二三四五六七八九十]{1,3})[)）]?[.、:)）\t]")
_DEMANDED = re.compile(
    r"(?:限期?|要求|责令|必须|务必|[应须请])(?:你单位|企业|贵单位|单位)?于?(?:在)?\d{4}[年.\-/][^。;]{2,9}(?:之|以)?前[^。;]{0,6}(?:整改|改正|完成|落实|消除)"
)
"""How a record of an inspection, which is no order, sets a term all the same."""
_SHORT = re.compile(r"(?<![\d年.])(\d{1,2})月(\d{1,2})[日号](?=(?:\d{1,2}时)?(?:之?以?前|止))")
_HAN = {c: n for n, c in enumerate("零一二三四五六七八九十")}
_MOST = 40


def find_date_of(lines: list[Line], fields: list[Field], form: Form | None, title: str) -> Proposal | None:
    """The day on which the document was signed or issued (for an inspection record the day of the inspection)."""
    tried = form.date_labels if form is not None else ("@sign",)
    if _WRITTEN_AFTERWARDS.search(title):
        tried = ("@sign", *tried)
    for label in (*tried, *_ISSUED):
        found = (
            _signed(lines) if label == "@sign" else _in_text(lines) if label == "@inline" else _labelled(fields, label)
        )
        if found is not None:
            return found
    return _signed(lines) or _period(lines)


def find_dues(lines: list[Line], fields: list[Field], form: Form | None, issued: str | None) -> tuple[DueDate, ...]:
    """The deadlines that an order sets, one for each item that it numbers, else for the whole with an empty item."""
    if form is None or not (form.dues or form.category == "inspection"):
        return ()
    dues: dict[tuple[str, str], DueDate] = {}
    for line in paragraphs_of(lines[:300]):
        if line.role is not Role.HEADER and len(dues) < _MOST and (form.dues or _DEMANDED.search(line.flat)):
            _dues_of_line(line, issued, dues)
    for field in fields:
        if form.dues and field.kind == "due" and len(dues) < _MOST:
            _dues_of_field(field, issued, dues)
    if form.key == "recheck-opinion" and issued is not None:  # what ran out before is the term of the order
        dues = {key: due for key, due in dues.items() if due.date >= issued}
    if form.category == "recheck" and form.key.startswith("extension"):  # the term that was is named beside the new one
        last = {item: max(iso for other, iso in dues if other == item) for item, _ in dues}
        dues = {key: due for key, due in dues.items() if due.date == last[key[0]]}
    whole = {iso for item, iso in dues if not item}
    items = [due for (item, _), due in dues.items() if item]
    if items and len({due.date for due in items}) == 1 and whole == {items[0].date}:
        return tuple(items)
    return tuple(dues.values())


def _labelled(fields: list[Field], label: str) -> Proposal | None:
    for field in fields:
        if field.label == label and field.value:
            found = next(find_dates(field.value), None)
            if found is not None:
                return Proposal("date", found.iso, 0.96, f"beside {label} in line {field.where.index + 1}")
    return None


def _signed(lines: list[Line]) -> Proposal | None:
    """The last date that stands (nearly) alone or beside a signature or seal; page footers and seals go before."""
    best: tuple[tuple[int, int], FoundDate, Line] | None = None
    for number, line in enumerate(lines):
        if line.role is Role.HEADER:
            continue
        dates = list(find_dates(line.printed))
        if not dates:
            continue
        for found in dates[-3:]:
            rank = _sign_rank(lines, number, found)
            if rank and (best is None or (rank, number) >= best[0]):
                best = ((rank, number), found, line)
    if best is None:
        return None
    where = "the page footer" if best[2].role is Role.FOOTER else f"line {best[2].index + 1}"
    return Proposal("date", best[1].iso, 0.94 if best[0][0] > 1 else 0.9, f"date beside the signature in {where}")


def _sign_rank(lines: list[Line], number: int, found: FoundDate) -> int:
    """3 for a date at a seal, 2 for a date alone, 1 for one beside a signature, 0 for any other."""
    line = lines[number]
    rest = "".join((line.printed[: found.start] + "|" + line.printed[found.end :]).split())
    before, _, after = rest.partition("|")
    if after and _BEFORE.match(after):
        return 0
    near = before[-24:] + "|" + after[:12]
    if _NO_SIGN.search(near.replace("整改复查", "")):
        return 0
    short = len(before) <= 40 and len(after) <= 16
    if not before and not after:
        above = lines[number - 1].flat if number else ""
        return 3 if len(above) <= 40 and _SEAL.search(above) else 2
    if short and _SEAL.search(near):
        return 3
    if line.role is Role.FOOTER:
        return 2
    if short and re.search(r"签名|签字|日期|签章|签收|:\|?$", rest):
        return 1
    return 1 if len(rest) <= 14 and not re.search(r"检查|发现|事故", rest) else 0


def _in_text(lines: list[Line]) -> Proposal | None:
    """The first date of the running text."""
    for line in lines[:30]:
        if line.role is Role.HEADER:
            continue
        for found in find_dates(line.printed):
            if not _BEFORE.match("".join(line.printed[found.end :].split())):
                return Proposal("date", found.iso, 0.9, f"first date in the text, line {line.index + 1}")
    return None


def _period(lines: list[Line]) -> Proposal | None:
    """Any date in the head of a document whose form says nothing: a suggestion."""
    for line in lines[:12]:
        found = next(find_dates(line.printed), None)
        if found is not None and not _NO_SIGN.search(line.flat):
            return Proposal("date", found.iso, 0.7, f"date in line {line.index + 1}")
    return None


# Deadlines


def _dues_of_line(line: Line, issued: str | None, dues: dict[tuple[str, str], DueDate]) -> None:
    flat = line.flat
    if not _DONE.search(flat) and "前" not in flat:
        return
    ordinal = _ORDINAL.match(flat)
    start = 0
    for clause in _CLAUSE.split(flat):
        if not _REMEDY.search(clause):
            _dues_of_clause(clause, numeral(ordinal[1]) if ordinal and start == 0 else None, line, issued, dues)
        start += len(clause) + 1


def _dues_of_clause(
    clause: str, ordinal: int | None, line: Line, issued: str | None, dues: dict[tuple[str, str], DueDate]
) -> None:
    since = 0
    for iso, begin, end in _deadlines(clause, issued):
        before, after = clause[since:begin], clause[end : end + 40]
        if not (_DONE.search(before[-40:]) or _DONE.search(after)):
            continue
        items = items_of(before) or ([str(ordinal)] if ordinal is not None else [""])
        for item in items:
            reason = f"deadline in {'the page footer' if line.role is Role.FOOTER else f'line {line.index + 1}'}"
            dues.setdefault((item, iso), DueDate(item, iso, 0.95, reason))
        since = end


def _deadlines(clause: str, issued: str | None) -> list[tuple[str, int, int]]:
    """Every `某日前`, `至某日` and `若干日内` of a clause, in order."""
    found = [(day.iso, day.start, day.end) for day in find_dates(clause) if _is_deadline(clause, day)]
    if issued is not None:
        year = int(issued[:4])
        for short in _SHORT.finditer(clause):
            iso = _near_day(year, int(short[1]), int(short[2]), issued)
            if iso and not any(begin <= short.start() < end for _, begin, end in found):
                found.append((iso, short.start(), short.end()))
        found += [
            (_after(issued, numeral(within[1]), working=within[2] == "工作日"), within.start(), within.end())
            for within in _WITHIN.finditer(clause)
        ]
    return sorted(found, key=lambda one: one[1])


def _is_deadline(clause: str, day: FoundDate) -> bool:
    """Whether 前 or its like follows the day, or 限于, 至 or its like stands before it."""
    after = clause[day.end : day.end + 40]
    if _BEFORE.match(after):
        return True
    return bool(_UNTIL.search(clause[max(0, day.start - 8) : day.start])) and not _EVENT.match(after)


def _dues_of_field(field: Field, issued: str | None, dues: dict[tuple[str, str], DueDate]) -> None:
    if _REMEDY.search(field.value):
        return
    reason = f"beside {field.label} in line {field.where.index + 1}"
    days = list(find_dates(field.value))
    if days:
        iso = days[-1].iso
    else:
        within = _WITHIN.search(field.value) or re.match(r"^(\d{1,3})\s*(工作日|日|天)$", field.value)
        if within is None or issued is None:
            return
        iso = _after(issued, numeral(within[1]), working=within[2] == "工作日")
    if not any(known == iso for _, known in dues):
        dues.setdefault(("", iso), DueDate("", iso, 0.95, reason))


def items_of(text: str) -> list[str]:
    """The numbers of the last enumeration of items in `text`: `第1、3至5项` gives 1, 3, 4, 5."""
    found = None
    for found in ITEMS.finditer(text):  # noqa: B007 - the last one is wanted
        pass
    if found is None:
        return []
    items: list[int] = []
    parts = re.split(r"(\d{1,2}|[一二三四五六七八九十]{1,3})", found[1])
    ranged = False
    for part in parts:
        if re.fullmatch(r"\d{1,2}|[一二三四五六七八九十]{1,3}", part):
            number = numeral(part)
            if ranged and items and items[-1] < number <= items[-1] + 50:
                items.extend(range(items[-1] + 1, number + 1))
            else:
                items.append(number)
            ranged = False
        else:
            ranged = any(mark in part for mark in "至到-~—")
    return [str(number) for number in dict.fromkeys(items)]


def numeral(text: str) -> int:
    """A number up to 99 in digits or Chinese."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _HAN.get(text[:1], 0)
    return (_HAN.get(tens, 1) if tens else 1) * 10 + (_HAN.get(ones, 0) if ones else 0)


def _after(issued: str, days: int, *, working: bool) -> str:
    """`days` after the day of issue; working days leave out Saturdays and Sundays (public holidays are not known)."""
    day = date.fromisoformat(issued)
    if not working:
        return (day + timedelta(days=days)).isoformat()
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day.isoformat()


def _near_day(year: int, month: int, day: int, issued: str) -> str | None:
    """The first such day of the year not before `issued`."""
    for candidate in (year, year + 1):
        try:
            iso = date(candidate, month, day).isoformat()
        except ValueError:
            return None
        if iso >= issued:
            return iso
    return None
