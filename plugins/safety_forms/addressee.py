"""Whose dossier a form belongs to: by credit code or registered name, where the form addresses a unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive_plugins.safety_forms.fields import Field
from archive_plugins.safety_forms.reading import Line
from archive_plugins.safety_forms.titles import FormMatch

from archive.hooks.contracts import UnitDirectory
from archive.model import credit_code
from archive.model.parsed import Role
from archive.model.placement import Proposal
from archive.model.unit import Unit, UnitKind

__all__ = ["find_unit"]

_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_ENDS = (
    "有限责任公司|股份有限公司|有限公司|集团公司|分公司|总公司|公司|集团|工厂|总厂|分厂|厂|矿业|煤矿|矿|加油站|加气站|油库|商店|商行|商场|超市|饭店|酒店|宾馆|旅馆|餐厅|"
    "餐馆|火锅店|小吃店|药店|门店|经营部|经销部|销售部|批发部|服务部|维修部|修理部|加工部|门市部|店|合作社|医院|卫生院|诊所|学校|中学|小学|幼儿园|大学|学院|养老院|敬老院|"
    "福利院|工地|项目|项目部|中心|市场|农场|林场|码头|港|仓库|冷库|电站|水库|站|所|院|馆|园|社|行|场|部|户|作坊|个体工商户|事务所|研究院|研究所|村委会|居委会|社区|电厂"
)
_COMPANY = re.compile(rf"^[\u4e00-\u9fff0-9A-Za-z()·&\-.]{{2,46}}(?:{_ENDS})(?:\([^()]{{1,20}}\))?$")
_STRONG_COMPANY = re.compile(
    r"(?:公司|厂|煤矿|加油站|加气站|合作社|超市|商店|酒店|宾馆|饭店|医院|学校|经营部|商行|集团|个体工商户|幼儿园|养老院|店|工地|项目部)(?:\([^()]{1,20}\))?$"
)
_CUT = re.compile(rf"^(.{{2,46}}?(?:{_ENDS}))(?=$|[^\u4e00-\u9fff]|.)")
_BRANCH = re.compile("分公司|子公司|支公司|分厂|分店|有限")  # a unit of its own, with its own credit code
_BRANCH_NEXT = re.compile(r"^[\u4e00-\u9fff]{0,10}(?:分公司|支公司|分厂|分店|办事处)$")
_TO_COMPANY = re.compile(r"^([\u4e00-\u9fff0-9A-Za-z()·&\-.]{2,46}?(?:公司|厂|煤矿|加油站|合作社|医院|学校|店))")
_NOISE = re.compile(
    r"(?:\((?:盖章|公章|签章|章|印章|加盖公章|单位公章|公 章|以下简称[^()]{0,20})\)|盖章处?|公章|[:;,。、]|印章)+$"
)
_TO = re.compile(r"^(?:致|主送|送达|呈送|发往)[:\t]?")
_ADDRESS_LINE = re.compile(r"^([^,。;:\t]{4,70}):(?=$|经|你|我|根据|于|依|因|按|为|本|现|现将|\d{4}年)")
_INLINE = re.compile(
    r"对([^,。;:对\t]{4,50}?)(?:进行|开展|实施)(?:了)?(?:[^,。;:\t]{0,16})?(?:检查|复查|核查|巡查|督查)"
)
_AGENCY = re.compile(
    r"(?:局|委员会|政府|街道办事处|办事处|办公室|总队|支队|大队|安委会|安委办|管委会|厅|应急管理所|安监站|安监所|监管所|消防救援站)(?:\([^()]{1,20}\))?$"
)
_AND_OTHERS = re.compile(
    rf"(?:{_ENDS})等(?:[\d一二三四五六七八九十百千余多]{{1,6}}[家户个]|[各多]?[家户]|(?:相关|有关)?(?:企业|单位))"
)
"""One of many that are named: 某公司等46家企业 is nobody's own paper."""
_YEAR = re.compile(r"\d{2,4}年.*$")
_PARTERS = re.compile(r"[、,，;；]|\s{2,}")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A unit that the form names in a place that counts."""

    name: str
    units: tuple[Unit, ...]
    """Registered under that name; empty if none is."""
    reason: str
    confidence: float
    several: bool = False
    """Whether it is one of several in one enumeration."""


@dataclass(frozen=True, slots=True)
class _Coded:
    code: str
    wrong: str | None
    """What fails of the code, None if it is valid."""
    reason: str


def find_unit(lines: list[Line], fields: list[Field], match: FormMatch | None, units: UnitDirectory) -> list[Proposal]:
    """Proposals for `unit_code`, `unit` and `unit_name`, most certain first.

    From 0.9 on only where all that the form says in the places that count points to one unit
    (or the form is a joint one, then one proposal for each); else all are suggestions.
    """
    codes = _codes(fields, match)
    valid = [coded for coded in codes if coded.wrong is None]
    named = _first_rank(lines, fields, match, units)
    ids: dict[str, None] = {}
    for coded in valid:
        unit = units.by_code(coded.code)
        ids.setdefault(unit.id if unit else coded.code)
    by_code = len(ids)
    for candidate in named:
        if not candidate.units and by_code:
            continue  # an unregistered spelling beside a valid code: the code decides
        ids.setdefault(candidate.units[0].id if len(candidate.units) == 1 else candidate.name)
    joint = len(ids) > 1 and _is_joint(lines, match, named)
    ambiguous = (len(ids) > 1 and not joint) or any(len(candidate.units) > 1 for candidate in named)
    ceiling = 0.6 if ambiguous else 1.0
    proposals = [Proposal("unit_code", coded.code, min(0.98, ceiling), coded.reason) for coded in valid]
    for candidate in named:
        confidence = min(candidate.confidence, ceiling)
        note = "; the form names more than one unit" if ambiguous else ""
        found = [("unit", unit.id) for unit in candidate.units] or [("unit_name", candidate.name)]
        proposals += [Proposal(field, value, confidence, candidate.reason + note) for field, value in found]
    proposals += _suggestions(codes, units)
    return _distinct(proposals)


def _distinct(proposals: list[Proposal]) -> list[Proposal]:
    best: dict[tuple[str, str], Proposal] = {}
    for proposal in proposals:
        key = (proposal.field, proposal.value)
        if key not in best or best[key].confidence < proposal.confidence:
            best[key] = proposal
    return sorted(best.values(), key=lambda proposal: -proposal.confidence)[:12]


def _is_joint(lines: list[Line], match: FormMatch | None, named: list[_Candidate]) -> bool:
    """Whether the form addresses several units as one: 联合 in its title, or an enumeration as addressee."""
    if not named or not all(candidate.units for candidate in named):
        return False
    if match is not None and match.form.joint:
        return True
    if match is not None and match.title and "联合" in match.title:
        return True
    return all(candidate.several for candidate in named) or any("联合检查" in line.flat for line in lines[:4])


# Names


def _first_rank(
    lines: list[Line], fields: list[Field], match: FormMatch | None, units: UnitDirectory
) -> list[_Candidate]:
    """The candidates of the most telling place in which the form names any company."""
    for source in (_addressed, _written_by, _mentioned_in_text, _at_work):
        candidates = [c for c in source(lines, fields, match, units) if c.units or _STRONG_COMPANY.search(c.name)]
        if candidates:
            return candidates
    return []


def _addressed(
    lines: list[Line], fields: list[Field], match: FormMatch | None, units: UnitDirectory
) -> Iterator[_Candidate]:
    own_form = match is not None and match.form.issued_by_unit
    special = match.form.unit_labels if match is not None else frozenset()
    for field in fields:
        if field.kind == "unit" and (field.argument == "addressee" or field.label in special):
            where = f"beside {field.label} in {_place(field.where)}"
            yield from _candidates(field, units, where, 0.97, own_form)
    if not own_form:
        yield from _address_lines(lines, match, units)


def _address_lines(lines: list[Line], match: FormMatch | None, units: UnitDirectory) -> Iterator[_Candidate]:
    """`某公司：` on a line under the title of what an agency issues; on lines one after the other, each of them."""
    start = match.line + 1 if match is not None and match.line >= 0 else 0
    top = [line for line in lines[start : start + 14] if line.role not in {Role.HEADER, Role.FOOTER}][:8]
    named = False
    for line in top:
        start_of_cell, cell = next(line.cells())
        to = _TO.match(cell)
        if to is not None:
            start_of_cell, cell = start_of_cell + to.end(), cell[to.end() :].rstrip(":") + ":"
        found = _ADDRESS_LINE.match(cell)
        if found is None or _is_label_like(found[1]):
            if named:
                return
            continue
        printed = line.slice(start_of_cell, start_of_cell + found.end(1))
        where = f"addressed in {_place(line)}"
        found_here = _one_or_several(printed, units, where, 0.96)
        named = named or bool(found_here)
        yield from found_here
    if named:
        return
    for line in top[:5]:
        name = line.flat.strip("\t")
        candidate = _candidate(name, units, f"addressed in {_place(line)}", 0.92) if "\t" not in name else None
        if candidate is not None and candidate.units and not _is_agency(candidate):
            yield candidate
            return


def _written_by(
    lines: list[Line], fields: list[Field], match: FormMatch | None, units: UnitDirectory
) -> Iterator[_Candidate]:
    """For what a unit writes itself: labels such as 申请单位, the name before the title, letterhead, signature."""
    if match is not None and not match.form.issued_by_unit and match.form.category not in {"inspection", "recheck"}:
        own_labels = {"申请单位", "用人单位", "工作单位", "使用单位", "责任单位", "所在单位", "所属单位", "所属企业"}
    else:
        own_labels = None
    found = False
    special = match.form.unit_labels if match is not None else frozenset()
    for field in fields:
        if (
            field.kind == "unit"
            and (field.argument == "own" or (field.argument == "form" and field.label in special))
            and (own_labels is None or field.label in own_labels)
        ):
            for candidate in _candidates(field, units, f"beside {field.label} in {_place(field.where)}", 0.95, True):
                if candidate.units or _STRONG_COMPANY.search(candidate.name):
                    found = True
                    yield candidate
    if found or match is None or not match.form.issued_by_unit:
        return
    for candidate in _letterhead(lines, match, units):
        yield candidate
        found = True
    if not found:
        yield from _signature(lines, units)


def _letterhead(lines: list[Line], match: FormMatch, units: UnitDirectory) -> Iterator[_Candidate]:
    """Before the title, or else alone on a line above it, or else in the page header."""
    before = _TO_COMPANY.match(match.before)
    for name in (match.before.strip("—-:关于"), before[1] if before else ""):
        candidate = _candidate(name, units, f"before the title in line {match.line + 1}", 0.95) if name else None
        if candidate is not None and (candidate.units or _STRONG_COMPANY.search(_YEAR.sub("", match.before))):
            yield candidate
            return
    tops = [line for line in lines[: max(match.line, 0) + 3][:10] if line.role not in {Role.HEADER, Role.FOOTER}]
    headers = [line for line in lines if line.role is Role.HEADER][:4]
    for line in tops + headers:
        cells = list(line.cells())
        for start, cell in cells:
            if len(cell) > 50 or line.index == match.line or len(cells) > 1:
                continue
            candidate = _candidate(line.slice(start, start + len(cell)), units, f"letterhead in {_place(line)}", 0.93)
            if candidate is not None and not _is_agency(candidate):
                yield candidate
                return


def _signature(lines: list[Line], units: UnitDirectory) -> Iterator[_Candidate]:
    """The name that stands alone on one of the last lines."""
    ends = [line for line in lines if line.role is not Role.HEADER][-8:]
    for line in reversed(ends):
        name = re.sub(r"\d{4}年\d{1,2}月\d{1,2}日$", "", line.flat.rstrip("\t"))
        if "\t" in name or not 4 <= len(name) <= 50:
            continue
        candidate = _candidate(line.slice(0, len(name)), units, f"signed in {_place(line)}", 0.92)
        if candidate is not None and candidate.units and not _is_agency(candidate):
            yield candidate
            return


def _mentioned_in_text(
    lines: list[Line], _fields: list[Field], match: FormMatch | None, units: UnitDirectory
) -> Iterator[_Candidate]:
    """`对某公司进行检查` in the running text of an inspection or recheck form that has no such label."""
    if match is None or match.form.category not in {"inspection", "recheck"}:
        return
    for line in lines[:40]:
        found = _INLINE.search(line.flat)
        if found is None:
            continue
        candidate = _candidate(found[1], units, f"inspected, says {_place(line)}", 0.91)
        if candidate is not None and candidate.units:
            yield candidate


def _at_work(
    _lines: list[Line], fields: list[Field], _match: FormMatch | None, units: UnitDirectory
) -> Iterator[_Candidate]:
    """Whoever does the work may be a contractor: a suggestion only."""
    for field in fields:
        if field.kind == "unit" and field.argument == "worker":
            yield from _candidates(field, units, f"beside {field.label} in {_place(field.where)}", 0.7, True)


def _candidates(
    field: Field, units: UnitDirectory, where: str, confidence: float, must_be_company: bool
) -> Iterator[_Candidate]:
    value, branch = _continued(field, units)
    if not value:
        return
    if branch:
        confidence, where = min(confidence, 0.6), f"{where}; the next line makes another name of it"
    for candidate in _one_or_several(value, units, where, confidence):
        if candidate.units or (field.firm and (not must_be_company or _STRONG_COMPANY.search(candidate.name))):
            yield candidate


def _continued(field: Field, units: UnitDirectory) -> tuple[str, bool]:
    """The name, put together where a narrow cell broke it and it is registered whole; whether it is but a part.

    The longest registered name counts, so that a branch is not taken for the company whose name it begins with.
    """
    for count in range(len(field.more), 0, -1):
        whole = Line(field.value, Role.BODY, 0).flat + "".join(field.more[:count])
        if units.by_name(whole):
            return whole, False
    return field.value, bool(field.more and _BRANCH_NEXT.match(field.more[0]))


def _one_or_several(printed: str, units: UnitDirectory, where: str, confidence: float) -> list[_Candidate]:
    """The unit that a text names, or each one of an enumeration (甲公司、乙公司)."""
    parts = [part for part in _PARTERS.split(printed)[:20] if len(part) >= 3]
    if len(parts) > 1:
        each = [_candidate(part, units, where, confidence, several=True) for part in parts]
        several = [one for one in each if one is not None]
        if len(several) > 1 and any(one.units for one in several):
            return several
    whole = _candidate(printed, units, where, confidence)
    if whole is None and len(parts) > 1:
        whole = _candidate(parts[0], units, where, confidence)
    return [] if whole is None else [whole]


def _candidate(
    printed: str, units: UnitDirectory, where: str, confidence: float, *, several: bool = False
) -> _Candidate | None:
    """The units registered under a printed name, else the name if it looks like a company's; None otherwise."""
    flat = _NOISE.sub(
        "", Line(_CODE.sub("", printed.upper()) if _CODE.search(printed.upper()) else printed, Role.BODY, 0).flat
    )
    flat = flat.strip("\t:;,。、-—.*《》\"“”'()") if not flat.endswith(")") else flat.strip("\t:;,。、-—.*")
    if not 2 <= len(flat) <= 60 or _AND_OTHERS.search(flat):
        return None
    for name in _spellings(flat):
        found = tuple(units.by_name(name))
        if found:
            return _Candidate(name, found, where, confidence, several)
    if _is_agency_name(flat) or not _COMPANY.match(flat) or len(flat) < 5 or _is_label_like(flat):
        return None
    return _Candidate(flat, (), where, min(confidence, 0.95), several)


