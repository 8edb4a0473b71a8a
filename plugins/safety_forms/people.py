"""People with their role and certificate, from body, tables and page footers."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive_plugins.safety_forms.fields import Field
from archive_plugins.safety_forms.reading import Line, half_width, paragraphs_of

from archive.model.parsed import Role
from archive.model.placement import PersonMention

__all__ = ["find_people", "is_name"]

_TITLES = re.compile(
    r"(?:主任|副主任|科长|副科长|局长|副局长|经理|总经理|副总经理|厂长|副厂长|班长|组长|队长|站长|所长|先生|女士|同志|师傅|工程师|部长|主管|处长|书记|镇长|总监|专员|安全员|监护人|\(签名\)|\(签字\)|\(手签\)|\(章\))+$"
)
_WORD = re.compile(r"[^\s、,，;；/|。:：&]+")
_BROKEN_BRACKET = re.compile(r"(\([\u4e00-\u9fffA-Za-z]{1,6}) +([0-9A-Za-z][0-9A-Za-z\-]{2,24}\))")
"""A PDF sets white space between characters and letters: (苏 A3911109)."""
_CERTIFICATE = re.compile(r"[A-Za-z0-9\u4e00-\u9fff〔〕\[\]（）()\-－—.·第号字]{2,40}")
_DATE_TAIL = re.compile(r"(?:\d{4}|[〇零○一二三四五六七八九]{4})\s*(?:年|[-./]\d).*$")
_INTRODUCED = re.compile(
    r"(?:执法人员|监察员|监管人员|执法队员|我们是|我是)([\u4e00-\u9fff]{2,4})(?:\([^()]{0,30}\))?[、和,]([\u4e00-\u9fff]{2,4})(?=[,、。;(]|$)"
)
_THEIR_NUMBERS = re.compile(
    r"(?:证件号码?|证件编号|执法证号码?|执法证编号|执法证件号码?|证号|编号)(?:分别)?(?:为|是|:)?:?([A-Za-z0-9\u4e00-\u9fff\-]{3,24}?)[、,和]([A-Za-z0-9\-\u4e00-\u9fff]{3,24}?)(?=[,。;)\t]|这|$)"
)
_APPOINTED = re.compile(
    r"(?:任命|聘任|聘用|委任|指定|聘请|任用)(?:由)?([\u4e00-\u9fff]{2,4}?)(?:同志|先生|女士)?"
    r"(?:为|担任|任)(?:本|我|该)?(?:公司|单位|厂|企业|矿|项目部)?(?:的)?([\u4e00-\u9fff]{2,14})"
)
_OFFICES = (
    (
        re.compile(
            r"(?:专职|兼职)?(?:安全|安环|安全环保|安全生产|EHS)"
            r"(?:总监|员|主管|负责人|管理人员|管理员|部部长|部经理|科科长|科长|部长)"
        ),
        "safety_head",
    ),
    (re.compile(r"(?:总经理|厂长|矿长|经理|董事长|主要负责人|法定代表人|执行董事)(?![助代])"), "principal"),
)
_ONE_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,3}(?<![部科室局组队人员无厂司站班处所车工库线区炉泵罐路层门桥票证书表字章定]) ?"
)
"""A value that is nothing but two or three characters is a name also where the surname is a rare one."""
_NEAR = 3
"""Lines within which a signature belongs to the opinion above it."""
_MOST = 60
_SEALED = frozenset({"whistle_blower"})


@dataclass(frozen=True, slots=True)
class _Names:
    surnames: frozenset[str]
    compound: tuple[str, ...]
    never: frozenset[str]


@cache
def _names_known() -> _Names:
    with (Path(__file__).parent / "names.toml").open("rb") as file:
        data = tomllib.load(file)
    surnames = frozenset("".join(data["surnames"].split()))
    return _Names(surnames, tuple(data["compound"].split()), frozenset(data["never"].split()))


def is_name(text: str) -> bool:
    """Whether `text` is plausibly a person's name: a known surname and one or two characters, or a name with ·."""
    known = _names_known()
    if text in known.never:
        return False
    if "·" in text:
        return bool(re.fullmatch(r"[\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fff]{1,10}){1,3}", text))
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", text):
        return False
    if text.startswith(known.compound):
        return len(text) >= 3
    return len(text) <= 3 and text[0] in known.surnames


