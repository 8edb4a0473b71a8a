"""Values with a shape of their own: levels, metres, tonnes, shifts, conclusions, audiences."""

from __future__ import annotations

import re

__all__ = ["audience_in", "conclusion_in", "done_in", "level_in", "metres_in", "shift_in", "tonnes_in"]

_LEVEL = re.compile(
    r"(特级|特殊(?=动火|$)|[一二三四壹贰叁肆]级|(?<![A-Za-z])(?:IV|I{1,3}|[Ⅰ-Ⅳ1-4])级|[Ⅰ-Ⅳ](?=$|[(\s])|^(?:IV|I{1,3})(?![A-Za-z])|(?<![A-Za-z])(?:IV|I{1,3})(?=$|[(\s])"
    r"|特别重大|重大|较大|一般)"
)
_TICKED = re.compile(r"[☑✓✔√■☒]")
_BOXES = re.compile(r"[□☐☑✓✔√■☒]")
_ORDINALS = {
    "I": "一级", "II": "二级", "III": "三级", "IV": "四级", "1": "一级", "2": "二级", "3": "三级", "4": "四级",
    "Ⅰ": "一级", "Ⅱ": "二级", "Ⅲ": "三级", "Ⅳ": "四级",
    "壹": "一级", "贰": "二级", "叁": "三级", "肆": "四级", "特殊": "特级",
}  # fmt: skip
_METRES = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,2})?)\s?(?:m(?![m²2³3g])|米|M(?!P))")
_BARE = re.compile(r"^[:(]?(?:m|米|M)?\)?:?(\d{1,3}(?:\.\d{1,2})?)$")
_DEEP = re.compile(r"深(?:度)?[:为约]?(\d{1,2}(?:\.\d{1,2})?)\s?(?:m|米)?")
_TONNES = re.compile(r"(?<![\d.])(\d{1,4}(?:\.\d{1,3})?)\s?(t(?![a-z])|T(?![a-z])|吨|kg|KG|千克|公斤)")
_SHIFT = re.compile(
    r"(白班|中班|夜班|早班|晚班|大夜班|小夜班|零点班|[早中晚白夜](?=$)|24小时|全天|[甲乙丙丁]班|[一二三四]班)"
)
_FULL = re.compile(
    r"(?:均|全部|都)?(?:已)?(?:按(?:要求|期))?(?:整改|改正)(?:完毕|完成|到位|合格)|(?:均|全部)已?(?:整改|改正)|验收合格|复查合格|符合要求|^合格$|同意销号|予以销号"
)
_FAILED = re.compile(
    r"未(?:按(?:要求|期|时|照)?.{0,4})?(?:整改|完成|改正|落实)|不合格|仍(?:未|存在|有)|整改不到位|逾期|尚未|没有(?:整改|完成)|未予"
)
_UNSEEN = re.compile(r"期限未到|未到(?:整改)?期限?|未到期|尚未到|未复查|未检查|未予复查|不在(?:本次)?复查")
_ORDERED = re.compile(
    r"(?:责令|应当?(?!急)|须|必须|(?<!按)(?<!按照)要求|限期?|请|继续)[^,;。已]{0,30}?(?:整改|改正|完成|消除|落实)(?:完毕|到位|完成)?|"
    r"[^,;。已]{0,16}前(?:整改|改正|完成)(?:完毕|到位)?"
)
_STILL = re.compile(r"仍|整改中|正在|进行中|不符合|不到位|未通过|NG|延期|待整改|未闭环|未销号")
_DONE = re.compile(
    r"(?<!不)合格|已(?:经)?(?:全部)?(?:按(?:照)?(?:要求|期))?(?:整改|改正|消除|完成|落实|治理|销号|闭环|验收|关闭|通过)|整改(?:完毕|到位|完成|合格)|完成整改|符合要求|"
    r"同意销号|予以销号|验收通过|已办结|复查通过"
)
_YES = frozenset({"是", "完成", "已", "√", "✓", "✔", "OK", "ok", "Ok", "通过", "销号", "闭环", "整改", "100%", "Y"})
_NO = frozenset({"否", "×", "✗", "无", "未", "NG", "N", "x", "X"})
_PARTLY = re.compile(r"部分(?:已)?(?:整改|合格)|(?:其余|其他|其中).{0,20}(?:未|仍)")
_AUDIENCES = (
    ("学校", r"学校|学生|师生|校园|幼儿"),
    ("家庭", r"家庭|家长|亲子"),
    ("社区", r"社区|居民|小区|街道"),
    ("机关", r"机关|干部|公务"),
    ("农村", r"农村|村民|村屯|乡村"),
    ("企业", r"企业|职工|员工|从业人员|工人|班组"),
    ("公共场所", r"公共场所|商场|车站|公众|群众"),
)