def _spellings(flat: str) -> Iterator[str]:
    """The name itself, without a trailing bracket, up to its legal form (a department may follow), without 本单位."""
    yield flat
    bracket = re.match(r"^(.{2,}?)\(([^()]*)\)$", flat)
    if bracket:
        yield bracket[1]
        if len(bracket[2]) >= 4:
            yield bracket[2]
    head = re.match(r"^(.{4,}?)[:;,。(/|]", flat)
    if head:
        yield head[1]
    company = _TO_COMPANY.match(flat)
    if company and company[1] != flat and not _BRANCH.search(flat[company.end(1) :]):
        yield company[1]
        longer = re.match(r"^(.{2,46}(?:公司|厂|店))", flat)
        if longer and longer[1] not in {flat, company[1]}:
            yield longer[1]


def _is_label_like(text: str) -> bool:
    return bool(
        re.search(
            r"(?:如下|意见|问题|时间|地点|记录|事项|内容|附件|负责人|签名|签字|电话|名称|依据|行为|要求|情况|决定|措施|须知|各有关单位|各企业|各单位)$",
            text,
        )
    )


def _is_agency_name(flat: str) -> bool:
    return bool(_AGENCY.search(flat))


def _is_agency(candidate: _Candidate) -> bool:
    return all(unit.kind is UnitKind.REGULATOR for unit in candidate.units) if candidate.units else False