def find_people(lines: list[Line], fields: list[Field], *, trainees: bool) -> tuple[PersonMention, ...]:
    """Everyone whom the form names, with the role of the label, each name and role once. Reporters of wrongs are left
    out: they are sealed by law and belong into no shared field. `trainees` says that 姓名 names somebody trained.
    """
    people: dict[tuple[str, str], PersonMention] = {}
    open_holders: list[tuple[str, str]] = []
    role = ""
    opinion: Field | None = None
    for field in fields:
        if field.kind == "opinion":
            opinion = field
        elif field.kind == "signature" and opinion is not None and field.line.index - opinion.line.index <= _NEAR:
            _add_names(people, field, opinion.argument)
        elif field.label == "姓名" and trainees:
            _add_names(people, field, "trainee")
        if field.kind == "people":
            role = field.argument
            if role in _SEALED:
                open_holders, role = [], ""
                continue
            open_holders = _add_names(people, field, role) or open_holders
            if field.value:
                opinion = None
        elif field.kind == "certificate" and role:
            open_holders = _add_leading(people, field, role, open_holders)
            open_holders = _add_certificates(people, field, role, open_holders)
    _add_introduced(people, lines)
    _add_appointed(people, lines)
    return tuple(one for one in people.values() if not _told_better(one, people))[:_MOST]


def _told_better(one: PersonMention, people: dict[tuple[str, str], PersonMention]) -> bool:
    """Who is introduced as an officer and signs as 检查人员 has one role, the officer's."""
    officer = people.get((one.name, "inspector"))
    return one.role == "checker" and officer is not None and one.certificate in (None, officer.certificate)


def _add_names(people: dict[tuple[str, str], PersonMention], field: Field, role: str) -> list[tuple[str, str]]:
    added: list[tuple[str, str]] = []
    page = "the page footer" if field.where.role is Role.FOOTER else f"line {field.where.index + 1}"
    where = f"beside {field.label} in {page}"
    for name, certificate in _names(field.value):
        key = (name, role)
        if key not in people:
            people[key] = PersonMention(name, role, certificate, 0.95 if field.firm else 0.85, where)
        elif certificate and people[key].certificate is None:
            people[key] = PersonMention(name, role, certificate, 0.95, where)
        if people[key].certificate is None:
            added.append(key)
    return added


def _names(value: str) -> list[tuple[str, str | None]]:
    """Names in a value, each with the certificate that stands in brackets or right after it."""
    plain = _BROKEN_BRACKET.sub(r"\1\2", _DATE_TAIL.sub("", half_width(value))[:400])
    words = [part for word in _WORD.findall(plain) for part in _parted(_bare(word))]
    names: list[tuple[str, str | None]] = []
    joined = _joined(words)
    if len(joined) == 1 and _ONE_NAME.fullmatch(joined[0]) and joined[0] not in _names_known().never:
        return [(joined[0], None)]
    for word in joined:
        name, certificate = word, None
        bracket = re.match(r"^([\u4e00-\u9fff·]{2,8})[（(]([^（）()]{2,40})[)）]?$", word)
        attached = re.match(r"^([\u4e00-\u9fff]{2,4}?)([A-Z]*\d[0-9A-Za-z\-]{3,30})$", word)
        if bracket:
            name, certificate = bracket[1], _as_certificate(bracket[2])
        elif attached and is_name(attached[1]):
            name, certificate = attached[1], attached[2]
        name = _TITLES.sub("", name)
        if is_name(name):
            names.append((name, certificate))
        elif names and names[-1][1] is None and _is_number(word):
            names[-1] = (names[-1][0], word.strip("（）()"))
    return names


def _parted(word: str) -> list[str]:
    """`张伟和李强` are two."""
    left, conjunction, right = word.partition("和")
    return [left, right] if conjunction and is_name(left) and is_name(right) else [word]