def level_in(text: str) -> str | None:
    """特级, 一级 … 四级, or 一般, 较大, 重大, 特别重大; of boxes the ticked one, None if several are meant."""
    if _BOXES.search(text):
        text = _ticked(text)
    found = {_ordinal(each) for each in _LEVEL.findall(text)}
    return found.pop() if len(found) == 1 else None


def _ordinal(printed: str) -> str:
    return _ORDINALS.get(printed.removesuffix("级"), printed) if printed != "特级" else printed


def _ticked(text: str) -> str:
    """What stands beside the ticked boxes: after them where a box opens the text, before them where one ends it."""
    if _BOXES.match(text.lstrip("\t :")):
        pieces = re.split(r"(?=[□☐☑✓✔√■☒])", text)
        return " ".join(piece for piece in pieces if _TICKED.match(piece))
    pieces = re.split(r"(?<=[□☐☑✓✔√■☒])", text)
    return " ".join(piece for piece in pieces if _TICKED.search(piece))


def metres_in(text: str, *, deep: bool) -> str | None:
    """A length in metres; of 范围、深度、面积 the one that is called deep."""
    if deep and (found := _DEEP.search(text)):
        return found[1]
    found = _METRES.search(text) or _BARE.match(text)
    return found[1] if found and (not deep or len(_METRES.findall(text)) <= 1) else None


def tonnes_in(text: str, label: str) -> str | None:
    """A mass in tonnes; a bare number counts where the label says t."""
    found = _TONNES.search(text)
    if found is not None:
        mass = float(found[1])
        return f"{mass / 1000:g}" if found[2].lower() in {"kg", "千克", "公斤"} else f"{mass:g}"
    bare = re.match(r"^[:(]?(?:t|T|吨)?\)?:?(\d{1,4}(?:\.\d{1,3})?)(?![\d.])", text)
    return f"{float(bare[1]):g}" if bare and re.search(r"\((?:t|T|吨)\)", label) else None


def shift_in(text: str) -> str | None:
    """白班, 中班, 夜班 … as printed; of boxes the ticked one."""
    if _BOXES.search(text):
        text = _ticked(text)
    found = set(_SHIFT.findall(text))
    return found.pop() if len(found) == 1 else None


def conclusion_in(text: str) -> str | None:
    """合格, 不合格 or 部分合格: what a recheck or an acceptance says; None where it cannot be told."""
    text = re.sub(r"[□☐][^□☐☑✓✔√■☒,。;\n\t]{0,16}", "", text)
    failed, full = bool(_FAILED.search(text)), bool(_FULL.search(_FAILED.sub("", text)))
    if _PARTLY.search(text) or (failed and full):
        return "部分合格"
    return "不合格" if failed else "合格" if full else None


def done_in(text: str) -> str | None:
    """合格 or 不合格: what is said of one hidden danger, in a cell of a register or of its item of a recheck.

    The last clause that says either decides: the danger itself is often named before. What still has to be done is
    不合格, also where it is only ordered again; None where neither is said.
    """
    flat = "".join(text.split()).strip("。;,")
    if flat in _YES or flat in _NO:
        return "合格" if flat in _YES else "不合格"
    if _UNSEEN.search(flat):
        return None
    clauses = re.split(r"[,;:。，；：—、()]+", flat)
    return next(filter(None, map(_verdict, reversed(clauses))), None)


def _verdict(clause: str) -> str | None:
    rest = _ORDERED.sub("", clause.replace("不合格项", ""))
    if _FAILED.search(rest) or _STILL.search(rest) or rest in _NO:
        return "不合格"
    if _DONE.search(rest) or rest in _YES:
        return "合格"
    return "不合格" if rest != clause.replace("不合格项", "") else None


def audience_in(text: str) -> str | None:
    """Which of the places of the field it speaks to: 学校, 家庭, 社区, 机关, 企业, 农村, 公共场所, parted by 、."""
    found = [name for name, words in _AUDIENCES if re.search(words, text)]
    return "、".join(found) or None