def _place(line: Line) -> str:
    return {Role.HEADER: "the page header", Role.FOOTER: "the page footer"}.get(line.role, f"line {line.index + 1}")


# Codes


def _codes(fields: list[Field], match: FormMatch | None) -> list[_Coded]:
    """Credit codes in the place of the addressee: after its label, or labelled and not another body's."""
    special = match.form.unit_labels if match is not None else frozenset()
    coded: dict[str, _Coded] = {}
    owner: Field | None = None
    for number, field in enumerate(fields):
        if field.kind == "unit":
            owner = field
            if field.argument == "addressee" or field.label in special:
                for found in _CODE.findall(credit_code.normalise(field.value)):
                    _add_code(coded, found, f"beside {field.label} in {_place(field.where)}", labelled=False)
        elif field.kind == "code" and field.value and _is_addressees(owner, fields, number, special):
            text = credit_code.normalise(field.value.split("  ")[0] if len(field.value) > 60 else field.value)
            if len(text) >= 15:
                exact = _CODE.search(text)
                _add_code(
                    coded,
                    exact[0] if exact else text[:18],
                    f"beside {field.label} in {_place(field.where)}",
                    labelled=True,
                )
    return list(coded.values())


def _add_code(coded: dict[str, _Coded], code: str, reason: str, *, labelled: bool) -> None:
    wrong = credit_code.check(code)
    if (wrong is None or (labelled and len(code) == credit_code.LENGTH)) and code not in coded:
        coded[code] = _Coded(code, wrong, reason)