def _bare(word: str) -> str:
    word = word.strip("_—-.…*（(")
    return re.sub(r"[（(](?:签名|签字|手写|盖章|章|签章)[)）]", "", word)


def _joined(words: list[str]) -> list[str]:
    """`张 伟` is one name: single characters are put together, a surname opening the next name."""
    joined: list[str] = []
    single = False
    for word in words:
        is_single = len(word) == 1 and "\u4e00" <= word <= "\u9fff"
        if (
            is_single
            and single
            and len(joined[-1]) < 3
            and not (len(joined[-1]) >= 2 and word in _names_known().surnames)
        ):
            joined[-1] += word
        elif word:
            joined.append(word)
        single = is_single
    return joined


def _add_leading(
    people: dict[tuple[str, str], PersonMention], field: Field, role: str, holders: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """`乙 证号：2` on a line of its own below `执法人员：甲 证号：1` names a second holder of the role."""
    before = field.line.slice(0, field.at).strip("：:\t 、，")
    if not 2 <= len(before) <= 12:
        return holders
    names = [name for name, _ in _names(before)]
    keys = [(name, role) for name in names if (name, role) not in people]
    for key in keys:
        people[key] = PersonMention(*key, None, 0.9, f"in line {field.line.index + 1}")
    return holders + keys


def _add_certificates(
    people: dict[tuple[str, str], PersonMention], field: Field, role: str, holders: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Give the certificates of a value to the holders that wait, in order; a name among them opens the next holder."""
    waiting = list(holders)
    for piece in re.split(r"[\s、,，;；\t/]+", _DATE_TAIL.sub("", half_width(field.value))[:200]):
        word = piece.strip("（）()：:_")
        if is_name(_TITLES.sub("", word)):
            key = (_TITLES.sub("", word), role)
            people.setdefault(key, PersonMention(*key, None, 0.9, f"in line {field.where.index + 1}"))
            if people[key].certificate is None:
                waiting.append(key)
        elif _is_number(word) and waiting:
            key = waiting.pop(0)
            old = people[key]
            people[key] = PersonMention(old.name, old.role, word, old.confidence, old.reason)
    return waiting


def _is_number(word: str) -> bool:
    return bool(_CERTIFICATE.fullmatch(word)) and sum(c.isdigit() for c in word) >= 3


def _as_certificate(text: str) -> str | None:
    text = re.sub(r"^(?:执法|操作)?证?(?:件|书)?(?:号码|编号|号)?[:：]?", "", text)
    return text if _is_number(text) else None


def _add_appointed(people: dict[tuple[str, str], PersonMention], lines: list[Line]) -> None:
    """任命某某同志为安全总监：whom a paper puts into an office that is a role here."""
    for line in paragraphs_of(lines[:120]):
        for found in _APPOINTED.finditer(line.flat):
            role = next((role for pattern, role in _OFFICES if pattern.match(found[2])), None)
            if role is not None and is_name(found[1]):
                key = (found[1], role)
                people.setdefault(key, PersonMention(*key, None, 0.92, f"appointed in line {line.index + 1}"))


def _add_introduced(people: dict[tuple[str, str], PersonMention], lines: list[Line]) -> None:
    """我们是某局执法人员甲、乙，证件号码为一、二：how an agency's form opens."""
    for line in paragraphs_of(lines[:120]):
        if "人员" not in line.flat and "我们是" not in line.flat:
            continue
        found = _INTRODUCED.search(line.flat)
        if found is None:
            continue
        numbers = _THEIR_NUMBERS.search(line.flat, found.end() - 1)
        for place in (1, 2):
            name = found[place]
            if not is_name(name):
                continue
            number = numbers[place] if numbers else None
            key = (name, "inspector")
            old = people.get(key)
            if old is None or old.certificate is None:
                reason = f"introduced in line {line.index + 1}"
                people[key] = PersonMention(
                    name, "inspector", number if number and _is_number(number) else None, 0.92, reason
                )