def _is_addressees(owner: Field | None, fields: list[Field], number: int, special: frozenset[str]) -> bool:
    """Whether a code belongs to the addressee: the unit label before it says so, or there is none and the next does."""
    if owner is None:
        owner = next((field for field in fields[number + 1 : number + 6] if field.kind == "unit"), None)
    if owner is None:
        return True
    if owner.argument in {"addressee", "own"} or owner.label in special:
        return True
    return owner.argument == "form"


def _suggestions(codes: list[_Coded], units: UnitDirectory) -> list[Proposal]:
    """For a code that fails its check: what it may have been misread from, and registered codes one character away."""
    proposals: list[Proposal] = []
    for coded in [coded for coded in codes if coded.wrong is not None][:2]:
        likely = credit_code.suggest(coded.code)
        found = (
            [likely] if likely else [code for code in _neighbours(coded.code) if units.by_code(code) is not None][:3]
        )
        reason = f"{coded.code} {coded.reason} is no valid code: {coded.wrong}"
        proposals += [Proposal("unit_code", code, 0.5, f"{reason}; this code is one reading of it") for code in found]
    return proposals


def _neighbours(code: str) -> Iterator[str]:
    """Valid codes that differ in one character."""
    if len(code) != credit_code.LENGTH:
        return
    for place in range(credit_code.LENGTH):
        for character in credit_code.ALPHABET:
            other = code[:place] + character + code[place + 1 :]
            if character != code[place] and credit_code.check(other) is None:
                yield other
